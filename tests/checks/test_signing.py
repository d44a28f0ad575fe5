"""Where a unit signs its cover: kept as it was typed, and never in the way."""

from __future__ import annotations

import io

import openpyxl

from shijibu.checks.check import check_file
from shijibu.checks.clean_copy import annotate_all
from shijibu.scheme.load import load
from shijibu.workbook.names import SIGNING
from tests.county import County

TYPED = {"填报人": "张三", "审核人": "李四", "主要负责人签字": "王五", "联系电话": "0572-8060001", "盖章": "（公章）", "填报日期": "2026年4月8日"}


def cells_beside(sheet, labels):
    found = {c.value: sheet.cell(c.row, c.column + 1) for row in sheet.iter_rows() for c in row if c.value in labels}
    assert set(found) == set(labels)
    return found


def signed(path):
    book = openpyxl.load_workbook(path)
    for label, cell in cells_beside(book["封面"], TYPED).items():
        assert not cell.protection.locked
        cell.value = TYPED[label]
    book.save(path)
    return path


def test_what_was_signed_is_no_problem_and_comes_back_in_the_clean_copy(tmp_path):
    assert list(SIGNING.values()) == list(TYPED)
    county = County.made(tmp_path)
    county.issue("2026-Q1")
    path = county.returned("2026-Q1", "D01")
    before = {(p.code, p.sheet, p.cell) for p in check_file(path, path.name).problems}
    after = check_file(signed(path), path.name)
    assert {(p.code, p.sheet, p.cell) for p in after.problems} == before
    after.file = path
    (copy,) = annotate_all([after], tmp_path / "copies")
    sheet = openpyxl.load_workbook(copy)["封面"]
    assert {label: cell.value for label, cell in cells_beside(sheet, TYPED).items()} == TYPED


def test_the_countys_own_book_speaks_to_the_office_and_is_not_to_be_signed_or_handed_in(tmp_path):
    county = County.made(tmp_path, "leishan")
    county.issue("2026-01")
    office = load("leishan").office
    book = openpyxl.load_workbook(io.BytesIO(county.blank("2026-01", "COUNTY").read_bytes()))
    texts = [str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value]
    assert not [t for t in texts if "交回" in t or t in TYPED]
    assert book.worksheets[1]["A2"].value.startswith(f"{office}自用")
    path = county.returned("2026-01", "COUNTY")
    assert not [p for p in check_file(path, path.name).problems if p.code == "cell.stray"]
