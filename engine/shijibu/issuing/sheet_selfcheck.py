"""The sheet 上报前自检: all that is missing or wrong, one thing a line, with a link to its cell.

A line goes on from the one before it: the next thing of the same row's hint, else the next row whose hint says something, else the next
table. So there is nothing to keep beside the tables, and a row that is inserted between others moves along.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from shijibu.figures.owed import counted
from shijibu.issuing.hints import hint_formula, things
from shijibu.issuing.master_writer import MasterWriter
from shijibu.issuing.outside_rows import FIRST_COLUMN, MORE_ROW, last_column
from shijibu.issuing.paper_rows import page
from shijibu.issuing.reached import verdict_formula
from shijibu.issuing.said_checks import ROW_NUMBER, hidden_checks, row_checks
from shijibu.issuing.sheet_tables import PROTECTION, to_cover
from shijibu.language.expression import names
from shijibu.rules.native import literal
from shijibu.scheme.model import Scheme
from shijibu.scheme.outcomes import Check
from shijibu.spreadsheet.address import address, column_letters, pinned, quoted
from shijibu.spreadsheet.plain_sheet import PlainSheet
from shijibu.spreadsheet.style import GREY, LINE
from shijibu.workbook.hidden import UNTOUCHED_ROW
from shijibu.workbook.layout import Layout, Place, TableLayout
from shijibu.workbook.names import HIDDEN_SHEET, HINT_END, HINT_LAST, REMINDER, SELF_CHECK
from shijibu.workbook.printed import SELF_CHECK_CLEAR, SELF_CHECK_GUIDE, SELF_CHECK_HEADINGS

LINES = 60
FIRST = 6  # the row of the first line
_WIDTHS = (6, 18, 9, 8, 84, 10)
_WEIGHT = 4  # the column of 轻重
_TABLE, _NUMBER, _START, _END, _ROW, _PLACE, _PART, _PARTS, _HINT, _SAID, _BEST = range(8, 19)  # hidden columns of a line
_COUNT, _BEFORE, _KIND, _FROM, _TO = range(19, 24)
"""Hidden columns of a source: how many things it says, and those before it; whose cells it speaks of; its first and last row."""
_ALIKE = 3  # the first line that says the same as the one above it, but for its number
_CHOICES = 25  # LibreOffice's CHOOSE takes no more than 29
_APART = 400


@dataclass(frozen=True, slots=True)
class _Source:
    """A column of hints. table: whose rows they are; where: what they speak of, if they are not a table's; numbers: a range with the sheet's
    row that each of them speaks of, if that is not its own; whole: the column, as a formula here asks for it.
    """

    sheet: str
    column: int
    first: int
    last: int
    table: TableLayout | None
    where: Place
    numbers: str = ""
    whole: str = ""

    @property
    def range(self) -> str:
        return f"{quoted(self.sheet)}!{pinned(self.first, self.column)}:{pinned(self.last, self.column)}"

    def with_name(self, writer: MasterWriter, number: int) -> _Source:
        """The source whose column a line asks for by name, if it is on another sheet."""
        letters = column_letters(self.column)
        own = f"${letters}:${letters}"
        return replace(self, whole=own if self.sheet == SELF_CHECK else writer.named(f"_hints.{number}", f"{quoted(self.sheet)}!{own}"))

    @property
    def says(self) -> str:
        """A pattern of those that say something: of a table's own rows the last thing is closed."""
        return f"*{HINT_LAST}" if self.table is not None and not self.numbers else f"*{HINT_END}*"

    @property
    def begins(self) -> str:
        """Its first row, whatever was inserted or deleted."""
        return f"ROW(INDEX({self.range},1))"

    @property
    def ends(self) -> str:
        return f"{self.begins}+ROWS({self.range})-1"


