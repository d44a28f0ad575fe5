"""How figures come about: computed when asked for and once, over rounds, and with a blank that is no zero."""

from __future__ import annotations

from typing import Any

import pytest

from shijibu.scheme.evaluate import Book, Circular, Evaluation, PastRound, Row, Scope
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Official, Roster, Unit

ROSTER = Roster.of(
    [Unit(code="A", name="甲", kind="office"), Unit(code="B", name="乙", kind="office", extra={"field": "工业"})],
    [Official(id="A-1", name="张一", unit="A", post="正职", team=True), Official(id="A-2", name="张二", unit="A", post="副职", team=True),
     Official(id="A-3", name="张三", unit="A", post="副职"), Official(id="B-1", name="李一", unit="B", post="正职", team=True)],
)


def scheme(units: dict[str, str], officials: dict[str, str] | None = None, **more: Any) -> Scheme:
    """A scheme with one table `jobs` and the given figures; a figure whose id starts with `all_` is taken across the county."""
    def figures(told: dict[str, str]) -> list[dict]:
        return [{"id": i, "label": i, "formula": f, "across": i.startswith("all_")} for i, f in told.items()]

    columns = [{"id": "owner", "label": "谁", "type": "official"}, {"id": "done", "label": "完成", "type": "number"},
               {"id": "due", "label": "应完成", "type": "number"}, {"id": "ratio", "label": "比", "live": "RATIO(due, done)"}]
    table = {"id": "jobs", "title": "工作", "rows": 5, "owner": "owner", "columns": columns}
    return Scheme.model_validate({
        "id": "seventh", "name": "七", "county": "七县", "office": "办", "source": "无", "cadence": "month", "deadline_days": 3,
        "roster": {"kinds": [{"id": "office", "label": "科室"}]}, "parameters": {"DQ-2": {"cap": {"value": 1.2, "title": "上限"}}},
        "workbooks": [{"id": "unit", "title": "簿", "file": "{code}.xlsx", "sheets": [{"title": "工作", "heading": "工作", "tables": [table]}]}],
        "unit_figures": figures(units), "official_figures": figures(officials or {}), **more,
    })


def row(index: int, **values: Any) -> Row:
    return Row(index, {"owner": None, "done": None, "due": None, **values})


def evaluation(found: Scheme, *books: Book, period: str = "2026-03", past: list[PastRound] | None = None) -> Evaluation:
    return Evaluation(found, Period.parse(period), ROSTER, {b.code: b for b in books}, past)


def past(period: str, a: Any, official: Any = None) -> PastRound:
    return PastRound(Period.parse(period), {"A": {"total": a}}, {"A-1": {"own": official}}, {})


def test_a_figure_is_computed_when_asked_for_and_once():
    counted: list[str] = []
    found = scheme({"total": "TOTAL(jobs.done)", "twice": "MEAN(rows(total, total))", "other": "TOTAL(jobs.due)"})

    class Counting(Evaluation):
        def _figure(self, figure, scope, key):
            counted.append(figure.id)
            return super()._figure(figure, scope, key)

    one = Counting(found, Period.parse("2026-03"), ROSTER, {"A": Book("A", {"jobs": [row(1, done=3.0, due=4.0)]})})
    assert counted == []
    assert (one.unit("A", "twice"), one.unit("A", "twice"), one.unit("A", "total")) == (3.0, 3.0, 3.0)
    assert counted == ["twice", "total"]


def test_figures_in_a_circle_are_told():
    one = evaluation(scheme({"a": "MEAN(b)", "b": "MEAN(c)", "c": "MEAN(a)"}), Book("A", {}))
    with pytest.raises(Circular, match=r"unit\.A\.a"):
        one.unit("A", "a")


def test_after_a_circle_the_other_figures_can_still_be_asked_for():
    one = evaluation(scheme({"a": "MEAN(a)", "b": "TOTAL(jobs.done)"}), Book("A", {"jobs": [row(1, done=2.0)]}))
    for _ in range(2):
        with pytest.raises(Circular):
            one.unit("A", "a")
    assert one.unit("A", "b") == 2.0


def test_the_year_counts_its_earlier_rounds_and_this_one_and_no_other_year():
    """DQ-3, DQ-14: December of last year is not of this year; the round before is what `previous` gives."""
    found = scheme({"total": "TOTAL(jobs.done)", "course": "TOTAL(year(total))", "before": "TOTAL(earlier(total))", "last": "previous(total)"})
    rounds = [past("2026-02", 20.0), past("2025-12", 1000.0), past("2026-01", 10.0), past("2026-04", 4000.0)]
    one = evaluation(found, Book("A", {"jobs": [row(1, done=3.0)]}), past=rounds)
    assert one.unit("A", "course") == 10 + 20 + 3
    assert one.unit("A", "before") == 10 + 20
    assert one.unit("A", "last") == 20


