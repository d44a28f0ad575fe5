"""TX-1 to TX-7: Tongxiang's review in real files, a year of twelve rounds, with the arithmetic of RULES.md by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import chinese_calendar
import pytest

from shijibu.checks.check import Expected, check_file
from shijibu.checks.checked import Checked
from shijibu.figures.evaluation import Row
from shijibu.rounds.consolidate import consolidate
from shijibu.rounds.decided import DecidedRound
from shijibu.rules.values import shown
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Official, Roster, Unit
from shijibu.spreadsheet.address import address
from tests.counties.results import official, unit
from tests.county import County
from tests.libreoffice.test_roundtrip import fill_in, seen

Tables = dict[str, list[dict[str, Any]]]
LEADER, TOWN_HEAD, DEPARTMENT_HEAD, OTHER = "市四套班子成员", "镇街党政主要负责人", "市直单位主要负责人", "其他领导干部"
STATIONED, LINKED = "机关住村干部", "镇街联村干部"


def person(id: str, duty: str, village: str = "") -> Official:
    extra = {"duty": duty} | ({"village": village} if village else {})
    return Official(id=id, name=f"张{id}", unit=id[:3], post="副职" if duty == OTHER else "正职", team=True, extra=extra)


ROSTER = Roster.of(
    [Unit(code="L01", name="市四套班子", kind="leaders"), Unit(code="T01", name="濮水镇", kind="township"),
     Unit(code="D01", name="水利局", kind="department")],
    [person("L01-01", LEADER), person("T01-01", TOWN_HEAD), person("T01-02", OTHER, LINKED), person("T01-03", OTHER, LINKED),
     person("D01-01", DEPARTMENT_HEAD), person("D01-02", OTHER, STATIONED), person("D01-03", OTHER)],
)  # fmt: skip


def days(period: str) -> list[str]:
    """The month's working days by the state's calendar."""
    when = Period.parse(period, "month")
    return [d.isoformat() for d in chinese_calendar.get_workdays(when.start, when.end)]


def mondays(period: str) -> list[str]:
    when = Period.parse(period, "month")
    month = [when.start + timedelta(days=n) for n in range((when.end - when.start).days + 1)]
    return [d.isoformat() for d in month if d.weekday() == 0]


def log(owner: str, *dates: str) -> list[dict]:
    return [{"owner": owner, "date": d, "work": "下村走访"} for d in dates]


def note(owner: str, *weeks: str) -> list[dict]:
    return [{"owner": owner, "week": w, "insight": "抓落实要盯住时间节点"} for w in weeks]


def visit(owner: str, day: str, household: str, solved: str | None = None, **more: Any) -> dict[str, Any]:
    return {"owner": owner, "date": day, "household": household, "appeal": "沟渠淤塞", "handler": "村委会", "solved_on": solved, **more}


def reported(owner: str, day: str, household: str, solved: str | None = None) -> dict[str, Any]:
    return visit(owner, day, household, solved, reported_to="T01", reported_on=day)


def task(title: str, planned: float, actual: float, weight: float = 50, due: str = "2026-12-31", owner: str = "D01-01") -> dict[str, Any]:
    told = {"title": title, "book": "年底前完成", "owner": owner, "due": due, "weight": weight}
    return told | {"planned": planned, "actual": actual}


def slip(number: str, unit: str, sent: str, deadline: str, closed: str | None = None) -> dict[str, Any]:
    return {"number": number, "matter": "村级台账整合", "unit": unit, "sent_on": sent, "deadline": deadline, "closed_on": closed}


def talk(owner: str, kind: str, day: str, finding: str | None = None, disposal: str | None = None) -> dict[str, Any]:
    told = {"owner": owner, "kind": kind, "held_on": day, "held_by": "市委组织部", "content": "任务滞后"}
    return told | {"finding": finding, "disposal": disposal}


def graded(county: County, period: str, unit: str, grades: dict[str, str]) -> Tables:
    """The month's grades in the unit's or the county's workbook, for those who are prefilled there."""
    out: Tables = {}
    for table in ("grades", "leader_grades"):
        rows = county.book(period, unit).facts.prefilled.get(table, [])
        grader = "分管市领导" if table == "leader_grades" else f"{unit}-01"
        told = [(row, grades.get(row["subject"], "较好")) for row in rows]
        out |= {table: [row | {"grade": g, "grader": grader, "grounds": "按当月工作评定"} for row, g in told]} if rows else {}
    return out


