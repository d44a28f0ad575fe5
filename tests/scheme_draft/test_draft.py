"""Forms of many kinds, drafted: what is taken over, what is asked, and a scheme that runs as it stands."""

from __future__ import annotations

import json
from base64 import b64encode
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from shijibu.checks.built_in import look_over
from shijibu.issuing.patch import Master
from shijibu.ledger import Ledger
from shijibu.returns.reader import read
from shijibu.returns.returned import read_back
from shijibu.rounds.issue_round import issue_round
from shijibu.rounds.rules import kept_by
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Official, Roster, Unit
from shijibu.scheme.sheets import Column, Table
from shijibu.scheme_book.load import book_of, judged
from shijibu.scheme_draft.book import SHEET, draft_book
from shijibu.scheme_draft.draft import ROWS, Draft, draft
from shijibu.scheme_draft.form import NoForm, form_of
from shijibu.scheme_draft.template_of_draft import drafted_template
from tests.command import one_sentence, run
from tests.scheme_draft.forms import FORMS, box, headings

ROSTER = Roster.of([Unit(code="T01", name="青溪镇", kind="township"), Unit(code="D01", name="财政局", kind="department")],
                   [Official(id=f"{unit}-01", name=name, unit=unit, post="正职", team=True) for unit, name in (("T01", "李明"), ("D01", "王芳"))])


@pytest.fixture(scope="module")
def drafts(tmp_path_factory) -> dict[str, Draft]:
    folder, out = tmp_path_factory.mktemp("forms"), {}
    for name, drawn in FORMS.items():
        file = folder / f"{name}.xlsx"
        file.write_bytes(drawn())
        out[name] = draft(form_of(file), name)
    return out


def table(made: Draft, id: str = "items") -> Table:
    found = made.scheme.table(id)
    assert found is not None
    return found


def types(made: Draft, id: str = "items") -> dict[str, str]:
    return {c.label: c.type for c in table(made, id).columns}


def column(made: Draft, label: str) -> Column:
    return next(c for c in table(made).columns if c.label == label)


def asked(made: Draft) -> str:
    return "\n".join(f"{r.form} {r.what}" for r in made.remarks if r.asks)


TYPED = {"text": "走访农户", "integer": 3, "number": 2.5, "percent": 0.25, "date": 46096, "official": "李明", "units": "财政局"}


@pytest.mark.parametrize("name", FORMS)
def test_every_draft_goes_out_drawn_as_its_form_and_comes_back(name, drafts, tmp_path):
    (tmp_path / f"{name}.xlsx").write_bytes(FORMS[name]())
    made = drafts[name]
    template = drafted_template(made, tmp_path / f"{name}.xlsx")
    assert (template is None) == (name in ("registration", "words_alone"))
    scheme = made.scheme.model_copy(update={"template": b64encode(template).decode()}) if template else made.scheme
    period = Period(2026, 1, scheme.cadence)
    with Ledger.open(f"sqlite:///{(tmp_path / 'ledger.db').as_posix()}") as ledger:
        issued = issue_round(scheme, period, ROSTER, ledger, tmp_path / "out")
        assert len(issued) == len(ROSTER.units)
        kept = kept_by(ledger)
    file = tmp_path / "out" / next(i.file for i in issued if i.unit == "T01")
    book = read_back(read(file.read_bytes()), kept=kept)
    changes: dict[str, dict[str, object]] = {}
    for place in book.places.values():
        for c in place.table.columns:
            if c.is_input:
                value = c.choices[0] if c.choices else TYPED[c.type]
                changes.setdefault(place.sheet.title, {})[place.address(place.header + 1, c.id)] = value
    back = read_back(read(Master(file.read_bytes()).fill(changes)), kept=kept)
    look_over(back)
    assert [f.code for f in back.findings] == []
    for id, table in back.book.tables.items():
        assert {c.id for c in back.places[id].table.columns if c.is_input and table[0].values[c.id] is None} == set(), id
    if template:
        form, drawn = load_workbook(BytesIO(FORMS[name]())), load_workbook(file)
        for title in (s.title for s in scheme.unit_workbook.sheets if s.tables):
            assert drawn[title]["A1"].value == form[title]["A1"].value and drawn[title]["A1"].font.sz == form[title]["A1"].font.sz
    if name == "totals":
        sheet, below = drawn["加扣分"], 3 + ROWS
        assert [sheet[f"{c}{below}"].value for c in "ACE"] == ["合计", f"=SUM(C3:C{below - 1})", f"=C{below}-D{below}"]
    if name == "tasks":
        sheet, below = drawn["任务清单"], 4 + ROWS
        assert sheet["A2"].value == "填报单位：青溪镇（盖章）" and sheet["A23"].value == "=ROWS($A$4:A23)"
        assert sheet[f"A{below}"].value.startswith("注：") and sheet[f"A{below + 1}"].value.startswith("填表人：")


