"""LS-1 to LS-10: Leishan's review in real files, a year of twelve months, with the arithmetic of RULES.md by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from shijibu.checks.check import Expected, check_file
from shijibu.checks.checked import Checked
from shijibu.figures.evaluation import Row
from shijibu.issuing.issued import layout_of
from shijibu.issuing.sheet_personal import chosen_place
from shijibu.report.explanation import explain_official, explain_unit, to_text
from shijibu.report.write import write_result
from shijibu.rounds.consolidate import consolidate
from shijibu.rounds.decided import DecidedRound
from shijibu.rules.values import shown
from shijibu.scheme.load import load
from shijibu.scheme.period import Period
from shijibu.scheme.posting import posting
from shijibu.scheme.roster import Official, Roster, Unit
from shijibu.spreadsheet.address import address
from shijibu_addin.libreoffice.extension import unpack
from shijibu_addin.libreoffice.office import Office
from tests.counties.results import codes, official, unit
from tests.county import County
from tests.libreoffice.test_roundtrip import fill_in, seen, sheet_cell

SCHEME = load("leishan")
FORM = "实绩报告登记表"
ALL_GOOD, ALL_AVERAGE = ((10, 0, 0, 0),) * 3, ((0, 0, 10, 0),) * 3


def person(id: str) -> Official:
    return Official(id=id, name=f"杨{id}", unit=id[:3], post="正职" if id.endswith("01") else "副职", team=True)


ROSTER = Roster.of(
    [Unit(code="T01", name="丹江镇", kind="township"), Unit(code="D01", name="教育局", kind="department"),
     Unit(code="D02", name="财政局", kind="department")],
    [person(id) for id in ("T01-01", "T01-02", "T01-03", "D01-01", "D01-02", "D02-01", "D02-02")],
)  # fmt: skip


@dataclass
class Told:
    """What is filled in of one official in one month."""

    grade: str = "好"
    result: str = "按时办结"
    truthful: str = "属实"
    ballots: tuple[tuple[int, int, int, int], ...] = ALL_GOOD
    projects: tuple[tuple[float, float], ...] = ((1.0, 1.0),)


def unit_rows(county: County, period: str, unit: str, people: dict[str, Told | None], **tables: list[dict]) -> dict[str, list[Row]]:
    """A unit's entries by table: of each official what is told, nothing of one who did not report; other tables as they are."""
    prefilled = county.book(period, unit).facts.prefilled
    first = Period.parse(period, county.scheme.cadence).start
    told = {id: one for id, one in people.items() if one is not None}
    verdict = {"self_grade": "好", "met_on": str(first + timedelta(25)), "opinion": "同意"}
    verdict |= {"signed_by": f"{unit}-01", "signed_on": str(first + timedelta(26))}
    item = {"source": "全年目标任务", "plan": "按计划办理", "state": "完成"}
    up = {"kind": "月实绩登记表", "posted_on": str(first), "removed_on": str(first + timedelta(22)), "place": "公示栏"}
    rows: dict[str, list[dict]] = {"postings": [up], **tables}
    rows["items"] = [item | {"owner": id, "result": one.result} for id, one in told.items()]
    rows["verdicts"] = [
        given | (verdict | {"truthful": told[given["id"]].truthful, "team_grade": told[given["id"]].grade} if given["id"] in told else {})
        for given in prefilled["verdicts"]
    ]
    aspects = [aspect for aspect, _ in SCHEME.parameter("LS-5.aspects")]
    for given in prefilled.get("ballots", []):
        votes = told[given["subject"]].ballots[aspects.index(given["aspect"])]
        rows.setdefault("ballots", []).append(given | dict(zip(("good", "fairly_good", "average", "poor"), votes, strict=True)))
    if "ballots" in prefilled:
        rows["quarter_scores"] = prefilled["quarter_scores"]
        rows["key_projects"] = [
            {"owner": id, "title": f"项目{n}", "planned": planned, "actual": actual}
            for id, one in told.items() for n, (planned, actual) in enumerate(one.projects, 1)
        ]
    return numbered(rows)


def numbered(rows: dict[str, list[dict]]) -> dict[str, list[Row]]:
    return {table: [Row(i, dict(values)) for i, values in enumerate(told, 1)] for table, told in rows.items()}


def everybody(unit: str, **known: Told | None) -> dict[str, Told | None]:
    return {o.id: Told() for o in ROSTER.team(unit)} | {k.replace("_", "-"): v for k, v in known.items()}


def send(county: County, period: str, unit: str, rows: dict) -> Checked:
    """Hand the workbook in; what its check says."""
    file = county.returned(period, unit, rows=rows)
    return check_file(file, file.name, Expected(key=county.ledger.key()))


def decide(county: County, period: str, *, received: date | None = None) -> DecidedRound:
    when = Period.parse(period, county.scheme.cadence)
    return consolidate([county.inbox(period)], county.scheme, when, county.ledger, received=received or county.scheme.due(when))


def course(year: dict[int, DecidedRound], id: str, figure: str) -> list[Any]:
    return [official(year[n], id)[figure] for n in year]


def reasons(done: DecidedRound, id: str, rule: str) -> list[str]:
    return [r["text"] for r in official(done, id)["reasons"] if r["rule"] == rule]


# A year


COPIED = "走访联系村二十六户，解决饮水困难3件，修复水管两处。"
COPIED_ELSEWHERE = "走访联系村二十六户,解决饮水困难３件,修复水管两处"


