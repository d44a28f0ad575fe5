"""What each function of the catalogue gives for some values, worked out by hand from RULES.md; the arithmetic is beside it.

Nothing here was asked of the rules. An argument is a number or a text, a list for a column (None is a blank cell of it), BLANK for a blank cell,
LEFT_OUT for an argument that is not given, a Table for a list of two columns. A function's value is a number, a text, an error value, or a list.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from shijibu import __version__

BLANK, LEFT_OUT = "", None
NO_DATA, WRONG, OUT_OF_RANGE = "#N/A", "#VALUE!", "#NUM!"


class Table(tuple):
    """Rows of two, written into the formula itself."""


class Begins(str):
    """A text that begins so."""

    __slots__ = ()


class Worked(NamedTuple):
    arguments: tuple[Any, ...]
    gives: Any


YEAR_GRADES = Table([(90, "优秀"), (75, "称职"), (60, "基本称职"), (0, "不称职")])  # LS-6
FOUR_GRADES = Table([("好", 100), ("较好", 85), ("一般", 70), ("差", 50)])  # YH-3
DIMENSIONS = (20, 60, 15, 5)  # QZ-1
CHECKED = (0.9, 5)  # YA-1
RESULT = (1.2, 60)  # QZ-2
QUOTA = (40, 85, 75, 60, 3)  # QZ-5
BY_RANK = (100, 40, "越低越好")  # YH-1
OFFICIAL = ("T01-01", "周明远")

TEAM = ([95, 92, 91, 60], [90, 80, 80, 70], [90, 85, 80, 70])
TIED = ([95, 92, 92, 80], [90, 85, 85, 70], [90, 80, 80, 70])

WORKED: dict[str, list[Worked]] = {
    "BALLOT": [
        Worked((10, 5, 3, 2), 86.75),  # DQ-10: (10*100 + 5*85 + 3*70 + 2*50) / 20 = 1735 / 20
        Worked((0, 0, 0, 4), 50),
        Worked((0, 0, 0, 0), NO_DATA),  # no votes
        Worked((8, 4, BLANK, 0), NO_DATA),  # a row that was started must be complete
    ],
    "BEHIND": [
        Worked((0.6, 0.5, 0.6, *CHECKED), "进度滞后、成效不实"),  # YA-1: 0.5/0.6 = 0.83 < 0.9; 10 points > 5
        Worked((0.6, 0.54, 0.56, *CHECKED), ""),  # 0.54/0.6 is 0.9, not below; 2 points
        Worked((0.8, 0.8, 0.85, *CHECKED), ""),  # 5 points are not above 5
        Worked((0, 0.1, 0.3, *CHECKED), "成效不实"),  # nothing was planned; 20 points
    ],
    "CAPPEDSUM": [
        Worked((22, 58, 16, 6, *DIMENSIONS), 98),  # QZ-1: 20 + 58 + 15 + 5
        Worked((18.5, 50, 10, BLANK, *DIMENSIONS), 78.5),
        Worked((BLANK, 50, 10, 1, *DIMENSIONS), NO_DATA),
    ],
    "CARD": [
        Worked((74.99,), "红牌"),  # DQ-2: below 75
        Worked((75,), "黄牌"),  # below 90
        Worked((90,), ""),
        Worked((105, 0.9), "蓝牌"),  # from 105, no task below 0.9
        Worked((105, 0.8999), ""),
        Worked((80, BLANK, 81), "红牌"),  # another line for red
    ],
    "COEFFICIENT": [
        Worked((1.2, 1.1, BLANK, 0.8, 1.2), 1.32),  # QZ-2: 1.2 * 1.1, no difficulty
        Worked((0.8, 0.9, 1, 0.8, 1.2), 0.72),
        Worked((1.3, 1, 1, 0.8, 1.2), OUT_OF_RANGE),
    ],
    "COMPLETION": [
        Worked((["甲", "乙", "丙", None], ["2026-03-10", None, "2026-03-20", None]), 0.6667),  # TX-2: 2 of 3
        Worked((["甲", "乙", None, None], [None, None, None, None]), 0),
        Worked(([None, None, None, None], ["2026-03-10", None, None, None]), NO_DATA),  # none assigned
    ],
    "CONTRIBUTION": [
        Worked(([0.5, 0.2], [90, 80], [0.1, None]), 56.5),  # YA-4: 0.5*90*0.9 + 0.2*80*1 = 40.5 + 16
        Worked(([0.25, 1], [100, 60], [0, 0.5]), 55),  # 25 + 30
        Worked(([0.5, None], [90, 80], [0, 0]), NO_DATA),  # a started row without a share
    ],
    "COUNTLABEL": [
        Worked((["黄牌", "蓝牌", None, "黄牌"], "黄牌"), 2),
        Worked((["黄牌", "蓝牌", None, "黄牌"], "红牌"), 0),
    ],
    "COUNTOWN": [
        Worked((["T01-01", " 周明远 ", "T01-02", None, "周明远"], *OFFICIAL), 3),  # DQ-6: by id, by name, spaces aside
        Worked((["T01-02", "周明", None, None, "张三"], *OFFICIAL), 0),
    ],
    "COUNTPARTS": [
        Worked((["T01-01", "周明远", "T01-01", "T01-02"], ["主要工作", "主要工作", "品行修养", "主要工作"], *OFFICIAL, "主要工作"), 2),  # DQ-9
        Worked((["T01-01", "周明远", "T01-01", "T01-02"], ["主要工作", "主要工作", "品行修养", "主要工作"], *OFFICIAL, "廉政建设"), 0),
    ],
    "COVERAGE": [
        # TX-1, the state's calendar of 2026: 9 to 13 February are working days (5), so are Saturday 14 and Saturday 28 instead of other
        # days, 15 to 23 are the Spring Festival, 24 to 27 working days (4): 11. Of the days with a log 14, 24 and 28 are among them: 3/11.
        Worked((["2026-02-14", "2026-02-14", "2026-02-16", "2026-02-24", "2026-02-28"], "2026-02-09", "2026-02-28"), 0.2727),
        Worked(([None, None, None, None, None], "2026-02-09", "2026-02-28"), 0),
    ],
    "EITHER": [Worked((3, 5), 3), Worked((BLANK, 5), 5), Worked((0, 5), 0)],  # a zero is no blank
    "GRADE": [
        Worked((90, YEAR_GRADES), "优秀"),  # "N 以上" includes N
        Worked((89.99, YEAR_GRADES), "称职"),
        Worked((0, YEAR_GRADES), "不称职"),
    ],
    "GROUPSUM": [
        Worked(([10, 20.5, 5, None], ["一组", "二组", "一组", "一组"], "一组"), 15),
        Worked(([10, 20.5, 5, None], ["一组", "二组", "一组", "一组"], "三组"), NO_DATA),
    ],
    "GROUPWEIGHTED": [
        Worked(([90, 80, 70], [60, 40, 100], ["正职", "正职", "副职"], "正职"), 86),  # (90*60 + 80*40) / 100
        Worked(([90, 80, 70], [60, 40, 100], ["正职", "正职", "副职"], "副职"), 70),
        Worked(([90, 80, 70], [60, 40, 100], ["正职", "正职", "副职"], "中层"), NO_DATA),
    ],
    "LABELVALUE": [Worked(("较好", FOUR_GRADES), 85), Worked(("优", FOUR_GRADES), WRONG), Worked((BLANK, FOUR_GRADES), "")],
    "INDICATORSCORE": [
        # QZ-2: 60 * (20 * 50/60) / 20 is 50, not the 49.998 of a ratio of 0.8333; the second row is somebody else's
        Worked(([20, 15], [60, 50], [50, 50], [None] * 2, [None] * 2, [None] * 2, ["T01-01", "T01-02"], *OFFICIAL, 1.2, 0.8, 1.2, 60), 50),
        # 60 * (30*1.1*1.1*0.9 * 20/60 + 10 * 1.2) / 40: the third row has no plan, k is 1.089
        Worked(([30, 10, 5], [0.6, 0.5, 0], [0.2, 0.7, 0.1], [1.1, None, None], [1.1, None, None], [0.9, None, None],
                ["T01-01", "周明远", "T01-01"], *OFFICIAL, 1.2, 0.8, 1.2, 60), 34.335),
        Worked(([30], [0.6], [0.2], [1.21], [None], [None], ["T01-01"], *OFFICIAL, 1.2, 0.8, 1.2, 60), OUT_OF_RANGE),
        Worked(([30], [0], [0.2], [1.1], [None], [None], ["T01-01"], *OFFICIAL, 1.2, 0.8, 1.2, 60), NO_DATA),
    ],
    "LINKPOINTS": [Worked(("黄牌",), 0.5), Worked(("红牌",), 1), Worked(("蓝牌",), 0), Worked(("绿牌",), WRONG)],  # DQ-5
    "LOGGEDDAYS": [
        Worked((["2026-02-14", "2026-02-14", "2026-02-15", None], "2026-02-01", "2026-02-28"), 1),  # TX-1: a make-up Saturday, twice, and a Sunday
        Worked(([None], "2026-02-01", "2026-02-28"), 0),
    ],
    "LOWEST": [Worked(([0.95, None, 0.88, 1.2],), 0.88), Worked(([1.2, None, 0, 1],), 0)],
    "LOWESTRATIO": [
        Worked(([0.50001, 0.6, 0, 0.4], [0.45, 0.9, 0.2, None], 1.2), 0.8999820004),  # DQ-2: below 0.9, which 4 decimals would hide
        Worked(([0, None], [0.5, 0.4], 1.2), NO_DATA),
    ],
    "MEAN": [Worked(([90, None, 80, 85],), 85), Worked(([None, None, None, None],), "")],
    "MEASURE": [  # DQ-3: points = yellow + 2 * red
        Worked((1, 0), "表态发言"),
        Worked((0, 1), "诫勉谈话"),  # 2
        Worked((1, 1), "向常委会说明情况"),  # 3
        Worked((2, 1), "组织调整"),  # 4
        Worked((0, 0), ""),
        Worked((-1, 0), OUT_OF_RANGE),
    ],
    "NOTICEEND": [
        # LS-3, the first day not counted. 2026: Saturday 14 February is worked (1), 15 to 23 is the Spring Festival, 24 to 27 (5),
        # Saturday 28 is worked (6), Monday 2 March (7).
        Worked(("2026-02-13", 7), "2026-03-02"),
        Worked((46083, 7), 46092),  # from Monday 2 March as a sheet's serial number: 3 to 6 (4), 9 to 11 March (7), nine days later
    ],
    "OFFICIALSCORE": [
        Worked((91.2, 98.5, 106.75), 96.5),  # DQ-14: 45.6 + 29.55 + 21.35
        Worked((80, 70, BLANK), NO_DATA),
    ],
    "OWNRESULT": [
        # QZ-2: the first two rows are the official's: 60 * (50*1.1*0.8 + 30*0.9*1.2) / 80 = 60 * (44 + 32.4) / 80
        Worked(([50, 30, 20], [1.1, 0.9, None], [0.8, 1.3, 1], ["T01-01", "周明远", "T01-02"], *OFFICIAL, *RESULT), 57.3),
        Worked(([50, 30, 20], [1.1, 0.9, None], [0.8, 1.3, 1], ["T01-02", "张三", "T01-02"], *OFFICIAL, *RESULT), NO_DATA),
    ],
    "PLACES": [
        # QZ-6: 40% of 7 are 2 places; 95 has one, two people with 90 are too many for the other
        Worked(([95, 90, 90, 88, 84, 70, 60], 40, 85), [1, 0, 0, 0, 0, 0, 0]),
        # 20% of 5 is one place in each group
        Worked(([95, 93, 90, 80, 70, 88, 86, 80, 70, 60], 20, 85, ["甲"] * 5 + ["乙"] * 5), [1, 0, 0, 0, 0, 1, 0, 0, 0, 0]),
    ],
    "PLACETIES": [
        Worked(([95, 90, 90, 88, 84, 70, 60], 40, 85), [0, 1, 1, 0, 0, 0, 0]),
        Worked(([95, 91, 90, 88, 84, 70, None], 40, 85), [0, 0, 0, 0, 0, 0, None]),  # 40% of 6 are 2: nobody is tied
    ],
    "PROGRESS": [
        # DQ-2: 45/50 = 0.9; 100/80 = 1.25 counts 1.2; planned 0 and no plan are left out: (1*0.9 + 2*1.2) / 3 * 100
        Worked(([50, 80, 0, None], [45, 100, 10, None], [1, 2, 5, None]), 110),
        Worked(([50, 80, 0, None], [45, 40, 10, None], [1, 2, 5, None]), 63.3333),  # (0.9 + 2*0.5) / 3 * 100
    ],
    "PROJECTSCORE": [Worked(([0.9, 1.2, None],), 105), Worked(([0.5, 0.25, 1],), 58.3333)],  # DQ-6: mean * 100
    "QUADRANT": [
        # YA-5: the medians are 20 and 80; at the median is high
        Worked(([10, 20, 30], [80, 70, 90]), ["潜力区", "待认可区", "高贡献区"]),
        Worked(([10, 20, 30], [70, 80, 90]), ["低效区", "高贡献区", "高贡献区"]),
    ],
    "QUOTAGRADE": [
        # QZ-5: 40% of 6 are 2 places
        Worked(([95, 92, 86, 80, 74, 59], ["镇街"] * 6, *QUOTA), ["好", "好", "较好", "较好", "一般", "较差"]),
        # 甲 has fewer than 3 people and pools alone: 40% of 2 is no place; of the 3 in 乙 it is one
        Worked(([96, 90, 88, 87, 86, None], ["甲", "甲", "乙", "乙", "乙", "乙"], *QUOTA), ["较好", "较好", "好", "较好", "较好", None]),
    ],
    "QUOTATIES": [
        Worked(([95, 92, 92, 80], ["镇街"] * 4, 50, 85, 75, 60, 3), [0, 1, 1, 0]),  # two places, two people for the second
        Worked(([95, 92, 91, 80], ["镇街"] * 4, 50, 85, 75, 60, 3), [0, 0, 0, 0]),
    ],
    "RANKIN": [
        Worked(([95, 92.004, 92.001, 88, None, 90], ["乡镇"] * 4 + ["部门"] * 2), [1, 2, 2, 4, None, 1]),  # by two decimals
        Worked(([95, 92, 91, 88, None, 90], ["乡镇"] * 4 + ["部门"] * 2), [1, 2, 3, 4, None, 1]),
        Worked(([30, 20, 20], LEFT_OUT, 1), [3, 1, 1]),  # lowest first
    ],
    "RANKSCORE": [
        # YH-1: ranks 1, 2, 2, 4 of 4: 100 - (rank - 1) * 40 / 3
        Worked(([30, 20, 20, 10], LEFT_OUT, LEFT_OUT, *BY_RANK), [100, 86.6667, 86.6667, 60]),
        # three where lower is better, and one alone
        Worked(([5, 9, 7, 1], ["负债", "负债", "负债", "产值"], ["越低越好"] * 3 + [None], *BY_RANK), [100, 60, 80, 100]),
    ],
    "RATIO": [
        Worked((50, 45), 0.9),
        Worked((80, 100), 1.2),  # DQ-2: 1.25 is capped
        Worked((0, 5), NO_DATA),
        Worked((BLANK, BLANK), ""),
    ],
    "RESULTSCORE": [
        Worked(([50, 30, 20], [1.1, 0.9, None], [0.8, 1.3, 1], *RESULT), 57.84),  # QZ-2: 60 * (44 + 32.4 + 20) / 100
        Worked(([50, 30, 20], [1.2, 1.2, 1.2], [1, 1, 1], *RESULT), 60),  # 72 is capped
    ],
    "REVIEWMEAN": [
        # DQ-14: (95*1 + 92*2) / 3 = 93 and 90; the row without a score is left out: (93 + 90) / 2
        Worked(([95, 92, 90, None], [1, 2, 3, 1], ["服务对象", "服务对象", "基层", "基层"]), 91.5),
        Worked(([95, 92, None, None], [1, 2, 3, 1], ["服务对象", "服务对象", "基层", "基层"]), 93),
    ],
    "SAMPLE": [
        # DQ-10: shares of 3 places: 3*3/5 = 1.8 and 2*3/5 = 1.2; the place left goes to the greater remainder: 2 and 1. SHA-256 of "2026:<id>"
        # begins 5e61 (T01-01), 1be6 (T01-02), 0520 (T01-03); bdd7 (D01-01), 8693 (D01-02).
        Worked((["T01-01", "T01-02", "T01-03", "D01-01", "D01-02"], ["乡镇"] * 3 + ["部门"] * 2, 3, "2026"), [0, 1, 1, 0, 1]),
    ],
    "SHAREOF": [Worked((120, 366), 0.3279), Worked((3, 0), NO_DATA), Worked((BLANK, BLANK), "")],  # 120/366 = 0.32787
    "SIMILAR": [
        Worked(("abcd", ["abce", "xyz"]), 0.75),  # LS-8: a, b and c in common: 2*3 / 8
        Worked(("完成道路 3 公里。", ["完成道路三公里", "其他"]), 1),  # the same once punctuation, spaces and digits' form are gone
    ],
    "STARBAND": [Worked((90,), 5), Worked((89.99,), 4), Worked((59,), 1)],  # DQ-11
    "STARCAP": [Worked(("黄牌",), 4), Worked(("红牌",), 3), Worked(("蓝牌",), 5), Worked((BLANK,), 5)],  # DQ-13
    "STARLIMIT": [Worked((7,), 4), Worked((5,), 3), Worked((1,), 0), Worked((2.5,), OUT_OF_RANGE), Worked((7, 50), 3)],  # DQ-12: of 4.2, 3, 0.6, 3.5
    "STARS": [
        Worked((*TEAM, BLANK), [5, 5, 4, 2]),  # DQ-12: 60% of 4 are 2 places; 91 would have five and gets four
        Worked((*TEAM, "黄牌"), [4, 4, 4, 2]),  # DQ-13
        Worked((*TEAM, "红牌"), [3, 3, 3, 2]),
        Worked((*TIED, BLANK), [5, 4, 4, 4]),  # two equal in everything for the second place: nobody gets it
    ],
    "STARSCORE": [Worked((90, 85, 80), 86), Worked((100, 0, 50), 50)],  # DQ-11: 36 + 34 + 16; 40 + 0 + 10
    "STARTIES": [Worked((*TIED, BLANK), [0, 1, 1, 0]), Worked((*TEAM, BLANK), [0, 0, 0, 0])],
    "STARVERDICT": [  # proposed, suggested, cap, used, quota
        Worked((5, 4, 4, 1, 3), "超过亮牌限星"),
        Worked((5, 5, 5, 4, 3), "超出五星名额"),
        Worked((3, 4, 5, 1, 3), "与建议不同"),
        Worked((4, 4, 5, 1, 3), ""),
    ],
    "STREAK": [
        Worked((["好", "好", "差", "好", None, "好"], "好"), 2),  # a blank breaks it
        Worked((["好", "好", None, "好", "好", "好"], "好"), 3),
    ],
    "TOTAL": [Worked(([0.5, 1, None, 0.5],), 2), Worked(([0.1, 0.2, 0.3, None],), 0.6)],
    "TREND": [
        Worked(([80, 82, 84, 88], 2, 3), "良性上升"),  # YH-6: 88 - 82 = 6
        Worked(([None, None, 85, 84], 2, 3), "平稳发展"),
        Worked(([99, 80, 80, 78], 2, 2), "潜在下滑"),  # of two quarters before: 78 - 80 = -2
        Worked(([None, None, None, 85], 2, 3), NO_DATA),
    ],
    "TWINFLAG": [
        Worked((100, 120, 0.95, 0.9, "重数量轻质量"), "重数量轻质量"),  # YA-3: one rises, its twin falls
        Worked((100, 120, 0.9, 0.9, "重数量轻质量"), ""),
        Worked((100, BLANK, 0.9, 0.9, "重数量轻质量"), NO_DATA),
    ],
    "UNITSCORE": [
        Worked((106.25, BLANK, 1, 0.5), 106.75),  # DQ-14: no review yet: 106.25 + 1 - 0.5
        Worked((102, 90, 0, 0), 98.4),  # 71.4 + 27
        Worked((BLANK, 90, 2, 0), 92),
    ],
    "VALUEOF": [
        Worked(([1.0049999, 2.5, None], ["甲", "乙", "丙"], "甲"), 1.0049999),  # YH-1: as it was entered
        Worked(([1.0049999, 2.5, None], ["甲", "乙", "丙"], "丁"), NO_DATA),
        Worked(([1.0049999, 2.5, None], ["甲", "乙", "丙"], "丙"), NO_DATA),
    ],
    "VERSION": [Worked((), Begins(f"Shijibu {__version__} (Python 3"))],
    "WEIGHTED": [
        Worked(([90, 80, None], [60, 40, None]), 86),  # (90*60 + 80*40) / 100
        Worked(([90, 80, 50], [1, 1, 2]), 67.5),
        Worked(([90, 80, None], [60, None, None]), NO_DATA),  # one of the two blank
    ],
    "WORKDAYS": [
        Worked(("2026-02-09", "2026-02-28"), 11),  # as counted at COVERAGE
        Worked(("2026-09-28", "2026-10-10"), 6),  # TX-1: Monday 28 to 30 September (3), a week off, 8 and 9 October (2), Saturday 10 is worked (1)
    ],
}
