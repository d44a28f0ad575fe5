"""DQ-14: the year's composite of a unit and of an official."""

from __future__ import annotations

from shijibu.rules.native import given, noiseless, rounded
from shijibu.rules.parameter import Parameter
from shijibu.rules.registry import rule
from shijibu.rules.relations import whole
from shijibu.rules.values import NoData, nothing, weighted_mean

FAMILY = "年度综合分"


@rule(
    "UNITSCORE",
    Parameter("index", "平均进度指数", "mean progress index of the year's rounds", low=0, optional=True),
    Parameter("review", "平均评议得分", "mean review score of the year", unit="分", low=0, high=100, optional=True),
    Parameter("blues", "蓝牌数", "blue cards of the year", whole=True, low=0, optional=True),
    Parameter("deductions", "联动扣分", "points lost in the year, as a positive number", unit="分", low=0, optional=True),
    Parameter("index_weight", "进度权重", "weight of the index", low=0, default="DQ-14.index_weight"),
    Parameter("review_weight", "评议权重", "weight of the reviews", low=0, default="DQ-14.review_weight"),
    Parameter("blue_points", "蓝牌加分", "points for a blue card", unit="分", low=0, default="DQ-14.blue_points"),
    rules=("DQ-14",), relations=(whole("index_weight", "review_weight"),),
    zh="单位综合分：平均进度指数与平均评议得分按权重平均（只有一项时取该项），加蓝牌加分，减联动扣分。",
    en="Unit score: mean index and mean review by weight, normalised over what is there, plus blue cards, minus deductions.",
    example=(((102, 90, 1, 0.5), 98.9), ((102, None, 0, 0), 102)),
)
def unit_score(index, review, blues, deductions, index_weight, review_weight, blue_points) -> float:
    parts = [(v, w) for v, w in ((index, index_weight), (review, review_weight)) if v is not None]
    if not parts:
        raise NoData("没有进度指数，也没有评议得分")
    weight = sum(w for _, w in parts)
    if nothing(weight):
        raise NoData("有数据的项目没有权重")
    return weighted_mean(parts) + (blues or 0) * blue_points - (deductions or 0)


@unit_score.native
def _(r):
    index, review, blues, deductions = (given(ref) for ref in (r.index, r.review, r.blues, r.deductions))
    weight = f"({r.index_weight}*(LEN({index})>0)+{r.review_weight}*(LEN({review})>0))"
    base = f"(N({index})*{r.index_weight}+N({review})*{r.review_weight})/{weight}"
    return f"IF({noiseless(weight)}=0,{r.nodata},{rounded(f'{base}+N({blues})*{r.blue_points}-N({deductions})')})"


@rule(
    "OFFICIALSCORE",
    Parameter("composite", "星级综合分", "star composite", unit="分", need=True, low=0, high=100),
    Parameter("project_score", "项目得分", "project score", unit="分", need=True, low=0),
    Parameter("unit_score", "单位综合分", "the unit's score", unit="分", need=True),
    Parameter("composite_weight", "星级权重", "weight of the star composite", low=0, default="DQ-14.composite_weight"),
    Parameter("project_weight", "项目权重", "weight of the project score", low=0, default="DQ-14.project_weight"),
    Parameter("unit_weight", "单位权重", "weight of the unit's score", low=0, default="DQ-14.unit_weight"),
    rules=("DQ-14",), relations=(whole("composite_weight", "project_weight", "unit_weight"),),
    zh="干部综合分：星级综合分、项目得分、单位综合分的加权和。", en="Official's score: star composite, project score and unit score by weight.",
    example=(((91.2, 98.5, 98.9), 94.93),),
)
def official_score(composite, project_score, unit_score, composite_weight, project_weight, unit_weight) -> float:
    return composite * composite_weight + project_score * project_weight + unit_score * unit_weight


@official_score.native
def _(r):
    return rounded(f"{r.composite}*{r.composite_weight}+{r.project_score}*{r.project_weight}+{r.unit_score}*{r.unit_weight}")
