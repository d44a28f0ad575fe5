"""The printed sheet of one official: the quarter's archive, and a form in copies with facts from other tables."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from openxml_audit import FileFormat, OpenXmlValidator

from shijibu.checks.check import Expected, check_file
from shijibu.issuing.sheet_form import GRID, shares
from shijibu.workbook.template import template_of
from tests.county import County

SCHEMES = Path(__file__).parents[1] / "schemes"
PAGE = "AA3"
FORM, HEADING = "登记表", "科级领导干部实绩报告登记表"
COPIES = ["本单位留存并公示", "报县考评办公室"]
FACTS = {"own_grade": "好", "true_or_not": "属实", "grade": "较好", "opinion": "情况属实，同意班子评定意见。", "signed": 46050}


@pytest.fixture
def county(tmp_path, monkeypatch) -> County:
    monkeypatch.setenv("SHIJIBU_TEMPLATES", str(SCHEMES))
    made = County.made(tmp_path, "monthly")
    made.issue("2026-01")
    return made


def filled(county: County, chosen: int = 1, page: int = 1, **fields) -> Path:
    """The unit D01's return: four results of the team's second member, verdicts of all, and whoever, and which page, is chosen on the form."""
    team = county.roster.team("D01")
    names = {o.id: o.name for o in team}
    entries = {f"reports[{n}].{c}": None for n in range(1, 60) for c in ("owner", "task", "result", "done")}
    for n in range(1, 5):
        entries |= {f"reports[{n}].owner": names[team[1].id], f"reports[{n}].task": f"任务{n}", f"reports[{n}].result": f"成效{n}",
                    f"reports[{n}].done": 46030 + n}
    entries |= {f"reports[5].{c}": v for c, v in {"owner": names[team[0].id], "task": "别人的任务", "result": "别人的成效"}.items()}
    entries |= {f"verdicts[2].{c}": v for c, v in FACTS.items()} | {f"verdicts[1].{c}": None for c in FACTS}
    book = county.book("2026-01", "D01")
    rooms = {id: book.places[id].last - book.places[id].header for id in ("reports", "verdicts")}
    fits = {f: v for f, v in (entries | fields).items() if int(re.search(r"\[(\d+)\]", f)[1]) <= rooms[f.split("[")[0]]}
    path = county.returned("2026-01", "D01", set=fits)
    document = openpyxl.load_workbook(path)
    document[FORM]["D4"], document[FORM][PAGE] = team[chosen].name, page
    document.save(path)
    return path


def computed(office, path: Path) -> openpyxl.worksheet.worksheet.Worksheet:
    document = office.open(path)
    office.save(document, path.with_name("computed.xlsx"))
    document.close(True)
    return openpyxl.load_workbook(path.with_name("computed.xlsx"), data_only=True)[FORM]


def lines(sheet) -> list[list]:
    return [[c.value for c in row if c.value not in (None, "")] for row in sheet.iter_rows(min_row=6) if any(c.value not in (None, "") for c in row)]


def test_the_form_shows_the_chosen_officials_month_in_every_copy(office, county):
    """LS-1, LS-2: month, name, post, unit, the itemised results, the own grade, the team's verdict and the head's opinion, in two copies."""
    team, sheet = county.roster.team("D01"), computed(office, filled(county))
    told = lines(sheet)
    assert [row[0] for row in told if str(row[0]).startswith(HEADING)] == [f"{HEADING}（{c}）" for c in COPIES]
    half = len(told) // 2
    assert told[1:half] == told[half + 1:], "the copies say the same"
    assert told[1] == ["单位", "财政局", "期次", "2026年1月"] and told[2] == ["姓名", team[1].name, "职务", team[1].post]
    assert told[3] == ["序号", "工作任务", "完成情况", "完成日期"]
    assert [row[:3] for row in told[4:8]] == [[n, f"任务{n}", f"成效{n}"] for n in range(1, 5)]
    assert told[4][3].date().isoformat() == "2026-01-09"
    assert told[8] == ["自评等次", "好", "班子评价", "属实", "评定等次", "较好"]
    assert told[9] == ["主要负责人意见", FACTS["opinion"]] and told[10][1].date().isoformat() == "2026-01-28"
    assert told[11] == ["本人签字：", "主要负责人签字：", "填报日期："]


def test_another_choice_shows_another_official_and_what_is_blank_stays_blank(office, county):
    """LS-1, LS-2: a blank verdict is an empty box, not a zero."""
    sheet = computed(office, filled(county, chosen=0))
    told = lines(sheet)
    assert told[2][1] == county.roster.team("D01")[0].name and told[4] == [1, "别人的任务", "别人的成效"]
    assert told[5] == ["自评等次", "班子评价", "评定等次"] and told[6] == ["主要负责人意见"]


def test_what_does_not_fit_stands_on_the_next_page(office, county):
    """LS-1: the ninth result is not left out; each page says which one it is, and every copy shows the same."""
    owner = county.roster.team("D01")[1].name
    more = {f"reports[{n}].{c}": v for n in range(6, 12) for c, v in {"owner": owner, "task": f"任务{n}", "result": f"成效{n}"}.items()}
    first, second = (lines(computed(office, filled(county, page=page, **more))) for page in (1, 2))
    assert first.count(["第 1 页，共 2 页"]) == second.count(["第 2 页，共 2 页"]) == 2
    numbers = [[row[0] for row in told if isinstance(row[0], int)] for told in (first, second)]
    assert numbers == [[*range(1, 9)] * 2, [9, 10] * 2] and [row[1] for row in second if row[0] == 10] == ["任务11"] * 2


def test_each_copy_is_one_page_of_a4(office, county, tmp_path):
    """LS-1: printable on A4 in two copies."""
    document = office.open(filled(county))
    for sheet in list(document.Sheets):
        if sheet.Name != FORM:
            sheet.setPrintAreas(())
    pdf = office.to_pdf(document, tmp_path / "form.pdf").read_bytes()
    document.close(True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 2
    boxes = {tuple(round(float(x)) for x in m.split()) for m in re.findall(rb"/MediaBox\s*\[([^\]]*)\]", pdf)}
    assert boxes <= {(0, 0, 595, 842)}


def test_the_page_is_laid_out_for_hosts_that_heed_no_manual_break(county):
    """LS-1: a copy is as high as its page, so that the next begins on a new one by itself."""
    sheet = openpyxl.load_workbook(county.blank("2026-01", "D01"))[FORM]
    (broken,) = [b.id for b in sheet.row_breaks.brk]
    assert sheet.cell(broken + 1, 1).value == f"{HEADING}（{COPIES[1]}）"
    heights = [sheet.row_dimensions[r].height or sheet.sheet_format.defaultRowHeight for r in range(6, broken + 1)]
    room = (297 - (0.6 + 0.7) * 25.4) / 25.4 * 72
    assert 0.93 * room < sum(heights) <= room
    assert sheet.page_setup.paperSize == 9 and sheet.page_setup.orientation == "portrait" and sheet.page_setup.fitToHeight == 0
    assert sheet.print_area == f"'{FORM}'!$A$6:$X${2 * broken - 5}" and GRID == 24


def test_only_the_choice_can_be_changed_and_the_workbook_is_accepted(county):
    """LS-1: the form is made from the tables; nothing is to be typed into it."""
    sheet = openpyxl.load_workbook(county.blank("2026-01", "D01"))[FORM]
    assert {c.coordinate for row in sheet.iter_rows() for c in row if not c.protection.locked} <= {PAGE, *(f"{c}4" for c in "DEFGH")}
    assert sheet["D4"].value == county.roster.team("D01")[0].name
    expected = Expected(key=county.ledger.key(), scheme="monthly", period="2026-01", issued=frozenset({"D01"}))
    checked = check_file(filled(county), "D01.xlsx", expected)
    assert not [p for p in checked.problems if p.sheet == FORM]


@pytest.mark.parametrize("host", [FileFormat.OFFICE_2010, FileFormat.MICROSOFT_365])
def test_the_workbook_with_a_form_is_valid_for_office(county, host):
    result = OpenXmlValidator(file_format=host).validate(str(county.blank("2026-01", "D01")))
    assert not result.errors, [e.description for e in result.errors[:5]]


def test_the_archive_lists_the_chosen_officials_records_on_one_sheet(office, tmp_path):
    """DQ-8: 实绩档案表, made from the daily records."""
    county = County.made(tmp_path)
    county.issue("2026-Q1")
    team = county.roster.team("D01")
    fields = {f"records[{n}].{c}": v for n, o in enumerate((team[0], team[1], team[0]), 1)
              for c, v in {"owner": o.name, "date": 46040 + n, "work": f"当天工作{n}", "result": None, "evidence": None}.items()}
    path = county.returned("2026-Q1", "D01", rows={}, set=fields)
    document = office.open(path)
    office.save(document, tmp_path / "computed.xlsx")
    document.close(True)
    sheet = openpyxl.load_workbook(tmp_path / "computed.xlsx", data_only=True)["实绩档案表"]
    assert sheet["B4"].value == team[0].name
    first = next(m.row for m in template_of(county.scheme).sheet("实绩档案表").marks if m.name == "records.work")
    assert [sheet[f"C{r}"].value or None for r in range(first, first + 3)] == ["当天工作1", "当天工作3", None]


@pytest.mark.parametrize(("weights", "places", "least"), [([1, 24, 50, 12], 24, 2), ([1, 1, 1], 24, 1), ([5], 24, 1), ([1, 100], 6, 2)])
def test_the_grid_is_shared_out_whole_and_nobody_gets_too_little(weights, places, least):
    out = shares(weights, places, least=least)
    assert sum(out) == places and min(out) >= least and sorted(out) == [out[i] for i in sorted(range(len(out)), key=lambda i: (weights[i], out[i]))]
