"""YH-1: a district's whole indicator table ranked and scored, against pandas' groupby.rank of the same rows, in one run.

Printed, never asserted as a time. pandas ranks alone, in compiled code; ours ranks by the 2-decimal value, heeds each row's direction,
and as a sheet's function checks every cell first and gives the score at 4 decimals. The second test adds what the scheme file asks beyond ranking.
"""

from __future__ import annotations

from random import Random
from typing import Any

import pandas as pd

from shijibu.figures.evaluation import Book, Evaluation, Row
from shijibu.issuing.prefill import prefilled_rows
from shijibu.rules import REGISTRY
from shijibu.rules.ranking import rank_in
from shijibu.scheme.load import load
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Official, Roster, Unit
from shijibu.spreadsheet.number import settle
from tests.benchmarks.timing import best

TOWNSHIPS, POSTS, INDICATORS = 20, 30, 3
LOWER = "越低越好"


def table() -> tuple[list[float], list[str], list[str]]:
    """Values, peer groups and directions of 20 townships, 30 posts and 3 indicators: 1,800 rows in 90 groups."""
    random = Random(4)
    rows = [(round(random.uniform(1, 60), 1), f"岗位{p}·项目{i}", LOWER if i == 1 else "越高越好")
            for _ in range(TOWNSHIPS) for p in range(POSTS) for i in range(INDICATORS)]
    values, groups, directions = (list(column) for column in zip(*rows, strict=True))
    return values, groups, directions


def by_pandas(frame: pd.DataFrame) -> pd.Series:
    """The scores as someone would write them in pandas."""
    signed = frame["value"].where(frame["direction"] == LOWER, -frame["value"])
    groups = signed.groupby(frame["group"])
    return 100 - (groups.rank(method="min") - 1) * 40 / (groups.transform("size") - 1)


def test_ranking_a_districts_indicators_against_pandas(capsys):
    values, groups, directions = table()
    frame = pd.DataFrame({"value": values, "group": groups, "direction": directions})
    score = REGISTRY["RANKSCORE"].function
    ours = score(values, groups, directions, 100, 40, LOWER)
    assert [settle(s) for s in ours] == [settle(s) for s in by_pandas(frame)]
    ranks = frame.groupby("group")["value"].rank(method="min", ascending=False)
    assert rank_in.function(values, groups, None) == [int(r) for r in ranks]
    peer = best(lambda: frame.groupby("group")["value"].rank(method="min", ascending=False))
    took = {
        "RANKIN, ranks": best(lambda: rank_in.function(values, groups, None)),
        "RANKSCORE, ranks with directions and scores": best(lambda: score(values, groups, directions, 100, 40, LOWER)),
        "RANKSCORE as a sheet calls it, every cell checked": best(lambda: REGISTRY["RANKSCORE"](values, groups, directions, 100, 40, LOWER)),
        "the same scores in pandas": best(lambda: by_pandas(frame)),
    }
    with capsys.disabled():
        print(f"\n{len(values)} rows in {len(set(groups))} groups; pandas groupby.rank = 1 ({peer * 1000:.1f} ms)")
        for name, spent in took.items():
            print(f"  {name} {spent / peer:.1f}")


def test_a_districts_year_end_against_pandas(capsys):
    """The scheme's own table: every official of 20 townships, 15 indicators, figures looked up by township, means, bands, ranks."""
    scheme, period = load("yuhang"), Period.parse("2026-Q4")
    units = [Unit(code=f"T{n:02}", name=f"第{n}镇", kind="township") for n in range(TOWNSHIPS)]
    people = [Official(id=f"{u.code}-{p}", name=f"张{u.code}{p}", unit=u.code, post="副职" if p else "正职", team=True, extra={"role": f"岗位{p}"})
              for u in units for p in range(8)]
    roster = Roster.of(units, people)
    book = next(w for w in scheme.workbooks if w.county)
    given = prefilled_rows(scheme, book, period, Unit(code="COUNTY", name="区", kind=""), roster)
    random = Random(4)
    for row in given["data"]:
        row["value"] = round(random.uniform(1, 60), 1)
    tables = {table: [Row(i, values) for i, values in enumerate(rows, 1)] for table, rows in given.items()}

    def performances() -> dict[str, Any]:
        told = Evaluation(scheme, period, roster, {"COUNTY": Book("COUNTY", tables)})
        return {o.id: told.official(o.id, "performance") for o in roster.officials}

    frame = pd.DataFrame(given["indicators"]).merge(pd.DataFrame(given["data"])[["key", "value"]], on="key")
    frame["group"] = frame["peer"]

    def in_pandas() -> pd.Series:
        return by_pandas(frame).groupby(frame["subject"]).mean()

    peer, ours = best(in_pandas), best(performances)
    means = in_pandas()  # nothing is rounded inside the rule
    assert performances() == {id: settle(means[id]) for id in means.index}
    with capsys.disabled():
        print(f"\n{len(frame)} rows of {len(people)} officials; ranked, scored and averaged in pandas = 1 ({peer * 1000:.1f} ms)")
        print(f"  the same from the scheme file, every cell kept for explanation {ours / peer:.1f} ({ours * 1000:.0f} ms)")
