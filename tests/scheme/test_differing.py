"""What two versions of a scheme differ in, as people read it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from shijibu.scheme import model, outcomes, reports, sheets
from shijibu.scheme.differing import differences, in_words, value_said
from shijibu.scheme.load import parsed, version
from shijibu.scheme.terms import Model

TEXT = (Path(__file__).parents[1] / "schemes" / "monthly" / "scheme.yaml").read_text(encoding="utf-8")
SCHEME = parsed(TEXT, "monthly")


def changed(old: str, new: str):
    assert old in TEXT
    return parsed(TEXT.replace(old, new), "changed")


@pytest.mark.parametrize(("old", "new", "path", "before", "after"), [
    ("{value: 7, title: 公示", "{value: 5, title: 公示", "LS-3.days", 7, 5),
    ("title: 公示, unit: 个工作日", "title: 公示期, unit: 个工作日", "LS-3.days.title", "公示", "公示期"),
    ("deadline_day: 30", "deadline_day: 28", "deadline_day", 30, 28),
    ("title: 当月实绩", "title: 本月实绩", "workbooks.unit.sheets.实绩报告.tables.reports.title", "当月实绩", "本月实绩"),
])
def test_each_place_is_named_with_what_stood_and_stands_there(old, new, path, before, after):
    found = differences(SCHEME, changed(old, new))
    assert [(d.path, d.before, d.after) for d in found] == [(path, before, after)]


def test_a_parameter_goes_by_its_title():
    listed = [d.to_json() for d in differences(SCHEME, changed("{value: 7, title: 公示", "{value: 5, title: 公示"))]
    assert in_words(listed, 5) == "公示（LS-3.days） 7 → 5" and in_words([*listed, *listed], 1) == "公示（LS-3.days） 7 → 5；等 2 处"


def test_versions_that_are_the_same_differ_in_nothing():
    other = changed("# A made-up county", "# Another word on a made-up county")
    assert differences(SCHEME, other) == [] and version(other) == version(SCHEME)


def test_a_number_is_what_it_comes_to():
    assert differences(SCHEME, changed("{value: 7, title: 公示", "{value: 7.0, title: 公示")) == []


def test_a_value_is_said_as_people_write_it():
    assert [value_said(v) for v in (None, True, 75.0, 0.1 + 0.2, "好", [[1, "a"]])] == ["无", "是", "75", "0.3", "好", "1 a"]


def test_what_a_version_is_called_does_not_change_with_the_program():
    """Workbooks that are out and ledgers bear it: what the scheme language gains must leave the version of a text that does not use it."""
    assert version(SCHEME) == "ed7f44635b80"


def test_what_the_language_gains_is_no_part_of_a_scheme_that_does_not_use_it():
    """The words that every scheme says, used or not, are those it said when the first workbooks went out: a new one is `gained`."""
    models = [m for module in (model, outcomes, reports, sheets) for m in vars(module).values()
              if isinstance(m, type) and issubclass(m, Model) and m.__module__ == module.__name__]
    always = sorted(f"{m.__name__}.{name}" for m in models for name, field in m.model_fields.items() if field.exclude_if is None)
    assert hashlib.sha256("\n".join(always).encode()).hexdigest()[:12] == "807f9ecd2982", always
