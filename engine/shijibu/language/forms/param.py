"""The scheme's own numbers and lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from shijibu.language.evidence import OfParameter, Whose
from shijibu.language.expression import Call, Literal
from shijibu.language.form import Form
from shijibu.language.node import At, Binder, Evaluates, Node, Unknown
from shijibu.language.scope import Standing
from shijibu.language.values import Value


@dataclass(frozen=True, slots=True)
class Param(Form):
    """A parameter; its first argument is its path, in quotation marks."""

    name: ClassVar = "param"
    gives: ClassVar = "a parameter by its path, such as param('DQ-9.main')"
    example: ClassVar = "param('DQ-9.main')"
    told: ClassVar = False

    path: str
    setting: Callable[[], str]

    @classmethod
    def bind(cls, call: Call, binder: Binder, standing: Standing) -> Node:
        path = _path(call)
        setting = None if path is None else binder.setting(path)
        for part in (*call.arguments[1 if path else 0:], *(v for _, v in call.keywords)):
            binder.bind(part, standing)
        if path is None or setting is None:
            binder.fault(f"没有参数 {path or call}{binder.meant(path) if path else ''}")
            return Unknown(str(call))
        return cls(path, setting)

    @classmethod
    def in_cell(cls, call: Call, parameter: Callable[[str], Value]) -> Value:
        path = _path(call)
        return None if path is None else parameter(path)

    @property
    def of_round(self) -> bool:
        return True

    def value(self, asked: Evaluates, at: At) -> Value:
        if at.record is not None:
            at.counts(lambda: OfParameter(self.path))
        return asked.parameter(self.path)

    def phrase(self, level: Whose) -> str:
        return self.setting()


def _path(call: Call) -> str | None:
    first = call.arguments[0] if call.arguments else None
    return str(first.value) if isinstance(first, Literal) else None
