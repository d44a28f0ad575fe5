"""How figures come about: computed when asked for and once, over rounds, and with a blank that is no zero."""

from __future__ import annotations

from typing import Any

import pytest

from shijibu.figures.evaluation import Book, Circular, Evaluation, PastRound, Row, Scope
from shijibu.scheme.faults import faults
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Official, Roster, Unit
from shijibu.scheme.sheets import Column

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


def test_forms_over_periods():
    """Each takes its own stretch of the past: LS-7 the year, YH-6 the whole course, QZ-7 the last rounds, YH-8 each year's last."""
    found = scheme({
        "total": "TOTAL(jobs.done)", "n_before": "count(before(total))", "n_course": "count(course(total))", "last_two": "TOTAL(recent(total, 2))",
        "by_year": "TOTAL(years(total))", "n_year": "count(year(total))",
    })
    rounds = [past("2025-11", 1.0), past("2025-12", 2.0), past("2026-01", 4.0), past("2026-02", 8.0)]
    one = evaluation(found, Book("A", {"jobs": [row(1, done=16.0)]}), period="2026-03", past=rounds)
    assert {f: one.unit("A", f) for f in ("n_before", "n_course", "last_two", "by_year", "n_year")} == {
        "n_before": 4, "n_course": 5, "last_two": 8 + 16, "by_year": 2 + 16, "n_year": 3}


def test_a_round_that_was_never_consolidated_breaks_what_runs():
    """LS-7, QZ-7, YA-5: March is a blank between February and April, and nothing reaches further back than the last rounds."""
    found = scheme({
        "total": "TOTAL(jobs.done)", "run": "STREAK(year(total), 1)", "at_end": "running(course(total), 1)", "last_three": "count(recent(total, 3))",
        "quarterly": "TOTAL(jobs.done)", "quarters": "running(course(quarterly), 1)",
    })
    only = found.unit_figure("quarterly").model_copy(update={"rounds": [1, 4, 7, 10]})
    found = found.model_copy(update={"unit_figures": [only if f.id == only.id else f for f in found.unit_figures]})
    rounds = [past(month, 1.0) for month in ("2026-01", "2026-02", "2026-04", "2026-05")]
    for p in rounds:
        p.units["A"]["quarterly"] = 1.0 if p.period.round in (1, 4) else None
    one = evaluation(found, Book("A", {"jobs": [row(1, done=1.0)]}), period="2026-06", past=rounds)
    assert {f: one.unit("A", f) for f in ("run", "at_end", "last_three")} == {"run": 3, "at_end": 3, "last_three": 3}
    later = evaluation(found, Book("A", {"jobs": [row(1, done=1.0)]}), period="2026-10", past=rounds)
    assert {f: later.unit("A", f) for f in ("run", "at_end", "last_three", "quarters")} == {"run": 2, "at_end": 1, "last_three": 1, "quarters": 1}
    july = evaluation(found, Book("A", {"jobs": [row(1, done=1.0)]}), period="2026-07", past=rounds)
    assert july.unit("A", "quarters") == 3


def test_everywhere_joins_what_several_units_say_of_one():
    """QZ-4: home and host each return their half."""
    found = scheme({"named": "TOTAL(everywhere(jobs.done, jobs.units))"}, {"all": "TOTAL(everywhere(jobs.done))", "own": "TOTAL(jobs.done)"})
    table = found.workbooks[0].sheets[0].tables[0]
    with_units = table.model_copy(update={"columns": [*table.columns, Column(id="units", label="单位", type="units")]})
    sheet = found.workbooks[0].sheets[0].model_copy(update={"tables": [with_units]})
    found = found.model_copy(update={"workbooks": [found.workbooks[0].model_copy(update={"sheets": [sheet]})]})
    one = evaluation(
        found, Book("A", {"jobs": [row(1, owner="A-1", done=1.0, units="B"), row(2, owner="B-1", done=2.0, units="A;B")]}),
        Book("B", {"jobs": [row(1, owner="B-1", done=4.0), row(2, owner="A-1", done=8.0, units="A")]}))
    assert (one.official("A-1", "all"), one.official("B-1", "all")) == (1 + 8, 2 + 4)
    assert (one.official("A-1", "own"), one.official("B-1", "own")) == (1, 4)
    assert (one.unit("A", "named"), one.unit("B", "named")) == (2 + 8, 1 + 2)


