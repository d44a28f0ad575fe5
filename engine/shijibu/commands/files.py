"""`shijibu file`: one person, one file (DQ-15)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shijibu.commands.options import Force, LedgerUrl, OneScheme, Stop, needed_ledger
from shijibu.terminal import err

if TYPE_CHECKING:
    from collections.abc import Sequence


def file(
    official: Annotated[str, typer.Argument(help="干部编号或姓名")],
    out: Annotated[Path, typer.Option("--out", help="写到哪个文件夹")] = Path("."),
    scheme: OneScheme = None,
    ledger: LedgerUrl = None,
    force: Force = False,
) -> None:
    """一人一档：写出一名干部历次考评的档案（.xlsx 和 .html）。"""
    from shijibu.files import safe_name, together
    from shijibu.report.person.page import write_person_page
    from shijibu.report.person.person_file import person_file
    from shijibu.report.person.sheets import write_person_workbook
    from shijibu.rounds.retrace import every_round

    with needed_ledger(ledger) as book:
        rounds = every_round(book, scheme=scheme)
        id = _found(rounds, official)
        told = person_file(id, rounds, book.objections(rounds[-1].evaluation.scheme.id))
    for notice in dict.fromkeys(f"{r.evaluation.period.label}：{r.notice}" for r in rounds if r.notice):
        err.print(f"提醒：{notice}")
    workbook, page = (safe_name(f"{id}_{told.official.name}", ending) for ending in (".xlsx", ".html"))
    with together(out, force=force) as batch:
        write_person_workbook(batch.place / workbook, told)
        write_person_page(batch.place / page, told)
    for name in (workbook, page):
        err.print(f"档案：{out / name}")


def _found(rounds: Sequence[Any], text: str) -> str:
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
