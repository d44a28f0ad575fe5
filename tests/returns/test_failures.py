"""Each file of failures.yaml, made from a real return, says what the table says of it: no more, no less, and in words that help."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from openpyxl import load_workbook

from shijibu.checks.check import Expected, check_file
from shijibu.checks.checked import Checked
from shijibu.checks.fields import fields_of
from shijibu.demo.people import made_up_roster
from shijibu.problems.problem import Problem
from shijibu.returns.reader import read
from shijibu.returns.returned import read_back
from shijibu.rounds.consolidate import consolidate
from shijibu.scheme.load import load
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Roster
from shijibu.scheme.yaml_text import YamlText
from tests.county import County
from tests.returns.packages import KINDS
from tests.returns.sheets import SLIPS

TABLE = YamlText((Path(__file__).with_name("failures.yaml")).read_text(encoding="utf-8")).values
FAILURES = [entry for group in TABLE.values() for entry in group]
BY_NAME = {entry["name"]: entry for entry in FAILURES}
UNIT, Q1, Q2 = "D01", "2026-Q1", "2026-Q2"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def like_numbers() -> Roster:
    """A county whose ids look like numbers to a spreadsheet program."""
    roster = made_up_roster(load("deqing"), 4, Random(7))
    ids = dict(zip([o.id for o in roster.team(UNIT)][:3], ("0012", "1E3", "123456789012345678"), strict=True))
    codes = {"D02": "1E3"}
    units = [u.model_copy(update={"code": codes.get(u.code, u.code)}) for u in roster.units]
    officials = [o.model_copy(update={"id": ids.get(o.id, o.id), "unit": codes.get(o.unit, o.unit)}) for o in roster.officials]
    return Roster.of(units, officials)


def awkward_names() -> Roster:
    """A county with a point in an official's name, a separator in a unit's, and two units of one name."""
    roster = made_up_roster(load("deqing"), 6, Random(7))
    people = dict(zip([o.id for o in roster.team(UNIT)][:2], ("阿依古丽·买买提", "黄英军"), strict=True))
    others = [u.code for u in roster.units if u.code != UNIT and u.kind == "department"]
    units = dict(zip(others[:3], ("县委组织部、老干部局", "民政局", "民政局"), strict=True))
    return Roster.of(
        [u.model_copy(update={"name": units.get(u.code, u.name)}) for u in roster.units],
        [o.model_copy(update={"name": people.get(o.id, o.name)}) for o in roster.officials])


@pytest.fixture(scope="module")
def counties(tmp_path_factory) -> dict[str, County]:
    """`plain` with a decided first quarter and an issued second one; `register` with ids like numbers; `names` with awkward names."""
    plain = County.made(tmp_path_factory.mktemp("plain"))
    plain.issue(Q1)
    consolidate([plain.returned(Q1, UNIT, name="committed.xlsx")], plain.scheme, Period.parse(Q1), plain.ledger)
    plain.issue(Q2)
    register = County.made(tmp_path_factory.mktemp("register"), roster=like_numbers())
    register.issue(Q1)
    names = County.made(tmp_path_factory.mktemp("names"), roster=awkward_names())
    names.issue(Q1)
    return {"plain": plain, "register": register, "names": names}


def written(county: County, period: str, entry: dict[str, Any]) -> bytes:
    """A return with `set` written in its fields, and with the figures that follow from what is meant by it."""
    rows = county.rows(period, UNIT)
    for field, value in entry.get("meant", {}).items():
        table, index, column = re.fullmatch(r"(\w+)\[(\d+)\]\.(\w+)", field).groups()
        rows[table][int(index) - 1].values[column] = str(value) if not isinstance(value, (int, float)) else value
    return county.returned(period, UNIT, rows=rows, set=entry.get("set"), name="made.xlsx").read_bytes()


def made(county: County, entry: dict[str, Any], folder: Path) -> Path:
    """The file of an entry."""
    period, name = entry.get("period", Q1), entry["name"]
    file = folder / entry.get("file", "交回.xlsx")
    good = written(county, period, entry)
    if name in SLIPS:
        (folder / "good.xlsx").write_bytes(good)
        book = load_workbook(folder / "good.xlsx")
        SLIPS[name](book, county.book(period, UNIT))
        book.save(file)
    else:
        assert name in KINDS or "set" in entry, f"{name} is not made anywhere"
        file.write_bytes(KINDS[name](good) if name in KINDS else good)
    return file


@pytest.fixture(scope="module")
def outcome(counties, tmp_path_factory):
    """What a check says of the file of an entry, by the entry's name: made and checked once."""

    @cache
    def check(name: str) -> Checked:
        entry = BY_NAME[name]
        county = counties[entry.get("county", "plain")]
        file = made(county, entry, tmp_path_factory.mktemp("made"))
        return check_file(file, file.name, Expected(key=county.ledger.key()))

    return check


