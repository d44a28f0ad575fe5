"""Means that many rules share: weighted, plain, and groups before kinds (DQ-10, DQ-14)."""

from __future__ import annotations

from math import fsum

from shijibu.rules.native import noiseless, numbers, rounded, same
from shijibu.rules.own_rows import OwnRows
from shijibu.rules.parameter import Parameter
from shijibu.rules.registry import rule
from shijibu.rules.values import NoData, nothing, weighted_mean

FAMILY = "平均分"
SCORES = Parameter("scores", "得分", "scores", "numbers")
WEIGHTS = Parameter("weights", "权重", "weights", "numbers", low=0)


@rule(
    "WEIGHTED", SCORES, WEIGHTS, rules=("DQ-10", "DQ-11", "YH-2", "YA-2"),
    zh="加权平均。得分和权重都空的行不计；只空一个，或权重合计为 0，则无数据。",
    en="Weighted mean. Rows blank in both are left out; one of the two blank, or no weight at all: no data.",
    example=((([90, 80, None], [60, 40, None]), 86),),
)
def weighted(scores: list, weights: list) -> float:
    rows = [(s, w) for s, w in zip(scores, weights, strict=True) if s is not None or w is not None]
    if any(s is None or w is None for s, w in rows) or nothing(fsum(w for _, w in rows)):
        raise NoData("得分或权重未填齐")
    return weighted_mean(rows)


@weighted.native
def _(r):
    s, w = r.scores, r.weights
    value = rounded(f"SUM({numbers(s)}*{numbers(w)})/SUM({numbers(w)})")
    total = noiseless(f"SUM({numbers(w)})")
    return f"IF(OR(SUM(--((LEN({s})=0)<>(LEN({w})=0)))>0,{total}=0),{r.nodata},{value})"


@rule(
    "GROUPWEIGHTED", SCORES, WEIGHTS,
    Parameter("groups", "分组", "the group of each row", "labels"),
    Parameter("group", "所求的组", "the group whose mean is asked for", "label", need=True),
    rules=("LS-5",), own=OwnRows("groups", ("group",)),
    zh="分组加权平均：某一组各行的加权平均，规则同 WEIGHTED；该组没有行则无数据。",
    en="The weighted mean of one group's rows, as WEIGHTED; no such row: no data.",
    example=((([90, 80, 70], [60, 40, 100], ["正职", "正职", "副职"], "正职"), 86),),
)
def group_weighted(scores: list, weights: list, groups: list, group: str) -> float:
    rows = [(s, w) for s, w, g in zip(scores, weights, groups, strict=True) if g == group]
    return weighted.function([s for s, _ in rows], [w for _, w in rows])


@group_weighted.native
def _(r):
    own, s, w = same(r.groups, r.group), r.scores, r.weights
    value = rounded(f"SUM({own}*{numbers(s)}*{numbers(w)})/SUM({own}*{numbers(w)})")
    total = noiseless(f"SUM({own}*{numbers(w)})")
    return f"IF(OR(SUM({own}*(ISNUMBER({s})<>ISNUMBER({w})))>0,{total}=0),{r.nodata},{value})"


@rule(
    "MEAN", Parameter("values", "数值", "numbers; blanks are left out", "numbers"), rules=("DQ-14", "LS-6"),
    zh="平均值，空白不计。", en="The mean of a column's numbers, blanks left out.",
    example=((([90, None, 80],), 85),),
)
def mean(values: list) -> float:
    there = [v for v in values if v is not None]
    return fsum(there) / len(there)


@mean.native
def _(r):
    return rounded(f"AVERAGE({r.values})")


@rule(
    "REVIEWMEAN", SCORES, WEIGHTS,
    Parameter("kinds", "评议类别", "kind of review of each row", "texts"),
    rules=("DQ-10", "DQ-14"),
    zh="评议得分：每类评议内各评议组加权平均，再对各类求平均。空白得分的行不计。",
    en="Review score: the weighted mean of the rater groups within each kind, then the mean of the kinds. Rows without a score are left out.",
    example=((([90, 80, 95], [60, 40, 100], ["服务对象评议", "服务对象评议", "基层评议"]), 90.5),),
)
def review_mean(scores: list, weights: list, kinds: list) -> float:
    groups: dict[str, list[tuple[float, float]]] = {}
    for s, w, k in zip(scores, weights, kinds, strict=True):
        if s is not None and not nothing(w) and k is not None:
            groups.setdefault(k, []).append((s, w))
    if not groups:
        raise NoData("没有评议得分")
    return fsum(weighted_mean(rows) for rows in groups.values()) / len(groups)
