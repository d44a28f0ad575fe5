"""results.json: as given, readable, replaced in one step."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from shijibu.report.results_json import write_results
from shijibu.rounds.results import Folded, OfficialResult, Rejected, Results, UnitResult
from shijibu.scheme.outcomes import OFFICIAL_FACTS, UNIT_FACTS
from tests.report.made_up import decided


def test_results_come_back_as_they_were_given(written, third_round):
    text = written.results.read_text(encoding="utf-8")
    assert json.loads(text) == third_round.results.model_dump()
    assert list(json.loads(text)) == list(third_round.results.model_dump())
    assert "西塘乡" in text and text.endswith("}\n")


def test_a_file_name_that_is_no_text_stops_nothing(tmp_path):
    results = decided(1).results
    results.superseded, results.rejected = ["表\udcd6.xlsx"], [Rejected(path="表\udcd6.xlsx", unit=None, codes=[])]
    write_results(results, tmp_path / "results.json")
    written = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert (written["superseded"], written["rejected"][0]["path"]) == (["表\udcd6.xlsx"], "表\udcd6.xlsx")
    assert Results.model_validate(written) == results


def test_what_json_cannot_say_leaves_the_old_file(tmp_path):
    path, results = tmp_path / "results.json", decided(1).results
    write_results(results, path)
    before = path.read_bytes()
    results.units = Folded(UnitResult, [results.units[0].model_copy(update={"figures": {"index": float("nan")}})])
    with pytest.raises(ValueError):
        write_results(results, path)
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


def test_folded_results_are_what_was_folded():
    figures = {"index": 1.5, "card": None, "late": ["甲", True, 2]}
    units = [UnitResult(code=code, name="名\udcd6", kind="office", figures=figures) for code in ("D01", "D02")]
    folded = Folded(UnitResult, units)
    assert (list(folded), folded[1], list(folded[1:]), len(folded)) == (units, units[1], units[1:], 2)
    assert folded == Folded(UnitResult, iter(units)) != folded[:1]
    assert folded == units and units == folded and repr(folded) == repr(units)


def test_results_are_equal_by_what_they_say():
    """The ledger sorts the names of figures, and a program may write 1 for 1.0."""
    one = UnitResult(code="D01", name="甲", kind="office", figures={"index": 1.0, "card": None})
    same = UnitResult(code="D01", name="甲", kind="office", figures={"card": None, "index": 1})
    assert Folded(UnitResult, [one]) == Folded(UnitResult, [same])
    assert Folded(UnitResult, [one]) != Folded(UnitResult, [one.model_copy(update={"name": "乙"})])
    results = decided(1).results
    assert results == Results.model_validate(json.loads(json.dumps(results.model_dump(), sort_keys=True)))


def test_a_copy_of_results_may_have_other_units():
    results = decided(1).results
    units = [results.units[0].model_copy(update={"name": "乙"})]
    assert results.model_copy(update={"units": units}).model_dump()["units"] == [units[0].model_dump()]
    with pytest.raises(ValidationError):
        results.units = Folded(OfficialResult, [])  # type: ignore[assignment]


def test_no_figure_takes_the_name_of_a_fact():
    assert {*UNIT_FACTS} == {*UnitResult.model_fields} and {*OFFICIAL_FACTS} == {*OfficialResult.model_fields}
