"""One person, one file: everything that the rounds hold of an official, on paper and as a page, and nothing in it can run."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest
from openpyxl import load_workbook
from openxml_audit import FileFormat, OpenXmlValidator

from shijibu.demo.people import made_up_roster
from shijibu.ledger.file_reading import FileReading
from shijibu.report.explanation import explain
from shijibu.report.person.charts import charts_of
from shijibu.report.person.page import person_html, write_person_page
from shijibu.report.person.person_file import PersonFile, person_file
from shijibu.report.person.sheets import write_person_workbook
from shijibu.report.person.svg import drawing
from shijibu.rounds.consolidate import consolidate
from shijibu.rounds.decided import decided_rounds, round_asked_about, round_asked_about_one
from shijibu.rounds.uphold import uphold
from shijibu.scheme.load import load
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Roster
from tests.county import County
from tests.report.test_notice import Page

Q1, Q2 = "2026-Q1", "2026-Q2"
EVIL = '=HYPERLINK("https://example.com/x","<script>alert(1)</script>")'
NAME = "<b>=1+1&张"


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> County:
    """Two decided rounds. The head of D01 has a name like markup, D01 lags in Q1, and what it writes looks like formulas."""
    scheme = load("deqing")
    people = made_up_roster(scheme, 3, Random(7))
    head = next(o for o in people.officials if o.unit == "D01" and o.post == "正职")
    people = Roster.of(people.units, [o.model_copy(update={"name": NAME}) if o == head else o for o in people.officials])
    made = County.made(tmp_path_factory.mktemp("county"), roster=people)
    for period, pace in ((Q1, 0.8), (Q2, 1.0)):
        made.issue(period)
        rows = made.rows(period, "D01", pace=pace)
        rows["tasks"][0].values["owner"] = rows["records"][0].values["owner"] = head.id
        rows["tasks"][0].values["evidence"] = rows["records"][0].values["work"] = EVIL
        made.returned(period, "D01", rows=rows)
        made.returned(period, "T01", pace=0.6)
        if scheme.county_workbook(Period.parse(period).round):
            made.returned(period, "COUNTY")
        consolidate([made.inbox(period)], scheme, Period.parse(period), made.ledger, received=date(2026, 4, 9))
    number = made.ledger.object("deqing", Q1, subject=head.id, figure="project_score", text=EVIL, received=date(2026, 4, 20))
    made.ledger.settle_objection(number, decided=date(2026, 4, 21), decision="rejected", reason="不实")
    number = made.ledger.object("deqing", Q1, subject="D01", figure="index", text="任务进度录入有误", received=date(2026, 4, 20))
    uphold(made.ledger, number, ["tasks[1].actual=1"], decided=date(2026, 4, 22), reason="属实")
    made.ledger.object("deqing", Q1, subject="T01", figure="index", text="与此人无关", received=date(2026, 4, 20))
    other = next(o.id for o in people.officials if o.unit == "D01" and o.id != head.id)
    number = made.ledger.object("deqing", Q1, subject=other, figure="score", text="别人的隐情", received=date(2026, 4, 20))
    uphold(made.ledger, number, ["tasks[1].weight=2"], decided=date(2026, 4, 23), reason="别人的理由")
    return made


@pytest.fixture(scope="module")
def head(county) -> str:
    return next(o.id for o in county.roster.officials if o.name == NAME)


@pytest.fixture(scope="module")
def file(county, head) -> PersonFile:
    return person_file(head, list(decided_rounds(county.ledger, county.scheme.id)), county.ledger.objections("deqing"))


@pytest.fixture(scope="module")
def written(file, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("file")
    write_person_workbook(out / "档案.xlsx", file)
    write_person_page(out / "档案.html", file)
    return out


def section(file: PersonFile, title: str) -> list[dict]:
    found = next(s for s in (file.course, *file.sections) if s.title == title)
    return [dict(zip((c.label for c in found.columns), row, strict=True)) for row in found.rows]


def decision(county: County, period: str) -> dict:
    return county.ledger.decision("deqing", period).figures


# what it holds


def test_the_course_has_each_rounds_results_and_the_units_card(county, file, head):
    course = section(file, "历次结果")
    assert [r["期次"] for r in course] == ["2026年第一季度", "2026年第二季度"]
    for row, period in zip(course, (Q1, Q2), strict=True):
        own, unit = decision(county, period)["officials"][head], decision(county, period)["units"]["D01"]
        assert (row["最终星级"], row["干部综合分"]) == (own["stars"], round(own["score"], 2))
        ranked = [u.code for u in county.roster.units if u.kind == "department" and decision(county, period)["units"].get(u.code, {}).get("rank")]
        assert row["单位同类名次"] == f"{int(unit['rank'])}/{len(ranked)}"
        assert row["单位亮牌"] == (unit["card"] or "不亮牌") and (row["报送情况"], row["限星"]) == ("已接收", own["cap"])


def test_every_figure_of_every_round_is_there_with_its_label_and_rule(county, file, head):
    """But not what only says who it is, such as the number under which others draw a sample."""
    told = {r["项目"]: r for r in section(file, "2026年各期数字") if r["对象"] == "本人"}
    assert len(told) > 5
    for period, column in ((Q1, "第一季度"), (Q2, "第二季度")):
        for figure in county.scheme.official_figures:
            value, row = decision(county, period)["officials"][head][figure.id], told.get(figure.label, {})
            assert (row.get(column) is None) == (value is None or value in (head, "D01"))
            if isinstance(value, float):
                assert row[column] == pytest.approx(value, abs=0.005) and row["规则"] == figure.rule


def test_lists_come_with_the_reasons_as_they_were_decided(county, file, head):
    results = county.ledger.decision("deqing", Q1).results
    reasons = next(o["reasons"] for o in results["officials"] if o["id"] == head)
    told = [r for r in section(file, "名单和理由") if r["期次"] == "2026年第一季度"]
    assert {r["名单"] for r in told if r["类别"] == "名单"} == {r.title for r in county.scheme.lists if head in results["lists"][r.id]}
    assert [r["理由"] for r in told if r["类别"] == "理由"] == [r["text"] for r in reasons if not r["text"].startswith("列入")]
    assert dict(file.lists)["约谈名单"] == (["2026年第一季度"] if head in results["lists"]["talk"] else [])


def test_every_row_that_names_the_official_as_owner_is_there_and_no_other(county, file, head):
    """Tables that name an owner, the tasks' owner column, the team's own row and the county's ballots."""
    stored = {(p, r.unit): r.inputs for p in (Q1, Q2) for r in county.ledger.returns("deqing", p) if r.accepted}
    for table, owner, title in (("tasks", "owner", "工作任务"), ("projects", "owner", "领办项目"), ("records", "owner", "工作记录"),
                                ("stars", "id", "星级评定"), ("reviews", "subject", "评议票数")):
        mine = [r for inputs in stored.values() for r in inputs.get(table, {"rows": []})["rows"] if r["values"][owner] == head]
        assert len(mine) == len(section(file, title)) > 0, title
    assert {r["工作簿"] for r in section(file, "评议票数")} == {"县委组织部三项评议"}
    assert not {s.title for s in file.sections} & {"领办数核对", "阳光问政"}