def carried(county: County, period: str, unit: str, table: str, **done: dict[str, Any]) -> list[dict]:
    """What came with the workbook, completed: `done` by household, number or title."""
    rows = county.book(period, unit).facts.prefilled.get(table, [])
    return [row | done.get(row.get("household") or row.get("number") or row.get("title") or row["owner"], {}) for row in rows]


def in_order(county: County, period: str, unit: str, grades: dict[str, str] | None = None, **tables: list[dict]) -> Tables:
    """A unit's month with every log and note; `tables` stand instead."""
    staff = ROSTER.staff(unit)
    told: Tables = {
        "logs": [row for o in staff for row in log(o.id, *days(period))],
        "notes": [row for o in staff if o.extra["duty"] != OTHER for row in note(o.id, *mondays(period))],
        "log_counts": county.book(period, unit).facts.prefilled["log_counts"],
    }
    return told | graded(county, period, unit, grades or {}) | tables


def send(county: County, period: str, unit: str, tables: Tables) -> Checked:
    """Hand the workbook in; what its check says."""
    rows = {t: [Row(i, dict(v)) for i, v in enumerate(told, 1)] for t, told in tables.items()}
    file = county.returned(period, unit, rows=rows)
    return check_file(file, file.name, Expected(key=county.ledger.key()))


def decide(county: County, period: str) -> DecidedRound:
    when = Period.parse(period, county.scheme.cadence)
    return consolidate([county.inbox(period)], county.scheme, when, county.ledger, received=when.end)


def said(checked: Checked, severity: str) -> list[str]:
    return sorted({p.code for p in checked.problems if p.severity == severity})


# The year: grades by month where they are not 较好; T01 returns nothing in June, the county's own workbook is missing in August.
GRADES = {
    "D01-02": {1: "好", 2: "一般", **dict.fromkeys((3, 4), "好"), 5: "一般", **dict.fromkeys(range(6, 13), "好")},
    "D01-03": {3: "一般", 4: "较差", 5: "一般"},
    "T01-02": {5: "一般", 7: "差"},
    "D01-01": {**dict.fromkeys(range(1, 13), "好"), 11: "差"},
    "T01-01": dict.fromkeys(range(1, 13), "好"),
}
TASKS = {  # by quarter: planned and actual of D01's two tasks, weights 60 and 40
    3: ((0.2, 0.2), (0.2, 0.1)), 6: ((0.5, 0.5), (0.5, 0.5)), 9: ((0.7, 0.84), (0.7, 0.84)), 12: ((1, 1), (1, 1)),
}  # fmt: skip
REVIEW = {"L01-01": 95, "T01-01": 90, "T01-02": 80, "T01-03": 85, "D01-01": 88, "D01-02": 92, "D01-03": 70}
NOT_RETURNED = {(6, "T01"), (8, "COUNTY")}


def department(county: County, n: int, period: str, grades: dict[str, str]) -> Tables:
    new = {
        1: [reported("D01-02", "2026-01-06", "甲家", "2026-01-20"), reported("D01-02", "2026-01-07", "乙家")],
        2: [reported("D01-02", "2026-02-03", "丙家")], 3: [reported("D01-02", "2026-03-03", "丁家", "2026-03-20")],
    }  # fmt: skip
    visits = carried(county, period, "D01", "visits", **({"乙家": {"solved_on": "2026-02-10"}} if n == 2 else {})) + new.get(n, [])
    told = in_order(county, period, "D01", grades, visits=visits)
    if n == 1:  # not owed, so never counted
        told["notes"] += note("D01-02", "2026-01-05")
    if n == 3:
        (a, b), (c, d) = TASKS[3]
        told["key_tasks"] = [task("水库除险", a, b, 60), task("河道清淤", c, d, 40, due="2026-05-31")]
    elif n in TASKS:
        done = {t: {"planned": p, "actual": a} for t, (p, a) in zip(("水库除险", "河道清淤"), TASKS[n], strict=True)}
        told["key_tasks"] = carried(county, period, "D01", "key_tasks", **done)
    return told


def township(county: County, n: int, period: str, grades: dict[str, str]) -> Tables:
    told = in_order(county, period, "T01", grades)
    if n == 1:
        told["visits"] = [visit("T01-02", "2026-01-08", "戊家", "2026-01-09", lead="T01-02")]
        told["notes"] = note("T01-01", "2026-01-05", "2026-01-07", "2026-01-12")
        told["logs"] = [row for row in told["logs"] if row["owner"] != "T01-02"] + log("T01-02", *days(period)[:14])
    if n == 3:
        told["key_tasks"] = [task("老街改造", 0.4, 0.28, owner="T01-01")]
    elif n in TASKS:
        told["key_tasks"] = carried(county, period, "T01", "key_tasks", 老街改造={"planned": 0.9, "actual": 0.9})
    return told


