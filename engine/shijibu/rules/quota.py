"""Places that only a share of a group may have: 好等次 (QZ-5), 年度优秀 (QZ-6), and the integer part that DQ-12 uses too."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from fractions import Fraction
from math import floor
from typing import Any, NamedTuple

from shijibu.rules.native import rounded, same
from shijibu.rules.parameter import Parameter
from shijibu.rules.registry import rule
from shijibu.rules.relations import rising
from shijibu.rules.values import finite, shown
from shijibu.spreadsheet.number import round_half_away, settle

FAMILY = "限额名额"
GOOD, FAIRLY_GOOD, AVERAGE, POOR = "好", "较好", "一般", "较差"
SCORES = Parameter("scores", "得分", "score of each person", "numbers", unit="分", low=0)
GROUPS = Parameter("groups", "分组", "the group of each row; left out: one group", "labels", optional=True)


def places(size: float, percent: float) -> int:
    """The integer part of n*p/100 in exact arithmetic; p has at most 4 decimals, so n*p is settled at 6."""
    hundredfold = finite(size * percent, "人数×比例")
    return floor(Fraction(repr(round_half_away(hundredfold, 6))) / 100)


def native_places(size: str, percent: str) -> str:
    return f"INT(ROUND({size}*{percent},6)/100)"


class Standing(NamedTuple):
    """Where a candidate stands in its group: how many before it, how many equal (itself included), and the group's places."""

    before: int
    equal: int
    quota: int

    @property
    def seated(self) -> bool:
        return self.before + self.equal <= self.quota

    @property
    def tied(self) -> bool:
        """Whether more people share this score than there are places left, and there are some."""
        return self.before < self.quota < self.before + self.equal


def standings(scores: list, groups: list, percent: float, line: float) -> list[Standing | None]:
    """One for each row whose score reaches the line, by the 2-decimal score; the places are a share of the group's rows with a score."""
    sizes = Counter(g for s, g in zip(scores, groups, strict=True) if s is not None)
    values = [shown(s) if s is not None and settle(s) >= line else None for s in scores]
    candidates: dict = {}
    for v, g in zip(values, groups, strict=True):
        if v is not None:
            candidates.setdefault(g, []).append(v)
    ordered = {g: sorted(there) for g, there in candidates.items()}

    def standing(value: float, group: Any) -> Standing:
        there = ordered[group]
        before = len(there) - bisect_right(there, value)
        return Standing(before, len(there) - before - bisect_left(there, value), places(sizes[group], percent))

    return [None if v is None else standing(v, g) for v, g in zip(values, groups, strict=True)]


def _one_each(groups: list, scores: list) -> list:
    return groups if len(groups) == len(scores) else [None] * len(scores)


def _pooled(scores: list, groups: list, units: list, pool_below: float) -> list:
    """The rows' groups within their unit; those with fewer scored rows than `pool_below` are one for the unit."""
    keys = list(zip(_one_each(units, scores), _one_each(groups, scores), strict=True))
    sizes = Counter(key for s, key in zip(scores, keys, strict=True) if s is not None)
    return [key if sizes[key] >= pool_below else key[:1] for key in keys]


class _Places:
    """The native terms of a row's standing; `together` is the condition that another row is of the row's group."""

    def __init__(self, r, together: str, line: str) -> None:
        value, own = rounded(r.scores, 2), rounded(r.row.scores, 2)
        self.quota = native_places(f"SUM(ISNUMBER({r.scores})*{together})", r.percent)
        self.candidate = f"{rounded(r.row.scores)}>={line}"
        self._count = f"SUM(IF(ISNUMBER({r.scores}),({rounded(r.scores)}>={line})*{together}*({value}%s{own}),0))"
        self.before, self.reached = self._count % ">", self._count % ">="

    @property
    def seated(self) -> str:
        return f"AND({self.candidate},{self.reached}<={self.quota})"

    @property
    def tied(self) -> str:
        return f"AND({self.candidate},{self.before}<{self.quota},{self.reached}>{self.quota})"


def _together(*columns: tuple[str | None, str]) -> str:
    """Whether rows agree in each column that is given, as 1 or 0."""
    return "*".join(["1", *(same(column, other) for column, other in columns if column is not None)])


def _native_group(r) -> str:
    return "1" if r.groups is None else _together((r.groups, r.row.groups))


def _native_pool(r) -> str:
    """Who shares places with this row. The sizes of all rows' groups are a matrix of who is with whom, times who has a score."""
    unit = "1" if r.units is None else _together((r.units, r.row.units))
    if r.groups is None:
        return unit
    group = f"{_together((r.groups, r.row.groups))}*{unit}"
    matrix = _together(*((column, f"TRANSPOSE({column})") for column in (r.groups, r.units)))
    sizes = f"MMULT({matrix},--ISNUMBER({r.scores}))"
    return f"IF(SUM(ISNUMBER({r.scores})*{group})<{r.pool_below},({sizes}<{r.pool_below})*{unit},{group})"


