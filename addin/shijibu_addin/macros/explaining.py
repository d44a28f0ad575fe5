"""这个数怎么来的: the figure in the selected cell, of a report or of a unit's workbook, explained on a sheet beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from shijibu.problems.identity import NotOurs
from shijibu.problems.refused import Refused
from shijibu.report.explained_rows import ExplainedSheet, explained_figure, explained_sheet
from shijibu.report.figure_at import Asked, figure_at
from shijibu.report.figure_names import REPORT, ReportSaid
from shijibu.report.why import why_in
from shijibu.returns.grid import Grid
from shijibu.rounds.decided import decided_round
from shijibu.spreadsheet.field import Field
from shijibu.workbook.names import SELF_CHECK, WHY_SHEET
from shijibu_addin.macros.book_grid import grid_of, text_named
from shijibu_addin.macros.changing import made_sheet, still_ours
from shijibu_addin.macros.files import folder_of
from shijibu_addin.macros.journal import WHY, Journal, Step
from shijibu_addin.macros.ledgers import ledger_of
from shijibu_addin.macros.opened import Opened, opened
from shijibu_addin.macros.result import NotDone, Result
from shijibu_addin.macros.returned_files import ReturnedFiles
from shijibu_addin.macros.why_sheet import write_why

if TYPE_CHECKING:
    import xlwings as xw

_OTHER = "请打开汇总的报告或单位的工作簿，选一个算出来的数再用"
_NO_LEDGER = "这份报告的台账不在旁边，也不是考评台上次用的；没有台账，说明不了这个数是怎么来的。请把报告放回汇总结果的文件夹，或选台账文件"


class Explains(Protocol):
    """Who explains the figures of reports where the ledger is not the person's own."""

    def explained(self, report: ReportSaid, asked: Asked) -> tuple[ExplainedSheet, bool]:
        """The explanation, and whether the report still says what was decided. Raises NotDone where the person may not see it."""
        ...


def explain_figure(book: xw.Book, ledger: Path | Callable[[], Path | None] | Explains | None = None) -> Result:
    """Write the sheet 这个数怎么来的; the one of the figure asked for before is written anew.

    ledger: the report's, or a function that asks for it; left out, it is looked for beside the report and where the desk has it.
    """
    journal = Journal(book)
    ours = journal.own_sheets()
    if any(s.name == WHY_SHEET for s in book.sheets) and WHY_SHEET not in still_ours(book, journal, WHY):
        raise NotDone(f"已有一张名为“{WHY_SHEET}”的工作表，请先改名再用")
    title, row, column, where = _selected(book)
    if title in ours:
        raise NotDone(f"“{title}”是自动生成的表；{_OTHER}")
    report = ReportSaid.parse("=" + text_named(book, REPORT))
    files: Mapping[str, Path] = {}
    if report is None:
        sheet = _of_workbook(_unit_workbook(book, ours), title, row, column)
    elif ledger is not None and not isinstance(ledger, Path) and not callable(ledger):
        sheet, current = ledger.explained(report, figure_at(_grid(book, title), report, title, row, column))
        sheet = sheet if current else _outdated(sheet)
    else:
        sheet, files = _of_report(book, report, (title, row, column), ledger)
    page = write_why(book, sheet, (title, where), files)
    journal.steps = [s for s in journal.steps if s.macro != WHY]  # one sheet, and one step back
    journal.steps.append(Step(WHY, [made_sheet(WHY_SHEET, page)]))
    journal.save()
    book.sheets[WHY_SHEET].activate()
    return Result(True, f"{sheet.first or sheet.title}。每一步见“{WHY_SHEET}”")


def _selected(book: xw.Book) -> tuple[str, int, int, str]:
    """Sheet, row and column of the selected cell, of several the first, and its address."""
    try:
        cells: Any = book.selection
    except Exception:  # a chart is selected; each host says so in a way of its own
        cells = None
    if cells is None:
        raise NotDone(f"没有选中单元格。{_OTHER}")
    return cells.sheet.name, cells.row, cells.column, cells.sheet.range((cells.row, cells.column)).get_address(False, False)


