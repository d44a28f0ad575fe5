"""How the units of a round stand, while it is still being collected: who has returned, who is late, sent back, or was never seen."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from shijibu.ledger import Ledger, Return, Round, Sighting
from shijibu.problems.problem import Problem
from shijibu.report.reminder import Owed, reminder
from shijibu.rounds.kept import NothingIssued, files_of, issued_units, roster_of
from shijibu.rounds.results import Part, Text
from shijibu.rounds.rules import round_and_period
from shijibu.rounds.standing import Standing, standing
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.spreadsheet.wording import quotes_nested

State = Literal["accepted", "rejected", "missing"]


class UnitStatus(Part):
    """How one unit stands."""

    code: str
    name: str
    kind: str = Field(description="the unit's kind by its id; `county` for the office's own workbook")
    state: State
    seen: str | None = Field(description="the day on which the ledger first saw a return of it")
    late: bool = Field(description="that day is after the deadline")
    corrected: bool = Field(description="a return came in time, and the one that counts after the deadline")
    withdrawn: bool = Field(description="missing, because the office took its return back")
    waiting: bool = Field(description="a file that no consolidation has taken in yet was seen by `check`")
    overdue: bool = Field(description="not accepted, and the deadline is past")
    errors: int = Field(description="of the return that stands, how many there are to mend")
    warnings: int
    problems: list[Text] = Field(description="what is to be mended in a rejected return, the like of it in one line")
    reminder: Text | None = Field(description="a text to paste; null where the unit owes nothing")


class Status(BaseModel):
    """A round that is out: the units' states, and what is left to do. `issued` = `accepted` + `rejected` + `missing`, always."""

    model_config = ConfigDict(extra="forbid", strict=True)

    scheme: str
    period: str
    deadline: str | None
    today: str = Field(description="the day that counts as today: where the clock is behind the ledger's newest entry, that entry's")
    days_left: int | None = Field(description="days until the deadline; 0 on it, negative after it; null where the round has none")
    consolidated: bool = Field(description="whether there is a decision of the round yet")
    issued: int = Field(description="how many units are expected to return, the county's own workbook among them where it went out")
    accepted: list[str] = Field(description="unit codes, as in all lists below")
    rejected: list[str] = Field(description="""\
units of which the last consolidation, or one before it, took no return for its errors; results.json has the latter in `missing` and
`rejected_before`""")
    missing: list[str] = Field(description="""\
all others: of these `waiting` returned something since, of `withdrawn` the office took it back, of `never_seen` nothing came""")
    late: list[str] = Field(description="units that returned something, all of it after the deadline")
    corrected: list[str]
    overdue: list[str]
    waiting: list[str]
    withdrawn: list[str]
    never_seen: list[str]
    units: list[UnitStatus]

    @property
    def complete(self) -> bool:
        """Every unit's return is accepted, and nothing came since that no consolidation has seen."""
        return len(self.accepted) == self.issued and not self.waiting

    def unit(self, code: str) -> UnitStatus:
        """How the unit of that code stands. Raises KeyError."""
        for one in self.units:
            if one.code == code:
                return one
        raise KeyError(code)


def status_of(ledger: Ledger, scheme: str, period: str, *, today: date | None = None) -> tuple[Status, Scheme, Period]:
    """The round of the scheme and period that a person names, with its rules. Raises NothingIssued, and as round_and_period."""
    rules, when = round_and_period(ledger, scheme, period)
    round_ = ledger.issued(rules.id, str(when))
    if round_ is None or not round_.issues:
        raise NothingIssued(quotes_nested(f"台账里没有“{rules.name}”{when.label}的下发记录，请先下发（shijibu issue）"))
    day = today or max(datetime.now(UTC), ledger.newest()).astimezone().date()
    return _Collected(ledger, rules, when, round_, day).status(), rules, when


@dataclass
class _Collected:
    """What the ledger knows of a round that is being collected."""

    ledger: Ledger
    scheme: Scheme
    period: Period
    round: Round
    today: date

    def status(self) -> Status:
        place, deadline = (self.round.scheme, self.round.period), self.round.deadline
        issued = issued_units(self.round, self.scheme)
        decision, returned = self.ledger.decision(*place), [r for r in self.ledger.returns(*place) if r.unit in issued]
        # A workbook that is still as it went out was returned by nobody: the office looked through what it issues.
        blank = {i.sha256 for i in self.round.issues.values()}
        sightings = [s for s in self.ledger.seen_in(*place) if s.unit in issued and s.sha256 not in blank]
        seen = self.ledger.seen(r.sha256 for r in returned)
        stands = standing(files_of(returned, []), issued, deadline, sightings, seen, {w.unit for w in self.ledger.withdrawals(*place)})
        decided_at = datetime.fromisoformat(decision.decided_at) if decision else None
        waiting = _waiting(sightings, returned, decided_at)
        units = list(self._units(issued, returned, sightings, seen, stands, waiting))
        return Status(
            scheme=self.scheme.id, period=str(self.period), deadline=deadline.isoformat() if deadline else None, today=self.today.isoformat(),
            days_left=(deadline - self.today).days if deadline else None, consolidated=decision is not None, issued=len(issued),
            **{state: [u.code for u in units if u.state == state] for state in ("accepted", "rejected", "missing")},
            **{mark: [u.code for u in units if getattr(u, mark)] for mark in ("late", "corrected", "overdue", "waiting", "withdrawn")},
            never_seen=[u.code for u in units if u.state == "missing" and u.seen is None and not u.withdrawn], units=units,
        )

    def _units(
        self, issued: Collection[str], returned: list[Return], sightings: list[Sighting], seen: dict[str, Sighting], stands: Standing,
        waiting: Collection[str],
    ) -> Iterator[UnitStatus]:
        roster, deadline = roster_of(self.round.roster), self.round.deadline
        # An accepted return stands before a rejected one of the same unit.
        standing_return = {r.unit: r for r in sorted(returned, key=lambda r: r.accepted)}
        for code in sorted(issued):
            one, unit = standing_return.get(code), roster.unit(code)
            own = self.scheme.workbook_for(code)
            name = unit.name if unit else own.unit_name or own.title
            state: State = "missing" if one is None else "accepted" if one.accepted else "rejected"
            days = [s.day for s in sightings if s.unit == code]
            if one is not None and one.sha256 in seen:
                days.append(seen[one.sha256].day)
            problems = [Problem(**p) for p in one.problems] if one else []
            counts = {s: sum(p.count for p in problems if p.severity == s) for s in ("error", "warning")}
            late = bool(days and deadline and min(days) > deadline)
            overdue = bool(state != "accepted" and deadline and self.today > deadline)
            owed = Owed(name, self.round.issues[code].file, unit is None, deadline, self.today, [p for p in problems if p.severity == "error"],
                        returned=state == "rejected", withdrawn=code in stands.withdrawn)
            yield UnitStatus(
                code=code, name=name, kind=unit.kind if unit else "county", state=state, seen=min(days).isoformat() if days else None, late=late,
                corrected=code in stands.corrected, withdrawn=code in stands.withdrawn, waiting=code in waiting, overdue=overdue,
                errors=counts["error"], warnings=counts["warning"], problems=owed.lines if state == "rejected" else [],
                reminder=None if state == "accepted" or code in waiting else reminder(self.scheme, self.period, owed),
            )


def _waiting(sightings: list[Sighting], returned: list[Return], decided_at: datetime | None) -> set[str]:
    """Units of which a file came that the current decision did not have before it."""
    known = {r.sha256 for r in returned}
    return {s.unit for s in sightings if s.unit and s.sha256 not in known and (decided_at is None or s.at > decided_at)}
