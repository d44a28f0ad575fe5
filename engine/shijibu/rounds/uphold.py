"""Upholding an objection: its round computed again with the inputs that it amends, decided, and shown before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from shijibu.checks.declared import broken, declared_checks, field_of, problem_in
from shijibu.figures.evaluation import Book, Evaluation
from shijibu.ledger import Ledger, ObjectionSettled
from shijibu.problems.problem import Problem
from shijibu.rounds.amend import Amendment, amended, changed_by, next_order
from shijibu.rounds.amend_inputs import Asked, CannotAmend, Desk
from shijibu.rounds.decided import DecidedRound, UnknownUnit, decided_round
from shijibu.rounds.recompute import changes_between, evaluated_with
from shijibu.rounds.results import Change
from shijibu.rounds.sections import decided_in_parts
from shijibu.scheme.period import Period
from shijibu.spreadsheet.field import Field


@dataclass(frozen=True, slots=True)
class Upheld:
    """What came of it.

    changes: because of the amended inputs. other_changes: because the round's rules or earlier rounds changed since the round was last decided.
    problems: warnings that the amended inputs cause. stale: later decided rounds, which rest on this one.
    carried: rounds already sent out with the old value of a committed column filled in, by field.
    """

    objection: int
    done: DecidedRound
    inputs: list[Asked]
    unit: str
    changes: list[Change]
    other_changes: list[Change]
    problems: list[Problem]
    stale: list[Period]
    carried: dict[str, list[Period]] = field(default_factory=dict)


def uphold(ledger: Ledger, id: int, settings: Sequence[str], *, decided: date, reason: str, unit: str | None = None) -> Upheld:
    """Amend the inputs that `settings` name (`tasks[3].actual=0.45`) in a unit's workbook, the objecting one's unless `unit` names another.

    Raises UnknownObjection, ObjectionSettled, DaysOutOfOrder, NotDecided, CannotAmend, DecidedMeanwhile.
    """
    objection = ledger.objection(id)
    if objection.decided is not None:
        raise ObjectionSettled(f"objection {id} was settled on {objection.decided}")
    round_ = decided_round(ledger, objection.scheme, objection.period)
    desk = desk_of(round_, objection.subject, unit)
    code, inputs = desk.unit, desk.read(settings)
    returned, now, standing = round_.returned, round_.books, round_.amendments
    new = [Amendment(id, code, a.field, a.row, a.before, a.value, decided.isoformat(), reason) for a in inputs]
    problems = _checked(round_, code, now[code], amended(round_.scheme, returned, [*standing, *new])[0][code])
    base, done = evaluated_with(ledger, round_, standing), evaluated_with(ledger, round_, [*standing, *new])
    done.revision = ledger.uphold_objection(
        id, decided=decided, reason=reason, changed=changed_by(new, next_order(ledger, objection.scheme, objection.period)),
        upon=round_.basis, results=done.results.model_dump(), figures=decided_in_parts(done.results, done.figures),
        version=round_.round.version)
    done.as_it_stands(ledger)
    changes, others = changes_between(round_, base, done), changes_between(round_, round_, base)
    later = [d.period for d in ledger.decisions(round_.scheme.id, first=objection.period) if d.period > objection.period]
    stale = [Period.parse(p) for p in later] if changes else []
    return Upheld(id, done, inputs, code, changes, others, problems, stale, _carried(ledger, round_, code, inputs))


def desk_of(round_: DecidedRound, subject: str, unit: str | None = None) -> Desk:
    """The workbook whose inputs are amended for whoever objects: of `unit` where it is named, else the subject's own. Raises CannotAmend."""
    code = _whose(round_, subject, unit)
    return Desk(round_.scheme, round_.period, round_.round, round_.roster, code, round_.returned[code], round_.books[code])


def _whose(round_: DecidedRound, subject: str, named: str | None) -> str:
    """The unit whose workbook is amended. Raises CannotAmend where there is none."""
    official = round_.roster.official(subject)
    accepted = round_.files.accepted
    which = f"；--unit 应为：{'、'.join(accepted)}" if named is not None and len(accepted) <= 12 else ""
    try:
        code = (official.unit if official else subject) if named is None else round_.unit_named(named)[0]
    except UnknownUnit as error:
        raise CannotAmend([f"{error.what}{which or error.hint}"]) from None
    if code not in accepted:
        raise CannotAmend([f"{round_.period.label}没有接收到 {code} 的工作簿，没有可更改的填报{which}"])
    return code


def _checked(round_: DecidedRound, code: str, before: Book, after: Book) -> list[Problem]:
    """The warnings that the amended workbook has and had not. Raises CannotAmend for such errors."""
    had = {(p.code, p.field, p.message) for p in _problems(round_, code, before)}
    was_wrong = {(c, f) for c, f, _ in had}
    new = [p for p in _problems(round_, code, after) if (p.code, p.field, p.message) not in had]
    errors = [p for p in new if p.severity == "error" and (p.code, p.field) not in was_wrong]
    if errors:
        sentences = [f"{p.place + ' ' if p.place else ''}{p.message}{'；' + p.fix if p.fix else ''}" for p in errors]
        raise CannotAmend(["更改后工作簿有错，不能这样更改：", *sentences])
    return [p for p in new if p.severity != "notice"]


def _problems(round_: DecidedRound, code: str, book: Book) -> list[Problem]:
    """What the declared checks say of one workbook alone."""
    scheme, file = round_.scheme, round_.files.accepted[code]
    evaluation = Evaluation(scheme, round_.period, round_.roster, {code: book})
    out = []
    for check in declared_checks(scheme, round_.period):
        for scope in broken(check, book, evaluation, county=scheme.workbook_for(code).county):
            row = next((r for r in book.tables.get(scope.table or "", []) if r.index == scope.row), None)
            sheet = file.sheets.get(scope.table or "")
            out.append(problem_in(check, scope, evaluation, (sheet, row.cells.get(check.field or "") if row else None, field_of(check, scope))))
    return out


def _carried(ledger: Ledger, round_: DecidedRound, code: str, inputs: list[Asked]) -> dict[str, list[Period]]:
    """Committed columns among the amended ones, with the later rounds that went out to the unit with the old value."""
    committed = [a for a in inputs if a.column.carry]
    if not committed:
        return {}
    out: dict[str, list[Period]] = {}
    for later in ledger.rounds(round_.scheme.id):
        if later.period > str(round_.period) and code in later.issues:
            for a in committed:
                field = Field.parse(a.field)
                if field and any(row.get(field.column) == a.before for row in later.issues[code].prefilled.get(field.table, [])):
                    out.setdefault(a.field, []).append(Period.parse(later.period))
    return out
