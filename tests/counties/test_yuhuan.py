"""YA-1 to YA-9: Yuhuan's review in real files, the twelve months of a year, with the arithmetic of RULES.md by hand."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from shijibu.checks.check import Expected, check_file
from shijibu.checks.checked import Checked
from shijibu.demo.blank import Blank
from shijibu.demo.fill import Filler
from shijibu.figures.evaluation import Row
from shijibu.report.explanation import explain
from shijibu.rounds.consolidate import consolidate
from shijibu.rounds.decided import DecidedRound
from shijibu.rules.values import shown
from shijibu.scheme.load import load
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Official, Roster, Unit
from shijibu.spreadsheet.address import address
from tests.counties.results import codes, official, unit
from tests.county import County
from tests.libreoffice.test_roundtrip import fill_in, seen

SCHEME = load("yuhuan")
WEAK, UNSKILLED, UNDRIVEN = "年轻干部处理复杂问题能力弱", "专业能力不足", "干事动力不足"
QUARTERS = (3, 6, 9, 12)


def person(id: str, post: str, **extra: str) -> Official:
    return Official(id=id, name=f"张{id}", unit=id[:3], post=post, team=True, extra=extra)


ROSTER = Roster.of(
    [Unit(code="T01", name="清湖街道", kind="township", extra={"group": "第一组"}),
     Unit(code="T02", name="白石镇", kind="township", extra={"group": "第二组"}), Unit(code="C01", name="组织部", kind="contact")],
    [
        person("T01-01", "正职"), person("T01-02", "副职", field="招商"), person("T01-03", "副职", field="工业"),
        person("T02-01", "正职"), person("T02-02", "副职"), person("T02-03", "副职"),
        person("C01-01", "正职", contact_group="第一组"), person("C01-02", "副职", contact_group="第三组"),
    ],
)  # fmt: skip


def name(month: int) -> str:
    return f"2026-{month:02}"


def duty(owner: str, task: str, planned: float, claimed: float) -> dict[str, Any]:
    return {"owner": owner, "task": task, "kind": "项目攻坚", "planned": planned, "claimed": claimed, "delivered": "完成节点任务"}


def verification(owner: str, task: str, progress: float, day: str = "2026-01-20") -> dict[str, Any]:
    """What the inspectors found, in the county's own workbook."""
    return {"owner": owner, "task": task, "verified": progress, "verified_on": day, "place": "工地", "verifier": "周正清"}


# planned, claimed, verified: 0.45/0.5 is 90% and 5 points; 88% and 6 points; 105% and 6 points; 88% and 2 points.
FOUR = {
    "T01": [duty("T01-01", "甲", 0.5, 0.5), duty("T01-02", "乙", 0.5, 0.5), duty("T01-03", "丙", 0.4, 0.48), duty("T01-03", "丁", 0.5, 0.46)],
    "T02": [duty("T02-02", "戊", 0.5, 0.5)],
}  # fmt: skip
VERIFIED = [verification("T01-01", "甲", 0.45), verification("T01-02", " 乙", 0.44), verification("T01-03", "丙", 0.42),
            verification("T01-03", "丁", 0.44), verification("T02-02", "戊", 0.4)]
LINE, MARKET, WALL, PORT = "环线征迁", "亿元招商", "海塘安澜", "渔港建设"


def share(task: str, owner: str, part: float, score: float, support: float | None = None) -> dict[str, Any]:
    return {"task": task, "owner": owner, "share": part, "score": score, "support": support, "document": "分工文件2号"}


SHARES = {
    "T01": [share(LINE, "T01-01", 0.5, 90), share(LINE, "T01-02", 0.3, 90, 0.1), share(LINE, "T01-03", 0.2, 90),
            share(MARKET, "T01-02", 0.6, 80), share(MARKET, "T01-03", 0.4, 80)],
    "T02": [share(WALL, "T02-01", 0.5, 100), share(WALL, "T02-02", 0.5, 100, 0.4), share(PORT, "T02-03", 1, 60)],
}  # fmt: skip
MIXED = {"上级评价": 90, "同级互评": 80, "下级评议": 70, "群众测评": 85, "服务对象评价": 60}
REVIEWS = {"T01-01": 90, "T01-03": 88, "T02-01": 90, "T02-02": 70, "T02-03": 75, "C01-01": 80, "C01-02": 80}
FOUR_NUMBERS = ("first_before", "first_now", "second_before", "second_now")
TWINS = {("T01", "固定资产投资"): (100, 120, 0.95, 0.9), ("T01", "GDP增速"): (5, 6, 30, 30), ("T02", "GDP增速"): (5, 6, 30, 29)}


def reward(matter: str, *days: str | None, owner: str | None = None) -> dict[str, Any]:
    steps = dict(zip(("applied_on", "reviewed_on", "approved_on", "paid_on"), (*days, None, None, None), strict=False))
    return {"matter": matter, "owner": owner, **steps}