def people_of(month: int, unit_code: str) -> dict[str, Told | None]:
    """T01-02 reports nothing in April and May, D02-02 nothing in April and May either; T01-03 is 一般 all year; D02-01 and D02-02 are 较好."""
    if unit_code == "T01":
        reported = Told(result=COPIED if month == 3 else "按时办结")
        poor = Told("一般", ballots=ALL_AVERAGE, projects=((1.0, 0.5),))
        return {"T01-01": reported, "T01-02": None if month in (4, 5) else Told(), "T01-03": poor}
    if unit_code == "D01":
        mixed = ((10, 0, 0, 0), (0, 10, 0, 0), (5, 5, 0, 0)) if month == 3 else ALL_GOOD
        return {"D01-01": Told(), "D01-02": Told("一般" if month == 3 else "好", ballots=mixed, projects=((1.0, 1.0), (0.8, 1.0)))}
    second = Told("较好", result=COPIED_ELSEWHERE if month == 11 else "按时办结", ballots=ALL_AVERAGE, projects=())
    return {"D02-01": Told("较好", projects=()), "D02-02": None if month in (4, 5) else second}


def task(owner: str, name: str, due: str, done_on: str | None = None) -> dict[str, Any]:
    return {"owner": owner, "task": name, "due": due, "done_on": done_on}


TASKS: dict[tuple[int, str], list[dict]] = {
    (2, "D01"): [task("D01-01", "校舍检查", "2026-02-10")],
    (3, "D01"): [task("D01-01", "校舍检查", "2026-02-10", "2026-03-05"), task("D01-01", "控辍保学核对", "2026-03-31")],
    (4, "D01"): [task("D01-01", "控辍保学核对", "2026-03-31", "2026-04-02")],
    (5, "D01"): [task("D01-02", "营养改善督查", "2026-05-31", "2026-05-31")],
    (6, "D01"): [task("D01-02", "教师培训", "2026-06-10", "2026-06-12")],
    (2, "T01"): [task("T01-01", "征迁", "2026-02-10"), task("T01-01", "清淤", "2026-02-11")],
}


def complaint(subject: str, month: int, received: str, corrected: str | None = None) -> dict[str, Any]:
    day = date.fromisoformat(received)
    return {"subject": subject, "month": month, "received_on": received, "text": "所列事项没有办完", "checked_on": str(day + timedelta(3)),
            "finding": "内容失实", "ordered_on": str(day + timedelta(3)), "responsibility": "责令说明", "corrected_on": corrected}


COUNTY: dict[int, dict[str, list[dict]]] = {
    4: {"complaints": [complaint("D01-02", 3, "2026-04-07")]},
    5: {"complaints": [complaint("D01-02", 3, "2026-04-07", "2026-05-06")],
        "excused": [{"subject": "D02-02", "reason": "住院治疗", "accepted": "是"}, {"subject": "T01-02", "reason": "工作忙", "accepted": "否"}]},
    6: {"complaints": [complaint("D02-01", 6, "2026-06-08")]},
    7: {"complaints": [complaint("D02-01", 6, "2026-06-08", "2026-07-03")],
        "hollow": [{"subject": "D02-01", "kind": "内容空洞", "grounds": "没有一件具体事项"}]},
    8: {"hollow": [{"subject": "D02-01", "kind": "脱离实际", "grounds": "所报事项并不存在"}]},
    11: {"misuse": [{"subject": "D02-02", "kind": "一绩多用", "facts": "照抄丹江镇三月的报告"}]},
}  # fmt: skip
METHODS = ("report", "ballot", "talk", "poll", "peer")
REVIEW = {"T01-01": (95, 90, 85, 90, 90), "T01-02": (90,) * 5, "T01-03": (70,) * 5, "D01-01": (90,) * 5, "D01-02": (80, 85, 90, 85, 90),
          "D02-01": (90,) * 5, "D02-02": (70,) * 5, "T01": (90,) * 5, "D01": (90,) * 5, "D02": (80,) * 5}  # fmt: skip


def county_rows(county: County, month: int, period: str) -> dict[str, list[Row]]:
    rows = dict(COUNTY.get(month, {}))
    for table, given in county.book(period, "COUNTY").facts.prefilled.items():
        if table.endswith("_review"):
            rows[table] = [row | dict(zip(METHODS, REVIEW[row["subject"]], strict=True)) for row in given]
    return numbered(rows)


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> County:
    return County.made(tmp_path_factory.mktemp("leishan"), scheme="leishan", roster=ROSTER)


@pytest.fixture(scope="module")
def year(home) -> dict[int, DecidedRound]:
    """Twelve rounds of three units and the county's workbook. D02 returns nothing in October; T01 is late in September."""
    done = {}
    for month in range(1, 13):
        period = f"2026-{month:02d}"
        home.issue(period)
        for code in ("T01", "D01", "D02"):
            if (month, code) in ((9, "T01"), (10, "D02")):
                continue
            rows = unit_rows(home, period, code, people_of(month, code), tasks=TASKS.get((month, code), []))
            home.returned(period, code, rows=rows)
        home.returned(period, "COUNTY", rows=county_rows(home, month, period))
        done[month] = decide(home, period)
        if month == 9:
            home.returned(period, "T01", rows=unit_rows(home, period, "T01", people_of(9, "T01")))
            done[month] = decide(home, period, received=date(2026, 10, 2))
        assert done[month].results.rejected == []
    return done


# LS-1, LS-2: the month's report


@pytest.fixture
def month(tmp_path) -> County:
    county = County.made(tmp_path, scheme="leishan", roster=ROSTER)
    county.issue("2026-05")
    return county


def test_reports_are_due_on_the_30th_or_the_last_day_of_a_shorter_month():
    """LS-1."""
    assert [str(SCHEME.due(Period(2026, n, "month"))) for n in (1, 2, 4)] == ["2026-01-30", "2026-02-28", "2026-04-30"]