@pytest.mark.parametrize(("name", "expected"), [
    ("tasks", {"任务名称": "text", "责任人": "official", "完成时限": "date", "完成情况": "choice", "备注": "text"}),
    ("progress", {"项目名称": "text", "牵头单位": "units", "进度·计划进度": "percent", "进度·实际进度": "percent", "进度·完成率": "percent",
                  "存在问题": "text"}),
    ("three_rows", {"单位名称及项目": "text", "投资·本季·计划数": "number", "投资·本季·完成数": "number", "投资·累计·计划数": "number",
                    "投资·累计·完成数": "number", "投资·比重": "percent", "备注": "text"}),
    ("totals", {"事由": "text", "加分": "number", "扣分": "number", "净得分": "number"}),
    ("weighted", {"考核项目": "text", "自评分": "number", "考核组评分": "number", "综合得分": "number", "等次": "text", "评分依据": "text"}),
    ("registration", {"编号": "text", "姓名": "text", "职务": "text", "性别": "choice", "出生年月": "date", "政治面貌": "text", "学历": "text",
                      "主要实绩": "text", "单位意见": "text"}),
    ("checks", {"事项": "text", "受理日期": "date", "涉及人数": "integer", "办结率": "percent", "满意": "choice"}),
    ("filled_sample", {"走访对象": "text", "走访次数": "integer", "是否解决": "choice", "占比": "percent", "选择": "choice"}),
    ("ballot", {"姓名": "official", "好": "integer", "较好": "integer", "一般": "integer", "差": "integer", "总票数": "number", "得票率": "percent"}),
])
def test_columns_and_their_types(name, expected, drafts):
    assert types(drafts[name]) == expected


@pytest.mark.parametrize(("name", "label", "live"), [
    ("progress", "进度·完成率", "SHAREOF(progress_2, progress)"),
    ("three_rows", "投资·比重", "SHAREOF(c5, planned_2)"),
    ("totals", "净得分", "minus(bonus, deduction)"),
    ("weighted", "综合得分", "plus(product(score, param('AA-1.number_1')), product(score_2, param('AA-1.number_2')))"),
    ("weighted", "等次", "when(at_least(score_3, param('AA-1.number_3')), '优秀', when(at_least(score_3, param('AA-1.number_4')), '良好', '一般'))"),
    ("ballot", "总票数", "TOTAL(rows(good, c3, c4, poor))"),
    ("ballot", "得票率", "ratio(c6, param('AA-1.number_1'))"),
])
def test_formulas_are_said_in_the_language_of_schemes(name, label, live, drafts):
    assert str(column(drafts[name], label).live) == live


def test_what_formulas_say_is_computed_while_people_type(drafts):
    assert not any(c.deferred for made in drafts.values() for w in made.scheme.workbooks for t in w.tables_of(1) for c in t.columns)
    assert all(f.live for made in drafts.values() for f in made.scheme.unit_figures)


def test_a_formula_too_long_for_a_cell_is_computed_after_the_return(tmp_path):
    book = Workbook()
    sheet = book.active
    headings(sheet, 1, ["任务名称", "甲", "乙", "得分"])
    box(sheet, 1, 6, 4)
    for row in range(2, 7):
        sheet.cell(row, 4, f"={'IF(B2>C2,' * 30}0{',B2+C2)' * 30}".replace("2", str(row)))
    book.save(tmp_path / "long.xlsx")
    made = draft(form_of(tmp_path / "long.xlsx"), "long")
    assert column(made, "得分").deferred and any("太长" in r.what for r in made.remarks)
    assert types(made) == {"任务名称": "text", "甲": "number", "乙": "number", "得分": "number"}, "what a formula counts with is a number"


def test_numbers_of_formulas_become_parameters_that_can_be_changed(drafts):
    made = drafts["weighted"]
    assert [p.value for p in made.scheme.parameters["AA-1"].values()] == [0.4, 0.6, 90, 75]
    assert all(p.default for p in made.scheme.parameters["AA-1"].values()) and "AA-1" in asked(made)


def test_a_row_of_totals_becomes_figures(drafts):
    made = drafts["totals"]
    assert {f.label: str(f.formula) for f in made.scheme.unit_figures[1:]} == {
        "加分合计": "TOTAL(items.bonus)", "扣分合计": "TOTAL(items.deduction)", "净得分合计": "minus(TOTAL(items.bonus), TOTAL(items.deduction))"}


