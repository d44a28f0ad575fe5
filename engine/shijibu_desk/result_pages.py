"""What the pages of a decided round show, laid down once when it is consolidated: no page evaluates a round in order to show a list.

A folder for each decision, a file for each list. Where there is none, such as after a decision that was made at the command line, it is made
when somebody first asks.
"""

from __future__ import annotations

import json
import secrets
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from shijibu import __version__
from shijibu.files import write_whole
from shijibu.ledger import Confirmation
from shijibu.report.brief import Brief, Ends, brief_of
from shijibu.report.page import Listing
from shijibu.report.proposals import counted
from shijibu.report.reported_round import ReportedRound
from shijibu.report.round_book.listings import LISTED, RANKED, listings
from shijibu.report.round_book.over_rounds import over_rounds_list
from shijibu.report.round_book.places import limited, places_list
from shijibu.report.round_book.ranking import SCORE
from shijibu.report.sentences import reasons_of
from shijibu.report.table import Cell, Table, table_of
from shijibu.rounds.decided import DecidedRound
from shijibu_desk.held import held_round
from shijibu_desk.ledgers import ledger
from shijibu_desk.places import RoundFolder

_OVERVIEW = "overview"
_REASONS = "reasons"
_FORM = 2  # of the files; another number and they are made anew
_MAKING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Shown:
    """A list of a round as a page shows it. bar: the column whose numbers are drawn, each kind's in a table of its own; None for a plain list."""

    table: Table
    bar: int | None


@dataclass(frozen=True, slots=True)
class ResultPages:
    """The pages of a decision. folder: where they are laid down."""

    folder: Path

    def overview(self) -> dict[str, Any]:
        """title, sentences, heading, labels, ends, lists: as the brief has them; rules, label, revision, waiting, notice; tabs: (name, title,
        rows)."""
        read: dict[str, Any] = json.loads((self.folder / f"{_OVERVIEW}.json").read_bytes())
        return read

    def reasons(self) -> dict[str, str]:
        """Why somebody is on a list, by the name of the proposal."""
        read: dict[str, str] = json.loads((self.folder / f"{_REASONS}.json").read_bytes())
        return read

    def listing(self, name: str) -> Shown | None:
        """The list of that name; None where the round has none such."""
        file = self.folder / f"{name}.json"
        if name in (_OVERVIEW, _REASONS) or not file.is_file():
            return None
        read = json.loads(file.read_bytes())
        rows = [[Cell(*cell) for cell in row] for row in read["rows"]]
        table = Table(read["title"], read["heading"], read["note"], read["labels"], rows, frozenset(read["strong"]), tuple(read["figures"]))
        return Shown(table, read["bar"])


def result_pages(scheme: str, period: str) -> ResultPages | None:
    """The pages of the current decision of a round; None where nothing is decided. Raises DecisionUnreadable and what rules raise."""
    home = _home(scheme, period)
    if home is None:
        return None
    if not home.is_dir():
        with _MAKING:
            if not home.is_dir():
                with held_round(scheme, period) as decided:
                    lay_down(decided)
    return ResultPages(home)


def _home(scheme: str, period: str) -> Path | None:
    """Where the pages of the current decision are: it, what was decided of its proposals, the rules that the round goes by and the program say
    everything that they show."""
    book = ledger()
    head = book.decision_head(scheme, period)
    if head is None:
        return None
    return _place(scheme, period, head.sequence, book.confirmations(scheme, period))


def _place(scheme: str, period: str, sequence: int, confirmations: Sequence[Confirmation]) -> Path:
    version, last = ledger().versions().get((scheme, period), ""), max((c.id for c in confirmations), default=0)
    return RoundFolder(scheme, period).pages / f"{sequence}-{last}-{version[:16]}-{__version__}-{_FORM}"


def lay_down(decided: DecidedRound) -> None:
    """The pages of the round's current decision, whole or not at all; those of earlier ones go."""
    assert decided.head is not None
    home = _place(decided.scheme.id, str(decided.period), decided.head.sequence, decided.confirmations)
    reported = ReportedRound(decided)
    part = home.with_name(f"{home.name}.{secrets.token_hex(4)}")  # the worker and a page may both be at it
    tabs = []
    for name, listing in _lists(reported):
        made = listing()
        write_whole(part / f"{name}.json", _plain(_kept(table_of(made), SCORE if _drawn(name, reported) else None)))
        tabs.append((name, made.title, _count(name, made, reported)))
    write_whole(part / f"{_REASONS}.json", _plain(dict(_reasons(reported))))
    write_whole(part / f"{_OVERVIEW}.json", _plain(_overview(reported, tabs)))
    try:
        part.rename(home)
    except OSError:
        shutil.rmtree(part)
        if not home.is_dir():
            raise
    for old in home.parent.iterdir():
        if not old.name.startswith(home.name):
            shutil.rmtree(old, ignore_errors=True)


def _reasons(reported: ReportedRound) -> Iterator[tuple[str, str]]:
    for rule, those in reported.listed():
        for one in those:
            why = "；".join(text for _, text in reasons_of(reported.evaluation, rule, one))
            yield reported.on_list(rule, one).proposal.name, why


def _lists(reported: ReportedRound) -> Iterator[tuple[str, Callable[[], Listing]]]:
    """The report's lists, behind the ranking what only a page has."""
    for name, listing in listings(reported):
        yield name, listing
        if name == RANKED:
            yield "over-rounds", partial(over_rounds_list, reported)
            if any(limited(reported)):
                yield "places", partial(places_list, reported)


def _count(name: str, listing: Listing, reported: ReportedRound) -> int:
    """How many a list has: rows, and of the proposed lists, whose empty ones have a row as well, those who are on one."""
    return sum(len(those) for _, those in reported.listed()) if name == LISTED else len(listing.rows) - len(listing.strong)


def _drawn(name: str, reported: ReportedRound) -> bool:
    return name == RANKED and reported.scheme.report.rank_by is not None


def _kept(table: Table, bar: int | None) -> dict[str, Any]:
    rows = [[(c.text, c.align, c.colour, c.number, c.kind, c.id) for c in row] for row in table.rows]
    return {"title": table.title, "heading": table.heading, "note": table.note, "labels": table.labels, "rows": rows, "strong": sorted(table.strong),
            "bar": bar, "figures": table.figures}


def _overview(reported: ReportedRound, tabs: list[tuple[str, str, int]]) -> dict[str, Any]:
    brief: Brief = brief_of(reported)
    return {
        "title": brief.title, "sentences": brief.sentences, "heading": brief.heading, "labels": brief.labels, "ends": [_ends(e) for e in brief.ends],
        "lists": brief.lists, "rules": reported.scheme.name, "label": reported.period.label, "revision": reported.decided.revision,
        "waiting": counted(reported).waiting, "notice": reported.decided.notice, "tabs": tabs,
    }


def _ends(ends: Ends) -> dict[str, Any]:
    both = [{"code": e.unit.code, "name": e.unit.name, "score": e.score, "moved": e.moved} for e in (ends.top, ends.bottom)]
    return {"kind": ends.kind, "both": both}


def _plain(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
