"""What a sheet of the template is beside its marks: texts, looks, merged cells, widths, rules of its own, how it is printed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from openpyxl.cell.cell import MergedCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.styles import Font
from openpyxl.worksheet.formula import ArrayFormula
from xlsxwriter.format import Format
from xlsxwriter.image import Image

from shijibu.issuing.master_writer import MasterWriter
from shijibu.outside_text import clean
from shijibu.spreadsheet.address import column_number, pinned, quoted, row_and_column, runs
from shijibu.spreadsheet.plain_sheet import PlainSheet as Worksheet
from shijibu.workbook.stretch import Stretch
from shijibu.workbook.template import MARK, TemplateSheet, boundaries
from shijibu.workbook.template_kinds import FORMULA_RULES, PLAIN_RULES

_DEFAULT_HEIGHT = 15.0
_DPI = 96.0
_LETTER = 1.4  # height of a row over the size of its letters
_STATES = {"hidden": "hide", "veryHidden": "very_hidden"}
_CHECKS = {"whole": "integer", "textLength": "length"}
_OPERATORS = {
    "between": "between", "notBetween": "not between", "equal": "==", "notEqual": "!=", "greaterThan": ">", "lessThan": "<",
    "greaterThanOrEqual": ">=", "lessThanOrEqual": "<=",
}


class Ground:
    """Draws one sheet of the template. stretch: how its rows move; kept: rows and columns of marks, whose cells others write."""

    def __init__(self, writer: MasterWriter, sheet: Worksheet, drawn: TemplateSheet, stretch: Stretch) -> None:
        self.writer, self.sheet, self.drawn, self.ws, self.stretch = writer, sheet, drawn, drawn.ws, stretch
        assert writer.layout.template is not None
        self.looks = writer.template_looks
        self.sheets = {s.sheet.title: s.stretch for s in writer.layout.sheets if s.drawn is not None} | {
            s.title: Stretch() for s in writer.layout.extra}

    def format(self, cell: Any) -> Format:
        """A cell's look; of one that a merged one covers that of the whole, with its own lines."""
        if not isinstance(cell, MergedCell):
            return self.writer.styles.plain(self.looks.of(cell))
        whole = self.looks.of(self.ws.cell(*self.drawn.first_of(cell.row, cell.column)))
        lines = ("left", "right", "top", "bottom", "left_color", "right_color", "top_color", "bottom_color")
        return self.writer.styles.plain({k: v for k, v in whole.items() if k not in lines} | self.looks.border(cell.border))

    def draw(self) -> None:
        """Everything, with the cells of marks blank."""
        self._columns()
        self._rows()
        self._merges()
        for row in self.ws.iter_rows(max_row=self.drawn.bottom, max_col=self.drawn.right):
            for cell in row:
                if cell.value is not None or cell.has_style or isinstance(cell, MergedCell):
                    for down, at in enumerate(self.stretch.all(cell.row)):
                        self._cell(cell, at, down)
        self._rules()
        self._checks()
        self._notes()
        self._pictures()
        self._view()
        self._print()

    # What stands in the cells.

    def _cell(self, cell: Any, row: int, down: int) -> None:
        value, look, at = cell.value, self.format(cell), cell.column - 1
        if isinstance(value, str | CellRichText) and MARK.search(str(value)):
            value = None
        if cell.hyperlink is not None and isinstance(value, str) and (target := _target(cell.hyperlink)):
            self.sheet.write_url(row - 1, at, target, look, clean(value), cell.hyperlink.tooltip)
        elif value is None:
            self.sheet.write_blank(row - 1, at, None, look)
        elif isinstance(value, ArrayFormula):
            if down == 0 and (area := boundaries(value.ref)) is not None:
                top, left, bottom, right = area
                corners = self.stretch.first(top) - 1, left - 1, self.stretch.first(bottom) - 1, right - 1
                self.sheet.write_array_formula(*corners, f"{{{self._formula(str(value.text), 0)}}}", look, "")
        elif isinstance(value, CellRichText):
            self._rich(value, row, at, look)
        elif cell.data_type == "f":
            self.sheet.write_formula(row - 1, at, self._formula(str(value), down), look, "")
        elif isinstance(value, bool):
            self.sheet.write_boolean(row - 1, at, value, look)
        elif isinstance(value, datetime | date | time):
            self.sheet.write_datetime(row - 1, at, value, look)
        elif isinstance(value, int | float):
            self.sheet.write_number(row - 1, at, value, look)
        else:
            self.sheet.write_string(row - 1, at, str(value), look)

    def _rich(self, value: CellRichText, row: int, at: int, look: Format) -> None:
        parts: list[Any] = []
        for piece in value:
            if isinstance(piece, TextBlock):
                if piece.text:
                    font = self.looks.font(_sized(piece.font))
                    parts += [self.writer.styles.plain(font), clean(piece.text)]
            elif piece:
                parts.append(clean(str(piece)))
        if sum(isinstance(p, str) for p in parts) < 2:
            self.sheet.write_string(row - 1, at, str(value), look)
        else:
            self.sheet.write_rich_string(row - 1, at, *parts, look)

    def _formula(self, text: str, down: int) -> str:
        return self.stretch.formula(text if text.startswith("=") else f"={text}", own=self.drawn.title, sheets=self.sheets, down=down)

    def _merges(self) -> None:
        blank = self.writer.styles.plain({})
        for top, left, bottom, right in self.drawn.spans.values():
            if top == bottom:
                for row in self.stretch.all(top):
                    self.sheet.merge_range(row - 1, left - 1, row - 1, right - 1, "", blank)
            else:
                self.sheet.merge_range(self.stretch.first(top) - 1, left - 1, self.stretch.last(bottom) - 1, right - 1, "", blank)

    # How wide, how high.

    def _columns(self) -> None:
        dimensions = self.ws.column_dimensions
        told: dict[int, dict[str, Any]] = {}
        for letters, dimension in dimensions.items():
            first = dimension.min or column_number(letters)
            for at in range(first, min(dimension.max or first, self.drawn.right) + 1):
                told[at] = {name: value for name, value in (
                    ("hidden", dimension.hidden), ("level", dimension.outlineLevel), ("collapsed", dimension.collapsed)) if value}
        for at, width in enumerate(self.drawn.widths, 1):
            self.sheet.set_column(at - 1, at - 1, width, None, told.get(at, {}))

    def _rows(self) -> None:
        usual = self.ws.sheet_format.defaultRowHeight
        if usual and (self.ws.sheet_format.customHeight or abs(float(usual) - _DEFAULT_HEIGHT) > 1):
            self.sheet.set_default_row(float(usual))
        for number in range(1, self.drawn.bottom + 1):
            dimension = self.ws.row_dimensions[number]
            options = {name: value for name, value in (
                ("hidden", dimension.hidden), ("level", dimension.outlineLevel), ("collapsed", dimension.collapsed)) if value}
            if dimension.height is None and not options:
                if (letters := self._letters(number)) > _DEFAULT_HEIGHT:  # not every program finds it by itself, of merged cells none
                    for row in self.stretch.all(number):
                        self.sheet.open_row(row - 1, letters)
                continue
            for row in self.stretch.all(number):
                if dimension.customHeight or options or number in self.stretch.rows:
                    self.sheet.set_row(row - 1, dimension.height, None, options)
                else:
                    self.sheet.open_row(row - 1, float(dimension.height or _DEFAULT_HEIGHT))

    def _letters(self, row: int) -> float:
        """What the largest letters of a row need."""
        return max((float(cell.font.sz or 0) * _LETTER for cell in self.ws[row] if cell.value is not None), default=0.0)

    # Rules of its own.

    def _areas(self, ranges: str) -> Iterator[tuple[int, int, int, int]]:
        """Ranges after the rows moved, from 0: top, left, bottom, right."""
        for one in ranges.split():
            area = boundaries(one)
            if area is not None:
                top, left, bottom, right = area
                yield self.stretch.first(top) - 1, left - 1, self.stretch.last(bottom) - 1, right - 1

    def _rules(self) -> None:
        for over in self.ws.conditional_formatting:
            for rule in over.rules:
                told = self._rule(rule)
                for area in self._areas(str(over.sqref)) if told else ():
                    self.sheet.conditional_format(*area, told)

    def _rule(self, rule: Any) -> dict[str, Any] | None:
        look = self.writer.styles.plain(self.looks.laid_over(rule.dxf))
        stops = {"stop_if_true": True} if rule.stopIfTrue else {}
        formulas = [self._formula(f, 0) for f in rule.formula]
        if rule.type in FORMULA_RULES and formulas:
            return {"type": "formula", "criteria": formulas[0], "format": look, **stops}
        if rule.type in PLAIN_RULES:
            return {"type": PLAIN_RULES[rule.type], "format": look, **stops}
        if rule.type == "cellIs" and formulas and rule.operator in _OPERATORS:
            two = {"minimum": formulas[0], "maximum": formulas[1]} if len(formulas) > 1 else {"value": formulas[0]}
            return {"type": "cell", "criteria": _OPERATORS[rule.operator], "format": look, **two, **stops}
        return None

    def _checks(self) -> None:
        """What cells take that are no entries of a table: of those the scheme says it."""
        marked = {(m.row, m.column) for m in self.drawn.marks}
        for check in self.ws.data_validations.dataValidation:
            told = self._check(check)
            for one in str(check.sqref).split():
                area = boundaries(one)
                if told is None or area is None:
                    continue
                top, left, bottom, right = area
                for column in range(left, right + 1):
                    rows = [r for r in range(top, min(bottom, self.drawn.bottom) + 1) if (r, column) not in marked]
                    for first, last in runs(rows):
                        self.sheet.data_validation(self.stretch.first(first) - 1, column - 1, self.stretch.last(last) - 1, column - 1, dict(told))

    def _check(self, check: Any) -> dict[str, Any] | None:
        kind = check.type or "any"
        told: dict[str, Any] = {"validate": _CHECKS.get(kind, "any" if kind == "none" else kind), "ignore_blank": bool(check.allow_blank)}
        if told["validate"] == "list":
            text = (check.formula1 or "").strip()
            told |= {"source": text.strip('"').split(",") if text.startswith('"') else self._formula(text, 0), "dropdown": not check.showDropDown}
        elif told["validate"] == "custom":
            told["value"] = self._formula(check.formula1 or "TRUE", 0)
        elif told["validate"] != "any":
            first, second = (self._formula(f, 0) if f else None for f in (check.formula1, check.formula2))
            told["criteria"] = _OPERATORS.get(check.operator or "between", "between")
            told |= {"minimum": first, "maximum": second or first} if "between" in told["criteria"] else {"value": first}
        for name, value in (("input_title", check.promptTitle), ("input_message", check.prompt), ("error_title", check.errorTitle),
                            ("error_message", check.error), ("error_type", check.errorStyle)):
            if value:
                told[name] = clean(value)
        return told | {"show_input": bool(check.showInputMessage), "show_error": bool(check.showErrorMessage)}

    def _notes(self) -> None:
        for row in self.ws.iter_rows(max_row=self.drawn.bottom, max_col=self.drawn.right):
            for cell in row:
                if cell.comment is not None:
                    self.sheet.write_comment(self.stretch.first(cell.row) - 1, cell.column - 1, cell.comment.text, {
                        "author": clean(cell.comment.author or ""), "width": cell.comment.width, "height": cell.comment.height})

    def _pictures(self) -> None:
        for picture in self.drawn.pictures:
            own = Image(BytesIO(picture.data))
            wide, high = own.width * _DPI / (own.x_dpi or _DPI), own.height * _DPI / (own.y_dpi or _DPI)
            self.sheet.insert_image(self.stretch.first(picture.row) - 1, picture.column - 1, "picture", {
                "image_data": BytesIO(picture.data), "x_offset": picture.right, "y_offset": picture.below,
                "x_scale": (picture.width or wide) / wide, "y_scale": (picture.height or high) / high, "object_position": picture.moves,
                "decorative": True})

    # How it is seen and printed.

    def _view(self) -> None:
        sheet, view = self.sheet, self.ws.sheet_view
        if view.showGridLines is False:
            sheet.hide_gridlines(2)
        elif not self.ws.print_options.gridLines:
            sheet.hide_gridlines(1)
        else:
            sheet.hide_gridlines(0)
        if view.showRowColHeaders is False:
            sheet.hide_row_col_headers()
        if view.zoomScale:
            sheet.set_zoom(max(10, min(400, int(view.zoomScale))))
        if view.rightToLeft:
            sheet.right_to_left()
        if view.view == "pageLayout":
            sheet.set_page_view()
        elif view.view == "pageBreakPreview":
            sheet.set_pagebreak_view()
        if self.ws.freeze_panes:
            top, left = row_and_column(self.ws.freeze_panes)
            sheet.freeze_panes(self.stretch.first(top) - 1, left - 1)
        colour = self.looks.colour(self.ws.sheet_properties.tabColor)
        if colour:
            sheet.set_tab_color(colour)
        if state := _STATES.get(self.ws.sheet_state):
            getattr(sheet, state)()

    def _print(self) -> None:
        sheet, ws, setup = self.sheet, self.ws, self.ws.page_setup
        sheet.set_landscape() if setup.orientation == "landscape" else sheet.set_portrait()
        sheet.set_paper(int(setup.paperSize or 9))
        fits = ws.sheet_properties.pageSetUpPr is not None and ws.sheet_properties.pageSetUpPr.fitToPage
        if fits:
            wide, high = (1 if n is None else int(n) for n in (setup.fitToWidth, setup.fitToHeight))
            sheet.fit_to_pages(wide, 0 if self.stretch.rows and high else high)
        elif not setup.scale and not ws.col_breaks.brk:  # it says nothing: no column is cut off
            sheet.fit_to_pages(1, 0)
        elif setup.scale:
            sheet.set_print_scale(max(10, min(400, int(setup.scale))))
        margins = ws.page_margins
        sheet.set_margins(margins.left, margins.right, margins.top, margins.bottom)
        sheet.set_header(_head(ws.oddHeader), {"margin": margins.header})
        sheet.set_footer(_head(ws.oddFooter), {"margin": margins.footer})
        options = ws.print_options
        if options.horizontalCentered:
            sheet.center_horizontally()
        if options.verticalCentered:
            sheet.center_vertically()
        if options.headings:
            sheet.print_row_col_headers()
        if setup.blackAndWhite:
            sheet.print_black_and_white()
        if setup.pageOrder == "overThenDown":
            sheet.print_across()
        if setup.firstPageNumber is not None and setup.useFirstPageNumber:
            sheet.set_start_page(int(setup.firstPageNumber))
        if ws.print_title_rows:
            first, last = (int(n) for n in ws.print_title_rows.replace("$", "").split(":"))
            sheet.repeat_rows(self.stretch.first(first) - 1, self.stretch.last(last) - 1)
        if ws.print_title_cols:
            sheet.repeat_columns(ws.print_title_cols.replace("$", ""))
        sheet.set_h_pagebreaks([self.stretch.last(b.id) for b in ws.row_breaks.brk if b.id])
        sheet.set_v_pagebreaks([b.id for b in ws.col_breaks.brk if b.id])
        self._print_areas()

    def _print_areas(self) -> None:
        """What the template prints; where it does not say, all of it, and none of the hints beside it."""
        listed = [one.rpartition("!")[2].replace("$", "") for one in str(self.ws.print_area or "").split(",")]
        areas = [area for one in listed if (area := boundaries(one)) is not None]
        title = quoted(self.drawn.title)
        told = [(self.stretch.first(top), left, self.stretch.last(bottom), right) for top, left, bottom, right in areas]
        told = told or [(1, 1, self.stretch.last(self.drawn.bottom), self.drawn.right)]
        if len(told) == 1:
            top, left, bottom, right = told[0]
            self.sheet.print_area(top - 1, left - 1, bottom - 1, right - 1)
        else:
            self.sheet.print_areas([f"{title}!{pinned(top, left)}:{pinned(bottom, right)}" for top, left, bottom, right in told])


def _sized(font: Any) -> Font:
    """A font of a rich text, which calls its name otherwise."""
    same = ("sz", "b", "i", "u", "strike", "outline", "shadow", "vertAlign", "charset", "family", "color")
    return Font(name=font.rFont, **{name: getattr(font, name) for name in same})


def _target(link: Any) -> str:
    if link.location and not link.target:
        return f"internal:{link.location}"
    return link.target or ""


def _head(item: Any) -> str:
    """The text of a page's head or foot, with its codes."""
    return "".join(f"&{letter}{part}" for letter, part in (("L", item.left), ("C", item.center), ("R", item.right)) if part.text)
