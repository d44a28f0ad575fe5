"""Where everything stands in a workbook that goes out: pure geometry from the scheme."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from shijibu.scheme.model import Scheme
from shijibu.scheme.sheets import Column, PersonalSheet, Sheet, Table, Workbook
from shijibu.spreadsheet.address import address, pinned, quoted
from shijibu.spreadsheet.field import Field
from shijibu.spreadsheet.paper import page_height
from shijibu.workbook.hidden import HiddenLayout, checks_of, hidden_layout
from shijibu.workbook.how_to import how_to
from shijibu.workbook.names import ATTRIBUTES, FIELD_PREFIX, HINT, HINT_LABEL, MARKER, SIGNING
from shijibu.workbook.stretch import Stretch
from shijibu.workbook.template import SIGNING_MARKS, MarkedTable, Template, TemplateSheet, TemplateUnreadable, is_text, template_of
from shijibu.workbook.widths import GAP_WIDTH, HINT_WIDTH, TELLING, frozen, hint_first, narrowed, pixels, telling, wide, yielding

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
_ROW_HEIGHT = 15.0
_SHARE_USED = 0.96  # of a page: programs disagree on how high it is
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
    on its sheet, in which each row that was issued holds something, and that depends on nothing. marked: where it stands in the template, if
    it is drawn after one; its columns may then lie apart, and what stands over them may be anything. ends: the first row below that is not its
    own, where something stands there.
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
    marked: MarkedTable | None = None
    ends: int | None = None

    @property
    def first(self) -> int:
        return self.header + 1

    @property
    def last(self) -> int:
        return self.header + self.rows

    @property
    def right(self) -> int:
        return max(self.columns.values()) if self.marked else max([*self.columns.values(), self.hint or 0])

    @property
    def helper(self) -> int:
        """The column in which a sheet that shows one official numbers the rows."""
        return self.marker - 1 if self.marked else self.right + 1

    def over(self, column: str) -> int:
        """How many cells over a column's rows hold something, in what `around` takes: its heading, or nothing."""
        return int(self.marked is None or column in self.marked.headed)

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

    def whole(self, column: str) -> str:
        """The same with the heading's row."""
        at = self._at(column)
        return f"{quoted(self.sheet)}!{pinned(self.header, at)}:{pinned(self.last, at)}"

    def reach(self, column: str) -> str:
        """The same for what is computed over the rows: with the empty row below free ones, so that a row that is inserted there is counted."""
        at = self._at(column)
        return f"{quoted(self.sheet)}!{pinned(self.first, at)}:{pinned(self.last + (not self.table.is_fixed and self.below > 0), at)}"

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

    figures: where each figure is computed: in its card, or where the template has it, whose card (in `cards`) then shows it again.
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
    cards: dict[str, Place] = field(default_factory=dict)

    @property
    def legend_row(self) -> int:
        """Below the guide's lines."""
        return self.guide_row + len(self.guide) + 2

    def reached(self, id: str) -> Place:
        place = self.box[id]
        return Place(place.sheet, place.row, place.column - 2)


@dataclass(slots=True)
class SheetLayout:
    """drawn: the sheet of the template that it is drawn after, whose rows move as `stretch` says."""

    sheet: Sheet
    tables: list[TableLayout] = field(default_factory=list)
    drawn: TemplateSheet | None = None
    stretch: Stretch = field(default_factory=Stretch)

    @property
    def right(self) -> int:
        if self.drawn is not None:
            return max([self.drawn.right, *(t.hint for t in self.tables if t.hint)])
        return max((t.right for t in self.tables), default=1)

    @property
    def begin(self) -> int:
        """The first column that is printed: hints before it are for whoever fills in."""
        return min((t.begin for t in self.tables), default=1)

    @property
    def widths(self) -> list[float]:
        """Of each column, in characters."""
        if self.drawn is not None:
            return [*self.drawn.widths, *[HINT_WIDTH if any(t.hint == at and not t.quiet for t in self.tables) else GAP_WIDTH
                                          for at in range(self.drawn.right + 1, self.right + 1)]]
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
        if self.drawn is not None:
            last = max(first.columns[c.id] for c in telling(first.table))
            while last > first.begin and pixels(widths[:last]) > TELLING:
                last -= 1
            return last if pixels(widths[:last]) <= TELLING else 0
        return frozen(first.table, self.begin - 1, widths[self.begin - 1:])


