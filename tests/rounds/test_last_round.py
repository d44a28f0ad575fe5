"""Where a table carries on, the last round's value stands in grey beside this one's: issued, filled in, accepted, and issued again."""

from __future__ import annotations

import openpyxl
import pytest

from shijibu.checks.check import Expected, check_file
from shijibu.checks.fields import fields_in
from shijibu.rounds.consolidate import consolidate
from shijibu.scheme.load import SchemeFault, parsed, scheme_file
from shijibu.scheme.period import Period
from shijibu.spreadsheet.style import GIVEN
from tests.county import County

ROUNDS = {
    "deqing": ("2026-Q1", "2026-Q2", ["tasks", "projects"]), "leishan": ("2026-03", "2026-06", ["key_projects"]),
    "yuhang": ("2026-Q1", "2026-Q2", ["works"]), "tongxiang": ("2026-03", "2026-06", ["key_tasks"]),
    "yuhuan": ("2026-01", "2026-02", ["duties"]), "quzhou": ("2026-Q1", "2026-Q2", ["indicators"]),
}


def accepted(folder, scheme: str) -> tuple[County, str]:
    """A county whose first round was accepted, and whose second is out; with the unit."""
    first, second, _ = ROUNDS[scheme]
    county = County.made(folder, scheme, units=1 if scheme != "leishan" else 2)
    county.issue(first)
    unit = county.smallest
    county.returned(first, unit, pace=0.8)
    done = consolidate([county.inbox(first)], county.scheme, Period.parse(first, county.scheme.cadence), county.ledger, workers=1)
    assert not done.results.rejected, done.results.rejected
    county.issue(second)
    return county, unit


@pytest.mark.parametrize("scheme", ROUNDS)
def test_the_last_value_stands_in_grey_beside_this_ones(tmp_path, scheme):
    county, unit = accepted(tmp_path, scheme)
    first, second, tables = ROUNDS[scheme]
    before, book = county.rows(first, unit, pace=0.8), county.book(second, unit)
    issued = openpyxl.load_workbook(county.blank(second, unit))
    told = {f["id"]: f for f in fields_in(county.blank(second, unit))["fields"]}
    assert not any(c.last for t in tables for c in county.book(first, unit).places[t].table.columns), "nothing was there before the first round"
    for table in tables:
        place = book.places[table]
        shown = next(c for c in place.table.columns if c.last)
        assert place.columns[shown.id] == place.columns[shown.last] - 1
        values = [row.values.get(shown.last) for row in before[table]]
        assert values and any(v is not None for v in values)
        for number, value in enumerate(values, 1):
            cell = issued[place.sheet.title].cell(place.header + number, place.columns[shown.id])
            assert cell.value == (pytest.approx(value) if value is not None else None)
            height = issued[place.sheet.title].row_dimensions[place.header + number].height
            assert scheme != "yuhuan" or height > 26, "two lines of hint are seen"
            assert cell.protection.locked and cell.fill.start_color.rgb.endswith(GIVEN[1:])
            assert told[f"{table}[{number}].{shown.id}"]["input"] is False and told[f"{table}[{number}].{shown.last}"]["input"] is True
    checked = check_file(county.returned(second, unit), "again.xlsx", Expected(key=county.ledger.key()))
    assert [p.message for p in checked.problems if p.severity == "error"] == []


def test_a_return_made_before_the_last_round_was_corrected_still_counts(tmp_path):
    county, unit = accepted(tmp_path, "deqing")
    first, second, _ = ROUNDS["deqing"]
    earlier = county.returned(second, unit)
    county.returned(first, unit, name="更正.xlsx", rows=county.rows(first, unit, pace=0.8), set={"tasks[1].actual": 0.11})
    consolidate([county.inbox(first) / "更正.xlsx"], county.scheme, Period.parse(first), county.ledger, workers=1, afresh=True)
    county.issue(second, force=True)
    done = consolidate([earlier], county.scheme, Period.parse(second), county.ledger, workers=1)
    told = [(p.code, p.severity) for p in done.files.accepted[unit].problems if p.code == "identity.superseded-issue"]
    assert told == [("identity.superseded-issue", "notice")]


def test_what_is_written_over_it_is_never_read_and_said(tmp_path):
    county, unit = accepted(tmp_path, "deqing")
    file = county.returned("2026-Q2", unit, set={"tasks[1].last_actual": 0.123, "tasks[30].last_actual": "上次没填", "tasks[2].last_actual": None})
    checked = check_file(file, file.name, Expected(key=county.ledger.key()))
    told = [(p.code, p.field, p.message) for p in checked.problems if "last_actual" in (p.field or "")]
    assert [(code, field) for code, field, _ in told] == [("value.not-yours", f"tasks[{n}].last_actual") for n in (1, 30)]
    assert "没有读取" in told[0][2]


@pytest.mark.parametrize(("was", "now", "said"), [
    ("last: actual, width: 9}", "last: nothing, width: 9}", "没有要填的栏目 nothing"),
    ("last: actual, width: 9}", "last: evidence, width: 9}", "类型应为 text"),
    ("last: actual, width: 9}", "last: actual, width: 9, required: true}", "不能又是"),
    ('live: "RATIO(planned, actual)"', 'live: "RATIO(planned, last_actual)"', "只供对照，算式里不能用"),
])
def test_a_scheme_is_told_what_cannot_stand_there(was, now, said):
    text = scheme_file("deqing").read_text(encoding="utf-8")
    assert was in text
    with pytest.raises(SchemeFault, match=said):
        parsed(text.replace(was, now, 1), "deqing")
