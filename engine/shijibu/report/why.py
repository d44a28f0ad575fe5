"""Why one figure is what it is: of an explanation the steps that lead to it, told in full."""

from __future__ import annotations

from shijibu.figures.evaluation import Evaluation, Scope
from shijibu.figures.step_parts import line_of
from shijibu.figures.steps import Step, SubjectKind
from shijibu.figures.trace import Tracer
from shijibu.report.explanation import (
    Explanation,
    Sheets,
    amended_cells,
    deductions,
    find_subject,
    lists_section,
    official_head,
    say_decided,
    unit_head,
)
from shijibu.report.objections import UnknownFigure, find_figure
from shijibu.rounds.decided import DecidedRound
from shijibu.rounds.results import Results
from shijibu.spreadsheet.field import Field

PENALTIES = "penalties."
"""Begins what a deduction of the scheme is asked for by."""


def why(decided: DecidedRound, subject: str, figure: str, *, change: bool = False) -> Explanation:
    """The steps to one figure of the unit or official that a code, an id or a name means; the round's notice first.

    figure: its id or label, that of a list, `penalties.ID`, or of a unit a live cell such as `tasks[1].ratio`. change: what it was in the round
    before is said first. Raises UnknownSubject, UnknownFigure.
    """
    kind, id = find_subject(decided.evaluation, subject)
    found = why_in(decided.evaluation_about(kind, id), kind, id, figure, sheets=decided.sheets, results=decided.results)
    say_decided(found.steps, decided, id)
    if change and decided.evaluation.earlier:
        found.steps.insert(1, _before(decided, kind, id, find_figure(decided.scheme, kind, figure).id))
    if decided.notice:
        found.steps.insert(0, Step("note", f"注意：{decided.notice}"))
    return found


def why_in(
    evaluation: Evaluation, kind: SubjectKind, id: str, figure: str, *, sheets: Sheets | None = None, results: Results | None = None,
) -> Explanation:
    """The same of what an evaluation knows; id: the unit's code or the official's id. Raises UnknownFigure."""
    tracer = Tracer(evaluation, {} if sheets is None else sheets, amended_cells(results))
    unit, official = evaluation.roster.unit(id) if kind == "unit" else None, evaluation.roster.official(id) if kind == "official" else None
    if official is not None:
        head, name = official_head(evaluation, official, results), f"{official.name}（{official.id}）"
    else:
        assert unit is not None
        head, name = unit_head(evaluation, unit, results), f"{unit.name}（{unit.code}）"
    steps: list[Step] = []
    if unit is not None and figure.startswith(PENALTIES):
        penalty = next((p for p in evaluation.scheme.penalties if f"{PENALTIES}{p.id}" == figure), None)
        if penalty is None:
            raise UnknownFigure(f"方案没有“{figure}”这项扣分")
        steps, label = deductions(evaluation, tracer, unit, only=penalty.id), penalty.title
    elif unit is not None and (field := Field.parse(figure)) is not None:
        step = _cell(evaluation, tracer, unit.code, field)
        label = f"{step.label}（{tracer.rows.label_at(Scope(unit.code, table=field.table, row=field.row))}）"
        steps = [Step("section", "结果由来", parts=[step])]
    else:
        meant = find_figure(evaluation.scheme, kind, figure)
        label = meant.label
        if meant.id.startswith("lists."):
            one = official or unit
            assert one is not None
            steps = [lists_section(evaluation, one, only=meant.id.removeprefix("lists."))]
        else:
            declared = evaluation.figure_of(kind, meant.id)
            assert declared is not None
            steps = [Step("section", "结果由来", parts=[tracer.unit(id, declared) if kind == "unit" else tracer.official(id, declared)])]
    steps = [s for s in steps if s.parts] or [Step("note", f"{evaluation.period.label}没有{label}")]
    leading = next(iter(steps[0].parts), steps[0])
    if leading.kind in ("figure", "cell") and leading.value is not None:
        head.parts = [Step("note", line_of(leading), rules=leading.rules)]
    return Explanation(kind, id, evaluation.period, [head, *steps], f"{label}：{name} {evaluation.period.label}")


def _before(decided: DecidedRound, kind: SubjectKind, id: str, figure: str) -> Step:
    """A figure in the round before beside what it is now."""
    last, declared = decided.evaluation.earlier[-1], decided.evaluation.figure_of(kind, figure)
    if declared is None:  # a list: a report's names may have been changed to ask for it
        raise UnknownFigure(f"“{figure}”不是数，没有与上期的差")
    now = decided.evaluation.unit(id, figure) if kind == "unit" else decided.evaluation.official(id, figure)
    return Step("section", "与上期相比", parts=[
        Step("past", declared.label, last.figure(kind, id, figure), f"{kind}.{figure}", origin=last.period.label),
        Step("past", declared.label, now, f"{kind}.{figure}", origin=decided.period.label),
    ])


def _cell(evaluation: Evaluation, tracer: Tracer, code: str, field: Field) -> Step:
    """A cell of a unit's table. Raises UnknownFigure where there is none, or nothing stands in its row."""
    table = evaluation.scheme.table(field.table)
    if table is None or table.column(field.column) is None:
        raise UnknownFigure(f"单位没有“{field}”这个数字")
    if all(row.index != field.row for row in evaluation.rows(code, field.table)):
        raise UnknownFigure(f"“{table.title}”第 {field.row} 行还没有填报，没有可以说明的数")
    return tracer.cell(Scope(code, table=field.table, row=field.row), field.column)
