"""DQ-2, DQ-3, DQ-5: cards, what follows from them for the unit's head, and what a linked department loses."""

from __future__ import annotations

from shijibu.rules.native import given, noiseless, rounded
from shijibu.rules.parameter import Parameter
from shijibu.rules.registry import rule
from shijibu.rules.relations import not_falling, rising
from shijibu.rules.values import WrongInput, compared
from shijibu.spreadsheet.number import settle

FAMILY = "亮牌与问责"
BLUE, YELLOW, RED = "蓝牌", "黄牌", "红牌"
CARDS = (BLUE, YELLOW, RED)
STATEMENT, TALK, REPORT, ADJUST = "表态发言", "诫勉谈话", "向常委会说明情况", "组织调整"


def known_card(card: str | None) -> str | None:
    """The card, None for none. Raises WrongInput for another word."""
    if card is not None and card not in CARDS:
        raise WrongInput(f"“{card}”不是蓝牌、黄牌或红牌")
    return card


def unknown_card(ref: str) -> str:
    """The native condition that `ref` holds neither a card nor a blank."""
    return f'AND(LEN({ref})>0,NOT({is_card(ref, BLUE)}),NOT({is_card(ref, YELLOW)}),NOT({is_card(ref, RED)}))'


def is_card(ref: str, card: str) -> str:
    """The native condition that `ref` holds this very card."""
    return f'EXACT({ref},"{card}")'


@rule(
    "CARD",
    Parameter("index", "进度指数", "progress index", need=True, low=0),
    Parameter("worst_ratio", "最低完成比", "the lowest ratio of a task; left out: the condition counts as met", low=0, optional=True),
    Parameter("red_below", "红牌线", "red below this index", low=0, default="DQ-2.red_below"),
    Parameter("yellow_below", "黄牌线", "yellow below this index", low=0, default="DQ-2.yellow_below"),
    Parameter("blue_from", "蓝牌线", "blue from this index on", low=0, default="DQ-2.blue_from"),
    Parameter("ratio_floor", "蓝牌最低完成比", "no task may be below this for blue", low=0, default="DQ-2.ratio_floor"),
    rules=("DQ-2",), returns="text", relations=(rising("red_below", "yellow_below", "blue_from"),),
    zh="考核亮牌：按进度指数和最低完成比给出蓝牌、黄牌、红牌；不亮牌为空文字。",
    en="Card of a round from the progress index and the lowest ratio: 蓝牌, 黄牌, 红牌, or empty text for none.",
    example=(((106, 0.95), "蓝牌"), ((106, 0.85), ""), ((88,), "黄牌"), ((74,), "红牌")),
)
def card(index: float, worst: float | None, red_below: float, yellow_below: float, blue_from: float, ratio_floor: float) -> str:
    index = settle(index)
    if index < red_below:
        return RED
    if index < yellow_below:
        return YELLOW
    if index >= blue_from and (worst is None or compared(worst) >= ratio_floor):
        return BLUE
    return ""


@card.native
def _(r):
    index = rounded(r.index)
    floor = "TRUE" if r.worst_ratio is None else f"OR(LEN({r.worst_ratio})=0,{noiseless(f'N({r.worst_ratio})')}>={r.ratio_floor})"
    return (
        f'IF({index}<{r.red_below},"{RED}",IF({index}<{r.yellow_below},"{YELLOW}",'
        f'IF(AND({index}>={r.blue_from},{floor}),"{BLUE}","")))'
    )


@rule(
    "MEASURE",
    Parameter("yellow", "黄牌数", "yellow cards of the year so far", need=True, whole=True, low=0),
    Parameter("red", "红牌数", "red cards of the year so far", need=True, whole=True, low=0),
    Parameter("yellow_points", "黄牌计点", "points of a yellow card", low=0, default="DQ-3.yellow_points"),
    Parameter("red_points", "红牌计点", "points of a red card", low=0, default="DQ-3.red_points"),
    Parameter("statement_from", "表态发言起点", "points from which the head makes a statement", low=0, default="DQ-3.statement_from"),
    Parameter("talk_from", "诫勉谈话起点", "points from which the head is admonished", low=0, default="DQ-3.talk_from"),
    Parameter("report_from", "说明情况起点", "points from which the head explains to the standing committee", low=0, default="DQ-3.report_from"),
    Parameter("adjust_from", "组织调整起点", "points from which a change of post is proposed", low=0, default="DQ-3.adjust_from"),
    rules=("DQ-3",), returns="text",
    relations=(not_falling("yellow_points", "red_points"), rising("statement_from", "talk_from", "report_from", "adjust_from")),
    zh="问责亮剑：按当年黄牌、红牌次数给出应对单位主要负责人采取的最高一级措施；没有为空文字。",
    en="Accountability measure for the unit's head from the year's yellow and red cards; empty text for none.",
    example=(((1, 0), "表态发言"), ((0, 1), "诫勉谈话"), ((1, 1), "向常委会说明情况"), ((0, 2), "组织调整")),
)
def measure(yellow, red, yellow_points, red_points, statement_from, talk_from, report_from, adjust_from) -> str:
    points = settle(yellow * yellow_points + red * red_points)
    for start, name in ((adjust_from, ADJUST), (report_from, REPORT), (talk_from, TALK), (statement_from, STATEMENT)):
        if points >= start:
            return name
    return ""


@measure.native
def _(r):
    points = rounded(f"{r.yellow}*{r.yellow_points}+{r.red}*{r.red_points}")
    steps = ((r.adjust_from, ADJUST), (r.report_from, REPORT), (r.talk_from, TALK), (r.statement_from, STATEMENT))
    return "".join(f'IF({points}>={start},"{name}",' for start, name in steps) + '""' + ")" * len(steps)


@rule(
    "LINKPOINTS",
    Parameter("card", "亮牌", "the township's card of the round", "text"),
    Parameter("yellow_points", "黄牌扣分", "points lost for a yellow card", unit="分", low=0, default="DQ-5.yellow_points"),
    Parameter("red_points", "红牌扣分", "points lost for a red card", unit="分", low=0, default="DQ-5.red_points"),
    rules=("DQ-5",), blank_is_blank=False, rounds=False, relations=(not_falling("yellow_points", "red_points"),),
    zh="联动扣分：所联系乡镇亮黄牌或红牌时部门应扣的分；其他为 0。",
    en="Points that a linked or responsible department loses for a township's card; 0 for blue or none.",
    example=((("黄牌",), 0.5), (("红牌",), 1), (("蓝牌",), 0)),
)
def link_points(card: str | None, yellow_points: float, red_points: float) -> float:
    return {YELLOW: yellow_points, RED: red_points}.get(known_card(card) or "", 0)


@link_points.native
def _(r):
    card = given(r.card)
    return f"IF({unknown_card(card)},#VALUE!,IF({is_card(card, YELLOW)},{r.yellow_points},IF({is_card(card, RED)},{r.red_points},0)))"
