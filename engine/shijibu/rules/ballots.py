"""DQ-10, DQ-11, LS-5: ballots of four grades."""

from __future__ import annotations

from shijibu.rules.native import rounded
from shijibu.rules.parameter import Parameter
from shijibu.rules.registry import rule
from shijibu.rules.relations import not_falling
from shijibu.rules.values import NoData

FAMILY = "民主测评"


def _count(name: str, zh: str, en: str) -> Parameter:
    return Parameter(name, zh, f"ballots for {en}", unit="票", need=True, whole=True, low=0)


def _value(name: str, zh: str) -> Parameter:
    return Parameter(name, zh, f"value of a ballot: {name.removesuffix('_value')}", unit="分", low=0, default=f"DQ-10.{name}")


@rule(
    "BALLOT",
    _count("good", "好票数", "good"), _count("fairly_good", "较好票数", "fairly good"),
    _count("average", "一般票数", "average"), _count("poor", "差票数", "poor"),
    _value("good_value", "“好”折分"), _value("fairly_good_value", "“较好”折分"),
    _value("average_value", "“一般”折分"), _value("poor_value", "“差”折分"),
    rules=("DQ-10", "DQ-11", "LS-5"), spreads=True,
    relations=(not_falling("poor_value", "average_value", "fairly_good_value", "good_value"),),
    zh="测评得分：好、较好、一般、差的票数按折分加权平均；可给四个数或四列；没有票时无数据。",
    en="Ballot score: the mean value of the votes; four numbers or four columns; no votes: no data.",
    example=(((10, 5, 3, 2), 86.75), ((8, 0, 0, 0), 100)),
)
def ballot(good, fairly_good, average, poor, good_value, fairly_good_value, average_value, poor_value) -> float:
    votes = good + fairly_good + average + poor
    if votes == 0:
        raise NoData("没有有效票")
    return (good * good_value + fairly_good * fairly_good_value + average * average_value + poor * poor_value) / votes


@ballot.native
def _(r):
    votes = f"({r.good}+{r.fairly_good}+{r.average}+{r.poor})"
    value = (
        f"({r.good}*{r.good_value}+{r.fairly_good}*{r.fairly_good_value}"
        f"+{r.average}*{r.average_value}+{r.poor}*{r.poor_value})/{votes}"
    )
    return f"IF({votes}=0,{r.nodata},{rounded(value)})"
