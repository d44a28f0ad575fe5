"""Results, and the figures that later rounds read, from the accepted workbooks of a round."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from shijibu import __version__
from shijibu.checks.checked import Checked
from shijibu.figures.evaluation import Evaluation, PastRound, Row, Scope
from shijibu.rounds.results import (
    AmendedCell,
    Deduction,
    Figures,
    FigureValue,
    Folded,
    OfficialResult,
    ReasonGiven,
    Rejected,
    Results,
    RoundFigures,
    Tie,
    UnitResult,
    own_figures,
)
from shijibu.rounds.sorting import Sorted
from shijibu.rounds.standing import Standing
from shijibu.rules.values import shown
from shijibu.scheme.model import Scheme
from shijibu.scheme.outcomes import Figure, ListRule, Reason
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Official, Unit
from shijibu.spreadsheet.uncollected import uncollected


class Computed(NamedTuple):
    """What came of one computation of a round."""

    evaluation: Evaluation
    results: Results
    figures: RoundFigures


@uncollected()
def computed(evaluation: Evaluation, files: Sorted, stand: Standing, amendments: Sequence[AmendedCell] = ()) -> Computed:
    """Everything that a round gives; its `changes` and similar texts come from elsewhere."""
    figures = figures_of(evaluation)
    return Computed(evaluation, results_of(evaluation, files, stand, amendments, figures=figures), figures)


def past_round(period: str, figures: RoundFigures, scheme: Scheme) -> PastRound:
    """An earlier round as later ones read it."""
    penalties: dict[str, list[Mapping[str, Any]]] = {unit: [dict(entry) for entry in entries] for unit, entries in figures.penalties.items()}
    return PastRound(Period.parse(period, scheme.cadence), figures.units, figures.officials, penalties)


def past_rounds(earlier: Iterable[tuple[str, RoundFigures]], scheme: Scheme) -> list[PastRound]:
    """Earlier rounds, by period, as they were decided; where the county once had another cadence, those of this one."""
    return [past_round(period, figures, scheme) for period, figures in earlier if Period.parse(period).cadence == scheme.cadence]


def figures_of(evaluation: Evaluation) -> RoundFigures:
    """Every figure at 4 decimals, for the ledger: by unit, by official, and what each unit lost in this round."""
    scheme, roster = evaluation.scheme, evaluation.roster

    def kept(figure: Figure, unit: str) -> bool:
        return figure.always or unit in evaluation.books

    of_units: dict[str, Figures] = {}
    of_officials: dict[str, Figures] = {o.id: {} for o in roster.officials}
    for unit in dict.fromkeys([*(u.code for u in roster.units), *(o.unit for o in roster.officials)]):
        if roster.unit(unit) is not None:
            of_units[unit] = own_figures({f.id: evaluation.unit(unit, f.id) for f in scheme.unit_figures if kept(f, unit) and not f.problems})
        for o in roster.staff(unit):  # with their unit, for of a county's workbooks only some are open at once
            of_officials[o.id] = own_figures(evaluation.of_official(o, [f for f in scheme.official_figures if kept(f, o.unit)]))
    rest = RoundFigures.model_validate({"units": {}, "officials": {}, "penalties": evaluation.new_penalties()})
    return rest.model_copy(update={"units": _those_with_any(of_units), "officials": _those_with_any(of_officials)})


def _those_with_any(figures: dict[str, Figures]) -> dict[str, Figures]:
    return {id: own for id, own in figures.items() if own}


def results_of(
    evaluation: Evaluation, files: Sorted, stand: Standing, amendments: Sequence[AmendedCell] = (), *, figures: RoundFigures | None = None,
) -> Results:
    """What a round gives; numbers at 2 decimals, arrays sorted by code, id or path. Its `changes` and similar texts come from elsewhere.

    figures: the evaluation's own, where they are at hand.
    """
    figures = figures or figures_of(evaluation)
    scheme, roster = evaluation.scheme, evaluation.roster
    listed = {rule.id: _listed(evaluation, rule) for rule in scheme.lists}
    on = [(rule, frozenset(listed[rule.id])) for rule in scheme.lists if rule.of == "officials"]
    return Results(
        scheme=scheme.id,
        period=str(evaluation.period),
        engine=__version__,
        units=Folded(UnitResult, (_unit(evaluation, u, figures.units.get(u.code, {})) for u in roster.units)),
        officials=Folded(OfficialResult, (_official(evaluation, o, figures.officials.get(o.id, {}), on) for o in roster.officials)),
        missing=sorted(stand.missing),
        late=sorted(stand.late),
        corrected=sorted(stand.corrected),
        kept=sorted(files.kept),
        withdrawn=sorted(stand.withdrawn),
        rejected=_rejected(files.rejected),
        rejected_before=_rejected(f for f in files.rejected_before if f.unit in stand.missing),
        superseded=[f.path for f in files.superseded],
        lists=listed,
        ties=_ties(evaluation),
        amendments=list(amendments),
    )


def _rejected(files: Iterable[Checked]) -> list[Rejected]:
    return [Rejected(path=f.path, unit=f.unit, codes=_errors(f)) for f in files]


def _errors(file: Checked) -> list[str]:
    return sorted({p.code for p in file.problems if p.severity == "error"})


def rounded(value: Any, figure: Figure | None = None) -> FigureValue:
    """A figure as results.json has it."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, list):
        return [rounded(v) for v in value]
    if figure is not None and figure.type == "integer":
        return int(value)
    return shown(float(value))


