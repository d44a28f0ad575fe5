"""One achievement used twice (LS-8): texts of this round that say nearly the same as others of this round or of earlier ones.

Two texts are compared as the rule SIMILAR does. Shown are pairs of two officials, or of two rounds, with both places; a person judges.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from shijibu.figures.evaluation import Book, Evaluation
from shijibu.ledger import Ledger
from shijibu.rounds.alike import Alike, Bounds, alike
from shijibu.rounds.amend import amended, amendments_of
from shijibu.rounds.reopen import files_of
from shijibu.rounds.results import books_of
from shijibu.rounds.rules import rules_of
from shijibu.rounds.sorting import Sorted
from shijibu.rules.texts import normalised
from shijibu.rules.values import shown
from shijibu.scheme.model import Scheme, Similar
from shijibu.scheme.period import Period

MOST_PAIRS = 20_000  # a round in which whole pages are copied has millions; those beyond are counted


@dataclass(frozen=True, slots=True)
class Written:
    """A text and where it was written. official: whose row it is; None where the table does not say."""

    period: str
    unit: str
    official: str | None
    table: str
    row: int
    sheet: str | None
    cell: str | None
    text: str

    @property
    def who(self) -> tuple[str, ...]:
        """Whose it is: the official's, else the unit's."""
        return (self.official,) if self.official else ("", self.unit)

    @property
    def order(self) -> tuple[str, str, int]:
        return self.period, self.unit, self.row

    def told(self) -> dict[str, Any]:
        """As results.json has it."""
        return {name: getattr(self, name) for name in Written.__slots__}


def similar_texts(evaluation: Evaluation, files: Sorted, ledger: Ledger) -> dict[str, Any]:
    """The parts of results.json that begin with `similar`; nothing for a scheme that compares no texts."""
    scheme, period = evaluation.scheme, evaluation.period
    if not scheme.similar:
        return {}
    rounds = [*earlier_rounds(ledger, scheme, period), Told(scheme, period, evaluation.books, _sheets(files))]
    pairs: list[dict[str, Any]] = []
    left_out: dict[str, int] = {}
    unread: dict[str, dict[str, Any]] = {}
    for rule in sorted(scheme.similar, key=lambda s: s.id):
        since = _since(scheme, rule, period)
        meant = [r for r in rounds if since is None or not r.period < since]
        at_least, least = (float(scheme.parameter(path)) for path in (rule.at_least, rule.least_length))  # type: ignore[arg-type]
        found = pairs_of((w for r in meant for w in written(rule, r)), str(period), at_least, int(least))
        pairs += [{"id": rule.id, "rule": rule.rule, "similarity": shown(s), "first": a.told(), "second": b.told()} for s, a, b in found.pairs]
        left_out |= {rule.id: found.total - len(found.pairs)} if found.total > len(found.pairs) else {}
        unread |= {rule.id: _whose(found.not_compared)} if found.not_compared else {}
    return {"similar": pairs, "similar_left_out": left_out, "similar_not_compared": unread}


def _whose(texts: Sequence[Written]) -> dict[str, Any]:
    """How many texts there are, and of which units and officials."""
    return {"texts": len(texts), "units": sorted({w.unit for w in texts}), "officials": sorted({w.official for w in texts if w.official})}


@dataclass(frozen=True, slots=True)
class Told:
    """What the accepted workbooks of a round say, under the round's own scheme, and the sheet that each unit's tables stand on."""

    scheme: Scheme
    period: Period
    books: Mapping[str, Book]
    sheets: Mapping[str, Mapping[str, str | None]]


def earlier_rounds(ledger: Ledger, scheme: Scheme, period: Period) -> Iterator[Told]:
    """The decided rounds before this one that a rule compares with, as they now stand."""
    since = [_since(scheme, rule, period) for rule in scheme.similar]
    first = None if None in since else str(min(s for s in since if s is not None))
    for decision in ledger.decisions(scheme.id, first=first, before=str(period)):
        files = files_of(ledger.returns(scheme.id, decision.period), [])
        own = rules_of(ledger, scheme.id, decision.period, decision.version).scheme
        books, _ = amended(own, books_of(files), amendments_of(ledger, scheme.id, decision.period))
        yield Told(own, Period.parse(decision.period), books, _sheets(files))


def _since(scheme: Scheme, rule: Similar, period: Period) -> Period | None:
    """The first round that a rule compares with; None for every one."""
    if rule.rounds is not None:
        return period.back(int(scheme.parameter(rule.rounds)))  # type: ignore[arg-type]
    return None if rule.periods == "all" else period.of_year[0]


def _sheets(files: Sorted) -> dict[str, Mapping[str, str | None]]:
    return {unit: file.sheets for unit, file in files.accepted.items()}


def written(rule: Similar, told: Told) -> Iterator[Written]:
    """The texts of a round that a rule compares."""
    table = told.scheme.table(rule.table)
    owner = table.owner if table else None
    for unit, book in told.books.items():
        sheet = told.sheets.get(unit, {}).get(rule.table)
        for row in book.tables.get(rule.table, []):
            text = row.values.get(rule.column)
            if isinstance(text, str) and text.strip():
                official = row.values.get(owner) if owner else None
                yield Written(str(told.period), unit, official, rule.table, row.index, sheet, row.cells.get(rule.column), text)


class Pairs(NamedTuple):
    """Pairs of texts, not more than MOST_PAIRS; how many there are; and the texts that there was no time to compare with all others."""

    pairs: list[tuple[float, Written, Written]]
    total: int
    not_compared: list[Written]


def pairs_of(texts: Iterable[Written], now: str, at_least: float, least_length: int, bounds: Bounds = Bounds()) -> Pairs:
    """The pairs with a text of the round `now`, most alike first, the earlier place first in each."""
    groups: dict[str, list[Written]] = {}
    for one in texts:
        told = normalised(one.text)
        if len(told) >= least_length:
            groups.setdefault(told, []).append(one)
    order = sorted(groups, key=lambda t: min(w.order for w in groups[t]))
    members = [sorted(groups[t], key=lambda w: w.order) for t in order]
    fresh = [any(w.period == now for w in group) for group in members]
    near, unread = alike(order, fresh, at_least, bounds)
    near += [Alike(1.0, i, i) for i in range(len(members)) if fresh[i] and len(members[i]) > 1]
    near.sort(key=lambda n: (-n.similarity, n.first, n.second))
    count = sum(_count(members[n.first], members[n.second], now, same=n.first == n.second) for n in near)
    every = ((n.similarity, a, b) for n in near for a, b in _pairs(members[n.first], members[n.second], now, same=n.first == n.second))
    found = list(islice(every, MOST_PAIRS))
    not_compared = sorted((w for i in unread for w in members[i] if w.period == now), key=lambda w: w.order)
    return Pairs(sorted(found, key=lambda p: (-p[0], p[1].order, p[2].order)), count, not_compared)


def _pairs(first: list[Written], second: list[Written], now: str, *, same: bool) -> Iterator[tuple[Written, Written]]:
    """The pairs of two groups, or within one, that involve this round and are not one official's of one round."""
    for i, a in enumerate(first):
        for b in first[i + 1:] if same else second:
            if now in (a.period, b.period) and (a.period != b.period or a.who != b.who):
                yield (a, b) if a.order <= b.order else (b, a)


def _count(first: list[Written], second: list[Written], now: str, *, same: bool) -> int:
    """How many pairs `_pairs` gives."""
    own, others = (Counter(w.who for w in group if w.period == now) for group in (first, second))
    fresh, its = own.total(), others.total()
    if same:
        return fresh * (fresh - 1) // 2 + fresh * (len(first) - fresh) - sum(n * (n - 1) // 2 for n in own.values())
    return fresh * len(second) + (len(first) - fresh) * its - sum(n * others[who] for who, n in own.items())