def test_a_late_return_is_marked_and_counts_and_a_missing_one_is_counted(year):
    """LS-1: T01 came on 2 October, after 30 September; D02 did not come in October, so D02-02 has not reported in 4, 5 and 10."""
    assert (year[9].results.late, year[9].results.missing) == (["T01"], [])
    assert [unit(year[9], code)["on_time"] for code in ("T01", "D01")] == ["迟报", "按时"]
    assert official(year[9], "T01-01")["reported"] == "已报"
    assert year[10].results.missing == ["D02"] and unit(year[10], "D02")["on_time"] == "未报"
    assert (unit(year[12], "T01")["late_times"], unit(year[12], "D02")["missing_times"]) == (1, 1)
    assert [official(year[12], id)["missed"] for id in ("T01-01", "T01-02", "D02-01", "D02-02")] == [0, 2, 1, 3]


def test_the_registration_form_is_a4_in_two_copies_that_say_where_they_go(month):
    """LS-1: one copy is kept and posted by the unit, one goes to the county review office; each with places to sign, on a page of its own."""
    sheet = openpyxl.load_workbook(month.blank("2026-05", "T01"))[FORM]
    texts = {c.row: c.value for row in sheet.iter_rows() for c in row if isinstance(c.value, str)}
    heads = {row: text for row, text in texts.items() if "登记表（" in text}
    assert list(heads.values()) == [f"雷山县科级领导干部实绩报告登记表（{where}）" for where in ("本单位留存并公示", "报县干部综合考核办公室")]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    assert [b.id + 1 for b in sheet.row_breaks.brk] == [list(heads)[1]], "the second copy begins its page"
    labels = [c.value for row in sheet.iter_rows() for c in row if isinstance(c.value, str)]
    for label in ("自评等次", "自我鉴定", "实绩是否属实", "班子评定等次", "主要负责人意见", "本人签字：", "主要负责人签字：", "填报日期："):
        assert labels.count(label) == 2, label


@pytest.mark.parametrize("column", ["self_grade", "met_on", "truthful", "team_grade", "opinion", "signed_by", "signed_on"])
def test_a_report_without_a_part_of_the_verdict_is_not_complete(month, column):
    """LS-1, LS-2: self-grade, meeting, truthfulness, grade, the head's opinion and signature are all needed."""
    rows = unit_rows(month, "2026-05", "T01", everybody("T01"))
    rows["verdicts"][1].values[column] = None
    checked = send(month, "2026-05", "T01", rows)
    assert not checked.accepted and "value.missing" in codes(checked, "error")


def test_a_report_without_any_verdict_is_returned_and_one_who_did_not_report_is_told_of(month):
    """LS-1, LS-2: T01-02 reported and was not judged; T01-03 did neither, which counts against T01-03 only."""
    rows = unit_rows(month, "2026-05", "T01", everybody("T01", T01_03=None))
    rows["verdicts"][1] = Row(2, dict(month.book("2026-05", "T01").facts.prefilled["verdicts"][1]))
    checked = send(month, "2026-05", "T01", rows)
    assert [(p.code, p.message) for p in checked.problems if p.severity == "error"] == [
        ("report.incomplete", "杨T01-02报告了实绩，还没有班子评价和主要负责人意见")]
    assert [p.message for p in checked.problems if p.code == "report.none"] == ["杨T01-03本月没有报告工作实绩"]


def test_a_workbook_in_which_nothing_was_filled_in_does_not_say_that_it_can_be_handed_in(month):
    """LS-1, LS-2: a member's empty row is hinted at, though the unit may hand in without it; without any report at all it may not."""
    book = openpyxl.load_workbook(month.blank("2026-05", "T01"), data_only=True)
    assert [c.value for row in book["班子评价"].iter_rows() for c in row].count("提醒：尚未填写　") == 3
    assert [c.value for row in book["封面"].iter_rows() for c in row if str(c.value).startswith("还不能")] == ["还不能上报，还有 1 处要完善"]
    assert {(p.code, p.severity) for p in check_file(month.blank("2026-05", "T01"), "空白").problems} >= {
        ("owed.nothing", "error"), ("book.untouched", "warning"), ("report.none", "warning")}


def test_what_the_team_found_untrue_is_said_and_cannot_quietly_be_good(month):
    """LS-2: 不属实 with 较好 is pointed out, 不属实 with 差 is only shown."""
    rows = unit_rows(month, "2026-05", "T01", everybody("T01", T01_02=Told("较好", truthful="不属实"), T01_03=Told("差", truthful="不属实")))
    checked = send(month, "2026-05", "T01", rows)
    assert checked.accepted
    assert [p.message for p in checked.problems if p.code == "report.untrue-graded"] == ["班子认定杨T01-02的实绩不属实，却评定为较好"]
    assert sum(p.code == "report.untrue" for p in checked.problems) == 2
    done = decide(month, "2026-05")
    assert (unit(done, "T01")["judged"], unit(done, "T01")["untruthful"]) == (1, 2)
    assert "班子会议认定报告的实绩不属实" in reasons(done, "T01-03", "LS-2")


def test_a_signature_before_the_meeting_is_pointed_out(month):
    """LS-2: the head signs after the meeting."""
    rows = unit_rows(month, "2026-05", "T01", everybody("T01"))
    rows["verdicts"][0].values["signed_on"] = "2026-05-20"
    assert "report.signed-before-meeting" in codes(send(month, "2026-05", "T01", rows), "warning")


# LS-3: the posting


