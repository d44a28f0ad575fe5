"""What the macros did to a workbook, step by step, kept in a hidden sheet of it so that each step can be taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from shijibu.workbook.names import UNDO_SHEET
from shijibu_addin.macros.hosts import unable

if TYPE_CHECKING:
    import xlwings as xw

WHY, TRY = "explain_figure", "try_rules"
"""The steps of macros that are loaded when they are called."""
_STEPS = 20  # older ones are forgotten
_CHUNK = 30_000  # a cell holds at most 32,767 characters
_MARK = "|"  # so that no piece looks like a number or a formula

Kind = Literal["content", "colour", "note", "sheet"]


@dataclass(frozen=True, slots=True)
class Change:
    """One cell's content, fill or note, or a whole sheet (cell empty), before and after; None is nothing there."""

    kind: Kind
    sheet: str
    cell: str
    before: Any
    after: Any


@dataclass(slots=True)
class Step:
    """One run of a macro."""

    macro: str
    changes: list[Change] = field(default_factory=list)


class Journal:
    """The steps of a workbook, oldest first."""

    def __init__(self, book: xw.Book) -> None:
        self.book = book
        self.steps: list[Step] = []
        sheet = self._sheet()
        if sheet is not None:
            for row in sheet.used_range.options(ndim=2).value:
                pieces = [piece.removeprefix(_MARK) for piece in row if isinstance(piece, str)]
                # A torn line of a sheet that anybody can unhide is not worth a refusal.
                with suppress(ValueError, TypeError, KeyError):
                    told = json.loads("".join(pieces))
                    self.steps.append(Step(told["macro"], [Change(**c) for c in told["changes"]]))

    def _sheet(self) -> xw.Sheet | None:
        return next((s for s in self.book.sheets if s.name == UNDO_SHEET), None)

    def own_sheets(self) -> set[str]:
        """The titles of the sheets that the macros made, this one included: none of them is the unit's."""
        return {UNDO_SHEET} | {c.sheet for step in self.steps for c in step.changes if c.kind == "sheet" and c.after is not None}

    def last(self, macro: str) -> Step | None:
        """The newest step of a macro."""
        return next((s for s in reversed(self.steps) if s.macro == macro), None)

    def save(self) -> None:
        """Write the steps to the hidden sheet; without any the sheet goes."""
        self.steps = [s for s in self.steps if s.changes][-_STEPS:]
        sheet = self._sheet()
        if not self.steps:
            if sheet is not None:
                sheet.delete()
            return
        rows = [list(_pieces(json.dumps(asdict(step), ensure_ascii=False, separators=(",", ":")))) for step in self.steps]
        width = max(map(len, rows))
        if sheet is None:
            sheet = added(self.book, UNDO_SHEET)
            sheet.visible = False
        else:
            sheet.clear_contents()
        sheet.range((1, 1)).value = [row + [None] * (width - len(row)) for row in rows]


def _pieces(text: str) -> Iterator[str]:
    for start in range(0, len(text), _CHUNK):
        yield _MARK + text[start : start + _CHUNK]


def added(book: xw.Book, title: str) -> xw.Sheet:
    """A new last sheet; the sheet in front stays in front."""
    front = book.sheets.active
    sheet = book.sheets.add(title, after=book.sheets[len(book.sheets) - 1])
    with suppress(*unable()):
        front.activate()
    return sheet
