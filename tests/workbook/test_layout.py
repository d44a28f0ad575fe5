"""Where everything stands in a workbook that goes out."""

from __future__ import annotations

import pytest

from shijibu.scheme.load import load
from shijibu.workbook.layout import HEADER_ROW, layout
from shijibu.workbook.names import HINT

SCHEME = load("deqing")


def placed(round_: int = 1, team: int = 7, workbook=SCHEME.unit_workbook, **subjects: int):
    return layout(SCHEME, workbook, round_, team_size=team, subject_rows=subjects)


def test_a_table_has_a_row_for_each_member_or_as_many_as_the_scheme_says():
    tables = placed(team=7).tables
    assert tables["tasks"].rows >= 40
    assert tables["projects"].rows == 4 * 7
    assert tables["stars"].rows == 7
    assert placed(4, team=7).tables["statement"].rows == 10 * 7


@pytest.mark.parametrize(("committed", "rows"), [(0, 40), (40, 40), (41, 51), (2_000, 2_010)])
def test_a_table_that_was_filled_beyond_its_room_gets_the_room_and_some_to_spare(committed, rows):
    at = layout(SCHEME, SCHEME.unit_workbook, 2, team_size=3, subject_rows={}, committed_rows={"tasks": committed, "stars": 99})
    assert at.tables["tasks"].rows == rows == at.tables["tasks"].last - at.tables["tasks"].header and at.tables["stars"].rows == 3


def test_a_team_of_one_still_has_room_for_the_projects_of_three():
    assert placed(team=1).tables["projects"].rows == 4 * 3


def test_the_county_workbook_has_a_row_for_each_subject_and_group():
    county = SCHEME.county_workbook(2)
    assert placed(2, 0, county, reviews=11).tables["reviews"].rows == 11


def test_a_sheet_of_the_fourth_round_is_not_in_the_first():
    titles = [[s.sheet.title for s in placed(n).sheets] for n in (1, 4)]
    assert "432述职" not in titles[0] and "432述职" in titles[1]


def test_a_table_beside_another_starts_after_one_narrow_column_and_the_hint_stands_before_both():
    projects, leads = (placed().tables[t] for t in ("projects", "leads"))
    assert projects.hint == 1 and min(projects.columns.values()) == 2
    assert leads.left == max(projects.columns.values()) + 2
    assert leads.header == projects.header + 1, "its heading is not the one that each page repeats"


def test_a_field_has_its_cell():
    at = placed()
    title = at.cell("tasks[1].title")
    assert (title.sheet, title.cell) == ("工作亮相", f"A{HEADER_ROW + 1}")
    assert at.cell("tasks[3].planned").row == HEADER_ROW + 3
    assert at.cell(f"tasks[1].{HINT}").column == at.tables["tasks"].hint
    assert at.cell("unit.card").sheet == at.cell("unit.deadline").sheet == "封面"


@pytest.mark.parametrize("id", ["tasks[1].nothing", "nothing[1].title", "unit.nothing", f"leads[1].{HINT}"])
def test_a_field_that_is_not_there_is_a_key_error(id):
    with pytest.raises(KeyError):
        placed().cell(id)


@pytest.mark.parametrize("round_", [1, 2, 3, 4])
def test_no_two_fields_share_a_cell(round_):
    at = placed(round_)
    cells = [p.absolute for p in (*at.cover.attributes.values(), *at.cover.figures.values(), *at.counts())]
    problems = at.cover.figures[at.cover.problems].absolute
    for table in at.tables.values():
        cells += [at.cell(f"{table.table.id}[{n}].{c}").absolute for n in range(1, table.rows + 1) for c in table.columns]
    cells.remove(problems)  # a figure of the unit and a count at once
    assert len(cells) == len(set(cells))


def test_a_name_covers_the_heading_the_rows_and_the_hint():
    stars = placed(team=3).tables["stars"]
    assert stars.area == f"'星级评定'!$A${HEADER_ROW}:$Q${HEADER_ROW + 3}"