def plan(given: dict, kind: str, starts: str, ends: str) -> dict[str, Any]:
    return given | {"plan": kind, "starts_on": starts, "ends_on": ends, "mentor": "李书记"}


def as_rows(tables: dict[str, list[dict]]) -> dict[str, list[Row]]:
    return {t: [Row(i, dict(v)) for i, v in enumerate(rows, 1)] for t, rows in tables.items()}


def unit_rows(county: County, month: int, unit: str, **tables: list[dict]) -> dict[str, list[Row]]:
    """A unit's entries: the duties without a fault, the division of work in a quarter's last month, and what `tables` says instead."""
    given = county.book(name(month), unit).facts.prefilled
    rows = {"duties": FOUR[unit], "rewards": given.get("rewards", []), "plans": given.get("plans", [])}
    rows |= {"shares": SHARES[unit]} if month in QUARTERS else {}
    return as_rows(rows | tables)


def visits(month: int, counts: dict[str, int]) -> list[dict]:
    return [{"contact": id, "date": f"{name(month)}-{day:02}", "unit": "T01"} for id, n in counts.items() for day in range(2, 2 + n)]


def county_rows(county: County, month: int, reviews: dict[str, Any] | None = None, **tables: list[dict]) -> dict[str, list[Row]]:
    """The county's entries; in a quarter's last month the reviews, the twelve indicators and the standards of the fields."""
    given = county.book(name(month), "COUNTY").facts.prefilled
    scores = REVIEWS | {"T01-02": MIXED} | (reviews or {})

    def score(row: dict) -> float:
        told = scores[row["subject"]]
        return told[row["source"]] if isinstance(told, dict) else told

    rows = dict(tables)
    if month in QUARTERS:
        rows["reviews"] = [r | {"score": score(r)} for r in given["reviews"]]
        rows["twins"] = [r | dict(zip(FOUR_NUMBERS, TWINS.get((r["unit"], r["first"]), (10, 10, 10, 10)), strict=True)) for r in given["twins"]]
        standards = {"T01-02": (80, 60), "T01-03": (2, 2.2)}
        rows["field_standards"] = [r | dict(zip(("target", "actual"), standards[r["subject"]], strict=True)) for r in given["field_standards"]]
    return as_rows(rows)


def send(county: County, month: int, unit: str, rows: dict, **more: Any) -> Checked:
    """Hand the workbook in; what its check says."""
    file = county.returned(name(month), unit, rows=rows, **more)
    return check_file(file, file.name, Expected(key=county.ledger.key()))


def decide(county: County, month: int) -> DecidedRound:
    when = Period.parse(name(month), county.scheme.cadence)
    return consolidate([county.inbox(name(month))], county.scheme, when, county.ledger, received=when.end)


def listed(done: DecidedRound, id: str) -> list[str]:
    return done.results.lists[id]


def inspection(code: str, kind: str, day: str) -> dict[str, Any]:
    return {"unit": code, "kind": kind, "date": day, "place": "征迁现场", "finding": "牵头领导一个月到现场一次"}


def found(id: str, kind: str) -> dict[str, Any]:
    return {"subject": id, "kind": kind, "grounds": "现场考察和谈话"}


COUNTY: dict[int, dict[str, list[dict]]] = {
    1: {"verifications": VERIFIED,
        "inspections": [inspection("T02", "定向考察", "2026-01-25"), inspection("T01", "列席党委（党组）会议", "2026-01-26")],
        "shortcomings": [found("T01-02", UNSKILLED), found("T01-02", WEAK), found("T02-02", UNDRIVEN)]},
    3: {"inspections": [inspection("T01", "定向考察", "2026-03-09")]},
}  # fmt: skip
DAYS = {12: {"C01-01": 6, "C01-02": 6}, 11: {"C01-01": 7, "C01-02": 6}}


