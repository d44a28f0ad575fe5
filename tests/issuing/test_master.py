"""The workbook that goes out: valid for Excel, the same for the same unit, locked where it should be, and alive in a real LibreOffice."""

from __future__ import annotations

import io
from datetime import date
from random import Random
from typing import Any

import openpyxl
import pytest
from openxml_audit import FileFormat, OpenXmlValidator

from shijibu.demo.people import made_up_roster
from shijibu.issuing.hints import UNTOUCHED, issued_hint
from shijibu.issuing.issued import RoundWorkbooks
from shijibu.issuing.master import build_master
from shijibu.issuing.master_writer import Shape
from shijibu.issuing.patch import Master
from shijibu.issuing.prompts import validation
from shijibu.issuing.reached import NOT_READY, READY, REMINDED
from shijibu.returns.reader import read
from shijibu.scheme.load import load
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Unit
from shijibu.scheme.sheets import Column, Table
from shijibu.workbook.layout import Layout
from shijibu.workbook.names import HIDDEN_SHEET, HINT, HINT_END, HINT_LAST, REMINDER

pytestmark = pytest.mark.xdist_group("libreoffice")
SCHEME = load("deqing")
ROSTER = made_up_roster(SCHEME, 8, Random(5))
UNIT = max((u for u in ROSTER.units if u.kind == "department"), key=lambda u: len(ROSTER.team(u.code)))
TEAM = ROSTER.team(UNIT.code)
COUNTY = Unit(code="COUNTY", name="县委组织部三项评议", kind="county")
COMMITTED = {"tasks": [
    {"title": "项目开工", "category": "共性指标", "weight": 20, "owner": TEAM[0].id, "responsible": None, "deadline": "2026-12-31"},
    {"title": "管网改造", "category": None, "weight": 10, "owner": TEAM[1].id, "responsible": "D02", "deadline": None},
]}


def period(text: str) -> Period:
    return Period.parse(text, SCHEME.cadence)


def issued(when: str = "2026-Q1", unit: Unit = UNIT, committed=None, live: Any = "hybrid") -> bytes:
    workbooks = RoundWorkbooks(SCHEME, period(when), ROSTER, deadline=date(2026, 4, 10), live=live)
    return workbooks.workbook(unit, 1, b"key", committed)[0]


def shape(**committed: Any) -> Shape:
    return Shape(len(TEAM), len(ROSTER.staff(UNIT.code)), {}, committed)


def placed(when: str = "2026-Q1") -> Layout:
    return build_master(SCHEME, SCHEME.unit_workbook, period(when), shape())[1]


def opened(data: bytes):
    return openpyxl.load_workbook(io.BytesIO(data))


def test_hints_at_the_right_edge_are_on_the_screen_but_not_on_paper():
    book, at = opened(issued()), placed()
    for one in at.sheets:
        if not one.tables or one.sheet.personal:
            continue
        sheet = book[one.sheet.title]
        printed = max(openpyxl.utils.cell.range_boundaries(area.split("!")[1])[2] for area in sheet.print_area.split(","))
        edge = [t for t in one.tables if t.hint == one.right]
        assert printed == (one.drawn.right if one.drawn else one.right - 1 if edge else one.right), one.sheet.title
        guide = [r for r in sheet.merged_cells.ranges if r.min_row == 3]
        assert all(r.max_col <= printed for r in guide)  # nothing of the guide is cut off


class Sheetful:
    """A workbook filled in by field id and computed by LibreOffice."""

    def __init__(self, office, folder, when: str, fields: dict[str, Any], live: str = "native", committed=None) -> None:
        self.at, changes = placed(when), {}
        for id, value in fields.items():
            place = self.at.cell(id)
            changes.setdefault(place.sheet, {})[place.cell] = value
        for place in self.at.counts():
            changes.setdefault(place.sheet, {})[place.cell] = ""
        path = folder / "filled.xlsx"
        path.write_bytes(Master(issued(when, committed=committed, live=live)).fill(changes))
        document = office.open(path)
        office.save(document, folder / "computed.xlsx")
        document.close(True)
        self.book = openpyxl.load_workbook(folder / "computed.xlsx", data_only=True)

    def __getitem__(self, id: str) -> Any:
        place = self.at.cell(id)
        return self.shown(place.sheet, place.cell)

    def shown(self, sheet: str, cell: str) -> Any:
        value = self.book[sheet][cell].value
        return None if value == "" else value

    def hint(self, row: str) -> str:
        return self[f"{row}.{HINT}"] or ""


