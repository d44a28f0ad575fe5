"""The catalogue: where a setting that is left out comes from, and what may be left out."""

from __future__ import annotations

import pytest

from shijibu.rules import REGISTRY, Parameter, WrongInput
from shijibu.scheme import catalogue
from shijibu.scheme.load import folders


@pytest.fixture
def schemes(tmp_path, monkeypatch):
    """A folder for schemes beside the shipped ones; the catalogue looks again before and after."""
    monkeypatch.setenv("SHIJIBU_TEMPLATES", str(tmp_path))
    _look_again()
    yield tmp_path
    _look_again()


def _look_again() -> None:
    catalogue._home.cache_clear()
    catalogue.scales.cache_clear()


def _scheme(folder, id: str, *changes: tuple[str, str]) -> None:
    """Deqing's scheme under another id, with changes."""
    text = (folders()[-1] / "deqing" / "scheme.yaml").read_text(encoding="utf-8").replace("id: deqing\n", f"id: {id}\n", 1)
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    (folder / id).mkdir()
    (folder / id / "scheme.yaml").write_text(text, encoding="utf-8")


BLUE = Parameter("blue_from", "", "", default="DQ-2.blue_from")
TOP = Parameter("x", "", "", default="ZZ-1.top")
OWN = ("parameters:\n", "parameters:\n  ZZ-1:\n    top: {value: 88, title: 首位得分}\n")


def test_a_setting_comes_from_the_scheme_of_its_county(schemes):
    _scheme(schemes, "zz", OWN)
    assert catalogue.default_of(TOP) == 88
    assert catalogue.default_of(BLUE) == 105
    assert catalogue.default_of(Parameter("x", "", "", default="ZZ-1.other")) is None
    assert catalogue.default_of(Parameter("x", "", "", default="XX-1.top")) is None
    assert catalogue.default_of(Parameter("x", "", "")) is None


def test_a_copy_of_a_shipped_scheme_does_not_change_what_a_function_takes(schemes):
    _scheme(schemes, "aa", ("blue_from: {value: 105,", "blue_from: {value: 110,"))
    assert catalogue.default_of(BLUE) == 105


def test_a_scheme_that_borrows_a_rule_of_another_county_does_not_set_it_for_all(schemes):
    _scheme(schemes, "aa", ("parameters:\n", "parameters:\n  ZZ-1:\n    top: {value: 77, title: 首位得分}\n"))
    _scheme(schemes, "zz", ("parameters:\n", f"{OWN[1]}  ZZ-2:\n    cap: {{value: 2, title: 上限}}\n"))
    assert catalogue.default_of(TOP) == 88


def test_a_faulty_scheme_takes_no_function_away(schemes):
    (schemes / "aa").mkdir()
    (schemes / "aa" / "scheme.yaml").write_text("id: aa\n# DQ-2\n", encoding="utf-8")
    assert catalogue.default_of(BLUE) == 105
    assert catalogue.call("STARLIMIT", [7]) == 4
    assert "aa.year_grade" not in catalogue.scales()


def test_a_setting_that_no_scheme_gives_must_be_given(monkeypatch):
    monkeypatch.setattr(catalogue, "_home", lambda county: None)
    with pytest.raises(WrongInput, match="首位得分、首末分差"):
        catalogue.call("RANKSCORE", [[[3], [2], [1]]])
    assert catalogue.call("RANKSCORE", [[[3], [2], [1]], None, None, 100, 40, "越低越好"]) == [100, 80, 60]
    optional = {p["name"]: p["optional"] for p in catalogue.entry(REGISTRY["RANKSCORE"])["parameters"]}
    assert optional == {"values": False, "groups": True, "directions": True, "top": False, "span": False, "low_label": False}


def test_a_scale_may_be_two_columns_of_a_sheet():
    assert catalogue.call("GRADE", [91, [[60, "称职"], [90, "优秀"]]]) == "优秀"
    with pytest.raises(WrongInput):
        catalogue.call("GRADE", [91, "nowhere.bands"])