def city(county: County, n: int, period: str, grades: dict[str, str]) -> Tables:
    new = {
        1: [slip("1号", "D01", "2026-01-05", "2026-02-15"), slip("2号", "T01", "2026-01-05", "2026-01-31", "2026-01-20")],
        3: [slip("3号", "D01;T01", "2026-03-10", "2026-12-31")],
    }  # fmt: skip
    closed = {3: {"1号": {"closed_on": "2026-03-05"}}, 12: {"3号": {"closed_on": "2026-12-20"}}}
    talks = {3: [talk("D01-02", "提醒教育", "2026-03-04")], 4: [talk("D01-03", "专项考察", "2026-04-20")]}
    found = {5: {"D01-03": {"finding": "不称职", "disposal": "免职"}}}
    told = graded(county, period, "COUNTY", grades)
    told["slips"] = carried(county, period, "COUNTY", "slips", **closed.get(n, {})) + new.get(n, [])
    told["talks"] = carried(county, period, "COUNTY", "talks", **found.get(n, {})) + talks.get(n, [])
    if n == 12:
        told["year_review"] = [row | {"score": REVIEW[row["subject"]]} for row in county.book(period, "COUNTY").facts.prefilled["year_review"]]
    return told


@pytest.fixture(scope="module")
def year(tmp_path_factory) -> dict[int, DecidedRound]:
    county = County.made(tmp_path_factory.mktemp("tongxiang"), scheme="tongxiang", roster=ROSTER)
    done = {}
    for n in range(1, 13):
        period = f"2026-{n:02}"
        county.issue(period)
        grades = {id: by_month.get(n, "较好") for id, by_month in GRADES.items()}
        made = {"L01": lambda c, n, p, g: in_order(c, p, "L01"), "T01": township, "D01": department, "COUNTY": city}
        for code, make in made.items():
            if (n, code) not in NOT_RETURNED:
                checked = send(county, period, code, make(county, n, period, grades))
                assert checked.accepted, [p.message for p in checked.problems]
        done[n] = decide(county, period)
    return done


# TX-1: logs and night visits


def test_coverage_is_logged_working_days_over_working_days(year):
    """TX-1. January 2026 has 21 working days; T01-02 logged 14: 14/21 = 66.67%. The unit's mean is (100 + 66.67 + 100)/3 = 88.89."""
    assert len(days("2026-01")) == 21
    assert [official(year[1], id)["coverage"] for id in ("T01-01", "T01-02", "D01-03")] == [100, 66.67, 100]
    assert unit(year[1], "T01")["coverage"] == 88.89
    assert official(year[6], "T01-02")["coverage"] is None, "nothing was returned: no data, not zero"


def test_the_years_coverage_is_made_from_days_and_not_from_the_months_shares(tmp_path):
    """TX-1. January 2026 has 21 working days, February 16, March 22. D01-01 logs 7 of 21, nothing came back in February, then 22 of 22.

    29 of 43 days that have data is 67.44; the mean of 33.33 and 100 would be 66.67. The unit: (7+21+21 + 22*3)/(43*3) = 115/129 = 89.15.
    """
    county = County.made(tmp_path, scheme="tongxiang", roster=ROSTER)
    for period in ("2026-01", "2026-02", "2026-03"):
        county.issue(period)
        if period != "2026-02":
            told = in_order(county, period, "D01")
            if period == "2026-01":
                told["logs"] = log("D01-01", *days(period)[:7]) + log("D01-02", *days(period)) + log("D01-03", *days(period))
            assert send(county, period, "D01", told).accepted
        done = decide(county, period)
    assert [len(days(f"2026-0{n}")) for n in (1, 3)] == [21, 22]
    assert official(done, "D01-01")["log_score"] == 67.44
    assert unit(done, "D01")["coverage_mean"] == 89.15


