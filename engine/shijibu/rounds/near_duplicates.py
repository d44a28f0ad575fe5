"""Which of many texts are nearly the same: every pair from a similarity on, found without comparing each with each.

Exact: a text whose similarity with another reaches the threshold keeps most of its pairs of neighbouring characters. If at most n of
them can be lost, then among any n + 1 one is shared, so only texts that share one of each other's n + 1 rarest are compared.

Bounded: what people write about their work costs little, but a comparison costs the product of two lengths, and somebody may fill every
cell to the brim. The shortest texts come first; whose comparisons do not fit any more are named.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from math import ceil, floor

from rapidfuzz import process
from rapidfuzz.distance import Indel

from shijibu.spreadsheet.number import settle

_NOISE = 0.00006  # a similarity is compared at 4 decimals
_BUCKETS = 1 << 20  # pairs of characters are told apart by a number; two that share one only make texts seem nearer
_TEXTS = 24  # bits for the position of a text


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """Two texts by their positions, first < second, and how alike they are: 0..1 at 4 decimals."""

    similarity: float
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a search may cost."""

    characters: int = 4_000_000
    """Of all texts together: forty thousand of a hundred."""
    products: int = 10_000_000_000
    """Length times length, over all comparisons: some seconds."""


def near_duplicates(texts: Sequence[str], asked: Sequence[bool], at_least: float, bounds: Bounds = Bounds()) -> tuple[list[NearDuplicate], list[int]]:
    """Every pair of different texts at least so similar (indel ratio at 4 decimals) of which one is asked about, and the texts asked about
    that were not compared with every other. The texts are distinct."""
    order = sorted(range(len(texts)), key=lambda i: (len(texts[i]), i))
    fitting = bisect_right(list(accumulate(len(texts[i]) for i in order)), bounds.characters)
    search = _Search([texts[i] for i in order[:fitting]], [asked[i] for i in order[:fitting]], at_least - _NOISE, bounds.products)
    longer = len(texts[order[fitting]]) if fitting < len(order) else None
    pairs = [NearDuplicate(s, *sorted((order[i], order[j]))) for i, j, score in search.pairs() if (s := settle(score)) >= at_least]
    # A text that fits has not met those that do not and are of a length that may be like it.
    unread = [i for i in order if asked[i] and longer is not None and (not search.least or longer <= _span(len(texts[i]), search.least)[1])]
    return pairs, sorted({*unread, *(order[i] for i in search.unfinished)})


class _Search:
    """A search among texts that stand in the order of their lengths."""

    def __init__(self, texts: list[str], asked: list[bool], least: float, products: int) -> None:
        self.texts, self.asked, self.least, self.left = texts, asked, max(least, 0.0), products
        self.lengths = [len(t) for t in texts]
        self.unfinished: list[int] = []
        self.frequency = array("L", bytes(_BUCKETS * array("L").itemsize))
        for text in texts if self.least else ():
            for bucket in _buckets(text):
                self.frequency[bucket] += 1
        self.index = array("Q", sorted(token << _TEXTS | i for i in range(len(texts) if self.least else 0) for token in self._rarest(i)[0]))

    def pairs(self) -> Iterator[tuple[int, int, float]]:
        for i in (i for i, wanted in enumerate(self.asked) if wanted):
            others = {j: self.texts[j] for j in self._candidates(i) if j != i and (j > i or not self.asked[j])}
            cost = self.lengths[i] * sum(map(len, others.values()))
            if cost > self.left:
                self.unfinished.append(i)
                continue
            self.left -= cost
            hits = process.extract(self.texts[i], others, scorer=Indel.normalized_similarity, processor=None, score_cutoff=self.least, limit=None)
            yield from ((i, j, score) for _, score, j in hits)

    def _candidates(self, i: int) -> Sequence[int]:
        """The texts that may be alike: of a length that can be, and with one of the rarest pairs of characters."""
        if not self.least:
            return range(len(self.texts))
        shortest, longest = _span(self.lengths[i], self.least)
        near = range(bisect_left(self.lengths, shortest), bisect_right(self.lengths, longest))
        rarest, enough = self._rarest(i)
        if not enough:
            return near
        places = [(bisect_left(self.index, t << _TEXTS), bisect_left(self.index, (t + 1) << _TEXTS)) for t in rarest]
        if sum(end - begin for begin, end in places) > len(near):
            return near
        return sorted({j for begin, end in places for at in range(begin, end) if (j := self.index[at] & ((1 << _TEXTS) - 1)) in near})

    def _rarest(self, i: int) -> tuple[list[int], bool]:
        """A text's rarest pairs of characters, and whether they are one more than it can lose: it may lose all that it has.

        The second time a pair comes it is another token, so that shared ones are counted. Every text has them in the same order.
        """
        seen: dict[int, int] = {}
        tokens = []
        for bucket in _buckets(self.texts[i]):
            seen[bucket] = times = seen.get(bucket, 0) + 1
            tokens.append((self.frequency[bucket] // times, times * _BUCKETS + bucket))
        needed = _losable(self.lengths[i], self.least) + 1
        return [token for _, token in sorted(tokens)[:needed]], needed <= len(tokens)


def _buckets(text: str) -> Iterator[int]:
    """A number for every two neighbouring characters, the same in every run."""
    return ((a * 40_503 + b) % _BUCKETS for a, b in pairwise(map(ord, text)))


def _span(length: int, least: float) -> tuple[int, int]:
    """How short and how long a text can be that is alike: all of the shorter one is in the longer one at best."""
    return ceil(length * least / (2 - least)), floor(length * (2 - least) / least)


@cache
def _losable(length: int, least: float) -> int:
    """How many of a text's pairs of characters can be lost at most in a text that is alike.

    A character that goes takes two pairs with it, one that comes in between breaks one.
    """
    shortest, longest = _span(length, least)
    worst = 0
    for other in range(shortest, longest + 1):
        kept = ceil(least * (length + other) / 2)
        worst = max(worst, 2 * (length - kept) + max(other - kept, 0))
    return worst
