"""Parts of what a round keeps, each taken out by the database."""

from __future__ import annotations

from shijibu.ledger import Return
from tests.ledger.test_rounds import issue

Q1 = "2026-Q1"


def returned(unit, accepted=True, **inputs):
    problems = [] if accepted else [{"code": "value.missing", "severity": "error"}]
    return Return(unit, f"sha-{unit}", f"{unit}.xlsx", accepted, None, inputs, problems)


def test_a_part_is_read_alone(ledger):
    issue(ledger, units=("T01", "T02"))
    tasks = {"sheet": "工作亮相", "rows": [{"index": 1, "values": {"title": "绿道"}, "cells": {}}]}
    files = [returned("T02", False), returned("T01", tasks=tasks, stars={"sheet": None, "rows": []})]
    figures = {"units": {"T01": {"index": 98.1234}}, "officials": {}}
    ledger.decide("deqing", Q1, results={"units": [{"code": "T01"}], "missing": ["T03"]}, figures=figures, returned=files)

    parts = ledger.decided_parts("deqing", Q1, results=("missing", "units", "nothing"), figures=("units",))
    assert parts.results == {"missing": ["T03"], "units": [{"code": "T01"}], "nothing": None}
    assert (parts.figures, parts.revision, parts.version) == ({"units": {"T01": {"index": 98.1234}}}, 1, "v1")
    assert ledger.returned_table("deqing", Q1, "tasks") == {"T01": tasks} and ledger.returned_table("deqing", Q1, "projects") == {}
    assert [(o.unit, o.accepted, len(o.problems)) for o in ledger.outcomes("deqing", Q1)] == [("T01", True, 0), ("T02", False, 1)]
    assert ledger.accepted_units("deqing", Q1) == ["T01"]
    assert ledger.roster_part("deqing", Q1, "units") == [{"code": "T01", "name": "武康街道"}] and ledger.roster_part("deqing", Q1, "officials") == []


def test_of_what_is_not_decided_there_are_no_parts(ledger):
    issue(ledger)
    assert ledger.decided_parts("deqing", Q1, results=("units",)) is None
    assert ledger.returned_table("deqing", Q1, "tasks") == {} and ledger.outcomes("deqing", Q1) == [] == ledger.accepted_units("deqing", Q1)
    assert ledger.roster_part("deqing", "2026-Q2", "units") == []
