"""The report workbook says what the results say, opens cleanly and runs nothing."""

from __future__ import annotations

import zipfile
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from openxml_audit import FileFormat, OpenXmlValidator

from shijibu.files import RECORD
from shijibu.ledger import Head, RuleChange
from shijibu.problems.catalogue import CATALOGUE
from shijibu.report.reported_round import as_shown
from shijibu.report.round_book.book import write_report
from shijibu.report.write import ReportedRound, write_result
from shijibu.scheme.reports import ReportSheet
from shijibu.spreadsheet.text_size import wide
from tests.report.made_up import decided, problem

EVIL = ['=cmd|"/c calc"!A1', "+1", "@SUM(A1)", "-1", "=1+1", "https://example.com/x", "a\x07b\udcff", "_x0041_", "<b>&"]


def rows(book, title: str, header: int = 4) -> list[dict]:
    """A list's rows by heading."""
    sheet = book[title]
    labels = [c.value for c in sheet[header]]
    return [dict(zip(labels, (c.value for c in row), strict=True)) for row in sheet.iter_rows(min_row=header + 1)]


def leads_outside(sheet: str) -> bool:
    """Whether a link of the sheet leads anywhere but within the workbook."""
    return "r:id" in sheet.partition("<hyperlinks>")[2].partition("</hyperlinks>")[0]


@pytest.fixture(scope="module")
def book(written):
    return load_workbook(written.report)


def test_the_sheets_are_those_that_the_scheme_and_the_round_call_for(book):
    assert book.sheetnames == [
        "总览", "领导简报", "排名", "单位", "干部", "问责建议", "实绩档案抽查", "星级", "联动扣分", "名单", "并列", "确认事项", "未报", "问题"]


def test_units_and_officials_have_the_figures_of_the_results(book, third_round):
    told = {r["编码"]: r for r in rows(book, "单位")}
    assert list(told) == [u.code for u in third_round.results.units]
    for unit in (u.model_dump() for u in third_round.results.units):
        own = told[unit["code"]]
        assert (own["进度指数"], own["本轮亮牌"], own["单位综合分"], own["同类名次"]) == (
            unit["index"], unit["card"] or (None if unit["index"] is None else "不亮牌"), unit["score"], unit["rank"])
    told = {r["编号"]: r for r in rows(book, "干部")}
    for official in (o.model_dump() for o in third_round.results.officials):
        own = told[official["id"]]
        assert (own["星级综合分"], own["最终星级"], own["干部综合分"]) == (official["composite"], official["stars"], official["score"])


def test_a_unit_without_an_accepted_return_stands_there_without_figures(book):
    told = {r["编码"]: r for r in rows(book, "单位")}
    assert (told["T07"]["报送情况"], told["T07"]["单位综合分"]) == ("未报", None)
    assert (told["D05"]["报送情况"], told["D05"]["单位综合分"]) == ("已退回", None)
    assert told["T02"]["报送情况"] == "已接收、迟报"


def test_the_ranking_runs_best_first_within_each_kind_with_the_cards_of_every_round(book, third_round):
    told = rows(book, "排名")
    for kind in ("乡镇", "部门"):
        ranks = [r["名次"] for r in told if r["类别"] == kind and r["名次"] is not None]
        assert ranks == sorted(ranks) and ranks[0] == 1
    own = next(r for r in told if r["编码"] == "T06")
    courses = [p.units["T06"]["card"] for p in third_round.evaluation.past] + [third_round.evaluation.unit("T06", "card")]
    assert [own[f"第{n}季度亮牌"] for n in "一二三"] == [c or "不亮牌" for c in courses]
    absent = next(r for r in told if r["编码"] == "T07")
    assert (absent["名次"], absent["第三季度亮牌"]) == (None, "未报")
    assert told.index(absent) == 11  # behind the eleven townships with a score


def test_who_rose_is_green_and_who_fell_is_red_in_every_program(book):
    """A colour that the number's format counts is a pale one in LibreOffice."""
    sheet = book["排名"]
    seen = {(cell.value > 0, cell.font.color.rgb, cell.number_format) for row in sheet.iter_rows(min_row=5) for cell in row
            if isinstance(cell.value, (int, float)) and cell.value and "↑" in cell.number_format}
    assert {(up, colour) for up, colour, _ in seen} == {(True, "FF375623"), (False, "FF9C0006")} and not any("[" in f for *_, f in seen)


