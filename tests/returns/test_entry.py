"""One cell, read by its column's type: what is taken, with what notice, and what is refused, with what it seems to mean."""

from __future__ import annotations

from typing import Any

import pytest

from shijibu.returns.entry import People, read_entry
from shijibu.returns.grid import Cell
from shijibu.scheme.sheets import Column
from shijibu.scheme.terms import TEXT_LIMIT

PEOPLE = People.of(
    [{"id": "T01-01", "name": "张三"}, {"id": "T01-02", "name": "李四"}, {"id": "T01-03", "name": "李四"}, {"id": "T01-04", "name": "阿卜杜 热合曼"}],
    {"T01": ["城关镇", "township"], "D01": ["交通局", "department"], "D02": ["水利局", "department"]},
)


def cell(value: Any) -> Cell | None:
    if value is None or isinstance(value, Cell):
        return value
    if isinstance(value, bool):
        return Cell(value, "bool")
    return Cell(float(value), "number") if isinstance(value, (int, float)) else Cell(value, "text")


def read(type: str, value: Any, *, date1904: bool = False, **column: Any) -> tuple[Any, list[str]]:
    entry = read_entry(Column(id="x", label="栏", type=type, **column), cell(value), PEOPLE, date1904=date1904)
    return entry.value, [problem.code for problem in entry.problems]


def facts(type: str, value: Any, **column: Any) -> dict[str, Any]:
    problem, = read_entry(Column(id="x", label="栏", type=type, **column), cell(value), PEOPLE).problems
    return vars(problem)


@pytest.mark.parametrize("type", ["text", "integer", "number", "percent", "date", "choice", "official", "units"])
@pytest.mark.parametrize(("value", "expected"), [
    (None, (None, [])), ("", (None, [])), ("  ", (None, [])), ("\u3000\u200b", (None, [])),
    (Cell("#N/A", "error"), (None, ["value.error-cell"])), (Cell("#REF!", "error", "A1"), (None, ["value.error-cell"])),
    (Cell(None, "uncached", "A1"), (None, ["value.uncached"])), (Cell("", "text", "A1"), (None, [])),
])
def test_blanks_errors_and_uncached_formulas_are_the_same_in_every_type(type, value, expected):
    assert read(type, value) == expected


@pytest.mark.parametrize(("value", "expected"), [
    (0.45, (0.45, [])), (0, (0.0, [])), (1, (1.0, [])),
    ("45%", (0.45, ["value.text-number"])), ("４５％", (0.45, ["value.text-number"])), (" 45 % ", (0.45, ["value.text-number"])),
    ("0.45", (0.45, ["value.text-number"])), ("100%", (1.0, ["value.text-number"])), ("7%", (0.07, ["value.text-number"])),
    (45, (None, ["percent.above-one"])), ("45", (None, ["percent.above-one"])), (100, (None, ["percent.above-one"])),
    (1.01, (None, ["percent.above-one"])),
    ("120%", (None, ["value.out-of-range"])), (120, (None, ["value.out-of-range"])), (-0.1, (None, ["value.out-of-range"])),
    ("九成", (None, ["value.not-a-number"])), ("约90%", (None, ["value.not-a-number"])), (True, (None, ["value.not-a-number"])),
    ("45%%", (None, ["value.not-a-number"])), ("%", (None, ["value.not-a-number"])), ("nan", (None, ["value.not-a-number"])),
    (Cell(0.5, "number", "B1/C1"), (0.5, ["value.formula"])),
])
def test_percents(value, expected):
    assert read("percent", value) == expected


@pytest.mark.parametrize(("value", "suggestion"), [(45, "45%"), (100, "100%"), ("45", "45%"), (4.5, "4.5%")])
def test_a_percent_above_one_suggests_what_was_meant(value, suggestion):
    assert facts("percent", value)["suggestion"] == suggestion


@pytest.mark.parametrize(("type", "told", "meant"), [
    ("percent", "九成", "90%"), ("percent", "九成五", "95%"), ("percent", "八成半", "85%"), ("percent", "十成", "100%"),
    ("percent", "百分之四十五", "45%"), ("percent", "百分之百", "100%"), ("percent", "九十", "90%"), ("percent", "约90%", "90%"),
    ("number", "九十", "90"), ("number", "约80分", "80"), ("number", "一千二百", "1200"), ("number", "很好", None), ("number", "", None),
])
def test_words_in_place_of_a_number_are_refused_with_what_they_seem_to_mean(type, told, meant):
    if told:
        assert facts(type, told)["meant"] == meant