def write_selfcheck(writer: MasterWriter, sheet: PlainSheet) -> None:
    """The sheet; it says nothing of its own that is not in the hints."""
    styles = writer.styles
    sources = [source.with_name(writer, n) for n, source in enumerate(_sources(writer), 1)]
    cells = [_SpokenOf.of(writer, table, where) for table, where in _spoken_of(sources)]
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    sheet.set_column(len(_WIDTHS), last_column(writer.outside), 4, None, {"hidden": True})
    sheet.hide_gridlines(2)
    last = len(_WIDTHS) - 1
    sheet.set_row(0, 30)
    sheet.merge_range(0, 0, 0, last, SELF_CHECK, styles.heading(font_size=16, align="center"))
    sheet.set_row(1, 26)
    state = styles.boxed(bold=True, font_size=12, align="center")
    sheet.merge_range(1, 0, 1, last - 1, "", state)
    sheet.write_formula(1, 0, "=" + verdict_formula(writer.layout.hidden), state, "")
    to_cover(writer, sheet, last)
    sheet.merge_range(2, 0, 2, last, SELF_CHECK_GUIDE, styles.get(font_size=10, font_color=GREY, text_wrap=True))
    sheet.set_row(3, 6)
    for at, heading in enumerate(SELF_CHECK_HEADINGS):
        sheet.write_string(FIRST - 2, at, heading, styles.header)
    _counts(sheet, sources)
    _inserted(writer, sheet)
    plain, link = styles.get(align="center"), styles.get(align="center", font_color="#1F4E79", underline=1)
    said = styles.get(font_size=10, indent=1, shrink=True)  # one line whatever it says: a formula's text stretches no row
    looks = (plain, plain, plain, plain, said, link)
    told: Mapping[int, str | None] = {}
    total = f"({pinned(FIRST + len(sources) - 1, _BEFORE)}+{pinned(FIRST + len(sources) - 1, _COUNT)})" if sources else "0"
    for n in range(1, LINES + 1 if sources else 1):
        row = FIRST + n - 1
        sheet.set_row(row - 1, 18)
        told = _line(n, row, sources, cells, total) if n < _ALIKE else dict.fromkeys(told) | _numbered(n, row, sources, total)
        for column, formula in told.items():
            look = looks[column - 1] if column <= len(looks) else None
            if formula is None:
                sheet.write_below(row - 1, column - 1, look, "")
            else:
                sheet.write_formula(row - 1, column - 1, f"={formula}", look, "")
    end = FIRST + LINES
    more = f'=IF({total}>{LINES},"还有 "&{total}-{LINES}&" 处没有列出，改好上面的就会显示","")'
    sheet.write_formula(end - 1, 4, more, styles.get(font_color=GREY), "")
    # LibreOffice lays only one of two conditions' looks over a cell: the red one has lines of its own.
    weight = _WEIGHT - 1
    sheet.conditional_format(FIRST - 1, weight, end - 2, weight, {
        "type": "cell", "criteria": "==", "value": '"要改"', "format": styles.colour("red", bold=True, border=1, border_color=LINE)})
    for left, right in ((0, weight - 1), (weight, weight), (weight + 1, last)):
        sheet.conditional_format(FIRST - 1, left, end - 2, right, {
            "type": "formula", "criteria": f"=LEN($B{FIRST})>0", "format": styles.lined})
    sheet.freeze_panes(FIRST - 1, 0)
    sheet.print_area(0, 0, end - 1, last)
    page(sheet, False)
    sheet.fit_to_pages(1, 1)
    sheet.protect("", PROTECTION)
    sheet.set_tab_color("#C55A11")


def _sources(writer: MasterWriter) -> Iterator[_Source]:
    """All hints, table by table, and what is said of people and of the unit, with the table that it speaks of."""
    layout, hidden = writer.layout, writer.layout.hidden
    if filled := next((t for t in layout.tables.values() if any(c.is_input for c in t.table.columns)), None):
        yield _Source(HIDDEN_SHEET, hidden.totals, UNTOUCHED_ROW, UNTOUCHED_ROW, None, _begin(filled))
    for id, table in layout.tables.items():
        if table.hint:
            yield _Source(table.sheet, table.hint, table.first, table.last, table, _begin(table))
        if block := writer.outside.get(id):
            copy = block.copy
            assert copy.hint is not None
            numbers = block.numbers.rpartition("!")[2]  # on this sheet
            yield _Source(SELF_CHECK, copy.hint, copy.first, copy.last, table, _begin(table), numbers)
            yield _Source(SELF_CHECK, FIRST_COLUMN, copy.first + MORE_ROW, copy.first + MORE_ROW, None, _begin(table))
        if id in hidden.owed:
            for column in (hidden.owed[id].nothing, hidden.owed[id].said):
                yield _Source(HIDDEN_SHEET, column, 1, hidden.people, None, _begin(table))
    for said, column in hidden_checks(writer.scheme, writer.period, layout):
        yield _Source(HIDDEN_SHEET, column, 1, hidden.people, None, _of_check(writer.scheme, layout, said.check))


def _begin(table: TableLayout) -> Place:
    return Place(table.sheet, table.first, table.columns[counted(table.table).id])