@pytest.fixture(scope="module")
def year(tmp_path_factory) -> dict[int, DecidedRound]:
    """Twelve months: the county's workbook in each, T01's and T02's where they have something to say; C01 returns nothing."""
    county = County.made(tmp_path_factory.mktemp("yuhuan"), scheme="yuhuan", roster=ROSTER)
    done = {}
    for month in range(1, 13):
        county.issue(name(month))
        told: dict[str, dict] = {"T01": {}, "T02": {}} if month in (1, *QUARTERS) else {"T01": {}} if month == 2 else {}
        if month == 1:
            told = {u: {"duties": FOUR[u]} for u in told}
            told["T01"]["rewards"] = [
                reward("整一个月", "2026-01-10", "2026-01-15", "2026-01-20"), reward("晚一天", "2026-01-20", "2026-01-21", "2026-01-22"),
                reward("没有兑现", "2026-01-15", "2026-01-16"), reward("月末申报", "2026-01-31"),
            ]
        if month == 2:
            told["T01"] |= {"rewards": paid(county), "plans": planned(county)}
        if month == 3:
            given = county.book(name(3), "T02").facts.prefilled["plans"]
            told["T02"]["plans"] = [plan(r, "压力岗", "2026-03-02", "2026-05-29") for r in given]
        if month == 9:  # no data of T02 in the third quarter
            del told["T02"]
        for code, tables in told.items():
            assert send(county, month, code, unit_rows(county, month, code, **tables)).accepted, (month, code)
        reviews = {"T01-02": 95} if month == 9 else None
        days = visits(month, DAYS.get(month, {"C01-01": 7, "C01-02": 7}))
        assert send(county, month, "COUNTY", county_rows(county, month, reviews, visits=days + days[:1], **COUNTY.get(month, {}))).accepted
        done[month] = decide(county, month)
    return done


def paid(county: County) -> list[dict]:
    """February of the rewards that January carried over: paid on the very day, a day late, not at all, and on 28 February."""
    days = {"整一个月": {"paid_on": "2026-02-10"}, "晚一天": {"paid_on": "2026-02-21"}, "没有兑现": {},
            "月末申报": {"reviewed_on": "2026-02-03", "approved_on": "2026-02-05", "paid_on": "2026-02-28"}}
    return [r | days[r["matter"]] for r in county.book(name(2), "T01").facts.prefilled["rewards"]]


def planned(county: County) -> list[dict]:
    kinds = {WEAK: ("履职辅导期", "2026-02-10", "2026-08-10"), UNSKILLED: ("专题研修", "2026-02-10", "2026-03-20")}
    return [plan(r, *kinds[r["shortcoming"]]) for r in county.book(name(2), "T01").facts.prefilled["plans"]]


@pytest.fixture
def month(tmp_path) -> County:
    county = County.made(tmp_path, scheme="yuhuan", roster=ROSTER)
    county.issue(name(1))
    return county


@pytest.fixture
def quarter(tmp_path) -> County:
    county = County.made(tmp_path, scheme="yuhuan", roster=ROSTER)
    county.issue(name(3))
    return county


# Duties


def test_verified_duties_are_measured_against_plan_and_claim(year):
    """YA-1. 0.45/0.5 = 90%, 5 points: nothing. 0.44/0.5 = 88%, 6 points: both. 0.42/0.4, 6 points: inflated. 88%, 2 points: behind."""
    first = year[1]
    assert [unit(first, "T01")[f] for f in ("listed", "verified", "behind", "inflated", "both")] == [4, 4, 1, 1, 1]
    assert [(official(first, id)["behind"], official(first, id)["inflated"]) for id in ("T01-01", "T01-02", "T01-03")] == [(0, 0), (1, 1), (1, 1)]
    said = [r["text"] for r in official(first, "T01-02")["reasons"]]
    assert "有1项任务核验为进度滞后：乙" in said and "有1项任务核验为成效不实：乙" in said
    assert [unit(year[2], "T01")[f] for f in ("listed", "verified", "behind")] == [4, 0, 0], "what nobody verified has no fault"


def test_the_years_list_comes_back_each_month(year):
    """YA-1: owner, task and kind stay as January had them; progress is told anew, with the last one beside it."""
    carried = year[3].round.issues["T01"].prefilled["duties"]
    assert [(r["owner"], r["task"]) for r in carried] == [("T01-01", "甲"), ("T01-02", "乙"), ("T01-03", "丙"), ("T01-03", "丁")]
    assert {k for r in carried for k in r} == {"owner", "task", "kind", "last_claimed"}


@pytest.mark.parametrize(("change", "code", "severity"), [
    ({"place": None}, "value.missing", "error"),
    ({"verifier": None}, "value.missing", "error"),
    ({"verified": None}, "value.missing", "error"),
    ({"verified_on": "2026-02-01"}, "duty.verified-late", "warning"),
])  # fmt: skip
def test_a_verification_names_day_place_and_person(month, change, code, severity):
    """YA-1: verified on site, in the month."""
    rows = county_rows(month, 1, verifications=[verification("T01-01", "甲", 0.5) | change])
    assert codes(send(month, 1, "COUNTY", rows), severity) == [code]


def test_the_months_delivery_is_told(month):
    """YA-1"""
    rows = unit_rows(month, 1, "T01", duties=[duty("T01-01", "甲", 0.5, 0.5) | {"delivered": None}])
    assert "value.missing" in codes(send(month, 1, "T01", rows), "error")


