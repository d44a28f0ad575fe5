"""生成公示: a sheet to print and put up, with the unit's tasks and how far each has come, or its officials' reports; and how long it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.posting import posting
from shijibu.scheme.sheets import Column, Table
from shijibu.spreadsheet.wording import in_sentence
from shijibu.workbook.names import NOTICE_SHEET
from shijibu_addin.macros.changing import make, sheet_change
from shijibu_addin.macros.journal import Journal, Step
from shijibu_addin.macros.opened import Opened, opened
from shijibu_addin.macros.page import Page
from shijibu_addin.macros.progress import unit_tables
from shijibu_addin.macros.result import NotDone, Result

if TYPE_CHECKING:
    import xlwings as xw

NOTICE = "notice"


def notice(book: xw.Book) -> Result:
    """Write the sheet 公示; one that this macro wrote before is written anew."""
    journal = Journal(book)
    ours = journal.own_sheets()
    found = opened(book, ours)
    if any(s.name == NOTICE_SHEET for s in book.sheets) and NOTICE_SHEET not in ours:
        raise NotDone(f"已有一张名为“{NOTICE_SHEET}”的工作表，请先改名再生成")
    tables = [t for t in _published(found.returned.scheme, found.returned.period) if t.id in found.returned.places]
    if found.returned.workbook.county or not tables:
        raise NotDone("这本工作簿没有可公示的工作任务或实绩")
    page = _page(found, tables[0])
    journal.steps.append(Step(NOTICE, make(book, [sheet_change(book, NOTICE_SHEET, page)])))
    journal.save()
    wrong = len(found.errors)
    return Result(True, f"公示已生成，见“{NOTICE_SHEET}”" + (f"。还有 {wrong} 个错误，张贴前请先校验改正" if wrong else ""), problems=found.errors)


def _published(scheme: Scheme, period: Period) -> list[Table]:
    """The unit's tasks; without tasks the rows that are printed for each official."""
    tables = {t.id: t for t in scheme.unit_workbook.tables_of(period.round)}
    printed = [tables[s.personal.of] for s in scheme.unit_workbook.sheets_of(period.round) if s.personal and s.personal.of in tables]
    return unit_tables(scheme, period) or printed


def _page(found: Opened, table: Table) -> Page:
    returned, code = found.returned, found.returned.book.code
    scheme = returned.scheme
    columns = [c for c in table.columns if c.required or c.live]
    figures = [f for id in scheme.report.notice if (f := scheme.unit_figure(id)) is not None and f.live]
    told = [f"{f.label}：{in_sentence(v)}" for f in figures if (v := found.evaluation.unit(code, f.id)) is not None]
    rows = [[_shown(found, table, row, c) for c in columns] for row in returned.book.tables[table.id]]
    result = "　".join(told) or ("本期不亮牌" if scheme.report.cards else "")
    head = [[f"{returned.facts.name}{returned.period.label}{table.title}公示"], [result], [], [c.label for c in columns]]
    stands = posting(scheme, returned.period)
    lines = [*scheme.report.notice_text, *([stands.text] if stands else [])]
    foot = [[], *([line] for line in lines), [f"{returned.facts.name}　{returned.period.label}"]]
    percents = [i for i, c in enumerate(columns, 1) if c.type == "percent"]
    return Page([*head, *rows, *foot], [c.width for c in columns], len(head), len(head) + len(rows), percents=percents)


def _shown(found: Opened, table: Table, row: Any, column: Column) -> Any:
    value = found.evaluation.cell(found.returned.book.code, table.id, row, column.id)
    if column.type in ("official", "units") and value is not None:
        return found.shown.in_cell(column.type, value)
    return round(value, column.decimals) if isinstance(value, float) and column.live else value
