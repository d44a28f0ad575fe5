"""What help() and the documentation say of a rule's function: shapes, units, errors, rule ids, examples. From the registry alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shijibu.rules import Parameter, Rule
from shijibu.scheme import catalogue

_KINDS = {"number": "number", "text": "text", "label": "text or number", "day": "day", "scale": "name of a scale, or pairs (floor, label)",
          "pairs": "pairs (label, value), or a mapping"}
_GIVES = {"number": "float", "integer": "int", "text": "str", "day": "datetime.date"}
_NEVER = "WrongInput (#VALUE!) for texts in place of numbers and columns of unequal height, OutOfRange (#NUM!) for a number that is not allowed"


def described(rule: Rule) -> str:
    """The docstring of a rule's function: Chinese, then English, then each parameter, what it gives and raises, and examples."""
    return "\n".join(_lines(rule))


def _lines(rule: Rule) -> Iterator[str]:
    yield from (rule.zh, "", rule.en, "")
    for p in rule.parameters:
        yield f"{p.name}: {p.zh}. {_sentence(p.en)} {_shape(p)}."
    if rule.parameters:
        yield ""
    yield f"Gives {gives(rule)}."
    if rule.parameters:
        yield f"Raises {_NEVER}{'' if rule.returns == 'column' else ', NoData (#N/A) where there is nothing to measure'}."
        if rule.returns == "column" or _by_row(rule):
            yield "In a Series of answers #N/A is NA."
    if rule.rules:
        yield f"Rules: {', '.join(rule.rules)}."
    for arguments, answer in rule.example:
        if answer is not ...:  # which differs by machine
            yield f"Example: {example(rule, arguments)} → {answer!r}"


def gives(rule: Rule) -> str:
    """What comes back, and in which shape."""
    if rule.returns == "column":
        return "a Series, a row for each row given"
    of = _GIVES[rule.returns]
    return f"{of}; a Series of them where a Series stands for a cell" if _by_row(rule) else of


def example(rule: Rule, arguments: tuple[Any, ...]) -> str:
    """A call that can be copied."""
    return f"{rule.name.lower()}({', '.join(repr(list(a) if isinstance(a, tuple) else a) for a in arguments)})"


def _by_row(rule: Rule) -> bool:
    """Whether a Series may stand for a cell, so that there is an answer a row."""
    return rule.returns != "column" and any(is_cell(p) for p in rule.parameters)


def is_cell(parameter: Parameter) -> bool:
    """Whether it is one cell to measure, not a column and not a setting."""
    return parameter.is_input and not parameter.is_column


def _shape(parameter: Parameter) -> str:
    """Cell or column, of what, in which unit and range, and what stands there when it is left out."""
    kind = parameter.kind[:-1] if parameter.is_column else parameter.kind
    parts = [f"{'Column' if parameter.is_column else 'Cell'}, {_KINDS[kind]}" if not parameter.is_list else _KINDS[kind].capitalize()]
    if parameter.unit:
        parts.append(parameter.unit)
    if parameter.whole:
        parts.append("whole")
    low, high = parameter.low, parameter.high
    if low is not None or high is not None:
        parts.append(f"{low:g}..{high:g}" if low is not None and high is not None else f"{low:g} or more" if low is not None else f"{high:g} at most")
    if parameter.above is not None:
        parts.append(f"above {parameter.above:g}")
    if parameter.default is not None:
        value = catalogue.default_of(parameter)
        parts.append(f"setting {parameter.default}" + (f", {value!r} unless the scheme says otherwise" if value is not None else ""))
    elif parameter.optional:
        parts.append("may be left out")
    return ", ".join(parts)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")