def test_previous_is_the_round_just_before_even_over_new_year():
    """DQ-14: talk in two rounds running; a gap is not "running"."""
    found = scheme({"total": "TOTAL(jobs.done)", "last": "previous(total)"})
    assert evaluation(found, Book("A", {}), period="2026-01", past=[past("2025-12", 7.0)]).unit("A", "last") == 7
    assert evaluation(found, Book("A", {}), period="2026-03", past=[past("2026-01", 7.0)]).unit("A", "last") is None


def test_an_officials_figure_looks_back_at_his_own_and_a_unit_name_at_the_units():
    found = scheme({"total": "TOTAL(jobs.done)"}, {"own": "TOTAL(jobs.done)", "mine": "TOTAL(year(own))", "ours": "TOTAL(year(unit.total))"})
    book = Book("A", {"jobs": [row(1, owner="A-1", done=1.0), row(2, owner="A-2", done=5.0)]})
    one = evaluation(found, book, past=[past("2026-02", 20.0, 2.0)])
    assert one.official("A-1", "mine") == 2 + 1
    assert one.official("A-1", "ours") == 20 + (1 + 5)


def test_an_official_sees_only_his_own_rows():
    found = scheme({}, {"own": "TOTAL(jobs.done)"})
    one = evaluation(found, Book("A", {"jobs": [row(1, owner="A-1", done=1.0), row(2, owner="A-2", done=5.0), row(3, owner="A-1", done=2.0)]}))
    assert [one.official(i, "own") for i in ("A-1", "A-2")] == [1 + 2, 5]


def test_a_blank_is_not_a_zero():
    """Arithmetic: planned 0 or blank has no ratio; an actual of 0 has the ratio 0, and the mean is over what there is."""
    found = scheme({"mean": "MEAN(jobs.ratio)"})
    rows = [row(1, due=4.0, done=0.0), row(2, due=4.0, done=2.0), row(3, due=0.0, done=1.0), row(4)]
    one = evaluation(found, Book("A", {"jobs": rows}))
    assert [one.cell("A", "jobs", r, "ratio") for r in rows] == [0.0, 0.5, None, None]
    assert one.unit("A", "mean") == (0.0 + 0.5) / 2


def test_nothing_to_measure_is_no_data():
    one = evaluation(scheme({"mean": "MEAN(jobs.ratio)"}), Book("A", {"jobs": [row(1)]}))
    assert one.unit("A", "mean") is None


def test_a_comparison_with_a_blank_is_not_true():
    """DQ-14: nobody lands on a list by what is missing."""
    one = evaluation(scheme({"mean": "MEAN(jobs.ratio)"}), Book("A", {}))
    for asked in ("below(mean, 75)", "above(mean, 0)", "at_most(mean, 2)", "at_least(mean, 0)", "outside(mean, 3, 4)", "equals(mean, 0)"):
        assert one.true(asked, Scope("A")) is False


def test_a_unit_without_an_accepted_workbook_has_no_figures():
    found = scheme({"count": "count(jobs.done)", "all_rank": "RANKIN(count, kind, 0)"}, {"own": "count(jobs.done)"})
    one = evaluation(found, Book("A", {"jobs": [row(1, done=0.0)]}))
    assert (one.unit("A", "count"), one.unit("B", "count"), one.official("B-1", "own")) == (1, None, None)
    assert (one.unit("A", "all_rank"), one.unit("B", "all_rank")) == (1, None)


def test_a_rank_across_the_county_leaves_the_blank_unranked():
    """Arithmetic: what is blank has no rank."""
    found = scheme({"mean": "MEAN(jobs.ratio)", "all_rank": "RANKIN(mean, kind, 0)"})
    one = evaluation(found, Book("A", {"jobs": [row(1)]}), Book("B", {"jobs": [row(1, due=2.0, done=1.0)]}))
    assert (one.unit("A", "all_rank"), one.unit("B", "all_rank")) == (None, 1)


def test_an_unknown_figure_is_a_key_error():
    one = evaluation(scheme({"mean": "MEAN(jobs.ratio)"}), Book("A", {}))
    for asked in (lambda: one.unit("A", "nothing"), lambda: one.official("A-1", "nothing"), lambda: one.official("Z-9", "mean")):
        with pytest.raises(KeyError):
            asked()


def test_a_sentence_has_numbers_at_two_decimals_and_nothing_for_a_blank():
    found = scheme({"total": "TOTAL(jobs.done)", "mean": "MEAN(jobs.ratio)"})
    one = evaluation(found, Book("A", {"jobs": [row(1, done=2.675)]}))
    assert one.fill("{name}共{total}，均{mean}。", Scope("A")) == "甲共2.68，均。"


def test_an_attribute_that_a_scheme_adds_to_the_roster_is_a_name():
    one = evaluation(scheme({"sector": "when(equals(field, '工业'), '工业')"}), Book("A", {}), Book("B", {}))
    assert (one.unit("A", "sector"), one.unit("B", "sector")) == (None, "工业")
