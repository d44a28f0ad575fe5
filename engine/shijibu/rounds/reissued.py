"""Returns made from an issue that a later one of the unit and period replaced: in order where nothing of the unit's changed, an error else."""

from __future__ import annotations

from collections.abc import Iterable

from shijibu.checks.checked import Checked
from shijibu.issuing.prefill import facts_of
from shijibu.ledger import Round
from shijibu.problems.finding import Finding
from shijibu.problems.identity import SupersededIssue
from shijibu.problems.problem import Problem, problem_of
from shijibu.rounds.kept import roster_of
from shijibu.rounds.sorting import is_foreign
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Roster, Unit
from shijibu.spreadsheet.severity import Severity

CODE = SupersededIssue.code
_PARTS = {"unit": "单位信息", "officials": "干部名册", "prefilled": "预填内容"}


class Reissued:
    """What each unit of a round was sent last."""

    def __init__(self, scheme: Scheme, round_: Round) -> None:
        self.scheme, self.round, self.period = scheme, round_, Period.parse(round_.period, scheme.cadence)
        self._roster: Roster | None = None
        self._own: dict[str, dict[str, str]] = {}

    def say(self, files: Iterable[Checked]) -> None:
        """Add to each file of this round that a later issue replaced that it did; what is not ours was never issued."""
        for file in files:
            ours = (file.scheme, file.period) == (self.scheme.id, str(self.period)) and not is_foreign(file)
            if ours and (problem := self.problem(file)) is not None:
                file.problems = sorted([*file.problems, problem], key=lambda p: ("error", "warning", "notice").index(p.severity))

    def problem(self, file: Checked, changed_is: Severity = "error") -> Problem | None:
        """What to say of a file that an earlier issue was filled in for; `changed_is` where something of the unit's changed since."""
        latest = self.round.issues.get(file.unit or "")
        if latest is None or file.number is None or file.number >= latest.number:
            return None
        now = self._facts(file.unit or "")
        changed = [name for part, name in _PARTS.items() if (file.facts or {}).get(part) != now[part]]
        superseded = SupersededIssue(issue=file.number, latest=latest.number, file=latest.file, changed="、".join(changed))
        severity: Severity = changed_is if changed else "notice"
        return problem_of(Finding(superseded, severity=severity))

    def _facts(self, code: str) -> dict[str, str]:
        """What the latest issue says of a unit, by part, as digests."""
        if code not in self._own:
            self._roster = self._roster or roster_of(self.round.roster)
            kind = self.scheme.workbook_for(code)
            unit = self._roster.unit(code) or Unit(code=code, name=kind.unit_name or kind.title, kind="county")
            facts = facts_of(self.scheme, kind, self.period, unit, self._roster, None, dict(self.round.issues[code].prefilled))
            self._own[code] = facts.own(self.scheme.shown_alone)
        return self._own[code]
