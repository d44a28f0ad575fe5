"""What a paper says, whatever it looks like: its title, body, attachment and ending."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from shijibu.report.published import PublishedKind, PublishedList, where_to_turn
from shijibu.report.reported_round import ReportedRound
from shijibu.spreadsheet.wording import NOTHING, day_said

NOTICE, CIRCULAR, BRIEFING = "公示", "通报", "情况汇报"
PAPERS = (NOTICE, CIRCULAR, BRIEFING)
"""The papers of a round, each by the name of its file."""
_NUMERALS = "一二三四五六七八九十"
UNDATED = "　　　　年　　月　　日"


_SPACED = re.compile(r"(?<=[^\x00-\x7f]) (?=[0-9A-Za-z])|(?<=[0-9A-Za-z%]) (?=[^\x00-\x7f])")
"""The space that a screen has between a number and a Chinese word; a paper has none."""
_ARROWS = {ord("↑"): "升", ord("↓"): "降"}


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of an attachment. shares: how wide its columns are to each other; centred: those whose cells are."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    shares: Sequence[float]
    centred: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A paper. title: its lines; greeting: to whom it is, empty where to nobody; body: headings and paragraphs; attached: the title of the
    attachment and its tables; said: what further places of a form come to."""

    title: Sequence[str]
    greeting: str
    body: Sequence[Heading | str]
    attached_title: str
    attached: Sequence[Grid]
    said: dict[str, str] = field(default_factory=dict)

    @property
    def paragraphs(self) -> list[Heading | str]:
        """The body as papers are written."""
        return [part if isinstance(part, Heading) else _SPACED.sub("", part).translate(_ARROWS) for part in self.body]


def title_of(reported: ReportedRound, what: str) -> tuple[str, str]:
    """Two lines: 关于德清县2026年第一季度 / 干部实绩考评情况的通报."""
    return f"关于{reported.scheme.county}{reported.period.label}", f"干部实绩考评{what}"


def ending(reported: ReportedRound, dated: date | None, stands: str = "") -> dict[str, str]:
    """What the places of a paper's end come to, and those that may stand anywhere. Without a day it is to be filled in by hand."""
    scheme = reported.scheme
    turn = {"联系人": "", **dict(where_to_turn(scheme))}
    return {**turn, "公示期": stands, "落款": scheme.signed, "日期": day_said(dated) if dated else UNDATED, "期次": reported.period.label,
            "方案": scheme.name, "县": scheme.county, "单位": scheme.office}


def numbered(sections: Sequence[tuple[str, Sequence[str]]]) -> list[Heading | str]:
    """一、报送情况 and its paragraphs, one section after another; one that says nothing is left out."""
    body: list[Heading | str] = []
    said = [(title, [text for text in texts if text]) for title, texts in sections]
    for numeral, (title, texts) in zip(_NUMERALS, [s for s in said if s[1]], strict=False):
        body += [Heading(f"{numeral}、{title}"), *texts]
    return body


def results_attached(kinds: Sequence[PublishedKind], labels: Sequence[str], lists: Sequence[PublishedList]) -> list[Grid]:
    """The units' results, a table a kind, and the published lists."""
    wide = 1.6 if len(labels) < 5 else 1.3
    tables = [Grid(kind.label, ("单位", *labels), [_row(u.name, [c.text for c in u.cells], u.absent, len(labels)) for u in kind.rows],
                   (wide, *(1 for _ in labels)), range(1, len(labels) + 1))
              for kind in kinds if kind.rows]
    for listed in lists:
        rows = [(str(n), one.name, one.unit, one.post) for n, one in enumerate(listed.people, 1)]
        tables.append(Grid(listed.title, ("序号", "姓名", "单位", "职务"), rows or [("", NOTHING, "", "")], (0.5, 1, 2, 1.2), (0, 1, 3)))
    return tables


def _row(name: str, cells: Sequence[str], absent: str | None, columns: int) -> tuple[str, ...]:
    return (name, *(cells if absent is None else [absent, *("—" for _ in range(columns - 1))]))