def test_a_month_whose_working_days_are_unknown_says_so(tmp_path):
    """TX-1: no coverage, and no advice that it counts as 0."""
    county = County.made(tmp_path, scheme="tongxiang", roster=ROSTER)
    county.issue("2040-01")
    told = {"logs": log("D01-01", "2040-01-09")} | graded(county, "2040-01", "D01", {})
    checked = send(county, "2040-01", "D01", told)
    assert checked.accepted
    assert [p.message for p in checked.problems if p.code == "log.no-calendar"] == [
        "2040年的放假安排尚未收录，本月工作日数不详，日志覆盖率和名次暂缺"]
    assert "log.none" not in said(checked, "warning") and not any("覆盖率 0" in p.fix for p in checked.problems)
    done = decide(county, "2040-01")
    assert official(done, "D01-01")["coverage"] is None and unit(done, "D01")["coverage"] is None


def test_what_is_open_at_the_years_end_comes_back_in_january(tmp_path):
    """TX-1, TX-2, TX-5: an appeal, a slip and an inspection without a finding."""
    county = County.made(tmp_path, scheme="tongxiang", roster=ROSTER)
    county.issue("2026-12")
    assert send(county, "2026-12", "D01", in_order(county, "2026-12", "D01", visits=[reported("D01-02", "2026-12-10", "王家")])).accepted
    review = [r | {"score": 90} for r in county.book("2026-12", "COUNTY").facts.prefilled["year_review"]]
    tables = graded(county, "2026-12", "COUNTY", {}) | {
        "year_review": review, "slips": [slip("1号", "D01", "2026-12-05", "2027-01-15")], "talks": [talk("D01-03", "专项考察", "2026-12-20")]}
    assert send(county, "2026-12", "COUNTY", tables).accepted
    decide(county, "2026-12")
    county.issue("2027-01")
    assert [r["household"] for r in county.book("2027-01", "D01").facts.prefilled["visits"]] == ["王家"]
    city = county.book("2027-01", "COUNTY").facts.prefilled
    assert [r["number"] for r in city["slips"]] == ["1号"] and [r["owner"] for r in city["talks"]] == ["D01-03"]


def test_a_town_still_has_the_open_appeals_of_a_unit_that_returned_nothing(tmp_path):
    """TX-1."""
    county = County.made(tmp_path, scheme="tongxiang", roster=ROSTER)
    county.issue("2026-03")
    appeals = [reported("D01-02", "2026-03-10", "王家"), reported("D01-02", "2026-03-11", "李家", "2026-03-20")]
    assert send(county, "2026-03", "D01", in_order(county, "2026-03", "D01", visits=appeals, key_tasks=[])).accepted
    first = decide(county, "2026-03")
    county.issue("2026-04")
    assert [unit(d, "T01")["received_open"] for d in (first, decide(county, "2026-04"))] == [1, 1]


@pytest.fixture
def february(tmp_path) -> County:
    county = County.made(tmp_path, scheme="tongxiang", roster=ROSTER)
    county.issue("2026-02")
    return county


def test_holidays_do_not_count_and_make_up_days_do(february):
    """TX-1. February 2026 has 16 working days, the Saturdays 14 and 28 among them. Logs on both, twice on the 2nd, on a Sunday
    and in the Spring Festival: three working days. 3/16 = 18.75%."""
    told = in_order(february, "2026-02", "D01")
    told["logs"] = log("D01-01", "2026-02-14", "2026-02-28", "2026-02-02", "2026-02-02", "2026-02-01", "2026-02-17") + log("D01-02", "2026-03-02")
    checked = send(february, "2026-02", "D01", told)
    assert checked.accepted and said(checked, "warning") == ["log.none", "log.outside-month", "owed.too-few"]
    done = decide(february, "2026-02")
    assert [official(done, id)["coverage"] for id in ("D01-01", "D01-02", "D01-03")] == [18.75, 0, 0]


def test_an_unsolved_appeal_comes_back_until_it_is_solved(year):
    """TX-1. D01-02: 乙家 is carried into February and solved there; 丙家 stays open to the year's end, 甲家 never comes back."""
    came = {n: [row["household"] for row in year[n].round.issues["D01"].prefilled.get("visits", [])] for n in year}
    assert came == {1: [], 2: ["乙家"], **{n: ["丙家"] for n in range(3, 13)}}
    assert year[3].round.issues["D01"].prefilled["visits"][0]["reported_on"] == "2026-02-03"


def test_the_completion_of_night_visits_is_what_was_solved_in_the_year(year):
    """TX-1, TX-7. D01-02: 1 of 2 solved = 50; 2 of 3 = 66.67; 3 of 4 = 75 and so to the end. Who makes no such visits has no figure."""
    assert [official(year[n], "D01-02")["visit_score"] for n in (1, 2, 3, 12)] == [50, 66.67, 75, 75]
    assert [official(year[12], id)["visit_score"] for id in ("T01-02", "T01-03", "D01-03")] == [100, None, None]