def _of_check(scheme: Scheme, layout: Layout, check: Check) -> Place:
    """The table that a check of people or of the unit asks, itself or in the unit's figure that it speaks of; else the figure on the cover."""
    asked = [check.field.partition(".")[0]] if check.field and "." in check.field else []
    asked += [n.path[0] for n in names(check.when.tree) if len(n.path) > 1]
    figures = [scheme.unit_figure(n.path[0]) for n in names(check.when.tree) if len(n.path) == 1 and n.path[0] not in layout.cover.figures]
    asked += [n.path[0] for f in figures if f and f.formula for n in names(f.formula.tree) if len(n.path) > 1]
    table = next((layout.tables[id] for id in asked if id in layout.tables), None)
    return _begin(table) if table else layout.cover.figures.get(check.field or "", layout.cover.state)


def _counts(sheet: PlainSheet, sources: list[_Source]) -> None:
    for at, source in enumerate(sources, FIRST):
        sheet.write_formula(at - 1, _COUNT - 1, f"=SUMPRODUCT({things(source.range)})", None, "")
        before = "0" if at == FIRST else f"{address(at - 1, _BEFORE)}+{address(at - 1, _COUNT)}"
        sheet.write_formula(at - 1, _BEFORE - 1, f"={before}", None, "")
        sheet.write_formula(at - 1, _KIND - 1, f"={_spoken_of(sources).index((source.table, source.where)) + 1}", None, "")
        sheet.write_formula(at - 1, _FROM - 1, f"={source.begins}", None, "")
        sheet.write_formula(at - 1, _TO - 1, f"={source.ends}", None, "")


def _spoken_of(sources: list[_Source]) -> list[tuple[TableLayout | None, Place]]:
    """What the sources speak of, each once: a table's rows, or a cell."""
    out: list[tuple[TableLayout | None, Place]] = []
    for source in sources:
        if (source.table, source.where) not in out:
            out.append((source.table, source.where))
    return out


def _inserted(writer: MasterWriter, sheet: PlainSheet) -> None:
    """The rows that somebody inserts, taken over with what their hints would say."""
    for block in writer.outside.values():
        table, copy, closed = block.table.table, block.copy, writer.closed(block.table.table)
        assert copy.hint is not None
        writer.named(block.rows_name, block.reach)
        for row, at, formula in block.formulas():
            sheet.write_array_formula(row - 1, at - 1, row - 1, at - 1, f"{{={formula}}}", None, "")
        checks = row_checks(writer.scheme, writer.period, writer.layout, table, copy)
        first, columns = copy.first, [copy.hint]
        for column in table.columns:
            at = copy.columns[column.id]
            if column.live is None:
                sheet.write_formula(first - 1, at - 1, "=" + block.taken(first, column.id), None, "")
                columns.append(at)
            elif not column.deferred and not table.is_fixed:
                writer.write_formula(sheet, first, at, writer.row_formula(column.live, copy, first), None)
                columns.append(at)
        said_by_checks = [c.text.replace(ROW_NUMBER, str(first)) for c in checks]
        hint = hint_formula(copy, first, writer.awaited, said_by_checks, period=writer.period, closed=closed)
        sheet.write_formula(first - 1, copy.hint - 1, "=" + writer.by_names(block.said(first, hint)), None, "")
        for row in range(first + 1, copy.last + 1):
            for at in columns:
                sheet.write_below(row - 1, at - 1, None, "")