def place(problem: Problem) -> str:
    """A field, else Sheet!Cell, else a sheet, else nothing."""
    return problem.field or problem.place


def said_in_chinese_and_how_to_mend(problem: Problem) -> None:
    assert CHINESE.search(problem.message) and CHINESE.search(problem.fix), problem
    assert not re.search(r"[{}]|None", problem.message + problem.fix), problem
    if problem.field and not problem.field.endswith("]"):
        assert problem.sheet and problem.cell, problem


def parameter(entry: dict[str, Any]) -> Any:
    """An expected failure that starts to pass fails: then `fails` is to be taken out of the table."""
    marks = [pytest.mark.xfail(reason=entry["fails"], raises=AssertionError, strict=True)] if "fails" in entry else []
    return pytest.param(entry, id=entry["name"], marks=marks)


@pytest.mark.parametrize("entry", [parameter(e) for e in FAILURES])
def test_a_failure_says_what_the_table_says(entry, outcome):
    checked = outcome(entry["name"])
    told = checked.problems
    # A figure that the sheet computed from a cell that cannot be read is off as well; Excel would show an error or a blank there.
    if "set" in entry and "meant" not in entry:
        told = [p for p in told if not p.code.startswith("live.")]
    for problem in told:
        said_in_chinese_and_how_to_mend(problem)
    if "counts" in entry:
        assert Counter(p.code for p in told) == entry["counts"]
    else:
        wanted = entry["problems"]
        assert sorted((p.code, p.severity, place(p)) for p in told) == sorted(tuple(w[:3]) for w in wanted)
        for code, _, where, *words in wanted:
            assert any(all(str(w) in p.message + p.fix for w in words) for p in told if (p.code, place(p)) == (code, where)), (code, words, told)
    assert checked.to_json()["status"] == entry["status"]
    assert checked.unit == (entry.get("unit", UNIT) if entry.get("known", True) else None)
    for field, value in (entry.get("meant", {}) | entry.get("read", {})).items():
        table, index, column = re.fullmatch(r"(\w+)\[(\d+)\]\.(\w+)", field).groups()
        row = next(r for r in checked.tables[table] if r.index == int(index))
        assert row.values[column] == (value if isinstance(value, (int, float)) else str(value))


def test_every_slip_and_kind_is_in_the_table():
    assert {e["name"] for e in FAILURES} >= SLIPS.keys() | KINDS.keys()
    assert len({e["name"] for e in FAILURES}) == len(FAILURES)


@pytest.mark.parametrize("name", [
    "rows_inserted_above", "row_inserted_within", "rows_inserted_by_a_program_that_moves_no_names", "column_inserted", "column_of_notes",
    "column_moved", "column_moved_out", "sheet_renamed", "sheet_renamed_and_names_lost", "heading_with_spaces", "heading_twice",
    "sheet_copied_and_the_first_one_deleted", "sheet_hidden", "row_hidden", "column_hidden", "sheets_unlocked",
])
def test_what_was_moved_reads_the_same(name, outcome, counties):
    """Issue 5: an inserted row, a moved column, a renamed sheet change no value."""
    assert BY_NAME[name].keys().isdisjoint({"county", "period", "set", "meant"})
    straight = [r.values for r in counties["plain"].rows(Q1, UNIT)["tasks"]]
    assert [r.values for r in outcome(name).tables["tasks"]] == [{c: v.get(c) for c in r} for v in straight for r in [v]]


def test_fields_follow_what_was_moved(counties, tmp_path):
    county = counties["plain"]
    file = made(county, {"name": "rows_inserted_above"}, tmp_path)
    cells = {f["id"]: f["cell"] for f in fields_of(read_back(read(file.read_bytes())))["fields"]}
    assert cells["tasks[1].title"] == "A8"