def test_a_town_sees_what_was_reported_to_it(year):
    """TX-1. January: two appeals of the official stationed there, one of them open; June, though the town itself returned nothing: one."""
    assert [(unit(year[n], "T01")["received"], unit(year[n], "T01")["received_open"]) for n in (1, 6)] == [(2, 1), (1, 1)]
    assert unit(year[1], "D01")["received"] is None


def test_both_kinds_of_night_visits_go_their_own_way(february):
    """TX-1. A town official's visit without the team member in charge is an error, a stationed official's without report is pointed out."""
    told = in_order(february, "2026-02", "T01", visits=[visit("T01-02", "2026-02-03", "戊家")])
    assert said(send(february, "2026-02", "T01", told), "error") == ["visit.no-lead"]
    told = in_order(february, "2026-02", "D01", visits=[
        visit("D01-02", "2026-02-03", "甲家", "2026-02-01", reported_to="T01"), visit("D01-03", "2026-02-03", "乙家", handler=None)])
    checked = send(february, "2026-02", "D01", told)
    assert checked.accepted and said(checked, "warning") == ["visit.no-handler", "visit.not-reported", "visit.order"]
    assert "visit.not-owed" in said(checked, "notice")


@pytest.mark.parametrize("missing", ["household", "appeal", "date"])
def test_a_night_visit_is_written_down_whole(february, missing):
    """TX-1. Household, appeal and day of every visit."""
    told = in_order(february, "2026-02", "T01", visits=[visit("T01-02", "2026-02-03", "戊家", lead="T01-01") | {missing: None}])
    assert said(send(february, "2026-02", "T01", told), "error") == ["value.missing"]


# TX-2: weekly notes and slips


def test_a_week_belongs_to_the_month_of_its_monday_and_counts_once(year):
    """TX-2. January 2026 has four Mondays; the 5th and the 7th are one week, the 12th another: 2 of 4. March has five."""
    head = official(year[1], "T01-01")
    assert (head["notes_due"], head["notes_written"], head["weekly_score"]) == (4, 2, 50)
    assert official(year[3], "T01-01")["notes_due"] == 5
    # 52 Mondays in 2026, 5 of them in June, when T01 returned nothing: 47 owed, 2 not written, 45/47 = 0.9574.
    assert official(year[12], "T01-01")["weekly_score"] == 95.74


def test_only_leaders_and_heads_owe_weekly_notes(year, february):
    """TX-2. D01-02's note of January is none that counts."""
    owed = {o.id for o in year[1].results.officials if o.figures["notes_due"] is not None}
    assert owed == {"L01-01", "T01-01", "D01-01"} and official(year[1], "D01-02")["weekly_score"] is None
    told = in_order(february, "2026-02", "D01", notes=note("D01-01", "2026-02-04", "2026-03-02") + note("D01-02", "2026-02-02"))
    checked = send(february, "2026-02", "D01", told)
    assert {"note.not-owed", "note.not-monday"} <= set(said(checked, "notice"))
    assert said(checked, "warning") == ["note.outside-month", "note.too-few"]
    assert "张D01-01本月应写勤政周记4篇，已写1篇" in [p.message for p in checked.problems]
    assert official(decide(february, "2026-02"), "D01-01")["notes_written"] == 1


def test_the_completion_of_slips_is_closed_over_assigned(year):
    """TX-2. D01: 1号 open in January and February: 0/1. Closed in March, when 3号 comes: 1/2. 3号 closed in December: 2/2.
    T01: 2号 closed at once: 1/1; with 3号 1/2; then 2/2. 3号 is both units' own."""
    assert [unit(year[n], "D01")["completion"] for n in (1, 2, 3, 7, 12)] == [0, 0, 50, 50, 100]
    assert [unit(year[n], "T01")["completion"] for n in (1, 3, 6, 12)] == [100, 50, 50, 100]
    # The month's own: of 1号 and 3号 in March one is closed.
    assert unit(year[3], "D01")["month_completion"] == 50


def test_an_overdue_slip_is_listed_with_its_number_until_it_is_closed(year):
    """TX-2. 1号 was due on 15 February: overdue at that month's end, closed late in March, gone in April."""
    assert [year[n].results.lists["overdue"] for n in (1, 2, 3, 4, 12)] == [[], ["D01"], ["D01"], [], []]
    assert [unit(year[n], "D01")["slips_overdue"] for n in (2, 3)] == [1, 0]
    assert unit(year[3], "D01")["slips_late"] == 1
    came = {n: [row["number"] for row in year[n].round.issues["COUNTY"].prefilled.get("slips", [])] for n in (2, 3, 4, 9)}
    assert came == {2: ["1号"], 3: ["1号"], 4: ["3号"], 9: ["3号"]}


