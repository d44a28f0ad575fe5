"""Every problem of a returned workbook, each shown with a real file: as a unit fills it in, and as programs and people spoil it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from shijibu.checks.check import Expected, check_file
from shijibu.checks.checked import Checked
from shijibu.checks.clean_copy import annotate_all
from shijibu.checks.inbox import check_all
from shijibu.figures.evaluation import Row
from shijibu.problems.problem import Problem
from shijibu.returns.reader import read
from shijibu.returns.returned import read_back
from shijibu.rounds.consolidate import consolidate
from shijibu.rules.values import WAITING
from shijibu.scheme.period import Period
from shijibu.workbook.names import HIDDEN_SHEET, LIST_SHEET
from tests.county import County

Q1, Q2, Q4 = "2026-Q1", "2026-Q2", "2026-Q4"
UNIT = "D01"


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> County:
    """Rounds 1 (decided), 2 (with the tasks that D01 committed in round 1) and 4."""
    made = County.made(tmp_path_factory.mktemp("county"))
    made.issue(Q1)
    first = made.returned(Q1, UNIT, name="committed.xlsx")
    consolidate([first], made.scheme, Period.parse(Q1), made.ledger)
    made.issue(Q2)
    made.issue(Q4)
    return made


@pytest.fixture
def spoiled(county, tmp_path) -> Callable[..., Path]:
    """A return of D01 after `how` did something to it in openpyxl (which keeps no cached figure)."""

    def make(how: Callable[[Workbook], Any], period: str = Q1, **options: Any) -> Path:
        book = load_workbook(county.returned(period, UNIT, name="spoiled.xlsx", **options))
        how(book)
        book.save(tmp_path / "spoiled.xlsx")
        return tmp_path / "spoiled.xlsx"

    return make


def checked(county: County, file: Path, key: bool = True) -> Checked:
    return check_file(file, file.name, Expected(key=county.ledger.key() if key else None))


def codes(file: Checked) -> set[str]:
    return {p.code for p in file.problems}


def only(file: Checked, code: str) -> Problem:
    found = [p for p in file.problems if p.code == code]
    assert len(found) == 1, file.problems
    return found[0]


def where(county: County, field: str, period: str = Q1, unit: str = UNIT) -> tuple[str, str]:
    return county.where(county.book(period, unit), field)


def test_a_return_that_is_in_order_has_no_problem(county):
    done = checked(county, county.returned(Q1, UNIT))
    assert done.accepted and done.problems == [] and (done.scheme, done.period, done.unit) == ("deqing", Q1, UNIT)


@pytest.mark.parametrize(("field", "value", "code", "said"), [
    ("tasks[1].planned", "九成", "value.not-a-number", "九成"),
    ("tasks[1].planned", 45, "percent.above-one", "45%"),
    ("tasks[1].actual", -0.1, "value.out-of-range", "实际进度"),
    ("tasks[1].weight", 0, "value.out-of-range", "权重"),
    ("tasks[1].weight", None, "value.missing", "权重"),
    ("tasks[1].owner", "查无此人", "official.unknown", "查无此人"),
    ("tasks[1].category", "共性", "value.not-a-choice", "共性"),
    ("tasks[1].responsible", "D99", "units.unknown", "D99"),
    ("tasks[1].responsible", "T01", "units.wrong-kind", "T01"),
    ("tasks[1].deadline", "年底", "value.not-a-date", "年底"),
    ("stars[1].leader", 100.5, "value.out-of-range", "100"),
    ("stars[1].good", 2.5, "value.not-whole", "2.5"),
    ("stars[1].talk", None, "value.missing", "谈话评分"),
    ("stars[1].proposed", 6, "value.out-of-range", "5"),
])
def test_a_wrong_entry_is_an_error_at_its_cell(county, field, value, code, said):
    """DQ-1, DQ-5, DQ-11, DQ-12: one wrong cell is one error, which names the field, the cell and what stands there."""
    done = checked(county, county.returned(Q1, UNIT, set={field: value}))
    problem = only(done, code)
    assert (problem.severity, problem.field, (problem.sheet, problem.cell), problem.value) == ("error", field, where(county, field), value)
    assert said in problem.message + problem.fix and not done.accepted
    assert [p.code for p in done.problems if p.severity == "error"] == [code]


@pytest.mark.parametrize(("written", "value"), [("45%", 0.45), ("４５％", 0.45), ("0.45", 0.45)])
def test_a_percent_written_as_text_is_taken_with_a_notice(county, written, value):
    """DQ-1: 45% is 0.45."""
    done = checked(county, county.returned(Q1, UNIT, set={"tasks[1].planned": written}))
    assert only(done, "value.text-number").severity == "notice"
    assert done.accepted and done.tables["tasks"][0].values["planned"] == value


def test_a_percent_above_one_suggests_the_percent_that_was_meant(county):
    """DQ-1: 45 in a percent cell shows as 4500%; 45% is what was meant."""
    problem = only(checked(county, county.returned(Q1, UNIT, set={"tasks[2].actual": 45})), "percent.above-one")
    assert "是不是 45%" in problem.message and "45%" in problem.fix and "450" not in problem.fix


def test_an_owner_one_character_off_is_told_who_may_be_meant(county):
    head = next(o.name for o in county.roster.team(UNIT) if len(o.name) == 3)
    problem = only(checked(county, county.returned(Q1, UNIT, set={"tasks[1].owner": head[:2] + "某"})), "official.unknown")
    assert head in problem.message + problem.fix


def test_every_problem_is_said_at_once(county):
    wrong = {"tasks[1].planned": "九成", "tasks[2].actual": 45, "tasks[3].weight": None, "tasks[4].owner": "查无此人", "stars[1].leader": 101,
             "projects[1].title": None, "records[1].date": "昨天"}
    done = checked(county, county.returned(Q1, UNIT, set=wrong))
    assert {p.field: p.code for p in done.problems if p.severity == "error"} == {
        "tasks[1].planned": "value.not-a-number", "tasks[2].actual": "percent.above-one", "tasks[3].weight": "value.missing",
        "tasks[4].owner": "official.unknown", "stars[1].leader": "value.out-of-range", "projects[1].title": "value.missing",
        "records[1].date": "value.not-a-date"}


# live cells


def test_an_overwritten_live_cell_is_a_warning_that_names_field_and_cell(county):
    """DQ-2: whatever stands in the sheet, the engine's own figure counts."""
    sheet, cell = where(county, "tasks[1].ratio")
    done = checked(county, county.returned(Q1, UNIT, set={"tasks[1].ratio": 9.99}))
    problem = only(done, "live.differs")
    assert (problem.severity, problem.sheet, problem.cell, problem.field, problem.value) == ("warning", sheet, cell, "tasks[1].ratio", 9.99)
    assert done.accepted