def test_a_figure_of_some_rounds_and_one_of_always():
    found = scheme({
        "total": "TOTAL(jobs.done)", "state": "when(present(returned), '已报', '未报')", "run": "STREAK(filled(year(state), '未报'), '未报')"})
    figures = [f.model_copy(update={"always": f.id != "total", "rounds": [3] if f.id == "run" else None}) for f in found.unit_figures]
    found = found.model_copy(update={"unit_figures": figures})
    told = {"2026-01": "已报", "2026-02": "未报"}
    gone = [PastRound(Period.parse(month), {"A": {"state": state}}, {}, {}) for month, state in told.items()]
    missing = evaluation(found, period="2026-03", past=gone)
    assert (missing.unit("A", "total"), missing.unit("A", "state"), missing.unit("A", "run")) == (None, "未报", 2)
    assert evaluation(found, period="2026-02", past=gone[:1]).unit("A", "run") is None


def test_across_takes_calls_as_columns():
    """QZ-3: ranks within what two facts together make."""
    found = scheme({}, {"own": "TOTAL(jobs.done)", "all_rank": "RANKIN(own, joined(unit, post), 0)"})
    one = evaluation(found, Book("A", {"jobs": [row(1, owner="A-1", done=1.0), row(2, owner="A-2", done=9.0), row(3, owner="A-3", done=7.0)]}))
    assert [one.official(i, "all_rank") for i in ("A-1", "A-2", "A-3")] == [1, 1, 2]


def test_what_a_row_says_of_its_owner_and_of_the_period():
    one = evaluation(scheme({}), Book("A", {"jobs": [row(4, owner="A-2", done=1.0), row(5, owner="nobody")]}))
    assert one.value("owner.post", Scope("A", table="jobs", row=4)) == "副职"
    assert one.value("owner.post", Scope("A", table="jobs", row=5)) is None
    assert one.value("period.last", Scope("A")) == "2026-03-31"
    assert one.fill("{period.label}", Scope("A")) == "2026年3月"


@pytest.mark.parametrize(("expression", "value"), [
    ("picked(rows(1, 2, 3), rows('a', 'b', 'a'), 'a')", [1, 3]), ("there(rows('a', '', 'a'))", ["a", "a"]), ("kind_label", "科室"),
    ("joined(distinct(rows('甲', '乙', '甲')), '丙')", "甲·乙·丙"),
    ("joined('甲', '乙')", "甲·乙"), ("joined('甲', '')", None),
    ("running(rows('差', '好', '好'), '好')", 2), ("running(rows('好', ''), '好')", 0), ("running(rows('好', '较好'), '好', '较好')", 2),
    ("times(rows('差', '好', '一般'), '一般', '差')", 2),
    ("last_of(rows('x', ''))", "x"), ("first_of(rows('', 'y'))", "y"), ("last_of(rows())", None),
    ("later('2026-03-02', '2026-03-01')", True), ("later('2026-03-01', '')", False),
    ("plus_months('2026-01-31', 1)", "2026-02-28"), ("plus_months('2026-11-30', 14)", "2028-01-30"), ("plus_months('x', 1)", None),
    ("plus_days('2026-02-28', 1)", "2026-03-01"), ("latest(rows('2026-01-02', '', '2025-12-31'))", "2026-01-02"),
    ("minus(0.3, 0.1)", 0.2), ("minus(1, '')", None), ("ratio(1, 3)", 0.3333), ("ratio(1, 0)", None), ("product(0.5, 100)", 50),
    ("product('', 2)", None), ("plus(1, 2)", 3),
    ("weeks('2026-03-01', '2026-03-31')", 5), ("weeks('2026-02-01', '2026-02-28')", 4), ("weeks('2026-03-02', '2026-03-02')", 1),
    ("weeks('2026-03-03', '2026-03-08')", 0), ("weeks('2026-03-09', '2026-03-02')", 0), ("weeks('', '2026-03-08')", None),
    ("week_of('2026-03-08')", "2026-03-02"), ("week_of(rows('2026-03-09', '2026-03-08', 'x'))", ["2026-03-09", "2026-03-02", None]),
    ("distinct(rows(1, 1, 2))", [1, 2]), ("filled(rows(1, ''), 0)", [1, 0]), ("listed('a', rows('a', 'b'))", True),
])
def test_words(expression, value):
    assert evaluation(scheme({}), Book("A", {})).value(expression, Scope("A")) == value


