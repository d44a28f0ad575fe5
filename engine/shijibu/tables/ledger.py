"""The ledger as people who work with data open it: everything that the library's has, and rounds as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shijibu.ledger import Ledger
from shijibu.rounds.decided import NotDecided, only_scheme
from shijibu.scheme.period import Period
from shijibu.scheme_book.named import scheme_id_named, scheme_named
from shijibu.tables.frame import frame_of
from shijibu.tables.heading import Language, merged
from shijibu.tables.round import INPUTS, OF_EVERY_ROUND, RoundTables, UnknownTable

if TYPE_CHECKING:
    import pandas as pd


class OpenLedger(Ledger):
    """A ledger with its rounds as tables. Every method may raise LedgerUnavailable."""

    def periods(self, scheme: str | None = None) -> list[str]:
        """The decided rounds of a scheme, the ledger's only one where none is named, oldest first. Raises NotDecided, UnknownScheme."""
        return [d.period for d in self.decided(self._meant(scheme))]

    def round(
        self, scheme: str | None = None, period: Period | str | None = None, *, headings: Language = "en", exact: bool = False,
    ) -> RoundTables:
        """A decided round as tables, under the rules that it was decided under; nothing but that it is decided is read yet.

        scheme: its id, its county's name or its file; the ledger's only one where none is named. period: as on the command line, such as
        "2026-Q1"; the latest decided where none is named. headings, exact: as RoundTables. Raises NotDecided, NotAPeriod, UnknownScheme.
        """
        id = self._meant(scheme)
        if period is None:
            decided = self.periods(id)
            if not decided:
                raise NotDecided("台账中还没有汇总结果")
            period = decided[-1]
        return RoundTables(self, id, str(period), headings=headings, exact=exact)

    def history(
        self, table: str, scheme: str | None = None, *, first: Period | str | None = None, last: Period | str | None = None,
        headings: Language = "en", exact: bool = False,
    ) -> pd.DataFrame:
        """A table over all decided periods, or those from `first` to `last`, one below the other, oldest first; `period` says which.

        table: "units", "officials", "problems", "returns", "confirmations", or the id or title of a table of inputs such as "tasks". Each
        round is read under the rules that it was decided under; a column that only some rounds have is NA in the others. Raises
        UnknownTable where no round has it, NotDecided where no round is decided, NotAPeriod, UnknownScheme, DecisionUnreadable.
        """
        id = self._meant(scheme)
        since, until = (str(Period.parse(str(p))) if p is not None else None for p in (first, last))
        periods = [p for p in self.periods(id) if (since is None or since <= p) and (until is None or p <= until)]
        if not periods:
            raise NotDecided("台账中还没有汇总结果" if since is until is None else "台账中没有这几期的汇总结果")
        listed, unknown = [], None
        for period in periods:
            one = RoundTables(self, id, period, headings=headings, exact=exact)
            try:
                listed.append(one.listed(table if table in OF_EVERY_ROUND or table.startswith(INPUTS) else INPUTS + table))
            except UnknownTable as error:
                unknown = error
        if not listed:
            raise unknown or UnknownTable(table)
        return frame_of(merged(one.headings for one in listed), [row for one in listed for row in one.rows], headings, title=listed[-1].title)

    def _meant(self, scheme: str | None) -> str:
        if scheme is None:
            return only_scheme(self, None)
        id = scheme_id_named(scheme)
        return id if any(id == known for known, _ in self.versions()) else scheme_named(scheme).id
