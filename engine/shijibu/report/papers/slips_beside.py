"""The slips of many returns beside annotated copies, after a check."""

from __future__ import annotations

from shijibu.checks.clean_copy import Beside, Copied
from shijibu.ledger import Ledger
from shijibu.report.papers.slip import Attempt, slip, slip_name, slip_names
from shijibu.report.papers.slips import file_name
from shijibu.rounds.attempts import earlier_attempts
from shijibu.scheme.kept import Kept
from shijibu.scheme.period import Period


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
        attempt = Attempt(file.unit, copied.unit, file_name(file.path), file.problems, (round_.deadline if round_ else None) or copied.deadline,
                          copied.name, earlier.get(file.unit))
        return {slip_name(copied.name, attempt): slip(scheme, Period.parse(file.period), attempt)} if attempt.owed else {}
