"""results.json: as given, readable, replaced in one step."""

from __future__ import annotations

import json

import pytest

from shijibu.report.results_json import write_results


def test_results_come_back_as_they_were_given(written, third_round):
    text = written.results.read_text(encoding="utf-8")
    assert json.loads(text) == third_round.results
    assert list(json.loads(text)) == list(third_round.results)
    assert "西塘乡" in text and text.endswith("}\n")


def test_a_file_name_that_is_no_text_stops_nothing(tmp_path):
    write_results({"path": "表\udcd6.xlsx"}, tmp_path / "results.json")
    assert json.loads((tmp_path / "results.json").read_text(encoding="utf-8")) == {"path": "表\udcd6.xlsx"}


def test_what_json_cannot_say_leaves_the_old_file(tmp_path):
    path = tmp_path / "results.json"
    write_results({"a": 1}, path)
    with pytest.raises(ValueError):
        write_results({"a": float("nan")}, path)
    assert json.loads(path.read_text()) == {"a": 1} and list(tmp_path.iterdir()) == [path]
