"""What sheets say of themselves is known without drawing one: who reads a return back need not know who drew it."""

from __future__ import annotations

import re
from datetime import date

import pytest

from shijibu.issuing.master import build_master
from shijibu.issuing.master_writer import Shape
from shijibu.returns.reader import read
from shijibu.scheme.load import load, scheme_ids
from shijibu.scheme.period import Period
from shijibu.spreadsheet.wording import NO_FIGURE
from shijibu.workbook.due import naming_the_day
from shijibu.workbook.printed import cover_heading, in_hidden_sheet, printed

DUE = date(2026, 4, 9)


def rounds(scheme):
    """A period for each round that has a workbook of its own."""
    count = {"year": 1, "half": 2, "quarter": 4, "month": 12}[scheme.cadence]
    names = {1: "2026", 2: "2026-H{}", 4: "2026-Q{}", 12: "2026-{:02}"}
    return [Period.parse(names[count].format(n), scheme.cadence) for n in range(1, count + 1)]


@pytest.mark.parametrize(("scheme", "workbook"), [(id, w.id) for id in scheme_ids() for w in load(id).workbooks])
def test_the_texts_of_a_blank_workbook_are_those_that_are_known_to_be_printed(scheme, workbook):
    scheme = load(scheme)
    workbook = next(w for w in scheme.workbooks if w.id == workbook)
    seen: set[frozenset[str]] = set()
    for period in rounds(scheme):
        texts = frozenset(t.strip() for t in printed(scheme, naming_the_day(workbook, DUE), period.round) if t.strip())
        if texts in seen or not workbook.sheets_of(period.round):
            continue
        seen.add(texts)
        blank = read(build_master(scheme, workbook, period, Shape(1, 1), deadline=DUE)[0])
        shown = {str(c.value).strip() for s in blank.sheets for c in s.cells.values() if c.kind == "text" and c.formula is None}
        assert texts - {NO_FIGURE} == shown - {""}, "the dash for a code comes with the unit"
    assert seen


def test_a_list_that_a_dropdown_cannot_hold_stands_in_the_hidden_sheet():
    assert in_hidden_sheet(["甲,乙"]) and in_hidden_sheet(["长" * 256]) and not in_hidden_sheet(["甲", "乙"])


def test_a_cover_says_once_of_what_an_office_is():
    covers = {(id, w.id): cover_heading(scheme, s) for id in scheme_ids() for scheme in [load(id)] for w in scheme.workbooks
              for s in w.sheets if s.cover}
    assert covers["tongxiang", "county"] == "桐乡市委组织部汇总簿" and covers["yuhang", "county"].startswith("余杭区委组织部")
    assert covers["yuhuan", "unit"].startswith("玉环市领导干部") and not [c for c in covers.values() if re.search("([县区市])\\1", c)]
