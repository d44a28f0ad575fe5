"""领导简报, whatever it is written to: the round's sentences, who leads and who trails, and who is on which list."""

from __future__ import annotations

from dataclasses import dataclass

from shijibu.report.compared import Compared, compared
from shijibu.report.headlines import headlines, scored_of
from shijibu.report.reported_round import ReportedRound
from shijibu.scheme.outcomes import Figure
from shijibu.scheme.roster import Official, Unit
from shijibu.spreadsheet.wording import NOTHING, figure_said, first_of, moved

BRIEF = "领导简报"
_ENDS, _NAMED = 3, 24


@dataclass(frozen=True, slots=True)
class End:
    """A unit at one end of its kind: its score, and how many places it rose or fell."""

    unit: Unit
    score: str
    moved: str


@dataclass(frozen=True, slots=True)
class Ends:
    """A line: a unit near the top and one as near the bottom; kind: its label on the first line of a kind, else empty."""

    kind: str
    top: End
    bottom: End


@dataclass(frozen=True, slots=True)
class Brief:
    """score: the label of the score that the ends go by; empty where nothing is ranked or no kind has units enough."""

    title: str
    sentences: list[str]
    heading: str
    score: str
    ends: list[Ends]
    lists: list[tuple[str, str]]
    """Each list's title with the count, and the names."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The headings of the lines."""
        return ("类别", "前列", self.score, "名次升降", "末位", self.score, "名次升降")


def brief_of(reported: ReportedRound) -> Brief:
    figure, against = reported.scheme.unit_figure(reported.scheme.report.rank_by or ""), compared(reported)
    ends = _ends(reported, against, figure) if figure else []
    heading = f"{figure.label}：前列和末位" + (f"（升降与{against.period.label}相比）" if against else "") if figure else ""
    return Brief(f"{reported.period.label}考评简报", headlines(reported), heading, figure.label if figure else "", ends, _lists(reported))


def _ends(reported: ReportedRound, against: Compared | None, figure: Figure) -> list[Ends]:
    """The first and the last of each kind that has enough units to have both."""

    def end(unit: Unit) -> End:
        climbed = against.climbed(unit.code) if against else None
        return End(unit, figure_said(reported.of_unit(unit.code, figure.id), figure.type), moved(climbed, 0))

    found = []
    for kind in reported.scheme.roster.kinds:
        scored = scored_of(reported, kind)
        if len(scored) > _ENDS:
            most = min(_ENDS, len(scored) // 2)
            pairs = zip(scored[:most], reversed(scored[-most:]), strict=True)
            found += [Ends(kind.label if n == 0 else "", end(top), end(bottom)) for n, (top, bottom) in enumerate(pairs)]
    return found


def _lists(reported: ReportedRound) -> list[tuple[str, str]]:
    found = []
    for rule, those in reported.listed():
        told = [f"{o.name}（{reported.unit_name(o.unit)}）" if isinstance(o, Official) else o.name for o in those]
        found.append((f"{rule.title}（{len(those)}）", first_of(told, _NAMED) or NOTHING))
    return found