@dataclass(slots=True)
class Layout:
    """All sheets of a workbook, in order."""

    sheets: list[SheetLayout]
    cover: CoverLayout
    hidden: HiddenLayout
    template: Template | None = None
    extra: list[TemplateSheet] = field(default_factory=list)
    """Sheets of the template that are the office's own."""
    texts: list[tuple[Place, str]] = field(default_factory=list)
    """Cells of the template whose text has marks, to be written for each unit."""
    signing: list[Place] = field(default_factory=list)
    """Cells of the template where a unit signs, beside those of the cover."""

    @property
    def tables(self) -> dict[str, TableLayout]:
        return {t.table.id: t for s in self.sheets for t in s.tables}

    def cell(self, field_id: str) -> Place:
        """The place of a field such as tasks[1].planned, unit.card or unit.deadline. Raises KeyError."""
        field = Field.parse(field_id)
        if field is None:
            id = field_id.removeprefix(FIELD_PREFIX)
            return self.cover.figures.get(id) or self.cover.attributes[id]
        table = next((t for s in self.sheets for t in s.tables if t.table.id == field.table), None)
        if table is None:
            raise KeyError(field_id)
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
    rows = rooms(workbook, round_, team_size=team_size, staff_size=staff_size, subject_rows=subject_rows, committed_rows=committed_rows)

    def room(table: Table) -> int:
        return rows[table.id]

    template = template_of(scheme)
    sheets = []
    for sheet in workbook.sheets_of(round_):
        drawn = template.of(sheet) if template is not None else None
        if drawn is not None:
            sheets.append(_marked(scheme, sheet, round_, drawn, room))
            continue
        placed: list[TableLayout] = []
        before = hint_first(sheet.tables)
        for table in sheet.tables:
            left = placed[-1].right + GAP + 1 if placed and table.beside else 1 + before
            # The first heading repeats on each page; one beside it stands lower, since its few rows are on the first page.
            header = HEADER_ROW + (table.beside and bool(placed)) if not placed or table.beside else placed[-1].last + 3
            columns = {c.id: left + i for i, c in enumerate(table.columns)}
            quiet = not table.hint
            hint = left + len(columns) if table.hint or checks_of(scheme, table, round_) else None
            if before and table.hint and not table.beside:
                left = hint = 1
            placed.append(TableLayout(table, sheet.title, header, left, room(table), columns, hint, quiet))
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
    out = Layout(sheets, placed_cover, hidden_layout(scheme, workbook, round_, staff_size), template)
    if template is not None:
        out.extra = [] if workbook.county else template.extra(scheme)
        _put_marks(out)
    return out