@pytest.mark.parametrize(("removed", "said"), [("2026-05-12", ["posting.too-short"]), ("2026-05-13", [])])
def test_a_posting_lasts_seven_working_days_of_the_states_calendar(month, removed, said):
    """LS-3. From 30 April: 1 to 5 May off; 6, 7, 8 May, Saturday 9 May a make-up working day, 11, 12, 13 May: the seventh is the 13th."""
    up = {"kind": "月实绩登记表", "posted_on": "2026-04-30", "removed_on": removed, "place": "公示栏"}
    checked = send(month, "2026-05", "T01", unit_rows(month, "2026-05", "T01", everybody("T01"), postings=[up]))
    assert [c for c in codes(checked, "warning") if c.startswith("posting")] == said


@pytest.mark.parametrize(("posted", "said"), [("2026-05-10", []), ("2026-05-11", ["posting.late"])])
def test_forms_are_posted_early_in_the_next_month(month, posted, said):
    """LS-3: "early" is up to the 10th."""
    up = {"kind": "月实绩登记表", "posted_on": posted, "removed_on": "2026-05-29", "place": "公示栏"}
    checked = send(month, "2026-05", "T01", unit_rows(month, "2026-05", "T01", everybody("T01"), postings=[up]))
    assert [c for c in codes(checked, "warning") if c.startswith("posting")] == said


def test_the_notice_states_from_when_to_when_it_stands(year, tmp_path):
    """LS-3: April's notice goes up on 1 May, a day after the month's end; the seventh working day after it is 13 May."""
    stands = posting(SCHEME, Period.parse("2026-04", "month"))
    assert stands is not None and (str(stands.first), str(stands.last)) == ("2026-05-01", "2026-05-13")
    write_result(year[4], tmp_path)
    assert "2026年5月1日至2026年5月13日（7个工作日，首日不计）" in (tmp_path / "notice.html").read_text()


def test_ballots_and_forms_that_were_not_posted_are_pointed_out(tmp_path):
    """LS-3, LS-5: April's workbook asks for the posting of March's forms and of the first quarter's ballots."""
    county = County.made(tmp_path, scheme="leishan", roster=ROSTER)
    county.issue("2026-04")
    checked = send(county, "2026-04", "T01", unit_rows(county, "2026-04", "T01", everybody("T01"), postings=[]))
    assert checked.accepted and [c for c in codes(checked, "warning") if c.startswith("posting")] == ["posting.no-ballots", "posting.none"]


# LS-4: complaints


def test_the_months_grade_waits_for_the_correction(year):
    """LS-4. D01-02: 好, 好, 一般, 好, 好. A complaint about March is proven in April and corrected in May.

    Means: March (100+100+70)/3 = 90; April without March (100+100+100)/3 = 100; May (100+100+70+100+100)/5 = 94.
    D02-01: proven and open in June about June: no grade for June; corrected in July.
    """
    assert course(year, "D01-02", "month_mean")[2:5] == [90, 100, 94]
    assert course(year, "D01-02", "month_grade")[2:5] == ["一般", "好", "好"]
    assert course(year, "D02-01", "month_grade")[5:7] == [None, "较好"]
    assert [year[n].results.lists["correct"] for n in (4, 5, 6, 7)] == [["D01-02"], [], ["D02-01"], []]
    assert reasons(year[4], "D01-02", "LS-4") == [
        "举报查实待纠正，3月的等次待纠正后评定", "列入责令纠正名单：举报查实内容失实，责令立即纠正，视情节追究责任"]


def test_an_open_complaint_comes_back_and_a_corrected_one_does_not(year):
    """LS-4."""
    carried = {n: year[n].round.issues["COUNTY"].prefilled.get("complaints", []) for n in (5, 6)}
    assert [(row["subject"], row["finding"]) for row in carried[5]] == [("D01-02", "内容失实")] and carried[6] == []


@pytest.mark.parametrize(("change", "said"), [
    ({"ordered_on": None}, ["complaint.not-corrected"]),
    ({"checked_on": None}, ["complaint.order"]),
    ({"checked_on": "2026-05-01"}, ["complaint.order"]),
    ({"ordered_on": "2026-05-11", "corrected_on": "2026-05-10"}, ["complaint.correction"]),
    ({"finding": "不属实", "ordered_on": None}, []),
])  # fmt: skip
def test_a_proven_complaint_is_ordered_to_be_corrected_and_its_dates_follow_each_other(month, change, said):
    """LS-4."""
    checked = send(month, "2026-05", "COUNTY", numbered({"complaints": [complaint("D01-02", 4, "2026-05-07") | change]}))
    assert checked.accepted and codes(checked, "warning") == said


def test_a_complaint_about_last_years_form_holds_nothing_up(tmp_path):
    """LS-4: in January a complaint about month 12 means last December; it is on the list, and no grade of this year waits."""
    county = County.made(tmp_path, scheme="leishan", roster=ROSTER)
    county.issue("2026-01")
    send(county, "2026-01", "D01", unit_rows(county, "2026-01", "D01", everybody("D01")))
    send(county, "2026-01", "COUNTY", numbered({"complaints": [complaint("D01-02", 12, "2026-01-07")]}))
    done = decide(county, "2026-01")
    assert done.results.lists["correct"] == ["D01-02"] and official(done, "D01-02")["month_grade"] == "好"