def test_deductions_add_up_to_what_each_unit_lost_in_the_year(book, third_round):
    told = rows(book, "联动扣分")
    for unit in third_round.results.units:
        own = [r for r in told if r["单位编码"] == unit.code]
        if unit.deductions:
            *entries, subtotal = own
            assert subtotal["期次"] == "小计"
            assert [(r["原因"], r["扣分"]) for r in entries] == [(d.because, d.points) for d in unit.deductions]
            assert subtotal["扣分"] == sum(d.points for d in unit.deductions)
        else:
            assert own == []


def test_lists_name_everybody_with_reasons_and_an_empty_one_says_so(written, tmp_path):
    made = decided(1)
    for list_ in made.results.lists.values():
        list_.clear()
    made.results.lists["commend"] = ["T01-02"]
    write_report(tmp_path / "report.xlsx", ReportedRound(made))
    told = rows(load_workbook(tmp_path / "report.xlsx"), "名单")
    assert [(r["名单"], r["编号"]) for r in told] == [("表扬名单", "T01-02"), ("约谈名单", None), ("组织调整建议名单", None)]
    assert "本年没有黄牌、红牌" in told[0]["理由"] and told[1]["姓名或单位"] == "无"


def test_a_tie_is_there_with_the_way_to_settle_it_and_without_ties_there_is_no_such_sheet(book, tmp_path):
    (tie,) = rows(book, "并列")
    assert tie["单位编码"] == "D01" and "（D01-01）" in tie["并列干部"] and "“拟定星级”" in tie["处理办法"]
    write_report(tmp_path / "report.xlsx", ReportedRound(decided(1)))
    assert "并列" not in load_workbook(tmp_path / "report.xlsx").sheetnames


def test_every_problem_of_every_file_is_listed_and_can_be_filtered(book):
    told = rows(book, "问题")
    assert [(r["单位编码"], r["程度"], r["单元格"]) for r in told] == [
        ("D05", "错误", "F8"), ("D05", "警告", "F8"), ("T01", "提示", "F8"), ("T03", "警告", None), (None, "错误", None)]
    assert {r["种类"] for r in told} == {CATALOGUE["value.not-a-number"].title} and told[3]["填报内容"] == "5"
    assert book["问题"].auto_filter.ref == "A4:K9"


def test_who_is_missing_rejected_or_late_is_named(book):
    told = rows(book, "未报")
    assert [(r["单位编码"], r["情况"]) for r in told] == [("D05", "已退回"), ("T02", "已接收、迟报"), ("T07", "未报"), (None, "已退回")]
    assert told[3]["说明"] == "其他/说明.docx：认不出单位"


def test_the_overview_counts_as_the_results_do_and_draws_them(book, written, third_round):
    sheet = book["总览"]
    cells = {c.value: c for row in sheet.iter_rows() for c in row if isinstance(c.value, str)}
    for label, number in (("应报", 32), ("已接收", 30), ("已退回", 1), ("未报", 1), ("其中迟报", 1), ("收到文件", 33), ("待定并列", 1)):
        assert sheet.cell(cells[label].row + 1, cells[label].column).value == number, label
    cards = [u.figures["card"] for u in third_round.results.units]
    first = next(c for row in sheet.iter_rows() for c in row if c.value == "蓝牌")
    assert [sheet.cell(first.row + 1, first.column + 2 * n).value for n in range(3)] == [cards.count(c) for c in ("蓝牌", "黄牌", "红牌")]
    with zipfile.ZipFile(written.report) as parts:
        charts = [parts.read(n).decode() for n in parts.namelist() if n.startswith("xl/charts/chart")]
    assert len(charts) == 4 and "西塘乡" in "".join(charts)  # the figures travel with the charts


def test_no_page_of_the_overview_ends_within_a_chart(book):
    """A4 on its side, without its margins and the title atop each page: 501 - 36 points; a row that nobody set has 15 in Excel."""
    sheet = book["总览"]
    last = sheet.max_row + 20
    heights = [sheet.row_dimensions[n].height or 15 for n in range(1, last)]
    breaks = [b.id for b in sheet.row_breaks.brk]  # the last row of each page
    charts = [(c.anchor._from.row, c.anchor.to.row) for c in sheet._charts]
    assert len(charts) == 4
    for first, end in charts:
        assert not [b for b in breaks if first < b <= end]
        top = max((b for b in breaks if b <= first), default=1)
        assert sum(heights[top : end + 1]) <= 501 - 36, "the chart ends on the page on which it begins"