def _line(n: int, row: int, sources: list[_Source], spoken_of: list[_SpokenOf], total: str) -> dict[int, str]:
    """The formulas of the n-th line by column."""
    table, number, at, place, part, hint, said, best = (
        f"${column_letters(c)}{row}" for c in (_TABLE, _NUMBER, _ROW, _PLACE, _PART, _HINT, _SAID, _BEST))
    start, end = (f"${column_letters(c)}{row}" for c in (_START, _END))
    row_before, part_before, parts_before = (f"${column_letters(c)}{row - 1}" for c in (_ROW, _PART, _PARTS))
    kinds, firsts, ends = (f"{pinned(FIRST, c)}:{pinned(FIRST + len(sources) - 1, c)}" for c in (_KIND, _FROM, _TO))
    goes_on = f"AND({number}>1,N({part_before})<N({parts_before}))"
    column = _chosen(table, [s.whole for s in sources])
    found = f"MATCH({_chosen(table, [literal(s.says) for s in sources])},INDEX({column},{start}+1):INDEX({column},{end}),0)"
    hints = _chosen(table, [f"INDEX({s.whole},{at})" for s in sources])
    hints = f'SUBSTITUTE(SUBSTITUTE({hints}&"¶",{literal(HINT_LAST + "¶")},{literal(HINT_END)}),"¶","")'
    places = _chosen(table, [f"INDEX({s.numbers},{at}-{s.first - 1})" if s.numbers else at for s in sources])
    kind = f"INDEX({kinds},{table})"
    cells, heads = _chosen(kind, [s.cell(place, best) for s in spoken_of]), _chosen(kind, [s.best(said) for s in spoken_of])
    titles = _chosen(table, [literal(s.where.sheet) for s in sources])
    cut = f"TRIM(MID(SUBSTITUTE({hint},{literal(HINT_END)},REPT(\" \",{_APART})),({part}-1)*{_APART}+1,{_APART}))"

    def where(formula: str) -> str:
        return f'IF({table}="","",{formula})'

    told = where(f'SUBSTITUTE({said},{literal(REMINDER)},"")')
    return _numbered(n, row, sources, total) | {
        _START: where(f"IF({number}=1,INDEX({firsts},{table})-1,N({row_before}))"),
        _END: where(f"INDEX({ends},{table})+1"),  # no row has anything there: two ends that never meet
        _ROW: where(f"IF({goes_on},{row_before},{start}+{found})"),
        _PART: where(f"IF({goes_on},{part_before}+1,1)"),
        _HINT: where(hints),
        _PLACE: where(places),
        _PARTS: where(f"LEN({hint})-LEN(SUBSTITUTE({hint},{literal(HINT_END)},{literal('')}))"),
        _SAID: where(cut),
        _BEST: where(heads),
        2: where(titles),
        3: where(cells),
        4: where(f'IF(ISNUMBER(FIND({literal(REMINDER)},{said})),"提醒","要改")'),
        5: told if n > 1 else f"IF({total}=0,{literal(SELF_CHECK_CLEAR)},{told})",
        6: where(f'HYPERLINK("#\'"&$B{row}&"\'!"&$C{row},"转到")'),
    }


def _numbered(n: int, row: int, sources: list[_Source], total: str) -> dict[int, str]:
    """Those that ask for the line's own number."""
    table, starts = f"${column_letters(_TABLE)}{row}", f"{pinned(FIRST, _BEFORE)}:{pinned(FIRST + len(sources) - 1, _BEFORE)}"
    return {
        _TABLE: f'IF({n}>{total},"",MATCH({n - 1},{starts},1))',
        _NUMBER: f'IF({table}="","",{n}-INDEX({starts},{table}))',
        1: f'IF({table}="","",{n})',
    }


def _chosen(index: str, options: list[str]) -> str:
    """The option of that number."""
    if len(options) <= _CHOICES:
        return f"CHOOSE({index},{','.join(options)})"
    first, others = options[:_CHOICES], options[_CHOICES:]
    return f"IF({index}<={_CHOICES},CHOOSE({index},{','.join(first)}),{_chosen(f'{index}-{_CHOICES}', others)})"


@dataclass(frozen=True, slots=True)
class _SpokenOf:
    """What a line may speak of: a cell, or a row of a table. Of the latter, as formulas that ask by name: what stands over its columns, their
    numbers, and the number of the first entry's.
    """

    where: Place
    heads: str = ""
    numbers: str = ""
    first: str = ""

    @classmethod
    def of(cls, writer: MasterWriter, table: TableLayout | None, where: Place) -> _SpokenOf:
        if table is None:
            return cls(where)
        id, columns = table.table.id, table.table.columns
        area = f"{quoted(table.sheet)}!{pinned(table.header, table.left)}:{pinned(table.header, max(table.columns.values()))}"
        over = writer.named(f"_heads.{id}", area)
        first = f"COLUMN(INDEX({over},1,{where.column - table.left + 1}))"
        if not table.marked:
            return cls(where, over, f"COLUMN({over})", first)
        # What stands over its columns may be anything.
        labels = writer.named(f"_labels.{id}", f"{{{','.join(literal(c.label) for c in columns)}}}")
        numbers = writer.named(f"_columns.{id}", f"{{{','.join(str(table.columns[c.id]) for c in columns)}}}")
        return cls(where, labels, numbers, first)

    def best(self, said: str) -> str:
        """The column whose heading what is said begins with, the longest such one, behind the heading's length; 0 where there is none."""
        if not self.heads:
            return "0"
        heads, plain = self.heads, f'SUBSTITUTE({said},{literal(REMINDER)},"")'
        begins = f'(LEN({heads})>0)*(((LEFT({plain},LEN({heads}))={heads})+(LEFT({plain},LEN({heads})+1)="缺"&{heads}))>0)'
        return f"SUMPRODUCT(MAX({begins}*(LEN({heads})*1000+{self.numbers})))"

    def cell(self, row: str, best: str) -> str:
        """The cell that a hint speaks of: in that column; else the row's first entry."""
        if not self.heads:
            return literal(self.where.cell)
        return f"ADDRESS({row},IF({best}=0,{self.first},MOD({best},1000)),4)"
