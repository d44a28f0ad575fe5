"""A problem as people and programs read it, made from a finding by the catalogue."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

from shijibu.checks.catalogue import CATALOGUE, Severity
from shijibu.outside_text import one_line
from shijibu.rules.values import settle
from shijibu.workbook.finding import Finding
from shijibu.workbook.refused import Refused

_LONGEST = 1_000  # characters of a value that a problem repeats; the file has it whole
_OPTIONAL = re.compile(r"\{(\w+)\?((?:[^{}]|\{[^{}]*\})*)\}")


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

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def place(self) -> str:
        """Sheet and cell as a person looks them up: 工作亮相!F8."""
        return "!".join(p for p in (self.sheet, self.cell) if p)


def problem_of(finding: Finding, severities: dict[str, Severity] | None = None) -> Problem:
    """The problem that a finding is; a scheme's `severities` override the catalogue's."""
    kind = CATALOGUE[finding.code]
    facts = {"value": _said(finding.value), **{k: v if k == "number" else _said(v) for k, v in finding.facts.items()}}
    if isinstance(facts.get("number"), (int, float)):
        facts["percent"] = f"{float(facts['number']) * 100:g}%"
    severity = (severities or {}).get(finding.code, kind.severity)
    return Problem(finding.code, severity, finding.sheet, finding.cell, finding.field, _plain(finding.value),
                   _fill(kind.message, facts), _fill(kind.fix, facts))


def problem_of_refusal(refused: Refused) -> Problem:
    """The problem of a file that cannot be taken at all."""
    code = refused.code if refused.code in CATALOGUE else "file.unreadable"
    facts = refused.facts if refused.code in CATALOGUE else {"error": refused.code}
    return problem_of(Finding(code, refused.sheet, refused.cell, facts=dict(facts)))


def _fill(template: str, facts: dict[str, Any]) -> str:
    """`{name}` is a fact; `{name?text}` is there only where the fact is."""
    chosen = _OPTIONAL.sub(lambda m: m[2] if facts.get(m[1]) not in (None, "") else "", template)
    return chosen.format_map(_Facts(facts))


class _Facts(dict):
    def __missing__(self, key: str) -> str:
        return ""


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{settle(value) + 0.0:.4f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else f"{value:g}"
    told = one_line(value)
    return told if len(told) <= 60 else told[:57] + "…"


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (int, float, bool)):
        return value
    told = str(value)
    return told if len(told) <= _LONGEST else told[: _LONGEST - 1] + "…"
