"""DQ-11, DQ-12, DQ-13: star rating, its quota, and the cap that a card sets."""

from __future__ import annotations

from shijibu.rules.cards import RED, YELLOW, is_card, known_card, unknown_card
from shijibu.rules.native import given, rounded
from shijibu.rules.parameter import Parameter
from shijibu.rules.quota import native_places, places
from shijibu.rules.registry import rule
from shijibu.rules.relations import not_falling, rising, whole
from shijibu.rules.values import CellError, NoData, shown
from shijibu.spreadsheet.number import settle

FAMILY = "星级评定"
PERCENT = Parameter("percent", "五星比例上限", "five-star members of a team, at most", unit="%",
                    low=0, high=100, hundredths=True, default="DQ-12.percent")
TOP = Parameter("top", "最高星级", "the highest star", whole=True, low=5, high=100, default="DQ-11.top")
BANDS = tuple(
    Parameter(f"{name}_from", f"{zh}星线", f"composite from which an official has {name} stars", unit="分", low=0, high=100,
              default=f"DQ-11.{name}_from")
    for name, zh in (("five", "五"), ("four", "四"), ("three", "三"), ("two", "二"))
)
CAPS = (
    Parameter("yellow_cap", "黄牌限星", "most stars under a yellow card", whole=True, low=1, default="DQ-13.yellow_cap"),
    Parameter("red_cap", "红牌限星", "most stars under a red card", whole=True, low=1, default="DQ-13.red_cap"),
)
LINES_RISE = rising("two_from", "three_from", "four_from", "five_from")
CAPS_RISE = not_falling("red_cap", "yellow_cap", "top")
CARD = Parameter("card", "亮牌", "the unit's card of this round", "text", optional=True)


@rule(
    "STARSCORE",
    Parameter("leader", "主要领导评分", "leader's score", unit="分", need=True, low=0, high=100),
    Parameter("democratic", "民主测评得分", "democratic ballot score", unit="分", need=True, low=0, high=100),
    Parameter("talk", "谈话评分", "talk score", unit="分", need=True, low=0, high=100),
    Parameter("leader_weight", "领导评分权重", "weight of the leader's score", low=0, default="DQ-11.leader_weight"),
    Parameter("democratic_weight", "民主测评权重", "weight of the ballot", low=0, default="DQ-11.democratic_weight"),
    Parameter("talk_weight", "谈话评分权重", "weight of the talks", low=0, default="DQ-11.talk_weight"),
    rules=("DQ-11",), relations=(whole("leader_weight", "democratic_weight", "talk_weight"),),
    zh="星级综合分：主要领导评分、民主测评得分、谈话评分的加权和。",
    en="Star composite: the weighted sum of leader's score, democratic ballot and talk score.",
    example=(((92, 88, 90), 90),),
)
def star_score(leader, democratic, talk, leader_weight, democratic_weight, talk_weight) -> float:
    return leader * leader_weight + democratic * democratic_weight + talk * talk_weight


@star_score.native
def _(r):
    return rounded(f"{r.leader}*{r.leader_weight}+{r.democratic}*{r.democratic_weight}+{r.talk}*{r.talk_weight}")


def band(composite: float, top: float, lines: tuple[float, ...]) -> int:
    """Stars of a composite before cap and quota: `top`, less one for each line that it misses."""
    value = settle(composite)
    return int(top) - next((i for i, line in enumerate(lines) if value >= line), len(lines))


@rule(
    "STARBAND", Parameter("composite", "星级综合分", "star composite", unit="分", need=True, low=0, high=100), TOP, *BANDS,
    rules=("DQ-11",), returns="integer", relations=(LINES_RISE,),
    zh="按星级综合分折算的星级（未计限星和名额）。", en="Stars of a composite, before cap and quota.",
    example=(((90,), 5), ((83.5,), 4), ((59,), 1)),
)
def star_band(composite, top, *lines) -> int:
    return band(composite, top, lines)


def native_band(value: str, top: str, lines: list[str]) -> str:
    out = f"{top}-{len(lines)}"
    for i, line in reversed(list(enumerate(lines))):
        out = f"IF({value}>={line},{top}-{i},{out})"
    return out


@star_band.native
def _(r):
    return native_band(rounded(r.composite), r.top, [r.five_from, r.four_from, r.three_from, r.two_from])


