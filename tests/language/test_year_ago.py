"""`year_ago`: the same round of the year before, and no other."""

from __future__ import annotations

import pytest

from shijibu.figures.evaluation import Evaluation, PastRound
from shijibu.figures.trace import Tracer
from shijibu.language.scope import Scope
from shijibu.scheme.binding import binding_of
from shijibu.scheme.outcomes import Figure
from shijibu.scheme.period import Period
from tests.language.made_up import SCHEME, evaluation

A, OFFICIAL = Scope("A"), Scope("A", official="A-1")


def with_past(**totals: float) -> Evaluation:
    """March 2026 after rounds named m2025_03, ... in which the unit's total, and its head's score, was so much."""
    now = evaluation()
    past = [PastRound(Period.parse(name[1:].replace("_", "-")), {"A": {"total": v}}, {"A-1": {"score": v}}, {}) for name, v in totals.items()]
    return Evaluation(SCHEME, now.period, now.roster, now.books, past)


@pytest.mark.parametrize(("past", "value"), [
    ({"m2025_03": 5.0, "m2025_02": 1.0, "m2024_03": 2.0, "m2026_02": 3.0}, 5),
    ({"m2025_02": 1.0, "m2025_04": 1.0, "m2024_03": 2.0}, None),
    ({}, None),
])
def test_it_is_the_figure_of_the_same_round_a_year_before(past, value):
    one = with_past(**past)
    assert (one.value("year_ago(total)", A), one.value("year_ago(score)", OFFICIAL)) == (value, value)


def test_growth_is_the_difference_to_it_and_a_blank_where_there_is_none():
    assert with_past(m2025_03=5.0).value("minus(total, year_ago(total))", A) == 7 - 5
    assert with_past(m2024_03=5.0).value("minus(total, year_ago(total))", A) is None


def test_it_is_said_and_told_with_its_round():
    assert binding_of(SCHEME).node("minus(total, year_ago(total))", "unit").phrase("unit") == "总分减去年同期总分"
    figure = Figure(id="growth", label="增长", formula="year_ago(total)")
    changed = SCHEME.model_copy(update={"unit_figures": [*SCHEME.unit_figures, figure]})
    now = with_past(m2025_03=5.0)
    step = Tracer(Evaluation(changed, now.period, now.roster, now.books, now.past), {}).unit("A", figure)
    assert (step.value, step.says, [(p.value, p.origin) for p in step.parts]) == (5, "去年同期总分", [(5, "2025年3月")])