def test_a_live_cell_is_compared_at_four_decimals(county):
    """DQ-2: 0.00004 off is the same figure, 0.0001 off is not."""
    ratio = checked(county, county.returned(Q1, UNIT)).tables["tasks"][0].values
    engine = round(min(ratio["actual"] / ratio["planned"], 1.2), 4)
    assert codes(checked(county, county.returned(Q1, UNIT, set={"tasks[1].ratio": engine + 0.00004}))) == set()
    assert codes(checked(county, county.returned(Q1, UNIT, set={"tasks[1].ratio": engine + 0.0001}))) == {"live.differs"}


def test_a_figure_typed_over_the_formula_of_the_card_is_found(county, spoiled):
    """DQ-2: the unit typed 蓝牌 where there is no card; the cell is named though every other cached figure is gone."""
    sheet, row, col = county.book(Q1, UNIT).unit_cells["card"]
    done = checked(county, spoiled(lambda b: b[sheet.title].cell(row, col, "红牌")))
    assert only(done, "live.differs").field == "unit.card" and done.accepted


@pytest.mark.parametrize("shows", ["#VALUE!", WAITING])
@pytest.mark.parametrize(("weight", "said"), [(10, {"live.error"}), ("10", {"value.text-number"}), ("十分", {"value.not-a-number"})])
def test_an_error_in_a_live_cell_is_not_said_beside_the_entry_that_no_formula_can_read(county, spoiled, weight, said, shows):
    """Every figure that rests on such an entry waits in the sheet, or is an error there: one problem to mend, not thirty."""
    sheet, ratio = where(county, "tasks[2].ratio")
    _, cell = where(county, "tasks[1].weight")

    def how(book: Workbook) -> None:
        book[sheet][ratio], book[sheet][cell] = shows, weight

    assert codes(checked(county, spoiled(how))) == said


