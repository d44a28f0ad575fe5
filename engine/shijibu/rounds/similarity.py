"""One achievement used twice (LS-8): texts of this round that say nearly the same as others of this round or of earlier ones.

Two texts are compared as the rule SIMILAR does. Shown are pairs of two officials, or of two rounds, with both places; a person judges.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from shijibu.rounds.decided import DecidedRound, decided_rounds
from shijibu.rounds.near_duplicates import Bounds, NearDuplicate, near_duplicates
from shijibu.rounds.results import NotCompared, SimilarPair, TextPlace
from shijibu.rules.texts import normalised
from shijibu.rules.values import shown
from shijibu.scheme.model import Scheme
from shijibu.scheme.outcomes import Similar
from shijibu.scheme.period import Period

if TYPE_CHECKING:
    from shijibu.ledger import Ledger

MOST_PAIRS = 20_000  # a round in which whole pages are copied has millions; those beyond are counted


def add_similar_texts(done: DecidedRound, ledger: Ledger) -> None:
    """Fills in the parts of the results that begin with `similar`; nothing for a scheme that compares no texts."""
    scheme, period, results = done.scheme, done.period, done.results
    if not scheme.similar:
        return
    rounds = [*earlier_rounds(ledger, scheme, period), done]
    pairs: list[SimilarPair] = []
    left_out: dict[str, int] = {}
    unread: dict[str, NotCompared] = {}
    for rule in sorted(scheme.similar, key=lambda s: s.id):
        since = _since(scheme, rule, period)
        meant = [r for r in rounds if since is None or not r.period < since]
        at_least, least = (float(scheme.parameter(path)) for path in (rule.at_least, rule.least_length))  # type: ignore[arg-type]
        of_rule = pairs_of((t for r in meant for t in texts_of(rule, r)), str(period), at_least, int(least))
        pairs += [SimilarPair(id=rule.id, rule=rule.rule, similarity=shown(s), first=a, second=b) for s, a, b in of_rule.pairs]
        left_out |= {rule.id: of_rule.total - len(of_rule.pairs)} if of_rule.total > len(of_rule.pairs) else {}
        unread |= {rule.id: _whose(of_rule.not_compared)} if of_rule.not_compared else {}
    results.similar, results.similar_left_out, results.similar_not_compared = pairs, left_out, unread


def _whose(texts: Sequence[TextPlace]) -> NotCompared:
    """How many texts there are, and of which units and officials."""
    return NotCompared(texts=len(texts), units=sorted({t.unit for t in texts}), officials=sorted({t.official for t in texts if t.official}))


def earlier_rounds(ledger: Ledger, scheme: Scheme, period: Period) -> Iterator[DecidedRound]:
    """The decided rounds before this one that a rule compares with, as they now stand."""
    since = [_since(scheme, rule, period) for rule in scheme.similar]
    first = None if None in since else str(min(s for s in since if s is not None))
    return decided_rounds(ledger, scheme.id, first=first, before=str(period))


def _since(scheme: Scheme, rule: Similar, period: Period) -> Period | None:
    """The first round that a rule compares with; None for every one."""
    if rule.rounds is not None:
        return period.back(int(scheme.parameter(rule.rounds)))  # type: ignore[arg-type]
    return None if rule.periods == "all" else period.of_year[0]


def texts_of(rule: Similar, round_: DecidedRound) -> Iterator[TextPlace]:
    """The texts of a round that a rule compares."""
    table = round_.scheme.table(rule.table)
    owner = table.owner if table else None
    for unit, book in round_.books.items():
        sheet = round_.sheets.get(unit, {}).get(rule.table)
        for row in book.tables.get(rule.table, []):
            text = row.values.get(rule.column)
            if isinstance(text, str) and text.strip():
                official = row.values.get(owner) if owner else None
                yield TextPlace(period=str(round_.period), unit=unit, official=official, table=rule.table, row=row.index, sheet=sheet,
                                cell=row.cells.get(rule.column), text=text)


class Pairs(NamedTuple):
    """Pairs of texts, not more than MOST_PAIRS; how many there are; and the texts that there was no time to compare with all others."""

    pairs: list[tuple[float, TextPlace, TextPlace]]
    total: int
    not_compared: list[TextPlace]


def pairs_of(texts: Iterable[TextPlace], now: str, at_least: float, least_length: int, bounds: Bounds = Bounds()) -> Pairs:
    """The pairs with a text of the round `now`, most alike first, the earlier place first in each."""
    groups: dict[str, list[TextPlace]] = {}
    for one in texts:
        bare = normalised(one.text)
        if len(bare) >= least_length:
            groups.setdefault(bare, []).append(one)
    order = sorted(groups, key=lambda t: min(w.order for w in groups[t]))
    members = [sorted(groups[t], key=lambda w: w.order) for t in order]
    fresh = [any(w.period == now for w in group) for group in members]
    near, unread = near_duplicates(order, fresh, at_least, bounds)
    near += [NearDuplicate(1.0, i, i) for i in range(len(members)) if fresh[i] and len(members[i]) > 1]
    near.sort(key=lambda n: (-n.similarity, n.first, n.second))
    count = sum(_count(members[n.first], members[n.second], now, same=n.first == n.second) for n in near)
    every = ((n.similarity, a, b) for n in near for a, b in _pairs(members[n.first], members[n.second], now, same=n.first == n.second))
    listed = list(islice(every, MOST_PAIRS))
    not_compared = sorted((w for i in unread for w in members[i] if w.period == now), key=lambda w: w.order)
    return Pairs(sorted(listed, key=lambda p: (-p[0], p[1].order, p[2].order)), count, not_compared)


def _pairs(first: list[TextPlace], second: list[TextPlace], now: str, *, same: bool) -> Iterator[tuple[TextPlace, TextPlace]]:
    """The pairs of two groups, or within one, that involve this round and are not one official's of one round."""
    for i, a in enumerate(first):
        for b in first[i + 1:] if same else second:
            if now in (a.period, b.period) and (a.period != b.period or a.who != b.who):
                yield (a, b) if a.order <= b.order else (b, a)


def _count(first: list[TextPlace], second: list[TextPlace], now: str, *, same: bool) -> int:
    """How many pairs `_pairs` gives."""
    own, others = (Counter(w.who for w in group if w.period == now) for group in (first, second))
    fresh, its = own.total(), others.total()
    if same:
        return fresh * (fresh - 1) // 2 + fresh * (len(first) - fresh) - sum(n * (n - 1) // 2 for n in own.values())
    return fresh * len(second) + (len(first) - fresh) * its - sum(n * others[who] for who, n in own.items())
