"""Rows that went out begun come back sorted, written over, half filled: nobody and no day is lost, and nothing is dropped unsaid."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from shijibu.checks.check import Expected, check_file
from shijibu.checks.checked import Checked
from shijibu.returns.reader import read
from shijibu.returns.returned import read_back
from tests.county import County
from tests.rounds.test_last_round import accepted


@dataclass
class Begun:
    """A workbook with a table of begun rows. words: what is to be filled in beside them, by column."""

    county: County
    period: str
    unit: str
    table: str
    words: dict[str, Any]

    @property
    def issued(self) -> list[dict[str, Any]]:
        book = self.county.book(self.period, self.unit)
        return [{c: row[c] for c in book.places[self.table].table.begun} for row in book.facts.prefilled[self.table]]

    def back(self, cells: dict[int, dict[str, Any]]) -> tuple[list[tuple[Any, ...]], Checked]:
        """The rows that are read where these cells were typed, as (begun values…, first word), and what check says."""
        book = self.county.book(self.period, self.unit)
        columns = {c.id: c for c in book.places[self.table].table.columns}
        names = {o["id"]: o["name"] for o in book.facts.officials}
        shown = {f"{self.table}[{n}].{c}": names.get(v, v) if columns[c].type == "official" else v
                 for n, row in cells.items() for c, v in row.items()}
        file = self.county.returned(self.period, self.unit, rows={}, set=shown)
        returned = read_back(read(Path(file).read_bytes()))
        seen = [*book.places[self.table].table.begun, next(iter(self.words))]
        rows = [tuple(row.values.get(c) for c in seen) for row in returned.book.tables[self.table]]
        return rows, check_file(file, "back.xlsx", Expected(key=self.county.ledger.key()))

    def said(self, checked: Checked) -> set[tuple[str, str]]:
        """Errors of the table's rows; that nothing was filled in at all is another matter."""
        of_rows = (p for p in checked.problems if (p.field or "").startswith(f"{self.table}[") and p.severity == "error")
        return {(p.code, p.field) for p in of_rows if not p.code.startswith("owed.")}

    def word(self, number: int) -> dict[str, Any]:
        first = next(iter(self.words))
        return self.words | ({first: f"第{number}行的内容"} if isinstance(self.words[first], str) else {})


@pytest.fixture(scope="module", params=["tongxiang", "deqing", "yuhuan"])
def begun(request, tmp_path_factory) -> Begun:
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "yuhuan":
        county, _ = accepted(folder, "yuhuan")
        words = {"verified": 0.45, "verified_on": "2026-02-20", "place": "项目现场", "verifier": "考察组"}
        return Begun(county, "2026-02", "COUNTY", "verifications", words)
    county = County.made(folder, request.param, units=2)
    period, table, word = {"tongxiang": ("2026-03", "logs", "work"), "deqing": ("2026-Q4", "statement", "text")}[request.param]
    county.issue(period)
    return Begun(county, period, county.smallest, table, {word: "内容"})


def key(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row.values())


def test_rows_that_were_sorted_are_the_same_people_and_days(begun):
    """Upside down, every third with its words: those are the rows, and no other."""
    issued, number = begun.issued, len(begun.issued)
    turned = {number - n: row | (begun.word(n) if n % 3 == 0 else {}) for n, row in enumerate(issued)}
    rows, checked = begun.back(turned)
    assert sorted(r[:-1] for r in rows) == sorted(key(row) for n, row in enumerate(issued) if n % 3 == 0)
    assert begun.said(checked) == set()


def test_what_nobody_went_on_with_is_no_row_wherever_it_stands(begun):
    issued = begun.issued
    rows, checked = begun.back({1: issued[1], 2: issued[0]})
    assert rows == [] and begun.said(checked) == set()


def test_a_begun_row_may_be_written_over_and_counts_as_it_stands_now(begun):
    """The second pair stands in the first row, with words; its own row is as it went out: one row of the second, none of the first."""
    issued = begun.issued
    rows, checked = begun.back({1: issued[1] | begun.word(1)})
    assert [r[:-1] for r in rows] == [key(issued[1])] and begun.said(checked) == set()


def test_two_rows_of_one_pair_are_both_read(begun):
    issued = begun.issued
    rows, _ = begun.back({1: issued[0] | begun.word(1), len(issued) + 1: issued[0] | begun.word(2)})
    assert [r[:-1] for r in rows] == [key(issued[0])] * 2


def test_words_whose_person_or_day_was_wiped_out_are_said(begun):
    for at, column in enumerate(begun.issued[0]):
        rows, checked = begun.back({1: begun.issued[0] | begun.word(1) | {column: None}})
        assert len(rows) == 1 and rows[0][at] is None and rows[0][1 - at] == key(begun.issued[0])[1 - at]
        assert ("value.missing", f"{begun.table}[1].{column}") in begun.said(checked)


def test_half_a_row_is_said(begun):
    """Whom or which day somebody entered anew, without the words: nothing is dropped."""
    columns = list(begun.issued[0])
    rows, checked = begun.back({1: {columns[0]: None}})
    assert len(rows) == 1, "a row of which half is gone is no longer as it went out"
    assert begun.said(checked) >= {("value.missing", f"{begun.table}[1].{columns[0]}")}
    rows, checked = begun.back({1: {columns[0]: "查无此人"}})
    assert len(rows) == 1 and begun.said(checked), "nor is one with a name that nobody knows"
    rows, checked = begun.back({1: dict.fromkeys(columns)})
    assert rows == [] and begun.said(checked) == set(), "one that was emptied is blank"