def test_without_the_citys_own_workbook_there_is_no_completion(year):
    """TX-2. In August nobody knows what is still open: no data, not 100%."""
    august = unit(year[8], "D01")
    assert [august[f] for f in ("slips_closed", "slips_open", "slips_overdue", "completion")] == [None] * 4


# TX-3 to TX-5: grades and measures


def test_heads_are_graded_by_city_leaders_and_all_others_in_their_unit(year, february):
    """TX-3. Nobody is graded twice, city leaders not at all."""
    inside = [row["subject"] for code in ("L01", "T01", "D01") for row in year[1].round.issues[code].prefilled.get("grades", [])]
    assert inside == ["T01-02", "T01-03", "D01-02", "D01-03"]
    assert [row["subject"] for row in year[1].round.issues["COUNTY"].prefilled["leader_grades"]] == ["D01-01", "T01-01"]
    assert official(year[6], "T01-01")["month_grade"] == "好" and official(year[6], "T01-02")["month_grade"] is None
    told = in_order(february, "2026-02", "D01")
    for wrong, code in (({"grade": "优秀"}, "value.not-a-choice"), ({"grade": None}, "value.missing"), ({"grader": "D01-02"}, "grade.own")):
        rows = [dict(row) for row in told["grades"]]
        rows[0] |= wrong
        assert said(send(february, "2026-02", "D01", told | {"grades": rows}), "error") == [code]
    low = [row | {"grade": "较差", "grounds": None} for row in told["grades"]]
    assert said(send(february, "2026-02", "D01", told | {"grades": low}), "warning") == ["grade.no-grounds"]


def test_the_second_low_month_of_a_year_takes_the_commendation_away(year):
    """TX-4. D01-02 is 一般 in February and May, D01-03 in March and (较差) April, T01-02 in May and (差) July; D01-01 once, in November."""
    assert [official(year[n], "D01-02")["low_months"] for n in (1, 2, 4, 5, 12)] == [0, 1, 1, 2, 2]
    assert [official(year[n], "D01-02")["barred"] for n in (2, 4, 5, 12)] == [None, None, "取消", "取消"]
    assert year[12].results.lists["barred"] == ["D01-02", "D01-03", "T01-02"]
    assert official(year[12], "D01-01")["low_months"] == 1
    assert {"rule": "TX-4", "text": "列入取消评优资格名单：本年月度评议一般及以下2次"} in official(year[12], "D01-02")["reasons"]


def test_a_low_month_is_talked_about_and_the_next_one_inspected(year):
    """TX-5. D01-03: 一般 in March: talk; 较差 in April: inspection; it finds 不称职 in May: the prescribed procedure; 较好 in June: nothing."""
    assert [official(year[n], "D01-03")["measure"] for n in range(2, 7)] == [None, "提醒教育、诫勉谈话", "专项考察", "按规定程序处置", None]
    assert [official(year[n], "D01-03")["low_running"] for n in range(2, 7)] == [0, 1, 2, 3, 0]
    lists = {n: year[n].results.lists for n in year}
    assert (lists[3]["talk"], lists[4]["inspect"], lists[5]["dispose"]) == (["D01-03"], ["D01-03"], ["D01-03"])
    assert [row["owner"] for row in year[5].round.issues["COUNTY"].prefilled["talks"]] == ["D01-03"], "the inspection was still open"
    # D01-02's two low months have good ones between: a talk each time.
    assert [official(year[n], "D01-02")["measure"] for n in (2, 3, 5)] == ["提醒教育、诫勉谈话", None, "提醒教育、诫勉谈话"]
    # D01-01's low month is the leaders' grade.
    assert lists[11]["talk"] == ["D01-01"] and lists[12]["talk"] == []


def test_the_next_graded_month_counts_where_one_has_no_grade(year):
    """TX-5. T01-02: 一般 in May, no return in June, 差 in July: no improvement."""
    assert [official(year[n], "T01-02")["measure"] for n in (5, 6, 7, 8)] == ["提醒教育、诫勉谈话", None, "专项考察", None]


def test_whom_nobody_talked_to_is_listed(year):
    """TX-5. D01-02 of February was talked to in March; D01-03 of March neither in March nor in April."""
    assert year[3].results.lists["untalked"] == [] and year[4].results.lists["untalked"] == ["D01-03"]


