"""Figures that come from a unit's own workbook, so that those of many units can be computed side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from shijibu.errors import ShijibuError
from shijibu.figures.book import Row
from shijibu.figures.evaluation import Evaluation
from shijibu.language.evidence import Whose
from shijibu.language.scope import Scope
from shijibu.language.values import Value
from shijibu.scheme.outcomes import Figure

OwnValues = dict[tuple[Whose, str], dict[str, Value]]
"""By whose it is and the figure's id: the value of each unit or official."""


class _Elsewhere(ShijibuError):
    """A figure asks for what others returned."""


class OwnFigures(Evaluation):
    """A round that is asked for nothing across the county, which each process would look through anew."""

    def of_units(self, units: Iterable[str]) -> OwnValues:
        """What figures of these units and their officials come to. Left out is what asks across the county, and what an error kept from being
        computed, or may have: whoever computes that in its turn finds the same errors, in the same order.
        """
        out: OwnValues = {}
        for unit in units:
            if self.roster.unit(unit) is not None:
                self._add(out, "unit", unit, Scope(unit), self.scheme.unit_figures)
            for official in self.roster.staff(unit):
                self._add(out, "official", official.id, Scope(unit, official=official.id), self.scheme.official_figures)
        return out

    def _add(self, out: OwnValues, whose: Whose, one: str, scope: Scope, figures: Iterable[Figure]) -> None:
        for figure in figures:
            if figure.problems or not self.computes(figure, scope.unit):
                continue
            failed = len(self.failed)
            with suppress(_Elsewhere):
                value = self._of_unit(figure, scope.unit) if whose == "unit" else self._of_official(figure, scope)
                if len(self.failed) == failed:
                    out.setdefault((whose, figure.id), {})[one] = value

    def _across(self, figure: Figure, whose: Whose) -> dict[str, Value]:
        raise _Elsewhere

    def everyone(self) -> Sequence[Scope]:
        raise _Elsewhere

    def rows_everywhere(self, table: str, key: str | None, scope: Scope) -> list[tuple[str, Row]]:
        raise _Elsewhere

    def rows_naming(self, table: str, column: str | None, scope: Scope) -> Sequence[Scope]:
        raise _Elsewhere

    def new_penalties(self) -> dict[str, list[dict[str, Any]]]:
        raise _Elsewhere
