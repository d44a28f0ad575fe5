"""领导简报, whatever it is written to: the round's sentences, who leads and who trails, and who is on which list."""

from __future__ import annotations

from dataclasses import dataclass

from shijibu.report.compared import Compared, compared
from shijibu.report.headlines import headlines, scored_of
from shijibu.report.proposals import DECLINED, Counts, grouped_said, measures_of
from shijibu.report.reported_round import ReportedRound
from shijibu.rounds.proposals import Considered
from shijibu.scheme.outcomes import Figure
from shijibu.scheme.roster import Official, Unit
from shijibu.spreadsheet.wording import NOTHING, figure_said, first_of, joined, moved

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
    found = [(_counted(title, Counts.of(those)), grouped_said(reported, those, _NAMED)) for title, those in measures_of(reported)]
    for rule, those in reported.listed():
        decided = [(o, reported.on_list(rule, o)) for o in those]
        names = [_named(reported, one, c) for one, c in decided]
        found.append((_counted(rule.title, Counts.of(c for _, c in decided)), first_of(names, _NAMED) or NOTHING))
    return found


def _counted(title: str, counts: Counts) -> str:
    """约谈名单（3）, and where somebody decided 约谈名单（3）待确认 1 项，不采纳 2 项."""
    return f"{title}（{counts.all}）{counts.said if counts.decided else ''}"


def _named(reported: ReportedRound, one: Official | Unit, considered: Considered) -> str:
    """A name, an official's with the unit's, and that it was turned down."""
    beside = joined((reported.unit_name(one.unit) if isinstance(one, Official) else "", DECLINED if considered.state == "declined" else ""), "，")
    return f"{one.name}（{beside}）" if beside else one.name