def test_the_cells_stand_under_the_workbooks_own_labels(county, file, head):
    row = section(file, "领办项目")[0]
    stored = next(r for r in county.ledger.returns("deqing", Q1) if r.unit == "D01").inputs["projects"]["rows"]
    mine = next(r["values"] for r in stored if r["values"]["owner"] == head)
    assert (row["项目名称"], row["年度目标"], row["计划进度"], row["实际进度"]) == (mine["title"], mine["target"], mine["planned"], mine["actual"])
    assert row["完成比"] == pytest.approx(mine["actual"] / mine["planned"], abs=0.005) and "领办人" not in row


def test_objections_by_the_official_and_those_that_changed_his_rows_are_there(county, file):
    told = section(file, "异议")
    unit = county.roster.unit("D01").name
    assert [(r["号"], r["提出"], r["数字"], r["结果"]) for r in told] == [
        (1, "本人", "项目得分", "不成立"), (2, unit, "进度指数", "成立"), (4, "他人", "干部综合分", "成立")]
    assert re.fullmatch(r"工作任务“.+”实际进度：\d+% → 100%", told[1]["更改的填报"])
    amended = section(file, "工作任务")[0]
    assert amended["实际进度"] == 1.0 and "→ 100%（第 2 号异议）" in amended["更正"]


def test_what_objections_changed_in_the_figures_is_told_whoever_objected(county, file, head):
    told = section(file, "异议影响")
    changes = [c for c in county.ledger.decision("deqing", Q1).results["changes"] if (c["official"] or c["unit"]) in (head, "D01")]
    assert changes and sorted(r["项目"] for r in told) == sorted(c["label"] for c in changes)
    assert all(r["更正前"] != r["更正后"] for r in told) and {r["对象"] for r in told} == {"本人", county.roster.unit("D01").name}


def test_nobody_else_is_named_and_of_anothers_objection_no_more_than_what_it_changed_here(county, written):
    texts = [written.joinpath("档案.html").read_text(encoding="utf-8")]
    texts += [str(c.value) for sheet in load_workbook(written / "档案.xlsx") for row in sheet.iter_rows() for c in row if c.value is not None]
    others = [o.name for o in county.roster.officials if o.name != NAME]
    assert not [t for t in texts for name in (*others, "别人的隐情", "别人的理由", "与此人无关") if name in t]