_QUOTA = (
    SCORES, GROUPS,
    Parameter("percent", "好等次比例上限", "share of a group that may have 好, at most", unit="%",
              low=0, high=100, hundredths=True, default="QZ-5.percent"),
    Parameter("good_from", "好线", "score from which 好 is possible", unit="分", low=0, default="QZ-5.good_from"),
    Parameter("fairly_from", "较好线", "score from which 较好 is given", unit="分", low=0, default="QZ-5.fairly_from"),
    Parameter("average_from", "一般线", "score from which 一般 is given", unit="分", low=0, default="QZ-5.average_from"),
    Parameter("pool_below", "合并人数线", "groups with fewer scored people are pooled", unit="人", whole=True, low=0, default="QZ-5.pool_below"),
    Parameter("units", "单位", "the unit of each row, where rows of several stand together; left out: one unit", "labels", optional=True),
)  # fmt: skip


@rule(
    "QUOTAGRADE", *_QUOTA, rules=("QZ-5",), returns="column", relations=(rising("average_from", "fairly_from", "good_from"),),
    zh="限额等次（一列）：达到好线且在名额内为好，超出名额为较好；单位内人数过少的组合并计算名额；末位并列的都不占名额。",
    en="Grades under a quota (a column): 好 within the places, 较好 past them; a unit's small groups are pooled; a tie for the last place gets none.",
    example=((([93, 90, 88, 80, 58], ["镇街"] * 5, 40, 85, 75, 60, 3), ["好", "好", "较好", "较好", "较差"]),),
)
def quota_grade(scores, groups, percent, good_from, fairly_from, average_from, pool_below, units) -> list:
    standing = standings(scores, _pooled(scores, groups, units, pool_below), percent, good_from)
    out: list = []
    for s, stand in zip(scores, standing, strict=True):
        if s is None:
            out.append(None)
        elif stand is not None:
            out.append(GOOD if stand.seated else FAIRLY_GOOD)
        else:
            out.append(FAIRLY_GOOD if settle(s) >= fairly_from else AVERAGE if settle(s) >= average_from else POOR)
    return out


@quota_grade.native
def _(r):
    there, value = _Places(r, _native_pool(r), r.good_from), rounded(r.row.scores)
    rest = f'IF({value}>={r.fairly_from},"{FAIRLY_GOOD}",IF({value}>={r.average_from},"{AVERAGE}","{POOR}"))'
    return f'IF(LEN({r.row.scores})=0,"",IF({there.candidate},IF({there.reached}<={there.quota},"{GOOD}","{FAIRLY_GOOD}"),{rest}))'


@rule(
    "QUOTATIES", *_QUOTA, rules=("QZ-5",), returns="column",
    zh="好等次末位并列（一列）：1 表示与他人并列争最后的名额，须由人决定；其余为 0。",
    en="Ties for the last places of 好 (a column): 1 where a person must decide, else 0.",
    example=((([93, 90, 90, 80, 58], ["镇街"] * 5, 40, 85, 75, 60, 3), [0, 1, 1, 0, 0]),),
)
def quota_ties(scores, groups, percent, good_from, fairly_from, average_from, pool_below, units) -> list:
    standing = standings(scores, _pooled(scores, groups, units, pool_below), percent, good_from)
    return [None if s is None else int(stand is not None and stand.tied) for s, stand in zip(scores, standing, strict=True)]


@quota_ties.native
def _(r):
    return f'IF(LEN({r.row.scores})=0,"",IF({_Places(r, _native_pool(r), r.good_from).tied},1,0))'


_PLACES = (
    SCORES,
    Parameter("percent", "优秀比例上限", "share of the scored rows that may have a place", unit="%",
              low=0, high=100, hundredths=True, default="QZ-6.percent"),
    Parameter("score_from", "优秀线", "score from which a place is possible", unit="分", low=0, default="QZ-6.from"),
    GROUPS,
)


@rule(
    "PLACES", *_PLACES, rules=("QZ-6",), returns="column", apart="groups",
    zh="名额（一列）：1 为达到分数线且在名额内，其余为 0；末位并列的都不占名额。",
    en="Who has a place (a column): 1 at or above the line and within the quota, else 0; a tie for the last place leaves it empty.",
    example=((([93, 90, 88, 84, 58], 20, 85), [1, 0, 0, 0, 0]),),
)
def places_of(scores, percent, score_from, groups) -> list:
    standing = standings(scores, _one_each(groups, scores), percent, score_from)
    return [None if s is None else int(stand is not None and stand.seated) for s, stand in zip(scores, standing, strict=True)]


@places_of.native
def _(r):
    return f'IF(LEN({r.row.scores})=0,"",IF({_Places(r, _native_group(r), r.score_from).seated},1,0))'


@rule(
    "PLACETIES", *_PLACES, rules=("QZ-6",), returns="column", apart="groups",
    zh="名额末位并列（一列）：1 表示与他人并列争最后的名额，须由人决定；其余为 0。",
    en="Ties for the last places (a column): 1 where a person must decide, else 0.",
    example=((([93, 93, 88, 84, 58], 20, 85), [1, 1, 0, 0, 0]),),
)
def place_ties(scores, percent, score_from, groups) -> list:
    standing = standings(scores, _one_each(groups, scores), percent, score_from)
    return [None if s is None else int(stand is not None and stand.tied) for s, stand in zip(scores, standing, strict=True)]


@place_ties.native
def _(r):
    return f'IF(LEN({r.row.scores})=0,"",IF({_Places(r, _native_group(r), r.score_from).tied},1,0))'
