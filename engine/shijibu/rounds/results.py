"""results.json and the figures that later rounds read, from the accepted workbooks of a round."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from shijibu import __version__
from shijibu.checks.check import Checked
from shijibu.figures.evaluation import Book, Evaluation, PastRound, Row, Scope
from shijibu.ledger import Decision
from shijibu.rounds.sorting import Sorted
from shijibu.rules.values import shown
from shijibu.scheme.model import Figure, Reason, Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Official, Roster, Unit


def past_round(period: str, figures: dict[str, Any], scheme: Scheme) -> PastRound:
    """An earlier round's figures as the ledger keeps them."""
    return PastRound(Period.parse(period, scheme.cadence), figures["units"], figures["officials"], figures["penalties"])


def past_rounds(decided: Iterable[Decision], scheme: Scheme) -> list[PastRound]:
    """Earlier rounds as they were decided; where the county once had another cadence, those of this one."""
    return [past_round(d.period, d.figures, scheme) for d in decided if Period.parse(d.period).cadence == scheme.cadence]


def figures_of(evaluation: Evaluation) -> dict[str, Any]:
    """Every figure at 4 decimals, for the ledger: by unit, by official, and what each unit lost in this round."""
    scheme, roster = evaluation.scheme, evaluation.roster

    def kept(figure: Figure, unit: str) -> bool:
        return figure.always or unit in evaluation.books

    return {
        "units": _by_id((u.code, {f.id: evaluation.unit(u.code, f.id) for f in scheme.unit_figures if kept(f, u.code) and not f.problems})
                        for u in roster.units),
        "officials": _by_id((o.id, {f.id: evaluation.official(o.id, f.id) for f in scheme.official_figures if kept(f, o.unit)})
                            for o in roster.officials),
        "penalties": evaluation.new_penalties(),
    }


def _by_id(figures: Iterable[tuple[str, dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    return {id: own for id, own in figures if own}


def results_of(
    evaluation: Evaluation, files: Sorted, *, missing: list[str], late: list[str], corrected: Sequence[str] = (), withdrawn: Sequence[str] = (),
    amendments: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """results.json as docs/results.md says; numbers at 2 decimals, arrays sorted by code, id or path. missing to withdrawn: see
    standing.Standing; amendments: see amend.amended; changes: see consolidate.evaluated."""
    scheme, roster = evaluation.scheme, evaluation.roster
    listed = {rule.id: _listed(evaluation, rule.id) for rule in scheme.lists}
    return {
        "scheme": scheme.id,
        "period": str(evaluation.period),
        "engine": __version__,
        "units": [_unit(evaluation, u) for u in roster.units],
        "officials": [_official(evaluation, o, listed) for o in roster.officials],
        "missing": sorted(missing),
        "late": sorted(late),
        "corrected": sorted(corrected),
        "kept": sorted(files.kept),
        "withdrawn": sorted(withdrawn),
        "rejected": _rejected(files.rejected),
        "rejected_before": _rejected(f for f in files.rejected_before if f.unit in missing),
        "superseded": [f.path for f in files.superseded],
        "lists": listed,
        "ties": _ties(evaluation),
        "amendments": list(amendments),
        "changes": [],
    }


def _rejected(files: Iterable[Checked]) -> list[dict[str, Any]]:
    return [{"path": f.path, "unit": f.unit, "codes": _errors(f)} for f in files]


def _errors(file: Checked) -> list[str]:
    return sorted({p.code for p in file.problems if p.severity == "error"})


def told(value: Any, figure: Figure | None = None) -> Any:
    """A figure as results.json has it."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, list):
        return [told(v) for v in value]
    if figure is not None and figure.type == "integer":
        return int(value)
    return shown(float(value))


def _unit(evaluation: Evaluation, unit: Unit) -> dict[str, Any]:
    out: dict[str, Any] = {"code": unit.code, "name": unit.name, "kind": unit.kind}
    out |= {f.id: told(evaluation.unit(unit.code, f.id), f) for f in evaluation.scheme.unit_figures if f.result}
    if evaluation.scheme.penalties:
        out["deductions"] = [
            {"period": p["period"], "because": p["because"], "points": told(p["points"]), "rule": p["rule"]}
            for p in evaluation.penalties(unit.code)
        ]
    return out


def _official(evaluation: Evaluation, official: Official, listed: dict[str, list[str]]) -> dict[str, Any]:
    scheme, scope = evaluation.scheme, Scope(official.unit, official=official.id)
    out: dict[str, Any] = {"id": official.id, "name": official.name, "unit": official.unit}
    out |= {f.id: told(evaluation.official(official.id, f.id), f) for f in scheme.official_figures if f.result}
    reasons = _reasons(evaluation, scheme.reasons, scope) if official.unit in evaluation.books else []
    for rule in scheme.lists:
        if rule.of == "officials" and official.id in listed[rule.id]:
            reasons += [{**r, "text": f"列入{rule.title}：{r['text']}"} for r in _reasons(evaluation, rule.reasons, scope)]
    out["reasons"] = reasons
    return out


def _reasons(evaluation: Evaluation, reasons: Iterable[Reason], scope: Scope) -> list[dict[str, str]]:
    """The reasons that hold in a scope, in words."""
    due = [r for r in reasons if r.rounds is None or evaluation.period.round in r.rounds]
    return [{"rule": r.rule, "text": evaluation.fill(r.text, scope)} for r in due if r.when is None or evaluation.true(r.when, scope)]


def _listed(evaluation: Evaluation, id: str) -> list[str]:
    rule = next(r for r in evaluation.scheme.lists if r.id == id)
    roster = evaluation.roster
    if rule.of == "units":
        return [u.code for u in roster.units if evaluation.computes(rule, u.code) and evaluation.true(rule.when, Scope(u.code))]
    return [o.id for o in roster.officials if evaluation.computes(rule, o.unit) and evaluation.true(rule.when, Scope(o.unit, official=o.id))]


def _ties(evaluation: Evaluation) -> list[dict[str, Any]]:
    """Ties for a last place that no proposal of the unit settles, each for itself."""
    out = []
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
                    out.append({"rule": tie.rule, "unit": unit.code, "officials": sorted(row.values[owner.owner or "id"] for row, _ in tied)})
    return sorted(out, key=lambda t: (t["unit"], t["rule"], t["officials"]))


def roster_of(round_roster: dict[str, Any]) -> Roster:
    """The roster as the ledger keeps it."""
    return Roster.model_validate(round_roster)


def books_of(files: Sorted) -> dict[str, Book]:
    return {unit: Book(unit, file.tables) for unit, file in files.accepted.items()}
