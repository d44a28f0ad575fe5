"""YA-1, YA-3: what a list of duties delivered, and figures that grow while what they stand for shrinks."""

from __future__ import annotations

from shijibu.rules.native import noiseless
from shijibu.rules.parameter import Parameter
from shijibu.rules.registry import rule
from shijibu.rules.values import compared, nothing

FAMILY = "履职核实"
BEHIND, INFLATED = "进度滞后", "成效不实"


def _progress(name: str, zh: str, en: str, *, need: bool = True) -> Parameter:
    return Parameter(name, zh, f"{en} progress, cumulative from January, 0..1", need=need, low=0, high=1, optional=not need)


@rule(
    "BEHIND",
    _progress("planned", "计划进度", "planned", need=False),
    _progress("verified", "核实进度", "verified"),
    _progress("claimed", "自报进度", "claimed"),
    Parameter("ratio", "滞后线", "verified/planned below this is behind", unit="倍", low=0, default="YA-1.ratio"),
    Parameter("points", "虚报线", "claimed minus verified above this is inflated", unit="个百分点", low=0, default="YA-1.points"),
    rules=("YA-1",), returns="text",
    zh="履职核实：核实÷计划低于滞后线为进度滞后，自报超出核实多于虚报线为成效不实，两者都有用顿号相连；没有为空文字。",
    en="What the check on site shows: 进度滞后, 成效不实, both, or empty text. Planned 0 or blank: only the second is asked.",
    example=(
        ((0.6, 0.5, 0.52, 0.9, 5), "进度滞后"), ((0.6, 0.6, 0.7, 0.9, 5), "成效不实"), ((0.6, 0.5, 0.6, 0.9, 5), "进度滞后、成效不实"),
        ((0.6, 0.6, 0.6, 0.9, 5), ""),
    ),
)
def behind(planned: float | None, verified: float, claimed: float, ratio: float, points: float) -> str:
    late = planned is not None and not nothing(planned) and compared(verified / planned) < ratio
    inflated = compared((claimed - verified) * 100) > points
    return "、".join(name for name, found in ((BEHIND, late), (INFLATED, inflated)) if found)


@behind.native
def _(r):
    inflated = f"{noiseless(f'({r.claimed}-{r.verified})*100')}>{r.points}"
    second = f'IF({inflated},"{INFLATED}","")'
    if r.planned is None:
        return second
    late = f"IF({noiseless(f'N({r.planned})')}=0,FALSE,{noiseless(f'{r.verified}/{r.planned}')}<{r.ratio})"
    return f'IF({late},IF({inflated},"{BEHIND}、{INFLATED}","{BEHIND}"),{second})'


def _figure(name: str, zh: str, en: str) -> Parameter:
    return Parameter(name, zh, en, need=True)


@rule(
    "TWINFLAG",
    _figure("first_before", "数量或增速上期", "quantity or speed, the round before"),
    _figure("first_now", "数量或增速本期", "quantity or speed, now"),
    _figure("second_before", "质量或效益上期", "quality or benefit, the round before"),
    _figure("second_now", "质量或效益本期", "quality or benefit, now"),
    Parameter("label", "提示", "what is said where the first rises and the second falls", "text", need=True),
    rules=("YA-3",), returns="text",
    zh="重数量轻质量、重增速轻效益：前一指标上升而后一指标下降时给出提示，否则为空文字；有一项空白则无数据。",
    en="The label where the first indicator rises and the second falls, else empty text; one blank: no data.",
    example=(((100, 120, 0.95, 0.9, "重数量轻质量"), "重数量轻质量"), ((100, 120, 0.9, 0.95, "重数量轻质量"), "")),
)
def twin_flag(first_before: float, first_now: float, second_before: float, second_now: float, label: str) -> str:
    return label if compared(first_now - first_before) > 0 and compared(second_now - second_before) < 0 else ""


@twin_flag.native
def _(r):
    rises, falls = (noiseless(f"{now}-{before}") for before, now in ((r.first_before, r.first_now), (r.second_before, r.second_now)))
    return f'IF(AND({rises}>0,{falls}<0),{r.label},"")'
