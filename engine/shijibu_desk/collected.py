"""How the units of a round stand at the desk: as the ledger says, and as the check said of what came since the last consolidation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from shijibu.ledger import Round
from shijibu.problems.problem import Problem
from shijibu.report.reminder import Owed, reminder
from shijibu.report.status import Status, UnitStatus
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu_desk.models import Upload


def units_now(status: Status, rules: Scheme, when: Period, round_: Round) -> list[tuple[UnitStatus, Upload | None]]:
    """Each unit with the last file that came from it.

    The ledger only says that something came since; whether it can be taken is known here. A file with errors waits for nothing: a unit that
    owes its return owes it still, and is asked to mend it; one whose return was accepted keeps that.
    """
    latest = _latest(Upload.objects.filter(scheme=rules.id, period=str(when)))
    return [(_now(u, latest.get(u.code), status, rules, when, round_), latest.get(u.code)) for u in status.units]


def _latest(uploads: Iterable[Upload]) -> dict[str, Upload]:
    return {u.unit: u for u in sorted(uploads, key=lambda u: u.pk)}


def _now(unit: UnitStatus, last: Upload | None, status: Status, rules: Scheme, when: Period, round_: Round) -> UnitStatus:
    if not unit.waiting or last is None or last.state != Upload.State.REJECTED:
        return unit
    if unit.state == "accepted":
        return unit.model_copy(update={"waiting": False})
    errors = [p for p in (Problem(**p) for p in last.problems) if p.severity == "error"]
    file, today = round_.issues[unit.code].file, date.fromisoformat(status.today)
    owed = Owed(unit.name, file, unit.kind == "county", round_.deadline, today, errors, returned=True)
    return unit.model_copy(update={
        "state": "rejected", "waiting": False, "errors": last.errors, "warnings": last.warnings, "problems": owed.lines,
        "reminder": reminder(rules, when, owed)})
