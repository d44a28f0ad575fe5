"""A file let to the printer: its bytes, once nothing in them acts by itself, and the sheets that are printed once for each official."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from shijibu.checks.unfilled import filled_sheets
from shijibu.issuing.sheet_personal import chosen_place
from shijibu.issuing.shown import display_names
from shijibu.outside_text import clean
from shijibu.problems.files import DynamicExchange, Embedded, ExternalLinks, Macros, NameLinks
from shijibu.problems.refused import Refused
from shijibu.problems.sheets import FormulaReaches
from shijibu.returns.admission import bytes_of, grid_of
from shijibu.returns.grid import Grid, SheetGrid
from shijibu.returns.outside import reaches_outside
from shijibu.returns.package import Package, walk
from shijibu.returns.returned import identity_of
from shijibu.scheme.kept import Kept
from shijibu.scheme.load import SchemeFault, UnknownScheme
from shijibu.scheme.period import NotAPeriod, Period
from shijibu.spreadsheet.address import address
from shijibu.spreadsheet.limits import Limits
from shijibu.workbook.layout import personal_stretch
from shijibu.workbook.printed import OFFICIAL, PAGE
from shijibu.workbook.template import TemplateUnreadable, template_of

Format = Literal["xlsx", "xlsb", "xls", "ods", "fods", "docx"]
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods", ".fods")
PAPERS = (".docx",)
_PAGE_ROW = 3
# Fields of a text document that fetch, include or ask another program by themselves.
_ACTING_FIELDS = re.compile(r"INCLUDE|DDE|(?<!HYPER)LINK|DATABASE|IMPORT|MACRO")
_OUTSIDE_PARTS = {"aFChunk", "subDocument", "attachedTemplate", "frame"}


@dataclass(frozen=True, slots=True)
class Form:
    """A sheet that shows whoever is chosen on it. chosen, page: (row, column) from 1 of the cells where it is said who, and which page."""

    sheet: str
    chosen: tuple[int, int]
    page: tuple[int, int] | None
    names: tuple[str, ...]
    listed: tuple[int, int, int] = (1, 0, 1)
    """First row, last row (0: of all) and column in which something stands where a row is listed."""


@dataclass(frozen=True, slots=True)
class Printable:
    """What goes to the printer. data: the very bytes that were looked at, and not what lies at the path by then. blank: titles of the sheets that
    nobody filled in, where others are; ending: of those that end with the last row that holds anything.
    """

    data: bytes
    format: Format
    forms: tuple[Form, ...] = ()
    blank: tuple[str, ...] = ()
    ending: tuple[str, ...] = ()


def is_printed(path: Path) -> bool:
    """Whether a file goes by the name of a workbook or of a paper."""
    return path.suffix.lower() in WORKBOOKS + PAPERS


def printable(path: Path, limits: Limits = Limits(), kept: Kept = Kept()) -> Printable:
    """The file at `path`, to be asked in a worker. Raises Refused for what cannot be read, and for what would act once it is opened."""
    data = bytes_of(path, limits)
    if path.suffix.lower() in PAPERS:
        _harmless_paper(Package(data, limits))
        return Printable(data, "docx")
    grid = grid_of(data, limits)
    _harmless(grid)
    return Printable(data, grid.facts.get("converted", "xlsx"), tuple(_forms(grid, kept)), *filled_sheets(grid, limits, kept))


def _harmless(grid: Grid) -> None:
    """Raises Refused where a workbook brings a program, or reaches out of itself."""
    _carries_nothing(grid.facts)
    for name, text in [*grid.names.items(), *((name, text) for (_, name), text in grid.local_names.items())]:
        if reaches_outside(text):
            raise Refused(NameLinks(name=name))
    for sheet in grid.sheets:
        for (r, c), cell in (sheet.covered | sheet.cells).items():
            if cell.formula is not None and reaches_outside(cell.formula):
                raise Refused(FormulaReaches(where="这一格的公式", formula=f"={cell.formula}"), sheet=sheet.title, cell=address(r, c))
        for formula in sheet.rules:
            raise Refused(FormulaReaches(where="条件格式或数据验证的公式", formula=f"={formula}"), sheet=sheet.title)


def _carries_nothing(facts: dict[str, object]) -> None:
    if facts.get("macros"):
        raise Refused(Macros())
    for fact, kind in (("dde", DynamicExchange), ("external_links", ExternalLinks), ("embedded", Embedded)):
        if count := facts.get(fact):
            assert isinstance(count, int)
            raise Refused(kind(count=count))


def _harmless_paper(package: Package) -> None:
    """The same of a text document."""
    _carries_nothing(package.facts())
    outside = 0
    for name in package.names:
        if name.endswith(".rels"):
            folder, _, own = name.removesuffix(".rels").rpartition("_rels/")
            outside += sum(kind in _OUTSIDE_PARTS for _, kind, _ in package.relations(folder + own))
        elif name.startswith("word/") and name.endswith(".xml"):
            outside += _acting_fields(package, name)
    if outside:
        raise Refused(ExternalLinks(count=outside))


def _acting_fields(package: Package, part: str) -> int:
    """How many fields of a part of a text document act by themselves. A field's words may be parted over several runs."""
    words: list[str] = []
    inside = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        inside = tag == "instrText"
        if tag == "fldSimple":
            words.append(attributes.get("instr", ""))

    def end(_: str) -> None:
        nonlocal inside
        inside = False

    walk(package.chunks(part), part, start, end, lambda text: words.append(text) if inside else None)
    return len(_ACTING_FIELDS.findall("".join(words).upper()))


def _forms(grid: Grid, kept: Kept) -> Iterator[Form]:
    """The sheets of an issued workbook that show one official, where they are still as they went out."""
    try:
        identity, facts = identity_of(grid)
        scheme, _ = kept.of_workbook(identity.scheme, identity.period, identity.version)
        round_ = Period.parse(identity.period, scheme.cadence).round
    except (Refused, UnknownScheme, SchemeFault, NotAPeriod):  # somebody's own workbook: it is printed as it stands
        return
    try:
        template = template_of(scheme)
    except TemplateUnreadable:
        return
    names = tuple(clean(name) for name, _ in display_names(facts))
    sheets = {sheet.title: sheet for sheet in grid.sheets}
    for sheet in scheme.workbook_for(identity.unit).sheets_of(round_):
        drawn = sheets.get(sheet.title)
        if sheet.personal is None or drawn is None:
            continue
        of_template = template.of(sheet) if template is not None else None
        chosen = chosen_place(sheet.personal, of_template)
        if of_template is not None:
            stretch, rows = personal_stretch(sheet.personal, of_template), of_template.rows_marked(sheet.personal.of)
            if rows and (choice := drawn.cells.get(chosen)) is not None and choice.formula is None:
                first = min(m.column for m in of_template.marks if m.row == rows[0])
                listed = (stretch.first(rows[0]), stretch.last(rows[0]), first)
                yield Form(sheet.title, chosen, _page_place(drawn), names, listed)
            continue
        label = drawn.cells.get((chosen[0], 1))
        if label is not None and label.value == OFFICIAL:
            yield Form(sheet.title, chosen, _page_place(drawn), names)


def _page_place(sheet: SheetGrid) -> tuple[int, int] | None:
    """The cell that says which page is shown, right of its label."""
    return next(((r, c + 1) for (r, c), cell in sheet.cells.items() if r == _PAGE_ROW and cell.value == PAGE), None)
