"""Which rounds are tried, what is said of them, and where a difference begins."""

from __future__ import annotations

import pytest

from shijibu.rounds.decided import NotDecided, decided_rounds
from shijibu.scheme.load import load
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.simulation.compare import _spread
from shijibu.simulation.outcome import RoundFares, Simulation
from shijibu.simulation.simulate import OtherReview, simulate
from shijibu.simulation.sweep import CannotSweep, Range, with_value

YELLOW = "DQ-2.yellow_below"
Q1, Q2, Q3 = (Period.parse(f"2026-Q{n}") for n in (1, 2, 3))


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return load("deqing")


@pytest.fixture
def harder(scheme) -> Scheme:
    """More units get a yellow card."""
    return with_value(scheme, YELLOW, 104)


def of(simulation: Simulation, period: Period) -> RoundFares:
    return next(fares for fares in simulation.periods if fares.period == str(period))


def test_all_decided_rounds_are_tried_where_none_is_named(ledger, harder):
    done = simulate(ledger, harder)
    assert [(f.period, f.own_rules, f.parameters) for f in done.periods] == [(str(p), False, [YELLOW]) for p in (Q1, Q2, Q3)]
    (setting,) = done.parameters
    assert (setting.path, setting.before, setting.after, setting.rule) == (YELLOW, 90, 104, "DQ-2")
    assert setting.clause and setting.title and not done.places
    assert any(u.after.get("card") == "黄牌" for u in of(done, Q1).units)


def test_a_change_from_a_round_on_leaves_the_rounds_before_it(ledger, harder):
    done = simulate(ledger, harder, since=Q2)
    assert [f.period for f in done.periods] == [str(Q2), str(Q3)]
    assert of(done, Q2).units == simulate(ledger, harder, periods=[Q2]).periods[0].units


def test_what_lies_between_keeps_its_rules_on_what_came_before_it(ledger, harder):
    done = simulate(ledger, harder, periods=[Q1, Q3])
    between = of(done, Q2)
    assert between.own_rules and not between.parameters
    decided = next(r for r in decided_rounds(ledger, "deqing") if r.period == Q2)
    for unit in between.units:  # its card stays, what follows from the card before does not
        assert "card" not in unit.before
        assert unit.deductions or all(b.cause in ("earlier", "others") for own in unit.because.values() for b in own)
        assert unit.before == {f: decided.results.unit(unit.code).figures[f] for f in unit.before}
    assert {u.code for u in between.units} != {u.code for u in simulate(ledger, harder, periods=[Q2]).periods[0].units}


def test_every_difference_says_where_it_begins(ledger, harder):
    done = simulate(ledger, harder)
    said = [(f.period, figure, because) for f in done.periods for one in (*f.units, *f.officials) for figure, because in one.because.items()]
    assert all(because for *_, because in said)
    seen = {b.cause for *_, because in said for b in because}
    assert {"parameters", "earlier", "deduction"} <= seen, seen
    for period, figure, because in said:
        for b in because:
            if b.cause == "parameters":
                assert b.parameters == [YELLOW] and b.rule == "DQ-2"
            if b.cause == "earlier":
                assert b.period is not None and b.period < period and b.figure == "unit.card"
            if b.cause == "others":
                assert figure == "rank"


def test_a_formula_written_otherwise_is_a_place_and_a_cause(ledger, scheme):
    values = scheme.model_dump(mode="json")
    score = next(f for f in values["unit_figures"] if f["id"] == "score")
    score["formula"] = "index"
    done = simulate(ledger, Scheme.model_validate(values))
    assert not done.parameters and [p.path for p in done.places] == ["unit_figures.score.formula"]
    fares = next(u for f in done.periods for u in f.units if "score" in u.before)
    assert [(b.figure, b.cause) for b in fares.because["score"]] == [("unit.score", "rule")]


