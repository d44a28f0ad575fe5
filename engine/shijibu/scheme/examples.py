"""The rules' examples: calls that people can copy, with what they give. Pages and workbooks show them, and a test asks the rules."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shijibu.rules import Parameter, Rule
from shijibu.rules.names import PREFIX
from shijibu.rules.native import literal
from shijibu.scheme import catalogue


@dataclass(frozen=True, slots=True)
class Example:
    """A call of a rule: an argument for each parameter (None where it is left out), and what it gives; `...` where that differs by machine."""

    rule: Rule
    arguments: tuple[Any, ...]
    gives: Any

    @property
    def given(self) -> list[tuple[Parameter, Any]]:
        """The parameters that are given, with their arguments."""
        return [(p, a) for p, a in zip(self.rule.parameters, self.arguments, strict=True) if a is not None]

    def value(self) -> Any:
        """What the rule answers now, settings filled in. Raises RuleError."""
        return catalogue.plain(catalogue.call(self.rule.name, list(self.arguments)))


def examples(rule: Rule) -> list[Example]:
    """The examples beside the rule, with what is left out at the end filled up. Raises ValueError for more arguments than it has."""
    found = []
    for arguments, gives in rule.example:
        if len(arguments) > len(rule.parameters):
            raise ValueError(f"{rule.name}: an example has more arguments than the rule")
        found.append(Example(rule, (*arguments, *[None] * (len(rule.parameters) - len(arguments))), gives))
    return found


def family(rule: Rule) -> str:
    """What the rules of one file are called in Chinese: the file's FAMILY."""
    return str(sys.modules[rule.function.__module__].FAMILY)


def families() -> dict[str, list[Rule]]:
    """The catalogue's functions by family, in the order of the rules' files; what computes no rule comes last."""
    found: dict[str, list[Rule]] = {}
    for rule in sorted(catalogue.functions(), key=lambda r: (not r.rules, r.function.__module__, r.function.__code__.co_firstlineno)):
        found.setdefault(family(rule), []).append(rule)
    return found


def spelled(parameter: Parameter, argument: Any) -> str:
    """An argument as it is written in a formula; a column or a list as an array constant, in which a blank is an empty text."""
    if argument is None:
        return ""
    if parameter.is_column:
        return literal([["" if v is None else v] for v in argument])
    return literal(argument)


def call_text(rule: Rule, arguments: Sequence[str], prefix: str = PREFIX) -> str:
    """The call in a sheet, without "=", from the texts of its arguments; those left out at the end are not written."""
    told = list(arguments)
    while told and not told[-1]:
        told.pop()
    return f"{prefix}{rule.name}({','.join(told)})"


def signature(rule: Rule, prefix: str = PREFIX) -> str:
    """The function with its parameters' names; optional ones in brackets."""
    names = (f"[{p['name']}]" if p["optional"] else p["name"] for p in catalogue.entry(rule)["parameters"])
    return f"{prefix}{rule.name}({', '.join(names)})"
