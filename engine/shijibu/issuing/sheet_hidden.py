"""The hidden sheet: identity and facts, the officials' names, and what each of them owes and is said of."""

from __future__ import annotations

from collections.abc import Iterable

from xlsxwriter.format import Format

from shijibu.figures.owed import counting
from shijibu.issuing.hints import faults, reminders
from shijibu.issuing.master_writer import MasterWriter
from shijibu.issuing.said_checks import ROW_NUMBER, hidden_checks, owned, said_as
from shijibu.rules.native import literal
from shijibu.scheme.outcomes import Check
from shijibu.scheme.owed import Expects
from shijibu.spreadsheet.address import address, column_letters
from shijibu.spreadsheet.plain_sheet import PlainSheet
from shijibu.workbook.hidden import IDS_COLUMN, IN_TEAM, NAMES_COLUMN, TEAM, UNTOUCHED_ROW, OwedColumns
from shijibu.workbook.layout import TableLayout
from shijibu.workbook.names import HINT

UNTOUCHED_BOOK = "工作簿还什么都没有填，填好以后再上报"


def write_hidden(writer: MasterWriter, sheet: PlainSheet) -> None:
    """The sheet; names and what is owed are blank, to be patched."""
    text = writer.styles.get(num_format="@")
    for row in range(writer.shape.fact_cells + 1):
        sheet.write_blank(row, 0, None, text)
    hidden = writer.layout.hidden
    for row in range(hidden.people):
        for column in (NAMES_COLUMN, IDS_COLUMN, *hidden.known.values()):
            sheet.write_blank(row, column - 1, None, text)
    for choices, at in writer.lists.items():
        sheet.write_column(0, at - 1, choices, text)
    number = writer.styles.get()
    said_at: list[str] = []
    checks = hidden_checks(writer.scheme, writer.period, writer.layout)
    for id, columns in hidden.owed.items():
        expects = writer.layout.tables[id].table.expects
        spoken = next((column for said, column in checks if expects and said.check.code == expects.said_by), None)
        _owed(writer, sheet, writer.layout.tables[id], columns, spoken, number)
        said_at += [hidden.range(columns.said), hidden.range(columns.nothing)]
    for said, column in checks:
        of_member = said.check.each == "member"
        said_at.append(hidden.range(column))
        for row in range(1, (hidden.people if of_member else 1) + 1):
            formula = said.text.replace(ROW_NUMBER, str(row))
            if of_member:
                formula = f'IF(EXACT({address(row, hidden.known[TEAM])},{literal(IN_TEAM)}),{formula},"")'
            sheet.write_formula(row - 1, column - 1, f"={formula}", number, "")
    _totals(writer, sheet, said_at, number)
    sheet.very_hidden()
    sheet.protect("", {})


def _totals(writer: MasterWriter, sheet: PlainSheet, said_at: list[str], style: Format) -> None:
    """All that stands in the way, one by one as 上报前自检 lists it, all reminders, and how many cells somebody filled in since the workbook went
    out.
    """
    layout, hidden = writer.layout, writer.layout.hidden
    said = [t.range(HINT) for t in layout.tables.values() if t.hint] + said_at
    said.append(hidden.untouched)
    said += [hints for block in writer.outside.values() for hints in (block.hints, block.more)]
    inputs = [t.around(c.id) for t in layout.tables.values() for c in t.table.columns if c.is_input]
    given = sum(t.over(c.id) for t in layout.tables.values() for c in t.table.columns if c.is_input)
    given += sum(len(writer.given(t.table, n)) for t in layout.tables.values() for n in range(1, t.rows + 1))
    entered = "+".join(f"COUNTA({r})" for r in inputs) or "1"
    sheet.write_formula(0, hidden.totals - 1, "=" + ("+".join(f"SUMPRODUCT({faults(r)})" for r in said) or "0"), style, "")
    reminded = "+".join(f"SUMPRODUCT({reminders(r)})" for r in said) or "0"
    sheet.write_formula(1, hidden.totals - 1, f"={reminded}", style, "")
    sheet.write_formula(2, hidden.totals - 1, f"={entered}-{given}", style, "")
    sheet.write_formula(UNTOUCHED_ROW - 1, hidden.totals - 1, f'=IF({hidden.entered}=0,{said_as(False, literal(UNTOUCHED_BOOK))},"")', style, "")