def test_a_complaint_waits_on_where_the_countys_workbook_did_not_come_back(tmp_path):
    """LS-4. March's 一般 is proven wrong in March; April's county workbook is missing: March still waits, and the correction is still ordered.

    D01-02: April's mean is 好 alone, 100; corrected in May, it is (70+100+100)/3 = 90.
    """
    county = County.made(tmp_path, scheme="leishan", roster=ROSTER)
    done, told = {}, {3: [complaint("D01-02", 3, "2026-03-07")], 5: [complaint("D01-02", 3, "2026-03-07", "2026-05-06")]}
    for n in (3, 4, 5):
        period = f"2026-{n:02d}"
        county.issue(period)
        people = everybody("D01", D01_02=Told("一般" if n == 3 else "好"))
        county.returned(period, "D01", rows=unit_rows(county, period, "D01", people))
        if n in told:
            county.returned(period, "COUNTY", rows=numbered({"complaints": told[n]}))
        done[n] = decide(county, period)
    assert course(done, "D01-02", "month_grade") == [None, "好", "好"]
    assert course(done, "D01-02", "month_mean") == [None, 100, 90]
    assert course(done, "D01-02", "complaint_open") == [1, 1, 0]
    assert [done[n].results.lists["correct"] for n in done] == [["D01-02"], ["D01-02"], []]
    assert any("举报查实内容失实" in text for text in reasons(done[4], "D01-02", "LS-4"))


def test_an_open_complaint_comes_back_in_the_new_year(tmp_path):
    """LS-4: who was not corrected in November is not forgotten in January; an overdue task is written anew, as the guide says."""
    county = County.made(tmp_path, scheme="leishan", roster=ROSTER)
    county.issue("2026-11")
    county.returned("2026-11", "COUNTY", rows=numbered({"complaints": [complaint("D01-02", 11, "2026-11-07")]}))
    tasks = [{"owner": "D01-01", "task": "校舍检查", "due": "2026-11-10"}]
    county.returned("2026-11", "D01", rows=unit_rows(county, "2026-11", "D01", everybody("D01"), tasks=tasks))
    decide(county, "2026-11")
    county.issue("2027-01")
    assert [row["finding"] for row in county.book("2027-01", "COUNTY").facts.prefilled["complaints"]] == ["内容失实"]
    assert county.book("2027-01", "D01").facts.prefilled.get("tasks", []) == []


@pytest.mark.parametrize(("month", "received", "grade"), [(10, "2025-11-07", "好"), (11, "2026-02-07", "好"), (10, "2026-11-07", None)])
def test_a_complaint_about_last_years_form_holds_the_same_month_of_this_year_up_neither(tmp_path, month, received, grade):
    """LS-4: received before that month of this year began, it means last year's; received after it, this year's."""
    county = County.made(tmp_path, scheme="leishan", roster=ROSTER)
    period = f"2026-{month}"
    county.issue(period)
    send(county, period, "D01", unit_rows(county, period, "D01", everybody("D01")))
    send(county, period, "COUNTY", numbered({"complaints": [complaint("D01-02", month, received)]}))
    done = decide(county, period)
    assert done.results.lists["correct"] == ["D01-02"] and official(done, "D01-02")["month_grade"] == grade


# LS-5: the quarter's ballots


def test_three_aspects_are_weighed_into_the_quarters_score(year):
    """LS-5. D01-02 in March: 10 好 = 100; 10 较好 = 85; 5 好 and 5 较好 = 92.5. 0.3*100 + 0.3*85 + 0.4*92.5 = 92.5."""
    assert official(year[3], "D01-02")["quarter"] == 92.5
    assert [official(year[n], "T01-03")["quarter"] for n in (3, 4, 6)] == [70, None, 70], "一般 counts 70; no ballots outside the quarter's end"
    given = [row["aspect"] for row in year[3].round.issues["D01"].prefilled["ballots"] if row["subject"] == "D01-02"]
    assert given == ["学习思路与安排措施", "责任心、作风与出勤", "数量、质量、效率与成效"]


def test_an_aspect_without_a_vote_is_an_error(tmp_path):
    """LS-5."""
    county = County.made(tmp_path, scheme="leishan", roster=ROSTER)
    county.issue("2026-03")
    rows = unit_rows(county, "2026-03", "D01", everybody("D01", D01_02=Told(ballots=((10, 0, 0, 0), (0, 0, 0, 0), (10, 0, 0, 0)))))
    assert codes(send(county, "2026-03", "D01", rows), "error") == ["ballot.empty"]


# LS-6: the year


def test_the_years_score_and_grade_of_an_official(year):
    """LS-6. T01-01: 0.2*100 + 0.3*100 + 0.1*100 + 0.4*(95+90+85+90+90)/5 = 60 + 0.4*90 = 96: 优秀.

    D01-02: months (11*100 + 70)/12 = 97.5; quarters (92.5 + 3*100)/4 = 98.125; projects 1/1 and 1/0.8 = 1.25, which counts 1.2: 110;
    year (80+85+90+85+90)/5 = 86. 0.2*97.5 + 0.3*98.125 + 0.1*110 + 0.4*86 = 19.5 + 29.4375 + 11 + 34.4 = 94.3375.
    T01-03: 0.2*70 + 0.3*70 + 0.1*50 + 0.4*70 = 68: 基本称职.
    """
    last = year[12]
    assert [official(last, "T01-01")[f] for f in ("assessment", "year_score", "grade")] == [90, 96, "优秀"]
    assert [official(last, "D01-02")[f] for f in ("month_mean", "project", "assessment", "year_score", "grade")] == [97.5, 110, 86, 94.34, "优秀"]
    assert [official(last, "T01-03")[f] for f in ("year_score", "grade")] == [68, "基本称职"]
    assert course(year, "T01-01", "grade")[:11] == [None] * 11


def test_a_part_that_is_missing_is_no_data_for_an_official_and_left_out_for_a_team(year):
    """LS-6. D02 has no key project: D02-02 has no year's score.

    Its team: months 85, quarters (100 + 70)/2 = 85, year 80: (0.2*85 + 0.3*85 + 0.4*80)/0.9 = 74.5/0.9 = 82.78: 称职.
    """
    assert [official(year[12], "D02-02")[f] for f in ("project", "year_score", "grade")] == [None, None, None]
    assert [unit(year[12], "D02")[f] for f in ("month_mean", "score", "grade")] == [85, shown(74.5 / 0.9), "称职"]