def test_a_verification_is_the_inspectors_and_a_units_never_counts_as_one(month):
    """YA-1: what a unit writes there is an error, in a duty's row and in a free one, and no figure takes it."""
    place = month.book(name(1), "T01").places["duties"]
    assert all(not place.table.column(id).is_input for id in ("verified", "verified_on", "place", "verifier"))
    checked = send(month, 1, "T01", unit_rows(month, 1, "T01"), set={"duties[1].verified": 0.5, "duties[7].place": "工地"})
    assert [(p.code, p.field) for p in checked.problems if p.severity == "error"] == [
        ("value.not-yours", "duties[1].verified"), ("value.not-yours", "duties[7].place")]
    assert "考察组" in checked.problems[0].message and checked.problems[0].cell == place.address(place.header + 1, "verified")


def test_what_was_verified_but_stands_on_nobodys_list_is_listed(month):
    """YA-1: the rest counts, and the office sees which name to mend."""
    assert send(month, 1, "T01", unit_rows(month, 1, "T01")).accepted
    rows = county_rows(month, 1, verifications=[verification("T01-01", "甲", 0.45), verification("T01-01", "甲乙", 0.45)])
    assert send(month, 1, "COUNTY", rows).accepted
    done = decide(month, 1)
    assert official(done, "T01-01")["verified"] == 1 and listed(done, "unmatched") == ["T01-01"]


def test_the_inspectors_find_last_months_duties_listed_and_leave_alone_what_they_did_not_look_at(year):
    """YA-1: owner and task of each, unit by unit; an untouched row is no verification and no fault."""
    listed_rows = year[2].round.issues["COUNTY"].prefilled["verifications"]
    assert [(r["owner"], r["task"]) for r in listed_rows] == [(d["owner"], d["task"]) for unit in ("T01", "T02") for d in FOUR[unit]]
    assert unit(year[2], "T01")["verified"] == 0 and not year[2].files.accepted["COUNTY"].problems


def test_why_a_duty_is_behind_names_the_inspectors_cell(year):
    """YA-1"""
    line = next(line for line in explain(year[1], "T01-02").to_text().splitlines() if "核验进度" in line and "44%" in line)
    assert "市委组织部汇总簿 现场核验!C7" in line


# Reviews, contribution, quadrant


def test_five_sources_make_the_reputation_and_cover_everybody(year):
    """YA-2: 0.3*90 + 0.2*80 + 0.15*70 + 0.2*85 + 0.15*60 = 27 + 16 + 10.5 + 17 + 9 = 79.5; C01 returned nothing and is covered."""
    assert official(year[3], "T01-02")["reputation"] == 79.5
    assert [official(year[3], id)["reputation"] for id in ("C01-01", "T02-02")] == [80, 70]
    assert unit(year[3], "T01")["reputation"] == shown((90 + 79.5 + 88) / 3)
    assert [listed(year[m], "unreviewed") for m in QUARTERS] == [[], [], [], []]
    assert len(year[3].round.issues["COUNTY"].prefilled["reviews"]) == 8 * 5


def test_an_official_left_out_of_the_reviews_is_an_error_and_listed(quarter):
    """YA-2: every official in each round; without the county's workbook nobody is covered."""
    rows = county_rows(quarter, 3)
    gone = next(r for r in rows["reviews"] if r.values["subject"] == "T02-03")
    gone.values["score"] = None
    assert codes(send(quarter, 3, "COUNTY", rows), "error") == ["value.missing"]
    send(quarter, 3, "T01", unit_rows(quarter, 3, "T01"))
    assert listed(decide(quarter, 3), "unreviewed") == [o.id for o in ROSTER.officials]


def test_contribution_is_share_times_score_without_outside_support(year):
    """YA-4. T01-02: 0.3*90*(1-0.1) + 0.6*80 = 24.3 + 48 = 72.3. T01-03: 18 + 32. T02-02: 0.5*100*(1-0.4). The whole of a task alone is noticed."""
    contributions = {id: official(year[3], id)["contribution"] for id in ("T01-01", "T01-02", "T01-03", "T02-01", "T02-02", "T02-03")}
    assert contributions == {"T01-01": 45, "T01-02": 72.3, "T01-03": 50, "T02-01": 50, "T02-02": 30, "T02-03": 60}
    assert [(p.code, p.severity) for p in year[3].files.accepted["T02"].problems if p.code != "owed.too-few"] == [("shares.all-one", "notice")]
    assert official(year[1], "T01-02")["contribution"] is None, "no division of work is asked for in January"


def test_no_figure_of_an_official_is_the_units_result():
    """YA-4: a unit's figures come from its people, and none is handed down."""
    own = {f.id for f in SCHEME.unit_figures}
    used = [f.id for f in SCHEME.official_figures for id in own if f"unit.{id})" in (f.formula or "") or f"unit.{id}," in (f.formula or "")]
    assert used == [] and SCHEME.unit_figure("contribution").formula == "MEAN(staff(contribution))"


