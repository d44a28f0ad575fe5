"""A scheme's expressions in Chinese words, for those that are no single rule."""

from __future__ import annotations

from collections.abc import Callable

from shijibu.figures.steps import said
from shijibu.language.expression import Call, Expression, Literal, Name
from shijibu.language.words import CONDITION
from shijibu.rules import REGISTRY
from shijibu.scheme.model import Column, Figure, Scheme, Table

ATTRIBUTES = {
    "unit": {
        "code": "单位编码", "name": "单位名称", "kind": "单位类别", "kind_label": "单位类别", "team_size": "班子人数",
        "late": "迟报", "returned": "已报", "rejected": "退回",
    },
    "official": {"id": "干部编号", "name": "姓名", "post": "职务", "unit": "所在单位", "team": "班子成员"},
}
_BETWEEN = {
    "equals": "等于", "differs": "不同于", "above": "高于", "later": "晚于", "below": "低于", "at_least": "不低于", "at_most": "不高于",
}
_WORDS: dict[str, Callable[..., str]] = {
    "all_of": lambda *a: "，且".join(a),
    "any_of": lambda *a: "，或".join(a),
    "none_of": lambda *a: f"不是（{'，也不是'.join(a)}）",
    "present": lambda *a: f"有{'或'.join(a)}",
    "absent": lambda *a: f"没有{'、'.join(a)}",
    "count": lambda *a: f"{'、'.join(a)}中有数据的个数",
    "outside": lambda v, low, high: f"{v}不在 {low} 至 {high} 之间",
    "one_of": lambda v, *choices: f"{v}是{'或'.join(choices)}",
    "only": lambda v: f"{v}中唯一的值",
    "when": lambda truth, then, otherwise=None: f"如果{truth}，取{then}" + (f"，否则取{otherwise}" if otherwise else ""),
    "rows": lambda *a: f"{'、'.join(a)}合在一起",
    "blank_as": lambda v, instead: f"{v}，空白按{instead}计",
    "picked": lambda values, labels, *wanted: f"{labels}为{'或'.join(wanted)}的{values}",
    "unpicked": lambda values, labels, *unwanted: f"{labels}不是{'或'.join(unwanted)}的{values}",
    "joined": lambda *a: "、".join(a),
    "paired": lambda a, b: f"{a}与{b}逐一对应",
    "together": lambda *a: f"{'、'.join(a)}合在一起",
    "without": lambda values, unwanted: f"{values}中除去{unwanted}的",
    "normalised": lambda text: f"{text}（不计宽窄、大小写和标点）",
    "means": lambda values, labels, *unwanted: f"{values}各自的平均" + (f"（{labels}在{'、'.join(unwanted)}之列的不计）" if unwanted else ""),
    "naming": lambda values, code: f"{values}中写明{code}的次数",
    "filled": lambda values, instead: f"{values}，空白按{instead}计",
    "times": lambda values, *labels: f"{values}中{'或'.join(labels)}的次数",
    "first_of": lambda *a: f"{'、'.join(a)}中最先的一个",
    "last_of": lambda *a: f"{'、'.join(a)}中最近的一个",
    "running": lambda values, *labels: f"{values}中最近连续{'或'.join(labels)}的次数",
    "run_within": lambda values, last, *labels: f"{values}中延续到最后{last}项之内的{'或'.join(labels)}最多连续次数",
    "listed": lambda v, values: f"{v}在{values}之列",
    "distinct": lambda *a: f"不重复的{'、'.join(a)}",
    "there": lambda *a: f"{'、'.join(a)}中有数据的",
    "latest": lambda *a: f"{'、'.join(a)}中最晚的",
    "earliest": lambda *a: f"{'、'.join(a)}中最早的",
    "plus_months": lambda day, n: f"{day}之后{n}{'' if '月' in n else '个月'}",
    "plus_days": lambda day, n: f"{day}之后{n}{'' if '天' in n or '日' in n else '天'}",
    "week_of": lambda days: f"{days}所在周的周一",
    "weeks": lambda first, last: f"{first}至{last}的周数（周一在其间的）",
    "plus": lambda a, b: f"{a}加{b}",
    "minus": lambda a, b: f"{a}减{b}",
    "product": lambda a, b: f"{a}乘{b}",
    "ratio": lambda a, b: f"{a}除以{b}",
    "percent": lambda part, whole: f"{part}占{whole}的百分比",
    "quota": lambda size, percent: f"{size}的{percent}，只取整数部分",
}
_FORMS = {
    "year": "本年各轮{}", "earlier": "本年以前各轮{}", "previous": "上一轮{}", "last": "最近一轮{}", "before": "以前各轮{}",
    "course": "历轮{}", "recent": "最近{1}轮{0}",
    "years": "历年{}", "everywhere": "各单位所填{}",
    "where": "符合条件（{1}）的{0}", "staff": "各干部{}", "everyone": "全部干部的{}", "ever": "以前各轮全部干部的{}", "owners": "各人的{}",
}
_PERIOD = {"first": "本期第一天", "last": "本期最后一天", "round": "本年第几轮", "year": "年份", "label": "期次",
           "year_first": "本年第一天"}


