"""Which of many texts are alike: every pair from a similarity on, found without comparing each with each.

Exact: a text whose similarity with another reaches the threshold keeps most of its pairs of neighbouring characters. If at most n of
them can be lost, then among any n + 1 one is shared, so only texts that share one of each other's n + 1 rarest are compared.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import ceil, floor

from rapidfuzz import process
from rapidfuzz.distance import Indel

from shijibu.rules.values import settle

_NOISE = 0.00006  # a similarity is compared at 4 decimals


@dataclass(frozen=True, slots=True)
class Alike:
    """Two texts by their positions, first < second, and how alike they are: 0..1 at 4 decimals."""

    similarity: float
    first: int
    second: int


def alike(texts: Sequence[str], asked: Sequence[bool], at_least: float) -> list[Alike]:
    """Every pair of different texts at least so similar (indel ratio at 4 decimals) of which one is asked about. The texts are distinct."""
    least = at_least - _NOISE
    if least <= 0:
        return _compared(texts, asked, lambda i: range(len(texts)), at_least)
    lengths = sorted((len(t), i) for i, t in enumerate(texts))
    rarest, index = _rarest(texts, least)

    def candidates(i: int) -> Iterable[int]:
        shortest, longest = _span(len(texts[i]), least)
        if rarest[i] is None:
            return [j for _, j in lengths[bisect_left(lengths, (shortest, -1)):bisect_right(lengths, (longest, len(texts)))]]
        there = set().union(*(index.get(token, ()) for token in rarest[i] or ()))
        return [j for j in there if shortest <= len(texts[j]) <= longest]

    return _compared(texts, asked, candidates, at_least)


def _compared(texts: Sequence[str], asked: Sequence[bool], candidates: Callable[[int], Iterable[int]], at_least: float) -> list[Alike]:
    found = []
    for i in (i for i, wanted in enumerate(asked) if wanted):
        others = {j: texts[j] for j in candidates(i) if j != i and (j > i or not asked[j])}
        hits = process.extract(texts[i], others, scorer=Indel.normalized_similarity, processor=None, score_cutoff=at_least - _NOISE, limit=None)
        found += [Alike(s, min(i, j), max(i, j)) for _, score, j in hits if (s := settle(score)) >= at_least]
    return found


def _rarest(texts: Sequence[str], least: float) -> tuple[list[list[str] | None], dict[str, list[int]]]:
    """Of each text its rarest pairs of characters, one more than it can lose (None where it can lose all); and whose those are."""
    tokens = [_tokens(t) for t in texts]
    frequency = Counter(token for own in tokens for token in own)
    rarest: list[list[str] | None] = []
    index: dict[str, list[int]] = {}
    for i, own in enumerate(tokens):
        needed = _losable(len(texts[i]), least) + 1
        own.sort(key=lambda token: (frequency[token], token))
        for token in own[:needed]:
            index.setdefault(token, []).append(i)
        rarest.append(own[:needed] if needed <= len(own) else None)
    return rarest, index


def _tokens(text: str) -> list[str]:
    """Every two neighbouring characters; the second time with a number, so that shared ones can be counted."""
    seen: Counter[str] = Counter()
    out = []
    for a, b in pairwise(text):
        seen[a + b] += 1
        out.append(a + b if seen[a + b] == 1 else f"{a}{b}{seen[a + b]}")
    return out


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