# a unit's workbook

def _unit_workbook(book: xw.Book, ours: set[str]) -> Opened:
    try:
        return opened(book, ours)
    except Refused as refused:
        if isinstance(refused.kind, NotOurs):
            raise NotDone(_OTHER) from None
        raise


def _of_workbook(found: Opened, title: str, row: int, column: int) -> ExplainedSheet:
    returned = found.returned
    code = returned.book.code
    sheets = {code: {id: place.sheet.title for id, place in returned.places.items()}}
    explanation = why_in(found.evaluation, "unit", code, _live_at(found, title, row, column), sheets=sheets)
    return explained_sheet(explanation, returned.scheme, {})


def _live_at(found: Opened, title: str, row: int, column: int) -> str:
    """The live figure in a cell of a unit's workbook, as `explain --figure` takes it. Raises NotDone."""
    returned = found.returned
    for id, (sheet, top, left) in returned.unit_cells.items():
        if (sheet.title, top, left) == (title, row, column):
            figure = returned.scheme.unit_figure(id)
            if figure is not None and figure.problems:
                raise NotDone(f"这是自检发现的问题数，逐条见“{SELF_CHECK}”")
            return id
    for id, place in returned.places.items():
        if place.sheet.title == title and place.header < row <= place.last and column in place.columns.values():
            told = place.table.column(next(c for c, at in place.columns.items() if at == column))
            if told is not None and told.live:
                return str(Field(id, row - place.header, told.id))
            if told is not None:
                raise NotDone(f"“{told.label}”是填报的，不是算出来的。{_live_said(found)}")
    raise NotDone(f"选中的格里不是算出来的数。{_live_said(found)}")


def _live_said(found: Opened) -> str:
    """What can be selected in a unit's workbook."""
    returned = found.returned
    cover = [f.label for id in returned.unit_cells if (f := returned.scheme.unit_figure(id)) is not None and not f.problems]
    columns = [f"“{p.sheet.title}”的{'、'.join(c.label for c in p.table.columns if c.live and c.id in p.columns)}"
               for p in returned.places.values() if any(c.live and c.id in p.columns for c in p.table.columns)]
    told = [*(["封面上的" + "、".join(cover)] if cover else []), *columns]
    return f"可以选{'，或'.join(told)}" if told else "这本工作簿里没有自动计算的数"


# a report

def _of_report(
    book: xw.Book, report: ReportSaid, at: tuple[str, int, int], given: Path | Callable[[], Path | None] | None,
) -> tuple[ExplainedSheet, Mapping[str, Path]]:
    """The explanation by the report's ledger, and the returned workbooks that still lie near the report."""
    asked = figure_at(_grid(book, at[0]), report, *at)
    with ledger_of(book, lambda ledger: _is_its(ledger, report), given, _NO_LEDGER) as ledger:
        decided = decided_round(ledger, report.scheme, asked.period, as_decided=True)
        sheet = explained_figure(decided, asked)
        current = ledger.decision_head(report.scheme, report.period) == report.head
    return sheet if current else _outdated(sheet), ReturnedFiles(folder_of(book), decided)


def _grid(book: xw.Book, title: str) -> Grid:
    """A sheet of the report, and all its names."""
    return grid_of(book, {s.name for s in book.sheets} - {title})


def _is_its(ledger: Any, report: ReportSaid) -> bool:
    """Whether the report was written from this ledger: it knows the head that the report carries."""
    if ledger.decision(report.scheme, report.period) is None:
        return False
    return report.head is None or ledger.head(report.head.sequence) == report.head


def _outdated(sheet: ExplainedSheet) -> ExplainedSheet:
    said = "这份报告写出以后又汇总过，这里说的是台账现在的结果，与报告里的数可能不同"
    return ExplainedSheet(sheet.title, sheet.first, [*sheet.notices, said], sheet.rows)
