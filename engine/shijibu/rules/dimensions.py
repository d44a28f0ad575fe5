"""QZ-1, QZ-2: the four dimensions of a quarter, and the result score of an official's indicators."""

from __future__ import annotations

from math import fsum

from shijibu.rules.counting import ID, NAME, OWNERS, owned
from shijibu.rules.native import noiseless, numbers, rounded
from shijibu.rules.own_rows import OFFICIALS, trimmed
from shijibu.rules.parameter import Parameter
from shijibu.rules.registry import rule
from shijibu.rules.relations import not_falling
from shijibu.rules.values import NoData, OutOfRange, nothing
from shijibu.spreadsheet.number import round_half_away

FAMILY = "四维得分"
_FOUR = (("first", "post", "岗位赋分"), ("second", "result", "实绩评分"), ("third", "service", "服务积分"), ("fourth", "special", "专项加分"))


@rule(
    "CAPPEDSUM",
    *(
        Parameter(n, zh, f"points of the {n} dimension", unit="分", low=0, need=n != "fourth", optional=n == "fourth")
        for n, _, zh in _FOUR
    ),
    *(Parameter(f"{n}_max", f"{zh}上限", f"the most that the {n} dimension counts for", unit="分", low=0, default=f"QZ-1.{s}") for n, s, zh in _FOUR),
    rules=("QZ-1",),
    zh="四维得分：岗位赋分、实绩评分、服务积分、专项加分各不超过上限，相加；没有专项加分按 0。",
    en="Sum of four dimensions, each at most its maximum; a blank fourth counts as 0.",
    example=(((20, 55, 16, 2, 20, 60, 15, 5), 92), ((18, 50, 10, None, 20, 60, 15, 5), 78)),
)
def capped_sum(first, second, third, fourth, first_max, second_max, third_max, fourth_max) -> float:
    return min(first, first_max) + min(second, second_max) + min(third, third_max) + min(fourth or 0, fourth_max)


@capped_sum.native
def _(r):
    fourth = f"+MIN(N({r.fourth}),{r.fourth_max})" if r.fourth is not None else ""
    return rounded(f"MIN({r.first},{r.first_max})+MIN({r.second},{r.second_max})+MIN({r.third},{r.third_max}){fourth}")


LIMITS = (
    Parameter("low", "系数下限", "least coefficient", low=0, default="QZ-2.low"),
    Parameter("high", "系数上限", "greatest coefficient", low=0, default="QZ-2.high"),
)
_THREE = (("saturation", "饱和度"), ("risk", "风险度"), ("difficulty", "难度"))


@rule(
    "COEFFICIENT",
    *(Parameter(n, f"{zh}系数", f"coefficient of {n}; a blank counts as 1", optional=True) for n, zh in _THREE),
    *LIMITS,
    rules=("QZ-2",), relations=(not_falling("low", "high"),),
    zh="综合系数：饱和度×风险度×难度，每项须在上下限之间，空白按 1。",
    en="The product of the three coefficients, each within low..high; blanks count as 1.",
    example=(((1.1, 1, 0.9, 0.8, 1.2), 0.99), ((1.2, None, 1.1, 0.8, 1.2), 1.32)),
)
def coefficient(saturation, risk, difficulty, low, high) -> float:
    there = [v for v in (saturation, risk, difficulty) if v is not None]
    if any(not low <= round_half_away(v, 10) <= high for v in there):
        raise OutOfRange(f"系数应在 {low:g}～{high:g} 之间")
    product = 1.0
    for v in there:
        product *= v
    return product


@coefficient.native
def _(r):
    there = [ref for ref in (r.saturation, r.risk, r.difficulty) if ref is not None]
    outside = ",".join(f"IF(LEN({v})=0,FALSE,OR(ROUND({v},10)<{r.low},ROUND({v},10)>{r.high}))" for v in there)
    product = "*".join(f"IF(LEN({v})=0,1,{v})" for v in there)
    return f"IF(OR({outside}),#NUM!,{rounded(product)})"


INDICATORS = (
    Parameter("weights", "权重", "weight of each indicator, above 0", "numbers", low=0),
    Parameter("coefficients", "综合系数", "coefficient of each indicator; a blank, or left out: 1", "numbers", low=0, optional=True),
    Parameter("ratios", "完成比", "ratio of each indicator", "numbers", low=0),
)
CAP = Parameter("cap", "完成比上限", "greatest ratio that counts", unit="倍", above=0, default="QZ-2.cap")
MAX = Parameter("max", "实绩评分上限", "the score of a full result, and the most that is given", unit="分", low=0, default="QZ-2.max")


@rule(
    "RESULTSCORE", *INDICATORS, CAP, MAX, rules=("QZ-2",),
    zh="实绩评分：上限×各指标（权重×系数×完成比，完成比不超过上限）之和÷权重之和，不超过上限；没有完成比的行不计。",
    en="Result score: max * sum(weight * coefficient * capped ratio) / sum(weight), at most max; rows without a ratio are left out.",
    example=((([40, 30, 30], [1.1, 1, None], [1, 0.9, 0.8], 1.2, 60), 57),),
)
def result_score(weights: list, coefficients: list, ratios: list, cap: float, max: float) -> float:
    coefficients = coefficients if len(coefficients) == len(ratios) else [None] * len(ratios)
    rows = [(w, 1 if k is None else k, x) for w, k, x in zip(weights, coefficients, ratios, strict=True) if x is not None]
    if not rows or any(w is None for w, *_ in rows):
        raise NoData("没有完成比，或有指标缺权重")
    if any(nothing(w) for w, *_ in rows):
        raise OutOfRange("权重应大于 0")
    return min(max * fsum(w * k * min(x, cap) for w, k, x in rows) / fsum(w for w, *_ in rows), max)


