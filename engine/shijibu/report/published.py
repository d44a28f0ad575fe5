"""What of a round the public may read: the units' published figures, and those on the lists that the scheme publishes, without their scores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from shijibu.report.reported_round import REJECTED, UNCORRECTED, ReportedRound
from shijibu.scheme.model import Scheme, UnitKind
from shijibu.scheme.outcomes import Figure
from shijibu.scheme.posting import posting
from shijibu.scheme.roster import Official
from shijibu.spreadsheet.wording import MISSING, NO_FIGURE, TO_FILL_IN, figure_said, said

TO_CORRECT = "报送有误，待更正"


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """A unit's figure as it is read; colour: of its card; align: number or text."""

    text: str
    colour: str
    align: str


@dataclass(frozen=True, slots=True)
class PublishedUnit:
    """A unit's row; absent: why it has no figures."""

    name: str
    cells: list[PublishedFigure]
    absent: str | None


@dataclass(frozen=True, slots=True)
class PublishedKind:
    """The units of a kind, best first."""

    label: str
    rows: list[PublishedUnit]


@dataclass(frozen=True, slots=True)
class PublishedOfficial:
    name: str
    unit: str
    post: str


@dataclass(frozen=True, slots=True)
class PublishedList:
    title: str
    people: list[PublishedOfficial]


def published_figures(reported: ReportedRound) -> list[Figure]:
    """The columns. What nobody has this period, such as the quarter's figures in its first month, is none."""
    figures = [f for id in reported.scheme.report.notice if (f := reported.scheme.unit_figure(id)) is not None]
    return [f for f in figures if any(reported.of_unit(c, f.id) not in (None, "") for c in reported.evaluation.books)] or figures


def published_kinds(reported: ReportedRound) -> list[PublishedKind]:
    """The units by kind, of the kinds that there are; none where the scheme publishes no figure of theirs."""
    figures, kinds = published_figures(reported), {u.kind for u in reported.roster.units}
    return [_kind(reported, kind, figures) for kind in reported.scheme.roster.kinds if kind.id in kinds] if figures else []


def published_lists(reported: ReportedRound) -> list[PublishedList]:
    """The lists that are published, each official with name, unit and post; nobody whom the office turned down."""
    published = []
    for rule, listed in reported.listed():
        if rule.id in reported.scheme.report.notice_lists:
            officials = [o for o in listed if isinstance(o, Official) and reported.on_list(rule, o).state != "declined"]
            published.append(PublishedList(rule.title, [PublishedOfficial(o.name, reported.unit_name(o.unit), o.post) for o in officials]))
    return published


def where_to_turn(scheme: Scheme) -> list[tuple[str, str]]:
    """Who takes opinions and where, as a notice has it; what the county has not said is a blank to fill in by hand."""
    contact = scheme.contact
    person = [("联系人", contact.person)] if contact and contact.person else []
    return [("受理单位", scheme.receives), *person, ("联系电话", (contact and contact.phone) or TO_FILL_IN),
            ("地址", (contact and contact.address) or TO_FILL_IN)]


def noticed_on(reported: ReportedRound) -> date | None:
    """The day of the notice: on which it is put up; None where the scheme sets none."""
    stands = posting(reported.scheme, reported.period)
    return stands.first if stands else None


def _kind(reported: ReportedRound, kind: UnitKind, figures: list[Figure]) -> PublishedKind:
    rows = []
    for unit in reported.ranking(kind):
        if unit.code in reported.evaluation.books:
            rows.append(PublishedUnit(unit.name, [_cell(reported.unit_cell(unit.code, f), f) for f in figures], None))
        else:
            absent = TO_CORRECT if reported.state_of(unit.code).startswith((REJECTED, UNCORRECTED)) else MISSING
            rows.append(PublishedUnit(unit.name, [], absent))
    return PublishedKind(kind.label, rows)


def _cell(value: Any, figure: Figure) -> PublishedFigure:
    number = isinstance(value, (int, float)) and figure.type in ("number", "percent")
    text = figure_said(value, figure.type) if number else said(value, nothing=NO_FIGURE)
    return PublishedFigure(text, figure.colours.get(str(value), ""), "number" if number else "text")