def test_choices_bounds_and_lengths_are_taken_over(drafts):
    assert column(drafts["tasks"], "完成情况").choices == ["未启动", "进行中", "已完成"]
    assert column(drafts["tasks"], "任务名称").required
    assert table(drafts["several_sheets"], "items_2").columns[0].choices == ["招商引资", "项目建设", "民生实事"], "a list on a hidden sheet"
    people = column(drafts["checks"], "涉及人数")
    assert (people.min, people.max) == (1, 5000) and column(drafts["weighted"], "评分依据").max_length == 200
    assert column(drafts["indicators"], "指标名称").choices == [
        "一般公共预算收入", "规上工业增加值", "农村居民收入", "信访积案化解", "安全生产", "生态环境"]
    assert column(drafts["filled_sample"], "选择").choices == ["好", "较好", "差"]


def test_a_form_whose_looks_are_unknown_is_asked_for_in_another_format(drafts, tmp_path):
    (tmp_path / "x.xlsx").write_bytes(FORMS["tasks"]())
    sheets = form_of(tmp_path / "x.xlsx")
    assert all(sheet.looks for sheet in sheets)
    sheets[0].looks = False  # as of an .xls
    assert "另存为 .xlsx" in asked(draft(sheets, "x")) and "另存为" not in asked(drafts["tasks"])


def test_what_stands_around_a_table_is_told_apart(drafts):
    made = drafts["tasks"]
    sheet = made.scheme.unit_workbook.sheets[1]
    assert (made.scheme.name, made.scheme.county, made.scheme.cadence) == ("云岭县重点任务月报表", "云岭县", "month")
    assert sheet.intro == ["注：完成情况按月末实际填写，不得空缺。"], "signatures and 填报单位 stand on the cover"
    assert {t.title for t in drafts["two_tables"].scheme.unit_workbook.sheets[1].tables} == {"本月完成工作", "下月工作计划"}
    assert [s.title for s in drafts["several_sheets"].scheme.unit_workbook.sheets] == ["封面", "招商", "项目"]
    assert table(drafts["registration"]).of_staff and "没有认出表" in asked(drafts["words_alone"])


def test_every_column_says_why_and_every_remark_leads_to_its_cell(drafts, tmp_path):
    for name in ("tasks", "weighted", "registration"):
        made = drafts[name]
        data = draft_book(made)
        assert data == draft_book(made)
        (tmp_path / "draft.xlsx").write_bytes(data)
        again = judged(book_of(tmp_path / "draft.xlsx"))
        assert isinstance(again, Scheme) and again.model_dump() == made.scheme.model_dump()
        book = load_workbook(BytesIO(data))
        assert book.sheetnames[0] == SHEET
        listed = [(row[0], row[1].value) for row in book[SHEET].iter_rows(min_row=4) if row[0].value]
        assert len(listed) == len(made.remarks)
        for cell, what in listed:
            if cell.hyperlink is not None:
                title, _, where = cell.hyperlink.location.rpartition("!")
                note = book[title.strip("'")][where].comment
                assert note is not None and str(what).replace("\n", "") in note.text.replace("\n", ""), (name, what)
        reasons = "\n".join(str(what) for _, what in listed)
        assert all(f"“{c.label}”" in reasons for t in made.scheme.unit_workbook.tables_of(1) for c in t.columns if c.is_input)


def test_the_command_says_what_is_to_be_decided(tmp_path):
    (tmp_path / "原表.xlsx").write_bytes(FORMS["tasks"]())
    done = run("scheme", "draft", "原表.xlsx", "--out", "方案.xlsx", "--json", cwd=tmp_path)
    told = json.loads(done.stdout)
    assert done.returncode == 0 and told["tables"] == ["items"] and told["questions"] and told["guesses"]
    assert told["template"] == "方案（模板）.xlsx" and (tmp_path / "方案（模板）.xlsx").exists()
    assert run("scheme", "check", "方案.xlsx", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("data", [b"", b"PK nothing", b"text"], ids=str)
def test_what_is_no_form_is_one_sentence(data, tmp_path):
    (tmp_path / "x.xlsx").write_bytes(data)
    with pytest.raises(NoForm):
        form_of(tmp_path / "x.xlsx")
    assert one_sentence(run("scheme", "draft", "x.xlsx", "--out", "y.xlsx", cwd=tmp_path))
    assert one_sentence(run("scheme", "draft", "no.xlsx", "--out", "y.xlsx", cwd=tmp_path))
    assert not Path(tmp_path / "y.xlsx").exists()
