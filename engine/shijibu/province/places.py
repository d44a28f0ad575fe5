"""Where each county's ledger and returns lie: a folder a county, or a list of them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from shijibu.errors import ShijibuError
from shijibu.ledger.address import LEDGER, sqlite_url
from shijibu.scheme.period import NotAPeriod, Period

RETURNED = "returned"
_COUNTY, _LEDGER, _PERIOD, _INBOX, _SCHEME = "县", "台账", "期次", "收件", "方案"
_NEEDED = (_COUNTY, _LEDGER, _PERIOD, _INBOX)


class NoPlaces(ShijibuError):
    """Where the counties lie cannot be read; the text says what is wrong, with its line."""


@dataclass(frozen=True, slots=True)
class Place:
    """One round of one county. county: its name in the dataset; ledger: a URL; inbox: a folder, or an address of object storage; scheme: None
    where the ledger has sent only one out in the period."""

    county: str
    ledger: str
    period: Period
    inbox: str
    scheme: str | None = None


def places(where: Path, wanted: Callable[[Period], bool] = lambda period: True) -> Iterator[Place]:
    """Every round that lies in `where`, one at a time, county by county: a folder with one folder a county (its ledger in shijibu.db, the returns of
    a period in <period>/returned, as `shijibu demo` has them), or a list in CSV (县, 台账, 期次, 收件, and 方案 if a ledger has several).

    Raises NoPlaces, OSError.
    """
    return _listed(where, wanted) if where.is_file() else _in_folders(where, wanted)


def _in_folders(root: Path, wanted: Callable[[Period], bool]) -> Iterator[Place]:
    for folder in sorted(root.iterdir()):
        if not (folder / LEDGER).is_file():
            continue
        for inside in sorted(folder.iterdir()):
            with suppress(NotAPeriod):
                period = Period.parse(inside.name)
                if (inside / RETURNED).is_dir() and wanted(period):
                    yield Place(folder.name, sqlite_url((folder / LEDGER).as_posix()), period, str(inside / RETURNED))


def _listed(file: Path, wanted: Callable[[Period], bool]) -> Iterator[Place]:
    data = file.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    lines = csv.DictReader(StringIO(text, newline=""))
    try:
        yield from _places(file, lines, wanted)
    except csv.Error as error:
        raise NoPlaces(f"{file} 第 {lines.line_num} 行读不懂：{error}") from None


def _places(file: Path, lines: csv.DictReader[str], wanted: Callable[[Period], bool]) -> Iterator[Place]:
    missing = [name for name in _NEEDED if name not in (lines.fieldnames or ())]
    if missing:
        raise NoPlaces(f"{file} 不是各县的清单：没有“{'”“'.join(missing)}”这一列")
    for line in lines:
        told = {name: (line.get(name) or "").strip() for name in (*_NEEDED, _SCHEME)}
        if not any(told.values()):
            continue
        if blank := [name for name in _NEEDED if not told[name]]:
            raise NoPlaces(f"{file} 第 {lines.line_num} 行没有写{'、'.join(blank)}")
        try:
            period = Period.parse(told[_PERIOD])
        except NotAPeriod as error:
            raise NoPlaces(f"{file} 第 {lines.line_num} 行：{error}") from None
        if wanted(period):
            ledger, inbox = told[_LEDGER], told[_INBOX]
            at = ledger if "://" in ledger else sqlite_url((file.parent / ledger).as_posix())
            yield Place(told[_COUNTY], at, period, inbox if "://" in inbox else str(file.parent / inbox), told[_SCHEME] or None)
