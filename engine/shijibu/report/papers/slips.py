"""The slips of many returns in a round's result."""

from __future__ import annotations

from shijibu.checks.checked import Checked
from shijibu.files import distinct_names
from shijibu.report.papers.slip import BACK, LOOK, Attempt, slip
from shijibu.report.reported_round import ReportedRound

FOLDER = "退回"
"""Where the slips of a round stand in its result."""


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
    return Attempt(unit, reported.unit_name(unit) or unit, file_name(file.path), said, reported.deadline, earlier=reported.decided.earlier.get(unit))


def file_name(path: str) -> str:
    """The file's name, wherever it lay."""
    return path.replace("\\", "/").rpartition("/")[2]