def test_a_file_saved_without_cached_figures_has_no_live_problem(county, spoiled):
    done = checked(county, spoiled(lambda b: None))
    assert done.accepted and done.problems == []


# what the county filled in


def test_a_changed_prefilled_cell_is_a_warning_and_the_issued_value_counts(county, spoiled):
    sheet, cell = where(county, "stars[1].post")

    def how(book: Workbook) -> None:
        book[sheet][cell] = "巡视员"

    done = checked(county, spoiled(how))
    problem = only(done, "prefilled.changed")
    assert (problem.severity, problem.field, problem.cell, problem.value) == ("warning", "stars[1].post", cell, "巡视员")
    assert done.accepted and done.tables["stars"][0].values["post"] == "正职"


def star_row(county: County, number: int) -> tuple[str, int]:
    sheet, cell = where(county, f"stars[{number}].id")
    return sheet, int(cell.strip("ABCDEFGHIJ"))


def test_a_deleted_team_member_is_an_error_that_names_him(county, spoiled):
    """DQ-11: every team member has a row."""
    sheet, row = star_row(county, 2)
    done = checked(county, spoiled(lambda b: b[sheet].delete_rows(row)))
    problem = only(done, "row.missing")
    member = county.roster.team(UNIT)[1]
    assert problem.severity == "error" and member.id in problem.message and member.name in problem.message


def test_a_row_copied_over_another_is_an_error(county, spoiled):
    """DQ-11: one member twice, another gone."""
    sheet, row = star_row(county, 1)

    def how(book: Workbook) -> None:
        for cell in book[sheet][row]:
            if cell.column <= 10:
                book[sheet].cell(row + 1, cell.column, cell.value)

    done = checked(county, spoiled(how))
    assert {"row.twice", "row.missing"} <= codes(done) and not done.accepted


@pytest.mark.parametrize(("column", "value"), [("title", "换了一项任务"), ("weight", 99), ("owner", "D01-02")])
def test_a_changed_commitment_is_a_warning(county, spoiled, column, value):
    """DQ-1: a changed title, weight or owner."""
    before = county.book(Q2, UNIT).facts.prefilled["tasks"][0][column]
    assert before != value or column == "owner"
    sheet, cell = where(county, f"tasks[1].{column}", Q2)
    given = next(o.id for o in county.roster.team(UNIT) if o.id != before) if column == "owner" else value

    def how(book: Workbook) -> None:
        book[sheet][cell] = given

    done = checked(county, spoiled(how, Q2))
    problem = only(done, "commitment.changed")
    assert (problem.severity, problem.field, problem.cell) == ("warning", f"tasks[1].{column}", cell) and done.accepted


def test_a_committed_task_left_without_its_progress_is_an_error(county):
    """DQ-1, DQ-2: planned > 0 with a blank actual."""
    done = checked(county, county.returned(Q2, UNIT, set={"tasks[1].actual": None}))
    assert only(done, "value.missing").field == "tasks[1].actual"


def test_planned_with_a_blank_actual_is_an_error(county):
    """DQ-2"""
    assert only(checked(county, county.returned(Q1, UNIT, set={"tasks[1].actual": None})), "value.missing").field == "tasks[1].actual"


# whose file it is


def test_a_workbook_without_its_hidden_sheet_is_not_ours(county, spoiled):
    done = checked(county, spoiled(lambda b: b.remove(b[HIDDEN_SHEET])))
    assert codes(done) == {"file.not-ours"} and (done.scheme, done.period, done.unit) == (None, None, None)


def tampered(old: str, new: str, row: int) -> Callable[[Workbook], None]:
    def how(book: Workbook) -> None:
        cell = book[HIDDEN_SHEET].cell(row, 1)
        assert old in cell.value
        cell.value = cell.value.replace(old, new)

    return how


