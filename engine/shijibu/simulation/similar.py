"""Pairs of similar texts under other settings of the comparison; looked for only where these differ, for it takes long."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from shijibu.ledger import Ledger
from shijibu.rounds.results import SimilarPair
from shijibu.rounds.similarity import add_similar_texts
from shijibu.scheme.model import Scheme
from shijibu.simulation.again import Again
from shijibu.simulation.outcome import SimilarPairs


def similar_pairs(one: Again, ledger: Ledger) -> dict[str, SimilarPairs] | None:
    """By comparison, how many pairs were shown and how many would be; None where all compare as before, or as many are shown."""
    if _settings(one.was.scheme) == _settings(one.scheme):
        return None
    tried = replace(one.was, scheme=one.scheme, results=one.now.results.model_copy())
    add_similar_texts(tried, ledger)
    was, now = (_counts(r.similar or [], r.similar_left_out or {}) for r in (one.was.results, tried.results))
    titles = {s.id: s.title for scheme in (one.was.scheme, one.scheme) for s in scheme.similar}
    differ = sorted(id for id in was.keys() | now.keys() if was[id] != now[id])
    return {id: SimilarPairs(title=titles.get(id, id), before=was[id], after=now[id]) for id in differ} or None


def _settings(scheme: Scheme) -> object:
    """All that decides which texts are compared, and which pairs are shown."""
    paths = [p for s in scheme.similar for p in (s.at_least, s.least_length, s.rounds) if p]
    return [s.model_dump() for s in scheme.similar], [scheme.parameter(p) for p in paths]


def _counts(pairs: list[SimilarPair], left_out: dict[str, int]) -> Counter[str]:
    return Counter(p.id for p in pairs) + Counter(left_out)
