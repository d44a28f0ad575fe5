"""What belongs in a column of a form: guessed from its check on entries, its number format, what stands in it, and its heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shijibu.scheme_draft.form import FormSheet, Place, Rule

_DAYS = re.compile(r"[yd]|年|日", re.IGNORECASE)
_IN_QUOTES = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_WORDS: tuple[tuple[str, str], ...] = (
    (r"(备注|说明|内容|情况|措施|意见|依据|名称|事项|问题|成效|对象|来源|地点|事由|实绩|理由|项目|任务|目标)$", "text"),
    (r"(日期|时间|时限|日$|年月)", "date"),
    (r"(比例|比率|率$|占比|进度|百分比|％|%)", "percent"),
    (r"(人数|次数|个数|数量|户数|票$|票数|件数|天数)", "integer"),
    (r"(得分|分值|分数|评分|权重|金额|万元|亿元|面积|系数|总分|扣分|加分|分$)", "number"),
    (r"(责任单位|牵头单位|配合单位|协办单位|责任部门|牵头部门)", "units"),
    (r"(姓名|责任人|负责人|领办人|承办人|干部|领导$)", "official"),
)
_OTHER = {"是": "否", "否": "是", "有": "无", "无": "有", "√": "×", "×": "√"}
_FEW_CHOICES = 8


@dataclass(frozen=True, slots=True)
class Guess:
    """A column's type with what goes with it, and why it is thought so; sure: the form itself says it."""

    type: str
    why: str
    sure: bool
    facts: dict[str, Any]


def guess(sheet: FormSheet, label: str, cells: Sequence[Place]) -> Guess:
    """What belongs in cells under a heading."""
    for clue in (_by_rule(sheet, cells), _by_format(sheet, cells), _by_content(sheet, cells), _by_word(label)):
        if clue is not None:
            return clue
    return Guess("text", "没有别的线索，先作文字", False, {})


def _by_rule(sheet: FormSheet, cells: Sequence[Place]) -> Guess | None:
    rule = next((sheet.rules[c] for c in cells if c in sheet.rules), None)
    if rule is None:
        return None
    if rule.kind == "list":
        choices = list(dict.fromkeys(rule.choices))
        if len(choices) > 1:
            return Guess("choice", f"原表这一栏是下拉列表（{len(choices)} 项）", True, {"choices": choices})
        return None
    bounds = {name: value for name, value in (("min", rule.low), ("max", rule.high)) if value is not None}
    if rule.kind == "date":
        return Guess("date", "原表这一栏只收日期", True, {})
    if rule.kind in ("whole", "decimal"):
        kind = "percent" if _percent(sheet, cells) else "integer" if rule.kind == "whole" else "number"
        return Guess(kind, f"原表这一栏只收{'整数' if rule.kind == 'whole' else '数'}{_said(rule)}", True, bounds)
    if rule.kind == "textLength" and rule.high:
        return Guess("text", f"原表这一栏限 {rule.high:g} 字", True, {"max_length": int(rule.high)})
    return None


def _said(rule: Rule) -> str:
    ends = [f"不小于 {rule.low:g}" if rule.low is not None else "", f"不大于 {rule.high:g}" if rule.high is not None else ""]
    both = "，".join(e for e in ends if e)
    return f"（{both}）" if both else ""


def _percent(sheet: FormSheet, cells: Sequence[Place]) -> bool:
    return any("%" in sheet.formats.get(c, "") for c in cells)


def _by_format(sheet: FormSheet, cells: Sequence[Place]) -> Guess | None:
    formats = [_IN_QUOTES.sub("", sheet.formats[c]) for c in cells if c in sheet.formats]
    if not formats:
        return None
    form = formats[0]
    if "%" in form:
        return Guess("percent", f"原表的数字格式是百分比（{form}）", True, {"decimals": _decimals(form)})
    if form == "@":
        return None
    if _DAYS.search(form):
        return Guess("date", f"原表的数字格式是日期（{form}）", True, {})
    if "0" in form or "#" in form:
        decimals = _decimals(form)
        return Guess("number" if decimals else "integer", f"原表的数字格式是{'小数' if decimals else '整数'}（{form}）", True,
                     {"decimals": decimals} if decimals else {})
    return None


def _decimals(form: str) -> int:
    match = re.search(r"\.(0+)", form)
    return len(match[1]) if match else 0


def _by_content(sheet: FormSheet, cells: Sequence[Place]) -> Guess | None:
    texts = [(c, sheet.texts[c]) for c in cells if c in sheet.texts]
    if not texts:
        return None
    if all(c in sheet.dated for c, _ in texts):
        return Guess("date", "表里的样例是日期", False, {})
    if all(t.endswith("%") and c in sheet.numbers for c, t in texts):
        return Guess("percent", "表里的样例是百分比", False, {})
    if all(c in sheet.numbers for c, _ in texts):
        whole = all(sheet.numbers[c].is_integer() for c, _ in texts)
        return Guess("integer" if whole else "number", f"表里的样例是{'整数' if whole else '小数'}", False, {})
    said = list(dict.fromkeys(t for _, t in texts))
    if set(said) <= _OTHER.keys():
        return Guess("choice", "表里的样例只有这几种", False, {"choices": list(dict.fromkeys([*said, _OTHER[said[0]]]))})
    if any("□" in t for t in said):
        choices = [p.strip() for t in said for p in re.split(r"[□☐]", t) if p.strip()]
        if len(set(choices)) > 1:
            return Guess("choice", "表里是打勾的方框", True, {"choices": list(dict.fromkeys(choices))[:_FEW_CHOICES]})
    return None


def _by_word(label: str) -> Guess | None:
    plain = re.sub(r"[（(].*?[)）]", "", label) or label
    for pattern, kind in _WORDS:
        if re.search(pattern, plain) or (kind in ("percent", "number") and re.search(r"[（(](%|％|分|万元|亿元)[)）]", label) and (
                "%" in label or "％" in label) == (kind == "percent")):
            return Guess(kind, f"栏目名“{label}”像是{_KINDS[kind]}", False, {})
    return None


_KINDS = {"text": "文字", "date": "日期", "percent": "百分比", "integer": "整数", "number": "数", "units": "单位", "official": "本单位的干部"}
