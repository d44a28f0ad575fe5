"""Where everything stands in a workbook that goes out: pure geometry from the scheme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from shijibu.scheme.model import Scheme
from shijibu.scheme.sheets import Column, Sheet, Table, Workbook
from shijibu.spreadsheet.address import address, pinned, quoted
from shijibu.spreadsheet.field import Field
from shijibu.workbook.hidden import HiddenLayout, checks_of, hidden_layout
from shijibu.workbook.how_to import how_to
from shijibu.workbook.names import ATTRIBUTES, FIELD_PREFIX, HINT, HINT_LABEL, MARKER, SIGNING
from shijibu.workbook.widths import GAP_WIDTH, HINT_WIDTH, frozen, hint_first, narrowed, wide, yielding

__all__ = [
    "FIELD_PREFIX", "HINT", "HINT_LABEL", "CoverLayout", "Layout", "Place", "SheetLayout", "TableLayout", "layout",
]

HEADER_ROW = 5
GAP = 1
_LEAST_MEMBERS = 3
_SPARE = 10
"""Free rows of a table that outgrew its room: it was full once, and more may come."""
_BELOW = 100
_FIRST_ATTRIBUTE = 5
COUNTY_ATTRIBUTES = ("name", "code", "period", "deadline")


@dataclass(frozen=True, slots=True)
class Place:
    """One cell; rows and columns count from 1."""

    sheet: str
    row: int
    column: int

    @property
    def cell(self) -> str:
        return address(self.row, self.column)

    @property
    def absolute(self) -> str:
        """'封面'!$C$6"""
        return f"{quoted(self.sheet)}!{pinned(self.row, self.column)}"


@dataclass(slots=True)
class TableLayout:
    """A table: its heading's row, its rows from `first`, `rows` of them, each column, and the hint's column, which is hidden if `quiet`.

    below: how many rows under the last one can only be the table's own, if somebody inserts rows there. marker: a column, right of everything
    on its sheet, in which each row that was issued holds something, and that depends on nothing.
    """

    table: Table
    sheet: str
    header: int
    left: int
    rows: int
    columns: dict[str, int]
    hint: int | None
    quiet: bool = False
    below: int = 1
    marker: int = 0

    @property
    def first(self) -> int:
        return self.header + 1

    @property
    def last(self) -> int:
        return self.header + self.rows

    @property
    def right(self) -> int:
        return max([*self.columns.values(), self.hint or 0])

    @property
    def begin(self) -> int:
        """The first column that is not the hint."""
        return min(self.columns.values())

    def range(self, column: str) -> str:
        """A column's rows as an absolute range with its sheet."""
        at = self._at(column)
        return f"{quoted(self.sheet)}!{pinned(self.first, at)}:{pinned(self.last, at)}"

    def _at(self, column: str) -> int:
        at = self.hint if column == HINT else self.marker if column == MARKER else self.columns[column]
        assert at
        return at

    def reach(self, column: str) -> str:
        """The same for what is computed over the rows: with the empty row below free ones, so that a row that is inserted there is counted."""
        at = self._at(column)
        return f"{quoted(self.sheet)}!{pinned(self.first, at)}:{pinned(self.last + (not self.table.is_fixed), at)}"

    def around(self, column: str) -> str:
        """The same from the heading to below the last row: a row that is inserted above the first one or under the last lies in it."""
        at = self._at(column)
        return f"{quoted(self.sheet)}!{pinned(self.header, at)}:{pinned(self.last + self.below, at)}"

    @property
    def area(self) -> str:
        """Heading and rows, as the defined name has it."""
        return f"{quoted(self.sheet)}!{pinned(self.header, self.left)}:{pinned(self.last, self.right)}"