TASK = {"title": "项目开工", "weight": 10, "owner": TEAM[0].name, "planned": 0.5, "actual": 0.45}
BALLOT = {"leader": 95, "talk": 90, "good": 20, "fairly_good": 5, "average": 0, "poor": 0}


def row(id: str, values: dict[str, Any], **other: Any) -> dict[str, Any]:
    return {f"{id}.{k}": v for k, v in (values | other).items()}


def stars(**proposed: int) -> dict[str, Any]:
    """Ballots of the whole team, each member a point below the one before."""
    out: dict[str, Any] = {}
    for n in range(1, len(TEAM) + 1):
        out |= row(f"stars[{n}]", BALLOT, leader=99 - n)
    return out | {f"stars[{k.removeprefix('row')}].proposed": v for k, v in proposed.items()}


@pytest.mark.parametrize("host", [FileFormat.OFFICE_2010, FileFormat.MICROSOFT_365])
@pytest.mark.parametrize("which", ["first", "fourth", "committed", "native", "township", "county"])
def test_a_workbook_is_valid_for_excel(tmp_path, which, host):
    township = next(u for u in ROSTER.units if u.kind == "township")
    data = {
        "first": lambda: issued(), "fourth": lambda: issued("2026-Q4"), "committed": lambda: issued("2026-Q2", committed=COMMITTED),
        "native": lambda: issued(live="native"), "township": lambda: issued(unit=township), "county": lambda: issued("2026-Q2", COUNTY),
    }[which]()
    (tmp_path / "a.xlsx").write_bytes(data)
    result = OpenXmlValidator(host).validate(tmp_path / "a.xlsx")
    assert result.is_valid and not result.errors


def test_the_same_arguments_give_the_same_bytes():
    assert len({build_master(SCHEME, SCHEME.unit_workbook, period("2026-Q4"), shape(tasks=2))[0] for _ in range(2)}) == 1


def test_input_cells_are_open_and_all_others_locked():
    book, at = opened(issued("2026-Q4")), placed("2026-Q4")
    for table in at.tables.values():
        for column in table.table.columns:
            cell = book[table.sheet][at.cell(f"{table.table.id}[1].{column.id}").cell]
            assert cell.protection.locked is not column.is_input, f"{table.table.id}.{column.id}"
    for place in (*at.cover.attributes.values(), *at.cover.figures.values(), *at.counts()):
        assert book[place.sheet][place.cell].protection.locked
    assert all(sheet.protection.sheet for sheet in book)


def test_what_is_committed_is_locked_and_the_rest_of_its_row_open():
    filled = [{k for k, v in r.items() if v is not None} for r in COMMITTED["tasks"]]
    data, at = build_master(SCHEME, SCHEME.unit_workbook, period("2026-Q2"), shape(tasks=filled))
    book = opened(data)

    def locked(id: str) -> bool:
        place = at.cell(id)
        return book[place.sheet][place.cell].protection.locked

    assert locked("tasks[1].category") and locked("tasks[2].responsible")
    assert not locked("tasks[2].category") and not locked("tasks[1].responsible")
    assert not locked("tasks[1].planned") and not locked("tasks[3].title")


def test_two_units_with_different_commitments_have_different_masters():
    keys = {shape(tasks=c).key for c in (1, 2, [{"title"}], [{"title", "weight"}])}
    assert len(keys) == 4


def test_every_table_and_figure_has_its_name():
    names = read(issued("2026-Q4")).names
    assert {"tasks", "projects", "records", "stars", "questions", "statement", "unit.index", "unit.card", "unit.five_star_quota"} <= set(names)


