"""`shijibu file`: one person, one file (DQ-15)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shijibu.command import LedgerUrl, OneScheme, Stop, needed_ledger
from shijibu.terminal import err

if TYPE_CHECKING:
    from collections.abc import Sequence


def file(
    official: Annotated[str, typer.Argument(help="干部编号或姓名")],
    out: Annotated[Path, typer.Option("--out", help="写到哪个文件夹")] = Path("."),
    scheme: OneScheme = None,
    ledger: LedgerUrl = None,
) -> None:
    """一人一档：写出一名干部历次考评的档案（.xlsx 和 .html）。"""
    from shijibu.consolidate.retrace import CannotExplain, every_round
    from shijibu.report.person_file import person_file
    from shijibu.report.person_page import write_person_page
    from shijibu.report.person_sheets import write_person_workbook
    from shijibu.report.whole_file import file_name

    with needed_ledger(ledger) as book:
        try:
            rounds = every_round(book, scheme=scheme)
        except CannotExplain as error:
            raise Stop(str(error)) from None
        id = _found(rounds, official)
        told = person_file(id, rounds, book.objections(rounds[-1].evaluation.scheme.id))
    for notice in dict.fromkeys(f"{r.evaluation.period.label}：{r.notice}" for r in rounds if r.notice):
        err.print(f"提醒：{notice}")
    out.mkdir(parents=True, exist_ok=True)
    name = file_name(f"{id}_{told.official.name}")
    write_person_workbook(out / f"{name}.xlsx", told)
    write_person_page(out / f"{name}.html", told)
    for ending in ("xlsx", "html"):
        err.print(f"档案：{out / name}.{ending}")


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
