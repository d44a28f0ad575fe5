"""Problems of one kind are said together where they are many."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shijibu.problems.grouped import FEW, areas, grouped
from shijibu.problems.problem import Problem
from shijibu.spreadsheet.address import address, row_and_column


def missing(cell: str | None, sheet: str | None = "星级评定", message: str = "缺“好（票）”", code: str = "value.missing") -> Problem:
    return Problem(code, "error", sheet, cell, None, None, message, "补填")


def test_many_of_a_kind_on_a_sheet_are_one_line_with_where_they_all_are_and_the_first():
    cells = [address(row, column) for row in range(6, 9) for column in range(4, 8)]
    assert [g.said for g in grouped(map(missing, cells))] == ["星级评定!D6:G8 共 12 处，如 D6 缺“好（票）”；补填"]


def test_a_few_are_said_one_by_one_and_so_is_what_has_no_cell():
    few = [missing(address(6, column)) for column in range(1, FEW + 1)]
    whole = [missing(None, None, "工作簿已损坏") for _ in range(FEW + 2)]
    assert [g.said for g in grouped([*few, *whole])] == [
        *(f"星级评定!{p.cell} 缺“好（票）”；补填" for p in few), *["工作簿已损坏；补填"] * (FEW + 2)]


def test_kinds_and_sheets_stay_apart_in_the_order_of_their_first():
    cells = [address(row, 2) for row in range(6, 6 + FEW + 1)]
    mixed = [p for cell in cells for p in (missing(cell), missing(cell, "工作亮相"), missing(cell, code="value.range"))]
    assert [(g.first.sheet, g.first.code, len(g.problems)) for g in grouped(mixed)] == [
        ("星级评定", "value.missing", FEW + 1), ("工作亮相", "value.missing", FEW + 1), ("星级评定", "value.range", FEW + 1)]


def test_areas_are_said_as_people_read_them():
    assert areas(["B2"]) == "B2" and areas(["B2", "C2", "B3", "C3"]) == "B2:C3"
    assert areas(["B2", "B3", "D2", "D3", "B5"]) == "B2:B3、D2:D3、B5"
    assert areas(["A1", "C1", "E1", "G1"]) == "A1、C1、E1 等"


@given(st.sets(st.tuples(st.integers(1, 6), st.integers(1, 6)), min_size=1, max_size=3))
def test_areas_hold_just_the_cells_that_they_were_made_of(cells):
    held = set()
    for text in areas(address(r, c) for r, c in cells).split("、"):
        (top, left), (bottom, right) = map(row_and_column, (text.split(":")[0], text.split(":")[-1]))
        held |= {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
    assert held == cells


@given(st.lists(st.sampled_from(["value.missing", "value.range"]), max_size=30))
def test_none_is_lost_by_grouping(codes):
    problems = [missing(address(n + 1, 1), code=code) for n, code in enumerate(codes)]
    assert sorted((p.cell or "") for g in grouped(problems) for p in g.problems) == sorted(p.cell or "" for p in problems)