def test_a_return_made_out_to_another_unit_does_not_bear_its_signature(county, spoiled):
    done = checked(county, spoiled(tampered('"unit":"D01"', '"unit":"D02"', 1)))
    assert only(done, "identity.signature").severity == "error" and not done.accepted


def test_a_signature_is_not_looked_at_without_a_ledger(county, spoiled):
    file = spoiled(tampered('"unit":"D01"', '"unit":"D02"', 1))
    assert only(checked(county, file, key=False), "identity.not-verified").severity == "notice"


def test_changed_facts_are_a_damaged_identity(county, spoiled):
    assert codes(checked(county, spoiled(tampered("正职", "副职", 2)))) == {"file.identity-damaged"}


# shape


def test_an_extra_sheet_is_a_notice(county, spoiled):
    done = checked(county, spoiled(lambda b: b.create_sheet("我的草稿").append(["备忘"])))
    assert (only(done, "sheet.extra").severity, only(done, "sheet.extra").sheet) == ("notice", "我的草稿") and done.accepted


def test_a_stray_cell_is_a_notice_that_names_it(county, spoiled):
    sheet, _ = where(county, "tasks[1].title")

    def how(book: Workbook) -> None:
        book[sheet]["Z9"] = "待核"

    problem = only(checked(county, spoiled(how)), "cell.stray")
    assert (problem.severity, problem.cell, problem.value) == ("notice", "Z9", "待核")


def test_a_hidden_row_with_entries_is_a_warning(county, spoiled):
    sheet, cell = where(county, "tasks[2].title")
    row = int(cell[1:])

    def how(book: Workbook) -> None:
        book[sheet].row_dimensions[row].hidden = True

    done = checked(county, spoiled(how))
    assert only(done, "row.hidden").severity == "warning" and done.accepted and len(done.tables["tasks"]) == len(county.rows(Q1, UNIT)["tasks"])


def test_a_table_whose_name_is_gone_is_found_by_its_headings(county, spoiled):
    def how(book: Workbook) -> None:
        del book.defined_names["tasks"]

    done = checked(county, spoiled(how))
    assert only(done, "table.name-gone").severity == "notice" and done.accepted
    assert len(done.tables["tasks"]) == len(county.rows(Q1, UNIT)["tasks"])


def test_a_renamed_heading_is_told_with_the_heading_that_it_may_be(county, spoiled):
    sheet, cell = where(county, "tasks[1].planned")

    def how(book: Workbook) -> None:
        book[sheet][f"{cell[0]}{int(cell[1:]) - 1}"] = "计划进度数"

    problem = only(checked(county, spoiled(how)), "column.missing")
    assert problem.severity == "error" and "计划进度" in problem.message and "计划进度数" in problem.message + problem.fix


def test_a_sheet_renamed_and_moved_changes_nothing(county, spoiled):
    sheet, _ = where(county, "tasks[1].title")

    def how(book: Workbook) -> None:
        book[sheet].title = "改名"
        book.move_sheet("改名", 3)
        book.defined_names["tasks"].attr_text = book.defined_names["tasks"].attr_text.replace(sheet, "改名")

    done = checked(county, spoiled(how))
    assert done.accepted and [r.values["title"] for r in done.tables["tasks"]] == [r.values["title"] for r in county.rows(Q1, UNIT)["tasks"]]


def test_macros_are_left_out_with_a_warning(county, tmp_path):
    file = tmp_path / "macro.xlsx"
    file.write_bytes(county.returned(Q1, UNIT).read_bytes())
    with ZipFile(file, "a", ZIP_DEFLATED) as parts:
        parts.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macro")
    done = checked(county, file)
    assert only(done, "file.macros").severity == "warning" and codes(done) == {"file.macros"} and done.accepted


# what the scheme declares


def statement(county: County, drop: str | None = None, add: str | None = None) -> dict[str, list[Row]]:
    """D01's fourth round; the first member lacks one row of `drop` and has one more of `add`."""
    rows = county.rows(Q4, UNIT)
    first = county.roster.team(UNIT)[0].id
    if drop:
        gone = next(r for r in rows["statement"] if r.values["owner"] == first and r.values["part"] == drop)
        gone.values["part"] = add or "主要工作"
    return rows


