"""What other values of a parameter leave as it was decided is not computed again, and is what computing it again gives."""

from __future__ import annotations

import pytest

from shijibu.demo.run import run_demo
from shijibu.figures.evaluation import Evaluation
from shijibu.language.evidence import Whose
from shijibu.language.scope import Scope
from shijibu.language.values import Value
from shijibu.ledger import Ledger
from shijibu.ledger.address import LEDGER, sqlite_url
from shijibu.rounds.decided import decided_rounds
from shijibu.scheme.load import load, scheme_ids
from shijibu.scheme.model import Scheme
from shijibu.scheme.outcomes import Figure
from shijibu.simulation import again
from shijibu.simulation.simulate import simulate
from shijibu.simulation.sweep import NotAllowed, with_value
from shijibu.simulation.untouched import untouched
from shijibu.terminal import Terminal
from tests.simulation.test_every_county import YEARS_END, moves


def moved(scheme: Scheme, path: str) -> Scheme | None:
    """With another value of one parameter; None where no value near its own fits."""
    for value in moves(scheme.parameter(path)):
        try:
            return with_value(scheme, path, value)
        except NotAllowed:
            continue
    return None


@pytest.mark.parametrize("id", scheme_ids())
def test_each_parameter_moves_what_it_moves_when_all_is_computed_again(id, tmp_path, monkeypatch):
    scheme = load(id)
    run_demo(scheme, tmp_path / "demo", units=3, periods=4 if id in YEARS_END else 2, seed=2, console=Terminal(quiet=True))
    tried = [one for path in scheme.parameter_paths if (one := moved(scheme, path)) is not None]
    assert tried
    with Ledger.open(sqlite_url((tmp_path / "demo" / LEDGER).as_posix())) as ledger:
        rounds = list(decided_rounds(ledger, id))
        assert all(any(untouched(round_, one).values()) for one in tried for round_ in rounds), "of each some figures stay"
        quick = [simulate(ledger, one) for one in tried]
        monkeypatch.setattr(again, "untouched", lambda round_, scheme: {})
        assert quick == [simulate(ledger, one) for one in tried]


def test_of_untouched_figures_the_formulas_are_not_asked(ledger, monkeypatch):
    asked = set[tuple[str, str, str]]()

    def figure(self: Evaluation, one: Figure, scope: Scope, whose: Whose) -> Value:
        asked.add((whose, one.id, scope.official or scope.unit))
        return _figure(self, one, scope, whose)

    _figure = Evaluation._figure
    monkeypatch.setattr(Evaluation, "_figure", figure)
    tried, round_ = with_value(load("deqing"), "DQ-2.yellow_below", 104), next(iter(decided_rounds(ledger, "deqing")))
    simulate(ledger, tried, periods=[round_.period])
    given = {(whose, id, who) for (whose, id), own in untouched(round_, tried).items() for who in own}
    assert {id for _, id, _ in asked} >= {"card", "score"} and given and asked.isdisjoint(given)


def test_what_earlier_rounds_and_deductions_became_is_asked_again(ledger, monkeypatch):
    tried = with_value(load("deqing"), "DQ-2.yellow_below", 104)
    quick = simulate(ledger, tried)
    assert any(because.cause == "earlier" for fares in quick.periods for unit in fares.units for own in unit.because.values() for because in own)
    monkeypatch.setattr(again, "untouched", lambda round_, scheme: {})
    assert quick == simulate(ledger, tried)


def test_nothing_is_untouched_under_another_formula_another_program_or_lost_rules(ledger):
    scheme = load("deqing")
    round_ = next(iter(decided_rounds(ledger, "deqing")))
    values = scheme.model_dump(mode="json")
    next(f for f in values["unit_figures"] if f["id"] == "score")["formula"] = "deducted"
    own = untouched(round_, scheme)
    assert own["unit", "card"] and own["official", "composite"]
    assert own.keys().isdisjoint([("unit", "measure_before"), ("unit", "deducted"), ("unit", "rank")]), "these ask what was before"
    assert untouched(round_, Scheme.model_validate(values)) == {}
    round_.notice = "该期用的方案没有留存"
    assert untouched(round_, scheme) == {}
    round_.notice, round_.results = "", round_.results.model_copy(update={"engine": "0.0.1"})
    assert untouched(round_, scheme) == {}
