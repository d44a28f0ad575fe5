"""The piece of a sheet that a page shows around a problem: what the unit saw there, in every county's workbooks, and harmless whatever it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from shijibu.checks.check import Expected, check_file
from shijibu.checks.surroundings import Surroundings, surroundings
from shijibu.problems.grouped import Group, grouped
from shijibu.rounds.rules import kept_by
from tests.county import County

PERIODS = {"deqing": "2026-Q1", "leishan": "2026-03", "yuhang": "2026-Q1", "tongxiang": "2026-02", "yuhuan": "2026-03", "quzhou": "2026-Q1"}
HOSTILE = "<script>alert(1)</script>‮九成\n第二行" + "长" * 500


def shown(county: County, file: Path) -> list[tuple[Group, Surroundings | None]]:
    kept = kept_by(county.ledger)
    groups = grouped(check_file(file, file.name, Expected(key=county.ledger.key(), kept=kept)).problems)
    return list(zip(groups, surroundings(file, groups, kept), strict=True))


@pytest.mark.parametrize("scheme", PERIODS)
def test_the_wrong_cell_is_marked_in_its_row_under_its_heading(scheme: str, tmp_path: Path):
    county, period = County.made(tmp_path, scheme, 2), PERIODS[scheme]
    county.issue(period)
    unit = county.smallest
    book = county.book(period, unit)
    table, column = next((t, c) for t, p in book.places.items() for c in p.table.columns if c.type in ("number", "percent", "date") and c.is_input)
    field, label = f"{table}[2].{column.id}", column.label
    sheet, cell = county.where(book, field)
    pieces = [piece for group, piece in shown(county, county.returned(period, unit, set={field: HOSTILE}))
              if piece and group.first.place == f"{sheet}!{cell}"]
    (piece,) = pieces
    headings = [c.text for line in piece.lines for c in line.cells if c.look == "heading"]
    (wrong,) = [c for line in piece.lines for c in line.cells if c.wrong and "九成" in c.text]
    assert label in headings and cell.startswith(tuple(piece.letters)) and int("".join(filter(str.isdigit, cell))) in [n.number for n in piece.lines]
    assert wrong.wrong == "error" and len(wrong.text) == 60 and "\n" not in wrong.text and "‮" not in wrong.text
    assert len(piece.letters) <= 8 and len(piece.lines) <= 5


def test_merged_cells_are_one_and_many_problems_are_few_pieces(tmp_path: Path):
    county, period = County.made(tmp_path, "deqing", 2), "2026-Q1"
    county.issue(period)
    many = {f"tasks[{n}].weight": "很重" for n in range(1, 5)} | {f"tasks[{n}].actual": "快了" for n in range(1, 40, 3)}
    file = county.returned(period, "D01", set=many)
    book = load_workbook(file)
    sheet, cell = county.where(county.book(period, "D01"), "tasks[2].evidence")
    left, below = book[sheet][cell], book[sheet][cell].offset(1, 1)
    left.value = "合并的说明"
    book[sheet].merge_cells(f"{left.coordinate}:{below.coordinate}")
    book.save(file)
    found = [piece for _, piece in shown(county, file) if piece]
    cells = [(piece.sheet, line.number, c) for piece in found for line in piece.lines for c in line.cells]
    assert 0 < len(found) <= 20 and all(sum(c.wide for c in line.cells) <= len(piece.letters) for piece in found for line in piece.lines)
    assert {(c.wide, c.high) for _, _, c in cells if c.text == "合并的说明"} <= {(2, 2), (2, 1), (1, 2), (1, 1)}
    assert surroundings(tmp_path / "weg.xlsx", [g for g, _ in shown(county, file)]) == [None] * len(shown(county, file))
