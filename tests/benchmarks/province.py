"""A province's year as a queue: when returns come, how many workers check them, how long each waits, and how long everything takes afterwards.

What a return and a county cost is measured (test_province.py); when returns come is assumed, and said. The same seed gives the same arrivals.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from random import Random
from textwrap import fill

COUNTIES, UNITS, MONTHS = 2_850, 70, 12
"""Every county and district of the country, 70 units each, every month: 2.394 million returns a year."""
AGAIN = 0.15
"""Of the returns that are handed in again, corrected."""
HOUR = 3600.0
OPENS, CLOSES = 8.5 * HOUR, 17.5 * HOUR
DAYS = (0.05, 0.08, 0.12, 0.20, 0.55)
"""The share of a month's returns on each of the last five working days; the last one is the deadline's."""
LAST_HOURS = 2 * HOUR
RUSH = 0.5
"""The share of the last day's returns in its last two hours."""
_DAY = 24 * HOUR
_WIDE = 150  # characters of a line of the page


@dataclass(frozen=True, slots=True)
class Costs:
    """Measured. check: processor seconds that each of some returns took; county: those that a county's whole round takes, report:
    its report and papers; bytes of a return, of a county's month in its ledger and of its part of the dataset."""

    check: Sequence[float]
    county: float
    report: float
    return_bytes: int
    ledger_bytes: int
    dataset_bytes: int

    @property
    def mean(self) -> float:
        return sum(self.check) / len(self.check)


@dataclass(frozen=True, slots=True)
class Waits:
    """What a month is like with so many workers. Seconds: from a return's arrival until a worker takes it, at the median, for 95 and 99 of 100, and
    at the most; after: from the deadline until all are checked. busy: of the last two hours, the share that workers would need."""

    workers: int
    median: float
    most_of_20: float
    most_of_100: float
    longest: float
    after: float
    busy: float


def arrivals(many: int, seed: int = 7) -> list[float]:
    """When each of `many` returns comes, in seconds from the midnight before the first day, ascending."""
    random, days = Random(seed), range(len(DAYS))
    out = []
    for day in random.choices(days, DAYS, k=many):
        if day == days[-1] and random.random() < RUSH:
            at = random.triangular(CLOSES - LAST_HOURS, CLOSES, CLOSES)
        else:
            at = random.uniform(OPENS, CLOSES - LAST_HOURS if day == days[-1] else CLOSES)
        out.append(day * _DAY + at)
    return sorted(out)


def waits(coming: Iterable[float], takes: Iterable[float], workers: int) -> Iterator[tuple[float, float]]:
    """Of each return, first come first served: how long it waits, and when it is done."""
    free = [0.0] * workers
    for at, seconds in zip(coming, takes, strict=True):
        begins = max(at, heapq.heappop(free))
        heapq.heappush(free, begins + seconds)
        yield begins - at, begins + seconds


def month(costs: Costs, workers: int, counties: int = COUNTIES, seed: int = 7) -> Waits:
    """A month of so many counties with so many workers."""
    many = round(counties * UNITS * (1 + AGAIN))
    coming = arrivals(many, seed)
    takes = Random(seed + 1).choices(costs.check, k=many)
    done = list(waits(coming, takes, workers))
    waited = sorted(wait for wait, _ in done)
    deadline = (len(DAYS) - 1) * _DAY + CLOSES
    rush = sum(seconds for at, seconds in zip(coming, takes, strict=True) if at >= deadline - LAST_HOURS)
    return Waits(workers, waited[many // 2], waited[many * 95 // 100], waited[many * 99 // 100], waited[-1],
                 max(0.0, max(end for _, end in done) - deadline), rush / LAST_HOURS / workers)


def consolidated(costs: Costs, workers: int, counties: int = COUNTIES) -> float:
    """Seconds until every county's round is decided, its returns checked once more, a county a worker at a time."""
    return ceil(counties / workers) * (costs.county + costs.report)


def pools(costs: Costs) -> list[int]:
    """How many workers are worth comparing: from half of what the last two hours keep busy to four times as many."""
    needed = COUNTIES * UNITS * (1 + AGAIN) * DAYS[-1] * RUSH * costs.mean / LAST_HOURS
    return sorted({max(1, ceil(needed * share)) for share in (0.5, 1, 1.5, 2, 4)})


def plan(costs: Costs) -> str:
    """The section of docs/performance.md."""
    year, rounds = COUNTIES * UNITS * MONTHS, COUNTIES * MONTHS
    hours = year * (1 + AGAIN) * costs.mean / HOUR
    shares = ", ".join(f"{share:.0%}" for share in DAYS)
    assumed = (
        f"{COUNTIES:,} counties of {UNITS} units, every month: {year / 1e6:.1f} million returns a year, and {AGAIN:.0%} of them again, corrected. "
        f"Simulated by tests/benchmarks/province.py with what `make bench` measured on one computer of Deqing's returns, one processor a worker: a "
        f"check in a process of its own takes {costs.mean:.2f} s ({min(costs.check):.2f} to {max(costs.check):.2f}, drawn as often as measured), "
        f"a county's whole round {costs.county:.1f} s, its report and papers {costs.report:.1f} s. All checks of a year are {hours:,.0f} "
        f"hours of one processor. Assumed: returns come on the last five working days from 8:30 to 17:30, {shares} of them, and {RUSH:.0%} of the "
        "last day's within its last two hours, ever more towards the end; first come, first served, by whichever worker is free.")
    meant = (
        "Above 100% a queue grows until the deadline and is worked off after it: a return counts by when it came, so a wait costs patience and no "
        "deadline. Counties share neither ledger nor folder: what deciding all of them takes is divided by the workers, until each county has one. "
        "What a desk does around a check, its pages and accounts, comes on top: `make load` measures it.")
    disk = (
        f"Disk a year: {year * (1 + AGAIN) * costs.return_bytes / 1e9:,.0f} GB of returns ({costs.return_bytes / 1000:.0f} KB each), "
        f"{rounds * costs.ledger_bytes / 1e9:,.0f} GB of ledgers ({costs.ledger_bytes / 1e6:.1f} MB a county and month), "
        f"{rounds * costs.dataset_bytes / 1e9:,.1f} GB of Parquet ({costs.dataset_bytes / 1000:.0f} KB).")
    heads = ("workers", "busy in the last two hours", "wait: median", "95 of 100", "99 of 100", "longest", "all checked after the deadline",
             "all counties decided in")
    table = [_row(heads), _row("---" for _ in heads)]
    for one in (month(costs, workers) for workers in pools(costs)):
        times = map(_time, (one.median, one.most_of_20, one.most_of_100, one.longest, one.after, consolidated(costs, one.workers)))
        table.append(_row((str(one.workers), f"{one.busy:.0%}", *times)))
    return "\n".join(("", fill(assumed, _WIDE), "", *table, "", fill(meant, _WIDE), "", fill(disk, _WIDE), ""))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _time(seconds: float) -> str:
    for unit, size in (("h", HOUR), ("min", 60.0)):
        if seconds >= size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.1f} s" if seconds >= 0.05 else "0"
