"""Who may do the office's work in the task pane, on which ledger, and what becomes of it: told by whoever runs the server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from shijibu.errors import ShijibuError

if TYPE_CHECKING:
    from shijibu.report.explained_rows import ExplainedSheet
    from shijibu.report.figure_at import Asked
    from shijibu.report.figure_names import ReportSaid
    from shijibu.scheme.model import Scheme
    from shijibu.simulation.outcome import Simulation


class NotTheOffice(ShijibuError):
    """Whoever asks may not. status: 401 where signing in would help, else 403."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Figures(Protocol):
    """What a macro asks of the ledger behind the server: `macros.explaining.Explains` and `macros.simulating.Simulates`."""

    def explained(self, report: ReportSaid, asked: Asked) -> tuple[ExplainedSheet, bool]:
        """A report's figure, and whether the report still says what was decided. Raises NotTheOffice, and what explaining raises."""
        ...

    def simulated(self, scheme: Scheme) -> Simulation:
        """All decided rounds under the scheme. Raises NotTheOffice, and what `simulate` raises."""
        ...


class OfficeDoor(Protocol):
    """The way to the office's work."""

    @property
    def ledger(self) -> str:
        """The ledger's URL."""
        ...

    async def admits(self, cookies: str, authorization: str) -> str:
        """The account of the office that asks; empty where there are no accounts. Raises NotTheOffice."""
        ...

    def figures(self, cookies: str, authorization: str) -> Figures:
        """What the ledger says, to whoever asks as far as they may see it."""
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

    def figures(self, cookies: str, authorization: str) -> Figures:
        from shijibu_addin.server.own_figures import OwnFigures

        return OwnFigures(self.ledger)

    def schemes(self) -> Mapping[str, str]:
        return {}

    def finished(self, by: str, step: str, written: Path) -> None:
        """Nobody else keeps it."""
