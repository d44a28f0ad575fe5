"""A round beside the one before: how far units rose or fell, and whose card is another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shijibu.report.reported_round import ReportedRound
from shijibu.rules.values import shown
from shijibu.scheme.outcomes import Figure
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Unit


@dataclass(frozen=True, slots=True)
class Compared:
    """What the last decided round had of the units; `period`: which it was; `cards`: the last one in which cards were given, None where
    there is none or this one gives none."""

    reported: ReportedRound
    period: Period
    units: Mapping[str, Mapping[str, Any]]
    cards: tuple[Period, Mapping[str, Mapping[str, Any]]] | None = None

    def change(self, code: str, figure: Figure | None) -> float | None:
        """A figure against the last round at 2 decimals; None where one of the two is not there."""
        before, now = self._both(code, figure)
        if not isinstance(before, (int, float)) or not isinstance(now, (int, float)):
            return None
        return shown(shown(float(now)) - shown(float(before)))

    def climbed(self, code: str) -> int | None:
        """How many places a unit rose in its kind, below 0 for a fall; None where it has no rank now or then."""
        change = self.change(code, self.reported.scheme.unit_figure(self.reported.scheme.report.rank or ""))
        return None if change is None else -int(change)

    def new_cards(self) -> dict[str, list[Unit]]:
        """By card, in the scheme's order: the units that have it now and had another, or none, when cards were last given."""
        card, out = self.reported.card_figure, dict[str, list[Unit]]()
        if card is None or self.cards is None:
            return out
        before, now = self.cards[1], self.reported.figures.units
        for label in card.colours:
            new = [u for u in self.reported.roster.units if now.get(u.code, {}).get(card.id) == label
                   and card.id in before.get(u.code, {}) and before[u.code][card.id] != label]
            if new:
                out[label] = new
        return out

    def ends(self, figure: Figure | None) -> tuple[Unit | None, Unit | None]:
        """The units whose figure rose and fell most; None where none did."""
        moved = [(change, u) for u in self.reported.roster.units if (change := self.change(u.code, figure))]
        up = max(moved, key=lambda pair: pair[0], default=None)
        down = min(moved, key=lambda pair: pair[0], default=None)
        return up[1] if up and up[0] > 0 else None, down[1] if down and down[0] < 0 else None

    def _both(self, code: str, figure: Figure | None) -> tuple[Any, Any]:
        if figure is None:
            return None, None
        return self.units.get(code, {}).get(figure.id), self.reported.figures.units.get(code, {}).get(figure.id)


def compared(reported: ReportedRound) -> Compared | None:
    """The round beside the last decided one; None where it is the first."""
    past = sorted((p for p in reported.evaluation.past if p.period < reported.period), key=lambda p: (p.period.year, p.period.round))
    if not past:
        return None
    carded = [p for p in past if reported.card_figure and reported.scheme.card_in(p.period.round)]
    return Compared(reported, past[-1].period, past[-1].units, (carded[-1].period, carded[-1].units) if carded else None)
