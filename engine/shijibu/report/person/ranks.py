"""A rank told with how many there are: 3/12."""

from __future__ import annotations

from shijibu.figures.evaluation import Scope
from shijibu.language.expression import Call
from shijibu.report.reported_round import ReportedRound
from shijibu.scheme.outcomes import Figure

_RANK = "RANKIN"


def is_rank(figure: Figure) -> bool:
    """Whether a figure is a place within a group."""
    expression = figure.formula.tree if figure.formula else None
    return isinstance(expression, Call) and expression.function == _RANK


def place_in_group(reported: ReportedRound, figure: Figure, id: str) -> str | None:
    """The rank of a unit or an official among those ranked with it, as 3/12; None where it has none."""
    expression = figure.formula.tree if figure.formula else None
    assert isinstance(expression, Call)
    units = reported.scheme.unit_figure(figure.id) is figure
    ranks = reported.figures.units if units else reported.figures.officials
    rank = ranks.get(id, {}).get(figure.id)
    if not isinstance(rank, (int, float)):
        return None
    group = expression.arguments[1] if len(expression.arguments) > 1 else None
    scopes = {u.code: Scope(u.code) for u in reported.roster.units} if units else {
        o.id: Scope(o.unit, official=o.id) for o in reported.roster.officials}
    ranked = [i for i in scopes if ranks.get(i, {}).get(figure.id) is not None]
    if group is None:
        return f"{int(rank)}/{len(ranked)}"
    own = reported.evaluation.value(group, scopes[id])
    return f"{int(rank)}/{sum(reported.evaluation.value(group, scopes[i]) == own for i in ranked)}"
