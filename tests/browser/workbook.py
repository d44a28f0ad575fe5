"""A workbook's file as the stand-in for Office takes it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import Cell
from openpyxl.utils.datetime import to_excel

_STATES = {"visible": "Visible", "hidden": "Hidden", "veryHidden": "VeryHidden"}


def workbook(path: Path) -> dict[str, Any]:
    """Sheets with values, number formats of dates, unlocked cells and protection; names with their scope (None: the whole workbook)."""
    book = openpyxl.load_workbook(path, data_only=True)
    names = [_name(n, d, None) for n, d in book.defined_names.items()]
    names += [_name(n, d, sheet.title) for sheet in book for n, d in sheet.defined_names.items()]
    return {"name": path.name, "sheets": [_sheet(s) for s in book], "names": [n for n in names if n is not None]}


def _sheet(sheet: Any) -> dict[str, Any]:
    cells = [c for row in sheet.iter_rows() for c in row if isinstance(c, Cell)]  # the rest of a merged range has no content
    return {
        "name": sheet.title, "visibility": _STATES[sheet.sheet_state], "protected": bool(sheet.protection.sheet),
        "password": bool(sheet.protection.password or sheet.protection.hashValue),
        "cells": [[_value(v) for v in row] for row in sheet.iter_rows(values_only=True)],
        "formats": {c.coordinate: c.number_format for c in cells if c.is_date},
        "unlocked": {c.coordinate: True for c in cells if not c.protection.locked},
    }  # fmt: skip


def _value(value: Any) -> Any:
    if value is None:
        return ""
    return to_excel(value) if isinstance(value, (dt.date, dt.time)) else value


def _name(name: str, defined: Any, scope: str | None) -> dict[str, Any] | None:
    if (defined.attr_text or "").startswith('"'):
        return {"name": name, "sheet": None, "address": None, "text": defined.attr_text, "scope": scope}
    places = [] if name.startswith("_xlnm.") or not defined.attr_text or "!" not in defined.attr_text else list(defined.destinations)
    return {"name": name, "sheet": places[0][0], "address": places[0][1], "scope": scope} if len(places) == 1 else None
