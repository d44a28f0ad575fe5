"""What a formula rests on, through figures, live cells and forms."""

from __future__ import annotations

import pytest

from shijibu.language.formula import Formula
from shijibu.scheme.load import load
from shijibu.scheme.rests import rests_on
from tests.language.made_up import SCHEME


@pytest.mark.parametrize(("text", "level", "table", "columns"), [
    ("above(planned, actual)", "row", "tasks", {"planned", "actual"}),
    ("above(total, 1)", "unit", None, {"points"}),
    ("present(card)", "unit", None, {"points"}),
    ("present(unit.card)", "official", None, {"points"}),
    ("count(where(tasks.title, below(actual, planned)))", "unit", None, {"title", "actual", "planned"}),
    ("count(everywhere(tasks.title, tasks.unit))", "unit", None, {"title", "unit"}),
    ("above(owner.score, 1)", "row", "tasks", {"points"}),
    ("count(owners(tasks.score))", "unit", None, {"points"}),
    ("count(year(total))", "unit", None, {"points"}),
    ("above(period.round, param('DQ-9.main'))", "unit", None, set()),
])
def test_a_formula_rests_on_the_columns_behind_its_names(text, level, table, columns):
    assert rests_on(SCHEME, Formula(text), level, table) == {("tasks", c) for c in columns}


def test_a_live_column_rests_on_the_cells_that_it_is_made_of():
    found = rests_on(load("deqing"), Formula("below(worst_ratio, 0.9)"), "unit", None)
    assert {("tasks", "planned"), ("tasks", "actual")} <= found