@dataclass(slots=True)
class CoverLayout:
    """The cover: attributes in two pairs of columns, live figures as cards, the box of what is missing, the guide, where it is signed.

    The *_row are the rows of the sections' titles; `box` holds each table's count of rows to mend, `state` what that says altogether.
    `reached(id)` is where the box says what is owed and what is there; `guide` the lines of how it is filled in.
    """

    sheet: str
    attributes: dict[str, Place]
    figures_row: int
    figures: dict[str, Place]
    box_row: int
    box: dict[str, Place]
    state: Place
    guide_row: int
    problems: str | None
    guide: list[str]
    signing: dict[str, Place] = field(default_factory=dict)

    @property
    def legend_row(self) -> int:
        """Below the guide's lines."""
        return self.guide_row + len(self.guide) + 2

    def reached(self, id: str) -> Place:
        place = self.box[id]
        return Place(place.sheet, place.row, place.column - 2)


@dataclass(slots=True)
class SheetLayout:
    sheet: Sheet
    tables: list[TableLayout] = field(default_factory=list)

    @property
    def right(self) -> int:
        return max((t.right for t in self.tables), default=1)

    @property
    def begin(self) -> int:
        """The first column that is printed: hints before it are for whoever fills in."""
        return min((t.begin for t in self.tables), default=1)

    @property
    def widths(self) -> list[float]:
        """Of each column, in characters."""
        columns: dict[int, list[Column]] = {}
        for table in self.tables:
            for column in table.table.columns:
                columns.setdefault(table.columns[column.id], []).append(column)
        hints = {t.hint for t in self.tables if t.hint and not t.quiet}
        hidden = {t.hint for t in self.tables if t.hint and t.quiet}
        widths = [max((wide(c) for c in columns.get(at, ())), default=HINT_WIDTH if at in hints | hidden else GAP_WIDTH)
                  for at in range(1, self.right + 1)]
        shown = max(hints, default=0)
        gives = [at in hints or (at in columns and yielding(columns[at])) for at in range(1, shown + 1)]
        seen = [0.0 if at in hidden else w for at, w in enumerate(widths[:shown], 1)]
        return [was if at in hidden else w for at, (w, was) in enumerate(zip(narrowed(seen, gives), widths, strict=False), 1)] + widths[shown:]

    @property
    def frozen(self) -> int:
        """How many columns stay in view when somebody scrolls right."""
        first, widths = self.tables[0], self.widths
        return frozen(first.table, self.begin - 1, widths[self.begin - 1:])


@dataclass(slots=True)
class Layout:
    """All sheets of a workbook, in order."""

    sheets: list[SheetLayout]
    cover: CoverLayout
    hidden: HiddenLayout

    @property
    def tables(self) -> dict[str, TableLayout]:
        return {t.table.id: t for s in self.sheets for t in s.tables}

    def cell(self, field_id: str) -> Place:
        """The place of a field such as tasks[1].planned, unit.card or unit.deadline. Raises KeyError."""
        field = Field.parse(field_id)
        if field is None:
            id = field_id.removeprefix(FIELD_PREFIX)
            return self.cover.figures.get(id) or self.cover.attributes[id]
        table = self.tables[field.table]
        at = table.hint if field.column == HINT and not table.quiet else table.columns.get(field.column)
        if at is None:
            raise KeyError(field_id)
        return Place(table.sheet, table.header + field.row, at)

    def counts(self) -> Iterator[Place]:
        """The cells that the sheet alone computes: hints, and the counts of them. Whoever enters values by program sets their
        cached values to an empty text, and every host computes them afresh."""
        for table in self.tables.values():
            if table.hint is not None:
                yield from (Place(table.sheet, row, table.hint) for row in range(table.first, table.last + 1))
        for id, place in self.cover.box.items():
            yield from (place, self.cover.reached(id))
        yield self.cover.state
        if self.cover.problems:
            yield self.cover.figures[self.cover.problems]