def test_only_an_inspection_has_a_finding(february):
    """TX-5. A talk with a finding is an error; a finding that disposes of somebody without the procedure is pointed out."""
    told = graded(february, "2026-02", "COUNTY", {})
    rows = [talk("D01-03", "诫勉谈话", "2026-02-05", "不称职", "免职")]
    assert said(send(february, "2026-02", "COUNTY", told | {"talks": rows}), "error") == ["talk.finding"]
    rows = [talk("D01-03", "专项考察", "2026-02-05", "不胜任现职")]
    assert said(send(february, "2026-02", "COUNTY", told | {"talks": rows}), "warning") == ["talk.disposal"]


# TX-6: key tasks


def test_key_tasks_of_march_come_back_in_june(year):
    """TX-6. The list stays though April and May have no such sheet; T01 returned nothing in June and still has its own in September."""
    for n in (6, 9, 12):
        came = year[n].round.issues["D01"].prefilled["key_tasks"]
        assert [(row["title"], row["weight"], row["owner"], row["due"]) for row in came] == [
            ("水库除险", 60, "D01-01", "2026-12-31"), ("河道清淤", 40, "D01-01", "2026-05-31")]
        assert all(row.get("planned") is None for row in came)
        assert [row["title"] for row in year[n].round.issues["T01"].prefilled["key_tasks"]] == ["老街改造"]
    assert "key_tasks" not in year[4].round.issues["D01"].prefilled


def test_progress_of_key_tasks_gives_the_card_each_quarter(year):
    """TX-6. March: (60*1 + 40*0.5)/100*100 = 80: yellow. June: 100: none. September: 0.84/0.7 = 1.2 each, 120: blue. T01 in March:
    0.28/0.4 = 0.7, 70: red."""
    cards = {n: (unit(year[n], "D01")["index"], unit(year[n], "D01")["card"]) for n in (3, 6, 9, 12)}
    assert cards == {3: (80, "黄牌"), 6: (100, None), 9: (120, "蓝牌"), 12: (100, None)}
    assert (unit(year[3], "T01")["index"], unit(year[3], "T01")["card"]) == (70, "红牌")
    assert unit(year[4], "D01")["index"] is None


def test_a_key_task_past_its_day_is_listed(year):
    """TX-6. 河道清淤 was due on 31 May and stands at 50% in June, at 84% in September; in December it is done."""
    assert [unit(year[n], "D01")["tasks_late"] for n in (3, 6, 9, 12)] == [0, 1, 1, 0]
    assert [year[n].results.lists["tasks_late"] for n in (3, 6, 9, 12)] == [[], ["D01"], ["D01"], []]


@pytest.mark.parametrize("missing", ["book", "owner", "due"])
def test_a_key_task_has_its_book_owner_and_timetable(tmp_path, missing):
    """TX-6. Timetable, task book and owner of every task."""
    county = County.made(tmp_path, scheme="tongxiang", roster=ROSTER)
    county.issue("2026-03")
    told = in_order(county, "2026-03", "D01", key_tasks=[task("水库除险", 0.2, 0.2) | {missing: None}])
    assert said(send(county, "2026-03", "D01", told), "error") == ["value.missing"]


# TX-7: the year


def test_the_years_log_score_is_logged_days_over_working_days(year):
    """TX-7. T01 returned eleven months; 2026 has 248 working days, 21 of them in June: 227. T01-02 missed 7 of January's.

    (14 + 206)/227 = 96.9163: the days are counted, the months' rounded shares are not averaged.
    """
    assert sum(len(days(f"2026-{n:02}")) for n in range(1, 13)) == 248 and len(days("2026-06")) == 21
    assert official(year[12], "T01-02")["log_score"] == shown(220 / 227 * 100)


