"""What the add-in's macros may ask of the ledger, by role: the office and readers of everything, the others of what is published and their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connections

from shijibu.report.explained_rows import ExplainedSheet, explained_figure
from shijibu.report.figure_at import Asked
from shijibu.report.figure_names import ReportSaid
from shijibu.rounds.decided import DecidedRound
from shijibu.scheme.model import Scheme
from shijibu.simulation.outcome import Simulation
from shijibu.simulation.simulate import simulate
from shijibu_addin.server.office_door import NotTheOffice
from shijibu_desk.held import held_round
from shijibu_desk.ledgers import ledger
from shijibu_desk.models import Account
from shijibu_desk.publishing import is_published
from shijibu_desk.role import Role
from shijibu_desk.visitors import account_of_visitor

_SIGN_IN = "请先登录考评台：用考评台的账号登录，再试一次"
_NOT_YOURS = "您的账号只能看自己的、已公布的结果"
_NOT_OFFICE = "试改规则是考评办的功能，您的账号不能用"


@dataclass(frozen=True, slots=True)
class DeskFigures:
    """`shijibu_addin.server.office_door.Figures`, for whoever brings these headers."""

    cookies: str
    authorization: str

    def explained(self, report: ReportSaid, asked: Asked) -> tuple[ExplainedSheet, bool]:
        with self._account() as account:
            whole = account.role in (Role.OFFICE, Role.READER)
            if not whole and not (account.scheme in ("", report.scheme) and is_published(report.scheme, asked.period)):
                raise NotTheOffice(403, _NOT_YOURS)
            with held_round(report.scheme, asked.period) as decided:
                sheet = explained_figure(decided, asked) if whole else _of_own(account, decided, asked)
        return sheet, ledger().decision_head(report.scheme, report.period) == report.head

    def simulated(self, scheme: Scheme) -> Simulation:
        with self._account() as account:
            if account.role != Role.OFFICE:
                raise NotTheOffice(403, _NOT_OFFICE)
            return simulate(ledger(), scheme)

    @contextmanager
    def _account(self) -> Iterator[Account]:
        try:
            account = account_of_visitor(self.cookies, self.authorization)
            if account is None:
                raise NotTheOffice(401, _SIGN_IN)
            yield account
        finally:
            connections.close_all()  # of this thread


def _of_own(account: Account, decided: DecidedRound, asked: Asked) -> ExplainedSheet:
    """A figure of the account's own unit or official, without others' rows. Raises NotTheOffice for any other, whether there is one or not."""
    roster = decided.roster
    unit = roster.unit(asked.whose) if account.role == Role.UNIT and asked.whose == account.unit else None
    official = roster.official(asked.whose) if account.role == Role.OFFICIAL and asked.whose == account.official else None
    if unit is not None and asked.column.kind == "unit":
        return explained_figure(decided, asked, only={o.id for o in roster.officials if o.unit == unit.code}, files_of={unit.code})
    if official is not None and asked.column.kind == "official":
        return explained_figure(decided, asked, only={official.id}, files_of={official.unit})
    raise NotTheOffice(403, _NOT_YOURS)
