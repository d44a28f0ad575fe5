"""How people read a value: words and numbers of reports, explanations, notices, messages and personal files are made here alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from shijibu.outside_text import one_line
from shijibu.spreadsheet.number import settle

NOTHING, YES, NO = "无", "是", "否"
MISSING, NO_CARD, NO_FIGURE, BLANK = "未报", "不亮牌", "—", "空"
"""A unit that sent nothing; no card, where a person reads it; a place in a list that has no figure; a cell with nothing in it."""
TO_FILL_IN = "________"
"""What stands in a paper where the county has not said something: to be filled in by hand, never invented."""
JOINT, STAYED = "、", "持平"
_MEGA, _MANY = 1024 * 1024, 10_000
_MEAN = "平均"
_MEAN_MARKS = ("平均", "均分", "均值")


def said(value: Any, *, percent: bool = False, decimals: int = 4, nothing: str = NOTHING) -> str:
    """A value as people read it: no needless decimals, 是 or 否, lists joined, the word for nothing. One line."""
    if value is None or value == "":
        return nothing
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, (list, tuple)):
        return JOINT.join(_entry(v, percent, decimals) for v in value if v is not None) or nothing
    if isinstance(value, dict):
        return "；".join(f"{k}：{said(v, percent=percent, decimals=decimals)}" for k, v in value.items()) or nothing
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, float)):
        told = f"{settle(float(value) * (100 if percent else 1), decimals):.{decimals}f}"
        return (told.rstrip("0").rstrip(".") if decimals else told) + ("%" if percent else "")  # 650 has none to lose
    return one_line(value)


def _entry(value: Any, percent: bool, decimals: int) -> str:
    """An entry of a list; a row within one with spaces between."""
    if isinstance(value, (list, tuple)):
        return " ".join(said(v, decimals=decimals) for v in value)
    return said(value, percent=percent, decimals=decimals)


def cut(text: str, longest: int | None) -> str:
    """A text, or of one that is longer so many characters of it."""
    return text if longest is None or len(text) <= longest else f"{text[:longest]}…"


def in_sentence(value: Any) -> str:
    """A figure as a sentence has it: a number at 2 decimals, nothing for a blank; a text as it stands."""
    if isinstance(value, list):
        return JOINT.join(in_sentence(v) for v in value if v is not None)
    return value if isinstance(value, str) else said(value, decimals=2, nothing="")


def fixed(value: float, decimals: int = 2) -> str:
    """A number as a column of them has it, all with the same decimals: 96.50."""
    return f"{settle(float(value), decimals):.{decimals}f}"


_DECIMALS = {"number": (2, 2), "typed": (2, 4), "percent": (1, 2)}
"""Least and most decimals of a kind of figure, as its format in a cell has them (spreadsheet.number_format)."""


def figure_said(value: float, kind: str) -> str:
    """A figure as its cell shows it: number 96.50, typed 1.25 or 1.0049, percent 60.0%; of any other kind without needless decimals."""
    if kind not in _DECIMALS:
        return said(value, decimals=2)
    least, most = _DECIMALS[kind]
    told = fixed(value * (100 if kind == "percent" else 1), most)
    while told.endswith("0") and len(told) - told.index(".") - 1 > least:
        told = told[:-1]
    return told + ("%" if kind == "percent" else "")


def moved(change: float | None, decimals: int = 2) -> str:
    """A change against the last time: ↑1.20, ↓0.50, 持平; nothing where there is none to tell."""
    if change is None:
        return ""
    settled = settle(float(change), decimals)
    return STAYED if not settled else f"{'↑' if settled > 0 else '↓'}{fixed(abs(settled), decimals)}"


def several(texts: Iterable[str], most: int | None = None, *, counted: str = "个") -> str:
    """Texts joined, of many the first `most` and how many there are: 青溪镇、白石镇 等 5 个."""
    listed = list(texts)
    if most is None or len(listed) <= most:
        return JOINT.join(listed)
    return f"{JOINT.join(listed[:most])} 等 {len(listed)} {counted}"


def first_of(texts: Sequence[str], most: int) -> str:
    """Texts beside their count: of many the first ones, 青溪镇、白石镇等."""
    return JOINT.join(texts[:most]) + ("等" if len(texts) > most else "")


def size_said(size: float) -> str:
    """So many bytes: 12 MB."""
    return f"{said(size / _MEGA, decimals=1)} MB" if size >= _MEGA else f"{said(size / 1024, decimals=0)} KB"


def count_said(count: float) -> str:
    """A count before the word for what is counted: “512 ”, a great one “3.2 万”."""
    return f"{said(count, decimals=0)} " if count < _MANY else f"{said(count / _MANY, decimals=2)} 万"


def day_said(day: date) -> str:
    """2026年4月10日"""
    return f"{day.year}年{day.month}月{day.day}日"


def moment_said(at: str) -> str:
    """An instant as the ledger keeps it (ISO 8601), by this computer's clock: 2026-04-20 17:30"""
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")


def month_day(day: date) -> str:
    """4月10日"""
    return f"{day.month}月{day.day}日"


def mean_of(label: str) -> str:
    """The label of a mean: 平均进度指数; one that says so itself, 日志平均覆盖率, stays."""
    return label if any(mark in label for mark in _MEAN_MARKS) else f"{_MEAN}{label}"


def headed(head: str, label: str) -> str:
    """A label behind a word that it may begin with itself: 单位亮牌, and not 单位单位得分."""
    return label if label.startswith(head) else f"{head}{label}"


def quotes_nested(text: str) -> str:
    """A text in which what is quoted within a quotation has single marks: “余杭区‘四考合一’考核”; as it stands where marks have no pair."""
    out, depth = list[str](), 0
    for mark in text:
        depth -= mark == "”"
        out.append({"“": "‘", "”": "’"}.get(mark, mark) if depth % 2 else mark)
        depth += mark == "“"
        if depth < 0:
            return text
    return text if depth else "".join(out)


def joined(parts: Sequence[str], mark: str = "；") -> str:
    """Those of the parts that say something."""
    return mark.join(part for part in parts if part)