def _unit(evaluation: Evaluation, unit: Unit, own: Figures) -> UnitResult:
    """own: its figures; one that is not among them has no value."""
    figures = {f.id: rounded(own.get(f.id), f) for f in evaluation.scheme.unit_figures if f.result}
    deductions = [
        Deduction(period=p["period"], because=p["because"], points=rounded(p["points"]), rule=p["rule"]) for p in evaluation.penalties(unit.code)
    ] if evaluation.scheme.penalties else None
    return UnitResult(code=unit.code, name=unit.name, kind=unit.kind, figures=figures, deductions=deductions)


def _official(evaluation: Evaluation, official: Official, own: Figures, lists: Sequence[tuple[ListRule, frozenset[str]]]) -> OfficialResult:
    """own: his or her figures; lists: those of officials, with who is on each."""
    scheme, scope = evaluation.scheme, Scope(official.unit, official=official.id)
    figures = {f.id: rounded(own.get(f.id), f) for f in scheme.official_figures if f.result}
    reasons = _reasons(evaluation, scheme.reasons, scope) if official.unit in evaluation.books else []
    for rule, listed in lists:
        if official.id in listed:
            reasons += _reasons(evaluation, rule.reasons, scope, f"列入{rule.title}：")
    return OfficialResult(id=official.id, name=official.name, unit=official.unit, figures=figures, reasons=reasons)


def _reasons(evaluation: Evaluation, reasons: Iterable[Reason], scope: Scope, why: str = "") -> list[ReasonGiven]:
    """The reasons that hold in a scope, in words; why: what they are the reasons for."""
    due = [r for r in reasons if r.rounds is None or evaluation.period.round in r.rounds]
    return [ReasonGiven(rule=r.rule, text=why + evaluation.fill(r.text, scope)) for r in due if r.when is None or evaluation.true(r.when, scope)]


def _listed(evaluation: Evaluation, rule: ListRule) -> list[str]:
    roster = evaluation.roster
    if rule.of == "units":
        return [u.code for u in roster.units if evaluation.computes(rule, u.code) and evaluation.true(rule.when, Scope(u.code))]
    return [o.id for o in roster.officials if evaluation.computes(rule, o.unit) and evaluation.true(rule.when, Scope(o.unit, official=o.id))]


def _ties(evaluation: Evaluation) -> list[Tie]:
    """Ties for a last place that no proposal of the unit settles, each for itself."""
    out: list[Tie] = []
    for tie in evaluation.scheme.ties:
        owner = evaluation.scheme.table(tie.table)
        for unit in evaluation.roster.units:
            rows = evaluation.rows(unit.code, tie.table)
            if not rows:
                continue
            scope = Scope(unit.code)
            marks = evaluation.column(tie.mark, scope, len(rows))
            groups = evaluation.column(tie.group, scope, len(rows)) if tie.group else [None] * len(rows)
            adopted = evaluation.column(tie.adopted, scope, len(rows)) if tie.adopted else [True] * len(rows)
            apart: dict[Any, list[tuple[Row, Any]]] = {}  # each tie stands for itself
            for row, mark, group, taken in zip(rows, marks, groups, adopted, strict=True):
                if mark:
                    apart.setdefault(group, []).append((row, taken))
            for tied in apart.values():
                if owner is not None and not any(row.values.get(tie.settled_by) is not None and taken for row, taken in tied):
                    people = sorted(row.values[owner.owner or "id"] for row, _ in tied)
                    out.append(Tie(rule=tie.rule, unit=unit.code, officials=people))
    return sorted(out, key=lambda t: (t.unit, t.rule, t.officials))
