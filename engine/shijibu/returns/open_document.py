"""A workbook in the format OpenDocument (.ods, flat .fods) read into cells, as one in the format of Excel is: sparse, bounded, in one pass.

Rows and cells that a file writes once for many are counted, not allocated, while they are empty; with content each one costs a cell.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import datetime
from math import isfinite

from shijibu.problems.files import Damaged, OpenDocument, SheetTooLarge, TooManyParts
from shijibu.problems.refused import Refused
from shijibu.returns.formats import DATE, PERCENT, TIME, serial_of
from shijibu.returns.grid import Cell, Grid, SheetGrid
from shijibu.returns.left import Left
from shijibu.returns.open_styles import Styles, short
from shijibu.returns.open_values import area_of, bare_formula, count_of, days_of, formula_of, joined_of, moment_of, spaced
from shijibu.returns.outside import reaches_outside
from shijibu.returns.package import Package, parse, safe_parser
from shijibu.returns.pictures import without_picture
from shijibu.returns.seen import formatted
from shijibu.spreadsheet.address import MAX_COLUMN, MAX_ROW, column_letters

_ERROR = re.compile(r"#(N/A|DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!)|(Err|错误)[:：]\d{3}")
_STYLES = ("office:automatic-styles", "office:styles", "office:master-styles")
_FIELDS = ("text:page-number", "text:page-count", "text:sheet-name", "text:title", "text:file-name", "text:date", "text:time")
"""What a program fills in by itself at the head of a page."""
_EMBEDDED = ("draw:object-ole", "draw:plugin", "draw:applet", "draw:floating-frame")
_FETCHED = ("table:database-source-sql", "table:database-source-table", "table:database-source-query", "table:source-service")
_FAR = 10**8
_DEEPEST = 200  # elements within one another


def read_open_document(package: Package, sha256: str, kind: str) -> Grid:
    """The workbook in a package whose parts are within the caps, which came as an .ods or .fods. Raises Refused."""
    reader = _Reader(package)
    for part in ("styles.xml", "content.xml", "meta.xml"):
        if part in package or part == "content.xml":
            reader.read(part)
    if not reader.sheets:
        raise Refused(OpenDocument())
    first, names = reader.sheets[0], package.names
    first.rules += reader.rules + reader.styles.rules
    first.boxes += [text for change in reader.changes if (text := "".join(change).strip())][: package.limits.listed]
    facts = {
        "macros": reader.macros or any(n.startswith(("basic/", "scripts/")) and not n.endswith("/") for n in names),
        "external_links": reader.links, "embedded": reader.embedded, "pictures": reader.pictures,
        "dde": reader.dde, "charts": reader.graphs, "converted": kind,
    }
    return Grid(reader.sheets, reader.names, reader.local_names, reader.modified, reader.date1904, sha256, facts)


class _Reader:
    """Handlers of a pass over each part."""

    def __init__(self, package: Package) -> None:
        limits = package.limits
        self.package, self.limits = package, limits
        self.left, self.styles = Left(limits.cells, limits.characters, limits), Styles(limits)
        self.sheets: list[SheetGrid] = []
        self.names: dict[str, str] = {}
        self.local_names: dict[tuple[str, str], str] = {}
        self.modified: datetime | None = None
        self.date1904 = self.macros = False
        self.links = self.dde = self.embedded = self.pictures = self.graphs = 0
        self.path: list[str] = []
        self.short: dict[str, str] = {}
        self.sheet: SheetGrid | None = None
        self.row = self.column = self.rows = 0
        self.looks: list[tuple[int, int, str | None]] = []
        """Columns, first and last, with the style that their cells have when they say none."""
        self.last_column = 0
        self.row_style: str | None = None
        self.row_hidden = False
        self.row_cells: list[tuple[int, int, Cell, bool]] = []
        """The row's cells with content: first column, how many, cell, whether its format shows nothing."""
        self.row_notes: dict[int, str] = {}
        self.cell: dict[str, str] | None = None
        self.paragraphs: list[list[str]] = []
        self.note: list[list[str]] = []
        self.sink: list[str] | None = None
        self.muted = 0
        """How deep within something that is not the cell's text: a note, a drawing."""
        self.noted = self.filled = False
        self.address = ""
        """Where the cell's link leads."""
        self.runs: list[str] = []
        """The styles of the runs of the cell's text."""
        self.rules: list[str] = []
        self.changes: list[list[str]] = []
        """What was recorded of earlier contents."""
        self.box: list[str] | None = None
        """The text of the shape that is being read."""
        self.objects = 0
        self.resumed: list[str] | None = None
        self.charts: dict[str, bool] = {}
        self.frame: set[str] = set()
        self.date: list[str] | None = None

    def read(self, part: str) -> None:
        self.path.clear()
        parser = safe_parser(part)
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = self.start, self.end, self.text
        try:
            parse(parser, self.package.chunks(part), part)
        except (ValueError, OverflowError):
            raise Refused(Damaged(part=part)) from None

    def start(self, full: str, attributes: dict[str, str]) -> None:
        tag, above = self._short(full), self.path[-1] if self.path else ""
        self.path.append(tag)
        if len(self.path) > _DEEPEST:
            raise ValueError(len(self.path))
        told = {self._short(k): v for k, v in attributes.items()}
        if self.cell is not None:
            self._within_cell(tag, told)
        elif tag == "table:table" and above == "office:spreadsheet":
            self._open_sheet(told)
        elif self.sheet is not None and self.muted == 0:
            self._within_sheet(tag, told)
        elif self.sheet is not None:
            self._drawn(tag, told)
        elif len(self.path) > 1 and self.path[1] in _STYLES:
            self.filled = self.filled or (tag in _FIELDS)
            self.styles.start(tag, told)
        elif tag == "table:null-date":
            self.date1904 = told.get("table:date-value", "").startswith("1904")
        elif tag == "table:named-range":
            self._name(told, None)
        elif tag == "table:dde-link":
            self.dde += 1
        elif tag == "table:named-expression":
            self._expression(told, None)
        elif tag in _FETCHED:
            self.links += 1
        elif tag in ("table:content-validation", "calcext:condition"):
            self._rule(told)
        elif tag == "?:event-listener":
            self.macros = True
        elif tag == "text:p" and "table:tracked-changes" in self.path:
            self.sink = []
            self.changes.append(self.sink)
        elif tag == "?:module":  # of Basic, in a flat file; the library around it is always there
            self.macros = True
        elif tag == "dc:date" and above == "office:meta":
            self.date = []

    def _short(self, full: str) -> str:
        known = self.short.get(full)
        if known is None:
            known = short(full)
            if len(self.short) < self.limits.formats:
                self.short[full] = known
        return known

    def _open_sheet(self, told: dict[str, str]) -> None:
        title, state = told.get("table:name", ""), "hidden" if told.get("table:style-name") in self.styles.hidden else "visible"
        self.sheet = SheetGrid(title, state, protected=told.get("table:protected") == "true")
        self.sheet.heads = list(self.styles.heads.get(self.styles.pages.get(told.get("table:style-name", ""), ""), []))
        self.row = self.last_column = 0
        self.looks.clear()
        if title.startswith("'file:") or "'#$" in title:  # what was seen last of another file's sheet
            self.links += 1
        else:
            self.sheets.append(self.sheet)
        if len(self.sheets) > self.limits.parts:
            raise Refused(TooManyParts(count=len(self.sheets), limit=self.limits.parts))

    def _within_sheet(self, tag: str, told: dict[str, str]) -> None:
        assert self.sheet is not None
        match tag:
            case "table:table-column":
                first, self.last_column = self.last_column + 1, min(self.last_column + count_of(told, "columns-repeated"), _FAR)
                self.looks.append((first, self.last_column, told.get("table:default-cell-style-name")))
                if self._hidden(told):
                    self.sheet.hidden_columns.append((first, self.last_column))
            case "table:table-row":
                self.rows, self.column = count_of(told, "rows-repeated"), 0
                self.row_style, self.row_hidden = told.get("table:default-cell-style-name"), self._hidden(told)
                self.row_cells.clear()
                self.row_notes.clear()
            case "table:table-cell" | "table:covered-table-cell":
                self.cell, self.paragraphs, self.note = told, [], []
                self.address, self.runs = "", []
            case "table:named-range":
                self._name(told, self.sheet.title)
            case "table:named-expression":
                self._expression(told, self.sheet.title)
            case "table:table-source":
                self.links += 1
            case "calcext:condition":
                self._rule(told)
            case "?:event-listener":
                self.macros = True
            case "table:shapes" | "table:table" | "office:forms" | "table:scenario":
                self.muted = len(self.path)
                self._box(told.get("table:comment", ""))

    def _hidden(self, told: dict[str, str]) -> bool:
        return told.get("table:visibility") in ("collapse", "filter") or told.get("table:style-name") in self.styles.hidden

    def _within_cell(self, tag: str, told: dict[str, str]) -> None:
        if self.muted:
            self._drawn(tag, told)
            if self.noted and tag == "text:p":
                self.note.append([])
                self.sink = self.note[-1]
            return
        space, _, bare = tag.partition(":")
        if tag == "text:a":
            self.address = told.get("xlink:href", "")
        elif tag == "text:span":
            self.runs.append(told.get("text:style-name", ""))
        if tag in ("text:p", "text:h"):
            self.paragraphs.append([])
            self.sink = self.paragraphs[-1]
        elif space in ("draw", "table") or tag in ("office:annotation", "text:ruby-text"):
            self.muted, self.noted, self.resumed, self.sink = len(self.path), tag == "office:annotation", self.sink, None
            self._drawn(tag, told)
        elif self.sink is not None and bare in ("s", "tab", "line-break"):
            # Marked, so that it is not taken for the blanks that a program may put anywhere.
            self.sink.append({"s": "\ue000" * min(count_of(told, "c", "text:"), self.limits.cell_characters), "tab": "\ue001"}.get(bare, "\ue002"))
            self.left.take(len(self.sink[-1]))

    def _drawn(self, tag: str, told: dict[str, str]) -> None:
        """Counts what is no content of a cell: pictures, objects, what a control holds, what runs or is fetched."""
        self.links += tag == "table:cell-range-source"
        self.macros = self.macros or tag == "?:event-listener"
        for said in ("?:current-value", "?:label"):
            self._box(told.get(said, ""))
        if tag == "text:p" and not (self.noted or self.objects):
            self.box = self.sink = [] if self.box is None else self.box
            self.box.append("\n")
        self.objects += tag == "draw:object"
        if tag == "draw:frame":
            self.frame.clear()
        elif tag in _EMBEDDED:
            self.embedded += 1
            self.frame.add("object")
        elif tag == "draw:object":
            self.frame.add("object")
            target = told.get("xlink:href", "").removeprefix("./").rstrip("/") + "/content.xml"
            if target not in self.charts:
                self.charts[target] = target not in self.package or b"office:chart" in next(self.package.chunks(target), b"")
            self.embedded += not self.charts[target]
            self.graphs += self.charts[target]
        elif tag == "draw:image" and "object" not in self.frame:  # beside an object it is the object's likeness
            self.pictures += 1
            self.links += told.get("xlink:href", "").startswith(("http:", "https:", "file:", "ftp:"))

    def text(self, data: str) -> None:
        if self.sink is not None:
            self.left.take(len(data))
            self.sink.append(spaced(data))
        elif self.date is not None:
            self.date.append(data)
        elif not self.filled:
            self.styles.text(data)

    def end(self, full: str) -> None:
        tag = self.path.pop()
        if self.muted:
            self.objects -= tag == "draw:object"
            if tag == "text:p":
                self.sink = None
            if self.box is not None and tag.startswith("draw:") and self.sheet is not None:
                self.left.take(len(text := "".join(self.box).strip()))
                self.sheet.boxes += [text] if text and len(self.sheet.boxes) < self.limits.listed else []
                self.box = None
            if len(self.path) < self.muted:
                self.muted, self.noted, self.sink, self.resumed = 0, False, self.resumed, None
            return
        match tag:
            case "table:table-cell" | "table:covered-table-cell" if self.cell is not None:
                self._close_cell(self.cell)
                self.cell = self.sink = None
            case "table:table-row" if self.sheet is not None:
                self._close_row(self.sheet)
            case "table:table" if self.sheet is not None and self.path[-1:] == ["office:spreadsheet"]:
                self.sheet.cover(self.limits.looks)
                self.sheet = None
            case "text:p" | "text:h":
                self.sink = None
            case "dc:date" if self.date is not None:
                self.modified, self.date = moment_of("".join(self.date)), None
            case _ if self.sheet is None:
                self.filled = self.filled and tag not in _FIELDS
                self.styles.end(tag)

    def _close_cell(self, told: dict[str, str]) -> None:
        first, count = self.column + 1, count_of(told, "columns-repeated")
        self.column = min(self.column + count, _FAR)
        assert self.sheet is not None
        cell = self._cell(told, joined_of(self.paragraphs))
        down, across = count_of(told, "rows-spanned"), count_of(told, "columns-spanned")
        if down > 1 or across > 1:
            self.sheet.merged.append((self.row + 1, first, min(self.row + down, MAX_ROW), min(first + across - 1, MAX_COLUMN)))
        if (note := joined_of(self.note)) and len(self.sheet.notes) < self.limits.listed:
            self.row_notes[first] = note
        if cell is not None:
            if self.column > MAX_COLUMN:
                raise Refused(SheetTooLarge(limit=self.limits.cells), sheet=self.sheet.title)
            style = told.get("table:style-name") or self.row_style or self._column_style(first)
            if cell.kind == "number" and cell.shown is None:
                cell = formatted(cell, self.styles.look(style), self.date1904)
            unseen = self.styles.shows_nothing(style) or any(self.styles.shows_nothing(style, run) for run in self.runs)
            self.row_cells.append((first, count, without_picture(cell), unseen))
            if self.address.startswith("vnd.sun.star.script:"):
                self.macros = True
            elif self.address[:1] != "#" and self.address.removeprefix("mailto:").rstrip("/") not in ("", str(cell.value).strip().rstrip("/")):
                self._box(f"{column_letters(first)}{self.row + 1} 的链接 {self.address}")

    def _box(self, text: str) -> None:
        if text.strip() and self.sheet is not None and len(self.sheet.boxes) < self.limits.listed:
            self.left.take(len(text))
            self.sheet.boxes.append(text.strip())

    def _rule(self, told: dict[str, str]) -> None:
        """A condition of a check on entries, or of a conditional format."""
        formula = self._formula(told.get("table:condition", told.get("calcext:value"))) or ""
        if reaches_outside(formula) and len(self.rules) < self.limits.listed:
            self.rules.append(formula)

    def _column_style(self, column: int) -> str | None:
        at = bisect_right(self.looks, column, key=lambda look: look[0]) - 1
        return self.looks[at][2] if at >= 0 and column <= self.looks[at][1] else None

    def _close_row(self, sheet: SheetGrid) -> None:
        first, self.row = self.row + 1, min(self.row + self.rows, _FAR)
        if not self.row_cells and not self.row_notes:
            return
        if self.row > MAX_ROW:
            raise Refused(SheetTooLarge(limit=self.limits.cells), sheet=sheet.title)
        sheet.notes |= {(first, c): note for c, note in self.row_notes.items()}
        for r in range(first, self.row + 1) if self.row_cells else ():
            if self.row_hidden:
                sheet.hidden_rows.add(r)
            for column, count, cell, unseen in self.row_cells:
                for c in range(column, column + count):
                    self.left.take_cell(sheet.title)
                    sheet.cells[r, c] = cell
                    if unseen:
                        sheet.unseen.add((r, c))

    def _cell(self, told: dict[str, str], text: str) -> Cell | None:
        """A cell from what is written in it; None for one without content. Raises ValueError where that cannot be."""
        formula = self._formula(told.get("table:formula"))
        kind = told.get("office:value-type")
        if told.get("calcext:value-type") == "error" or (formula is not None and kind in (None, "string", "float") and _ERROR.fullmatch(text)):
            return Cell(text or "#VALUE!", "error", formula)
        match kind:
            case "float" | "currency" | "percentage":
                value = told.get("office:value", "")
                if "_" in value or not value.isascii():
                    raise ValueError(value)
                if not isfinite(number := float(value)):
                    return Cell("#NUM!", "error", formula)
                cell = Cell(number, "number", formula)
                return formatted(cell, PERCENT, self.date1904) if kind == "percentage" else cell
            case "date" if (day := serial_of(told.get("office:date-value", ""), self.date1904)) is not None:
                return formatted(Cell(day, "number", formula), DATE, self.date1904)
            case "time" if (span := days_of(told.get("office:time-value", ""))) is not None:
                return formatted(Cell(span, "number", formula), TIME, self.date1904)
            case "boolean":
                return Cell(told.get("office:boolean-value") == "true", "bool", formula)
            case None if not text and not self.paragraphs:
                return None if formula is None else Cell(None, "uncached", formula)
        content = told.get("office:string-value") or text
        self.left.take(len(content) if content is not text else 0)
        return Cell(content, "text", formula) if content or formula is not None else None

    def _formula(self, told: str | None) -> str | None:
        """The formula as Excel writes it; one that is longer than a program can hold as it stands."""
        if told is None:
            return None
        self.left.take(len(told))
        return formula_of(told) if len(bare_formula(told)) <= self.limits.formula_characters else bare_formula(told)

    def _expression(self, told: dict[str, str], sheet: str | None) -> None:
        """A name that stands for a formula."""
        if len(self.names) + len(self.local_names) <= self.limits.formats:
            formula = self._formula(told.get("table:expression")) or ""
            if sheet is None:
                self.names[told.get("table:name", "")] = formula
            else:
                self.local_names[sheet, told.get("table:name", "")] = formula

    def _name(self, told: dict[str, str], sheet: str | None) -> None:
        """A named range, as Excel writes it."""
        text = area_of(told.get("table:cell-range-address", ""))
        if text is None or len(self.names) + len(self.local_names) > self.limits.formats:
            return
        if sheet is None:
            self.names[told.get("table:name", "")] = text
        else:
            self.local_names[sheet, told.get("table:name", "")] = text
