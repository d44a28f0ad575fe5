"""The rows of a workbook on paper: even, high enough, and no more of them than hold something."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl

from shijibu.issuing.master import build_master
from shijibu.issuing.master_writer import Shape
from shijibu.scheme.load import load
from shijibu.scheme.period import Period
from tests.issuing.test_master import issued, opened, placed


def test_rows_are_open_so_that_they_grow_and_high_enough_to_write_in():
    data, at = issued(), placed()
    book, package = opened(data), zipfile.ZipFile(io.BytesIO(data))
    for table in at.tables.values():
        part = package.read(f"xl/worksheets/sheet{book.sheetnames.index(table.sheet) + 1}.xml").decode()
        rows = {int(m[1]): m[0] for m in re.finditer(r'<row r="(\d+)"[^>]*>', part)}
        heights = [float(re.search(r' ht="([\d.]+)"', rows[r])[1]) for r in range(table.first, table.last + 1)]
        assert min(heights) >= 22, table.table.id
        assert not any("customHeight" in rows[r] for r in range(table.first, table.last + 1)), table.table.id


def test_no_more_of_a_page_is_ruled_than_holds_what_is_filled_in():
    """LibreOffice prints each page on which a cell has a line of its own, and each on which one computes."""
    book, at = opened(issued()), placed()
    records, tasks = at.tables["records"], at.tables["tasks"]
    for table, plain in ((records, records.first), (tasks, tasks.last)):
        inputs = [book[table.sheet].cell(plain, table.columns[c.id]) for c in table.table.columns if c.is_input]
        assert not any(cell.border.top.style or cell.border.left.style for cell in inputs), table.table.id
    with_ratio, typed = (openpyxl.utils.cell.range_boundaries(a.split("!")[1]) for a in book["工作亮相"].print_area.split(","))
    assert typed[1] == with_ratio[3] + 1 and (typed[2], typed[3]) == (tasks.columns["ratio"] - 1, tasks.last)


def test_a_kind_of_number_is_shown_in_one_format():
    book, at = opened(issued()), placed()
    shown = {}
    for table in at.tables.values():
        for column in table.table.columns:
            cell = book[table.sheet].cell(table.first, table.columns[column.id])
            shown.setdefault((column.type, column.live is not None, column.decimals if column.live else 0), set()).add(cell.number_format)
    assert all(len(formats) == 1 for formats in shown.values()), shown
    assert shown["percent", False, 0] == {"0.0#%"} and shown["number", False, 0] == {"0.00##"} and shown["number", True, 2] == {"0.00"}


def test_cells_that_are_anothers_to_fill_in_have_lines_in_blank_rows_too():
    """They hold nothing until the round is decided: lines there print no page."""
    scheme = load("yuhuan")
    data, at = build_master(scheme, scheme.unit_workbook, Period.parse("2026-03", scheme.cadence), Shape(4, 4))
    duties = at.tables["duties"]
    ruled = [r for r in opened(data)[duties.sheet].conditional_formatting if r.rules[0].dxf and r.rules[0].dxf.border]
    assert ruled and all(a.max_col == duties.columns["fault"] for r in ruled for a in r.sqref.ranges)
