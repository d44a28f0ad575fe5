"""What a macro did, and why one did nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from shijibu.errors import ShijibuError
from shijibu.problems.problem import Problem
from shijibu.spreadsheet.severity import SEVERITY_LABELS

_TOLD = 10  # problems that a message box has room for


@dataclass(frozen=True, slots=True)
class NewBook:
    """A workbook to open that lies nowhere yet: whoever wants to keep it saves it. name: its title; data: .xlsx."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Result:
    """`done`: whether the macro did what it is for. `message` is for the person; `changed` counts cells; `path` is what was written; `opens`:
    the workbook that a host is to show."""

    done: bool
    message: str
    changed: int = 0
    problems: list[Problem] = field(default_factory=list)
    path: Path | None = None
    opens: Path | NewBook | None = None


class NotDone(ShijibuError):
    """The macro does nothing; the message says why and what to do."""


def counted(problems: Iterable[Problem]) -> str:
    """2 个错误、1 个提示; empty where there is no problem."""
    found = [p.severity for p in problems]
    return "、".join(f"{found.count(s)} 个{label}" for s, label in SEVERITY_LABELS.items() if s in found)


def listed(problems: list[Problem]) -> str:
    """The first problems, a line each, with how to mend them."""
    lines = [f"{p.place or '整个文件'}：{p.message}" + (f"（{p.fix}）" if p.fix else "") for p in problems[:_TOLD]]
    return "\n".join([*lines, *([f"……另有 {len(problems) - _TOLD} 个"] if len(problems) > _TOLD else [])])
