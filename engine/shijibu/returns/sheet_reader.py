"""The handlers of one pass over a sheet: its cells, and what stands beside them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from shijibu.problems.files import Damaged
from shijibu.problems.refused import Refused
from shijibu.returns.cell_text import cell_of, corners_of, position_of, shown
from shijibu.returns.formats import PLAIN
from shijibu.returns.grid import Cell, SheetGrid
from shijibu.returns.left import Left
from shijibu.returns.named_strings import NamedStrings
from shijibu.returns.outside import reaches_outside
from shijibu.returns.package import SPACES
from shijibu.returns.pictures import PICTURE
from shijibu.returns.unseen import Look, Looks, paint
from shijibu.returns.veils import PARTS, RULED, Veils
from shijibu.spreadsheet.address import MAX_COLUMN, MAX_ROW

_LOWEST, _NARROWEST = 6.0, 1.5  # points of height, characters of width: less is as good as hidden
_MOST_RULES = 1_000
_PAINTS = ("color", "sz", "fgColor", "bgColor", "numFmt")
TAGS = {space + t: t for space in SPACES for t in ("c", "v", "f", "t", "row", "si", "rPh", "mergeCell", "col", "sheetProtection", "sheetFormatPr",
                                         "rPr", "hyperlink", "scenario", "inputCells", *_PAINTS, *RULED)}
TAGS |= {space + t: "rule" for space in SPACES for t in ("formula", "formula1", "formula2")}
TAGS |= {"http://schemas.microsoft.com/office/excel/2006/main f": "rule"}
TAGS |= PARTS
TAGS |= {space + page + t: "head" for space in SPACES for page in ("odd", "even", "first") for t in ("Header", "Footer")}


@dataclass(frozen=True, slots=True)
class Texts:
    """What cells show: the shared strings, what each cell format makes of a number, pictures."""

    strings: list[str]
    formats: list[str]
    date1904: bool
    looks: Looks = field(default_factory=Looks)
    runs: dict[int, list[Look]] = field(default_factory=dict)
    """The looks of the runs of shared strings that have any of their own."""
    pictures: frozenset[str] = frozenset()
    """See `pictures.picture_values`."""
    named: NamedStrings | None = None
    """The strings by names that other workbooks have for them too. None where nobody can tell whether they or the styles are the same."""

    def format_of(self, style: str | None) -> str:
        """What the format of that number makes of a number, one of `formats.look_of`."""
        known = style and style.isascii() and style.isdigit() and len(style) <= 6 and int(style) < len(self.formats)
        return self.formats[int(style)] if style and known else PLAIN


class Beside(NamedTuple):
    """What stands in a part of a sheet that is no cell. Nobody may change it."""

    merged: list[tuple[int, int, int, int]]
    hidden_columns: list[tuple[int, int]]
    columns: list[tuple[int, int]]
    protected: bool | None
    """None where it says nothing of it."""
    boxes: list[str]
    heads: list[str]
    rules: list[str]
    links: list[tuple[str, str, str]]
    veils: Veils
    characters: int
    """How many its texts have."""


class SheetReader:
    """Handlers of one pass over a sheet."""

    def __init__(self, sheet: SheetGrid, texts: Texts, left: Left) -> None:
        self.sheet, self.texts, self.left = sheet, texts, left
        self.row = self.column = 0
        self.told: str | None = None
        """The cell's reference while nobody has needed it."""
        self.cell: dict[str, str] = {}
        """What the cell's tag says."""
        self.touched = False
        """Whether anything was read since the last cell began: most cells have only a style."""
        self.share: str | None = None
        self.shared: dict[str, str] = {}
        """Formulas that stand once for many cells: Excel writes so what was dragged down."""
        self.awaiting: list[tuple[tuple[int, int], str]] = []
        """Cells that share a formula which had not come yet."""
        self.spread_to: str | None = None
        self.spreads: list[tuple[tuple[int, int], tuple[int, int], str]] = []
        """Array formulas with the corners of the cells that they fill."""
        self.value: list[str] | None = None
        self.formula: list[str] | None = None
        self.inline: list[str] = []
        self.sink: list[str] | None = None
        self.phonetic = 0
        self.runs: list[Look] = []
        """The looks of the runs of the cell's text."""
        self.styles: dict[tuple[int, int], str | None] = {}
        self.made: dict[tuple[str | None, ...], tuple[Cell | None, bool]] = {}
        """What cells with the same in them come to."""
        self.veils = Veils(texts.looks)
        self.links: list[tuple[str, str, str]] = []
        """Of the links at cells: cell, relation, and what shows when the pointer rests on it."""
        self.aside: list[str] = []
        """The formula of a rule, or the head or foot of the page, that is being read."""
        self.low = self.narrow = False
        """Whether rows and columns that say nothing of their size are as good as hidden."""
        self.columns: list[tuple[int, int]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        bare = TAGS.get(tag)
        if bare == "c":
            if (told := attributes.get("r")) is None:
                self._count_on()
            self.told, self.cell = told, attributes
            if self.touched:
                self.value = self.formula = self.sink = self.share = self.spread_to = None
                self.inline, self.runs, self.touched = [], [], False
            return
        if bare is None:
            return
        self.touched = True
        if bare == "v":
            self.value = self.sink = []
        elif bare == "f":
            self.formula = self.sink = []
            kind = attributes.get("t")
            share = attributes.get("si") if kind == "shared" else None
            self.share = None if share is None else share.strip().lstrip("+0") or "0"  # 07 is 7
            self.spread_to = attributes.get("ref") if kind in ("array", "dataTable") else None
        elif bare == "row":
            self.open_row(attributes)
        elif bare == "t":
            self.sink = None if self.phonetic else self.inline
        elif bare == "rPh":
            self.phonetic += 1
        elif bare == "mergeCell":
            if corners := corners_of(attributes.get("ref", "")):
                self.sheet.merged.append((*corners[0], *corners[1]))
        elif bare == "col":
            first, last = int(attributes.get("min", "0")), int(attributes.get("max", "0"))
            self.columns.append((first, last))
            if attributes.get("hidden") in ("1", "true") or _less(attributes.get("width"), _NARROWEST):
                self.sheet.hidden_columns.append((first, last))
        elif bare in ("rule", "head"):
            self.aside = self.sink = []
        elif bare == "rPr":
            self.runs.append(Look())
        elif bare in _PAINTS:
            if self.veils.within:
                self.veils.paint(bare, attributes)
            elif self.runs:
                paint(self.runs[-1], bare, attributes, self.texts.looks.theme)
        elif bare == "sqref":
            self.sink = self.veils.ranges
        elif bare in RULED:
            self.veils.start(bare, attributes)
        else:
            self._aside(bare, attributes)

    def _aside(self, bare: str, attributes: dict[str, str]) -> None:
        """What stands at a sheet beside what is shown: links, and the other values of scenarios."""
        told = {name.rpartition(" ")[2]: value for name, value in attributes.items()}
        if len(self.sheet.boxes) >= self.left.limits.listed or len(self.links) >= self.left.limits.listed:
            return
        if bare == "hyperlink":
            self.links.append((told.get("ref", ""), told.get("id", ""), told.get("tooltip", "")))
        elif bare == "scenario":
            self.sheet.boxes.append(" ".join(t for t in ("方案", told.get("name", ""), told.get("comment", "")) if t))
        elif bare == "inputCells":
            self.sheet.boxes.append(f"方案 {told.get('r', '')} = {told.get('val', '')}")
        elif bare == "sheetFormatPr":
            self.low = _less(attributes.get("defaultRowHeight"), _LOWEST)
            self.narrow = _less(attributes.get("defaultColWidth"), _NARROWEST)
        elif bare == "sheetProtection":
            self.sheet.protected = attributes.get("sheet") in ("1", "true")

    def open_row(self, attributes: dict[str, str]) -> None:
        told = attributes.get("r")
        self.row = int(told) if told else self.row + 1
        if not 1 <= self.row <= MAX_ROW:
            raise Refused(Damaged(part=self.sheet.title))
        self.column, self.told = 0, None
        if is_hidden(attributes, low=self.low):
            self.sheet.hidden_rows.add(self.row)

    def _count_on(self) -> None:
        """A cell without a reference stands after the one before it."""
        self._settle()
        self.column += 1
        self.row = max(self.row, 1)
        if self.column > MAX_COLUMN:
            raise Refused(Damaged(part=self.sheet.title))

    def _settle(self) -> None:
        if self.told is not None:
            place = position_of(self.told)
            if place is None:
                raise Refused(Damaged(part=self.sheet.title))
            self.row, self.column = place
            self.told = None

    def end(self, tag: str) -> None:
        bare = TAGS.get(tag)
        if bare == "c":
            if not self.touched and self.cell.get("t") != "inlineStr":
                return
            type, style, rich = self.cell.get("t"), self.cell.get("s"), self.cell.get("vm")
            if self.value is None and self.formula is None and type != "inlineStr":
                return
            value = None if self.value is None else "".join(self.value)
            inline, formula = "".join(self.inline), self._formula()
            # Many cells are alike: one text chosen from a list, a formula that they share and that gives the same.
            alike = (type, style, rich, value, inline, formula) if formula is None or self.share is not None else None
            made = self.made.get(alike) if alike is not None and not self.runs else None
            if made is None:
                cell = cell_of(type, formula, value, inline, self.texts.strings, self.texts.date1904)
                made = self.seen(cell, style, rich, self._runs(type, value)) if cell is not None else (None, False)
                if alike is not None and not self.runs:
                    self.made[alike] = made
            if made[0] is not None:
                self.left.take_cell(self.sheet.title)
                self._settle()
                self.keep((self.row, self.column), made[0], style, made[1])
                if self.share is not None and made[0].formula == "":
                    self.awaiting.append(((self.row, self.column), self.share))
                if self.spread_to is not None:
                    self.spread(self.spread_to, made[0])
        elif bare in ("v", "f", "t"):
            self.sink = None
        elif bare in ("rule", "head"):
            self.sink, told = None, "".join(self.aside)
            kept = self.sheet.heads if bare == "head" else self.sheet.rules
            if len(kept) < _MOST_RULES and (bare == "head" or reaches_outside(told)):
                kept.append(told)
        elif bare == "rPh":
            self.phonetic -= 1
        elif bare == "sqref":
            self.sink = None
        elif bare in RULED:
            self.veils.end(bare)

    def _formula(self) -> str | None:
        """The cell's formula; of one that is shared the text that stands in its first cell."""
        if self.formula is None:
            return None
        told = "".join(self.formula)
        if self.share is None:
            return told
        if told:
            self.shared[self.share] = told
        return self.shared.get(self.share, told)

    def _runs(self, type: str | None, value: str | None) -> list[Look]:
        """The looks of the runs of a cell's text."""
        if type == "s" and self.texts.runs and value and value.isascii() and value.isdigit() and len(value) < 10:
            return self.texts.runs.get(int(value), [])
        return self.runs

    def seen(self, cell: Cell, style: str | None, rich: str | None, runs: list[Look]) -> tuple[Cell, bool]:
        """A cell as its format shows it, and whether that, or the look of one of its runs, shows nothing."""
        look, hidden = self.format_of(style)
        is_picture = cell.kind == "error" and rich in self.texts.pictures
        cell = replace(PICTURE, formula=cell.formula) if is_picture else shown(cell, look, self.texts.date1904)
        return cell, hidden or (bool(runs) and self.texts.looks.hides(style, *runs))

    def format_of(self, style: str | None) -> tuple[str, bool]:
        """What a style makes of a number, and whether it shows nothing."""
        known = self.texts.looks.known
        if style in known:
            return known[style]
        told = self.texts.format_of(style), self.texts.looks.hides(style)
        if len(known) < self.left.limits.formats:
            known[style] = told
        return told

    def keep(self, place: tuple[int, int], cell: Cell, style: str | None, hidden: bool) -> None:
        if place in self.sheet.cells:  # which of two contents is meant nobody can tell
            raise Refused(Damaged(part=self.sheet.title))
        self.sheet.cells[place] = cell
        self.styles[place] = style
        if hidden:
            self.sheet.unseen.add(place)

    def spread(self, reference: str, cell: Cell) -> None:
        """Notes that the cell's formula fills others too."""
        if cell.formula and (corners := corners_of(reference)):
            self.spreads.append((*corners, cell.formula))

    def spread_out(self) -> None:
        """Formulas that stand elsewhere, in the cells that have them too. LibreOffice takes one that is shared also from a cell further below; the
        other cells that an array formula fills hold its results, not entries."""
        for place, share in self.awaiting:
            self.sheet.cells[place] = replace(self.sheet.cells[place], formula=self.shared.get(share, ""))
        looks = self.left.limits.cells
        for (top, left), (bottom, right), formula in self.spreads:
            looks -= (bottom - top + 1) * (right - left + 1)
            if looks < 0:
                return
            for place in ((r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)):
                if (cell := self.sheet.cells.get(place)) is not None and cell.formula is None:
                    self.sheet.cells[place] = replace(cell, formula=formula)

    def beside(self, characters: int) -> Beside:
        """What was read besides cells."""
        sheet = self.sheet
        return Beside(sheet.merged, sheet.hidden_columns, self.columns, sheet.protected, sheet.boxes, sheet.heads, sheet.rules, self.links,
                      self.veils, characters)

    def add(self, beside: Beside) -> None:
        """Takes over what another one has read in a further part of the sheet."""
        sheet = self.sheet
        sheet.merged += beside.merged
        sheet.hidden_columns += beside.hidden_columns
        self.columns += beside.columns
        if beside.protected is not None:
            sheet.protected = beside.protected
        sheet.boxes += beside.boxes
        sheet.heads += beside.heads
        sheet.rules += beside.rules
        self.links += beside.links
        self.veils.add(beside.veils)

    def narrow_rest(self) -> None:
        """The columns that have no width of their own, where the sheet's is as good as none."""
        before = 0
        for first, last in [*sorted(self.columns), (MAX_COLUMN + 1, MAX_COLUMN + 1)] if self.narrow else ():
            if first > before + 1:
                self.sheet.hidden_columns.append((before + 1, first - 1))
            before = max(before, last)

    def text(self, data: str) -> None:
        if self.sink is not None:
            self.left.take(len(data))
            self.sink.append(data)


def is_hidden(row: dict[str, str], *, low: bool) -> bool:
    """Whether nobody sees a row of which its tag says this. low: rows that say nothing of their height are as good as hidden."""
    return row.get("hidden") in ("1", "true") or _less(row.get("ht"), _LOWEST) or (low and "ht" not in row)


def _less(told: str | None, least: float) -> bool:
    """Whether a size that a file states is less than that; one that is no number says nothing."""
    try:
        return told is not None and float(told) < least
    except ValueError:
        return False