def test_the_hidden_sheet_is_very_hidden():
    assert next(s for s in read(issued()).sheets if s.title == HIDDEN_SHEET).state == "veryHidden"


def test_text_that_begins_like_a_formula_stays_text():
    place = placed().cell("tasks[1].evidence")
    assert opened(issued())[place.sheet][place.cell].number_format == "@"


@pytest.mark.parametrize("when,committed", [("2026-Q1", None), ("2026-Q2", COMMITTED)])
def test_the_counts_that_go_out_are_those_that_the_sheet_computes(office, tmp_path, when, committed):
    (tmp_path / "a.xlsx").write_bytes(issued(when, committed=committed))
    before = openpyxl.load_workbook(tmp_path / "a.xlsx", data_only=True)
    document = office.open(tmp_path / "a.xlsx")
    office.save(document, tmp_path / "b.xlsx")
    document.close(True)
    after = openpyxl.load_workbook(tmp_path / "b.xlsx", data_only=True)
    at = placed(when)
    for place in at.counts():
        # Where declared checks may say more the cell goes out empty, and every host computes it at once.
        assert (before[place.sheet][place.cell].value or "") in ("", after[place.sheet][place.cell].value or ""), place
    state = at.cover.state
    assert before[state.sheet][state.cell].value == after[state.sheet][state.cell].value


def test_the_progress_index_and_card_live_in_the_sheet(office, tmp_path):
    sheet = Sheetful(office, tmp_path, "2026-Q1", row("tasks[1]", TASK) | row("tasks[2]", TASK, weight=30, actual=0.25))
    assert sheet["tasks[1].ratio"] == 0.9
    assert sheet["unit.index"] == (10 * 0.9 + 30 * 0.5) / 40 * 100
    assert sheet["unit.card"] == "红牌"
    assert sheet["stars[1].cap"] == 3


def test_five_star_places_are_given_in_order_and_one_too_many_shows(office, tmp_path):
    last = len(TEAM)
    sheet = Sheetful(office, tmp_path, "2026-Q1", row("tasks[1]", TASK, actual=0.5) | stars(**{f"row{last}": 5}))
    quota = last * 60 // 100
    assert sheet["unit.five_star_quota"] == quota
    assert [sheet[f"stars[{n}].suggested"] for n in range(1, last + 1)] == [5] * quota + [4] * (last - quota)
    assert sheet["unit.five_star_used"] == quota + 1
    assert sheet.hint(f"stars[{last}]").startswith("超出五星名额；提醒：")
    assert sheet.hint(f"stars[{quota + 1}]") == ""


def test_hybrid_formulas_give_the_same_without_the_addin(office, tmp_path):
    fields = row("tasks[1]", TASK, actual=0.4) | stars()
    ids = ["unit.index", "unit.card", "unit.five_star_used", "tasks[1].ratio", "stars[1].composite", "stars[2].suggested", "stars[1].democratic"]
    seen = []
    for live in ("native", "hybrid"):
        sheet = Sheetful(office, tmp_path, "2026-Q1", fields, live)
        seen.append([sheet[id] for id in ids])
    assert seen[0] == seen[1] and None not in seen[0]


HINTS = [
    ({}, ""),
    (TASK, ""),
    (TASK | {"owner": TEAM[0].id}, ""),
    ({"title": "项目开工"}, "缺权重；缺负责人；缺计划进度；缺实际进度"),
    ({"evidence": "有"}, "缺任务名称；缺权重；缺负责人；缺计划进度；缺实际进度"),
    (TASK | {"weight": 0}, "权重应大于 0"),
    (TASK | {"weight": "十"}, "权重应为数字"),
    (TASK | {"actual": 1.45}, "实际进度应为0%～100%"),
    (TASK | {"planned": "九成"}, "计划进度应为百分数"),
    (TASK | {"owner": "张三丰"}, "负责人不在干部名单里"),
    (TASK | {"category": "其他"}, "类别请从下拉单中选"),
    (TASK | {"deadline": "年底"}, "完成时限应为日期"),
    (TASK | {"title": "长" * 201}, "提醒：任务名称超过200字"),
    (TASK | {"planned": "４５％"}, "提醒：计划进度是文字，请改成百分数"),
    (TASK | {"weight": "12.5"}, "提醒：权重是文字，请改成数字"),
    (TASK | {"weight": "3-5"}, "权重应为数字"),
    (TASK | {"planned": "45"}, "计划进度应为百分数"),
    (TASK | {"deadline": "2026年3月5日"}, "提醒：完成时限是文字，请改成日期"),
    (TASK | {"deadline": "3月5日"}, "完成时限应为日期"),
    (TASK | {"weight": 1.79e308}, "权重太大"),
]


