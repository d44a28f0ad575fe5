"""Results as a model: what results.json says comes back as it was, and what it may not say is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from shijibu.demo.run import run_demo
from shijibu.ledger import Decision, Ledger
from shijibu.ledger.address import sqlite_url
from shijibu.ledger.records import Canonical, canonical
from shijibu.outside_text import json_bytes
from shijibu.rounds.decided import decided_rounds
from shijibu.rounds.kept import DecisionUnreadable, figures_in, results_in
from shijibu.rounds.results import Results, RoundFigures, UnitResult
from shijibu.scheme.load import load, scheme_ids
from shijibu.terminal import Terminal
from tests.report.made_up import decided

LATER = ("corrected", "kept", "withdrawn", "rejected_before", "amendments", "changes")


@pytest.mark.parametrize("id", scheme_ids())
def test_every_countys_results_and_figures_come_back_as_they_were(id, tmp_path):
    run_demo(load(id), tmp_path / "demo", units=3, periods=2 if id == "deqing" else 1, seed=1, console=Terminal(quiet=True))
    files = sorted((tmp_path / "demo").rglob("results.json"))
    for file in files:
        written = file.read_text(encoding="utf-8")
        assert json_bytes(Results.model_validate_json(written).model_dump()).decode() == written
    with Ledger.open(sqlite_url((tmp_path / "demo" / "shijibu.db").as_posix())) as ledger:
        for decision, read in zip(ledger.decisions(id), decided_rounds(ledger, id), strict=True):
            assert read.results.model_dump() == decision.results and read.figures.model_dump() == decision.figures
    assert files


def test_what_is_written_one_unit_at_a_time_is_written_as_a_whole():
    results = decided(1).results
    assert Canonical(results.one_by_one()).said == canonical(results.model_dump())
    held = results.one_by_one()
    assert len(list(held["officials"])) == len(results.officials) and next(held["units"]) == results.units[0].model_dump()


@pytest.mark.parametrize("value", [{}, [], "字", {"b": [], "a": {"d": None, "c": "\udcb9"}}, {"b": [1, {"y": 1, "x": "二"}], "": []}])
def test_lists_that_come_one_at_a_time_are_canonical_too(value):
    lazy = {key: iter(held) if isinstance(held, list) else held for key, held in value.items()} if isinstance(value, dict) else value
    assert Canonical(lazy).said == canonical(value)


def facts() -> dict[str, Any]:
    """A round's results as JSON has them."""
    return json.loads(json_bytes(decided(1).results.model_dump()))


@pytest.mark.parametrize("place", [(), ("units", 0, "deductions", 0), ("officials", 0, "reasons", 0), ("rejected", 0)], ids=str)
def test_an_unknown_or_missing_fact_is_refused(place):
    for wrong in ("unknown", "missing"):
        whole = facts()
        part = whole
        whole["units"][0]["deductions"] = [{"period": "2026-Q1", "because": "联动", "points": 1.0, "rule": "DQ-8"}]
        for step in place:
            part = part[step]
        if wrong == "unknown":
            part["surprise"] = 1
        else:
            del part[next(iter(part))]
        with pytest.raises(ValidationError, match="Extra inputs" if wrong == "unknown" else "Field required"):
            Results.model_validate(whole)


@pytest.mark.parametrize(("path", "value"), [
    (("units", 0, "code"), 7), (("units", 0, "index"), {"value": 1}), (("missing",), "T07"), (("officials", 0, "reasons"), None),
    (("rejected", 0, "codes"), [1]), (("lists", "commend"), "D01-01"),
], ids=str)  # fmt: skip
def test_a_fact_of_another_type_is_refused_and_nothing_is_converted(path, value):
    whole = facts()
    part: Any = whole
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    with pytest.raises(ValidationError, match=str(path[-1])):
        Results.model_validate(whole)


def test_figures_stand_among_the_facts_and_keep_their_types():
    written = {"code": "T01", "name": "青溪镇", "kind": "township", "index": 98.0, "card": None, "measure_new": True, "rank": 5, "deductions": []}
    unit = UnitResult.model_validate(written)
    assert unit.figures == {"index": 98.0, "card": None, "measure_new": True, "rank": 5}
    assert [type(v) for v in unit.figures.values()] == [float, type(None), bool, int]
    assert list(unit.model_dump()) == list(written) and unit.model_dump() == written


def test_results_that_an_earlier_version_kept_are_read():
    whole = facts()
    kept = Results.model_validate({name: fact for name, fact in whole.items() if name not in LATER})
    assert [getattr(kept, name) for name in LATER] == [[]] * len(LATER) and kept.units == Results.model_validate(whole).units


def test_a_scheme_that_compares_no_texts_has_no_part_for_them():
    results = decided(1).results
    assert results.similar is None and not [name for name in results.model_dump() if name.startswith("similar")]
    results.similar = []
    assert "similar" in results.model_dump()


def test_the_schema_takes_a_schemes_figures_beside_the_facts():
    schema = Results.model_json_schema()
    unit = schema["$defs"]["UnitResult"]
    assert "figures" not in unit["properties"] and unit["additionalProperties"] == {"$ref": "#/$defs/FigureValue"}
    assert unit["required"] == ["code", "name", "kind"] and schema["additionalProperties"] is False


def test_who_is_asked_for_and_is_not_there_is_an_error():
    results = decided(1).results
    assert results.unit("T01").name == "青溪镇" and results.official("D01-01").unit == "D01"
    with pytest.raises(KeyError, match="X99"):
        results.unit("X99")


def test_a_penalty_with_an_unknown_fact_is_refused():
    entry = {"penalty": "linked", "period": "2026-Q1", "rule": "DQ-8", "source": "T01", "because": "红牌", "points": 0.5}
    assert RoundFigures.model_validate({"units": {}, "officials": {}, "penalties": {"D01": [entry]}}).penalties["D01"] == [entry]
    with pytest.raises(ValidationError, match="surprise"):
        RoundFigures.model_validate({"units": {}, "officials": {}, "penalties": {"D01": [entry | {"surprise": 1}]}})


@pytest.mark.parametrize("kept", [{"score": 90}, [7], None, {"units": {}, "officials": {}, "penalties": {}, "surprise": 1}], ids=str)
def test_a_decision_that_is_no_rounds_is_one_sentence_and_not_half_read(kept):
    decision = Decision("deqing", "2026-Q1", 1, True, "", kept, kept)
    for read in (results_in, figures_in):
        with pytest.raises(DecisionUnreadable, match=r"2026-Q1 的汇总结果读不懂.*shijibu audit"):
            read(decision)