def test_shares_are_fixed_beforehand(year):
    """YA-4: March's division of work comes back in June, with score and support to be told anew."""
    carried = year[6].round.issues["T01"].prefilled["shares"]
    assert carried[1] == {"task": LINE, "owner": "T01-02", "share": 0.3, "document": "分工文件2号"}


@pytest.mark.parametrize(("shares", "code"), [
    ([share(LINE, "T01-01", 0.6, 90), share(LINE, "T01-02", 0.41, 90)], "shares.not-whole"),
    ([share(LINE, "T01-01", 0.5, 90), share(f"{LINE}一期", "T01-02", 0.5, 90)], "shares.not-whole"),
    ([share(LINE, "T01-01", 0.6, 90), share(LINE, "T01-01", 0.4, 90)], "shares.twice"),
    ([share(LINE, "T01-01", 0.6, 90), share(LINE, "T01-02", 0.4, 80)], "shares.scores"),
])  # fmt: skip
def test_shares_of_a_task_make_the_whole(quarter, shares, code):
    """YA-4: 60% + 41% are 101%; a task of another name has 50% only; nobody is named twice; a task has one score."""
    checked = send(quarter, 3, "T01", unit_rows(quarter, 3, "T01", shares=shares))
    assert codes(checked, "error") == [code]
    if len({s["share"] for s in shares}) == 2 and code == "shares.not-whole":
        assert checked.problems[0].message == f"任务“{LINE}”各人占比合计101%，应为100%"


def test_thirds_make_the_whole_when_they_are_told_in_full(quarter):
    """YA-4: 33.3% three times are 99.9%, no whole; 33.3%, 33.3% and 33.4% are."""
    thirds = [share(LINE, f"T01-0{n}", part, 90) for n, part in ((1, 0.333), (2, 0.333), (3, 0.334))]
    assert send(quarter, 3, "T01", unit_rows(quarter, 3, "T01", shares=thirds)).accepted
    thirds[2]["share"] = 0.333
    assert codes(send(quarter, 3, "T01", unit_rows(quarter, 3, "T01", shares=thirds)), "error") == ["shares.not-whole"]


def test_a_message_repeats_of_a_long_entry_no_more_than_tells_it(quarter):
    checked = send(quarter, 3, "T01", unit_rows(quarter, 3, "T01", shares=[share("东港片区" * 40, "T01-01", 0.4, 90)]))
    (said,) = [p.message for p in checked.problems if p.code == "shares.not-whole"]
    assert said == f"任务“{'东港片区' * 15}…”各人占比合计40%，应为100%"


def test_quadrants_are_cut_at_the_medians_of_people_of_the_same_kind_and_post(year):
    """YA-5. Deputies of townships: contributions 72.3, 50, 30, 60, median 55; reviews 79.5, 88, 70, 75, median (75 + 79.5)/2 = 77.25.

    Heads: 45 and 50, median 47.5; reviews 90 both, and the median itself is high.
    """
    quadrants = {id: official(year[3], id)["quadrant"] for id in ("T01-02", "T01-03", "T02-02", "T02-03", "T01-01", "T02-01")}
    assert quadrants == {"T01-02": "高贡献区", "T01-03": "潜力区", "T02-02": "低效区", "T02-03": "待认可区", "T01-01": "潜力区", "T02-01": "高贡献区"}
    assert official(year[3], "C01-01")["quadrant"] is None


def test_four_quarters_running_are_promoted_first_and_the_lowest_adjusted(year):
    """YA-5. T01-02 is 高贡献区 in all four: 95 of the third quarter is above the median of 95 and 88, 91.5. T02-01 has no third quarter.

    In the third quarter T01-03 stands below both medians, (72.3 + 50)/2 = 61.15 and 91.5; T02-02 in the other three.
    """
    assert [official(year[m], "T01-02")["best_running"] for m in QUARTERS] == [1, 2, 3, 4]
    assert [official(year[m], "T02-01")["best_running"] for m in QUARTERS] == [1, 2, None, 1]
    assert [listed(year[m], "first_promoted") for m in QUARTERS] == [[], [], [], ["T01-02"]]
    assert [listed(year[m], "adjust") for m in QUARTERS] == [["T02-02"], ["T02-02"], ["T01-03"], ["T02-02"]]
    assert [official(year[m], "T02-02")["worst_running"] for m in QUARTERS] == [1, 2, None, 1]
    told = [r["text"] for r in official(year[12], "T01-02")["reasons"] if r["rule"] == "YA-5"]
    assert told == ["与同类人员的中位数相比，在高贡献区", "列入优先使用建议名单：连续4季在高贡献区"]


# Economic indicators


def test_the_twelve_indicators_are_six_pairs_with_those_that_the_source_names():
    """YA-3: three indicators and two standards of fields are named."""
    pairs = [*SCHEME.parameter("YA-3.quantity"), *SCHEME.parameter("YA-3.speed")]
    indicators = {i for pair in pairs for i in pair}
    assert len(indicators) == 12 and {"GDP增速", "固定资产投资", "亩均效益", "项目转化达产率", "亩均效益提升值"} <= indicators