def _owed(writer: MasterWriter, sheet: PlainSheet, table: TableLayout, columns: OwedColumns, spoken: int | None, style: Format) -> None:
    """What is owed (patched), what is there of it, what is said of each who owes more, and of a table in which nothing is there.

    spoken: the column in which a declared check speaks of the same.
    """
    expects, hidden = table.table.expects, writer.layout.hidden
    assert expects is not None
    due_range, nothing_there = hidden.range(columns.due), f"{begun_rows(table)}=0"
    silent = said_by_rows(writer.scheme.checks, expects)
    for row in range(1, (1 if expects.each == "unit" else hidden.people) + 1):
        due, held = address(row, columns.due), address(row, columns.held)
        sheet.write_blank(row - 1, columns.due - 1, None, style)
        there = _held(table, expects).replace(ROW_NUMBER, str(row))
        if expects.of:
            sheet.write_array_formula(row - 1, columns.held - 1, row - 1, columns.held - 1, f"{{={there}}}", style, "")
        else:
            sheet.write_formula(row - 1, columns.held - 1, f"={there}", style, "")
        if silent:
            continue
        who = "" if expects.each == "unit" else f"${column_letters(NAMES_COLUMN)}{row}&"
        text = f'{who}"应填 "&{due}&" {expects.measure}，已填 "&{held}&" {expects.measure}"'
        few = f"N({due})>{held}"
        few = f"IF({nothing_there},FALSE,{few})" if expects.nothing else few
        few = f"IF(LEN({address(row, spoken)})>0,FALSE,{few})" if spoken else few
        sheet.write_formula(row - 1, columns.said - 1, f'=IF({few},{said_as(False, text)},"")', style, "")
    if expects.nothing:
        text = f'"应填 "&SUM({due_range})&" {expects.measure}，还没有填写"'
        said = said_as(expects.nothing == "error", text)
        sheet.write_formula(0, columns.nothing - 1, f'=IF(AND(SUM({due_range})>0,{nothing_there}),{said},"")', style, "")


def _begun(table: TableLayout) -> str:
    """Ones for the heading and the rows that are begun, inserted ones among them."""
    entries = "&".join(table.around(c.id) for c in counting(table.table))
    return f"--(LEN(TRIM({entries}))>0)"


def begun_rows(table: TableLayout) -> str:
    """How many rows are begun; an error value among the entries is one too."""
    counts = ",".join(f"ROWS({cells})-COUNTBLANK({cells})" for cells in (table.around(c.id) for c in counting(table.table)))
    headed = int(any(table.over(c.id) for c in counting(table.table)))
    return f"(IFERROR(SUMPRODUCT({_begun(table)}),MAX({counts}))-{headed})"


def _held(table: TableLayout, expects: Expects) -> str:
    """How much is there, of the unit or of the official of the row."""
    own = "1" if expects.each == "unit" else owned(table.around(table.table.owner or ""))
    if expects.of is None:
        if expects.each == "unit":
            return begun_rows(table)
        owners, row = table.around(table.table.owner or ""), ROW_NUMBER
        anyhow = "+".join(f"COUNTIF({owners},${column_letters(c)}{row})" for c in (IDS_COLUMN, NAMES_COLUMN))
        return f"IFERROR(SUMPRODUCT({own}*{_begun(table)}),{anyhow})"  # beside an error value
    words = f"*{_begun(table)}" if table.table.begun else ""  # the days of these rows went out with them
    days = f"IF({own}*ISNUMBER({table.around(expects.of)}){words},{table.around(expects.of)})"
    return f"IFERROR(SUM(--(FREQUENCY({days},{days})>0)),0)"


def said_by_rows(checks: Iterable[Check], expects: Expects) -> bool:
    """Whether a check of a table's rows speaks of those who owe more."""
    return any(c.code == expects.said_by and c.each not in ("unit", "member") for c in checks)
