"""The whole menu, for the hosts that run on somebody's own computer."""

from __future__ import annotations

from shijibu_addin.macros.groups import Command, grouped
from shijibu_addin.macros.office.steps import STEPS
from shijibu_addin.macros.registry import MACROS


def menu() -> dict[str, dict[str, Command]]:
    """Every command by group and name."""
    commands: dict[str, Command] = {**STEPS, **MACROS}
    return grouped(commands)


def title_of(command: str) -> str:
    """What the menu calls a command."""
    return next((own[command].title for own in menu().values() if command in own), command)
