"""Formulas as text: what can be done with them without asking LibreOffice.

The references of Excel's and LibreOffice's notation look alike but for the sheet before them, so one pattern serves both. It lets a
column of formulas that differ only in their row be translated once and moved, where each call of LibreOffice takes about a millisecond.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from xlwings.utils import col_name, column_to_number

from shijibu_addin.libreoffice.xlwings_engine.address import COLUMNS, ROWS

_QUOTED = re.compile(r'("(?:[^"]|"")*"|\'(?:[^\']|\'\')*\')')
_REFERENCE = re.compile(r"(?<![\w$\\])(\$?)([A-Za-z]{1,3})(\$?)([0-9]+)(?![\w(.!])")
_WHOLE_COLUMNS = re.compile(r"(?<![\w$\\])(\$?)([A-Za-z]{1,3}):(\$?)([A-Za-z]{1,3})(?![\w(.!])")
# Relative whole rows, tables and other books, and names that end in what could be a cell or a column: the patterns above could take that for one.
_NOT_MOVED = re.compile(r"(?<![\w$])[0-9]+:|:[0-9]+|\[|(?<![\w.$'])[^\W\d]\w*(?:\.\w*)*\.[A-Za-z]{1,3}[0-9]*(?![\w(.])")
_ERROR = re.compile(r"(?:[\w.]+!)?(#REF!|#DIV/0!|#VALUE!|#NUM!|#NULL!|#NAME\?|#N/A)|(?<=[$.])#REF!")
_BEFORE_REF = re.compile(r"'(?:[^']|'')*'!(?=#REF!)")
_OTHER_BOOK = re.compile(r"\[[^\[\]]+\][^\[\]!']*'?!")
_SHEET = r"('(?:[^']|'')+'|[^\W\d][\w.]*)"
_SHEETS_IN_QUOTES = re.compile(r"'((?:[^':]|'')+):((?:[^':]|'')+)'!(\$?[A-Za-z]{1,3}\$?[0-9]+)(?::(\$?[A-Za-z]{1,3}\$?[0-9]+))?")
_SHEETS_AS_TOLD = re.compile(_SHEET + ":" + _SHEET + r"!(\$?[A-Z]{1,3}\$?[0-9]+):(\$?[A-Z]{1,3}\$?[0-9]+)")
_NUMBER = re.compile(r"[+-]?(?:0|[1-9][0-9]*)?(?:\.[0-9]*)?(?:[Ee][+-]?[0-9]+)?")
_DIGITS = 15  # as many as a number keeps: longer ones are identity numbers
_QUOTE = "'"
_MARK = "\ue000"  # before what LibreOffice's parser of Excel files does not take, while it is carried past it as a text
_CARRIED = re.compile(f'"{_MARK}([^"]*)"')
_FUNCTION = re.compile(r"(?<![\w.])([A-Za-z_][\w.]*)\(")


class OutOfSheet(ValueError):
    """A reference was moved over the edge of the sheet."""


def outside_quotes(text: str, change: Callable[[str], str]) -> str:
    """The formula with the parts outside of texts and quoted sheet names changed."""
    parts = _QUOTED.split(text)
    return "".join(part if i % 2 else change(part) for i, part in enumerate(parts))


def can_be_moved(excel_text: str) -> bool:
    """Whether the formula's references can be told from the rest by their looks."""
    return not any(_NOT_MOVED.search(part) for part in _QUOTED.split(excel_text)[::2])


def shape(text: str, row: int, column: int) -> str:
    """The formula with relative references as distances: equal for formulas that differ only in where they stand."""

    def distance(found: re.Match[str]) -> str:
        fixed_column, letters, fixed_row, digits = found.groups()
        across = f"${letters.upper()}" if fixed_column else f"C[{column_to_number(letters.upper()) - column}]"
        return across + (f"${digits}" if fixed_row else f"R[{int(digits) - row}]")

    def columns(found: re.Match[str]) -> str:
        ends = zip(found.groups()[::2], found.groups()[1::2], strict=True)
        return ":".join(f"${letters}" if fixed else f"C[{column_to_number(letters.upper()) - column}]" for fixed, letters in ends)

    return outside_quotes(text, lambda part: _WHOLE_COLUMNS.sub(columns, _REFERENCE.sub(distance, part)))