def test_the_years_score_weighs_the_parts_that_the_role_has(year):
    """TX-7. Weights log 0.2, night visits 0.1, weekly notes 0.1, months 0.4, review 0.2, over those that the role has.

    L01-01, no months, no visits: (20 + 10 + 0.2*95)/0.5 = 98.
    D01-03, neither visits nor notes: months (9*85 + 70 + 60 + 70)/12 = 80.4167; (20 + 32.1667 + 14)/0.8 = 82.71.
    D01-02, visits: months (10*100 + 2*70)/12 = 95; (20 + 7.5 + 38 + 18.4)/0.9 = 93.22.
    D01-01, notes; eleven months, for August is missing: (10*100 + 50)/11 = 95.4545; (20 + 10 + 38.1818 + 17.6)/0.9 = 95.31.
    T01-01: notes 45/47 = 95.74468; (20 + 9.574468 + 40 + 18)/0.9 = 97.304965, at four decimals 97.305, at two 97.31.
    T01-02: log 96.9166, eleven months (9*85 + 70 + 50)/11 = 80.4545; (19.3833 + 10 + 32.1818 + 16)/0.9 = 86.18.
    """
    december = year[12]
    assert {id: official(december, id)["month_mean"] for id in ("D01-01", "D01-02", "D01-03", "T01-01", "T01-02", "L01-01")} == {
        "D01-01": 95.45, "D01-02": 95, "D01-03": 80.42, "T01-01": 100, "T01-02": 80.45, "L01-01": None}
    assert {id: official(december, id)["score"] for id in REVIEW if id != "T01-03"} == {
        "L01-01": 98, "D01-03": 82.71, "D01-02": 93.22, "D01-01": 95.31, "T01-01": 97.31, "T01-02": 86.18}
    assert all(o.figures["score"] is None for n in range(1, 12) for o in year[n].results.officials)


def test_a_part_that_is_missing_leaves_no_score_and_is_listed(year):
    """TX-7. T01-03 makes night visits by role and has none to show: no data, and the reason."""
    assert official(year[12], "T01-03")["score"] is None and year[12].results.lists["incomplete"] == ["T01-03"]
    assert {"rule": "TX-7", "text": "列入年度得分缺项名单：全年没有民情夜记"} in official(year[12], "T01-03")["reasons"]


# The sheet


@pytest.mark.xdist_group("libreoffice")
def test_what_the_sheet_shows_after_libreoffice_saved_it_is_what_results_say(office, tmp_path):
    """TX-1, TX-6, TX-7. Log rows beside the logs, the value of each grade, ratios; on the cover 1.0 and 0.5 at 60 and 40 make 80, yellow."""
    county = County.made(tmp_path, scheme="tongxiang", roster=ROSTER)
    county.issue("2026-03")
    told = in_order(county, "2026-03", "D01", {"D01-02": "好", "D01-03": "较差"}, key_tasks=[
        task("水库除险", 0.2, 0.2, 60), task("河道清淤", 0.2, 0.1, 40)], visits=[reported("D01-02", "2026-03-04", "甲家", "2026-03-20")])
    file, book = county.blank("2026-03", "D01"), county.book("2026-03", "D01")
    document = office.open(file, recalculate=False)
    fill_in(document, county, "2026-03", "D01", {t: [Row(i, v) for i, v in enumerate(rows, 1)] for t, rows in told.items()})
    document.calculateAll()

    def column(table: str, id: str, rows: int) -> list[Any]:
        place = book.places[table]
        return [seen(document, place.sheet.title, place.address(place.header + n, id)) for n in range(1, rows + 1)]

    counts, dues, values, ratios = column("log_counts", "written", 3), column("log_counts", "due", 3), column("grades", "value", 2), column(
        "key_tasks", "ratio", 2)
    cover = {id: seen(document, s.title, address(r, c)) for id, (s, r, c) in book.unit_cells.items()}
    office.save(document, county.inbox("2026-03") / file.name, "xlsx")
    document.close(True)
    done = decide(county, "2026-03")
    assert done.files.rejected == []
    assert [p.code for p in done.files.accepted["D01"].problems if p.severity != "notice"] == []
    assert counts == dues == [22, 22, 22] and [official(done, f"D01-0{n}")["coverage"] for n in (1, 2, 3)] == [100] * 3
    assert values == [100, 60] == [official(done, f"D01-0{n}")["month_mean"] for n in (2, 3)]
    assert [shown(r) for r in ratios] == [1, 0.5]
    one = unit(done, "D01")
    assert (shown(cover["index"]), cover["card"]) == (one["index"], one["card"]) == (80, "黄牌")
    assert (cover["worst_ratio"], cover["good"], cover["problems"]) == (0.5, 1, 0)


def test_the_cover_has_the_quarters_figures_in_its_last_month_only(february):
    """TX-6. Index, worst ratio and card stand on the cover of March, not of February, which has no key tasks."""
    february.issue("2026-03")
    assert set(february.book("2026-02", "D01").unit_cells) == {"good", "problems"}
    assert set(february.book("2026-03", "D01").unit_cells) == {"index", "worst_ratio", "card", "good", "problems"}
