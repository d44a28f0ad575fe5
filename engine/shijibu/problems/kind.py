"""A kind of problem: its code, what people are told of it, and the facts that this takes."""

from __future__ import annotations

import re
from typing import Any, TypeVar, dataclass_transform

from shijibu.outside_text import one_line
from shijibu.spreadsheet.number import number_text
from shijibu.spreadsheet.severity import Severity
from shijibu.spreadsheet.wording import quotes_nested, said

_LONGEST = 60  # characters of a fact that a message repeats
_NAME = re.compile(r"\{(\w+)\}")
_OPTIONAL = re.compile(r"\{(\w+)\?((?:[^{}]|\{[^{}]*\})*)\}")


class Kind:
    """One kind of problem; its instances hold the facts of one case, and do not change.

    The texts are for people in a hurry: what is wrong, and how to mend it. `{label}` in them is a fact, `{near?text}` is there only where
    the fact is. docs/problems.md is made of these classes. They are a hundred, and every command loads them: what a dataclass would write
    anew for each of them stands here once.
    """

    code: str
    title: str
    description: str = ""
    message: str
    fix: str = ""
    severity: Severity = "error"

    def __init__(self, **told: Any) -> None:
        own = facts(type(self))
        wrong = [name for name in own if name not in told and not hasattr(type(self), name)] + sorted(told.keys() - set(own))
        if wrong:
            raise TypeError(f"{type(self).__name__}: {', '.join(wrong)}")
        vars(self).update({name: told[name] if name in told else getattr(type(self), name) for name in own})

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{name} of a problem does not change")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and vars(other) == vars(self)

    def __hash__(self) -> int:
        return hash((type(self), *vars(self).values()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"

    def says(self) -> str:
        """What is wrong, in a sentence."""
        return self._filled(self.message)

    def remedy(self) -> str:
        """How it is mended."""
        return self._filled(self.fix)

    def _filled(self, template: str) -> str:
        chosen = _OPTIONAL.sub(lambda m: m[2] if _said(getattr(self, m[1])) else "", template)
        return quotes_nested(_NAME.sub(lambda m: _said(getattr(self, m[1])), chosen))


K = TypeVar("K", bound=Kind)
REGISTERED: dict[str, type[Kind]] = {}
"""The kinds of the modules that were imported, by code; problems.catalogue has all."""


@dataclass_transform(frozen_default=True, kw_only_default=True)
def problem(kind: type[K]) -> type[K]:
    """Takes a kind into the catalogue. Its facts are named when it is raised: one that is left out or misspelt is a type error."""
    if REGISTERED.setdefault(kind.code, kind) is not kind:
        raise ValueError(f"problem code {kind.code} is registered twice")
    return kind


def facts(kind: type[Kind]) -> list[str]:
    """The names of a kind's facts, as its texts say them."""
    return [name for name in kind.__annotations__ if name not in Kind.__annotations__]


def names_in(template: str) -> set[str]:
    """The facts that a text takes."""
    return set(_NAME.findall(template)) | {m[0] for m in _OPTIONAL.findall(template)}


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return number_text(value)
    text = said(value) if isinstance(value, (list, tuple)) else one_line(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "…"