def _marked(scheme: Scheme, sheet: Sheet, round_: int, drawn: TemplateSheet, room: Callable[[Table], int]) -> SheetLayout:
    """A sheet as the template has it: each table from its row of marks down, hints right of everything."""
    marked = {t.id: found for t in sheet.tables if (found := drawn.table(t)) is not None}
    for table in sheet.tables:
        if table.id not in marked or marked[table.id].columns.keys() != {c.id for c in table.columns}:
            raise TemplateUnreadable(f"模板“{sheet.title}”里“{table.title}”的标记不全，请用 shijibu scheme check 检查")
    wanted: dict[int, int] = {}
    for table in sheet.tables:
        wanted[marked[table.id].row] = max(wanted.get(marked[table.id].row, 1), room(table))
    stretch = personal_stretch(sheet.personal, drawn) if sheet.personal is not None else Stretch(wanted)
    out = SheetLayout(sheet, [], drawn, stretch)
    filled = {row for row, _ in drawn.form.cells}
    for table in sheet.tables:
        at, first = marked[table.id], stretch.first(marked[table.id].row)
        hint = drawn.right + 1 + GAP if table.hint or checks_of(scheme, table, round_) else None
        while hint is not None and any(t.hint == hint and t.header < first + room(table) and first <= t.last for t in out.tables):
            hint += 1
        placed = TableLayout(table, sheet.title, first - 1, min(at.columns.values()), room(table), dict(at.columns), hint, not table.hint, marked=at)
        under = next((r for r in range(at.row + 1, drawn.bottom + 1) if r in filled or r in wanted), None)
        placed.below = _BELOW if under is None else max(stretch.first(under) - stretch.last(at.row) - 1, 0)
        placed.ends = None if under is None else stretch.first(under)
        out.tables.append(placed)
    for placed in out.tables:
        placed.marker = out.right + 2
    return out


def personal_stretch(personal: PersonalSheet, drawn: TemplateSheet) -> Stretch:
    """The rows of a sheet that shows one official: of a form as many as the scheme says, of a list no more than fit on its page."""
    marked = drawn.rows_marked(personal.of)
    if personal.is_form or len(marked) != 1:
        return Stretch(dict.fromkeys(marked, personal.rows))
    form, usual = drawn.form, drawn.form.height or _ROW_HEIGHT
    heights = {r: form.heights.get(r, usual) for r in range(1, drawn.bottom + 1)}
    left, right, top, bottom = form.margins
    room = page_height(drawn.widths, left + right, top + bottom, landscape=form.landscape) * _SHARE_USED
    fit = int((room - sum(h for r, h in heights.items() if r != marked[0])) / heights[marked[0]])
    return Stretch({marked[0]: max(1, min(personal.rows, fit))})


def _put_marks(placed: Layout) -> None:
    """Where the template has figures, texts and signatures."""
    listed = [(s.sheet.title, s.drawn, s.stretch) for s in placed.sheets if s.drawn is not None] + [(s.title, s, Stretch()) for s in placed.extra]
    for title, drawn, stretch in listed:
        for mark in drawn.marks:
            id, place = mark.name.removeprefix(FIELD_PREFIX), Place(title, stretch.first(mark.row), mark.column)
            if mark.name == FIELD_PREFIX + id and mark.alone and id in placed.cover.figures:
                placed.cover.figures[id] = place
            elif mark.name in SIGNING_MARKS and mark.alone:
                placed.signing.append(place)
        cells = {(m.row, m.column) for m in drawn.marks if is_text(m)}
        placed.texts += [(Place(title, stretch.first(r), c), drawn.form.cells[r, c].text) for r, c in sorted(cells)]


def _signing(placed: CoverLayout) -> dict[str, Place]:
    """Below the guide and the legend, in the columns of the attributes."""
    first = placed.legend_row + 2
    return {id: Place(placed.sheet, first + i // 2, (3, 6)[i % 2]) for i, id in enumerate(SIGNING)}


def rooms(
    workbook: Workbook, round_: int, *, team_size: int, staff_size: int = 0, subject_rows: Mapping[str, int],
    committed_rows: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """How many rows each table of a workbook has. All is as `layout` takes it, whose geometry differs in nothing else that goes by these."""
    committed, out = committed_rows or {}, dict[str, int]()
    for table in workbook.tables_of(round_):
        rows = _room(table, team_size, staff_size, subject_rows)
        out[table.id] = committed[table.id] + _SPARE if not table.is_fixed and committed.get(table.id, 0) > rows else rows
    return out


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
    return CoverLayout(title, attributes, figures_row, figures, box_row, box, state, state.row + 2, problems, guide, cards=dict(figures))