@rule(
    "STARCAP", CARD, TOP, *CAPS, rules=("DQ-13",), returns="integer", blank_is_blank=False, relations=(CAPS_RISE,),
    zh="亮牌限星：黄牌最高四星，红牌最高三星，蓝牌或不亮牌不限。",
    en="The most stars that the unit's card of this round allows.",
    example=((("黄牌",), 4), (("红牌",), 3), (("蓝牌",), 5)),
)
def star_cap(card, top, yellow_cap, red_cap) -> int:
    return int({YELLOW: yellow_cap, RED: red_cap}.get(known_card(card) or "", top))


def _native_cap(r) -> str:
    card = given(r.card)
    return f"IF({is_card(card, YELLOW)},{r.yellow_cap},IF({is_card(card, RED)},{r.red_cap},{r.top}))"


@star_cap.native
def _(r):
    return f"IF({unknown_card(given(r.card))},#VALUE!,{_native_cap(r)})"


@rule(
    "STARLIMIT", Parameter("team_size", "班子人数", "members of the team", unit="人", need=True, whole=True, low=0), PERCENT,
    rules=("DQ-12",), returns="integer",
    zh="五星名额：班子人数×比例上限，只取整数部分。", en="Five-star places of a team: the integer part of its size times the percentage.",
    example=(((7,), 4), ((9,), 5), ((7, 50), 3)),
)
def star_limit(team_size, percent) -> int:
    return places(team_size, percent)


@star_limit.native
def _(r):
    return native_places(r.team_size, r.percent)


_TEAM = (
    Parameter("composites", "星级综合分", "star composite of each member", "numbers", unit="分", low=0, high=100),
    Parameter("leaders", "主要领导评分", "leader's score of each member: first tie-breaker", "numbers", unit="分", low=0, high=100),
    Parameter("democratics", "民主测评得分", "ballot score of each member: second tie-breaker", "numbers", unit="分", low=0, high=100),
    CARD, PERCENT, TOP, *BANDS, *CAPS,
    Parameter("team_size", "班子人数", "members of the team; left out: the rows with a composite", unit="人", whole=True, low=0, optional=True),
)


def _standing(composites, leaders, democratics, five_from) -> list[tuple[int, int] | None]:
    """For each five-star candidate, (how many stand before it, how many stand equal, itself included); None for the others."""
    keys = [
        tuple(-1.0 if v is None else shown(v) for v in row) if row[0] is not None and settle(row[0]) >= five_from else None
        for row in zip(composites, leaders, democratics, strict=True)
    ]
    there = [k for k in keys if k is not None]
    return [None if k is None else (sum(o > k for o in there), there.count(k)) for k in keys]


@rule(
    "STARS", *_TEAM, rules=("DQ-11", "DQ-12", "DQ-13"), returns="column", relations=(LINES_RISE, CAPS_RISE),
    zh="建议星级（一列）：先按亮牌限星，再按五星名额；超出名额的为四星；末位并列且无法分出先后的都不占名额。",
    en="Suggested stars (a column): the card's cap first, then the quota; those past it get one star less; a tie for the last place leaves it empty.",
    example=(
        (([95, 92, 91, 60], [90, 80, 80, 70], [90, 85, 80, 70]), [5, 5, 4, 2]),
        (([95, 92, 91, 60], [90, 80, 80, 70], [90, 85, 80, 70], "黄牌"), [4, 4, 4, 2]),
    ),
)
def stars(composites, leaders, democratics, card, percent, top, five, four, three, two, yellow_cap, red_cap, team_size) -> list:
    cap = {YELLOW: yellow_cap, RED: red_cap}.get(known_card(card) or "", top)
    size = sum(c is not None for c in composites) if team_size is None else team_size
    quota = places(size, percent)
    standing = _standing(composites, leaders, democratics, five)
    out: list = []
    for c, other, ballot, stand in zip(composites, leaders, democratics, standing, strict=True):
        if c is None:
            out.append(None if other is None and ballot is None else CellError(NoData.kind))
            continue
        given = min(band(c, top, (five, four, three, two)), int(cap))
        if given == top and stand is not None and sum(stand) > quota:
            given -= 1
        out.append(given)
    return out


def _native_standing(r) -> str:
    """How many candidates stand before this row or equal to it."""
    def key(column: str) -> str:
        return f"IF(ISNUMBER({column}),{rounded(column, 2)},-1)"

    def own(cell: str) -> str:
        return f"IF(ISNUMBER({cell}),{rounded(cell, 2)},-1)"

    candidate = f"IF(ISNUMBER({r.composites}),--({rounded(r.composites)}>={r.five_from}),0)"
    first, second, third = key(r.composites), key(r.leaders), key(r.democratics)
    own_first, own_second, own_third = own(r.row.composites), own(r.row.leaders), own(r.row.democratics)
    later = f"(({second}>{own_second})+({second}={own_second})*({third}>={own_third}))"
    return f"SUM({candidate}*(({first}>{own_first})+({first}={own_first})*{later}))"


