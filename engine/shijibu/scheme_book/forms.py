"""How a value of a scheme stands in one cell, and how it is read back: nothing is lost between the two.

A list stands line by line, a row of a table as “90 | 优秀”, a pair as “不属实 = red”. What these would not give back as it was stands as
JSON, which is read wherever a cell begins like it.
"""

from __future__ import annotations

import json
import re
from typing import Any, Literal

Form = Literal["text", "number", "truth", "choice", "lines", "numbers", "value", "values", "structure"]
TEXT: Form = "text"
NUMBER: Form = "number"
TRUTH: Form = "truth"
CHOICE: Form = "choice"
LINES: Form = "lines"
NUMBERS: Form = "numbers"
VALUE: Form = "value"
VALUES: Form = "values"
STRUCTURE: Form = "structure"

Content = str | float | int | bool
YES, NO = "是", "否"
_BAR, _EQUAL = " | ", " = "
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_WHOLE = re.compile(r"[+-]?\d+\.0", re.ASCII)
_EXACT = 1e15
_BARS = re.compile(r"\s*[|｜]\s*")
_EQUALS = re.compile(r"\s*[=＝]\s*")
_COMMAS = re.compile(r"[、,，;；\s]+")


def content(value: Any, form: Form) -> Content:
    """What stands in the cell."""
    if form == TRUTH and isinstance(value, bool):
        return YES if value else NO
    if form == VALUE and isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return f"{value:.1f}"  # a cell knows no 1.0, and the scheme that says it has another version than one that says 1
    if form == NUMBER or (form in (VALUE, VALUES) and isinstance(value, (int, float))):
        return value  # type: ignore[no-any-return]
    if isinstance(value, str) and form in (TEXT, CHOICE):
        return value
    shown = _simple(value, form)
    if shown and value_of(shown, form) == value and type(value_of(shown, form)) is type(value):
        return shown
    return json.dumps(value, ensure_ascii=False)


def value_of(told: Content, form: Form) -> Any:
    """The value that a cell's content stands for. What is none of its form comes back as it is, and is a fault where the scheme is read."""
    if isinstance(told, float) and told.is_integer() and abs(told) < _EXACT:
        told = int(told)
    if form == TRUTH:
        return {YES: True, NO: False}.get(told.strip(), told) if isinstance(told, str) else told
    if not isinstance(told, str):
        return _of_number(told, form)
    if form in (TEXT, CHOICE):
        return told
    if form == NUMBER:
        return told
    if told.lstrip()[:1] in ("[", "{", '"') and (read := _json(told)) is not None:
        return read
    lines = [line.strip() for line in told.split("\n") if line.strip()]
    match form:
        case "lines":
            return lines
        case "numbers":
            return [int(n) if n.isdecimal() else n for n in _COMMAS.split(told.strip()) if n]
        case "value":
            return _value(lines, told)
        case "values":
            return [_atom(line) for line in lines] if len(lines) > 1 else told
        case _:
            return _structure(lines, told)


def _of_number(told: Content, form: Form) -> Any:
    """A number in a cell whose column holds something else."""
    if form in (TEXT, CHOICE):
        return str(told)
    return [told] if form == NUMBERS else [str(told)] if form == LINES else told


def _json(told: str) -> Any:
    try:
        return json.loads(told)
    except (ValueError, RecursionError):
        return None


def _simple(value: Any, form: Form) -> str:
    """The plain way to write it; empty where there is none."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        if form == NUMBERS:
            return "、".join(map(str, value))
        if form == VALUES and not any(isinstance(v, list) for v in value):
            return "\n".join(map(_atom_said, value))
        if form == STRUCTURE and value and not any(isinstance(v, (str, list)) for v in value):
            return _BAR.join(map(_atom_said, value))
        return "\n".join(_BAR.join(map(_atom_said, v)) if isinstance(v, list) else str(v) for v in value)
    if isinstance(value, dict) and form == STRUCTURE:
        return "\n".join(f"{k}{_EQUAL}{_side(v)}" for k, v in value.items())
    return ""


def _side(value: Any) -> str:
    return _BAR.join(map(_atom_said, value)) + (_BAR.rstrip() if len(value) == 1 else "") if isinstance(value, list) else _atom_said(value)


def _atom_said(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _atom(told: str) -> Any:
    if not _NUMBER.fullmatch(told):
        return told
    number = float(told)
    return int(number) if number.is_integer() and told.lstrip("+-").isdecimal() else number


def _cells(line: str) -> list[Any]:
    cells = _BARS.split(line)
    return [_atom(c) for c in (cells[:-1] if len(cells) > 1 and not cells[-1] else cells)]


def _value(lines: list[str], told: str) -> Any:
    """A parameter's value: a text, a list of texts, or rows of cells."""
    if any(_BARS.search(line) for line in lines):
        return [_cells(line) for line in lines]
    return lines if len(lines) > 1 else float(told) if _WHOLE.fullmatch(told) else told


def _structure(lines: list[str], told: str) -> Any:
    if all(_EQUALS.search(line) for line in lines) and lines:
        pairs = [_EQUALS.split(line, maxsplit=1) for line in lines]
        return {k: _cells(v) if _BARS.search(v) else _atom(v) for k, v in pairs}
    if any(_BARS.search(line) for line in lines):
        rows = [_cells(line) for line in lines]
        return rows if len(rows) > 1 or told.count("\n") else rows[0]
    return lines if len(lines) > 1 else told
