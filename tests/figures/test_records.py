"""What counted for a value is kept by the walk that computes it, and only where somebody asks."""

from __future__ import annotations

import pytest

from shijibu.figures import walk
from shijibu.language.evidence import OfFigure, OfParameter, OfRounds, OfRows
from shijibu.language.scope import Scope
from tests.language.made_up import MARCH, SCHEME, evaluation

A = Scope("A")


def test_nothing_is_kept_while_nobody_asks(monkeypatch):
    def kept(*told, **more):
        raise AssertionError("a record was made")

    monkeypatch.setattr(walk, "Record", kept)
    one = evaluation()
    assert one.unit("A", "card") == "黄牌" and one.value("count(where(tasks.title, below(actual, planned)))", A) == 1
    with pytest.raises(AssertionError, match="a record was made"):
        one.record("total", A)


def test_the_branch_that_was_taken_is_told_from_the_other():
    record = evaluation().record("when(above(total, 5), 'high', field)", A)
    assert record.value == "high" and [(p.value, p.unasked) for p in record.parts] == [(True, False), ("high", False), ("工业", True)]


def test_a_condition_keeps_what_it_was_not_asked_for():
    record = evaluation().record("all_of(above(total, 100), above(total, 1))", A)
    assert record.value is False and [(p.value, p.unasked) for p in record.parts] == [(False, False), (True, True)]


def test_the_rows_the_rounds_and_the_settings_that_counted_are_kept():
    one = evaluation()
    where = one.record("where(tasks.title, below(actual, planned))", A)
    assert where.counted == [OfRows("tasks", "title", [Scope("A", table="tasks", row=1)])]
    (rounds,) = one.record("year(total)", A).counted
    assert isinstance(rounds, OfRounds) and (rounds.id, rounds.this, [str(p.period) for p in rounds.rounds]) == ("total", True, ["2026-02"])
    above = one.record("above(total, param('DQ-9.main'))", A)
    assert [p.counted for p in above.parts] == [[OfFigure("unit", "total", A)], [OfParameter("DQ-9.main")]]


def test_why_there_is_no_value_is_kept():
    record = evaluation().record("TOTAL(tasks.title)", A)
    assert record.value is None and "应为数字" in record.why


def test_what_is_only_told_again_is_no_new_failure():
    one = evaluation()
    one.record("count(rows(TOTAL(tasks.title), total))", A)
    assert one.uncomputed == []
    one.value("count(rows(TOTAL(tasks.title), total))", A)
    assert len(one.uncomputed) == 1


def test_a_value_and_its_record_are_the_same():
    """For every figure of the made-up scheme, and in whatever order they are asked."""
    first, second = evaluation(), evaluation()
    for figure in SCHEME.unit_figures:
        assert second.figure_record(figure, A).value == first.unit("A", figure.id)
    assert second.period == MARCH and second.uncomputed == first.uncomputed == []
