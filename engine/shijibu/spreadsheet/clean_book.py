"""Workbooks whose texts are texts: no formula and no link comes of what somebody wrote, and no character that is obeyed is in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from math import isfinite
from typing import Any
from zlib import compress, decompress

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.url import Url, UrlTypes
from xlsxwriter.worksheet import CellBlankTuple, CellFormulaTuple, CellNumberTuple, CellStringTuple, Worksheet

from shijibu.outside_text import clean
from shijibu.spreadsheet.address import address, column_letters
from shijibu.spreadsheet.shared import Shared, sharing

_MOST_LINKS = 65_530  # of a sheet, in Excel
_CALLED = re.compile(r"[\w.]+\(")
_NEWER: dict[str, bool] = {}
_LONG = 16_000  # a text that may be longer than a cell can hold, which XlsxWriter cuts
_PIECES = 200  # of a part that are compressed at once
_TEXT = "s"  # how the number of a text begins in a listed row
_TEXTS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class _Listed(Mapping[int, Any]):
    """A row of a list, small until it is written: a report has hundreds of thousands of cells, and as tuples they are fifty megabytes of a county.

    said: its cells from the first column on, a blank between them: the number of a text, a number as it is written, or nothing. looks: their
    formats, which most rows have in common.
    """

    __slots__ = "looks", "said"

    def __init__(self, said: str, looks: tuple[Format, ...]) -> None:
        self.said, self.looks = said, looks

    def __getitem__(self, column: int) -> Any:
        """A cell as XlsxWriter knows it: a chart asks for those that it shows."""
        if column not in range(len(self)):
            raise KeyError(column)
        said, look = self.said.split(" ")[column], self.looks[column]
        if not said:
            return CellBlankTuple(look)
        return CellStringTuple(int(said.removeprefix(_TEXT)), look) if said.startswith(_TEXT) else CellNumberTuple(float(said), look)

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self.looks)))

    def __len__(self) -> int:
        return len(self.looks)


class _Lead:
    """A place in the same workbook, as XlsxWriter asks for it. said: the attributes of the link."""

    _link_type = UrlTypes.INTERNAL

    def __init__(self, said: str) -> None:
        self.said = said


class _Links(dict[int, dict[int, Any]]):
    """Where cells lead, by row and column: `leads`, which are small until they are written, and others, which are `Url`."""

    def __init__(self, others: Mapping[int, dict[int, Any]], leads: Mapping[int, bytes]) -> None:
        super().__init__(dict.fromkeys([*others, *leads]))  # type: ignore[arg-type]
        self._others, self._leads = others, leads

    def __getitem__(self, row: int) -> dict[int, Any]:
        told = (one.split(" ", 1) for one in self._leads.get(row, b"").decode().split("\n") if one)
        return self._others.get(row, {}) | {int(column): _Lead(said) for column, said in told}


class CleanSheet(Worksheet):
    """A sheet with clean texts, in its cells and in its notes, with rows that may grow, and with a column's formula written once."""

    def __init__(self) -> None:
        super().__init__()
        self._open_rows: set[int] = set()
        self._writes_open_row = False
        self._shared: dict[str, tuple[int, str]] = {}
        """By cell the number of the formula that it shares and, where that is told, the cells that share it."""
        self._letters = list[str]()
        self._looks = dict[tuple[Format, ...], tuple[Format, ...]]()
        self._styled = dict[int, list[tuple[str, str]]]()
        self._tags = dict[tuple[Any, ...], str]()
        self._leads = dict[int, bytes]()
        self._led = dict[int, tuple[tuple[str, str], Url, str]]()
        self._heights = dict[float, tuple[Any, Any]]()

    def write_listed(self, row: int, values: Sequence[Any], formats: Sequence[Format]) -> None:
        """A row of a list from its first column on: a text, a finite number, or nothing in each cell, as `write_string`, `write_number` and
        `write_blank` would write it. For tens of thousands of cells those ask of each what is the same in all.
        """
        if not values or self._check_dimensions(row, len(values) - 1) or self._check_dimensions(row, 0):
            return
        if len(values) != len(formats):
            raise ValueError(f"{len(values)} values have {len(formats)} formats")
        said, texts = list[str](), self.str_table
        for column, value in enumerate(values):
            if value is None or value == "":
                said.append("")
            elif isinstance(value, str):
                if (number := texts.string_table.get(value)) is not None:  # which is clean
                    texts.count += 1
                    said.append(f"{_TEXT}{number}")
                elif len(value) > _LONG:
                    self._write_string(row, column, value)
                    said.append(f"{_TEXT}{self.table[row][column].string}")
                else:
                    said.append(f"{_TEXT}{texts._get_shared_string_index(clean(value))}")
            elif isfinite(value):
                said.append(f"{value:.16G}")
            else:
                raise TypeError(f"no cell holds {value}")
        looks = tuple(formats)
        self.table[row] = _Listed(" ".join(said), self._looks.setdefault(looks, looks))

    def lead(self, row: int, column: int, target: str, text: str) -> bool:
        """Lets a cell that holds the text lead to the target, and says whether it does. Of more links than a sheet may have the rest stay texts,
        and so does one that is longer than Excel allows.
        """
        if self.hlink_count >= _MOST_LINKS:
            return False
        if column not in self._led or self._led[column][0] != (target, text):  # as in the row above
            try:
                url = Url(target)
            except ValueError:
                return False
            url.text = text
            self._led[column] = (target, text), url, self._leading(url)
        _, url, said = self._led[column]
        self.hlink_count += 1
        if url._link_type is UrlTypes.INTERNAL:  # a report has tens of thousands
            self._leads[row] = self._leads.get(row, b"") + f"{column} {said}\n".encode()
        else:
            self.hyperlinks[row][column] = url
        return True

    def high(self, row: int, height: float) -> None:
        """As `set_row` with a height alone; rows that are as high share what XlsxWriter keeps of one."""
        if height not in self._heights:
            self.set_row(row, height)
            self._heights[height] = self.row_info[row], self.row_sizes[row]
        self.row_info[row], self.row_sizes[row] = self._heights[height]

    def open_row(self, row: int, height: float) -> None:
        """A row (from 0) that is so high as it goes out, and that a program fits to its texts as soon as somebody types there.

        A height of one's own choosing stays as it is, whatever is typed.
        """
        self.set_row(row, height)
        self._open_rows.add(row)

    def mark(self, looks: Mapping[str, Any]) -> None:
        """Lays a format over each of these cells before every other condition: of several, LibreOffice shows the first alone."""
        others: dict[str, list[dict[str, Any]]] = self.cond_formats
        self.cond_formats: dict[str, list[dict[str, Any]]] = {}
        self.dxf_priority = 1
        for cell, look in looks.items():
            self.conditional_format(cell, {"type": "formula", "criteria": "=TRUE", "format": look})
        for cells, rules in others.items():
            for rule in rules:
                rule["priority"], self.dxf_priority = self.dxf_priority, self.dxf_priority + 1
            self.cond_formats.setdefault(cells, []).extend(rules)

    def print_areas(self, areas: Sequence[str]) -> None:
        """Prints these ranges, each with its sheet, and each on a page of its own."""
        self.print_area_range = ",".join(areas)

    def _write_rows(self) -> None:
        self._letters = [column_letters(column) for column in range(1, (self.dim_colmax or 0) + 2)]
        formulas: dict[int, list[tuple[int, int, str | None]]] = {}
        for row, cells in sorted(self.table.items()):
            for column, cell in () if isinstance(cells, _Listed) else cells.items():
                if isinstance(cell, CellFormulaTuple):
                    formulas.setdefault(column, []).append((row + 1, column + 1, cell.formula))
        shared, told = sharing(formulas.values())
        self._shared = {address(*place): _written(place[1], one) for place, one in shared.items()}
        for (row, column), formula in told.items():
            self.table[row - 1][column - 1] = self.table[row - 1][column - 1]._replace(formula=formula)
        super()._write_rows()

    def _xml_formula_element(self, formula: str, result: Any, attributes: Any = ()) -> None:
        if (shared := self._shared.get(attributes[0][1])) is None:
            super()._xml_formula_element(formula, result, attributes)
            return
        number, over = shared
        told = f' ref="{over}" si="{number}">{self._escape_data(formula)}</f>' if over else f' si="{number}"/>'
        cell = "".join(f' {key}="{self._escape_attributes(value)}"' for key, value in attributes)
        self.fh.write(f'<c{cell}><f t="shared"{told}<v>{self._escape_data(result)}</v></c>')

    def _calculate_spans(self) -> None:
        """The first and last column of every 16 rows, as XlsxWriter says them, asked of each row once."""
        spans: dict[int, tuple[int, int]] = {}
        for rows in (self.table, self.comments):
            for row, cells in rows.items():
                if cells:
                    own = (0, len(cells) - 1) if isinstance(cells, _Listed) else (min(cells), max(cells))
                    first, last = spans.get(row // 16, own)
                    spans[row // 16] = min(first, own[0]), max(last, own[1])
        self.row_spans = {block: f"{first + 1}:{last + 1}" for block, (first, last) in spans.items()}

    def _write_hyperlink_internal(self, row: int, col: int, url: Url | _Lead) -> None:
        """As XlsxWriter writes it; where a list leads is made ready."""
        leads = url.said if isinstance(url, _Lead) else self._leading(url)
        self.fh.write(f'<hyperlink ref="{self._letters[col]}{row + 1}"{leads}/>')

    def _leading(self, url: Url) -> str:
        """The attributes of a link to a place in the same workbook."""
        told = [("location", url._link), *([("tooltip", url.tip)] if url.tip else []), ("display", url.text)]
        return "".join(f' {name}="{self._escape_attributes(value)}"' for name, value in told)

    def _write_hyperlinks(self) -> None:
        self.hyperlinks: Any = _Links(self.hyperlinks, self._leads)
        super()._write_hyperlinks()

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        """As XlsxWriter writes it; what most cells of a sheet are in one go."""
        kind = type(cell)
        if kind is CellStringTuple:
            rest = f' t="s"><v>{cell.string}</v></c>'
        elif kind is CellNumberTuple:
            rest = f"><v>{cell.number:.16G}</v></c>"
        elif kind is CellBlankTuple:
            rest = "/>"
        else:
            rest = ""
        if not rest or cell.format is None or self.constant_memory:  # a row's or a column's format counts, or the text stands in the cell itself
            super()._write_cell(row, col, cell)
            return
        self.fh.write(f'<c r="{self._letters[col]}{row + 1}" s="{cell.format._get_xf_index()}"{rest}')

    def _write_row(self, row: int, spans: str | None, row_info: Any = None, empty_row: bool = False) -> None:
        self._writes_open_row = row in self._open_rows
        if isinstance(listed := self.table[row], _Listed):
            self.fh.write(f'<row r="{row + 1}"{self._tag(row, spans, row_info)}{self._cells(row, listed)}')
            self.table[row] = {}  # nothing is left of it that XlsxWriter would write
        else:
            super()._write_row(row, spans, row_info, empty_row)

    def _tag(self, row: int, spans: str | None, info: Any) -> str:
        """How XlsxWriter writes the tag of a row, behind its number: the rows of a list have few heights."""
        told = (info.height, info.row_format, info.hidden, info.level, info.collapsed) if info is not None else None
        key = spans, told, self._writes_open_row
        if key not in self._tags:
            file, apart = self.fh, StringIO()
            self._set_filehandle(apart)
            super()._write_row(row, spans, info)
            self._set_filehandle(file)
            self._tags[key] = apart.getvalue().removeprefix(f'<row r="{row + 1}"')
        return self._tags[key]

    def _cells(self, row: int, listed: _Listed) -> str:
        """The cells of a listed row."""
        if (styled := self._styled.get(id(listed.looks))) is None:  # the looks of a sheet's rows are few, and held as long as it is
            looks = zip(self._letters, listed.looks, strict=False)
            styled = self._styled[id(listed.looks)] = [(f'<c r="{letters}', f'" s="{look._get_xf_index()}"') for letters, look in looks]
        number = row + 1
        return "".join([
            f"{cell}{number}{style}/>" if not said
            else f'{cell}{number}{style} t="s"><v>{said[1:]}</v></c>' if said[0] == _TEXT else f"{cell}{number}{style}><v>{said}</v></c>"
            for (cell, style), said in zip(styled, listed.said.split(" "), strict=True)])

    def _xml_start_tag_unencoded(self, tag: str, attributes: Any = ()) -> None:
        super()._xml_start_tag_unencoded(tag, self._of_row(tag, attributes))

    def _xml_empty_tag_unencoded(self, tag: str, attributes: Any = ()) -> None:
        super()._xml_empty_tag_unencoded(tag, self._of_row(tag, attributes))

    def _of_row(self, tag: str, attributes: Any) -> Any:
        return [a for a in attributes if a[0] != "customHeight"] if tag == "row" and self._writes_open_row else attributes

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """Without its signs. Ours name no function that came after Excel 2010 (`rules.native`), so that none of thirty is sought in each, nor of the
        hundred more that XlsxWriter seeks in a condition.
        """
        if "_xlfn" in formula or (expand_future_functions and any(map(self._is_newer, _CALLED.findall(formula)))):
            told: str = super()._prepare_formula(formula, expand_future_functions)
            return told
        return formula.removeprefix("{").removeprefix("=").removesuffix("}")

    def _is_newer(self, call: str) -> bool:
        """Whether a function, with the bracket behind it, has another name in a file."""
        if call not in _NEWER:
            _NEWER[call] = super()._prepare_formula(call, True) != call
        return _NEWER[call]

    def _write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> int:
        written: int = super()._write_string(row, col, clean(string), cell_format)
        return written

    def write_comment(self, *arguments: Any) -> int:
        written: int = super().write_comment(*(clean(a) if isinstance(a, str) else a for a in arguments))
        return written


def _written(column: int, shared: Shared) -> tuple[int, str]:
    """Number and range as they stand in the file."""
    return shared.number, ":".join(address(row, column) for row in shared.over or ())


class _Part(StringIO):
    """A part of the package that waits, compressed, until all are written: the sheets of a county's report are twelve megabytes of XML, and take
    three times as much as they are pieced together."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces, self._deflated = list[str](), list[bytes]()

    def write(self, text: str) -> int:
        self._pieces.append(text)
        if len(self._pieces) >= _PIECES:
            self._deflate()
        return len(text)

    def getvalue(self) -> bytes:  # type: ignore[override]
        """The part as it stands in the package, for as text a sheet would be three times as large."""
        self._deflate()
        return b"".join(map(decompress, self._deflated))

    def _deflate(self) -> None:
        self._deflated.append(compress("".join(self._pieces).encode(), 1))
        self._pieces.clear()


class _Parts(Packager):
    """The parts of a workbook's package."""

    def _filename(self, xml_filename: str) -> _Part:
        part = _Part()
        self.filenames.append((part, xml_filename, True))  # bytes
        return part


class CleanBook(xlsxwriter.Workbook):
    """A workbook of such sheets. small: its parts are no more than a megabyte, for which compressing them while they wait takes longer than it is
    worth.
    """

    worksheet_class = CleanSheet

    def __init__(self, file: Any, *, small: bool = False, **options: Any) -> None:
        super().__init__(file, _TEXTS | options)
        self._small = small

    def _get_packager(self) -> Packager:
        return Packager() if self._small else _Parts()

    def close(self) -> None:
        """Writes the file, and lets go of what stands in it; looks, names and texts stay."""
        super().close()
        for sheet in self.worksheets():
            sheet.table.clear()

    def set_properties(self, properties: dict[str, Any]) -> None:
        super().set_properties({name: clean(p) if isinstance(p, str) else p for name, p in properties.items()})