def test_a_statement_of_nine_rows_in_order_is_accepted(county):
    """DQ-9: 4 + 3 + 1 + 1."""
    assert checked(county, county.returned(Q4, UNIT, rows=statement(county))).problems == []


def test_a_wrong_count_in_the_fourth_round_is_an_error_for_each_part(county):
    """DQ-9: 品行修养 stands twice, 廉政建设 not at all."""
    done = checked(county, county.returned(Q4, UNIT, rows=statement(county, "廉政建设", "品行修养")))
    found = {p.field: (p.severity, p.value) for p in done.problems if p.code == "statement.count"}
    assert found == {"statement_counts[1].conduct": ("error", 2), "statement_counts[1].integrity": ("error", 0)}
    assert not done.accepted


def test_there_is_no_statement_before_the_fourth_round(county):
    """DQ-9"""
    assert "statement" not in county.book(Q2, UNIT).places and "statement" in county.book(Q4, UNIT).places


@pytest.mark.parametrize(("led", "warned"), [(2, True), (3, False), (4, False), (5, True)])
def test_a_member_leads_three_to_four_projects(county, led, warned):
    """DQ-6: another number is a warning, and the return is accepted."""
    rows = county.rows(Q1, UNIT)
    team = [o.id for o in county.roster.team(UNIT)]
    plain = rows["projects"][0].values
    counts = dict.fromkeys(team, 3) | {team[0]: led}
    owners = [o for o, n in counts.items() for _ in range(n)]
    rows["projects"] = [Row(i, {**plain, "owner": o, "title": f"项目{i}"}) for i, o in enumerate(owners, 1)]
    done = checked(county, county.returned(Q1, UNIT, rows=rows))
    assert {p.field: p.severity for p in done.problems} == ({"leads[1].led": "warning"} if warned else {}) and done.accepted


def test_a_rater_group_without_a_vote_is_an_error(county):
    """DQ-10: an empty ballot."""
    empty = {f"reviews[1].{grade}": 0 for grade in ("good", "fairly_good", "average", "poor")}
    done = checked(county, county.returned(Q2, "COUNTY", set=empty))
    assert only(done, "ballot.empty").field == "reviews[1].good" and not done.accepted
    assert checked(county, county.returned(Q2, "COUNTY")).problems == []


def test_a_member_without_a_vote_is_an_error(county):
    """DQ-10, DQ-11"""
    empty = {f"stars[2].{grade}": 0 for grade in ("good", "fairly_good", "average", "poor")}
    assert only(checked(county, county.returned(Q1, UNIT, set=empty)), "ballot.empty").field == "stars[2].good"


@pytest.mark.parametrize(("pace", "stars", "code"), [(0.8, 5, "stars.over-cap"), (1.0, 5, "stars.over-quota")])
def test_a_proposal_that_breaks_cap_or_quota_is_an_error(county, pace, stars, code):
    """DQ-12, DQ-13: at 80% of the plan the card is yellow or red; five stars for the whole team is more than 60% of it."""
    rows = county.rows(Q1, UNIT, pace=pace)
    for row in rows["stars"]:
        row.values["proposed"] = stars
    done = checked(county, county.returned(Q1, UNIT, rows=rows))
    assert not done.accepted and {p.field for p in done.problems if p.code == code} == {f"stars[{r.index}].proposed" for r in rows["stars"]}


def test_no_task_to_measure_is_a_notice(county):
    """DQ-2: no card."""
    rows = county.rows(Q1, UNIT)
    for row in rows["tasks"]:
        row.values |= {"planned": 0.0, "actual": 0.0}
    done = checked(county, county.returned(Q1, UNIT, rows=rows))
    assert only(done, "tasks.none-measurable").severity == "notice" and done.accepted