def test_a_rising_quantity_with_a_falling_quality_is_flagged(year):
    """YA-3. T01: investment 100 to 120, its yield 0.95 to 0.9: flagged; growth 5 to 6 with 30 per mu as before: not. T02: 30 to 29: flagged."""
    flags = {code: (unit(year[3], code)["quantity_flags"], unit(year[3], code)["speed_flags"]) for code in ("T01", "T02", "C01")}
    assert flags == {"T01": (1, 0), "T02": (0, 1), "C01": (None, None)}
    assert listed(year[3], "talk") == ["T01", "T02"]
    said = [p.message for p in year[3].files.accepted["COUNTY"].problems]
    assert said == ["清湖街道固定资产投资上升、投资产出率下降：重数量轻质量", "白石镇GDP增速上升、亩均效益下降：重增速轻效益"]
    assert unit(year[2], "T01")["quantity_flags"] is None, "asked at the quarter's end"


def test_each_field_has_its_own_standard(year):
    """YA-3: 60 of 80 is 0.75 for who draws investment, 2.2 of 2 is 1.1 for who has industry; nobody else is listed."""
    rows = year[3].round.issues["COUNTY"].prefilled["field_standards"]
    assert [(r["subject"], r["standard"]) for r in rows] == [("T01-02", "项目转化达产率"), ("T01-03", "亩均效益提升值")]
    assert [official(year[3], id)["field_result"] for id in ("T01-02", "T01-03", "T01-01")] == [0.75, 1.1, None]


# Rewards


def test_a_reward_is_paid_within_one_month_of_the_application(year):
    """YA-6. 10 January to 10 February is in time, 20 January to 21 February is not; 31 January falls due on 28 February.

    What is unpaid is no problem on 31 January and is one on 28 February (due 15 February).
    """
    late = [p.message for p in year[2].files.accepted["T01"].problems if p.code == "reward.late"]
    assert late == ["“晚一天”2026-01-20申报，最迟2026-02-20兑现", "“没有兑现”2026-01-15申报，最迟2026-02-15兑现"]
    assert [[unit(year[m], "T01")[f] for f in ("rewards", "rewards_late", "rewards_disordered")] for m in (1, 2)] == [[4, 0, 0], [4, 2, 0]]
    assert [r["matter"] for r in year[3].round.issues["T01"].prefilled["rewards"]] == ["没有兑现"], "what was paid does not come back"


def test_a_reward_that_was_not_paid_by_the_years_end_comes_back_in_january(tmp_path):
    """YA-6: the month runs on over the year's end: applied for on 20 November and never paid is still asked for in January."""
    county = County.made(tmp_path, scheme="yuhuan", roster=ROSTER)
    county.issue("2026-11")
    rewards = [reward("没有兑现", "2026-11-20"), reward("已经兑现", *["2026-11-20"] * 4)]
    send(county, 11, "T01", unit_rows(county, 11, "T01", rewards=rewards))
    decide(county, 11)
    county.issue("2027-01")
    given = county.book("2027-01", "T01").facts.prefilled
    assert [(r["matter"], r["applied_on"]) for r in given["rewards"]] == [("没有兑现", "2026-11-20")]
    assert given.get("duties", []) == [], "the year's list is written anew"


@pytest.mark.parametrize("days", [
    ("2026-01-10", "2026-01-09"), ("2026-01-10", "2026-01-12", "2026-01-11"), ("2026-01-10", "2026-01-12", "2026-01-13", "2026-01-12"),
    ("2026-01-10", None, "2026-01-13"), ("2026-01-10", "2026-01-12", None, "2026-01-13"),
])  # fmt: skip
def test_the_four_steps_of_a_reward_follow_each_other(month, days):
    """YA-6: application, review, approval, payment; a day before the one before it, or a step left out, is a problem."""
    checked = send(month, 1, "T01", unit_rows(month, 1, "T01", rewards=[reward("转移群众", *days)]))
    assert codes(checked) == ["reward.order"] and checked.accepted


def test_steps_on_one_day_are_in_order(month):
    """YA-6: a later day is asked for nowhere."""
    checked = send(month, 1, "T01", unit_rows(month, 1, "T01", rewards=[reward("转移群众", *["2026-01-10"] * 4)]))
    assert codes(checked) == []


# Plans


