"""Long tables: the daily logs of 500 officials (60 without `make bench`), in the largest month, and in the last one with the year's ledger behind
it.

Printed, never asserted as a time. The unit is python-calamine reading every sheet of the same files in the same run.
"""

from __future__ import annotations

import os
from pathlib import Path

from shijibu.report.write import write_result
from shijibu.returns import worker
from shijibu.returns.alike import forget
from shijibu.rounds.consolidate import consolidate
from shijibu.rounds.decided import DecidedRound
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Official, Roster, Unit
from tests.benchmarks.measured import measured
from tests.benchmarks.test_consolidate import calamine
from tests.benchmarks.timing import in_turns, seconds
from tests.county import County

KINDS = {"L": ("leaders", 1, "市四套班子成员", ""), "T": ("township", 8, "镇街党政主要负责人", "镇街联村干部"),
         "D": ("department", 16, "市直单位主要负责人", "机关住村干部")}
STAFF = 20
PART = 1 if os.environ.get("SHIJIBU_BENCH_UNITS") else 16
NIGHT_VISITORS = 4
LARGEST, LAST = "2026-07", "2026-12"  # 23 working days each
WHOLE_YEAR = "SHIJIBU_WHOLE_YEAR"  # set: all twelve rounds are issued, filled in and consolidated


def roster() -> Roster:
    """25 units of 20 officials, or a part of them."""
    units, officials = [], []
    for letter, (kind, many, duty, village) in KINDS.items():
        for n in range(1, max(many // PART, 1) + 1):
            unit = Unit(code=f"{letter}{n:02}", name=f"第{n}单位{letter}", kind=kind)
            units.append(unit)
            for m in range(1, STAFF + 1):
                extra = {"duty": duty if m == 1 or kind == "leaders" else "其他领导干部"}
                extra |= {"village": village} if village and 1 < m < NIGHT_VISITORS else {}
                post = "正职" if m == 1 else "副职"
                officials.append(Official(id=f"{unit.code}-{m:02}", name=f"张{unit.code}{m:02}", unit=unit.code, post=post, team=True, extra=extra))
    return Roster.of(units, officials)


def month(county: County, period: str) -> tuple[DecidedRound, dict[str, float], int]:
    """A round from issue to report: what each step took, calamine's reading being 1, and how many log rows came back. Reading and consolidating
    are taken in turns, in the processor's time; a round that is consolidated again is decided as it was.
    """
    took: dict[str, float] = {"issue": seconds(lambda: county.issue(period))}
    files: list[bytes] = []
    codes = [*(u.code for u in county.roster.units), "COUNTY"]
    took["fill in"] = seconds(lambda: files.extend(county.returned(period, code).read_bytes() for code in codes))
    when, done = Period.parse(period, county.scheme.cadence), list[DecidedRound]()
    forget()  # filling in has read the same workbooks in this process
    plain, took["check and consolidate"] = in_turns(
        lambda: [calamine(f) for f in files], lambda: done.append(consolidate([county.inbox(period)], county.scheme, when, county.ledger)))
    took["report"] = seconds(lambda: write_result(done[-1], county.folder / period / "result"))
    rows = sum(len(f.tables["logs"]) for f in done[-1].files.accepted.values() if "logs" in f.tables)
    measured("logs", took["check and consolidate"] / plain)
    told = "; ".join(f"{step} {s:.1f} s ({s / plain:.0f})" for step, s in took.items())
    size = sum(map(len, files)) / len(files) / 1000
    print(f"  {period}: {rows} log rows in {len(files)} files of {size:.0f} KB; calamine {plain:.2f} s = 1; {told}")
    return done[-1], took, rows


def repeat(county: County, period: str, rounds: list[Period]) -> None:
    """The same decision in other rounds of the ledger, as a year leaves it."""
    decision, returns = county.ledger.decision("tongxiang", period), county.ledger.returns("tongxiang", period)
    assert decision is not None
    for other in rounds:
        county.ledger.decide("tongxiang", str(other), results=decision.results | {"period": str(other)}, figures=decision.figures, returned=returns)


def test_the_logs_of_all_officials(tmp_path: Path, capsys, monkeypatch):
    """TX-1. About 95% of 23 working days are logged; in December the figures go over twelve months."""
    monkeypatch.setattr(worker, "START_METHOD", "fork")  # as by the command; and only a child's time is counted
    county = County.made(tmp_path, "tongxiang", roster=roster())
    year = Period.parse(LAST, "month").of_year
    with capsys.disabled():
        print(f"\n{len(county.roster.officials)} officials")
        if os.environ.get(WHOLE_YEAR):
            rounds = [month(county, str(p)) for p in year]
            steps = {step: sum(took[step] for _, took, _ in rounds) for step in rounds[0][1]}
            print(f"  the year: {sum(rows for *_, rows in rounds)} log rows; {'; '.join(f'{s} {t:.1f} s' for s, t in steps.items())}")
            done, rows = rounds[-1][0], rounds[-1][2]
        else:
            _, _, rows = month(county, LARGEST)
            repeat(county, LARGEST, [p for p in year[:-1] if str(p) != LARGEST])
            done = month(county, LAST)[0]
    assert rows > 0.9 * 23 * len(county.roster.officials)
    assert done.results.missing == [] and len(done.evaluation.past) == 11
    assert [o.id for o in done.results.officials if o.figures["score"] is None] == [], "twelve months behind every score"