@pytest.mark.parametrize(("value", "expected"), [
    (12.5, (12.5, [])), ("12.5", (12.5, ["value.text-number"])), ("1，234", (1234.0, ["value.text-number"])),
    ("1,234.5", (1234.5, ["value.text-number"])),
    ("１２", (12.0, ["value.text-number"])), ("-3", (-3.0, ["value.text-number"])), ("1e3", (1000.0, ["value.text-number"])),
    ("12,34", (None, ["value.not-a-number"])), ("1_000", (None, ["value.not-a-number"])), ("45%", (None, ["value.not-a-number"])),
    ("inf", (None, ["value.not-a-number"])), ("1e999", (None, ["value.not-a-number"])), (False, (None, ["value.not-a-number"])),
])
def test_numbers(value, expected):
    assert read("number", value) == expected


@pytest.mark.parametrize(("value", "expected"), [
    (3, (3, [])), ("3", (3, ["value.text-number"])), (3.5, (None, ["value.not-whole"])), (6, (None, ["value.out-of-range"])),
    (0, (None, ["value.out-of-range"])),
])
def test_whole_numbers_within_a_range(value, expected):
    told = read("integer", value, min=1, max=5)
    assert told == expected
    assert not isinstance(told[0], float)


def test_a_number_at_an_open_end_is_out_of_range():
    assert read("number", 0, above=0) == (None, ["value.out-of-range"])
    assert facts("number", 0, above=0, max=100)["span"] == "大于 0，不超过 100"


@pytest.mark.parametrize(("type", "limit"), [("number", 1e12), ("integer", 1e9)])
def test_a_number_has_a_limit_where_the_scheme_sets_none(type, limit):
    for value in (limit, -limit):
        assert read(type, value) == (value, [])
    for value in (limit + 1, -limit - 1, 1.79e308, -1e300, float("inf")):
        assert read(type, value)[0] is None
    assert facts(type, limit + 1, min=0)["span"] == f"不超过 {limit:,.0f}" and facts(type, -limit - 1, max=9)["span"] == f"不小于 -{limit:,.0f}"


def test_a_scheme_may_set_a_counts_limit_higher():
    assert read("integer", 10**9 + 1, max=2e9) == (10**9 + 1, [])


TEXT_DATE = ("2026-03-05", ["value.text-date"])
NO_DATE = (None, ["value.not-a-date"])


@pytest.mark.parametrize(("value", "expected"), [
    (46086, ("2026-03-05", [])), (46086.75, ("2026-03-05", [])), ("2026-03-05", TEXT_DATE),
    ("2026/3/5", TEXT_DATE), ("2026年3月5日", TEXT_DATE), ("2026.3.5", TEXT_DATE), ("２０２６年３月５日", TEXT_DATE), ("2026年3月5", TEXT_DATE),
    ("20260305", TEXT_DATE), (20260305, TEXT_DATE), ("2026-03-05T00:00:00", TEXT_DATE), ("2026-03-05 08:30", TEXT_DATE),
    ("2026年3月5日9时30分", TEXT_DATE), ("2026-03-05 下午 2:30", TEXT_DATE), ("2026年3月5日（周四）", TEXT_DATE), ("2026/3/5 9:30 AM", TEXT_DATE),
    ("2026-02-30", NO_DATE), ("2026-13-01", NO_DATE), ("3月5日", NO_DATE), ("2026-03-05到期", NO_DATE), ("年底", NO_DATE),
    (0, NO_DATE), (1, NO_DATE), (-5, NO_DATE), (20261301, NO_DATE), (1e300, NO_DATE), ("1926-03-05", NO_DATE), (True, NO_DATE),
])
def test_dates(value, expected):
    assert read("date", value) == expected


def test_a_serial_counts_from_the_workbooks_own_first_day():
    assert read("date", 44624, date1904=True) == ("2026-03-05", [])


@pytest.mark.parametrize(("value", "expected"), [
    ("T01-01", ("T01-01", [])), ("t01-01", ("T01-01", [])), ("Ｔ０１-０１", ("T01-01", [])), ("张三", ("T01-01", [])), (" 张 三 ", ("T01-01", [])),
    ("李四", (None, ["official.ambiguous"])), ("T01-03", ("T01-03", [])), ("张散", (None, ["official.unknown"])), (5, (None, ["official.unknown"])),
    ("阿卜杜 热合曼", ("T01-04", [])), ("阿卜杜热合曼", ("T01-04", [])), ("阿卜杜  热合曼", ("T01-04", [])),
])
def test_officials_go_by_id_or_by_a_name_that_only_one_has(value, expected):
    assert read("official", value) == expected


def test_a_name_that_two_have_says_which_may_be_meant_as_it_may_be_written():
    assert facts("official", "李四") == {"value": "李四", "officials": "李四（T01-02）、李四（T01-03）"}
    assert read("official", "李四（T01-03）") == ("T01-03", [])