def test_a_plan_is_asked_for_until_it_is_there(year):
    """YA-7. January finds two shortcomings of T01-02 and one of T02-02; T01 plans in February, T02 returns nothing then and plans in March."""
    asked = {(m, code): [(r["subject"], r["shortcoming"]) for r in year[m].round.issues[code].prefilled.get("plans", [])]
             for m in (2, 3, 4) for code in ("T01", "T02")}
    assert asked[2, "T01"] == [("T01-02", WEAK), ("T01-02", UNSKILLED)]
    assert asked[2, "T02"] == asked[3, "T02"] == [("T02-02", UNDRIVEN)]
    assert asked[3, "T01"] == asked[4, "T01"] == asked[4, "T02"] == []
    assert [listed(year[m], "plan_missing") for m in (1, 2, 3, 4)] == [[], ["T02-02"], [], []]
    assert [official(year[m], "T02-02")["plan_state"] for m in (1, 2, 3, 4)] == [None, "未制定", "已制定", None]
    told = [r["text"] for r in official(year[2], "T02-02")["reasons"] if r["rule"] == "YA-7"]
    assert told == ["列入未制定一人一策名单：考察提出干事动力不足，还没有压力岗方案"]
    assert [official(year[m], "T01-02")["coached_until"] for m in (1, 2, 3, 12)] == [None, "2026-08-10", "2026-08-10", "2026-08-10"]
    assert official(year[1], "T01-02")["shortcoming"] == "专业能力不足·年轻干部处理复杂问题能力弱"
    assert official(year[2], "T01-02")["plan"] == "履职辅导期·专题研修"


@pytest.mark.parametrize(("told", "errors", "warnings"), [
    (None, ["value.missing"], []),
    (("专题研修", "2026-02-10", "2026-08-10"), ["plan.unlike-shortcoming"], []),
    (("履职辅导期", "2026-02-10", "2026-08-10"), [], []),
    (("履职辅导期", "2026-02-10", "2026-08-09"), [], []),
    (("履职辅导期", "2026-02-10", "2026-07-10"), [], ["plan.coaching-length"]),
    (("履职辅导期", "2026-02-10", "2026-02-01"), ["plan.backwards"], ["plan.coaching-length"]),
])  # fmt: skip
def test_the_plan_follows_the_shortcoming(month, told, errors, warnings):
    """YA-7: six months of coaching for the young and weak; 10 February to 10 August, or to the day before."""
    send(month, 1, "COUNTY", county_rows(month, 1, shortcomings=[found("T01-02", WEAK)]))
    decide(month, 1)
    month.issue(name(2))
    given = month.book(name(2), "T01").facts.prefilled["plans"]
    checked = send(month, 2, "T01", unit_rows(month, 2, "T01", plans=[plan(given[0], *told)] if told else given))
    assert (codes(checked, "error"), codes(checked, "warning")) == (errors, warnings)


# Inspections and visits


def test_a_task_behind_triggers_an_inspection_that_stays_due(year):
    """YA-8. Behind in January: T02 is inspected in January, T01 in March; sitting in on a meeting is no directed inspection."""
    assert [[unit(year[m], code)["trigger"] for m in (1, 2, 3, 4)] for code in ("T01", "T02")] == [
        ["待考察", "待考察", "已考察", None], ["已考察", None, None, None]]
    assert [listed(year[m], "inspect") for m in (1, 2, 3)] == [["T01"], ["T01"], []]
    assert [(unit(year[1], code)["inspected"], unit(year[1], code)["directed"]) for code in ("T01", "T02")] == [(1, 0), (1, 1)]


@pytest.mark.parametrize(("column", "code", "severity"), [
    ("date", "value.missing", "error"), ("place", "value.missing", "error"), ("finding", "value.missing", "error"),
])  # fmt: skip
def test_an_inspection_has_date_place_and_finding(month, column, code, severity):
    """YA-8."""
    rows = county_rows(month, 1, inspections=[inspection("T01", "急难险重专项考察", "2026-01-12") | {column: None}])
    assert codes(send(month, 1, "COUNTY", rows), severity) == [code]


def test_a_third_of_the_years_working_days_on_site(year):
    """YA-9. 2026 has 248 working days. C01-01: 11*7 + 6 = 83 days, 83/248 = 33.47%. C01-02: 10*7 + 2*6 = 82 days, 33.06%, short of a third.

    One day in each month is told twice and counts once.
    """
    last = year[12]
    assert [official(last, id)["site_days_year"] for id in ("C01-01", "C01-02")] == [83, 82]
    assert official(last, "C01-01")["working_days_year"] == 248
    assert [official(last, id)["site_share"] for id in ("C01-01", "C01-02", "T01-01")] == [0.33, 0.33, None]
    assert [listed(year[m], "site_short") for m in (11, 12)] == [[], ["C01-02"]]
    told = [r["text"] for r in official(last, "C01-02")["reasons"]]
    assert "列入包联走访天数不足名单：本年走访82天，占248个工作日的33.06%，不足三分之一" in told


def test_each_group_of_units_has_a_contact(year):
    """YA-9: nobody of the organisation department has T02's group; T01's has C01-01."""
    assert listed(year[1], "ungrouped") == ["T02"]