def test_the_hint_says_what_is_missing_and_what_is_wrong(office, tmp_path):
    fields: dict[str, Any] = {}
    for n, (values, _) in enumerate(HINTS, 1):
        fields |= row(f"tasks[{n}]", values)
    sheet = Sheetful(office, tmp_path, "2026-Q1", fields)
    assert [sheet.hint(f"tasks[{n}]") for n in range(1, len(HINTS) + 1)] == [said + HINT_LAST if said else "" for _, said in HINTS]
    wrong = sum(said.count(HINT_END) + bool(said) - said.count(REMINDER) for _, said in HINTS)
    assert sheet["unit.problems"] == wrong + len(TEAM)  # nobody's stars are filled in yet
    state = sheet.at.cover.state
    assert sheet.shown(state.sheet, state.cell) == f"{NOT_READY}，还有 {wrong + len(TEAM)} 处要完善"


def test_a_member_row_says_that_nothing_is_filled_in_yet(office, tmp_path):
    sheet = Sheetful(office, tmp_path, "2026-Q1", {"stars[2].leader": 95, "stars[3].leader": 101, "stars[3].good": 1.5})
    assert sheet.hint("stars[1]") == UNTOUCHED.replace(HINT_END, HINT_LAST)
    assert sheet.hint("stars[2]") == "缺谈话评分；缺好（票）；缺较好（票）；缺一般（票）；缺差（票）" + HINT_LAST
    assert sheet.hint("stars[3]").startswith("主要领导评分应为0～100；缺谈话评分；好（票）应为整数，不小于 0；")


def test_a_complete_workbook_is_ready_and_what_may_be_missing_is_a_reminder(office, tmp_path):
    """DQ-6, DQ-8: who leads no project and who has no record is told of, and does not stand in the way."""
    fields = row("tasks[1]", TASK) | stars()
    sheet = Sheetful(office, tmp_path, "2026-Q1", fields)
    state = sheet.at.cover.state
    assert sheet["unit.problems"] == 0
    assert sheet.shown(state.sheet, state.cell) == f"{READY}，有 {2 * len(TEAM)} {REMINDED}"
    shown = [sheet.shown(place.sheet, place.cell) for place in map(sheet.at.cover.reached, ("tasks", "projects", "records", "stars", "questions"))]
    assert shown == ["应填 1 项，已填 1 项", f"应填 {3 * len(TEAM)} 个，已填 0 个", f"应填 {len(TEAM)} 条，已填 0 条",
                     f"应填 {len(TEAM)} 行，已填 {len(TEAM)} 行", "未填（可不填）"]
    for n, member in enumerate(TEAM):
        fields |= row(f"records[{n + 1}]", {"owner": member.id, "date": 46100, "work": "走访"})
        for i in range(3):
            fields |= row(f"projects[{3 * n + i + 1}]", {"owner": member.name, "title": f"项目{i}", "planned": 0.5, "actual": 0.5})
    sheet = Sheetful(office, tmp_path, "2026-Q1", fields)
    assert sheet.shown(state.sheet, state.cell) == READY


def test_the_personal_sheet_lists_the_rows_of_the_chosen_official(office, tmp_path):
    fields: dict[str, Any] = {}
    for n, owner in enumerate((TEAM[0].name, TEAM[1].name, TEAM[0].id), 1):
        fields |= row(f"records[{n}]", {"owner": owner, "date": 46100 + n, "work": f"工作{n}"})
    sheet = Sheetful(office, tmp_path, "2026-Q1", fields)
    placed = next(s for s in sheet.at.sheets if s.sheet.personal)
    personal, first = placed.sheet.title, next(iter(placed.stretch.rows))
    assert sheet.shown(personal, "B4") == TEAM[0].name
    assert [sheet.shown(personal, f"C{r}") for r in range(first, first + 3)] == ["工作1", "工作3", None]
    assert sheet.shown(personal, f"D{first}") is None