def moved(text: str, down: int, right: int) -> str:
    """The formula as it reads when copied `down` rows and `right` columns away. Raises OutOfSheet."""

    def cell(found: re.Match[str]) -> str:
        fixed_column, letters, fixed_row, digits = found.groups()
        row = int(digits) if fixed_row else int(digits) + down
        if not 1 <= row <= ROWS:
            raise OutOfSheet(text)
        return f"{fixed_column}{_column(fixed_column, letters)}{fixed_row}{row}"

    def _column(fixed: str, letters: str) -> str:
        number = column_to_number(letters.upper()) + (0 if fixed else right)
        if not 1 <= number <= COLUMNS:
            raise OutOfSheet(text)
        return col_name(number)

    def columns(found: re.Match[str]) -> str:
        ends = zip(found.groups()[::2], found.groups()[1::2], strict=True)
        return ":".join(fixed + _column(fixed, letters) for fixed, letters in ends)

    if not (down or right):
        return text
    return outside_quotes(text, lambda part: _WHOLE_COLUMNS.sub(columns, _REFERENCE.sub(cell, part)))


def constant(text: Any) -> Any:
    """What a cell holds for a text that is no formula: a number or a truth value where it reads as one. Leading zeros and more digits than a
    number keeps are those of a name, and stay."""
    if not isinstance(text, str):
        return text
    if text.upper() in ("TRUE", "FALSE"):
        return text.upper() == "TRUE"
    digits = sum(map(str.isdigit, text.upper().partition("E")[0]))
    return float(text) if _NUMBER.fullmatch(text) and 0 < digits <= _DIGITS else text


def for_office(text: str, future: frozenset[str]) -> str:
    """Excel's text as LibreOffice's parser of Excel files takes it: newer functions carry the prefix that files give them. Error values and
    sheets from one to another are carried past it: see `uncarried`."""

    def name(found: re.Match[str]) -> str:
        return f"_xlfn.{found[1]}(" if found[1].upper() in future else found[0]

    def sheets(found: re.Match[str]) -> str:
        first, last, start, end = found.groups()
        return f"\"{_MARK}$'{first}'.{start}:$'{last}'.{end or start}\""

    def error(found: re.Match[str]) -> str:
        return "NA()" if found[1] == "#N/A" else f'"{_MARK}{found[1]}"'

    text = _SHEETS_IN_QUOTES.sub(sheets, _BEFORE_REF.sub("", text))
    return outside_quotes(text, lambda part: _ERROR.sub(error, _FUNCTION.sub(name, part)))


def uncarried(text: str) -> str:
    """LibreOffice's text with what was carried past its parser as texts in its place."""
    return _CARRIED.sub(r"\1", text)


def carried(error: str) -> str:
    return _MARK + error


def carries(text: str) -> bool:
    return _MARK in text


def of_other_book(text: str) -> bool:
    """Whether the formula refers to another book."""
    return any(_OTHER_BOOK.search(part) for part in re.split(r'"(?:[^"]|"")*"', text))


def errors_in(office_text: str) -> list[str]:
    """The error values that LibreOffice's text of a formula holds, in their order; not the references that came to be errors."""
    return [found[1] for part in _QUOTED.split(office_text)[::2] for found in _ERROR.finditer(part) if found[1]]


def as_excel_shows(text: str) -> str:
    """LibreOffice's text in Excel's notation, without what only files carry."""

    def change(part: str) -> str:
        part = _FUNCTION.sub(lambda found: found[0].upper(), part.replace("_xlfn.", "").replace("_xlws.", "").replace("~", ","))
        return re.sub(r"\b(TRUE|FALSE)\(\)", r"\1", part)

    def sheets(found: re.Match[str]) -> str:
        first, last, start, end = found.groups()
        names = f"{first.strip(_QUOTE)}:{last.strip(_QUOTE)}"
        if _QUOTE in first + last:
            names = f"'{names}'"
        return f"{names}!{start}" + (f":{end}" if end != start else "")

    return _SHEETS_AS_TOLD.sub(sheets, outside_quotes(uncarried(text), change))
