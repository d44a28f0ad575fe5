"""Cells by the letters and numbers that people read; rows and columns count from 1."""

from __future__ import annotations

from xlsxwriter.utility import xl_cell_to_rowcol, xl_col_to_name, xl_rowcol_to_cell

MAX_ROW, MAX_COLUMN = 1_048_576, 16_384


def address(row: int, column: int) -> str:
    """C6"""
    return str(xl_rowcol_to_cell(row - 1, column - 1))


def pinned(row: int, column: int) -> str:
    """$C$6"""
    return str(xl_rowcol_to_cell(row - 1, column - 1, row_abs=True, col_abs=True))


def column_letters(number: int) -> str:
    """C of 3"""
    return str(xl_col_to_name(number - 1))


def column_number(letters: str) -> int:
    """3 of C"""
    return int(xl_cell_to_rowcol(f"{letters}1")[1]) + 1


def quoted(title: str) -> str:
    """A sheet's title as it stands in a formula: '王''s 表'"""
    return "'" + title.replace("'", "''") + "'"
