"""Taking a unit's return back: the round is computed and decided again without it, and the unit has returned nothing until it returns again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from shijibu.checks.checked import Checked
from shijibu.errors import ShijibuError
from shijibu.ledger import Ledger
from shijibu.rounds.decided import DecidedRound, UnknownUnit, decided_round
from shijibu.rounds.evaluated import evaluated
from shijibu.rounds.kept import issued_units, returns_of
from shijibu.rounds.recompute import changes_between
from shijibu.rounds.results import Change
from shijibu.rounds.sections import decided_in_parts
from shijibu.rounds.sorting import Sorted
from shijibu.rounds.standing import Standing
from shijibu.scheme.period import Period


class NothingToWithdraw(ShijibuError):
    """The round has no return of the unit; the text says so."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What was taken back, what it changed, and the later decided rounds that rest on this one."""

    unit: str
    name: str
    path: str
    done: DecidedRound
    changes: list[Change]
    stale: list[Period]

    def to_json(self) -> dict[str, Any]:
        """As programs read it."""
        return {"unit": self.unit, "path": self.path, "revision": self.done.revision, "changes": [c.model_dump() for c in self.changes],
                "stale": [str(p) for p in self.stale]}


def withdraw(ledger: Ledger, scheme: str, period: str, unit: str) -> Withdrawn:
    """Take back the return of the unit of that code or name. The file counts as superseded among those last given.

    Raises NotDecided, NothingToWithdraw, DecidedMeanwhile.
    """
    round_ = decided_round(ledger, scheme, period)
    try:
        code, name = round_.unit_named(unit)
    except UnknownUnit as error:
        raise NothingToWithdraw(str(error)) from None
    file, files = _without(round_.files, code)
    if file is None:
        raise NothingToWithdraw(f"{round_.period.label}没有{name}（{code}）的报送，没有可撤回的")
    stand = _standing(Standing.of_results(round_.results), files, issued_units(round_.round, round_.scheme), code)
    done = _decided(ledger, round_, files, stand, file)
    changes = changes_between(round_, round_, done)
    later = [d.period for d in ledger.decisions(round_.scheme.id, first=str(round_.period)) if d.period > str(round_.period)]
    stale = [Period.parse(p, round_.scheme.cadence) for p in later] if changes else []
    return Withdrawn(code, name, file.path, done, changes, stale)


def _decided(ledger: Ledger, round_: DecidedRound, files: Sorted, stand: Standing, taken: Checked) -> DecidedRound:
    place = round_.scheme.id, str(round_.period)
    done = evaluated(ledger, round_.scheme, round_.period, round_.round, files, stand, amendments=round_.amendments)
    done.revision = ledger.withdraw(*place, unit=taken.unit or "", sha256=taken.sha256, path=taken.path, upon=round_.basis,
                                    results=done.results.model_dump(), figures=decided_in_parts(done.results, done.figures),
                                    returned=returns_of(files), version=round_.round.version)
    done.notice = round_.notice
    done.as_it_stands(ledger)
    return done


def _without(files: Sorted, code: str) -> tuple[Checked | None, Sorted]:
    """The unit's return, and the files as they are without it: set aside where it was given in the last run, else gone."""
    out = replace(files, accepted=dict(files.accepted), kept=files.kept - {code})
    file = out.accepted.pop(code, None)
    given = file is not None and code not in files.kept
    if file is None:
        file = next((f for f in files.rejected if f.unit == code), None)
        given = file is not None
        out.rejected = [f for f in files.rejected if f is not file]
    if file is None:
        file = next((f for f in files.rejected_before if f.unit == code), None)
        out.rejected_before = [f for f in files.rejected_before if f is not file]
    if file is not None and given:
        out.superseded = sorted([*files.superseded, file], key=lambda f: f.path)
    return file, out


def _standing(before: Standing, files: Sorted, issued: Collection[str], code: str) -> Standing:
    """The unit is missing, because its return was taken back."""
    missing = set(issued) - set(files.accepted) - files.rejected_units
    late, corrected = (sorted(set(units) - {code}) for units in (before.late, before.corrected))
    return Standing(sorted(missing), late, corrected, sorted({*before.withdrawn, code} & missing))