def test_a_tie_tells_how_many_stand_level_and_not_who(county, head):
    rounds = list(decided_rounds(county.ledger, county.scheme.id))
    other = next(o for o in county.roster.officials if o.unit == "D01" and o.id != head)
    rounds[0].results.ties = [{"rule": "DQ-12", "unit": "D01", "officials": [head, other.id]}]
    told = person_file(head, rounds, [])
    tie = next(r for r in section(told, "名单和理由") if r["类别"] == "并列")
    assert tie["理由"] == "与另外 1 人末位并列，须由人决定" and other.name not in person_html(told)


def test_the_units_deductions_are_there(county, file):
    lost = [p for period in (Q1, Q2) for p in decision(county, period)["penalties"].get("D01", [])]
    told = section(file, "所在单位扣分")
    assert lost and [(r["原因"], r["扣分"], r["规则"]) for r in told] == [(p["because"], p["points"], p["rule"]) for p in lost]


def test_an_official_who_moved_keeps_one_file_over_the_years(county, tmp_path):
    """In 2026 in D01, from 2027 on in T01."""
    made = County.made(tmp_path, roster=county.roster)
    one = next(o for o in made.roster.officials if o.unit == "D01" and o.team and o.post == "副职")
    for period in (Q1, "2027-Q1"):
        made.issue(period)
        made.returned(period, "D01")
        made.returned(period, "T01")
        consolidate([made.inbox(period)], made.scheme, Period.parse(period), made.ledger)
        moved = [o.model_copy(update={"unit": "T01"}) if o.id == one.id else o for o in made.roster.officials]
        made.roster = Roster.of(made.roster.units, moved)
    told = person_file(one.id, list(decided_rounds(made.ledger, made.scheme.id)), [])
    names = {u.code: u.name for u in made.roster.units}
    assert [r["单位"] for r in section(told, "历次结果")] == [names["D01"], names["T01"]]
    assert dict(told.facts)["单位"] == f"{names['T01']}（T01）" and told.span == "2026年第一季度 至 2027年第一季度，共 2 期"
    for year, unit in ((2026, "D01"), (2027, "T01")):
        assert {r["对象"] for r in section(told, f"{year}年各期数字")} == {"本人", names[unit]}


def test_an_official_without_any_figure_has_a_file_all_the_same(county, tmp_path):
    """D02 returned nothing."""
    one = next(o for o in county.roster.officials if o.unit == "D02")
    told = person_file(one.id, list(decided_rounds(county.ledger, county.scheme.id)), [])
    write_person_workbook(tmp_path / "a.xlsx", told)
    assert [r["报送情况"] for r in section(told, "历次结果")] == ["未报", "未报"] and "未报" in person_html(told)


# how it is written


def test_the_workbook_is_valid_and_prints_on_a4_one_page_wide(written):
    assert OpenXmlValidator(file_format=FileFormat.OFFICE_2019).validate(written / "档案.xlsx").errors == []
    book = load_workbook(written / "档案.xlsx")
    for sheet in book:
        assert sheet.page_setup.paperSize == 9 and sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (None, 1)  # unsaid, it is 1
        assert sheet.print_area
    assert book.sheetnames[:2] == ["档案", "历次结果"] and len(book["档案"]._charts) == 2


def test_the_charts_show_the_officials_scores_and_stars(written):
    with zipfile.ZipFile(written / "档案.xlsx") as parts:
        charts = [parts.read(n).decode() for n in sorted(parts.namelist()) if n.startswith("xl/charts/chart")]
    assert "<c:lineChart>" in charts[0] and "干部综合分" in charts[0] and "<c:barChart>" in charts[1] and "最终星级" in charts[1]


def test_a_count_that_stayed_at_nothing_is_not_drawn(file):
    course = replace(file.course, rows=[[0 if c.label == "限星" else v for c, v in zip(file.course.columns, row, strict=True)]
                                        for row in file.course.rows])
    drawn = {s.label for c in charts_of(replace(file, course=course)) for s in c.series}
    assert "最终星级" in drawn and "限星" not in drawn and "限星" in {s.label for c in charts_of(file) for s in c.series}


def test_no_more_lines_share_a_chart_than_can_be_told_apart_and_counts_are_no_grades(file):
    figures = file.scheme.official_figures
    worked_out = next(f.formula for f in figures if f.formula is not None and "(" in str(f.formula))
    counted = [f.model_copy(update={"formula": worked_out}) if f.label == "最终星级" else f for f in figures]
    changed = replace(file, scheme=file.scheme.model_copy(update={"official_figures": counted}))
    assert all(len(c.series) <= 3 for c in charts_of(file))
    drawn = {s.label for c in charts_of(changed) for s in c.series}
    assert "最终星级" not in drawn and "限星" in drawn