def test_a_visit_is_of_this_month_and_a_contacts(month):
    """YA-9: a day of another month would count wrong; a visit by somebody else is pointed out."""
    outside = [{"contact": "C01-01", "date": "2026-02-02", "unit": "T01"}]
    assert codes(send(month, 1, "COUNTY", county_rows(month, 1, visits=outside)), "error") == ["visit.outside"]
    other = [{"contact": "T01-01", "date": "2026-01-05", "unit": "T01"}]
    checked = send(month, 1, "COUNTY", county_rows(month, 1, visits=other))
    assert codes(checked, "warning") == ["visit.no-contact"] and checked.accepted


def test_what_the_demo_makes_up_is_in_order(quarter):
    """YA-1, YA-4: a verification is whole, a task has one score, a claim stands near what was verified; nothing else is wrong."""
    checked = send(quarter, 3, "COUNTY", quarter.rows(name(3), "COUNTY"))
    assert codes(checked, "error") == codes(checked, "warning") == []
    rows = quarter.rows(name(3), "T01")
    inspectors = Filler(SCHEME, Period.parse(name(3), "month"), ROSTER, Random("考察组"), 1.0, [rows])
    there = [r.values for r in inspectors.rows(Blank.of(quarter.book(name(3), "COUNTY")))["verifications"]]
    claims = {(r.values["owner"], r.values["task"]): r.values["claimed"] for r in rows["duties"]}
    assert there and all(r["verified_on"] and r["place"] and r["verifier"] for r in there)
    assert all(0.94 * claim - 0.005 <= r["verified"] <= claim + 0.005 for r in there if (claim := claims[r["owner"], r["task"]]))
    scores = {r.values["task"]: set() for r in rows["shares"]}
    for r in rows["shares"]:
        scores[r.values["task"]].add(r.values["score"])
    assert {len(s) for s in scores.values()} == {1}


# In the sheet


@pytest.mark.xdist_group("libreoffice")
def test_what_the_sheet_shows_after_libreoffice_saved_it_is_what_results_say(office, tmp_path):
    """YA-1, YA-4: each task's sum of shares and the cover's count; what the inspectors verified counts when both workbooks are in."""
    county = County.made(tmp_path, scheme="yuhuan", roster=ROSTER)
    county.issue(name(3))
    march = [v | {"verified_on": "2026-03-20"} for v in VERIFIED if v["owner"].startswith("T01")]
    book, file = county.book(name(3), "T01"), county.blank(name(3), "T01")
    document = office.open(file, recalculate=False)
    fill_in(document, county, name(3), "T01", unit_rows(county, 3, "T01"))
    document.calculateAll()

    def column(table: str, id: str, rows: int) -> list[Any]:
        place = book.places[table]
        return [seen(document, place.sheet.title, place.address(place.header + n, id)) for n in range(1, rows + 1)]

    assert column("duties", "fault", 5) == [None] * 5
    assert [shown(v) for v in column("shares", "sum", 5)] == [1, 1, 1, 1, 1]
    form = document.Sheets.getByName("现场核验单")  # a page of T01-01, whom it shows as issued
    assert [form.getCellRangeByName(cell).String for cell in ("A6", "B6", "C6", "F6", "G6", "A7")] == ["1", "甲", "50.0%", "", "", ""]
    cover = {id: seen(document, s.title, address(r, c)) for id, (s, r, c) in book.unit_cells.items()}
    office.save(document, county.inbox(name(3)) / file.name, "xlsx")
    document.close(True)

    county_file = county.blank(name(3), "COUNTY")
    document = office.open(county_file, recalculate=False)
    fill_in(document, county, name(3), "COUNTY", county_rows(county, 3, verifications=march))
    document.calculateAll()
    book = county.book(name(3), "COUNTY")
    flags = [f for f in column("twins", "flag", 12) if f]
    ratios = column("field_standards", "ratio", 2)
    office.save(document, county.inbox(name(3)) / county_file.name, "xlsx")
    document.close(True)

    done = decide(county, 3)
    assert {code: [p.code for p in file.problems if p.severity != "notice"] for code, file in done.files.accepted.items()} == {
        "COUNTY": [], "T01": []}
    assert cover["problems"] == 0
    assert [unit(done, "T01")[id] for id in ("behind", "inflated", "both")] == [1, 1, 1]
    assert flags == ["重数量轻质量", "重增速轻效益"] and unit(done, "T01")["quantity_flags"] == unit(done, "T02")["speed_flags"] == 1
    assert [shown(r) for r in ratios] == [official(done, id)["field_result"] for id in ("T01-02", "T01-03")] == [0.75, 1.1]
    assert [official(done, id)["contribution"] for id in ("T01-01", "T01-02", "T01-03")] == [45, 72.3, 50]