def test_where_asks_each_row():
    """LS-9: what is past its day and not done."""
    found = scheme({"open": "count(where(jobs.due, below(done, due)))", "people": "TOTAL(staff(open_own))"},
                   {"open_own": "count(where(jobs.due, below(done, due)))"})
    rows = [row(1, owner="A-1", done=1.0, due=2.0), row(2, owner="A-2", done=2.0, due=2.0), row(3, owner="A-2", done=0.0, due=5.0)]
    one = evaluation(found, Book("A", {"jobs": rows}))
    assert (one.unit("A", "open"), one.official("A-1", "open_own"), one.official("A-2", "open_own"), one.unit("A", "people")) == (2, 1, 1, 2)
    assert one.value("TOTAL(everywhere(jobs.due, jobs.owner, above(due, 2)))", Scope("A", official="A-2")) == 5


def test_whether_the_countys_own_workbook_is_there():
    """TX-2: how many slips are open is known only from it."""
    columns = [{"id": "number", "label": "号"}, {"id": "unit", "label": "单位", "type": "units"}]
    sheet = {"title": "单", "heading": "单", "tables": [{"id": "slips", "title": "单", "rows": 5, "columns": columns}]}
    own = {"id": "county", "title": "汇总簿", "file": "{code}.xlsx", "county": True, "unit_code": "COUNTY", "sheets": [sheet]}
    unit = {"id": "unit", "title": "簿", "file": "{code}.xlsx", "sheets": []}
    found = scheme({"open": "when(present(county.returned), count(everywhere(slips.number, slips.unit)))"}, workbooks=[unit, own])
    slips = [Row(1, {"number": "1", "unit": "A"}), Row(2, {"number": "2", "unit": "A;B"}), Row(3, {"number": "3", "unit": "B"})]
    assert evaluation(found, Book("A", {}), Book("COUNTY", {"slips": slips})).unit("A", "open") == 2
    assert evaluation(found, Book("A", {}), Book("COUNTY", {})).unit("A", "open") == 0
    assert evaluation(found, Book("A", {})).unit("A", "open") is None
    assert [what for _, what in faults(scheme({"x": "present(county.code)"}))] == ["county 没有 code；有 late、returned"]


def test_a_condition_asks_only_for_what_decides():
    found = scheme({"other": "TOTAL(jobs.due)", "one": "when(all_of(equals(kind, 'township'), above(other, 0)), 1, when(any_of(equals(code, 'A'), "
                             "above(other, 0)), 2, other))", "none": "none_of(equals(code, 'A'), above(other, 0))"})
    asked = []

    class Counting(Evaluation):
        def _figure(self, figure, scope, key):
            asked.append(figure.id)
            return super()._figure(figure, scope, key)

    one = Counting(found, Period.parse("2026-03"), ROSTER, {"A": Book("A", {"jobs": [row(1, due=4.0)]})})
    assert (one.unit("A", "one"), one.unit("A", "none"), one.unit("A", "other")) == (2, False, 4)
    assert asked == ["one", "none", "other"]


def test_what_all_officials_of_the_county_have():
    """YA-9: whether anybody has what the unit asks for; attributes are known of those whose unit returned nothing, figures are not."""
    found = scheme({"posts": "everyone(post)", "sums": "everyone(own)", "found": "listed(field, everyone(name))"}, {"own": "TOTAL(jobs.done)"})
    one = evaluation(found, Book("A", {"jobs": [row(1, owner="A-2", done=3.0)]}))
    assert one.unit("A", "posts") == ["正职", "副职", "副职", "正职"]
    assert one.unit("A", "sums") == [None, 3, None, None]


