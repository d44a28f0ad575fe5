"""Whatever a round accepted can be issued again: full tables and fuller ones, the longest texts, the strangest characters, in every county."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from io import BytesIO
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from shijibu.checks.check import Expected, check_file
from shijibu.figures.evaluation import Row
from shijibu.issuing.issued import RoundWorkbooks
from shijibu.problems.problem import Problem
from shijibu.returns.reader import read
from shijibu.returns.returned import Returned, read_back
from shijibu.rounds.consolidate import consolidate
from shijibu.scheme.load import template_in
from shijibu.scheme.period import Period
from shijibu.scheme.sheets import Column, Table
from shijibu.spreadsheet.days import serial
from tests.county import County

COUNTIES = ("deqing", "leishan", "yuhang", "tongxiang", "yuhuan", "quzhou", "monthly")
FULLER = ("deqing", "monthly")
"""Whose tables are filled beyond their rows as well: they have every kind of table."""
STRANGE = ("=1+1", "'引号", "多\n行\n字", "\U00020bb7野家", "_x0041_", "_xD83D_", "]]></t>", "　　空　　", "{name}", "[/x]", "\u202e倒", "-")


def text(column: Column, kind: str, number: int, strange: Any) -> str:
    """A text that is another one in each row."""
    if kind == "astral":
        return f"{number}" + "\U00020bb7" * (column.longest - len(str(number)))
    return f"{next(strange)}{number}"


def accepted(county: County, period: str, unit: str, kind: str, more: int) -> Path:
    """A return that is in order: as `written`, but where the scheme itself limits a table's rows (so many for each official) with no more."""
    file = written(county, period, unit, kind, more)
    limited = {p.code.partition(".")[0] for p in errors(county, file) if p.code.endswith(".too-many")}
    return written(county, period, unit, kind, more, limited) if limited else file


def written(county: County, period: str, unit: str, kind: str, more: int, limited: Collection[str] = ()) -> Path:
    """The unit's workbook with its tables full and `more` rows below, each as a good row, with texts of a kind."""
    file = county.blank(period, unit)
    returned, rows = read_back(read(file.read_bytes())), county.rows(period, unit)
    book, strange = load_workbook(file), cycle(STRANGE)
    template = template_in(county.scheme)
    templated = load_workbook(BytesIO(template)).sheetnames if template else []
    for id, place in returned.places.items():
        good = [r for r in rows.get(id, []) if any(v is not None for v in r.values.values())]
        if not good:
            continue
        issued = len(returned.facts.prefilled.get(id, []))
        # Below a table of the office's own template stand its notes and signatures: nobody writes on there.
        below = 0 if place.sheet.title in templated else more
        last = max(r.index for r in good) if place.table.is_fixed or id in limited else place.last - place.header + below
        for number in range(1, last + 1):
            row = next((r for r in good if r.index == number), None) if place.table.is_fixed else good[(number - 1) % len(good)]
            if row is not None:
                fill(book[place.sheet.title], returned, place.table, id, number, row, (kind, strange), issued)
    target = county.inbox(period) / file.name
    book.save(target)
    return target


def fill(sheet: Any, returned: Returned, table: Table, id: str, number: int, row: Row, how: tuple[str, Any], issued: int) -> None:
    place = returned.places[id]
    for column in table.columns:
        if column.is_input and column.id in place.columns and not (column.carry and number <= issued):
            value = row.values.get(column.id)
            if column.type == "text" and (value is not None or column.carry):
                value = text(column, how[0], number, how[1])
            cell = sheet.cell(place.header + number, place.columns[column.id])
            if value is None:
                continue
            value = serial(date.fromisoformat(value)) if column.type == "date" else value
            if isinstance(value, str):
                cell.data_type = "s"
                cell._value = value  # a text that begins like a formula stays a text
            else:
                cell.value = value


def errors(county: County, file: Path) -> list[Problem]:
    return [p for p in check_file(file, file.name, Expected(key=county.ledger.key())).problems if p.severity == "error"]


def test_texts_that_an_earlier_version_took_go_out_again_however_long(tmp_path):
    """Sixty titles as long as a cell may hold: more facts than the hidden sheet used to have cells for."""
    county = County.made(tmp_path, units=2)
    unit = county.roster.units[0]
    rows = [{"title": f"{n}" + "长" * 32_000, "weight": 1} for n in range(60)]
    workbooks = RoundWorkbooks(county.scheme, Period.parse("2026-Q2"), county.roster, deadline=date(2026, 7, 10))
    data, _ = workbooks.workbook(unit, 1, county.ledger.key(), {"tasks": rows})
    again = read_back(read(data))
    assert again.facts.prefilled["tasks"] == rows and again.places["tasks"].last - again.places["tasks"].header == 70
    assert [c.value for c in load_workbook(BytesIO(data))["工作亮相"]["A"][5:65]] == [r["title"] for r in rows]


@pytest.mark.parametrize(("scheme", "kind", "more"), [*((c, "strange", 0) for c in COUNTIES), *((c, "astral", 30) for c in FULLER)])
def test_a_round_goes_out_after_every_return_that_was_accepted(tmp_path, monkeypatch, scheme, kind, more):
    monkeypatch.setenv("SHIJIBU_TEMPLATES", str(Path(__file__).parent / "schemes"))  # beside the counties' own
    county = County.made(tmp_path, scheme, units=2)
    first, second = [*Period(2026, 1, county.scheme.cadence).of_year, *Period(2027, 1, county.scheme.cadence).of_year][:2]
    county.issue(str(first))
    files = [accepted(county, str(first), unit, kind, more) for _, unit in list(county.files)]
    assert [(f.name, errors(county, f)) for f in files if errors(county, f)] == []
    done = consolidate([county.inbox(str(first))], county.scheme, first, county.ledger)
    assert len(done.files.accepted) == len(files)
    county.issue(str(second))
    for unit in [u for p, u in county.files if p == str(second)]:
        again = county.book(str(second), unit)
        for table, rows in again.facts.prefilled.items():
            place = again.places[table]
            assert place.last - place.header >= len(rows)
            shown = {c.id for c in place.table.columns if c.last}  # beside the entry, to be seen and not to be read
            for row, told in zip(again.book.tables[table], rows, strict=False):
                issued = {c: v for c, v in told.items() if c not in shown}
                assert {c: row.values.get(c) for c, v in issued.items() if v is not None} == {c: v for c, v in issued.items() if v is not None}
