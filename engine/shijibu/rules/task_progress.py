"""DQ-2, DQ-6: how far tasks and projects have come, measured against plan."""

from __future__ import annotations

from math import fsum

from shijibu.rules.native import noiseless, numbers, rounded
from shijibu.rules.parameter import Parameter
from shijibu.rules.registry import rule
from shijibu.rules.values import NoData, OutOfRange, compared, nothing, weighted_mean

FAMILY = "进度与项目"
PLANNED = Parameter("planned", "计划进度", "planned progress, cumulative from January", unit="%", low=0, high=100)
ACTUAL = Parameter("actual", "实际进度", "actual progress, cumulative from January", unit="%", low=0, high=100)
CAP = Parameter("cap", "完成比上限", "greatest ratio that counts", unit="倍", above=0, default="DQ-2.cap")


@rule(
    "RATIO", PLANNED, ACTUAL, CAP, rules=("DQ-2", "DQ-6"),
    zh="完成比：实际进度÷计划进度，不超过上限。计划为 0 或有一项未填时无数据。",
    en="Ratio of actual to planned progress, capped. Planned 0, or one of the two blank: no data.",
    example=(((50, 45), 0.9), ((50, 70), 1.2)),
)
def ratio(planned: float | None, actual: float | None, cap: float) -> float:
    if planned is None or nothing(planned) or actual is None:
        raise NoData("计划进度为 0 或未填齐")
    return min(actual / planned, cap)


@ratio.native
def _(r):
    return f"IF({noiseless(f'N({r.planned})')}*LEN({r.actual})=0,{r.nodata},{rounded(f'MIN({r.actual}/{r.planned},{r.cap})')})"


@rule(
    "PROGRESS",
    Parameter("planned", "计划进度", "planned progress of each task", "numbers", unit="%", low=0, high=100),
    Parameter("actual", "实际进度", "actual progress of each task", "numbers", unit="%", low=0, high=100),
    Parameter("weights", "权重", "weight of each task, above 0", "numbers", low=0),
    CAP, rules=("DQ-2",),
    zh="进度指数：各项任务完成比（不超过上限）按权重的加权平均×100。计划为 0 或空的任务不计。",
    en="Progress index: the weighted mean of the tasks' capped ratios times 100. Tasks with planned 0 or blank are left out.",
    example=((([50, 60, 0], [45, 66, 10], [40, 60, 20]), 102),),
)
def progress(planned: list, actual: list, weights: list, cap: float) -> float:
    counted = [(p, a, w) for p, a, w in zip(planned, actual, weights, strict=True) if not nothing(p)]
    if not counted or any(a is None or w is None for _, a, w in counted):
        raise NoData("没有计划大于 0 的任务，或有任务缺实际进度、权重")
    if any(nothing(w) for *_, w in counted):
        raise OutOfRange("权重应大于 0")
    return weighted_mean((min(a / p, cap), w) for p, a, w in counted) * 100


@progress.native
def _(r):
    p, a, w = r.planned, r.actual, r.weights
    counted = f"({noiseless(numbers(p))}>0)"
    weight = f"IF({counted},{numbers(w)},0)"
    share = f"IF({counted},IF({numbers(a)}/{p}<{r.cap},{numbers(a)}/{p},{r.cap}),0)"
    return (
        f"IF(OR(SUM(--{counted})=0,SUM({counted}*((LEN({a})=0)+(LEN({w})=0)))>0),{r.nodata},"
        f"IF(SUM({counted}*({noiseless(numbers(w))}=0))>0,#NUM!,{rounded(f'SUM({weight}*{share})/SUM({weight})*100')}))"
    )


@rule(
    "LOWEST", Parameter("values", "数值", "numbers; blanks are left out", "numbers"), rules=("DQ-2",), rounds=False,
    zh="一列数中最小的一个，空白不计。", en="The least of a column's numbers, blanks left out.",
    example=((([0.9, 1.1, None],), 0.9),),
)
def lowest(values: list) -> float:
    return min(v for v in values if v is not None)


@lowest.native
def _(r):
    return f"MIN({r.values})"


@rule(
    "LOWESTRATIO",
    Parameter("planned", "计划进度", "planned progress of each task", "numbers", unit="%", low=0, high=100),
    Parameter("actual", "实际进度", "actual progress of each task", "numbers", unit="%", low=0, high=100),
    CAP, rules=("DQ-2",), rounds=False,
    zh="最低完成比：各项任务完成比（同 RATIO，但不作四位小数的舍入）中最小的一个；计划为 0 或未填齐的任务不计，都不计则无数据。",
    en="The lowest ratio of the tasks, each as RATIO gives it but not rounded to 4 decimals, because a card is decided by it; "
       "tasks with planned 0 or a blank are left out, all left out: no data.",
    example=((([60, 50, 0], [50, 50, 10]), 0.8333333333),),
)  # fmt: skip
def lowest_ratio(planned: list, actual: list, cap: float) -> float:
    ratios = [min(a / p, cap) for p, a in zip(planned, actual, strict=True) if not nothing(p) and a is not None]
    if not ratios:
        raise NoData("没有计划大于 0 并填了实际进度的任务")
    return compared(min(ratios))


@lowest_ratio.native
def _(r):
    p, a = numbers(r.planned), numbers(r.actual)
    measured = f"({noiseless(p)}>0)*(LEN({r.actual})>0)"
    lowest = noiseless(f"MIN(IF({measured},{a}/{r.planned}),{r.cap})")
    return f"IF(SUM({measured})=0,{r.nodata},{lowest})"


@rule(
    "PROJECTSCORE", Parameter("ratios", "完成比", "ratio of each project that the official leads", "numbers", low=0), rules=("DQ-6",),
    zh="项目得分：所领办项目完成比的平均值×100，无数据的项目不计。",
    en="Project score: the mean of the led projects' ratios times 100; projects without data are left out.",
    example=((([0.9, 1.1, None],), 100),),
)
def project_score(ratios: list) -> float:
    there = [v for v in ratios if v is not None]
    return fsum(there) / len(there) * 100


@project_score.native
def _(r):
    return rounded(f"AVERAGE({r.ratios})*100")
