"""Check one file: read it, and say every problem that it has, all at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from shijibu.checks.built_in import look_over
from shijibu.checks.checked import Checked
from shijibu.checks.declared import declared_problems
from shijibu.checks.live import live_findings
from shijibu.checks.owed import owed_findings
from shijibu.figures.evaluation import Evaluation
from shijibu.problems.files import Unreadable
from shijibu.problems.finding import Finding
from shijibu.problems.identity import NotIssued, OtherPeriod, OtherScheme, SignatureUnchecked, SignatureWrong
from shijibu.problems.problem import capped, problem_of, problem_of_refusal
from shijibu.problems.refused import Refused
from shijibu.returns.admission import bytes_of, grid_of
from shijibu.returns.returned import Returned, read_back
from shijibu.scheme.kept import Kept
from shijibu.scheme.load import SchemeFault
from shijibu.scheme.roster import Official, Roster, Unit
from shijibu.spreadsheet.limits import Limits
from shijibu.spreadsheet.uncollected import uncollected


@dataclass(frozen=True, slots=True)
class Expected:
    """What a consolidation expects of each file: scheme, period, the units issued. The key verifies signatures; kept: the rounds' rules."""

    key: bytes | None = None
    scheme: str | None = None
    period: str | None = None
    issued: frozenset[str] | None = None
    kept: Kept = field(default_factory=Kept)


@uncollected()
def check_file(path: Path, told: str, expected: Expected = Expected(), limits: Limits = Limits()) -> Checked:
    """Check the file at `path`, known to people as `told`. Never raises for what is in the file."""
    checked = Checked(told, file=path)
    try:
        data = bytes_of(path, limits)
        checked.sha256 = hashlib.sha256(data).hexdigest()
        grid = grid_of(data, limits)
        checked.modified = grid.modified
        returned = read_back(grid, limits, expected.kept)
        look_over(returned)
    except Refused as refused:
        checked.problems.append(problem_of_refusal(refused))
        return checked
    except SchemeFault as fault:
        checked.fault = str(fault)
        return checked
    identity = returned.identity
    checked.scheme, checked.version, checked.period = identity.scheme, identity.version, identity.period
    checked.unit, checked.number, checked.facts = identity.unit, identity.number, returned.facts.own(returned.scheme.shown_alone)
    checked.untouched = _untouched(returned)
    findings = [*_belonging(returned, expected), *returned.findings]
    problems = [problem_of(f, returned.scheme.severities) for f in findings]
    # Declared checks speak of figures, which mean nothing where a cell could not be read; but each must be said in the first run.
    try:
        evaluation = own_evaluation(returned)
        problems += declared_problems(returned, evaluation)
        owed = owed_findings(returned, evaluation, untouched=checked.untouched)
        problems += [problem_of(f, returned.scheme.severities) for f in owed]
        problems += [problem_of(f, returned.scheme.severities) for f in live_findings(returned, evaluation)]
    except MemoryError:
        raise
    except Exception as error:  # facts that we never write, under a signature that is not ours: nothing can be computed from them
        problems.append(problem_of_refusal(Refused(Unreadable(error=type(error).__name__))))
    checked.problems = capped(problems)
    checked.tables = returned.book.tables
    checked.sheets = {table: place.sheet.title for table, place in returned.places.items()}
    return checked


def _untouched(returned: Returned) -> bool:
    """Whether every cell that can be filled in is as it went out."""
    issued = returned.facts.prefilled
    for table, rows in returned.book.tables.items():
        for row in rows:
            given = dict(enumerate(issued.get(table, ()), 1)).get(row.index, {})
            if any(v not in (None, "") and v != given.get(c) for c, v in row.values.items()):
                return False
    return not any(f.field for f in returned.findings if f.value not in (None, ""))


def own_roster(returned: Returned) -> Roster:
    """The roster as far as one workbook knows it: its own unit and officials."""
    facts, code = returned.facts, returned.identity.unit
    units = [Unit(code=c, name=n, kind=k, extra=facts.extra if c == code else {}) for c, (n, k) in facts.units.items()]
    if code not in facts.units:
        units.append(Unit(code=code, name=facts.name, kind=facts.kind, extra=facts.extra))
    return Roster.of(units, [Official.model_validate({"unit": code, **o}) for o in facts.officials])


def own_evaluation(returned: Returned) -> Evaluation:
    """The figures that one workbook alone gives."""
    return Evaluation(returned.scheme, returned.period, own_roster(returned), {returned.book.code: returned.book})


def _belonging(returned: Returned, expected: Expected) -> list[Finding]:
    identity, found = returned.identity, []
    if expected.key is None:
        found.append(Finding(SignatureUnchecked()))
    elif not identity.verified(expected.key):
        found.append(Finding(SignatureWrong()))
    if expected.scheme not in (None, identity.scheme):
        found.append(Finding(OtherScheme(found=identity.scheme, wanted=expected.scheme), value=identity.scheme))
    elif expected.period not in (None, identity.period):
        found.append(Finding(OtherPeriod(found=identity.period, wanted=expected.period), value=identity.period))
    elif expected.issued is not None and identity.unit not in expected.issued:
        found.append(Finding(NotIssued(unit=identity.unit, period=identity.period), value=identity.unit))
    return found
