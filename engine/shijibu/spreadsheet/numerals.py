"""What numbers and dates in words seem to mean: 九成五, 一万二千, 3月5日, 二〇二六年三月五日; and ids that became numbers."""

from __future__ import annotations

import re
from datetime import date

from shijibu.spreadsheet.number import EXACT

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?:\s*[日号])?")
_SHORT_YEAR = re.compile(r"(?<!\d)(\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_NO_YEAR = re.compile(r"(?<!\d)(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_UNIT = re.compile(r"^(.*[零一二三四五六七八九十百千万])[分票星个项名人次件天元级条户篇颗家处场期年月日]$")
_GROUPS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")} | {"〇": 0, "两": 2}
_PLACES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_COMPACT = re.compile(r"(\d{2})(\d{2})(\d{2})", re.ASCII)
_APART = re.compile(r"(?<!\d)(\d{4}|\d{2})\s*[、\\,;_ ]\s*(\d{1,2})\s*[、\\,;_ ]\s*(\d{1,2})(?!\d)")
_LOOK_ALIKE = re.compile(r"(?<![A-Za-z])[OoIl](?![A-Za-z])")
"""A letter in a digit's place: 1O is not 1."""
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 1, 1)
SUGGEST = 60
"""Characters of a text for which another may be suggested."""


def same_digits(told: str, id: str) -> bool:
    """Whether an id that became a number shows as `told`: 0012 as 12, 1E3 as 1000, of a long one the first digits."""
    bare = id.strip().lstrip("0") or "0"
    try:
        number = float(told) if told.isascii() and NUMBER.fullmatch(told) else None
        if number is None or not NUMBER.fullmatch(id):
            return False
        if bare.isdigit() and len(bare) > EXACT and number < 1e300:
            shown = str(int(number))
            return len(shown) == len(bare) and shown[:EXACT] == bare[:EXACT]
        return float(id) == number
    except (ValueError, OverflowError):
        return False


def seems_number(told: str, percent: bool) -> str | None:
    """The number that words seem to mean, as the clerk should write it; None where nothing comes to mind."""
    sign, told = ("%" if percent else ""), _GROUPS.sub("", told.replace(" ", "")[:SUGGEST])
    if match := re.fullmatch(r"([零一二两三四五六七八九十]|\d)成([一二三四五六七八九半])?", told):
        tens = 10 if match[1] == "十" else int(match[1]) if match[1].isdigit() else _DIGITS[match[1]]
        return f"{tens * 10 + (5 if match[2] == '半' else _DIGITS.get(match[2] or '零', 0))}{sign}"
    number = chinese_number(_UNIT.sub(r"\1", told).removeprefix("百分之"))
    if number is not None:
        return f"{number:g}{sign}"
    if match := re.fullmatch(r"(\d+(?:\.\d+)?)([亿万千百‰])元?", told):
        return f"{float(match[1]) * {'亿': 1e8, '万': 10_000, '千': 1000, '百': 100, '‰': 0.1 if percent else 0.001}[match[2]]:.12g}{sign}"
    if match := re.fullmatch(r"\((\d+(?:\.\d+)?)\)", told):
        return f"-{match[1]}{sign}"
    found = re.findall(r"-?\d+(?:\.\d+)?", told)
    rest = re.sub(r"-?\d+(?:\.\d+)?", "", told, count=1)
    strange = set(rest) & set("/,.:‰亿万千百") or re.search(r"\d成", told) or _LOOK_ALIKE.search(rest)
    return found[0] + sign if len(found) == 1 and not strange else None


def chinese_number(told: str) -> float | None:
    """四十五 as 45, 九五 as 95, 八十五点五 as 85.5, 一万二千 as 12000, up to a hundred million; None for what is no such numeral."""
    sign, told = (-1, told[1:]) if told.startswith("负") else (1, told)
    whole, point, fraction = told.replace("廿", "二十").replace("卅", "三十").partition("点")
    parts = whole.split("万")
    values = [_below_ten_thousand(p) for p in parts]
    if len(values) > 2 or values[0] is None or (point and (not fraction or any(c not in _DIGITS for c in fraction))):
        return None
    if len(values) == 2 and parts[1] and values[1] is None:
        return None
    rest = (values[1] or 0) * (1000 if parts[-1] in _DIGITS else 1) if len(values) == 2 else 0  # 一万二 is 12000, 一万零二 is 10002
    number: float = values[0] * 10_000 + rest if len(values) == 2 else values[0]
    if fraction:
        number = float(f"{number}.{''.join(str(_DIGITS[c]) for c in fraction)}")
    return sign * number


def _below_ten_thousand(told: str) -> int | None:
    if not told or any(c not in _DIGITS and c not in _PLACES for c in told):
        return None
    if len(told) > 1 and all(c in _DIGITS for c in told):
        return int("".join(str(_DIGITS[c]) for c in told)) if len(told) <= 4 else None
    total, digit, last = 0, None, 10_000
    for c in told:
        if c in _DIGITS:
            if digit:
                return None  # 十五六 is two numbers
            digit = _DIGITS[c]
        else:
            if _PLACES[c] >= last:
                return None
            last = _PLACES[c]
            total += (1 if digit is None else digit) * last
            digit = None
    said_short = len(told) > 2 and told[-2] in "百佰千仟"  # 一百二 is 120, 一百零二 is 102
    return total + (digit or 0) * (last // 10 if said_short else 1)


def day_of(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def seems_day(told: str, year: int | None) -> str | None:
    """The date that a text seems to mean, as the clerk should write it: 3月5日, 26.3.5, 二〇二六年三月五日."""
    told = re.sub(r"[○〇零一二两三四五六七八九十廿卅]+", lambda m: f"{chinese_number(m[0]) or 0:g}", told)
    told = "-".join(match.groups()) if (match := _COMPACT.fullmatch(told)) else _APART.sub(r"\1-\2-\3", told)
    days = {d for m in DATE.finditer(told) if (d := day_of(*m.groups()))}
    if not days:
        days = {d for m in _SHORT_YEAR.finditer(told) if (d := day_of("20" + m[1], m[2], m[3]))}
    if not days and year is not None and not re.search(r"\d{3}", told):
        days = {d for m in _NO_YEAR.finditer(told) if (d := day_of(str(year), *m.groups()))}
    day = days.pop() if len(days) == 1 else None
    return day.isoformat() if day and FIRST_DAY <= day < LAST_DAY else None