def test_what_each_rows_owner_has():
    """QZ-5: a quota is decided over rows by scores that only the county knows."""
    found = scheme({"posts": "owners(jobs.post)", "sums": "owners(jobs.own)"}, {"own": "TOTAL(jobs.done)"})
    one = evaluation(found, Book("A", {"jobs": [row(2, owner="A-2", done=3.0), row(3), row(4, owner="A-1", done=1.0)]}))
    assert (one.unit("A", "posts"), one.unit("A", "sums")) == (["副职", None, "正职"], [3, None, 1])


def test_a_year_without_a_round_breaks_a_run_of_years():
    """YH-8: 2023 and 2025 are no two years running, for nothing was decided in 2024."""
    found = scheme({"total": "TOTAL(jobs.done)", "run": "running(years(total), 1)"})
    book = Book("A", {"jobs": [row(1, done=1.0)]})
    assert evaluation(found, book, past=[past("2023-12", 1), past("2025-12", 1)]).unit("A", "run") == 2
    assert evaluation(found, book, past=[past("2023-12", 1), past("2024-12", 1), past("2025-12", 1)]).unit("A", "run") == 4


# Rounding: once a rule


def with_rules(found: Scheme, **rules: str) -> Scheme:
    """The scheme with a rule's id at unit figures, and at the table's column `ratio`."""
    told = found.model_dump(exclude_none=True, exclude_defaults=True)
    told["unit_figures"] = [figure | {"rule": rules[figure["id"]]} for figure in told["unit_figures"]]
    told["workbooks"][0]["sheets"][0]["tables"][0]["columns"][3]["rule"] = rules["ratio"]
    return Scheme.model_validate(told)


def test_a_part_that_is_shown_in_a_cell_of_its_own_is_unrounded_inside_its_rule_and_rounded_for_the_next():
    """RULES.md, Arithmetic. 50/60 is shown as 0.8333; inside DQ-6 it is 5/6, so that 60 times it is 50 and not 49.998."""
    found = scheme({"own": "product(TOTAL(jobs.ratio), 60)", "other": "product(TOTAL(jobs.ratio), 60)"})
    one = evaluation(with_rules(found, ratio="DQ-6", own="DQ-6", other="DQ-14"), Book("A", {"jobs": [row(1, due=60.0, done=50.0)]}))
    assert (one.unit("A", "own"), one.unit("A", "other")) == (50, 49.998)
    assert one.cell("A", "jobs", one.rows("A", "jobs")[0], "ratio") == 0.8333


def test_a_figure_of_the_same_rule_is_unrounded_inside_it():
    """285.1 / 3 is shown as 95.0333; 300 times it is 28510, and 28509.99 for another rule, which takes what is shown."""
    found = scheme({"mean": "MEAN(jobs.done)", "own": "product(mean, 300)", "other": "product(mean, 300)"})
    entered = Book("A", {"jobs": [row(1, done=100.0), row(2, done=100.0), row(3, done=85.1)]})
    one = evaluation(with_rules(found, ratio="DQ-6", mean="LS-6", own="LS-6", other="LS-5"), entered)
    assert [one.unit("A", f) for f in ("mean", "own", "other")] == [95.0333, 28510, 28509.99]


@pytest.mark.parametrize("formula", [
    "only(jobs.done)", "first_of(jobs.done)", "EITHER(only(jobs.due), only(jobs.done))", "blank_as(only(jobs.due), only(jobs.done))",
    "VALUEOF(jobs.done, jobs.owner, 'A-1')", "when(present(jobs.done), only(jobs.done))", "LOWEST(jobs.done)",
])  # fmt: skip
def test_what_a_person_entered_is_passed_on_as_it_was_entered(formula):
    """RULES.md, Arithmetic: to look up, choose or join is no rule. 1.0049999 is 1.00 at two decimals; at four first it would be 1.01."""
    one = evaluation(scheme({"own": formula}), Book("A", {"jobs": [row(1, owner="A-1", done=1.0049999)]}))
    assert one.unit("A", "own") == 1.0049999