def test_every_sheet_prints_on_a4_and_keeps_its_heading(book):
    assert {s.title: s.page_setup.orientation for s in book if s.title in ("总览", "排名", "单位")} == {
        "总览": "landscape", "排名": "landscape", "单位": "landscape"}
    for sheet in (s for s in book if s.title != "领导简报"):
        assert sheet.page_setup.paperSize == 9, sheet.title
        assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0
        assert sheet.freeze_panes and sheet.print_title_rows and sheet.print_area and sheet["A1"].value
        assert "&P" in str(sheet.oddFooter.center.text)
    assert all(sheet.auto_filter.ref for sheet in book.worksheets[2:])
    brief = book["领导简报"]
    one_page = (brief.page_setup.fitToWidth or 1, brief.page_setup.fitToHeight or 1)  # 1 is what a file need not say
    assert (brief.page_setup.paperSize, brief.page_setup.orientation, *one_page) == (9, "portrait", 1, 1)


def test_who_returned_nothing_is_not_counted_as_having_no_card(book, third_round):
    """The county's ballots give such a unit figures too."""
    first = next(c for row in book["总览"].iter_rows() for c in row if c.value == "蓝牌")
    told = [book["总览"].cell(first.row + 1, first.column + 2 * n).value for n in range(4)]
    assert sum(told) == len(third_round.evaluation.books.keys() - {"COUNTY"}) < len(third_round.figures.units)


def test_a_figure_that_nobody_has_is_no_column_and_is_named(tmp_path):
    made = decided(1)
    for units in made.figures.units.values():
        units["review"] = None
    write_report(tmp_path / "report.xlsx", ReportedRound(made))
    sheet = load_workbook(tmp_path / "report.xlsx")["单位"]
    label = made.evaluation.scheme.unit_figure("review").label
    assert label not in [c.value for c in sheet[4]] and "进度指数" in [c.value for c in sheet[4]]
    assert f"；本期没有数据的栏目不列：{label}" in sheet["A3"].value


def test_a_long_line_below_the_title_wraps_where_it_is_printed(book):
    sheet = book["名单"]
    (merged,) = [r for r in sheet.merged_cells.ranges if r.min_row == 3]
    assert 1 == merged.min_col < merged.max_col <= sheet.max_column and sheet["A3"].alignment.wrap_text
    room = sum(sheet.column_dimensions[c[0].column_letter].width for c in sheet.iter_cols(max_col=merged.max_col))
    assert sheet.row_dimensions[3].height >= 14 * wide(sheet["A3"].value) / room


@pytest.mark.parametrize("office", [FileFormat.OFFICE_2010, FileFormat.MICROSOFT_365])
def test_the_workbook_is_valid_for_office(written, office):
    result = OpenXmlValidator(file_format=office).validate(str(written.report))
    assert not result.errors, [e.description for e in result.errors[:5]]


def test_text_from_units_never_becomes_a_formula_or_a_link(tmp_path):
    names = {f"T0{n}": text for n, text in enumerate(EVIL, start=1)} | {f"D01-0{n}": text for n, text in enumerate(EVIL[:4], start=1)}
    made = decided(1, names=names)
    made.files.rejected[0].problems = [problem(value=t, message=t, fix=t, sheet=t, cell=t) for t in EVIL]
    made.files.rejected[0].path = "=HYPERLINK(A1).xlsx"
    out = write_result(made, tmp_path)
    with zipfile.ZipFile(out.report) as parts:
        xml = {n: parts.read(n).decode() for n in parts.namelist() if n.startswith("xl/worksheets/")}
    assert not [n for n, text in xml.items() if "<f>" in text or "<f " in text or leads_outside(text)]
    with zipfile.ZipFile(out.report) as parts:
        assert not [n for n in parts.namelist() if n.endswith(".rels") and b"External" in parts.read(n)]
    values = [c for row in load_workbook(out.report)["问题"].iter_rows() for c in row]
    assert {"+1", "-1", "@SUM(A1)", "=1+1"} <= {c.value for c in values}
    assert {c.data_type for c in values if c.value in EVIL} <= {"s", "f"}  # openpyxl calls a text that begins with = a formula; the file does not
    assert "a\ufffdb\ufffd" in {c.value for c in values}
    assert not OpenXmlValidator(file_format=FileFormat.MICROSOFT_365).validate(str(out.report)).errors