def test_the_page_draws_each_round_at_its_height(file, written):
    """A score twice as far above the axis' lowest line stands twice as high; a round without data is no point."""
    chart = next(c for c in charts_of(file) if c.lines)
    drawn = drawing(chart)
    there = [v for s in chart.series for v in s.values if v is not None]
    assert len(drawn["points"]) == len(there)
    (low, high), (bottom, top) = (min(there), max(there)), (max(p[1] for p in drawn["points"]), min(p[1] for p in drawn["points"]))
    lines = {float(text): y for y, text in drawn["grid"]}
    scale = (max(lines.values()) - min(lines.values())) / (max(lines) - min(lines))
    assert bottom - top == pytest.approx((high - low) * scale, abs=0.2)
    assert drawn["grid"][0][0] - bottom == pytest.approx((low - min(lines)) * scale, abs=0.2)
    html = (written / "档案.html").read_text(encoding="utf-8")
    assert html.count("<circle") == len(there) and html.count('<svg viewBox="0 0 900') == 2


def test_no_text_becomes_a_formula_or_a_link(written):
    with zipfile.ZipFile(written / "档案.xlsx") as parts:
        sheets = "".join(parts.read(n).decode() for n in parts.namelist() if n.startswith("xl/worksheets/"))
        rels = "".join(parts.read(n).decode() for n in parts.namelist() if n.endswith(".rels"))
    assert "<f>" not in sheets and "<f " not in sheets and "External" not in rels
    cells = [c for row in load_workbook(written / "档案.xlsx")["工作记录"].iter_rows() for c in row if c.value == EVIL]
    assert len(cells) == 2 and all(c.data_type == "s" for c in cells)


def test_no_text_becomes_markup_and_the_page_needs_nothing_else(written):
    html = (written / "档案.html").read_text(encoding="utf-8")
    page = Page(html)
    assert page.open == [] and any(EVIL in cell for table in page.tables for row in table for cell in row)
    assert "<script" not in html and "<b>" not in html and "url(" not in html and "@import" not in html
    assert not any(name.startswith("on") or name in ("style", "src", "href", "action") for name, _ in page.attributes)
    assert "default-src 'none'" in html


def test_the_page_has_the_sections_of_the_workbook(written, file):
    html = (written / "档案.html").read_text(encoding="utf-8")
    titles = re.findall(r"<h2 id=\"[a-z0-9-]+\">(.+?)</h2>", html)
    assert titles == ["基本情况", "列入名单", "历次得分", "历次评定", "历次结果", *(s.title for s in file.sections)]
    assert load_workbook(written / "档案.xlsx").sheetnames == ["档案", *titles[4:]]
    assert len(Page(html).tables[0]) == 3  # a heading and two rounds


def test_the_same_file_gives_the_same_bytes(written, file, tmp_path):
    write_person_workbook(tmp_path / "a.xlsx", file)
    assert (tmp_path / "a.xlsx").read_bytes() == (written / "档案.xlsx").read_bytes()


def test_a_complaint_without_a_finding_is_withheld_from_the_persons_file(tmp_path):
    """LS-4: the official sees what was found, not who is being looked into."""
    county = County.made(tmp_path, "leishan", units=3)
    county.issue("2026-03")
    one = county.roster.team("T01")[0].id
    told = {"subject": one, "month": 3, "received_on": 46110}
    found = {"text": "已查实的一件", "checked_on": 46112, "finding": "内容失实", "ordered_on": 46112}
    county.returned("2026-03", "T01")
    county.returned("2026-03", "COUNTY", rows={}, set={
        **{f"complaints[1].{k}": v for k, v in {**told, **found}.items()},
        **{f"complaints[2].{k}": v for k, v in {**told, "text": "正在核查的一件"}.items()},
    })  # fmt: skip
    done = consolidate([county.inbox("2026-03")], county.scheme, Period.parse("2026-03", "month"), county.ledger)
    assert not done.results.rejected
    html = person_html(person_file(one, list(decided_rounds(county.ledger, county.scheme.id)), county.ledger.objections("leishan")))
    assert "已查实的一件" in html and "正在核查的一件" not in html


def test_over_the_rounds_too_somebody_is_explained_alone_as_in_the_whole_round(county):
    """Of the round before what concerns him or her alone is read, by each of both ways to ask a ledger."""
    with FileReading.open(county.ledger_url) as asked:
        for period in (Q1, Q2):
            whole = round_asked_about(county.ledger, "deqing", period)
            for id in [*(u.code for u in county.roster.units), *(o.id for o in county.roster.officials)]:
                said = explain(whole, id)
                assert said == explain(round_asked_about_one(asked, "deqing", period), id)
                assert said == explain(round_asked_about_one(county.ledger, "deqing", period), id)