def test_a_plan_that_cannot_be_read_is_not_told_as_no_plan(county):
    """DQ-2: the plan is wrong, not 0; the notice that nothing is planned would send the unit astray."""
    rows = county.rows(Q1, UNIT)
    done = checked(county, county.returned(Q1, UNIT, set={f"tasks[{r.index}].planned": "九成" for r in rows["tasks"]}))
    assert "value.not-a-number" in codes(done) and "tasks.none-measurable" not in codes(done)


# the folder


def test_temporary_files_are_listed_as_ignored(county, tmp_path):
    (tmp_path / "~$甲.xlsx").write_bytes(b"lock")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "乙.xlsx").write_bytes(county.returned(Q1, UNIT).read_bytes())
    found = check_all([tmp_path], Expected(key=county.ledger.key()))
    assert [(c.path, c.to_json()["status"]) for c in found] == [("sub/乙.xlsx", "accepted"), ("~$甲.xlsx", "ignored")]


# the clean copy

WRONG = {"tasks[1].planned": "九成", "tasks[2].actual": 45, "tasks[3].weight": None, "stars[1].leader": 101}


@pytest.fixture
def copy(county, tmp_path) -> tuple[Path, Path]:
    """A return with four errors, and its clean copy."""
    file = county.returned(Q1, UNIT, set=WRONG, name="wrong.xlsx")
    (made,) = annotate_all([check_file(file, str(file), Expected(key=county.ledger.key()))], tmp_path / "out")
    return file, made


def inputs(file: Path) -> dict[str, Any]:
    book = read_back(read(file.read_bytes()))
    return {f"{t}[{r - p.header}].{c.id}": cell.value for t, p in book.places.items() for c in p.table.columns if c.is_input
            for r in range(p.header + 1, p.last + 1) if (cell := p.cell(r, c.id)) is not None and cell.value is not None}


def test_the_clean_copy_holds_every_value_of_the_return(copy):
    file, made = copy
    assert inputs(made) == inputs(file) and inputs(made)["tasks[1].planned"] == "九成"


def test_the_clean_copy_marks_each_problem_in_its_cell_and_lists_it(county, copy):
    file, made = copy
    book = load_workbook(made)
    problems = checked(county, file).problems
    for problem in problems:
        assert problem.message in book[problem.sheet][problem.cell].comment.text
    assert book.sheetnames[-1] == LIST_SHEET
    listed = {(row[1], row[2], row[5]) for row in book[LIST_SHEET].iter_rows(min_row=4, values_only=True)}
    assert listed == {(p.sheet, p.cell, p.message) for p in problems}


def test_the_clean_copy_returned_as_it_is_has_the_same_errors(county, copy):
    file, made = copy

    def errors(f: Path) -> set:
        return {(p.code, p.field) for p in checked(county, f).problems if p.severity == "error"}

    assert errors(made) == errors(file) and len(errors(made)) == len(WRONG)


def test_the_clean_copy_corrected_is_accepted_without_a_problem(county, copy, tmp_path):
    _, made = copy
    good = county.rows(Q1, UNIT)
    book, place = load_workbook(made), read_back(read(made.read_bytes()))
    for field in WRONG:
        head, column = field.split(".")
        table, index = head.rstrip("]").split("[")
        sheet, cell = county.where(place, field)
        book[sheet][cell] = good[table][int(index) - 1].values[column]
    book.save(tmp_path / "corrected.xlsx")
    done = checked(county, tmp_path / "corrected.xlsx")
    assert done.accepted and done.problems == []


def test_the_clean_copy_lists_what_could_not_be_placed(county, spoiled, tmp_path):
    """Nothing that a unit wrote is lost: a cell beside the table and an own sheet are on the list with their addresses."""
    sheet, _ = where(county, "tasks[1].title")

    def how(book: Workbook) -> None:
        book[sheet]["Z9"] = "待核"
        book.create_sheet("草稿")["B2"] = "备忘"

    file = spoiled(how)
    (made,) = annotate_all([check_file(file, str(file))], tmp_path / "out")
    rows = list(load_workbook(made)[LIST_SHEET].iter_rows(min_row=4, values_only=True))
    assert {(r[1], r[3], r[4]) for r in rows if r[0] == "未放入"} == {(sheet, "Z9", "待核"), ("草稿", "B2", "备忘")}