def test_what_is_worked_out_on_the_spot_is_not_rounded_before_it_is_held_against_a_line():
    """DQ-5: 0.45/0.50001 = 0.89998 is below 0.9; 0.285 of 100 reaches 28.5, noise or not."""
    told = {"below": "when(below(ratio(only(jobs.done), only(jobs.due)), 0.9), 'x')", "level": "when(at_least(product(0.285, 100), 28.5), 'x')"}
    one = evaluation(scheme(told), Book("A", {"jobs": [row(1, due=0.50001, done=0.45)]}))
    assert (one.unit("A", "below"), one.unit("A", "level")) == ("x", "x")


def test_what_takes_a_figure_that_failed_fails_with_it_and_is_no_figure_of_the_rest():
    """An error is no blank: the ratio of the second row cannot be computed, so that no mean is made of the first alone."""
    found = scheme({"mean": "MEAN(jobs.ratio)", "above": "plus(mean, 1)", "none": "COUNTLABEL(jobs.ratio, 'x')", "total": "TOTAL(jobs.due)"})
    one = evaluation(found, Book("A", {"jobs": [row(1, done=3.0, due=4.0), row(2, done=-3.0, due=4.0)]}))
    assert [one.unit("A", f) for f in ("mean", "above", "none", "total")] == [None, None, None, 8.0]
    assert [(u.what, u.row) for u in one.uncomputed] == [("比", 2)]  # said once, where it is


def test_a_condition_that_another_part_decides_does_not_wait_for_one_that_failed():
    wrong = "above(SHAREOF(-1, 5), 0)"
    found = scheme({"either": f"any_of({wrong}, above(3, 2))", "both": f"all_of({wrong}, above(3, 2))"})
    one = evaluation(found, Book("A", {}))
    assert (one.unit("A", "either"), one.unit("A", "both")) == (True, None)


def test_what_could_not_be_computed_is_not_there():
    """TX-1: a check asks whether there is a figure at all."""
    found = scheme({"there": "present(SHAREOF(-1, 5))", "gone": "absent(SHAREOF(-1, 5), where(jobs.ratio, present(due)))"})
    one = evaluation(found, Book("A", {"jobs": [row(1, done=-3.0, due=4.0)]}))
    assert (one.unit("A", "there"), one.unit("A", "gone")) == (False, True)


def test_a_condition_on_rows_is_asked_once_for_rows_that_say_the_same_and_objected_to_in_each():
    """Whatever it looks at, it is true of the same rows as when each is asked alone, and what a rule objects to is said of each."""
    rows = [row(i, done=done, due=due, owner=owner) for i, (done, due, owner) in enumerate(
        [(1.0, 2.0, "A-1"), (3.0, 2.0, "A-2"), (1.0, 2.0, "A-2"), (-1.0, 2.0, "A-1"), (-1.0, 2.0, "A-3"), (None, 2.0, None), (3.0, 2.0, "A-2")], 1)]
    scopes = [Scope("A", table="jobs", row=r.index) for r in rows]
    asked: list[int | None] = []

    class Counting(Evaluation):
        def true(self, what, scope):
            asked.append(scope.row)
            return super().true(what, scope)

    def made(kind: type[Evaluation]) -> Evaluation:
        return kind(scheme({}), Period.parse("2026-03"), ROSTER, {"A": Book("A", {"jobs": rows})})

    for condition, often in (("below(done, due)", 4), ("all_of(below(done, due), equals(owner, 'A-1'))", 6), ("above(ratio, 0.5)", 7),
                             ("above(RATIO(due, done), 0.5)", 5), ("equals(owner.post, '正职')", 7), ("above(done, TOTAL(jobs.done))", 7)):
        one, each = made(Counting), made(Evaluation)
        asked.clear()
        assert one.rows_where(condition, "A", "jobs") == [s for s in scopes if each.true(condition, s)], condition
        assert len(asked) == often, condition
        assert one.uncomputed == each.uncomputed, condition