def test_a_saved_copy_keeps_names_of_tables_and_figures(office, tmp_path):
    (tmp_path / "a.xlsx").write_bytes(issued())
    document = office.open(tmp_path / "a.xlsx")
    office.save(document, tmp_path / "b.xlsx")
    document.close(True)
    assert {"tasks", "stars", "unit.card", "unit.problems"} <= set(read((tmp_path / "b.xlsx").read_bytes()).names)


def test_an_issued_hint_knows_what_is_committed():
    tasks = SCHEME.table("tasks")
    assert issued_hint(tasks, ()) == ""
    assert issued_hint(tasks, ("title", "weight", "owner")) == "缺计划进度；缺实际进度" + HINT_LAST
    assert issued_hint(SCHEME.table("stars"), ()) == UNTOUCHED.replace(HINT_END, HINT_LAST)
    assert issued_hint(SCHEME.table("leads"), ()) == ""


def test_a_list_too_long_for_a_dropdown_stands_in_the_hidden_sheet(tmp_path):
    choices = [f"第{n}类，各种情形在内的较长说法" for n in range(40)]
    told = SCHEME.model_dump()
    table = told["workbooks"][0]["sheets"][1]["tables"][0]
    next(c for c in table["columns"] if c["id"] == "category")["choices"] = choices
    data, at = build_master(Scheme.model_validate(told), Scheme.model_validate(told).unit_workbook, period("2026-Q1"), shape())
    hidden = next(s for s in read(data).sheets if s.title == HIDDEN_SHEET)
    assert [hidden.cells[r, 5].value for r in range(1, 41)] == choices
    rules = opened(data)[at.cell("tasks[1].category").sheet].data_validations.dataValidation
    assert any(r.formula1 == f"{HIDDEN_SHEET}!$E$1:$E$40" for r in rules)


@pytest.mark.parametrize("type", ["text", "number", "integer", "percent", "date", "choice", "official", "units"])
def test_a_column_of_any_type_without_limits_can_be_filled_in(type):
    column = Column(id="a", label="栏目", type=type, choices=["甲", "乙"] if type == "choice" else None)
    assert validation(column, column.choices or [])["error_message"].endswith("。")
    table = Table(id="t", title="表", rows=1, columns=[column])
    assert issued_hint(table, ()) == ""


@pytest.mark.parametrize(("column", "least", "most"), [
    ({"type": "number"}, -1e12, 1e12), ({"type": "integer"}, -1e9, 1e9), ({"type": "integer", "min": 0}, 0, 1e9),
    ({"type": "number", "max": 5}, -1e12, 5), ({"type": "number", "above": 0}, 1e-9, 1e12), ({"type": "integer", "above": 0, "max": 4}, 1, 4),
])
def test_a_cell_of_numbers_is_bounded_on_both_sides_as_check_is(column, least, most):
    """A cell that is open on a side ends at the limit of all numbers: more than 0 begins where binary noise ends."""
    allowed = validation(Column(id="a", label="栏目", **column), [])
    assert (allowed["criteria"], allowed["minimum"], allowed["maximum"]) == ("between", least, most)


@pytest.mark.parametrize("when", ["2026-Q1", "2026-Q4"])
def test_every_formula_keeps_within_what_excel_takes(when):
    for sheet in opened(issued(when)):
        for cells in sheet.iter_rows():
            for cell in cells:
                text = getattr(cell.value, "text", cell.value)
                if isinstance(text, str) and cell.data_type == "f":
                    assert len(text) < 8192 and deepest(text) <= 64, f"{sheet.title}!{cell.coordinate}"


def deepest(formula: str) -> int:
    depth = most = 0
    for c in formula:
        depth += (c == "(") - (c == ")")
        most = max(most, depth)
    return most
