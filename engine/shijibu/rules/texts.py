"""Rules that no formula can say: similarity (LS-8), the state's calendar (LS-3), sampling (DQ-8, DQ-10)."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import timedelta
from fractions import Fraction

from shijibu.rules.parameter import Parameter
from shijibu.rules.registry import rule
from shijibu.rules.values import CellError, Day, OutOfRange, WrongInput
from shijibu.rules.working_days import is_working

FAMILY = "公示与抽样"
_MOST_COMPARED = 4_000_000_000
"""Characters of the text times those of the others: a second of work, during which nothing else in the process goes on."""
_NUMERALS = str.maketrans("〇零一二三四五六七八九", "00123456789")


def normalised(value: str) -> str:
    """A text for comparison: one width, one case, no punctuation or space, one form of digits (LS-8)."""
    folded = unicodedata.normalize("NFKC", value).casefold().translate(_NUMERALS)
    return re.sub(r"[\W_]+", "", folded)


@rule(
    "SIMILAR", Parameter("text", "文字", "the text", "label", need=True), Parameter("texts", "对比文字", "texts to compare with", "labels"),
    rules=("LS-8",), zh="与一列文字的最大相似度（0～1），先统一宽窄、大小写、标点和数字写法。",
    en="Greatest similarity 0..1 with the texts (normalised, indel ratio).",
    example=((("完成道路硬化三公里", ["完成道路硬化3公里。", "新建停车场一处"]), 1),),
)
def similar(text: str, texts: list) -> float:
    from rapidfuzz.distance import Indel  # every command loads this file, and few compare texts

    own, others = normalised(text), [normalised(t) for t in texts if t is not None]
    if len(own) * sum(map(len, others)) > _MOST_COMPARED:
        raise WrongInput("要比的文字太多太长，请把对比文字分成几段")
    return max((Indel.normalized_similarity(own, t) for t in others), default=0.0)


@rule(
    "NOTICEEND",
    Parameter("start", "公示起始日", "first day of the notice, as a date", "day", need=True),
    Parameter("working_days", "工作日数", "working days of the notice", unit="个工作日", need=True, whole=True, low=1),
    rules=("LS-3",), returns="day",
    zh="公示截止日：起始日不计，按国家放假调休安排数满工作日；日历未公布的年份报错。",
    en="Last day of a public notice; the start day is not counted; the state's holidays and make-up days apply.",
    example=((("2026-04-30", 7), "2026-05-13"),),
)
def notice_end(start: Day, working_days: float) -> float | str:
    """A serial number for a serial number, an ISO date for a text."""
    day, left = start.date, int(working_days)
    is_working(day)  # a start within the calendar: there are days after it
    while left:
        day += timedelta(days=1)
        left -= is_working(day)
    return start.like_it(day)


def drawn(ids: list[str], strata: list[str], size: int, seed: str) -> list[bool]:
    """Which ids are drawn: places by largest remainder over the strata (ties by stratum name), then order of SHA-256 of seed:id."""
    members: dict[str, list[int]] = {}
    for i, s in enumerate(strata):
        members.setdefault(s, []).append(i)
    seats = allotted({s: len(m) for s, m in members.items()}, size)
    out = [False] * len(ids)
    for s, m in members.items():
        order = sorted(m, key=lambda i: (hashlib.sha256(f"{seed}:{ids[i]}".encode()).hexdigest(), ids[i], i))
        for i in order[: seats[s]]:
            out[i] = True
    return out


def allotted(sizes: dict[str, int], places: int) -> dict[str, int]:
    """`places` shared among strata in proportion to their sizes: largest remainders, ties by stratum name."""
    total = sum(sizes.values())
    shares = {s: Fraction(n * places, total) for s, n in sizes.items()}
    seats = {s: int(share) for s, share in shares.items()}
    for s in sorted(shares, key=lambda s: (seats[s] - shares[s], s))[: places - sum(seats.values())]:
        seats[s] += 1
    return seats


@rule(
    "SAMPLE",
    Parameter("ids", "编号", "id of each row", "labels"), Parameter("strata", "分层", "stratum of each row", "labels"),
    Parameter("size", "抽取数", "how many are drawn", need=True, whole=True, low=0),
    Parameter("seed", "种子", "seed of the draw", "label", need=True),
    rules=("DQ-8", "DQ-10"), returns="column",
    zh="分层随机抽样（一列）：1 为抽中，0 为未抽中；同一种子结果相同。",
    en="Stratified random sample (a column): 1 = drawn, else 0; the same seed draws the same rows.",
    example=((([101, 102, 103, 104, 105, 106], ["乡镇", "乡镇", "乡镇", "乡镇", "部门", "部门"], 3, "2026"), [1, 0, 1, 0, 1, 0]),),
)
def sample(ids: list, strata: list, size: float, seed: str) -> list:
    rows = [i for i, v in enumerate(ids) if v is not None]
    if size > len(rows):
        raise OutOfRange(f"要抽 {size:g} 个，只有 {len(rows)} 个")
    if len({ids[i] for i in rows}) < len(rows):
        raise WrongInput("编号有重复")
    hits = drawn([ids[i] for i in rows], [strata[i] or "" for i in rows], int(size), seed)
    out: list = [None if v is None and s is None else CellError("#N/A") for v, s in zip(ids, strata, strict=True)]
    for i, hit in zip(rows, hits, strict=True):
        out[i] = int(hit)
    return out
