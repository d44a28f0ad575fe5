"""The commands of the menu in their groups, as every host shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, TypeVar

from shijibu_addin.macros.whose import OFFICE, UNIT


class Command(Protocol):
    """What stands in the menu: a macro, or a step of the office."""

    @property
    def title(self) -> str: ...

    @property
    def group(self) -> str: ...


C = TypeVar("C", bound=Command)


def grouped(commands: Mapping[str, C]) -> dict[str, dict[str, C]]:
    """The commands by group and name, in the groups' order; a group without any is left out."""
    found = {group: {name: c for name, c in commands.items() if c.group == group} for group in (UNIT, OFFICE)}
    return {group: own for group, own in found.items() if own}