def layout(
    scheme: Scheme, workbook: Workbook, round_: int, *, team_size: int, staff_size: int = 0, subject_rows: Mapping[str, int],
    committed_rows: Mapping[str, int] | None = None,
) -> Layout:
    """The geometry of a workbook for a team and staff of that size.

    subject_rows: how many rows each table of subjects or of all staff has. committed_rows: how many of each table go out filled in; one that
    holds more than the scheme has room for is given the room, and some to spare.
    """
    committed = committed_rows or {}
    sheets = []
    for sheet in workbook.sheets_of(round_):
        placed: list[TableLayout] = []
        before = hint_first(sheet.tables)
        for table in sheet.tables:
            left = placed[-1].right + GAP + 1 if placed and table.beside else 1 + before
            header = HEADER_ROW if not placed or table.beside else placed[-1].last + 3
            columns = {c.id: left + i for i, c in enumerate(table.columns)}
            quiet = not table.hint
            hint = left + len(columns) if table.hint or checks_of(scheme, table, round_) else None
            if before and table.hint and not table.beside:
                left = hint = 1
            rows = _room(table, team_size, staff_size, subject_rows)
            if not table.is_fixed and committed.get(table.id, 0) > rows:
                rows = committed[table.id] + _SPARE
            placed.append(TableLayout(table, sheet.title, header, left, rows, columns, hint, quiet))
        for t in placed:
            if not any(o.header > t.last for o in placed):
                t.below = _BELOW
        sheets.append(SheetLayout(sheet, placed))
        for t in placed:
            t.marker = sheets[-1].right + 2  # a personal sheet's helper column stands before it
    cover = next(s.sheet for s in sheets if s.sheet.cover)
    placed_cover = _cover(scheme, workbook, round_, cover, [t for s in sheets for t in s.tables])
    if not workbook.county:
        placed_cover.signing = _signing(placed_cover)
    return Layout(sheets, placed_cover, hidden_layout(scheme, workbook, round_, staff_size))


def _signing(placed: CoverLayout) -> dict[str, Place]:
    """Below the guide and the legend, in the columns of the attributes."""
    first = placed.legend_row + 2
    return {id: Place(placed.sheet, first + i // 2, (3, 6)[i % 2]) for i, id in enumerate(SIGNING)}


def _room(table: Table, team_size: int, staff_size: int, subject_rows: Mapping[str, int]) -> int:
    if table.of_team:
        return max(team_size, 1)
    if table.is_fixed:
        return max(subject_rows.get(table.id, 0), 1)
    if table.rows_per_member is not None:
        return table.rows_per_member * max(team_size, _LEAST_MEMBERS)
    if table.rows_per_official is not None:
        return table.rows_per_official * max(staff_size, _LEAST_MEMBERS)
    return table.rows or 1


def _cover(scheme: Scheme, workbook: Workbook, round_: int, cover: Sheet, tables: list[TableLayout]) -> CoverLayout:
    title = cover.title
    told = [a for a in ATTRIBUTES if not workbook.county or a in COUNTY_ATTRIBUTES]
    attributes = {id: Place(title, _FIRST_ATTRIBUTE + i // 2, (3, 6)[i % 2]) for i, id in enumerate(told)}
    figures_row = _FIRST_ATTRIBUTE + (len(told) + 1) // 2 + 1
    live = [] if workbook.county else [f.id for f in scheme.live_figures(round_)]
    # A card is three rows high: its label, its figure, a gap.
    figures = {id: Place(title, figures_row + 2 + i // 3 * 3, (2, 4, 6)[i % 3]) for i, id in enumerate(live)}
    box_row = max((p.row + 2 for p in figures.values()), default=figures_row)
    hinted = [t for t in tables if t.hint is not None]
    box = {t.table.id: Place(title, box_row + 2 + i, 7) for i, t in enumerate(hinted)}
    state = Place(title, box_row + 2 + len(box), 2)
    problems = next((f.id for f in scheme.unit_figures if f.problems and f.id in figures), None)
    guide = [*cover.intro, *how_to(t.table for t in tables)]
    return CoverLayout(title, attributes, figures_row, figures, box_row, box, state, state.row + 2, problems, guide)