def test_empty_sheets_say_so(tmp_path):
    made = decided(1, missing=(), rejected=(), late=())
    made.files.rejected.clear()
    made.results.rejected.clear()
    for file in made.files.accepted.values():
        file.problems.clear()
    write_report(tmp_path / "report.xlsx", ReportedRound(made))
    book = load_workbook(tmp_path / "report.xlsx")
    assert (book["问题"]["A5"].value, book["未报"]["A5"].value) == ("无", "无")


def test_a_round_with_nothing_at_all_still_has_a_report(tmp_path):
    made = decided(1)
    made.evaluation.books.clear()
    made.figures.units.clear()
    made.figures.officials.clear()
    write_result(made, tmp_path)
    assert load_workbook(tmp_path / "report.xlsx")["问责建议"]["A5"].value == "无"


def test_a_selection_shows_only_those_that_meet_its_condition(book, third_round):
    units = {u.code for u in third_round.results.units if u.figures["measure"]}
    assert {r["编码"] for r in rows(book, "问责建议")} == units
    assert {r["本轮新增"] for r in rows(book, "问责建议")} <= {"是", "否"}


def test_titles_that_excel_would_refuse_or_that_occur_twice_are_mended(tmp_path, third_round):
    scheme = third_round.evaluation.scheme
    sheet = ReportSheet(title="名单/[本轮]:很长很长很长很长很长很长很长很长很长很长", of="units", figures=["index"])
    twice, made = sheet.model_copy(update={"title": "单位"}), decided(1)
    made.scheme = made.evaluation.scheme = scheme.model_copy(update={"report": scheme.report.model_copy(update={"sheets": [sheet, sheet, twice]})})
    write_report(tmp_path / "report.xlsx", ReportedRound(made))
    titles = load_workbook(tmp_path / "report.xlsx").sheetnames
    assert len(titles) == len({t.casefold() for t in titles}) == 13 and "单位2" in titles and max(map(len, titles)) <= 31


def test_the_same_round_gives_the_same_bytes_and_a_failure_leaves_the_old_file(tmp_path, monkeypatch, third_round):
    one, two = (write_result(decided(3, ties=True), tmp_path / n) for n in "ab")
    for a, b in ((one.report, two.report), (one.notice, two.notice), (one.results, two.results)):
        assert a.read_bytes() == b.read_bytes()
    before = one.report.read_bytes()
    broken = replace(third_round, results=third_round.results.model_copy(update={"ties": [None]}))
    with pytest.raises(AttributeError):
        write_report(one.report, ReportedRound(broken))
    assert one.report.read_bytes() == before
    papers = ["公示.docx", "情况汇报.docx", "退回", "通报.docx", "领导简报.html"]
    assert sorted(p.name for p in one.report.parent.iterdir()) == [RECORD, "notice.html", "report.xlsx", "results.json", *papers]


@pytest.mark.parametrize(("value", "shown"), [(True, "是"), (2.675, 2.68), (None, None), ([1.005, None], "1.01"), ("红牌", "红牌")])
def test_figures_are_shown_at_two_decimals(value, shown):
    assert as_shown(value) == shown


def test_what_is_said_of_the_rules_and_the_ledger_stands_in_report_and_notice(tmp_path):
    """A change whose former rules nobody kept, and one that is known."""
    made, at = decided(1), "2026-07-01T00:00:00+00:00"
    known = [{"path": "DQ-2.red_below", "title": "亮红牌", "before": 75.0, "after": 80.5},
             {"path": "deadline_days", "title": "", "before": None, "after": 3}]
    made.rule_changes = [RuleChange("v1", "v2", "", at, None), RuleChange("v2", "v3", "会议", at, known)]
    made.notice, made.head = "台账没有保存该期的方案", Head(12, "0a1b2c3d4e5f6071")
    written = write_result(made, tmp_path)
    book = load_workbook(written.report)
    assert "台账核对码 12-0a1b-2c3d-4e5f-6071" in book["总览"]["A2"].value and book["总览"]["A3"].value == made.notice
    rows = [[c.value for c in row][1:] for row in book["方案更改"].iter_rows(min_row=5, max_col=7)]
    assert rows == [
        [None, "台账没有保存原来的方案", None, None, None, "v1 → v2"], ["会议", "亮红牌", "DQ-2.red_below", "75", "80.5", "v2 → v3"],
        ["会议", None, "deadline_days", "无", "3", "v2 → v3"]]
    assert "台账核对码 12-0a1b-2c3d-4e5f-6071" in written.notice.read_text(encoding="utf-8")