class Wording:
    """The words of one scheme."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme

    def figure(self, id: str, level: str) -> Figure | None:
        return self.scheme.unit_figure(id) if level == "unit" else self.scheme.official_figure(id)

    def attribute(self, id: str, level: str) -> str:
        """The name of something that the roster says."""
        added = next((c.heading for c in self.scheme.roster.columns if c.id == id and c.of == f"{level}s"), None)
        return added or ATTRIBUTES[level].get(id, id)

    def name(self, name: Name, level: str, table: Table | None = None) -> str:
        """What people call what a name stands for; `level` is unit or official, `table` the one in whose row it stands."""
        head, last = name.path[0], name.path[-1]
        if len(name.path) == 1:
            column = table.column(last) if table else None
            return column.label if column else self._bare(last, level)
        if head == "period":
            return _PERIOD[last]
        if head == "county":
            workbook = next((w.title for w in self.scheme.workbooks if w.county), "")
            return f"{workbook}{ATTRIBUTES['unit'][last]}"
        if head == "owner":
            known = self.figure(last, "official") or any(c.id == last and c.of == "officials" for c in self.scheme.roster.columns)
            return self._bare(last, "official" if known or last in ATTRIBUTES["official"] else "unit")
        if head == "unit":
            return "单位" * (level == "official") + self._bare(last, "unit").removeprefix("单位" * (level == "official"))
        found = self.scheme.table(head)
        column = found.column(last) if found else None
        if column is not None:
            return column.label
        return next((p.title for p in self.scheme.penalties if p.id == head), str(name))

    def _bare(self, id: str, level: str) -> str:
        figure = self.figure(id, level)
        return figure.label if figure else self.attribute(id, level)

    def _standing(self, call: Call, argument: int, level: str, table: Table | None) -> tuple[str, Table | None]:
        """Where a call's argument stands: a form may ask it of other rows, or of officials."""
        first = call.arguments[0]
        if CONDITION.get(call.function) == argument and isinstance(first, Name):
            return level, self.scheme.table(first.path[0])
        return ("official", None) if call.function in ("staff", "everyone", "ever") else (level, table)

    def phrase(self, part: Expression, level: str, table: Table | None = None) -> str:
        """An expression as a part of a sentence."""
        if isinstance(part, Literal):
            kind = self.scheme.kind(part.value) if isinstance(part.value, str) else None
            return kind.label if kind else said(part.value)
        if isinstance(part, Name):
            return self.name(part, level, table)
        if part.function == "param" and isinstance(part.arguments[0], Literal):
            rule, _, id = str(part.arguments[0].value).partition(".")
            setting = self.scheme.parameters[rule][id]
            return f"{said(setting.value)}{setting.unit}（{setting.title}）"
        if part.function == "owners" and isinstance(part.arguments[0], Name):
            return _FORMS["owners"].format(self._bare(part.arguments[0].path[-1], "official"))
        told = [self.phrase(a, *self._standing(part, i, level, table)) for i, a in enumerate(part.arguments)]
        if part.function == "everywhere" and len(told) > CONDITION["everywhere"]:
            return f"各单位所填符合条件（{told[CONDITION['everywhere']]}）的{told[0]}"
        if part.function in _FORMS:
            return _FORMS[part.function].format(*told)
        if part.function in _BETWEEN:
            return f"{told[0]}{_BETWEEN[part.function]}{told[1]}"
        if part.function in _WORDS:
            return _WORDS[part.function](*told)
        rule_zh = REGISTRY[part.function].zh if part.function in REGISTRY else part.function
        return rule_zh.split("：")[0].split("。")[0]


def is_percent(column: Column) -> bool:
    return column.type == "percent"