def test_a_team_is_graded_the_same_way(year):
    """LS-6. D01: months (11*100 + 85)/12 = 98.75; quarters (96.25 + 3*100)/4 = 99.0625; projects (1 + 1 + 1.2)/3 = 106.6667; year 90.

    0.2*98.75 + 0.3*99.0625 + 0.1*106.6667 + 0.4*90 = 19.75 + 29.71875 + 10.66667 + 36 = 96.1354.
    """
    assert [unit(year[12], "D01")[f] for f in ("month_mean", "score", "grade", "rank")] == [98.75, 96.14, "优秀", 1]


def test_a_member_without_a_key_project_is_told_of(tmp_path):
    """LS-6: at a quarter's end, for there will be no year's score."""
    county = County.made(tmp_path, scheme="leishan", roster=ROSTER)
    county.issue("2026-03")
    checked = send(county, "2026-03", "D01", unit_rows(county, "2026-03", "D01", everybody("D01", D01_02=Told(projects=()))))
    assert [p.message for p in checked.problems if p.code == "project.none"] == ["杨D01-02没有重点项目，年度得分缺这一部分，出不了分"]


# LS-7: unreported


def test_two_months_running_unreported_make_the_year_unfit(year):
    """LS-7. T01-02: April and May unreported, the reason not accepted: two running, listed from May on; the score alone gives 优秀."""
    assert course(year, "T01-02", "lapses_running") == [0, 0, 0, 1, 2, 2, 2, 2, 2, 2, 2, 2]
    assert [("T01-02" in year[n].results.lists["unreported"]) for n in (4, 5, 12)] == [False, True, True]
    # 0.2*100 + 0.3*100 + 0.1*100 + 0.4*90 = 96
    assert [official(year[12], "T01-02")[f] for f in ("year_score", "grade")] == [96, "不称职"]
    assert "T01-02" not in year[12].results.lists["promote"]
    assert "列入年度不称职建议名单：连续2次未报或内容空洞、脱离实际，没有正当理由" in reasons(year[12], "T01-02", "LS-7")


