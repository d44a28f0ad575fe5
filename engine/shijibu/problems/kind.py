"""A kind of problem: its code, what people are told of it, and the facts that this takes."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import Any, TypeVar, dataclass_transform

from shijibu.outside_text import one_line
from shijibu.spreadsheet.number import number_text
from shijibu.spreadsheet.severity import Severity
from shijibu.spreadsheet.wording import quotes_nested, said

_LONGEST = 60  # characters of a fact that a message repeats
_NAME = re.compile(r"\{(\w+)\}")
_OPTIONAL = re.compile(r"\{(\w+)\?((?:[^{}]|\{[^{}]*\})*)\}")


class Kind:
    """One kind of problem; its instances hold the facts of one case.

    The texts are for people in a hurry: what is wrong, and how to mend it. `{label}` in them is a fact, `{near?text}` is there only where
    the fact is. docs/problems.md is made of these classes.
    """

    __slots__ = ()
    code: str
    title: str
    description: str = ""
    message: str
    fix: str = ""
    severity: Severity = "error"

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
    made = dataclass(frozen=True, slots=True, kw_only=True)(kind)
    if REGISTERED.setdefault(made.code, made) is not made:
        raise ValueError(f"problem code {made.code} is registered twice")
    return made


def facts(kind: type[Kind]) -> list[str]:
    """The names of a kind's facts, as its texts say them."""
    return [f.name for f in fields(kind)]  # type: ignore[arg-type]  # every registered kind is a dataclass


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
