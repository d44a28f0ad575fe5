"""Shares: of a group's rows (YA-4), of what was assigned (TX-1, TX-2), of a whole (YA-9), and an official's part of the results (YA-4)."""

from __future__ import annotations

from math import fsum

from shijibu.rules.native import numbers, rounded, same
from shijibu.rules.own_rows import OwnRows
from shijibu.rules.parameter import Parameter
from shijibu.rules.registry import rule
from shijibu.rules.values import NoData
from shijibu.spreadsheet.number import settle

FAMILY = "占比与贡献"


@rule(
    "GROUPSUM",
    Parameter("values", "数值", "numbers; blanks are left out", "numbers"),
    Parameter("groups", "分组", "the group of each row", "labels"),
    Parameter("group", "所求的组", "the group that is summed", "label", need=True),
    rules=("YA-4",), own=OwnRows("groups", ("group",)),
    zh="分组合计：某一组各行数值之和，空白不计；该组没有数值则无数据。", en="The sum of the numbers in one group's rows; none there: no data.",
    example=((([10, 20, 5], ["一组", "二组", "一组"], "一组"), 15),),
)
def group_sum(values: list, groups: list, group: str) -> float:
    there = [v for v, g in zip(values, groups, strict=True) if v is not None and g == group]
    if not there:
        raise NoData("该组没有数值")
    return fsum(there)


@group_sum.native
def _(r):
    own = same(r.groups, r.group)
    return f"IF(SUM(ISNUMBER({r.values})*{own})=0,{r.nodata},{rounded(f'SUM({numbers(r.values)}*{own})')})"


@rule(
    "VALUEOF",
    Parameter("values", "数值", "numbers", "numbers"),
    Parameter("labels", "名称", "the name of each row", "labels"),
    Parameter("label", "所求的名称", "the name that is looked up", "label", need=True),
    rules=("YH-1",), rounds=False, own=OwnRows("labels", ("label",)),
    zh="取数：名称相同的第一行的数值，原样取出，不作舍入；没有这一行或该行空白则无数据。",
    en="The number in the first row of that name, as it was entered, not rounded; no such row, or a blank: no data.",
    example=((([1.0049999, 2.5], ["甲", "乙"], "甲"), 1.0049999),),
)
def value_of(values: list, labels: list, label: str) -> float:
    value = next((v for v, name in zip(values, labels, strict=True) if name == label), None)
    if value is None:
        raise NoData("没有这一行，或该行没有数值")
    return value


@value_of.native
def _(r):
    found = f"INDEX({r.values},MATCH(1,--{same(r.labels, r.label)},0))"
    return f"IF(SUM(--{same(r.labels, r.label)})=0,{r.nodata},IF(LEN({found})=0,{r.nodata},{found}))"


def _fraction(name: str, zh: str, en: str) -> Parameter:
    return Parameter(name, zh, en, "numbers", low=0, high=1)


@rule(
    "CONTRIBUTION",
    _fraction("shares", "分工占比", "the official's share of each task, 0..1"),
    Parameter("scores", "任务得分", "score of each task", "numbers", unit="分", low=0),
    _fraction("supports", "外部支持占比", "what came from outside, 0..1; a blank counts as 0"),
    rules=("YA-4",),
    zh="贡献度：各项任务的占比×任务得分×（1－外部支持占比）之和；已填的行缺占比或得分则无数据，外部支持空白按 0。",
    en="Contribution: the sum of share * task score * (1 - external support); a started row without share or score: no data.",
    example=((([0.5, 0.3], [90, 80], [0.1, None]), 64.5),),
)
def contribution(shares: list, scores: list, supports: list) -> float:
    rows = [row for row in zip(shares, scores, supports, strict=True) if any(v is not None for v in row)]
    if any(share is None or score is None for share, score, _ in rows):
        raise NoData("有任务缺占比或得分")
    return fsum(share * score * (1 - (support or 0)) for share, score, support in rows)


@contribution.native
def _(r):
    missing = f"SUM((LEN({r.shares})*LEN({r.scores})=0)*(LEN({r.shares})+LEN({r.scores})+LEN({r.supports})>0))"
    value = f"SUM({numbers(r.shares)}*{numbers(r.scores)}*(1-{numbers(r.supports)}))"
    return f"IF({missing}>0,{r.nodata},{rounded(value)})"


@rule(
    "COMPLETION",
    Parameter("assigned", "交办", "what was assigned: a date or text in each row that was", "labels"),
    Parameter("closed", "办结", "what says that the row is done: a date or text", "labels"),
    rules=("TX-1", "TX-2"),
    zh="办结率（0～1）：已交办的行中已办结的占比；没有交办则无数据。",
    en="Completion 0..1: of the rows that were assigned, the share that is closed; none assigned: no data.",
    example=((([1, 2, 3, None], ["2026-03-10", None, "2026-03-20", None]), 0.6667),),
)
def completion(assigned: list, closed: list) -> float:
    done = [c is not None for a, c in zip(assigned, closed, strict=True) if a is not None]
    if not done:
        raise NoData("没有交办事项")
    return sum(done) / len(done)


@completion.native
def _(r):
    there = f"SUM(--(LEN({r.assigned})>0))"
    return f"IF({there}=0,{r.nodata},{rounded(f'SUM((LEN({r.assigned})>0)*(LEN({r.closed})>0))/{there}')})"


@rule(
    "SHAREOF",
    Parameter("part", "部分", "the part", need=True, low=0),
    Parameter("whole", "总数", "the whole", need=True, low=0),
    rules=("YA-9", "YA-2"),
    zh="占比：部分÷总数；总数为 0 或有一项空白则无数据。", en="The part divided by the whole; whole 0, or one of the two blank: no data.",
    example=(((3, 8), 0.375),),
)
def share_of(part: float, whole: float) -> float:
    if settle(whole) == 0:
        raise NoData("总数为 0")
    return part / whole


@share_of.native
def _(r):
    return f"IF({rounded(r.whole)}=0,{r.nodata},{rounded(f'{r.part}/{r.whole}')})"
