"""What a step of the office asks, for a host to draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["file", "folder", "into", "choice", "text"]
"""A workbook to read, a folder to read, a folder to write into, one of several, a line of text."""


@dataclass(frozen=True, slots=True)
class Field:
    """One question. value: what is there before anybody answers; choices: value and label; leads: the other questions hang on its answer and are
    to be asked for anew when it changes."""

    name: str
    label: str
    kind: Kind
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    optional: bool = False
    hint: str = ""
    leads: bool = False

    @property
    def is_path(self) -> bool:
        """Whether the answer is chosen with a picker of the host."""
        return self.kind in ("file", "folder", "into")


def chosen(choices: tuple[tuple[str, str], ...], wanted: str) -> str:
    """The wanted one where it is among the choices, else the first."""
    values = [value for value, _ in choices]
    return wanted if wanted in values else next(iter(values), "")


def unanswered(fields: list[Field], given: Mapping[str, str]) -> list[str]:
    """The labels of the questions that want an answer and have none."""
    return [field.label for field in fields if not field.optional and not given.get(field.name, "").strip()]


def not_offered(fields: list[Field], given: Mapping[str, str]) -> list[Field]:
    """The questions of several answers whose answer is none of them."""
    return [f for f in fields if f.kind == "choice" and given.get(f.name) and given[f.name] not in dict(f.choices)]
