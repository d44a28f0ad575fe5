"""A scheme's expressions in Chinese words, for those that are no single rule."""

from __future__ import annotations

from collections.abc import Callable

from shijibu.report.steps import said
from shijibu.rules import REGISTRY
from shijibu.scheme.expression import Expression, Literal, Name
from shijibu.scheme.model import Column, Figure, Scheme, Table

ATTRIBUTES = {
    "unit": {"code": "单位编码", "name": "单位名称", "kind": "单位类别", "team_size": "班子人数"},
    "official": {"id": "干部编号", "name": "姓名", "post": "职务", "unit": "所在单位"},
}
_BETWEEN = {
    "equals": "等于", "differs": "不同于", "above": "高于", "below": "低于", "at_least": "不低于", "at_most": "不高于",
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
}
_FORMS = {"year": "本年各轮{}", "earlier": "本年以前各轮{}", "previous": "上一轮{}"}


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
        told = [self.phrase(a, level, table) for a in part.arguments]
        if part.function in _FORMS:
            return _FORMS[part.function].format(told[0])
        if part.function in _BETWEEN:
            return f"{told[0]}{_BETWEEN[part.function]}{told[1]}"
        if part.function in _WORDS:
            return _WORDS[part.function](*told)
        rule_zh = REGISTRY[part.function].zh if part.function in REGISTRY else part.function
        return rule_zh.split("：")[0].split("。")[0]


def is_percent(column: Column) -> bool:
    return column.type == "percent"
