"""The first line of an explanation: the figure that the others lead to, what it is made of, and what it comes to."""

from __future__ import annotations

from collections.abc import Sequence

from shijibu.figures.evaluation import Evaluation
from shijibu.figures.step_parts import line_of
from shijibu.figures.steps import Step
from shijibu.language.evidence import Whose
from shijibu.scheme.binding import binding_of
from shijibu.scheme.names import OfficialFigure, UnitFigure
from shijibu.scheme.outcomes import Figure


def first_line(evaluation: Evaluation, whose: Whose, figures: Sequence[Figure], steps: Sequence[Step]) -> list[Step]:
    """A line such as 综合得分 = 加权平均（星级综合分 91.20，项目得分 98.50） = 94.12; none where no figure of that kind has a value."""
    by_id = {step.id: step for step in steps}
    valued = [f for f in figures if f.type == "number" and by_id.get(f"{whose}.{f.id}") and by_id[f"{whose}.{f.id}"].value is not None]
    if not valued:
        return []
    ranked = [f for f in valued if whose == "unit" and f.id == evaluation.scheme.report.rank_by]
    figure = (ranked or _leading(evaluation, whose, valued))[-1]
    step = by_id[f"{whose}.{figure.id}"]
    return [Step("note", line_of(step), rules=step.rules)]


def _leading(evaluation: Evaluation, whose: Whose, figures: Sequence[Figure]) -> list[Figure]:
    """The figures that none of the others is made of."""
    binding, kind = binding_of(evaluation.scheme), UnitFigure if whose == "unit" else OfficialFigure
    used = {name.id for f in figures if f.formula for name in binding.node(f.formula, whose).names() if isinstance(name, kind) and name.id != f.id}
    return [f for f in figures if f.id not in used] or list(figures)
