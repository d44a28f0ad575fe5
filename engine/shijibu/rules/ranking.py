"""Order within groups: competition rank (RULES.md, "Arithmetic"; YH-1, QZ-3) and quadrants by medians (YA-5)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from math import fsum
from statistics import median

from shijibu.rules.native import literal, noiseless, rounded, same
from shijibu.rules.parameter import Parameter
from shijibu.rules.registry import rule
from shijibu.rules.relations import not_falling
from shijibu.rules.values import CellError, NoData, OutOfRange, WrongInput, compared, shown
from shijibu.spreadsheet.number import settle

FAMILY = "排名与等次"
GROUPS = Parameter("groups", "分组", "the group of each row; left out: one group", "labels", optional=True)


def _one_each(groups: list, rows: list) -> list:
    """The rows' groups; one group for all where none were given."""
    return groups if len(groups) == len(rows) else [None] * len(rows)


def _same_group(r) -> str:
    return "1" if r.groups is None else same(r.groups, r.row.groups)


@rule(
    "RANKIN",
    Parameter("values", "数值", "what is ranked, by its 2-decimal value", "numbers"), GROUPS,
    Parameter("order", "方向（0 为高者在前，1 为低者在前）", "0 or left out: highest first; 1: lowest first",
              whole=True, low=0, high=1, optional=True),
    rules=("DQ-14", "YH-1", "QZ-3", "QZ-11"), returns="column", apart="groups",
    zh="组内名次（一列）：同分同名次（1、2、2、4），空白不排名。", en="Rank within each row's group (a column): 1, 2, 2, 4; blanks have none.",
    example=((([95, 92, 92, 88, 90], ["乡镇", "乡镇", "乡镇", "乡镇", "部门"]), [1, 2, 2, 4, 1]),),
)
def rank_in(values: list, groups: list, order: float | None) -> list:
    keys = [None if v is None else shown(v) * (1 if order else -1) for v in values]
    groups = _one_each(groups, values)
    members: dict = {}
    for k, g in zip(keys, groups, strict=True):
        if k is not None:
            members.setdefault(g, []).append(k)
    ordered = {g: sorted(own) for g, own in members.items()}
    return [None if k is None else 1 + bisect_left(ordered[g], k) for k, g in zip(keys, groups, strict=True)]


@rank_in.native
def _(r):
    value = f"IF(ISNUMBER({r.values}),{rounded(r.values, 2)},0)"
    own = rounded(f"N({r.row.values})", 2)
    better = f"IF(ROUND(N({r.order or 0}),0)=1,--({value}<{own}),--({value}>{own}))"
    return f'IF(LEN({r.row.values})=0,"",1+SUM(ISNUMBER({r.values})*{_same_group(r)}*{better}))'


@rule(
    "RANKSCORE",
    Parameter("values", "数值", "the indicator's value for each official, ranked by its 2-decimal value", "numbers"), GROUPS,
    Parameter("directions", "方向", "direction of each row's indicator; left out: higher is better", "labels", optional=True),
    Parameter("top", "首位得分", "score of the first", unit="分", low=0, default="YH-1.top"),
    Parameter("span", "首末分差", "points between the first and the last place", unit="分", low=0, default="YH-1.span"),
    Parameter("low_label", "越低越好的写法", "the direction that means lower is better", "label", default="YH-1.low_label"),
    rules=("YH-1",), returns="column", apart="groups", relations=(not_falling("span", "top"),),
    zh="排名得分（一列）：首位得分－（名次－1）×首末分差÷（组内有数值的行数－1）；只有一行得首位得分；空白不排。",
    en="Score by rank within each row's group (a column): top - (rank-1)*span/(N-1), the top where N is 1; blanks have none.",
    example=(
        (([30, 20, 10, 1, 4], ["产值", "产值", "产值", "投诉", "投诉"], [None, None, None, "越低越好", "越低越好"], 100, 40, "越低越好"),
         [100, 80, 60, 100, 60]),
    ),
)
def rank_score(values: list, groups: list, directions: list, top: float, span: float, low_label: str) -> list:
    groups, directions = _one_each(groups, values), _one_each(directions, values)
    members: dict = {}
    for v, g in zip(values, groups, strict=True):
        if v is not None:
            members.setdefault(g, []).append(shown(v))
    ordered = {g: sorted(own) for g, own in members.items()}
    out: list = []
    for v, g, direction in zip(values, groups, directions, strict=True):
        if v is None:
            out.append(None)
            continue
        own, lower = shown(v), direction == low_label
        better = bisect_left(ordered[g], own) if lower else len(ordered[g]) - bisect_right(ordered[g], own)
        out.append(top - better * span / max(len(ordered[g]) - 1, 1))
    return out


