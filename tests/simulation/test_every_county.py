"""In every county: other numbers tried on decided rounds give what the rounds then really come to, and are said with their cause."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from shijibu.demo.run import run_demo
from shijibu.ledger import Ledger
from shijibu.ledger.address import LEDGER, sqlite_url
from shijibu.rounds.decided import DecidedRound, decided_rounds
from shijibu.rounds.recompute import recompute
from shijibu.rounds.rules import change_rules
from shijibu.scheme.load import load, scheme_ids
from shijibu.scheme.model import Scheme
from shijibu.simulation.outcome import RoundFares
from shijibu.simulation.simulate import simulate
from shijibu.simulation.sweep import NotAllowed, with_value
from shijibu.terminal import Terminal
from tests.rounds.apart import same_apart

NOTHING_PROPOSED = {"tongxiang"}
"""Whose few made-up people are on no list."""
YEARS_END = {"yuhang"}
"""Whose results come at the end of the year."""


def others(scheme: Scheme) -> Scheme:
    """The scheme with all its numbers moved, as far as they fit each other."""
    for path in scheme.parameter_paths:
        for moved in moves(scheme.parameter(path)):
            try:
                scheme = with_value(scheme, path, moved)
                break
            except NotAllowed:
                continue
    return scheme


def moves(value: Any) -> list[Any]:
    """Another value, or other values, near it; of bands and scores by name each number."""
    if isinstance(value, int):
        return [value + 1, value - 1]
    if isinstance(value, float):
        return [round(value * 1.2, 3), round(value * 0.8, 3)]
    if isinstance(value, list) and value and isinstance(value[0], list):
        numbers = [n for n, cell in enumerate(value[0]) if isinstance(cell, int | float)]
        return [[[cell * by if n in numbers else cell for n, cell in enumerate(row)] for row in value] for by in (0.95, 1.05)]
    return []


def every_proposal_is_there(decided: DecidedRound) -> int:
    """Each open tie, each new measure or proposed grade, and everybody on a list waits for a decision. Gives how many there are."""
    scheme, results, considered = decided.scheme, decided.results, decided.considered()
    whose = [(scheme.unit_figures, decided.figures.units), (scheme.official_figures, decided.figures.officials)]
    measures = sum(bool(own.get(f.proposed)) for figures, given in whose for f in figures if f.proposed for own in given.values())
    assert Counter(c.proposal.kind for c in considered) == +Counter(
        tie=len(results.ties), measure=measures, list=sum(map(len, results.lists.values())))
    assert len({c.proposal.name for c in considered}) == len(considered) and {c.state for c in considered} <= {"waiting"}
    return len(considered)


@pytest.mark.parametrize("id", scheme_ids())
def test_what_is_simulated_is_what_comes_about_when_it_is_put_in_force(id, tmp_path):
    scheme = load(id)
    run_demo(scheme, tmp_path / "demo", units=4, periods=4 if id in YEARS_END else 2, seed=1, console=Terminal(quiet=True))
    tried = others(scheme)
    with Ledger.open(sqlite_url((tmp_path / "demo" / LEDGER).as_posix())) as ledger:
        head, before = ledger.head(), list(decided_rounds(ledger, id))
        proposed = sum(map(every_proposal_is_there, before))
        assert all(same_apart(one.evaluation) for one in before), "some figures of each round come from a unit's own workbook"
        assert proposed or id in NOTHING_PROPOSED
        assert all(fares.same for fares in simulate(ledger, scheme).periods)
        simulation = simulate(ledger, tried)
        assert ledger.head() == head, "nothing was written"
        assert simulation.parameters and any(not fares.same for fares in simulation.periods)
        for round_, fares in zip(before, simulation.periods, strict=True):
            change_rules(ledger, tried, round_.period, "试行")
            really = recompute(ledger, id, str(round_.period)).done.results
            assert_same(round_.results, really, fares)
            assert all(because for one in (*fares.units, *fares.officials) for because in one.because.values())


def assert_same(was, really, fares: RoundFares) -> None:
    """Every figure of results.json is what the simulation says of it, or as it was where it says nothing."""
    units, officials = {u.code: u for u in fares.units}, {o.id: o for o in fares.officials}
    for old, new in zip(was.units, really.units, strict=True):
        own = units.get(old.code)
        assert new.figures == old.figures | (own.after if own else {})
        assert own is None or own.before.items() <= old.figures.items()
        assert (new.deductions or []) == (own.deductions["after"] if own and own.deductions else old.deductions or [])
    new_officials = {o.id: o for o in really.officials}
    for old in was.officials:
        own = officials.get(old.id)
        assert new_officials[old.id].figures == old.figures | (own.after if own else {})
    pairs = Counter(p.id for p in really.similar or [])
    assert pairs == Counter(p.id for p in was.similar or []) | {id: moved.after for id, moved in (fares.similar or {}).items()}
    for name, listed in really.lists.items():
        moved = fares.lists.get(name)
        assert set(listed) == (set(was.lists[name]) - set(moved.went) | set(moved.came) if moved else set(was.lists[name]))