def test_an_accepted_reason_breaks_the_run(year):
    """LS-7. D02-02: April unreported, May unreported with an accepted reason, October the unit's return is missing: runs of one."""
    assert course(year, "D02-02", "lapses_running") == [0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    assert course(year, "D02-02", "reported")[3:5] == ["未报", "未报"]
    assert reasons(year[5], "D02-02", "LS-7") == ["未报有正当理由：住院治疗"]


def test_found_empty_or_unrealistic_counts_like_unreported(year):
    """LS-7. D02-01 reported each month but October; July 内容空洞, August 脱离实际, both a person's finding: two running."""
    assert course(year, "D02-01", "hollow")[6:9] == ["内容空洞", "脱离实际", None]
    assert course(year, "D02-01", "lapses_running")[5:9] == [0, 1, 2, 2]
    assert official(year[12], "D02-01")["grade"] == "不称职"
    assert year[12].results.lists["unfit"] == ["D02-01", "T01-02"]


def test_what_is_counted_of_a_unit_without_a_return_is_told_with_its_lists(year):
    """LS-1, LS-7: D02 did not come in October; what counts all the same is told as in results, with the list that follows."""
    evaluation, results = year[10].evaluation, year[10].results
    told = {s.id: s.value for section in explain_official(evaluation, "D02-01", results=results) for s in section.parts}
    assert (told["official.reported"], told["official.missed"], told["official.lapses_running"]) == ("未报", 1, 2)
    assert "official.month_score" not in told and "lists.unreported" in told
    text = to_text(explain_unit(evaluation, "D02", results=results))
    assert "下列结果不取自该工作簿" in text and "报送 = 未报 〔LS-1〕" in text


# LS-8: the same achievement twice


def test_the_same_achievement_in_another_unit_and_month_is_shown_with_both_places(year):
    """LS-8: March's text of T01-01 with other width, punctuation and digits in November: alike after normalising. Short texts are left out."""
    pair, = year[11].results.similar
    assert [getattr(place, f) for place in (pair.first, pair.second) for f in ("period", "unit", "official", "sheet")] == [
        "2026-03", "T01", "T01-01", "工作实绩", "2026-11", "D02", "D02-02", "工作实绩"]
    assert (pair.similarity, pair.rule, pair.second.text) == (1.0, "LS-8", COPIED_ELSEWHERE)
    assert [len(year[n].results.similar) for n in (3, 10, 12)] == [0, 0, 0]
    assert official(year[11], "D02-02")["month_grade"] == "较好", "likeness alone costs nothing"


def test_only_a_finding_puts_person_and_unit_on_the_notice_list(year):
    """LS-8: found in November; in no other month is anybody on the list."""
    assert [year[n].results.lists["notice_people"] for n in (10, 11, 12)] == [[], ["D02-02"], []]
    assert [year[n].results.lists["notice_units"] for n in (10, 11, 12)] == [[], ["D02"], []]
    assert official(year[12], "D02-02")["offences"] == 1


@pytest.mark.parametrize(("second", "similarity"), [
    ("一二三四五六七八九十甲乙丙丁戊己庚辛壬子", 0.95),  # 1 of 20 differs: 1 - 2/40
    ("一二三四五六七八九十甲乙丙丁戊己庚子丑寅", None),  # 3 of 20 differ: 1 - 6/40 = 0.85
])  # fmt: skip
def test_texts_are_alike_from_nine_tenths_on(month, second, similarity):
    """LS-8."""
    first = "一二三四五六七八九十甲乙丙丁戊己庚辛壬癸"
    send(month, "2026-05", "D01", unit_rows(month, "2026-05", "D01", everybody("D01", D01_01=Told(result=first), D01_02=Told(result=second))))
    assert [p.similarity for p in decide(month, "2026-05").results.similar] == ([similarity] if similarity else [])


# LS-9: cards


def test_a_month_without_a_return_saves_nobody_the_yellow_card(tmp_path):
    """LS-9. Due 10 April and never done; nothing came back in April: yellow in May, once. Due 31 May, done 2 June: yellow in June. Two: red."""
    county = County.made(tmp_path, scheme="leishan", roster=ROSTER)
    done, told = {}, {3: [], 5: [task("D01-01", "核对", "2026-05-31")], 6: [task("D01-01", "核对", "2026-05-31", "2026-06-02")]}
    for n in (3, 4, 5, 6):
        period = f"2026-{n:02d}"
        county.issue(period)
        if n in told:
            rows = [task("D01-01", "校舍检查", "2026-04-10"), *told[n]]
            county.returned(period, "D01", rows=unit_rows(county, period, "D01", everybody("D01"), tasks=rows))
        done[n] = decide(county, period)
    assert course(done, "D01-01", "yellow") == [0, None, 1, 1] and course(done, "D01-01", "yellows")[2:] == [1, 2]
    assert official(done[6], "D01-01")["red"] == "红牌"


def test_a_task_past_its_deadline_is_a_yellow_card_once_and_two_are_red(year):
    """LS-9. D01-01: due 10 February and open: yellow in February, not again in March when it is done.

    Due 31 March, the last day: not yet in March, whose return is due on the 30th; done on 2 April: yellow in April. Two: red.
    D01-02: done on its last day: none; due 10 June, done on the 12th: one yellow, no red.
    """
    assert course(year, "D01-01", "yellow")[:6] == [0, 1, 0, 1, 0, 0]
    assert course(year, "D01-01", "red")[1:5] == [None, None, "红牌", "红牌"]
    assert course(year, "D01-02", "yellow")[4:6] == [0, 1]
    assert [official(year[12], "D01-02")[f] for f in ("yellows", "red", "grade")] == [1, None, "优秀"]


def test_a_red_card_takes_the_best_grade_away(year):
    """LS-9. D01-01: 0.2*100 + 0.3*100 + 0.1*100 + 0.4*90 = 96 would be 优秀; red makes it 称职."""
    assert [official(year[12], "D01-01")[f] for f in ("year_score", "yellows", "red", "grade")] == [96, 2, "红牌", "称职"]
    assert reasons(year[12], "D01-01", "LS-9") == ["被红牌警告，不能评为优秀，改为称职"]


def test_cards_are_on_for_the_named_units_only(year):
    """LS-9: two overdue tasks in a township make no card; open tasks come back, done ones do not."""
    assert course(year, "T01-01", "yellows")[1:3] == [None, None]
    carried = [year[n].round.issues["D01"].prefilled.get("tasks", []) for n in (3, 4, 5)]
    assert [[row["task"] for row in rows] for rows in carried] == [["校舍检查"], ["控辍保学核对"], []]


# LS-10: what follows


def test_the_lists_of_the_year_and_of_the_month(year):
    """LS-10: 优秀 for promotion and commendation, 基本称职 for rotation, 一般 of the month for feedback and talk, each with its reason."""
    lists = year[12].results.lists
    assert (lists["promote"], lists["rotate"]) == (["D01-02", "T01-01"], ["T01-03"])
    assert year[3].results.lists["feedback"] == ["D01-02", "T01-03"] and year[12].results.lists["feedback"] == ["T01-03"]
    assert year[11].results.lists["promote"] == []
    assert [r["text"] for r in official(year[12], "T01-03")["reasons"] if r["text"].startswith("列入")] == [
        "列入书面反馈和约谈名单：本月评定等次一般", "列入交流锻炼参考名单：年度得分68.00，等次基本称职"]


def test_the_scheme_names_each_rule_and_quotes_the_source():
    """LS-1 to LS-10 are cited and each has its clause; every number that the source leaves open is marked."""
    rules = [f"LS-{n}" for n in range(1, 11)]
    assert SCHEME.cited == rules and list(SCHEME.clauses) == rules
    stated = {f"{rule}.{id}" for rule, own in SCHEME.parameters.items() for id, value in own.items() if not value.default}
    assert stated == {"LS-3.days", "LS-4.untrue", "LS-7.running", "LS-7.grade", "LS-9.red_from", "LS-9.barred"}


# In LibreOffice


@pytest.mark.xdist_group("libreoffice")
def test_what_the_sheet_and_the_form_show_in_libreoffice_is_what_results_say(office, tmp_path):
    """LS-1, LS-2, LS-3, LS-5, LS-6: live cells of a return saved by LibreOffice, and the form of the official that was chosen."""
    county = County.made(tmp_path, scheme="leishan", roster=ROSTER)
    county.issue("2026-03")
    people = {"D01-01": Told("较好", result="完成校舍检查四十所"), "D01-02": Told("一般", ballots=((10, 0, 0, 0), (0, 10, 0, 0), (5, 5, 0, 0)))}
    file = county.blank("2026-03", "D01")
    document = office.open(file, recalculate=False)
    fill_in(document, county, "2026-03", "D01", unit_rows(county, "2026-03", "D01", people))
    book = county.book("2026-03", "D01")
    drawn = next(s for s in layout_of(SCHEME, book.workbook, book.period, book.facts).sheets if s.sheet.title == FORM)
    sheet_cell(document, FORM, address(*chosen_place(drawn.sheet.personal, drawn.drawn))).String = "杨D01-01"
    document.calculateAll()

    def column(table: str, id: str) -> list[Any]:
        place = book.places[table]
        rows = range(place.header + 1, place.header + 1 + max(len(book.facts.prefilled.get(table, [])), 2))
        return [seen(document, place.sheet.title, place.address(row, id)) for row in rows]

    cover = {id: seen(document, s.title, address(r, c)) for id, (s, r, c) in book.unit_cells.items()}
    shows = {(t, c): column(t, c) for t, c in (("verdicts", "items"), ("verdicts", "score"), ("ballots", "score"), ("quarter_scores", "score"),
                                               ("key_projects", "ratio"), ("postings", "due_on"))}
    form = form_text(document)
    office.save(document, county.inbox("2026-03") / file.name, "xlsx")
    document.close(True)
    done = decide(county, "2026-03")
    assert [p for p in done.files.accepted["D01"].problems if p.severity != "notice"] == []
    both = ("D01-01", "D01-02")
    assert shows["verdicts", "items"] == [1, 1] and shows["verdicts", "score"] == [official(done, id)["month_score"] for id in both] == [85, 70]
    assert shows["ballots", "score"] == [100, 100, 100, 100, 85, 92.5]
    assert shows["quarter_scores", "score"] == [official(done, id)["quarter"] for id in both] == [100, 92.5]
    assert shows["key_projects", "ratio"] == [1, 1] and official(done, "D01-01")["project"] == 100
    assert shows["postings", "due_on"] == ["汇总时算", None], "no formula knows the state's calendar; a blank row says nothing"
    assert (cover["judged"], cover["untruthful"], cover["problems"]) == (unit(done, "D01")["judged"], 0, 0) == (2, 0, 0)
    assert [form.count(text) for text in ("完成校舍检查四十所", "较好", "属实", "同意", "2026-03-27", "杨D01-01")] == [2, 2, 2, 2, 2, 4]


@pytest.mark.xdist_group("libreoffice")
def test_with_the_add_in_the_sheet_says_until_when_a_posting_stands(month, tmp_path):
    """LS-3: posted on 30 April, up to 13 May (see above); a blank row says nothing, and the saved return says what the engine says."""
    up = {"kind": "月实绩登记表", "posted_on": "2026-04-30", "removed_on": "2026-05-13", "place": "公示栏"}
    rows = unit_rows(month, "2026-05", "T01", everybody("T01"), postings=[up])
    file, place = month.blank("2026-05", "T01"), month.book("2026-05", "T01").places["postings"]
    with Office(extensions=[unpack(tmp_path / "shijibu")]) as office:
        document = office.open(file, recalculate=False)
        fill_in(document, month, "2026-05", "T01", rows)
        document.calculateAll()
        shows = [sheet_cell(document, place.sheet.title, place.address(place.header + n, "due_on")).String for n in (1, 2)]
        office.save(document, month.inbox("2026-05") / file.name, "xlsx")
        document.close(True)
    assert shows == ["2026-05-13", ""]
    assert [p for p in decide(month, "2026-05").files.accepted["T01"].problems if p.severity != "notice" or p.code.startswith("live.")] == []


def form_text(document: Any) -> list[str]:
    """What the printed form's cells show, both copies."""
    cursor = document.Sheets.getByName(FORM).createCursor()
    cursor.gotoEndOfUsedArea(False)
    last = cursor.RangeAddress.EndRow
    cells = document.Sheets.getByName(FORM).getCellRangeByPosition(0, 0, 23, last)
    return [cells.getCellByPosition(c, r).String for r in range(last + 1) for c in range(24)]


def test_a_years_files_have_no_problem_that_was_not_meant(year):
    """Every return of the year is in order but for what is told here: nobody's report, no posted ballots, D02's missing projects, open tasks,
    months in which the county's own book stayed as it was."""
    said = {(p.code, n) for n in year for f in year[n].files.accepted.values() for p in f.problems if p.severity != "notice"}
    assert {code for code, _ in said} == {"report.none", "posting.no-ballots", "project.none", "task.overdue", "book.untouched"}
    assert {n for code, n in said if code == "report.none"} == {4, 5}


def test_the_years_report_has_a_sheet_for_each_question(year, tmp_path):
    """LS-1, LS-4, LS-6, LS-7, LS-8, LS-9: who is late, what waits, who did not report, cards, proposals, and pairs side by side."""
    write_result(year[11], tmp_path)
    book = openpyxl.load_workbook(Path(tmp_path) / "report.xlsx")
    wanted = {"报送和未报", "本月等次", "举报待纠正", "未报和空洞", "黄牌红牌", "年度等次建议", "班子年度等次建议", "一绩多用核查"}
    assert wanted <= set(book.sheetnames)
    said = [[c.value for c in row] for row in book["一绩多用核查"].iter_rows()]
    assert any(COPIED in row and COPIED_ELSEWHERE in row for row in said)
    assert [row[0] for row in under_header(book["黄牌红牌"])] == ["D01-01", "D01-02"]
    write_result(year[4], tmp_path)
    waiting, = under_header(openpyxl.load_workbook(Path(tmp_path) / "report.xlsx")["举报待纠正"])
    assert waiting == ("D01-02", "杨D01-02", "教育局", "副职", 1, "内容失实", "3")


def under_header(sheet: Any) -> list[tuple]:
    """The rows under the header, as far as it goes."""
    rows = list(sheet.iter_rows(values_only=True))
    start = next(i for i, row in enumerate(rows) if row[0] == "编号")
    across = sum(heading is not None for heading in rows[start])
    return [row[:across] for row in rows[start + 1:] if row[0]]