def _native_score(r, there: str) -> str:
    """The score over the rows for which `there` holds; each of them has a ratio."""
    w, x = r.weights, r.ratios
    weight = f"IF({there},{numbers(w)},0)"
    k = "1" if r.coefficients is None else f"IF(ISNUMBER({r.coefficients}),{r.coefficients},1)"
    share = f"IF({there},IF({x}<{r.cap},{x},{r.cap}),0)"
    return (
        f"IF(OR(SUM(--{there})=0,SUM({there}*(1-ISNUMBER({w})))>0),{r.nodata},"
        f"IF(SUM({there}*({noiseless(numbers(w))}=0))>0,#NUM!,{rounded(f'MIN({r.max}*SUM({weight}*{k}*{share})/SUM({weight}),{r.max})')}))"
    )


@result_score.native
def _(r):
    return _native_score(r, f"ISNUMBER({r.ratios})")


@rule(
    "OWNRESULT", *INDICATORS, OWNERS, ID, NAME, CAP, MAX, rules=("QZ-2",), own=OFFICIALS,
    zh="本人实绩评分：同 RESULTSCORE，只计负责人为该干部（编号或姓名）的行；没有则无数据。",
    en="Result score of one official: as RESULTSCORE, over the rows that name the official by id or by name; none: no data.",
    example=(
        (([40, 30, 30], [1.1, 1, None], [0.9, 0.8, 1], ["T01-01", "周明远", "T01-02"], "T01-01", "周明远", 1.2, 60), 54.5143),
    ),
)
def own_result(weights: list, coefficients: list, ratios: list, owners: list, id: str, name: str, cap: float, max: float) -> float:
    own = [owner is not None and trimmed(owner) in (id, name) for owner in owners]
    coefficients = coefficients if len(coefficients) == len(ratios) else [None] * len(ratios)
    columns = ([v for v, counts in zip(column, own, strict=True) if counts] for column in (weights, coefficients, ratios))
    return result_score.function(*columns, cap, max)


@own_result.native
def _(r):
    return _native_score(r, f"(ISNUMBER({r.ratios})*{owned(r)}>0)")


@rule(
    "INDICATORSCORE",
    INDICATORS[0],
    Parameter("planned", "计划进度", "planned progress of each indicator", "numbers", unit="%", low=0, high=100),
    Parameter("actual", "实际进度", "actual progress of each indicator", "numbers", unit="%", low=0, high=100),
    *(Parameter(n, f"{zh}系数", f"coefficient of {n} of each indicator; a blank counts as 1", "numbers") for n, zh in _THREE),
    OWNERS, ID, NAME, CAP, *LIMITS, MAX,
    rules=("QZ-2",), own=OFFICIALS,
    zh="本人实绩评分：同 OWNRESULT，直接由计划、实际进度和三项系数算出，中间的完成比、综合系数不作舍入；没有完成比的行不计，没有则无数据。",
    en="Result score of one official: as OWNRESULT, made from planned and actual progress and the three coefficients, so that neither a "
       "ratio nor a product of coefficients is rounded on the way; rows without a ratio are left out, none: no data.",
    example=(
        (([20, 15], [60, 50], [50, 50], [None, None], [None, None], [None, None], ["T01-01", "T01-02"], "T01-01", "周明远", 1.2, 0.8, 1.2, 60), 50),
    ),
)  # fmt: skip
def indicator_score(weights, planned, actual, saturation, risk, difficulty, owners, id, name, cap, low, high, max) -> float:
    own = [owner is not None and trimmed(owner) in (id, name) for owner in owners]
    rows = [row for row, counts in zip(zip(weights, planned, actual, saturation, risk, difficulty, strict=True), own, strict=True) if counts]
    rows = [row for row in rows if not nothing(row[1]) and row[2] is not None]
    factors = [coefficient.function(*three, low, high) for *_, s, r, d in rows for three in [(s, r, d)]]
    return result_score.function([w for w, *_ in rows], factors, [a / p for _, p, a, *_ in rows], cap, max)


@indicator_score.native
def _(r):
    w, p, a = r.weights, r.planned, r.actual
    there = f"({owned(r)}>0)*({noiseless(numbers(p))}>0)*ISNUMBER({a})"
    three = (r.saturation, r.risk, r.difficulty)
    outside = "+".join(f"IF(ISNUMBER({c}),(ROUND({c},10)<{r.low})+(ROUND({c},10)>{r.high}),0)" for c in three)
    k = "*".join(f"IF(ISNUMBER({c}),{c},1)" for c in three)
    weight, share = f"IF({there},{numbers(w)},0)", f"IF({there},IF({numbers(a)}/{p}<{r.cap},{numbers(a)}/{p},{r.cap}),0)"
    score = rounded(f"MIN({r.max}*SUM({weight}*{k}*{share})/SUM({weight}),{r.max})")
    return (
        f"IF(SUM({there}*({outside}))>0,#NUM!,IF(OR(SUM({there})=0,SUM({there}*(1-ISNUMBER({w})))>0),{r.nodata},"
        f"IF(SUM({there}*({noiseless(numbers(w))}=0))>0,#NUM!,{score})))"
    )
