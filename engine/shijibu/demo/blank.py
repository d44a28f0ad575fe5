"""A workbook as it went out, for whoever fills it in by program: what it was issued with, and where its cells are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shijibu.issuing.issued import layout_of
from shijibu.issuing.prefill import facts_of
from shijibu.ledger import Issue
from shijibu.returns.returned import Returned
from shijibu.rounds.issue_round import county_unit
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Roster, Unit
from shijibu.scheme.sheets import Workbook
from shijibu.workbook.identity import Facts
from shijibu.workbook.layout import Layout, TableLayout


@dataclass(frozen=True, slots=True)
class Blank:
    """One unit's workbook. layout: where everything stands in it."""

    scheme: Scheme
    period: Period
    workbook: Workbook
    unit: Unit
    facts: Facts
    layout: Layout

    @classmethod
    def of(cls, returned: Returned) -> Blank:
        """One that was read."""
        facts, code = returned.facts, returned.identity.unit
        unit = Unit(code=code, name=facts.name, kind=facts.kind, extra=facts.extra)
        placed = layout_of(returned.scheme, returned.workbook, returned.period, facts)
        return cls(returned.scheme, returned.period, returned.workbook, unit, facts, placed)

    @classmethod
    def issued(cls, scheme: Scheme, period: Period, roster: Roster, deadline: date, issue: Issue) -> Blank:
        """One that was sent out to a unit of the roster, or to the county's own office, with what the ledger says of it."""
        workbook = scheme.workbook_for(issue.unit)
        unit = roster.unit(issue.unit) or county_unit(workbook)
        facts = facts_of(scheme, workbook, period, unit, roster, deadline.isoformat(), dict(issue.prefilled))
        return cls(scheme, period, workbook, unit, facts, layout_of(scheme, workbook, period, facts))

    @property
    def tables(self) -> dict[str, TableLayout]:
        """Its tables by id, sheet by sheet."""
        return self.layout.tables
