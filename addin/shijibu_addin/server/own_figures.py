"""What macros ask of a ledger from the task pane, where whoever sits at this computer is the office, and where there is no ledger at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from shijibu.api import open_ledger
from shijibu.ledger import Ledger
from shijibu.ledger.address import file_of
from shijibu.report.explained_rows import ExplainedSheet, explained_figure
from shijibu.report.figure_at import Asked
from shijibu.report.figure_names import ReportSaid
from shijibu.rounds.decided import decided_round
from shijibu.scheme.model import Scheme
from shijibu.simulation.outcome import Simulation
from shijibu.simulation.simulate import simulate
from shijibu_addin.macros.result import NotDone

_NONE = "这台服务器没有台账，说明不了报告里的数，也不能试改规则；请用有台账的考评台（shijibu serve --ledger 台账）。单位工作簿里的数可以说明"


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """`server.office_door.Figures`. ledger: its URL."""

    ledger: str

    def explained(self, report: ReportSaid, asked: Asked) -> tuple[ExplainedSheet, bool]:
        with self._opened() as ledger:
            sheet = explained_figure(decided_round(ledger, report.scheme, asked.period, as_decided=True), asked)
            return sheet, ledger.decision_head(report.scheme, report.period) == report.head

    def simulated(self, scheme: Scheme) -> Simulation:
        with self._opened() as ledger:
            return simulate(ledger, scheme)

    def _opened(self) -> Ledger:
        file = file_of(self.ledger)
        if file and not Path(file).is_file():
            raise NotDone(_NONE)
        return open_ledger(self.ledger)


class NoFigures:
    """The same of a server without a ledger."""

    def explained(self, report: ReportSaid, asked: Asked) -> tuple[ExplainedSheet, bool]:
        raise NotDone(_NONE)

    def simulated(self, scheme: Scheme) -> Simulation:
        raise NotDone(_NONE)