@stars.native
def _(r):
    cap = _native_cap(r)
    stars_of = native_band(rounded(r.row.composites), r.top, [r.five_from, r.four_from, r.three_from, r.two_from])
    size = f"SUM(--ISNUMBER({r.composites}))" if r.team_size is None else f"IF(LEN({r.team_size})=0,SUM(--ISNUMBER({r.composites})),{r.team_size})"
    quota = native_places(size, r.percent)
    value = f"MIN({stars_of},{cap})-AND({cap}={r.top},{stars_of}={r.top},{_native_standing(r)}>{quota})"
    blank = f'IF(LEN({r.row.leaders})+LEN({r.row.democratics})=0,"",{r.nodata})'
    return f"IF({unknown_card(given(r.card))},#VALUE!,IF(LEN({r.row.composites})=0,{blank},{value}))"


@rule(
    "STARTIES", *_TEAM, rules=("DQ-12",), returns="column",
    zh="五星末位并列（一列）：1 表示该成员与他人并列争最后的五星名额，须由人决定；其余为 0。",
    en="Ties for the last five-star places (a column): 1 where a person must decide, else 0.",
    example=((([95, 92, 92, 60], [90, 80, 80, 70], [90, 85, 85, 70]), [0, 1, 1, 0]),),
)
def star_ties(composites, leaders, democratics, card, percent, top, five, four, three, two, yellow_cap, red_cap, team_size) -> list:
    cap = {YELLOW: yellow_cap, RED: red_cap}.get(known_card(card) or "", top)
    size = sum(c is not None for c in composites) if team_size is None else team_size
    quota = places(size, percent)
    standing = _standing(composites, leaders, democratics, five)
    return [
        None if c is None else int(cap == top and stand is not None and stand[0] < quota < sum(stand))
        for c, stand in zip(composites, standing, strict=True)
    ]


OVER_CAP, OVER_QUOTA, DIFFERS = "超过亮牌限星", "超出五星名额", "与建议不同"


@rule(
    "STARVERDICT",
    Parameter("proposed", "拟定星级", "the unit's own proposal", whole=True, low=1, optional=True),
    Parameter("suggested", "建议星级", "suggested stars"),
    Parameter("cap", "限星", "most stars allowed"),
    Parameter("used", "已用五星", "five-stars given or proposed", unit="人"),
    Parameter("quota", "五星名额", "five-star places", unit="人"),
    TOP, rules=("DQ-12", "DQ-13"), returns="text",
    zh="拟定星级的判定：超过亮牌限星、超出五星名额、与建议不同，或空文字（可以）。",
    en="What is wrong with a proposed star: over the card's cap, over the quota, unlike the suggestion; empty text where nothing is.",
    example=(((5, 4, 4, 1, 2), "超过亮牌限星"), ((5, 4, 5, 3, 2), "超出五星名额"), ((3, 4, 5, 1, 2), "与建议不同"), ((4, 4, 5, 1, 2), "")),
)
def star_verdict(proposed, suggested, cap, used, quota, top) -> str:
    if proposed is None:
        return ""
    suggested, cap, used, quota = (None if v is None else settle(v) for v in (suggested, cap, used, quota))
    if cap is not None and proposed > cap:
        return OVER_CAP
    if proposed == top and used is not None and quota is not None and used > quota:
        return OVER_QUOTA
    return DIFFERS if suggested is not None and proposed != suggested else ""


@star_verdict.native
def _(r):
    if r.proposed is None:
        return '""'
    suggested, cap, used, quota = (given(ref) for ref in (r.suggested, r.cap, r.used, r.quota))
    proposed = f"ROUND({r.proposed},4)"

    def there(ref: str) -> str:
        return rounded(f"N({ref})")

    return (
        f'IF(LEN({r.proposed})=0,"",IF(AND(LEN({cap})>0,{proposed}>{there(cap)}),"{OVER_CAP}",'
        f'IF(AND({proposed}={r.top},LEN({used})*LEN({quota})>0,{there(used)}>{there(quota)}),"{OVER_QUOTA}",'
        f'IF(AND(LEN({suggested})>0,{proposed}<>{there(suggested)}),"{DIFFERS}",""))))'
    )
