"""建议星级: the suggested figures into the proposals that nobody has made yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shijibu.figures.evaluation import Scope
from shijibu.scheme.outcomes import Tie
from shijibu_addin.macros.changing import make
from shijibu_addin.macros.journal import Change, Journal, Step
from shijibu_addin.macros.opened import Opened, opened
from shijibu_addin.macros.result import NotDone, Result

if TYPE_CHECKING:
    import xlwings as xw

SUGGEST = "suggest_stars"


def suggest_stars(book: xw.Book) -> Result:
    """Fill blank proposal cells with the engine's suggestion. Rows of a tie stay blank: a proposal there settles it, which is a person's."""
    journal = Journal(book)
    found = opened(book, journal.own_sheets())
    ties = [t for t in found.returned.scheme.ties if t.suggestion and t.table in found.returned.places]
    if not ties:
        raise NotDone("这本工作簿没有可建议的星级")
    wanted: list[Change] = []
    tied: list[str] = []
    for tie in ties:
        changes, open_ties = _suggested(found, tie)
        wanted += changes
        tied += open_ties
    made = make(book, wanted)
    journal.steps.append(Step(SUGGEST, made))
    journal.save()
    told = f"填入 {len(made)} 个建议星级" if made else "没有可填的星级：拟定栏都已填写，或还没有综合分"
    return Result(True, told + (f"。{'、'.join(tied)}末位并列，请研究后自行填写" if tied else ""), len(made))


def _suggested(found: Opened, tie: Tie) -> tuple[list[Change], list[str]]:
    place, code = found.returned.places[tie.table], found.returned.book.code
    rows = found.returned.book.tables[tie.table]
    marks = found.evaluation.value(tie.mark, Scope(code)) or [None] * len(rows)
    settled = any(row.values.get(tie.settled_by) is not None for row, mark in zip(rows, marks, strict=True) if mark)
    changes, tied = [], []
    for row, mark in zip(rows, marks, strict=True):
        if mark and not settled:
            tied.append(str(row.values.get("name") or row.values.get(place.table.owner or "id")))
            continue
        value = found.evaluation.cell(code, tie.table, row, tie.suggestion or "")
        change = None if value is None else found.entry(place, row.index, tie.settled_by, value)
        if change is not None:
            changes.append(change)
    return changes, tied
