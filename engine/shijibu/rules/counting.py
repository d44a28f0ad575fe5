"""Counting rows: how many carry a label, how many are one official's, how long a run lasts (LS-7, YH-8, YA-5)."""

from __future__ import annotations

from math import fsum

from shijibu.rules.cells import once
from shijibu.rules.native import given, rounded, same
from shijibu.rules.own_rows import OFFICIALS, trimmed
from shijibu.rules.parameter import Parameter
from shijibu.rules.registry import rule

FAMILY = "计数与合计"
LABELS = Parameter("labels", "内容", "cells to look through", "labels")
OWNERS = Parameter("owners", "负责人", "owner cells: an official's id or name", "labels")
ID = Parameter("id", "干部编号", "the official's id", "label", need=True)
NAME = Parameter("name", "姓名", "the official's name", "label", need=True)
WORDS = Parameter("words", "内容", "cells of the same rows: a row whose cell is blank does not count; left out: all rows count", "labels",
                  optional=True)


@rule(
    "COUNTLABEL", LABELS, Parameter("label", "要数的内容", "what is counted", "label", need=True), rules=("DQ-3", "DQ-12", "QZ-7"),
    returns="integer", blank_is_blank=False, zh="一列中等于某内容的单元格个数。", en="How many cells of a column equal the label.",
    example=(((["蓝牌", "黄牌", "蓝牌", "黄牌"], "黄牌"), 2),),
)
def count_label(labels: list, label: str) -> int:
    return sum(v == label for v in labels)


@count_label.native
def _(r):
    return f"SUM(--{same(r.labels, r.label)})"


def owned(r) -> str:
    """Per row: above 0 where the owner is the official, by id or by name."""
    owner = f'TRIM({r.owners}&"")'
    return f"({same(owner, r.id)}+{same(owner, r.name)})"


@rule(
    "COUNTOWN", OWNERS, ID, NAME, WORDS, rules=("DQ-6",), returns="integer", blank_is_blank=False,
    zh="一列负责人中写有某干部（编号或姓名）的行数；给出内容一列的，内容空着的行不计。",
    en="How many rows name the official, by id or by name; where a column of words is given, those in which something is written.",
    example=(((["T01-01", "周明远", "T01-02", "周明远"], "T01-01", "周明远"), 3),
             ((["T01-01", "周明远", "T01-02", "周明远"], "T01-01", "周明远", ["下村", None, None, "开会"]), 2)),
)
def count_own(owners: list, id: str, name: str, words: list) -> int:
    return sum(_is_written(words, i) for i in _own(owners, id, name))


def _own(owners: list, id: str, name: str) -> list[int]:
    """The rows, from 0, that name the official. A year's logs have thousands of rows and a handful of owners."""
    rows = once(owners, _rows_by_owner, lambda: _rows_by_owner(owners))
    return [row for own in {id, name} for row in rows.get(own, ())]


def _rows_by_owner(owners: list) -> dict[str, list[int]]:
    rows: dict[str | None, list[int]] = {}
    for i, owner in enumerate(owners):
        rows.setdefault(owner, []).append(i)
    out: dict[str, list[int]] = {}
    for owner, own in rows.items():
        if owner is not None:
            out.setdefault(trimmed(owner), []).extend(own)
    return out


def _is_written(words: list, row: int) -> bool:
    """Whether something is written in a row; where no words were given it counts as written."""
    return not words or (words[row] is not None and bool(trimmed(words[row])))


def _there(r) -> str:
    """The same in a sheet, as a factor."""
    return "" if r.words is None else f'*(LEN(TRIM({r.words}&""))>0)'


@count_own.native
def _(r):
    return f"SUM(({owned(r)}>0){_there(r) or '*1'})"


@rule(
    "COUNTPARTS",
    Parameter("owners", "干部", "owner cells: an official's id or name", "labels"),
    Parameter("parts", "部分", "the part of each row", "labels"),
    ID, NAME,
    Parameter("part", "要数的部分", "the part that is counted", "label", need=True),
    WORDS,
    rules=("DQ-9",), returns="integer", blank_is_blank=False, own=OFFICIALS,
    zh="述职中某干部某一部分的行数；给出内容一列的，内容空着的行不计。",
    en="How many rows of a statement are the official's and of one part; where a column of words is given, those in which something is written.",
    example=(((["T01-01", "T01-01", "周明远", "T01-02"], ["主要工作", "品行修养", "主要工作", "主要工作"], "T01-01", "周明远", "主要工作"), 2),),
)
def count_parts(owners: list, parts: list, id: str, name: str, part: str, words: list) -> int:
    return sum(parts[i] == part and _is_written(words, i) for i in _own(owners, id, name))


@count_parts.native
def _(r):
    return f"SUM(IF({owned(r)}>0,{same(r.parts, r.part)}{_there(r) or '*1'},0))"  # a part that is an error matters in no other's row


@rule(
    "TOTAL", Parameter("values", "数值", "numbers; blanks are left out", "numbers"), rules=("DQ-5", "QZ-8"),
    zh="合计，空白不计。", en="The sum of a column's numbers, blanks left out.",
    example=((([0.5, 1, None, 0.5],), 2),),
)
def total(values: list) -> float:
    return fsum(v for v in values if v is not None)


@total.native
def _(r):
    return rounded(f"SUM({r.values})")


@rule(
    "STREAK", LABELS, Parameter("label", "内容", "the label", "label", need=True), rules=("LS-7", "YH-8", "YA-5"), returns="integer",
    blank_is_blank=False, zh="某内容最长连续出现的次数，空白中断连续。", en="The longest run of a label; a blank breaks it.",
    example=(((["好", "好", None, "好", "较好"], "好"), 2),),
)
def streak(labels: list, label: str) -> int:
    best = run = 0
    for v in labels:
        run = run + 1 if v == label else 0
        best = max(best, run)
    return best


@streak.native
def _(r):
    # FREQUENCY counts, between the rows that do not match, the rows that do; LibreOffice wants at least one of each kind.
    hit = same(r.labels, r.label)
    hits = f"SUM(--{hit})"
    longest = f'MAX(FREQUENCY(IF({hit},ROW({r.labels}),""),IF({hit},"",ROW({r.labels}))))'
    return f"IF({hits}=0,0,IF({hits}=ROWS({r.labels}),{hits},{longest}))"


@rule(
    "EITHER", Parameter("first", "首选", "taken where it is not blank", optional=True),
    Parameter("second", "次选", "taken where the first is blank", optional=True), rules=("DQ-12",), rounds=False,
    zh="首选非空取首选，否则取次选。", en="The first value unless it is blank, else the second.",
    example=(((4, 5), 4), ((None, 5), 5)),
)
def either(first: float | None, second: float | None) -> float | None:
    return second if first is None else first


@either.native
def _(r):
    second = given(r.second)
    return second if r.first is None else f"IF(LEN({r.first})=0,{second},{r.first})"
