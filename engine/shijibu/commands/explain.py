"""`shijibu explain`, `shijibu file`: where a result comes from, and one person's file (DQ-15)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shijibu.commands.ledgers import LedgerUrl, OneScheme, asked_ledger, ledger_place, needed_ledger
from shijibu.commands.loading import loaded_for_good
from shijibu.commands.options import Force, Json, Stop
from shijibu.terminal import err, print_json, say

if TYPE_CHECKING:
    from shijibu.report.explanation import UnknownSubject
    from shijibu.rounds.decided import DecidedRound


def explain(
    subject: Annotated[str, typer.Argument(metavar="单位或干部", help="干部编号、姓名、单位编码或单位名称")],
    period: Annotated[str | None, typer.Option("--period", help="期次；缺省为最近一期")] = None,
    figure: Annotated[str | None, typer.Option("--figure", help="只说明这一个数：名称或编号")] = None,
    scheme: OneScheme = None,
    ledger: LedgerUrl = None,
    json_: Json = False,
) -> None:
    with loaded_for_good():
        from shijibu.report.explanation import explain as explained
        from shijibu.report.why import why
        from shijibu.rounds.decided import round_asked_about_one

    book = asked_ledger(ledger)
    if book is None:
        raise Stop(f"没有台账（{ledger_place(ledger)}），无从说明")
    with book:
        decided = round_asked_about_one(book, scheme, period)
        explanation = explained(decided, subject) if figure is None else why(decided, subject, figure)
    if json_:
        print_json(explanation.to_json())
    else:
        say(*explanation.to_text().split("\n"))


def file(
    official: Annotated[str, typer.Argument(metavar="干部", help="干部编号或姓名")],
    out: Annotated[Path, typer.Option("--out", help="写到哪个文件夹")] = Path("."),
    scheme: OneScheme = None,
    ledger: LedgerUrl = None,
    force: Force = False,
) -> None:
    with loaded_for_good():
        from shijibu.files import safe_name, together
        from shijibu.report.person.page import write_person_page
        from shijibu.report.person.person_file import person_file
        from shijibu.report.person.sheets import write_person_workbook
        from shijibu.rounds.decided import NotDecided, decided_rounds, only_scheme

    with needed_ledger(ledger) as book:
        id = only_scheme(book, scheme)
        rounds = list(decided_rounds(book, id))
        if not rounds:
            raise NotDecided("台账中还没有汇总结果")
        one = person_file(_official(rounds, official), rounds, book.objections(id))
    for notice in dict.fromkeys(f"{r.period.label}：{r.notice}" for r in rounds if r.notice):
        err.print(f"提醒：{notice}")
    workbook, page = (safe_name(f"{one.official.id}_{one.official.name}", ending) for ending in (".xlsx", ".html"))
    with together(out, force=force) as batch:
        write_person_workbook(batch.place / workbook, one)
        write_person_page(batch.place / page, one)
    for name in (workbook, page):
        err.print(f"档案：{out / name}")


def _official(rounds: Sequence[DecidedRound], text: str) -> str:
    """The official's id, by the latest roster that knows him or her."""
    from shijibu.report.explanation import UnknownSubject, find_subject

    first: UnknownSubject | None = None
    for past in reversed(rounds):
        try:
            kind, id = find_subject(past.evaluation, text)
        except UnknownSubject as error:
            first = first or error
            continue
        if kind == "unit":
            raise Stop(f"“{text}”是单位；一人一档按干部编号或姓名")
        return id
    raise Stop(str(first)) from None
