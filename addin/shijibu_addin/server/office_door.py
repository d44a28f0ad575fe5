"""Who may do the office's work in the task pane, on which ledger, and what becomes of it: told by whoever runs the server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from shijibu.errors import ShijibuError


class NotTheOffice(ShijibuError):
    """Whoever asks may not. status: 401 where signing in would help, else 403."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class OfficeDoor(Protocol):
    """The way to the office's work."""

    @property
    def ledger(self) -> str:
        """The ledger's URL."""
        ...

    async def admits(self, cookies: str, authorization: str) -> str:
        """The account of the office that asks; empty where there are no accounts. Raises NotTheOffice."""
        ...

    def schemes(self) -> Mapping[str, str]:
        """The file of each scheme that counts in place of its own, by id."""
        ...

    def finished(self, by: str, step: str, written: Path) -> None:
        """A step of that name is done; written: the folder of what it wrote, which goes afterwards."""
        ...


@dataclass(frozen=True)
class OwnComputer:
    """Whoever sits at this computer is the office."""

    ledger: str

    async def admits(self, cookies: str, authorization: str) -> str:
        return ""

    def schemes(self) -> Mapping[str, str]:
        return {}

    def finished(self, by: str, step: str, written: Path) -> None:
        """Nobody else keeps it."""
