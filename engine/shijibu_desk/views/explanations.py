"""Why the figures of a unit or an official are what they are, down to the cells, for the office and readers."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from shijibu.errors import ShijibuError
from shijibu.report.explanation import Explanation, explain
from shijibu_desk.explained import files_of, shown_steps
from shijibu_desk.held import held_round
from shijibu_desk.role import Role
from shijibu_desk.roles import page


def _explained(request: HttpRequest, scheme: str, period: str, kind: str, id: str) -> HttpResponse:
    """The page of whom a round's roster has; 404 of anybody else, and of a round that is not decided."""
    try:
        with held_round(scheme, period) as decided:
            roster = decided.roster
            unit, official = (roster.unit(id), None) if kind == "unit" else (None, roster.official(id))
            one = unit or official
            if one is None:
                raise Http404
            explanation: Explanation = explain(decided, id)
            files = files_of(decided, linked=request.user.role == Role.OFFICE)
            facts = {
                "steps": shown_steps(explanation.steps, files), "one": one, "official": official, "rules": decided.scheme, "when": decided.period,
                "home": roster.unit(official.unit) if official else unit, "people": [o for o in roster.officials if unit and o.unit == unit.code],
            }
    except ShijibuError:
        raise Http404 from None
    return render(request, "desk/explanation.html", {**facts, "scheme": scheme, "period": period})


@page(Role.OFFICE, Role.READER)
def of_unit(request: HttpRequest, scheme: str, period: str, unit: str) -> HttpResponse:
    """A unit's figures in a round."""
    return _explained(request, scheme, period, "unit", unit)


@page(Role.OFFICE, Role.READER)
def of_official(request: HttpRequest, scheme: str, period: str, official: str) -> HttpResponse:
    """An official's figures in a round."""
    return _explained(request, scheme, period, "official", official)
