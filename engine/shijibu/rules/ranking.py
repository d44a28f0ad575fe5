"""Order within groups: competition rank (RULES.md, "Arithmetic"; YH-1, QZ-3) and quadrants by medians (YA-5)."""

from __future__ import annotations

from statistics import median

from shijibu.rules.native import rounded, same
from shijibu.rules.registry import Parameter, rule
from shijibu.rules.values import CellError, NoData, OutOfRange, WrongInput, settle, shown

GROUPS = Parameter("groups", "分组", "the group of each row; left out: one group", "labels", optional=True)


def _one_each(groups: list, rows: list) -> list:
    """The rows' groups; one group for all where none were given."""
    return groups if len(groups) == len(rows) else [None] * len(rows)


def _same_group(r) -> str:
    return "1" if r.groups is None else same(r.groups, r.row.groups)


@rule(
    "RANKIN",
    Parameter("values", "数值", "what is ranked, by its 2-decimal value", "numbers"), GROUPS,
    Parameter("order", "方向", "0 or left out: highest first; 1: lowest first", whole=True, low=0, high=1, optional=True),
    rules=("DQ-14", "YH-1", "QZ-3", "QZ-11"), returns="column",
    zh="组内名次（一列）：同分同名次（1、2、2、4），空白不排名。", en="Rank within each row's group (a column): 1, 2, 2, 4; blanks have none.",
)
def rank_in(values: list, groups: list, order: float | None) -> list:
    keys = [None if v is None else shown(v) * (1 if order else -1) for v in values]
    groups = _one_each(groups, values)
    members: dict = {}
    for k, g in zip(keys, groups, strict=True):
        if k is not None:
            members.setdefault(g, []).append(k)
    return [None if k is None else 1 + sum(o < k for o in members[g]) for k, g in zip(keys, groups, strict=True)]


@rank_in.native
def _(r):
    value = f"IF(ISNUMBER({r.values}),{rounded(r.values, 2)},0)"
    own = rounded(f"N({r.row.values})", 2)
    better = f"IF(ROUND(N({r.order or 0}),0)=1,--({value}<{own}),--({value}>{own}))"
    return f'IF(LEN({r.row.values})=0,"",1+SUM(ISNUMBER({r.values})*{_same_group(r)}*{better}))'


@rule(
    "QUADRANT",
    Parameter("contributions", "贡献度", "contribution of each official", "numbers"),
    Parameter("reviews", "口碑", "review score of each official", "numbers"), GROUPS,
    rules=("YA-5",), returns="column",
    zh="实绩象限（一列）：与同组中位数相比，贡献度和口碑都高为高贡献区，都低为低效区，口碑高为潜力区，贡献高为待认可区。",
    en="Quadrant (a column) by the group's medians: both high, both low, review high, contribution high.",
)
def quadrant(contributions: list, reviews: list, groups: list) -> list:
    groups = _one_each(groups, reviews)
    members: dict = {}
    for x, y, g in zip(contributions, reviews, groups, strict=True):
        if x is not None and y is not None:
            members.setdefault(g, []).append((x, y))
    out: list = []
    for x, y, g in zip(contributions, reviews, groups, strict=True):
        if x is None or y is None:
            out.append(None if x is None and y is None else CellError(NoData.kind))
            continue
        high_x = settle(x) >= settle(median(p[0] for p in members[g]))
        high_y = settle(y) >= settle(median(p[1] for p in members[g]))
        out.append({(True, True): "高贡献区", (False, False): "低效区", (False, True): "潜力区", (True, False): "待认可区"}[high_x, high_y])
    return out


@quadrant.native
def _(r):
    both = f"ISNUMBER({r.contributions})*ISNUMBER({r.reviews})*{_same_group(r)}"

    def high(column: str, own: str) -> str:
        return f"{rounded(own)}>={rounded(f'MEDIAN(IF({both},{column}))')}"

    x, y = high(r.contributions, r.row.contributions), high(r.reviews, r.row.reviews)
    return (
        f'IF(LEN({r.row.contributions})+LEN({r.row.reviews})=0,"",IF(LEN({r.row.contributions})*LEN({r.row.reviews})=0,{r.nodata},'
        f'IF({x},IF({y},"高贡献区","待认可区"),IF({y},"潜力区","低效区"))))'
    )


@rule(
    "TREND", Parameter("scores", "各季得分", "quarterly scores, oldest first; the last is the latest", "numbers"),
    Parameter("step", "升降幅度", "difference that counts as rise or fall", unit="分", default="YH-6.step"),
    Parameter("span", "比较季数", "how many earlier quarters are averaged, at most", whole=True, low=1, default="YH-6.span"),
    rules=("YH-6",), returns="text",
    zh="趋势：最近一季与此前至多三季平均之差；不足两季无数据。",
    en="Trend: the latest score against the mean of up to three before it; fewer than two: no data.",
)
def trend(scores: list, step: float, span: float) -> str:
    there = [v for v in scores if v is not None]
    if len(there) < 2:
        raise NoData("不足两个季度")
    before = there[-1 - int(span):-1]
    change = settle(there[-1] - sum(before) / len(before))
    return "良性上升" if change >= step else "潜在下滑" if change <= -step else "平稳发展"


@rule(
    "GRADE", Parameter("score", "得分", "score", unit="分", need=True),
    Parameter("scale", "等次标准", "name of a scale in the catalogue", "scale", optional=True),
    rules=("LS-6", "YH-5", "QZ-5"), returns="text",
    zh="等次：按名为 scale 的等次标准给出得分所在的等次。", en="Label of the band that the score falls in, on the named scale.",
)
def grade(score: float, scale: list | None) -> str:
    if scale is None:
        raise WrongInput("没有给出等次标准")
    value = settle(score)
    for floor, name in scale:
        if value >= floor:
            return name
    raise OutOfRange("得分低于最低等次的下限")
