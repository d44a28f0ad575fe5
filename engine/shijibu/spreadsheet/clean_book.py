"""Workbooks whose texts are texts: no formula and no link comes of what somebody wrote, and no character that is obeyed is in them."""

from __future__ import annotations

from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from shijibu.outside_text import clean

_TEXTS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class CleanSheet(Worksheet):
    """A sheet with clean texts, in its cells and in its notes."""

    def _write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> int:
        written: int = super()._write_string(row, col, clean(string), cell_format)
        return written

    def write_comment(self, *arguments: Any) -> int:
        written: int = super().write_comment(*(clean(a) if isinstance(a, str) else a for a in arguments))
        return written


class CleanBook(xlsxwriter.Workbook):
    """A workbook of such sheets."""

    worksheet_class = CleanSheet

    def __init__(self, file: Any, **options: Any) -> None:
        super().__init__(file, _TEXTS | options)

    def set_properties(self, properties: dict[str, Any]) -> None:
        super().set_properties({name: clean(p) if isinstance(p, str) else p for name, p in properties.items()})
