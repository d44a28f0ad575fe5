"""A small county for tests: a roster of made-up people, a ledger, and workbooks filled in as units would."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from shijibu.demo.blank import Blank
from shijibu.demo.fill import Filler, cell_changes
from shijibu.demo.people import made_up_roster
from shijibu.figures.evaluation import Row
from shijibu.issuing import masters
from shijibu.issuing.master import draw_master
from shijibu.issuing.master_writer import MasterWriter, Shape
from shijibu.issuing.patch import Master
from shijibu.ledger import Ledger
from shijibu.returns.grid import Grid
from shijibu.returns.reader import read
from shijibu.returns.returned import Returned, read_back
from shijibu.rounds.issue_round import issue_round
from shijibu.scheme.load import load, version
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Roster
from shijibu.scheme.sheets import Workbook


@lru_cache(maxsize=64)
def _grid(data: bytes) -> Grid:
    """The cells of a workbook that went out: tests look into the same few again and again."""
    return read(data)


@lru_cache(maxsize=64)
def _taken_apart(data: bytes) -> Master:
    return Master(data)


_DRAWN: dict[Any, tuple[bytes, MasterWriter]] = {}


def _drawn_once(scheme: Scheme, workbook: Workbook, period: Period, shape: Shape, **asked: Any) -> tuple[bytes, MasterWriter]:
    """draw_master, which gives the same for the same, drawing each master once a test process: hundreds of tests send the same rounds out."""
    key = version(scheme), scheme.text, workbook.id, period, shape.key, asked["deadline"], asked["live"], tuple(asked["units"].items())
    key = *key, bool(asked.get("kept"))  # the writer of a first master knows what each sheet asked for
    if key not in _DRAWN:
        _DRAWN[key] = draw_master(scheme, workbook, period, shape, **asked)
    return _DRAWN[key]


masters.draw_master = _drawn_once


@dataclass
class County:
    """A county in `folder`; `issue` sends a round out, `blank` and `filled` give a unit's workbook."""

    folder: Path
    scheme: Scheme
    roster: Roster
    ledger: Ledger
    files: dict[tuple[str, str], Path] = field(default_factory=dict)

    @classmethod
    def made(cls, folder: Path, scheme: str = "deqing", units: int | None = 4, roster: Roster | None = None, seed: int = 7) -> County:
        found = load(scheme)
        folder.mkdir(parents=True, exist_ok=True)
        ledger = Ledger.open(f"sqlite:///{(folder / 'shijibu.db').as_posix()}")
        return cls(folder, found, roster or made_up_roster(found, units, Random(seed)), ledger)

    @property
    def ledger_url(self) -> str:
        return f"sqlite:///{(self.folder / 'shijibu.db').as_posix()}"

    @property
    def smallest(self) -> str:
        """The unit with the smallest team, for tests that take their time over every row."""
        return min((u.code for u in self.roster.units), key=lambda code: len(self.roster.team(code)))

    def issue(self, period: str, **options: Any) -> None:
        out = self.folder / period / "issued"
        when = Period.parse(period, self.scheme.cadence)
        for issue in issue_round(self.scheme, when, self.roster, self.ledger, out, **options):
            self.files[period, issue.unit] = out / issue.file

    def blank(self, period: str, unit: str) -> Path:
        return self.files[period, unit]

    def book(self, period: str, unit: str) -> Returned:
        return read_back(_grid(self.blank(period, unit).read_bytes()))

    def rows(self, period: str, unit: str, *, pace: float = 1.0, seed: int = 1) -> dict[str, list[Row]]:
        """Entries that are in order, by table."""
        when = Period.parse(period, self.scheme.cadence)
        return Filler(self.scheme, when, self.roster, Random(f"{seed}{unit}"), pace).rows(Blank.of(self.book(period, unit)))

    def returned(
        self, period: str, unit: str, *, rows: dict[str, list[Row]] | None = None, set: dict[str, Any] | None = None,
        name: str | None = None, pace: float = 1.0, **options: Any,
    ) -> Path:
        """The unit's workbook, filled in, in the round's inbox; `set` overwrites fields by id (None empties a cell)."""
        book = self.book(period, unit)
        changes = cell_changes(Blank.of(book), rows if rows is not None else self.rows(period, unit, pace=pace), self.roster)
        for id, value in (set or {}).items():
            sheet, cell = self.where(book, id)
            changes.setdefault(sheet, {})[cell] = value
        target = self.inbox(period) / (name or self.blank(period, unit).name)
        target.write_bytes(_taken_apart(self.blank(period, unit).read_bytes()).fill(changes, **options))
        return target

    def inbox(self, period: str) -> Path:
        folder = self.folder / period / "returned"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @staticmethod
    def where(book: Returned, id: str) -> tuple[str, str]:
        """Sheet and cell of a field."""
        head, _, column = id.partition(".")
        table, _, index = head.rstrip("]").partition("[")
        place = book.places[table]
        cell = place.address(place.header + int(index), column)
        assert cell is not None
        return place.sheet.title, cell
