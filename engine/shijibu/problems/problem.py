"""A problem as people and programs read it, made from a finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from shijibu.problems.catalogue import CATALOGUE
from shijibu.problems.finding import Finding
from shijibu.problems.refused import Refused
from shijibu.spreadsheet.severity import SEVERITIES, Severity
from shijibu.spreadsheet.wording import said

MOST = 500
"""Problems of one kind in one file that are listed: nobody mends more one by one."""
_LONGEST = 1_000  # characters of a value that a problem repeats; the file has it whole


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of a returned workbook; the keys are CONTRACT.md's."""

    code: str
    severity: Severity
    sheet: str | None
    cell: str | None
    field: str | None
    value: Any
    message: str
    fix: str
    count: int = 1
    """How many it stands for: beyond MOST of a kind the rest are one."""

    def to_json(self) -> dict[str, Any]:
        """With `count` only where it stands for several."""
        told = asdict(self)
        return told if self.count > 1 else {k: v for k, v in told.items() if k != "count"}

    @property
    def place(self) -> str:
        """Sheet and cell as a person looks them up: 工作亮相!F8."""
        return "!".join(p for p in (self.sheet, self.cell) if p)


def problem_of(finding: Finding, severities: Mapping[str, Severity] | None = None) -> Problem:
    """The problem that a finding is; a scheme's `severities` override those of the kinds."""
    kind = finding.kind
    severity = (severities or {}).get(kind.code, finding.severity or kind.severity)
    return Problem(kind.code, severity, finding.sheet, finding.cell, finding.field, _plain(finding.value), kind.says(), kind.remedy())


def problem_of_refusal(refused: Refused) -> Problem:
    """The problem of a file that cannot be taken at all."""
    return problem_of(Finding(refused.kind, refused.sheet, refused.cell))


def capped(problems: Iterable[Problem]) -> list[Problem]:
    """The problems of a file, errors first; of each kind no more than MOST, and one more that says how many others there are."""
    kinds: dict[tuple[Severity, str], list[Problem]] = {}
    beyond: Counter[tuple[Severity, str]] = Counter()
    kept: list[Problem] = []
    for problem in problems:
        kind = problem.severity, problem.code
        first = kinds.setdefault(kind, [])
        if len(first) < MOST:
            first.append(problem)
            kept.append(problem)
        else:
            beyond[kind] += problem.count
    for (severity, code), count in beyond.items():
        message = f"{said_of_kind(code)}还有 {count} 处，没有逐条列出"
        kept.append(Problem(code, severity, None, None, None, None, message, kinds[severity, code][-1].fix, count))
    return sorted(kept, key=lambda p: SEVERITIES.index(p.severity))


def said_of_kind(code: str) -> str:
    """What problems of a kind are called: “缺少必填项”; those that a scheme declares have no name but their message."""
    return f"“{CATALOGUE[code].title}”" if code in CATALOGUE else "同类问题"


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (int, float, bool)):
        return value
    told = said(value) if isinstance(value, (list, tuple)) else str(value)
    return told if len(told) <= _LONGEST else told[: _LONGEST - 1] + "…"
