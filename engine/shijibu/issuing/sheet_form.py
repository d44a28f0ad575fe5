"""A form that fills its page: one official's rows of a table and facts of his or her rows in others, once for each copy.

What is chosen and read on the screen stands above, outside what is printed. The form itself lies on a grid of narrow columns of one
width, whose cells are merged to the width that each part needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from xlsxwriter.format import Format

from shijibu.issuing.cell_format import shown_as
from shijibu.issuing.master_writer import MasterWriter
from shijibu.issuing.paper_rows import MARGINS
from shijibu.issuing.sheet_tables import PROTECTION
from shijibu.rules.native import literal
from shijibu.rules.values import WAITING
from shijibu.scheme.sheets import Column, Fact
from shijibu.spreadsheet.address import pinned
from shijibu.spreadsheet.number_format import TEXT
from shijibu.spreadsheet.plain_sheet import PlainSheet as Worksheet
from shijibu.spreadsheet.style import GREY, HEADER
from shijibu.spreadsheet.text_size import room
from shijibu.workbook.layout import SheetLayout, TableLayout
from shijibu.workbook.printed import NAME, NUMBER, PERIOD, UNIT, copies, signature

GRID = 24  # narrow columns of a page
FIRST_ROW = 6  # of the first copy, from 1; a frozen head with the choice stands above
_PAPER = (210.0, 297.0)  # A4 in mm
_MM = 25.4
_PIXELS, _POINTS = 96, 72  # of an inch
_PIXELS_A_CHARACTER, _INDENT = 7, 2.0  # of a narrow one, by which columns are measured; characters before an indented text
_SPARE = 0.965  # hosts disagree by a few pixels on what fits
_LABEL, _PAIRS = 3, 2  # grid columns of a label; labelled facts beside each other
_HEADING_HEIGHT, _LINE_HEIGHT, _HEADER_HEIGHT, _MORE_HEIGHT, _SIGNATURE_HEIGHT = 40, 27, 25, 15, 42
_TEXT_LINE = 17
_ROW_FONT = 10  # of every cell of an itemised row
_LEAST_ROW, _MOST_ROW, _HIGHEST = 24, 90, 409


class FormWriter:
    """Writes one copy after another. chosen: the absolute cell with the official's name; numbers: the range that numbers the rows; turned:
    formulas of how many are listed on earlier pages, and of which page it is. texts: of the listed texts, in all copies, the ranges with how
    many characters each cell has room for.
    """

    def __init__(
        self, writer: MasterWriter, sheet: Worksheet, placed: SheetLayout, chosen: str, numbers: str, turned: tuple[str, str],
    ) -> None:
        assert placed.sheet.personal is not None
        self.writer, self.sheet, self.told, self.personal = writer, sheet, placed.sheet, placed.sheet.personal
        self.chosen, self.numbers, (self.before, self.turned) = chosen, numbers, turned
        self.table = writer.layout.tables[self.personal.of]
        self.columns = [c for id in self.personal.columns if (c := self.table.table.column(id)) is not None]
        self.spans = shares([1.0, *(max(c.width, 1) for c in self.columns)], GRID, least=2)
        self.row = FIRST_ROW - 1  # the next one, from 0
        self.heights: dict[int, float] = {}
        self.pixels = int(page_size(self.told.landscape)[0] / _MM * _PIXELS * _SPARE / GRID)
        self.texts: list[tuple[str, int]] = []
        self.above = [f for f in self.personal.facts if f.above]
        self.below = [f for f in self.personal.facts if not f.above]

    def write(self) -> None:
        """Every copy, each on a page of its own."""
        _, height = page_size(self.told.landscape)
        self.sheet.set_column_pixels(0, GRID - 1, self.pixels)
        breaks = []
        for i, heading in enumerate(copies(self.told, self.personal)):
            if i:
                breaks.append(self.row)
            self._copy(heading, height / _MM * _POINTS * _SPARE)
        self.sheet.set_h_pagebreaks(breaks)
        self.sheet.print_area(FIRST_ROW - 1, 0, self.row - 1, GRID - 1)
        self.sheet.set_landscape() if self.told.landscape else self.sheet.set_portrait()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(**MARGINS)
        self.sheet.center_horizontally()
        self.sheet.protect("", PROTECTION)

    def _copy(self, heading: str, height: float) -> None:
        styles, first = self.writer.styles, self.row
        self._line([(GRID, heading, styles.heading(font_size=17, align="center", shrink=True))], _HEADING_HEIGHT)
        self._facts([(UNIT, self._cover("name"), None), (PERIOD, self._cover("period"), None), (NAME, f'={self.chosen}&""', None),
                     *((f.label, self._fact(f), self._type(f)) for f in self.above)])
        self._line([(span, text, styles.header) for span, text in zip(self.spans, [NUMBER, *(c.label for c in self.columns)], strict=True)],
                   _HEADER_HEIGHT)
        body = self.row
        self.row += self.personal.rows
        self._line([(GRID, self.turned, styles.get(font_size=9, font_color=GREY))], _MORE_HEIGHT)
        self._below()
        if self.personal.signatures:
            spans = shares([1.0] * len(self.personal.signatures), GRID)
            look = styles.get(bold=True, valign="bottom")
            self._line([(s, signature(text), look) for s, text in zip(spans, self.personal.signatures, strict=True)], _SIGNATURE_HEIGHT)
        end, self.row = self.row, body
        left = height - self._used(first, body) - self._used(body + self.personal.rows, end)
        self._rows(left / self.personal.rows)
        self.row = end
        # Left over at the foot: with it the next copy begins on a new page even where a host heeds no manual break.
        self._space(height - self._used(first, end))

    def _rows(self, height: float) -> None:
        """The itemised rows, as high as the page allows."""
        styles, high, first = self.writer.styles, max(_LEAST_ROW, min(_MOST_ROW, int(height))), self.row + 1
        number, text = styles.boxed(align="center", font_size=_ROW_FONT, num_format="0"), styles.boxed(
            text_wrap=True, font_size=_ROW_FONT, align="left", indent=1)
        for n in range(1, self.personal.rows + 1):
            cells: list[tuple[int, str, Format]] = [(self.spans[0], f'=IF(MAX({self.numbers})>={self.before}+{n},{self.before}+{n},"")', number)]
            for span, column in zip(self.spans[1:], self.columns, strict=True):
                found = f"INDEX({self.table.range(column.id)},MATCH({self.before}+{n},{self.numbers},0))"
                cells.append((span, value_formula(found), self._look(column, font_size=_ROW_FONT) if column.type != "text" else text))
            self._line(cells, high)
        for column, span, at in zip(self.columns, self.spans[1:], accumulate(self.spans), strict=False):
            if column.type == "text":
                listed = f"{pinned(first, at + 1)}:{pinned(self.row, at + 1)}"
                self.texts.append((listed, room(span * self.pixels / _PIXELS_A_CHARACTER - _INDENT, high, _ROW_FONT)))

    def _space(self, height: float) -> None:
        if height >= 1:
            self.sheet.set_row(self.row, min(height, _HIGHEST))
            self.row += 1

    def _below(self) -> None:
        """Facts under the rows: short ones beside each other, long ones over the whole width."""
        short: list[Fact] = []
        for fact in self.below:
            if fact.lines == 1:
                short.append(fact)
                continue
            self._facts([(f.label, self._fact(f), self._type(f)) for f in short])
            short = []
            label, value = self._label(), self.writer.styles.boxed(text_wrap=True, align="left", indent=1)
            self._line([(_LABEL, fact.label, label), (GRID - _LABEL, self._fact(fact), value)], _TEXT_LINE * fact.lines + 10)
        self._facts([(f.label, self._fact(f), self._type(f)) for f in short])

    def _facts(self, facts: Sequence[tuple[str, str, Column | None]]) -> None:
        """Labels with their values, so many a line; what is left over stretches over the rest of its line."""
        a_line = _PAIRS if len(facts) % 3 else 3
        for start in range(0, len(facts), a_line):
            line = facts[start:start + a_line]
            spans = shares([1.0] * len(line), GRID)
            cells = []
            for span, (label, formula, column) in zip(spans, line, strict=True):
                cells += [(_LABEL, label, self._label()), (span - _LABEL, formula, self._look(column))]
            self._line(cells, _LINE_HEIGHT)

    def _label(self) -> Format:
        return self.writer.styles.boxed(font_size=10, bold=True, bg_color=HEADER, align="center", text_wrap=True)

    def _look(self, column: Column | None, **looks: Any) -> Format:
        shown = shown_as(column) if column is not None else "General"
        # A formula in a cell of text would be taken for one.
        return self.writer.styles.boxed(align="center", text_wrap=True, num_format="General" if shown == TEXT else shown, **looks)

    def _line(self, cells: Sequence[tuple[int, str, Format]], height: float) -> None:
        """One row of merged cells: (grid columns, text or formula, format)."""
        self.sheet.set_row(self.row, height)
        self.heights[self.row] = height
        at = 0
        for span, text, look in cells:
            self.sheet.merge_range(self.row, at, self.row, at + span - 1, "", look)
            if text.startswith("="):
                self.sheet.write_formula(self.row, at, text, look, "")
            elif text:
                self.sheet.write_string(self.row, at, text, look)
            at += span
        self.row += 1

    def _used(self, first: int, end: int) -> float:
        return sum(self.heights[row] for row in range(first, end))

    def _cover(self, attribute: str) -> str:
        return f"={self.writer.layout.cover.attributes[attribute].absolute}"

    def _type(self, fact: Fact) -> Column | None:
        table, column = fact.path
        placed = self.writer.layout.tables.get(table)
        return placed.table.column(column) if placed else None

    def _fact(self, fact: Fact) -> str:
        """The chosen official's own row of the fact's table; nothing in a round without that table."""
        table, column = fact.path
        placed = self.writer.layout.tables.get(table)
        return own_row(placed, column, self.chosen) if placed else ""


def own_row(table: TableLayout, column: str, chosen: str) -> str:
    """A formula: the column's cell in the first row whose owner is the chosen official, by id or by name."""
    owner = table.range(table.table.owner or "")
    id = f"INDEX(officials_ids,MATCH({chosen},officials_list,0))"
    return value_formula(f"INDEX({table.range(column)},IFERROR(MATCH({id},{owner},0),MATCH({chosen},{owner},0)))")


def value_formula(found: str) -> str:
    """A formula that shows a cell as it is; an empty one and one that is not there as empty, an error value as what is to be mended."""
    return f'=IFERROR(IF(LEN({found})=0,"",{found}),IF(ISNA({found}),"",{literal(WAITING)}))'


def page_size(landscape: bool) -> tuple[float, float]:
    """Width and height in mm that A4 leaves between the margins."""
    width, height = reversed(_PAPER) if landscape else _PAPER
    return width - (MARGINS["left"] + MARGINS["right"]) * _MM, height - (MARGINS["top"] + MARGINS["bottom"]) * _MM


def shares(weights: Sequence[float], places: int, *, least: int = 1) -> list[int]:
    """`places` shared in proportion, largest remainders first, nobody with fewer than `least`."""
    rest = places - least * len(weights)
    exact = [rest * w / sum(weights) for w in weights]
    out = [int(e) for e in exact]
    for i in sorted(range(len(out)), key=lambda i: out[i] - exact[i])[: rest - sum(out)]:
        out[i] += 1
    return [n + least for n in out]