@pytest.mark.parametrize(("value", "expected"), [
    ("D01", ("D01", [])), ("D01;D02", ("D01;D02", [])), ("D01；D02", ("D01;D02", [])), ("D01、d02", ("D01;D02", [])), ("D01, D02", ("D01;D02", [])),
    ("D01;D01", ("D01", [])), (";", (None, [])), ("交通局", ("D01", [])), ("交通局、水利局", ("D01;D02", [])),
    ("交通局\n水利局", ("D01;D02", [])), ("交通局（d01）；水利局(D02)", ("D01;D02", [])),
    ("D09", (None, ["units.unknown"])), ("D01;教育局", ("D01", ["units.unknown"])), ("T01", (None, ["units.wrong-kind"])),
])
def test_units(value, expected):
    assert read("units", value, unit_kind="department") == expected


def test_where_one_unit_is_wanted_two_are_too_many_and_one_that_is_named_twice_is_one():
    assert read("units", "交通局；D01", single=True) == ("D01", [])
    assert read("units", "交通局；水利局", single=True) == (None, ["units.too-many"])
    assert facts("units", "D01,D02", single=True) == {"label": "栏", "units": "交通局；水利局"}


@pytest.mark.parametrize(("value", "expected"), [
    ("好", ("好", [])), (" 好 ", ("好", [])), ("Ａ（一）", ("A(一)", [])),
    ("3", ("3", [])), (3, ("3", [])), ("不好", (None, ["value.not-a-choice"])),
])
def test_a_choice_is_one_of_the_list_however_wide_it_is_written(value, expected):
    assert read("choice", value, choices=["好", "A(一)", "3"]) == expected


@pytest.mark.parametrize(("value", "expected"), [(True, ("是", [])), (False, ("否", []))])
def test_a_truth_is_yes_or_no(value, expected):
    assert read("choice", value, choices=["是", "否"]) == expected


@pytest.mark.parametrize(("value", "expected"), [
    ("甲乙", ("甲乙", [])), (" 甲 ", ("甲", [])), (12, ("12", [])), (0.5, ("0.5", [])), (True, ("是", [])),
    ("甲乙丙丁", ("甲乙丙丁", ["value.too-long"])),
])
def test_texts(value, expected):
    assert read("text", value, max_length=3) == expected


@pytest.mark.parametrize(("length", "said"), [(TEXT_LIMIT, []), (TEXT_LIMIT + 1, ["value.overlong"]), (32_000, ["value.overlong"])])
@pytest.mark.parametrize("letter", ["长", "\U00020bb7"])
def test_a_text_of_any_column_has_a_limit_beyond_which_it_is_not_taken(length, said, letter):
    assert read("text", letter * length) == (None if said else letter * length, said)
    assert read("text", letter * 2_500, max_length=3_000) == (letter * 2_500, [])


@pytest.mark.parametrize(("type", "number", "shown", "expected"), [
    ("text", 46086, "2026-03-05", ("2026-03-05", [])), ("number", 46024, "2026-01-02", (None, ["value.not-a-number"])),
    ("integer", 46024, "2026-01-02", (None, ["value.not-a-number"])), ("number", 0.1, "10%", (None, ["value.not-a-number"])),
    ("percent", 0.45, "45%", (0.45, [])), ("percent", 46024, "2026-01-02", (None, ["value.not-a-number"])),
    ("date", 46086, "2026-03-05", ("2026-03-05", [])),
])
def test_a_number_that_shows_as_something_else_is_read_as_it_shows(type, number, shown, expected):
    assert read(type, Cell(float(number), "number", shown=shown)) == expected


@pytest.mark.parametrize(("type", "value", "expected"), [
    ("integer", 33.00000000000001, 33), ("number", 100.00000000000001, 100), ("percent", -2.8e-17, 0), ("percent", 1.0000000000000002, 1),
    ("number", 0.30000000000000004, 0.30000000000000004), ("number", 12345678.00000001, 12345678.00000001),
])
def test_what_arithmetic_leaves_beside_a_whole_number_is_not_held_against_it(type, value, expected):
    assert read(type, value, min=0, max=None if type == "percent" else 2e7) == (expected, [])


@pytest.mark.parametrize(("type", "value", "expected"), [
    ("number", "'10", 10), ("integer", "＇10", 10), ("percent", "‘45%", 0.45), ("date", "'2026-03-05", "2026-03-05"), ("official", "'张三", "T01-01"),
    ("units", "'D01", "D01"), ("text", "'引号", "'引号"),
])
def test_the_mark_for_text_is_no_content(type, value, expected):
    assert read(type, value)[0] == expected


@pytest.mark.parametrize(("number", "shown", "code"), [
    (1.2, "120%", "value.out-of-range"), (45, "4500%", "percent.above-one"), (1.2, None, "percent.above-one"), (101, "10100%", "value.out-of-range"),
])
def test_a_share_above_one_suggests_another_only_where_it_was_pasted(number, shown, code):
    """A cell that shows 120% is no 1.2% to anybody."""
    column = Column(id="actual", label="实际进度", type="percent")
    entry = read_entry(column, Cell(number, "number", shown=shown), People.of([], {}))
    assert entry.value is None and [p.code for p in entry.problems] == [code]