def test_what_nobody_was_asked_is_blank_and_said(ledger, scheme):
    values = scheme.model_dump(mode="json")
    table = next(t for s in values["workbooks"][0]["sheets"] for t in s["tables"] if t["id"] == "tasks")
    table["columns"].insert(1, {**table["columns"][0], "id": "effort", "label": "投入工日", "type": "number", "required": False})
    done = simulate(ledger, Scheme.model_validate(values))
    assert all(any("投入工日" in note for note in f.notes) for f in done.periods) and all(f.same for f in done.periods)


def test_a_round_or_a_review_that_is_not_there_is_said(ledger, scheme):
    with pytest.raises(NotDecided, match="2026年第四季度"):
        simulate(ledger, scheme, periods=[Period.parse("2026-Q4")])
    with pytest.raises(NotDecided):
        simulate(ledger, scheme, since=Period.parse("2027-Q1"))
    with pytest.raises(OtherReview, match="deqing"):
        simulate(ledger, load("leishan"))


# the sweep

def test_a_sweep_is_one_simulation_a_value(ledger, scheme):
    sweep = simulate(ledger, "deqing", sweep=Range.parse(f"{YELLOW}=70:104:17")).sweep
    assert sweep is not None and sweep.now == 90 and [v.value for v in sweep.values] == [70, 87, 104]
    assert sweep.values[0].fault and not sweep.values[0].periods, "yellow may not be below red"
    for value in sweep.values[1:]:
        alone = simulate(ledger, with_value(scheme, YELLOW, value.value))
        assert [(p.units, p.officials, p.counts) for p in value.periods] == [(len(f.units), len(f.officials), f.counts) for f in alone.periods]


def test_a_sweep_of_other_rules_stands_on_them(ledger, harder):
    done = simulate(ledger, harder, sweep=Range.parse("DQ-2.red_below=75:80:5"))
    assert done.sweep is not None
    assert [p.counts for p in done.sweep.values[0].periods] == [f.counts for f in done.periods]


@pytest.mark.parametrize(("text", "values"), [
    ("a.b=60:90:10", [60, 70, 80, 90]), ("a.b=0.1:0.3:0.1", [0.1, 0.2, 0.3]), ("a.b = 1：3", [1, 2, 3]), ("a.b=5:5:1", [5]), ("a.b=-1:0:1", [-1, 0]),
    ("a.b=60:65:2", [60, 62, 64]),
])
def test_a_range_has_its_ends_and_its_decimals(text, values):
    assert Range.parse(text).values == values


@pytest.mark.parametrize("text", ["a.b", "a.b=1", "a.b=x:y:z", "a.b=1:2:0", "a.b=1:2:-1", "a.b=9:1:1", "a.b=1:1e9:1", "a.b=0:100:0.001",
                                  "a.b=0:99999999999999999999:1", "a.b=1:2:0.0000000000000000001"])
def test_a_range_that_is_none_is_said(text):
    with pytest.raises(CannotSweep):
        Range.parse(text)


@pytest.mark.parametrize(("path", "said"), [("DQ-2.red_belo", "是不是 DQ-2.red_below"), ("DQ-3.ladder", "不是一个数")])
def test_what_is_no_number_of_the_scheme_cannot_be_swept(ledger, scheme, path, said):
    path = path if scheme.has(path) or "belo" in path else next(p for p in scheme.parameter_paths if isinstance(scheme.parameter(p), list))
    with pytest.raises(CannotSweep, match=said):
        simulate(ledger, "deqing", sweep=Range.parse(f"{path}=1:2:1"))


def test_shares_are_spread_over_bands_in_percent():
    figure = next(f for f in load("yuhuan").official_figures if f.type == "percent")
    spread = _spread(figure, [0.3, 0.35, 0.41], [0.3, 0.35, 0.39])
    assert sum(b.before for b in spread) == sum(b.after for b in spread) == 3
    assert spread[0].label.startswith("30%–") and all(b.label.count("%") == 2 for b in spread)
