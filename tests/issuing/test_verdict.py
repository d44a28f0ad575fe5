"""The cover never lies: books of all counties, filled in to different degrees, computed by a real LibreOffice and held against check."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from shijibu.checks.check import Expected, check_file
from shijibu.demo.blank import Blank
from shijibu.demo.fill import cell_changes
from shijibu.figures.evaluation import Row
from shijibu.issuing.issued import layout_of
from shijibu.issuing.patch import Master
from shijibu.issuing.reached import NOT_READY, READY, REMINDED
from tests.county import County

pytestmark = pytest.mark.xdist_group("libreoffice")
ROUNDS = {"deqing": "2026-Q4", "leishan": "2026-03", "yuhang": "2026-Q4", "tongxiang": "2026-03", "yuhuan": "2026-03", "quzhou": "2026-Q4"}
OF_THE_FILE = ("signature.", "identity.", "live.", "sheet.", "file.")
"""What a clerk cannot mend by another entry."""
WRONG = {"percent": "九成", "number": -1e13, "integer": 1.5, "date": "月底", "choice": "没有这一项"}


def degrees(county: County, period: str, unit: str) -> dict[str, dict[str, list[Row]] | None]:
    """The rows of a book by how much is filled in; None for the book as it went out."""
    book, full = county.book(period, unit), county.rows(period, unit)
    issued = {t: {n: dict(v) for n, v in enumerate(rows, 1)} for t, rows in book.facts.prefilled.items()}

    def only(keep: Any) -> dict[str, list[Row]]:
        return {t: [r if keep(t, n) else Row(r.index, as_issued(t, r.index)) for n, r in enumerate(rows)] for t, rows in full.items()}

    def as_issued(table: str, number: int) -> dict[str, Any]:
        return issued.get(table, {}).get(number, {})

    first = next(t for t, rows in full.items() if rows and any(c.is_input and c.required for c in book.places[t].table.columns))
    half_row = only(lambda t, n: False)
    required = [c.id for c in book.places[first].table.columns if c.is_input and c.required]
    begun = full[first][0]
    half_row[first][0] = Row(begun.index, as_issued(first, begun.index) | {required[0]: begun.values[required[0]]})
    mistaken = only(lambda t, n: True)
    table, column, wrong = next((t, c.id, WRONG[c.type]) for t in full for c in book.places[t].table.columns
                                if full[t] and c.is_input and c.type in WRONG)
    mistaken[table] = [Row(r.index, r.values | ({column: wrong} if n == 0 else {})) for n, r in enumerate(mistaken[table])]
    return {"blank": None, "half a row": half_row, "one row": only(lambda t, n: t == first and n == 0), "half": only(lambda t, n: n % 2 == 0),
            "one mistake": mistaken, "full": full}


def written(county: County, period: str, unit: str, rows: dict[str, list[Row]]) -> bytes:
    """The book with these rows; a wrong entry stands as it was typed."""
    book = county.book(period, unit)
    typed = {(t, r.index, c): v for t, rs in rows.items() for r in rs for c, v in r.values.items()
             if isinstance(v, str) and book.places[t].table.column(c).type == "date" and not v[:1].isdigit()}
    plain = {t: [Row(r.index, {c: v for c, v in r.values.items() if (t, r.index, c) not in typed}) for r in rs] for t, rs in rows.items()}
    changes = cell_changes(Blank.of(book), plain, county.roster)
    for (t, n, c), value in typed.items():
        place = book.places[t]
        changes.setdefault(place.sheet.title, {})[place.address(place.header + n, c)] = value
    return Master(county.blank(period, unit).read_bytes()).fill(changes)


def in_kind(verdict: str) -> str:
    return NOT_READY if verdict.startswith(NOT_READY) else REMINDED if verdict.endswith(REMINDED) else READY if verdict == READY else verdict


def by_check(path: Path, county: County) -> tuple[str, list[str]]:
    checked = check_file(path, path.name, Expected(key=county.ledger.key()))
    found = [p for p in checked.problems if not p.code.startswith(OF_THE_FILE)]
    kind = NOT_READY if any(p.severity == "error" for p in found) else REMINDED if found else READY
    return kind, sorted({f"{p.severity} {p.code}" for p in found})


@pytest.mark.parametrize("scheme", ROUNDS)
def test_the_cover_says_in_kind_what_check_says_however_much_is_filled_in(office, tmp_path, scheme):
    period, county = ROUNDS[scheme], County.made(tmp_path, scheme, units=3)
    county.issue(period)
    books = [min(u for _, u in county.files if u != "COUNTY"), *(["COUNTY"] if (period, "COUNTY") in county.files else [])]
    seen: dict[str, tuple[str, str, list[str]]] = {}
    reached: list[tuple[str, str, str]] = []
    for unit in books:
        book = county.book(period, unit)
        cover_at = layout_of(county.scheme, book.workbook, book.period, book.facts).cover
        state = cover_at.state
        for degree, rows in degrees(county, period, unit).items():
            file = tmp_path / "typed.xlsx"
            file.write_bytes(county.blank(period, unit).read_bytes() if rows is None else written(county, period, unit, rows))
            document = office.open(file)
            sheet = document.Sheets.getByName(state.sheet)
            cover = sheet.getCellRangeByName(state.cell).String
            if degree == "full":
                reached += [(unit, id, sheet.getCellRangeByName(cover_at.reached(id).cell).String) for id in cover_at.box]
            document.close(True)
            seen[f"{unit} {degree}"] = (cover, *by_check(file, county))  # what LibreOffice saves is checked by its own tests
    assert {k: (in_kind(cover), said) for k, (cover, kind, said) in seen.items()} == {k: (kind, said) for k, (_, kind, said) in seen.items()}
    owed = [(*told, *map(int, m.groups())) for told in reached if (m := re.search(r"应填 (\d+) .*已填 (\d+) ", told[-1]))]
    assert owed and [told for told in owed if told[-1] == 0] == []  # made-up people write less than they owe, but never nothing
    assert all(in_kind(cover) != READY for k, (cover, _, _) in seen.items() if k.endswith(("blank", "half a row")))
