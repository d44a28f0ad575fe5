"""The slips of many returns: beside annotated copies after a check, and in a round's result."""

from __future__ import annotations

from shijibu.checks.check import Checked
from shijibu.checks.clean_copy import Beside, Copied
from shijibu.files import distinct_names
from shijibu.ledger import Ledger
from shijibu.report.papers.slip import BACK, LOOK, Attempt, slip, slip_name, slip_names
from shijibu.report.reported_round import ReportedRound
from shijibu.rounds.attempts import earlier_attempts
from shijibu.scheme.kept import Kept
from shijibu.scheme.period import Period

FOLDER = "退回"
"""Where the slips of a round stand in its result."""


class Slips(Beside):
    """A slip beside an annotated copy, where the unit has something to mend or to look at. The ledger, if there is one, must be open."""

    def __init__(self, ledger: Ledger | None, kept: Kept) -> None:
        self._ledger, self._kept = ledger, kept

    def names(self, copy: str) -> tuple[str, ...]:
        return slip_names(copy)

    def of(self, copied: Copied) -> dict[str, bytes]:
        file, ledger = copied.file, self._ledger
        assert file.scheme is not None and file.period is not None and file.unit is not None  # of what is none of ours no copy is made
        place = file.scheme, file.period
        scheme, _ = self._kept.of_workbook(*place, file.version or "")
        round_ = ledger.issued(*place) if ledger is not None else None
        earlier = earlier_attempts(ledger, *place, {file.unit: file.sha256}) if ledger is not None else {}
        attempt = Attempt(file.unit, copied.unit, _name(file.path), file.problems, (round_.deadline if round_ else None) or copied.deadline,
                          copied.name, earlier.get(file.unit))
        return {slip_name(copied.name, attempt): slip(scheme, Period.parse(file.period), attempt)} if attempt.owed else {}


def slips_of(reported: ReportedRound) -> dict[str, bytes]:
    """The slips of a decided round by name: of each unit whose return was sent back and not mended since, or taken with warnings."""
    files = reported.decided.files
    listed = [*files.rejected, *files.rejected_before, *files.accepted.values()]
    attempts = {f.unit: _attempt(reported, f, f.unit) for f in listed if f.unit is not None}
    owing = {unit: attempt for unit, attempt in sorted(attempts.items()) if attempt.owed}
    names = distinct_names({unit: f"{unit}_{a.name}_{BACK if a.back else LOOK}" for unit, a in owing.items()}, ".docx")
    return {f"{FOLDER}/{names[unit]}": slip(reported.scheme, reported.period, attempt) for unit, attempt in owing.items()}


def _attempt(reported: ReportedRound, file: Checked, unit: str) -> Attempt:
    said = [*file.problems, *(reported.decided.files.remarks.get(unit, []) if file.accepted else [])]
    return Attempt(unit, reported.unit_name(unit) or unit, _name(file.path), said, reported.deadline, earlier=reported.decided.earlier.get(unit))


def _name(path: str) -> str:
    """The file's name, wherever it lay."""
    return path.replace("\\", "/").rpartition("/")[2]
