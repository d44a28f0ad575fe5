"""What the demo makes up: rows by round, and entries that follow from an earlier column of their row."""

from __future__ import annotations

import pytest

from shijibu.checks.check import Expected, check_file
from shijibu.figures.evaluation import Row
from tests.county import County


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> County:
    county = County.made(tmp_path_factory.mktemp("demo"), scheme="yuhang", units=8)
    for period in ("2026-Q1", "2026-Q2", "2026-Q4"):
        county.issue(period)
    return county


def entries(county: County, period: str, unit: str, table: str) -> list[Row]:
    return county.rows(period, unit)[table]


def test_each_member_has_the_rows_that_the_round_asks_for(county: County):
    """A list of counts is by round; with `likely` below 1 a few are left out, and none is added."""
    how = county.scheme.demo.tables["library"]
    (_, wanted), = how.each_member.items()
    assert how.likely < 1
    for period, n in (("2026-Q1", 0), ("2026-Q2", 1)):
        asked = {kind: counts[n] for kind, counts in wanted.items() if counts[n]}
        made = [row.values for u in county.roster.units for row in entries(county, period, u.code, "library")]
        told = [(r["owner"], r["kind"]) for r in made]
        everybody = [(o.id, kind) for o in county.roster.officials for kind, times in asked.items() for _ in range(times)]
        assert set(told) <= set(everybody) and len(told) == len(set(told))
        assert 0.8 * len(everybody) < len(told) < len(everybody)


def test_a_text_follows_from_what_stands_in_an_earlier_column(county: County):
    by = county.scheme.demo.tables["library"].by
    made = [row.values for row in entries(county, "2026-Q1", "T01", "library")]
    assert made
    for row in made:
        assert row["content"] in by["content"]["kind"][row["kind"]] and row["source"] in by["source"]["kind"][row["kind"]]


def test_a_range_follows_from_what_stands_in_an_earlier_column(county: County):
    ranges = county.scheme.demo.tables["data"].by["value"]["indicator"]
    made = [row.values for row in entries(county, "2026-Q4", "COUNTY", "data")]
    assert len(made) == 15 * len([u for u in county.roster.units if u.kind == "township"])
    for row in made:
        low, high = ranges[row["indicator"]]
        assert low <= row["value"] <= high, row["indicator"]


def test_a_county_of_the_demo_returns_what_its_checks_accept(county: County):
    for unit in ("T01", "D01", "COUNTY"):
        file = county.returned("2026-Q4", unit)
        assert [p.message for p in check_file(file, file.name, Expected(key=county.ledger.key())).problems] == []