@rank_score.native
def _(r):
    value = f"IF(ISNUMBER({r.values}),{rounded(r.values, 2)},0)"
    own = rounded(f"N({r.row.values})", 2)
    better = f"--({value}>{own})"
    if r.directions is not None:
        better = f"IF({same(r.row.directions, r.low_label)},--({value}<{own}),{better})"
    there = f"ISNUMBER({r.values})*{_same_group(r)}"
    return f'IF(LEN({r.row.values})=0,"",{rounded(f"{r.top}-SUM({there}*{better})*{r.span}/MAX(SUM({there})-1,1)")})'


@rule(
    "QUADRANT",
    Parameter("contributions", "贡献度", "contribution of each official", "numbers"),
    Parameter("reviews", "口碑", "review score of each official", "numbers"), GROUPS,
    rules=("YA-5",), returns="column", apart="groups",
    zh="实绩象限（一列）：与同组中位数相比，贡献度和口碑都高为高贡献区，都低为低效区，口碑高为潜力区，贡献高为待认可区。",
    en="Quadrant (a column) by the group's medians: both high, both low, review high, contribution high.",
    example=((([30, 20, 12, 8], [95, 80, 90, 70]), ["高贡献区", "待认可区", "潜力区", "低效区"]),),
)
def quadrant(contributions: list, reviews: list, groups: list) -> list:
    groups = _one_each(groups, reviews)
    members: dict = {}
    for x, y, g in zip(contributions, reviews, groups, strict=True):
        if x is not None and y is not None:
            members.setdefault(g, []).append((x, y))
    middles = {g: tuple(settle(median(side)) for side in zip(*own, strict=True)) for g, own in members.items()}
    out: list = []
    for x, y, g in zip(contributions, reviews, groups, strict=True):
        if x is None or y is None:
            out.append(None if x is None and y is None else CellError(NoData.kind))
            continue
        high_x, high_y = (settle(v) >= middle for v, middle in zip((x, y), middles[g], strict=True))
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
    Parameter("step", "升降幅度", "difference that counts as rise or fall", unit="分", low=0, default="YH-6.step"),
    Parameter("span", "比较季数", "how many earlier quarters are averaged, at most", whole=True, low=1, default="YH-6.span"),
    rules=("YH-6",), returns="text",
    zh="趋势：最近一季与此前至多三季平均之差；不足两季无数据。",
    en="Trend: the latest score against the mean of up to three before it; fewer than two: no data.",
    example=((([80, 82, 81, 85], 2, 3), "良性上升"), (([85, 82, 81], 2, 3), "潜在下滑")),
)
def trend(scores: list, step: float, span: float) -> str:
    there = [v for v in scores if v is not None]
    if len(there) < 2:
        raise NoData("不足两个季度")
    before = there[-1 - int(span):-1]
    change = compared(there[-1] - fsum(before) / len(before))
    return "良性上升" if change >= step else "潜在下滑" if change <= -step else "平稳发展"


@trend.native
def _(r):
    place = f'IF(ISNUMBER({r.scores}),ROW({r.scores}),"")'
    how_many = f"SUM(--ISNUMBER({r.scores}))"
    latest = f"SUM(IF(ISNUMBER({r.scores}),IF(ROW({r.scores})=MAX({place}),{r.scores},0),0))"
    back = f"LARGE({place},MIN({r.span}+1,{how_many}))"
    before = f"SUM(IF(ISNUMBER({r.scores}),IF(ROW({r.scores})<MAX({place}),IF(ROW({r.scores})>={back},{r.scores},0),0),0))"
    change = noiseless(f"{latest}-{before}/(MIN({r.span}+1,{how_many})-1)")
    return f'IF({how_many}<2,{r.nodata},IF({change}>={r.step},"良性上升",IF({change}<=-({r.step}),"潜在下滑","平稳发展")))'


@rule(
    "GRADE", Parameter("score", "得分", "score", unit="分", need=True),
    Parameter("scale", "等次标准", "name of a scale in the catalogue, or two columns: floor and label", "scale", optional=True),
    rules=("LS-6", "YH-5", "QZ-5"), returns="text",
    zh="等次：按名为 scale 的等次标准给出得分所在的等次。", en="Label of the band that the score falls in, on the named scale.",
    example=(((92, "leishan.year_grade"), "优秀"), ((74.99, "leishan.year_grade"), "基本称职")),
)
def grade(score: float, scale: list | None) -> str:
    if scale is None:
        raise WrongInput("没有给出等次标准")
    value = settle(score)
    for floor, name in scale:
        if value >= floor:
            return name
    raise OutOfRange("得分低于最低等次的下限")


@grade.native
def _(r):
    if r.scale is None:
        return "#VALUE!"
    bands = "".join(f"IF({rounded(r.score)}>={literal(floor)},{literal(name)}," for floor, name in r.scale)
    return f"{bands}#NUM!{')' * len(r.scale)}"
