"""Every county's round decided, one after another, each in its own ledger; what one costs is given back before the next begins."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from shijibu.errors import ShijibuError
from shijibu.files import reason
from shijibu.ledger import Ledger
from shijibu.ledger.address import file_of
from shijibu.province.dataset import PART, TABLES, partition, parts
from shijibu.province.places import NoPlaces, Place
from shijibu.province.storage import Store, inbox_at
from shijibu.rounds.consolidate import consolidate
from shijibu.rounds.forked import done_apart
from shijibu.rounds.results import Results
from shijibu.rounds.rules import adopt, round_and_period
from shijibu.scheme.model import Scheme
from shijibu.spreadsheet.wording import JOINT
from shijibu.tables.round import RoundTables


@dataclass(frozen=True, slots=True)
class CountyDone:
    """What came of a county's round. fault: why nothing did; then all counts are 0. returned: units whose return counts; rejected: files."""

    county: str
    period: str
    scheme: str | None = None
    revision: int = 0
    returned: int = 0
    rejected: int = 0
    missing: int = 0
    late: int = 0
    clean: bool = False
    fault: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def consolidate_counties(
    places: Iterable[Place], out: Store, *, workers: int = 1, scheduler: str | None = None, force: bool = False
) -> Iterator[CountyDone]:
    """Each county's round, decided as `consolidate` does and written into the dataset, as they are done. A county's fault costs that county alone.

    Memory holds one county. Raises as `places` does, and StorageFault, OSError where nothing can be written.
    """
    out.ready()
    seen: set[str] = set()
    for place in places:
        folder = partition("", place.county, place.period)
        try:
            if folder in seen:
                raise NoPlaces(f"{place.county} {place.period.label}列了两次，只汇总了第一次")
            seen.add(folder)
            yield _one(place, out, workers, scheduler, force)
        except ShijibuError as error:
            yield CountyDone(place.county, str(place.period), place.scheme, fault="；".join(error.sentences))
        except OSError as error:
            yield CountyDone(place.county, str(place.period), place.scheme, fault=reason(error))
        gc.collect()  # a round's parts know each other, and would wait for the next of its kind


def _one(place: Place, out: Store, workers: int, scheduler: str | None, force: bool) -> CountyDone:
    for table in TABLES:
        out.refuse(partition(table, place.county, place.period), [PART], force=force)
    if (file := file_of(place.ledger)) and not Path(file).stat().st_size:  # one that is not there would be made
        raise NoPlaces(f"这不是台账，是空文件：{file}")
    with Ledger.open(place.ledger) as ledger, inbox_at(place.inbox) as inbox:
        adopt(ledger)
        rules, period = round_and_period(ledger, place.scheme or _only_scheme(ledger, place), str(place.period))
        done = consolidate([inbox], rules, period, ledger, workers=workers, scheduler=scheduler)
    county = CountyDone(place.county, str(period), done.scheme.id, done.revision, len(done.files.accepted), len(done.files.rejected),
                        len(done.results.missing), len(done.results.late), done.clean)
    made = partial(_parts, place.ledger, done.scheme, done.results)
    del done  # what was computed takes as much room as the tables
    gc.collect()
    (tables,) = done_apart([made], 1)  # what makes them is large, and with its threads no reader could be forked for the next county
    for table, data in tables:
        out.write(partition(table, place.county, place.period), {PART: data}, force=force)
    return county


def _parts(ledger: str, scheme: Scheme, results: Results) -> list[tuple[str, bytes]]:
    """The tables of a county. ledger: its URL, for a process that was forked may not use what is open."""
    with Ledger.open(ledger) as book:
        return [*parts(scheme, results, RoundTables(book, scheme.id, results.period))]


def _only_scheme(ledger: Ledger, place: Place) -> str:
    """The scheme that went out in the period. Raises NoPlaces."""
    known = sorted(id for id, period in ledger.versions() if period == str(place.period))
    if len(known) != 1:
        raise NoPlaces(f"{place.period.label}下发了 {len(known)} 个考评方案（{JOINT.join(known)}），请在清单里写明方案" if known
                       else f"台账里没有{place.period.label}的下发记录")
    return known[0]
