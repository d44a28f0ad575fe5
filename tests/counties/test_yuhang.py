"""YH-1 to YH-9: Yuhang's review in real files, six rounds of three years, with the arithmetic of RULES.md by hand."""

from __future__ import annotations

from typing import Any

import pytest
from openpyxl import load_workbook

from shijibu.checks.check import Expected, check_file
from shijibu.checks.checked import Checked
from shijibu.figures.evaluation import Row
from shijibu.report.explanation import explain_official, to_text
from shijibu.report.write import write_result
from shijibu.returns.reader import read
from shijibu.rounds.consolidate import consolidate
from shijibu.rounds.decided import DecidedRound
from shijibu.rules.values import shown
from shijibu.scheme.load import load
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Official, Roster, Unit
from shijibu.spreadsheet.address import address
from shijibu.spreadsheet.number import settle
from tests.counties.results import codes, official, unit
from tests.county import County
from tests.libreoffice.test_roundtrip import fill_in, seen

SCHEME = load("yuhang")
LEADING, INDUSTRY = "党政主要岗位", "分管工业岗位"
KINDS = ("重大事项", "经济责任审计", "党风廉政", "专项考核", "教育培训")


def person(id: str, post: str, role: str = "") -> Official:
    return Official(id=id, name=f"张{id}", unit=id[:3], post=post, team=True, extra={"role": role} if role else {})


ROSTER = Roster.of(
    [*(Unit(code=f"T0{n}", name=f"{name}街道", kind="township") for n, name in enumerate("清白云", 1)),
     Unit(code="D01", name="财政局", kind="department")],
    [
        person("T01-01", "正职", LEADING), person("T01-02", "副职", INDUSTRY), person("T02-01", "正职", LEADING), person("T02-02", "副职", INDUSTRY),
        person("T03-01", "正职", LEADING), person("T03-02", "副职"), person("D01-01", "正职"), person("D01-02", "副职"),
    ],
)  # fmt: skip
YEAR = ("2028-Q1", "2028-Q2", "2028-Q3", "2028-Q4")
ROUNDS = ("2026-Q4", "2027-Q4", *YEAR)

TEAMS = {  # each team's score in these rounds
    "T01": (90, 90, 90, 92, 91, 91), "T02": (80, 80, 80, 78, 80, 80), "T03": (75, 75, 75, 76.99, 76.01, 76), "D01": (85,) * 6,
}  # fmt: skip
ANALYSES = {"T01-02": "较好", ("T02-01", "2028-Q3"): "一般", ("T02-01", "2028-Q4"): "一般", ("T03-01", "2028-Q2"): "差"}
# Organisation inspection and review of the years 2026, 2027 and 2028.
YEARS: dict[str, tuple[tuple[str, float], ...]] = {
    "T01-01": (("好", 95),) * 3, "T01-02": (("好", 95),) * 3, "T02-01": (("较好", 80),) * 3,
    "T02-02": (("好", 90), ("差", 60), ("差", 60)), "T03-01": (("好", 90), ("差", 30), ("差", 30)),
    "T03-02": (("好", 95), ("差", 60), ("好", 95)), "D01-01": (("好", 95),) * 3, "D01-02": (("好", 90), ("好", 90), ("差", 40)),
}  # fmt: skip
DEPARTMENT = {"D01-01": (95, 95, 95), "D01-02": (90, 90, 30)}
MIXED = {"主要领导": 96, "班子互评": 90, "群众": 94, "区分管领导": 98, "镇街党（工）委": 95}  # T01-01 by source
WORKS = [
    {"title": "平台建设", "weight": 60, "planned": 0.5, "actual": 0.4}, {"title": "农房改造", "weight": 40, "planned": 0.5, "actual": 0.75},
]  # fmt: skip
UPDATES: dict[str, dict[str, list[tuple[str, str]]]] = {
    "2026-Q4": {"T01-01": [(kind, "2026-12-31") for kind in KINDS]},
    "2027-Q4": {"T01-01": [(kind, "2027-11-20") for kind in KINDS if kind != "经济责任审计"]},
    "2028-Q2": {"T01-01": [("经济责任审计", "2028-05-06")]},
}


def unit_rows(county: County, period: str, unit: str, **tables: list[dict]) -> dict[str, list[Row]]:
    """A unit's entries: its works, what was updated, a plan in each row that asks for one, and in the fourth quarter its reviews."""
    given = county.book(period, unit).facts.prefilled
    year = int(period[:4]) - 2026
    rows = {"works": [w | {"owner": f"{unit}-02"} for w in WORKS], "library": updates(period, unit)}
    for table in ("team_plans", "person_plans"):
        rows[table] = [r | {"measure": "谈心谈话，每周调度", "charge": "李书记", "due": Period.parse(period).end.isoformat()} for r in given[table]]
    rows["reviews"] = [r | {"score": reviewed(r, year)} for r in given.get("reviews", [])]
    return as_rows(given | rows | tables)


def updates(period: str, unit: str) -> list[dict]:
    told = {id: found for id, found in UPDATES.get(period, {}).items() if id.startswith(unit)}
    return [{"owner": id, "kind": kind, "date": day, "content": "已更新", "source": "区纪委"} for id in told for kind, day in told[id]]


def reviewed(row: dict, year: int) -> float:
    return MIXED[row["source"]] if row["subject"] == "T01-01" else YEARS[row["subject"]][year][1]


def township_value(row: dict) -> float:
    """30, 20 and 10 in every indicator; T01 and T02 are level in 三改一拆."""
    return 20 if row["indicator"] == "三改一拆" and row["subject"] == "T01" else {"T01": 30, "T02": 20, "T03": 10}[row["subject"]]


def county_rows(county: County, period: str, **tables: list[dict]) -> dict[str, list[Row]]:
    """What the county office fills in."""
    given, year, n = county.book(period, "COUNTY").facts.prefilled, int(period[:4]) - 2026, ROUNDS.index(period)
    rows: dict[str, list[dict]] = {"team_analysis": [r | {"score": TEAMS[r["subject"]][n], "grade": "较好"} for r in given["team_analysis"]]}
    rows["person_analysis"] = []
    for r in given["person_analysis"]:
        id = r["subject"]
        grade = ANALYSES.get((id, period), ANALYSES.get(id, "好"))
        rows["person_analysis"].append(r | {
            "grade": grade, "note": "推进偏慢" if grade in ("一般", "差") else None,
            "unsuited": "是" if id == "T02-01" else None, "slack": "是" if id == "T02-02" else None,
        })  # fmt: skip
    if "data" in given:
        rows["data"] = [r | {"value": township_value(r)} for r in given["data"]]
        rows["department_scores"] = [r | {"score": DEPARTMENT[r["subject"]][year]} for r in given["department_scores"]]
        rows["district_reviews"] = [r | {"score": reviewed(r, year)} for r in given["district_reviews"]]
        rows["inspections"] = [r | {"grade": YEARS[r["subject"]][year][0], "grounds": "谈话和走访一致"} for r in given["inspections"]]
    return as_rows(given | rows | tables)


def as_rows(tables: dict[str, list[dict]]) -> dict[str, list[Row]]:
    return {table: [Row(i, dict(values)) for i, values in enumerate(rows, 1)] for table, rows in tables.items()}


def send(county: County, period: str, unit: str, rows: dict[str, list[Row]] | None = None, **more: Any) -> Checked:
    """Hand the workbook in; what its check says."""
    entries = rows or (county_rows(county, period) if unit == "COUNTY" else unit_rows(county, period, unit))
    file = county.returned(period, unit, rows=entries, **more)
    return check_file(file, file.name, Expected(key=county.ledger.key()))


def decide(county: County, period: str) -> DecidedRound:
    when = Period.parse(period, county.scheme.cadence)
    return consolidate([county.inbox(period)], county.scheme, when, county.ledger, received=when.end)


ABSENT = {"2026-Q4": "D01", "2028-Q3": "T03"}


@pytest.fixture(scope="module")
def years(tmp_path_factory) -> dict[str, DecidedRound]:
    """The last quarters of 2026 and 2027 and all of 2028; D01 returns nothing at the end of 2026, T03 nothing in the third quarter of 2028."""
    county = County.made(tmp_path_factory.mktemp("yuhang"), scheme="yuhang", roster=ROSTER)
    done = {}
    for period in ROUNDS:
        county.issue(period)
        for code in ("T01", "T02", "T03", "D01", "COUNTY"):
            if ABSENT.get(period) != code:
                checked = send(county, period, code)
                assert checked.problems == [], [(p.code, p.cell, p.message) for p in checked.problems]
        done[period] = decide(county, period)
    return done


# The four parts


def test_fifteen_indicators_are_ranked_among_the_same_post_lower_is_better_included(years):
    """YH-1: score = 100 - (rank-1)*40/(N-1). Heads of three townships, values 30, 20, 10; 11 indicators higher, 3 lower, one with T01 and T02 level.

    T01: 12*100 + 3*60 = 1380, /15 = 92. T02: 11*80 + 100 + 3*80 = 1220, /15 = 81.33. T03: 12*60 + 3*100 = 1020, /15 = 68.
    Two deputies in charge of industry: T01 11*100 + 100 + 3*60 = 1380, 92; T02 11*60 + 100 + 3*100 = 1060, /15 = 70.67.
    """
    last = years["2028-Q4"]
    assert [official(last, f"T0{n}-01")["performance"] for n in (1, 2, 3)] == [92, 81.33, 68]
    assert [official(last, f"T0{n}-02")["performance"] for n in (1, 2)] == [92, 70.67]
    parameter = SCHEME.parameters["YH-1"]["indicators"].value
    assert len(parameter) == 15 and [row[0] for row in parameter[:5]] == ["财政收入", "政府负债", "有效投资", "五水共治", "三改一拆"]
    assert [row[0] for row in parameter if row[2] == "越低越好"] == ["政府负债", "安全生产事故数", "信访积案数"]


def test_each_rank_has_its_score_and_a_tie_shares_the_better_one(years):
    """YH-1: 30, 20, 10 is 100, 80, 60; of lower-is-better the reverse; 20, 20, 10 is 100, 100, 100 - 2*40/2 = 60."""
    book = years["2028-Q4"].evaluation
    scores: dict[str, list[float]] = {}
    for row in book.rows("COUNTY", "indicators"):
        if row.values["subject"] in ("T01-01", "T02-01", "T03-01"):
            scores.setdefault(row.values["indicator"], []).append(book.cell("COUNTY", "indicators", row, "score"))
    assert scores["财政收入"] == [100, 80, 60]
    assert scores["政府负债"] == [60, 80, 100]
    assert scores["三改一拆"] == [100, 100, 60]


def test_an_entered_figure_is_ranked_by_its_own_two_decimals(tmp_path):
    """YH-1: 1.0049999 is 1.00, level with 1.0; rounded to four decimals on the way it would be 1.01 and before it."""
    county = County.made(tmp_path, scheme="yuhang", roster=ROSTER)
    county.issue("2026-Q4")
    rows = county_rows(county, "2026-Q4")
    for row in rows["data"]:
        row.values["value"] = {"T01": 1.0049999, "T02": 1.0, "T03": 0.5}[row.values["subject"]]
    assert send(county, "2026-Q4", "COUNTY", rows).problems == []
    book = decide(county, "2026-Q4").evaluation
    scores = {r.values["subject"]: book.cell("COUNTY", "indicators", r, "score") for r in book.rows("COUNTY", "indicators")
              if r.values["indicator"] == "财政收入" and r.values["subject"].endswith("-01") and r.values["subject"][0] == "T"}
    assert scores == {"T01-01": 100, "T02-01": 100, "T03-01": 60}


def test_who_has_no_other_of_the_same_post_has_the_full_score_and_without_a_role_the_post_tells(years):
    """YH-1: T03-02 is a deputy without a role in the roster, the only one: N = 1 gives 100. A department's score is the one that the office set."""
    last = years["2028-Q4"]
    rows = [r for r in last.evaluation.rows("COUNTY", "indicators") if r.values["subject"] == "T03-02"]
    assert {r.values["peer"] for r in rows[:1]} == {"副职·财政收入"}
    assert official(last, "T03-02")["performance"] == 100
    assert official(last, "D01-01")["performance"] == 95


def test_a_review_is_of_five_sources(years):
    """YH-2: 0.3*96 + 0.2*98 + 0.2*95 + 0.15*90 + 0.15*94 = 28.8 + 19.6 + 19 + 13.5 + 14.1 = 95."""
    assert official(years["2028-Q4"], "T01-01")["review"] == 95
    weights = {name: weight for group in ("head_sources", "own_sources", "district_sources") for name, weight in SCHEME.parameter(f"YH-2.{group}")}
    assert weights == {"主要领导": 0.3, "区分管领导": 0.2, "镇街党（工）委": 0.2, "班子互评": 0.15, "群众": 0.15}
    asked = years["2028-Q4"].round.issues["T01"].prefilled["reviews"]
    assert [(r["subject"], r["source"]) for r in asked] == [
        ("T01-02", "主要领导"), ("T01-01", "班子互评"), ("T01-01", "群众"), ("T01-02", "班子互评"), ("T01-02", "群众")]


def test_no_head_is_rated_by_the_head(years):
    """YH-2: the heads' own 主要领导 row stands in the district's workbook."""
    asked = years["2028-Q4"].round.issues["COUNTY"].prefilled["district_reviews"]
    assert [r["subject"] for r in asked if r["source"] == "主要领导"] == ["D01-01", "T01-01", "T02-01", "T03-01"]


def test_a_review_that_lacks_a_source_is_no_review(tmp_path):
    """YH-2: a blank score is an error at the unit's desk; the return is refused and there is no total."""
    county = County.made(tmp_path, scheme="yuhang", roster=ROSTER)
    county.issue("2028-Q4")
    rows = unit_rows(county, "2028-Q4", "T01")
    rows["reviews"][0].values["score"] = None
    assert codes(send(county, "2028-Q4", "T01", rows)) == ["value.missing"]
    assert send(county, "2028-Q4", "COUNTY").accepted
    one = official(decide(county, "2028-Q4"), "T01-02")
    assert (one["performance"], one["review"], one["total"], one["band"]) == (92, None, None, None)


def test_inspection_is_a_grade_with_its_grounds(years, tmp_path):
    """YH-3: 好 100, 较好 85, 差 50; without grounds it is an error."""
    assert [official(years["2028-Q4"], id)["inspection"] for id in ("T01-01", "T02-01", "T02-02")] == [100, 85, 50]
    assert {"rule": "YH-3", "text": "组织考察定性为较好，折85.00分"} in official(years["2028-Q4"], "T02-01")["reasons"]
    county = County.made(tmp_path, scheme="yuhang", roster=ROSTER)
    county.issue("2028-Q4")
    rows = county_rows(county, "2028-Q4")
    rows["inspections"][0].values["grounds"] = None
    assert [p.cell for p in send(county, "2028-Q4", "COUNTY", rows).problems] == ["F6"]


def test_the_total_moves_with_the_teams_result(years):
    """YH-4: 0.2*inspection + 0.4*performance + 0.3*review + 0.1*team. Teams of 2028: T01 (90+92+91+91)/4 = 91, T02 (80+78+80+80)/4 = 79.5.

    T01-01: 20 + 36.8 + 28.5 + 9.1 = 94.4. T02-01: 17 + 32.5333 + 24 + 7.95 = 81.48. T02-02: 10 + 28.2667 + 18 + 7.95 = 64.22.
    """
    last = years["2028-Q4"]
    assert [unit(last, f"T0{n}")["team_year"] for n in (1, 2, 3)] == [91, 79.5, 76]
    assert [official(last, id)["total"] for id in ("T01-01", "T02-01", "T02-02")] == [94.4, 81.48, 64.22]
    # In 2026 T01's team had 90 in its one quarter: 20 + 36.8 + 28.5 + 9 = 94.3.
    assert official(years["2026-Q4"], "T01-01")["total"] == 94.3
    assert [official(years[q], "T01-01")["total"] for q in YEAR[:3]] == [None, None, None]


@pytest.mark.parametrize(("score", "band", "kind"), [
    (95, "优秀一档", "优秀"), (94.99, "优秀二档", "优秀"), (92, "优秀二档", "优秀"), (91.99, "优秀三档", "优秀"), (90, "优秀三档", "优秀"),
    (89.99, "称职一档", "称职"), (85, "称职一档", "称职"), (84.99, "称职二档", "称职"), (80, "称职二档", "称职"), (79.99, "称职三档", "称职"),
    (75, "称职三档", "称职"), (74.99, "基本称职一档", "基本称职"), (65, "基本称职一档", "基本称职"), (64.99, "基本称职二档", "基本称职"),
    (60, "基本称职二档", "基本称职"), (59.99, "不称职一档", "不称职"),
    (50, "不称职一档", "不称职"), (49.99, "不称职二档", "不称职"), (0, "不称职二档", "不称职"),
])  # fmt: skip
def test_ten_bands_in_four_classes(score, band, kind):
    """YH-5: each floor belongs to its own band, and the classes' floors are those of their lowest bands."""
    for name, wanted in (("ten_bands", band), ("classes", kind)):
        assert next(label for floor, label in SCHEME.scale(name) if score >= floor) == wanted


def test_the_years_bands_and_classes(years):
    """YH-5. T03-01: 10 + 27.2 + 9 + 7.6 = 53.8. D01-02: 10 + 12 + 12 + 8.5 = 42.5. T03-02: 20 + 40 + 28.5 + 7.6 = 96.1."""
    last = years["2028-Q4"]
    told = {id: (official(last, id)["total"], official(last, id)["band"]) for id in ("T03-01", "D01-02", "T03-02", "T01-01", "T02-01", "T02-02")}
    assert told == {
        "T03-01": (53.8, "不称职一档"), "D01-02": (42.5, "不称职二档"), "T03-02": (96.1, "优秀一档"), "T01-01": (94.4, "优秀二档"),
        "T02-01": (81.48, "称职二档"), "T02-02": (64.22, "基本称职二档"),
    }
    assert [official(last, id)["grade_class"] for id in ("T01-01", "T02-01", "T02-02", "T03-01")] == ["优秀", "称职", "基本称职", "不称职"]


# Analysis, plans, the library


def test_a_teams_trend_is_the_latest_score_against_the_mean_of_up_to_three_before(years):
    """YH-6, second quarter of 2028. T01: 92 - (90+90+90)/3 = 2, rising. T02: 78 - 80 = -2, falling. T03: 76.99 - 75 = 1.99, steady.

    Third quarter, T01: 91 - (90+90+92)/3 = 0.33. The first quarter that the ledger has: no data.
    """
    assert [[unit(years[q], f"T0{n}")["trend"] for n in (1, 2, 3)] for q in ("2026-Q4", "2028-Q2", "2028-Q3")] == [
        [None] * 3, ["良性上升", "潜在下滑", "平稳发展"], ["平稳发展"] * 3]
    assert official(years["2028-Q2"], "T03-01")["analysis"] == "差" and unit(years["2028-Q2"], "T01")["analysis"] == "较好"


def test_key_work_counts_by_weight_with_a_cap(years):
    """YH-6: (60*0.4/0.5 + 40*min(0.75/0.5, 1.2))/100 = 0.6*0.8 + 0.4*1.2 = 0.96."""
    assert unit(years["2028-Q1"], "T01")["progress"] == 96
    assert [r["title"] for r in years["2028-Q2"].round.issues["T01"].prefilled["works"]] == ["平台建设", "农房改造"]


def test_a_falling_team_and_a_weak_official_get_a_row_that_asks_for_a_plan(years):
    """YH-7: T02 fell in the second quarter, T02-01 was 一般 in the third, T03-01 差 in the second; each is asked the quarter after, nobody else.

    T03 returned nothing in the third quarter, so that T03-01 is asked again in the fourth.
    """
    asked = {
        (q, code): [[r["subject"] for r in years[q].round.issues[code].prefilled[t]] for t in ("team_plans", "person_plans")]
        for q in YEAR for code in ("T01", "T02", "T03")
    }  # fmt: skip
    wanted = {("2028-Q3", "T02"): [["T02"], []], ("2028-Q4", "T02"): [[], ["T02-01"]], ("2028-Q3", "T03"): [[], ["T03-01"]],
              ("2028-Q4", "T03"): [[], ["T03-01"]]}
    assert asked == {key: wanted.get(key, [[], []]) for key in asked}
    assert (unit(years["2028-Q3"], "T02")["plan"], official(years["2028-Q4"], "T02-01")["plan"]) == ("已制定", "已制定")


def test_a_plan_is_asked_for_until_it_is_there(tmp_path):
    """YH-7: 差 in the first quarter; the second was never sent out, in the third nothing came back, in the fourth there is a plan."""
    county = County.made(tmp_path, scheme="yuhang", roster=ROSTER)
    done, asked = {}, {}
    for period, returns in (("2027-Q1", "COUNTY"), ("2027-Q3", None), ("2027-Q4", "T03"), ("2028-Q1", "T03")):
        county.issue(period)
        asked[period] = [r["subject"] for r in county.book(period, "T03").facts.prefilled["person_plans"]]
        if returns == "COUNTY":
            given = county.book(period, "COUNTY").facts.prefilled
            people = [r | {"grade": "差" if r["subject"] == "T03-01" else "好", "note": "推进偏慢"} for r in given["person_analysis"]]
            teams = [r | {"score": 80, "grade": "好"} for r in given["team_analysis"]]
            assert send(county, period, "COUNTY", as_rows({"person_analysis": people, "team_analysis": teams})).accepted
        elif returns:
            assert send(county, period, returns).accepted
        done[period] = decide(county, period)
    assert list(asked.values()) == [[], ["T03-01"], ["T03-01"], []]
    assert [official(d, "T03-01")["plan"] for d in done.values()] == [None, "未制定", "已制定", None]


def test_who_needs_a_plan_and_has_none_is_listed(years):
    """YH-7: T03 returned nothing in the third quarter."""
    assert [years[q].results.lists["plan_missing"] for q in YEAR] == [[], [], ["T03-01"], []]
    reasons = official(years["2028-Q3"], "T03-01")["reasons"]
    assert {"rule": "YH-7", "text": "列入未制定帮扶整改方案的干部：上季评价差，本季没有帮扶整改方案"} in reasons
    assert [years[q].results.lists["team_plan_missing"] for q in YEAR] == [[], [], [], []]


def test_the_report_names_the_missing_plan_of_a_unit_that_returned_nothing(years, tmp_path):
    """YH-6, YH-7: what the district judged stands in the report, returned or not; the year's results only of those that returned."""
    def shown_in(period: str) -> dict[str, list[list[Any]]]:
        write_result(years[period], tmp_path / period)
        book = load_workbook(tmp_path / period / "report.xlsx", read_only=True)
        return {s.title: [[v for v in row if v is not None] for row in s.iter_rows(values_only=True)] for s in book.worksheets}

    third = shown_in("2028-Q3")
    assert [row[0] for row in third["班子研判"] if row and row[0] in TEAMS] == ["D01", "T01", "T02", "T03"]
    assert [(row[0], row[-1]) for row in third["帮扶整改"] if row and row[0] == "T03-01"] == [("T03-01", "未制定")]
    last = shown_in("2026-Q4")
    assert [row[0] for row in last["四考合一"] if row and row[0] in YEARS] == ["T01-01", "T01-02", "T02-01", "T02-02", "T03-01", "T03-02"]


@pytest.mark.parametrize(("column", "value", "code"), [
    ("measure", None, "value.missing"), ("charge", None, "value.missing"), ("due", None, "value.missing"), ("due", "2028-03-31", "plan.too-late"),
])  # fmt: skip
def test_a_plan_has_measure_owner_and_a_date_to_come(tmp_path, column, value, code):
    """YH-7: a row without one of the three is an error, a date before the quarter a warning."""
    county = County.made(tmp_path, scheme="yuhang", roster=ROSTER)
    county.issue("2028-Q1")
    rows = county_rows(county, "2028-Q1")
    next(r for r in rows["person_analysis"] if r.values["subject"] == "T01-02").values |= {"grade": "一般", "note": None}
    assert codes(send(county, "2028-Q1", "COUNTY", rows)) == ["analysis.unexplained"]
    decide(county, "2028-Q1")
    county.issue("2028-Q2")
    rows = unit_rows(county, "2028-Q2", "T01")
    rows["person_plans"][0].values[column] = value
    checked = send(county, "2028-Q2", "T01", rows)
    assert codes(checked) == [code] and checked.accepted == (code == "plan.too-late")


def test_a_kind_not_updated_for_a_year_is_listed(years):
    """YH-9: all kinds of 2026-12-31 are a year old, not older, at the end of 2027; by March 2028 the audit, not renewed, is out of date.

    It is renewed in May; at the end of 2028 the four kinds of 2027-11-20 are. Who has no record at all is listed a year after the ledger began.
    """
    listed = {q: years[q].results.lists["outdated"] for q in ROUNDS}
    assert listed["2026-Q4"] == []
    assert [("T01-01" in listed[q]) for q in ROUNDS] == [False, False, True, False, False, True]
    assert listed["2027-Q4"] == [o.id for o in ROSTER.officials if o.id != "T01-01"]

    def told(q: str, id: str) -> list[str]:
        return [r["text"].removeprefix("列入资料信息未及时更新名单：") for r in official(years[q], id)["reasons"] if r["rule"] == "YH-9"]

    assert told("2028-Q1", "T01-01") == ["经济责任审计最近更新：2026-12-31"]
    assert told("2028-Q4", "T01-01") == [f"{kind}最近更新：2027-11-20" for kind in KINDS if kind != "经济责任审计"]
    assert told("2027-Q4", "T01-02") == [f"{kind}最近更新：没有记录" for kind in KINDS]


def test_the_workbook_shows_what_the_library_has(years):
    """YH-9: the latest date of each kind before the quarter."""
    known = years["2028-Q3"].round.issues["T01"].prefilled["library_state"]
    assert {k: known[0][k] for k in ("id", "events", "audit", "training")} == {
        "id": "T01-01", "events": "2027-11-20", "audit": "2028-05-06", "training": "2027-11-20"}
    assert known[1]["events"] is None


@pytest.mark.parametrize("column", ["kind", "date", "source"])
def test_a_record_has_kind_date_and_source(tmp_path, column):
    """YH-9: each is needed; a date after the quarter is a warning."""
    county = County.made(tmp_path, scheme="yuhang", roster=ROSTER)
    county.issue("2028-Q1")
    record = {"owner": "T01-01", "kind": "教育培训", "date": "2028-04-01", "content": "党校培训", "source": "区委党校"}
    assert codes(send(county, "2028-Q1", "T01", unit_rows(county, "2028-Q1", "T01", library=[record]))) == ["library.future"]
    checked = send(county, "2028-Q1", "T01", unit_rows(county, "2028-Q1", "T01", library=[record | {"date": "2028-03-31", column: None}]))
    assert codes(checked) == ["value.missing"] and not checked.accepted


def test_a_quarter_without_key_work_is_noticed(tmp_path):
    """YH-6"""
    county = County.made(tmp_path, scheme="yuhang", roster=ROSTER)
    county.issue("2028-Q1")
    checked = send(county, "2028-Q1", "T01", unit_rows(county, "2028-Q1", "T01", works=[]))
    assert codes(checked) == ["book.untouched", "works.none-measurable"] and checked.accepted


# Up and down, over three years


def classes(years: dict[str, DecidedRound], id: str) -> list[str | None]:
    return [official(years[q], id)["grade_class"] for q in ("2026-Q4", "2027-Q4", "2028-Q4")]


def test_three_years_of_excellence_with_a_good_analysis_promote_first(years):
    """YH-8: T01-01 has both; T01-02's analysis is 较好; T03-02 was not 优秀 in 2027; D01-01 has no grade for 2026."""
    assert [classes(years, id) for id in ("T01-01", "T01-02", "T03-02", "D01-01")] == [
        ["优秀"] * 3, ["优秀"] * 3, ["优秀", "称职", "优秀"], [None, "优秀", "优秀"]]
    assert [years[q].results.lists["promote"] for q in ROUNDS] == [[], [], [], [], [], ["T01-01"]]
    told = [r["text"] for r in official(years["2028-Q4"], "T01-01")["reasons"] if r["rule"] == "YH-8"]
    assert told == ["列入优先提任名单：连续3年优秀，分析研判为好，原则上优先提拔任用或转任重要岗位"]


def test_competent_but_average_and_unsuited_is_to_change_posts(years):
    """YH-8: T02-01 is 称职 and unsuited each year; only in 2028 the analysis is 一般."""
    assert classes(years, "T02-01") == ["称职"] * 3
    assert [years[q].results.lists["rotate"] for q in ROUNDS] == [[], [], [], [], [], ["T02-01"]]


def test_barely_competent_and_slack_is_admonished_and_two_years_running_one_rank_down(years):
    """YH-8: T02-02, 称职 in 2026 (20 + 28.2667 + 27 + 8 = 83.27), 基本称职 in 2027 and 2028."""
    assert classes(years, "T02-02") == ["称职", "基本称职", "基本称职"]
    assert [years[q].results.lists["admonish"] for q in ("2026-Q4", "2027-Q4", "2028-Q4")] == [[], ["T02-02"], ["T02-02"]]
    assert [years[q].results.lists["demote"] for q in ("2026-Q4", "2027-Q4", "2028-Q4")] == [[], [], ["T02-02"]]


def test_incompetent_is_the_removal_procedure_and_two_years_running_dismissal(years):
    """YH-8: T03-01 in 2027 and 2028, D01-02 in 2028 alone. The lists are made at the year's end only."""
    assert classes(years, "T03-01") == ["称职", "不称职", "不称职"]
    assert [years[q].results.lists["remove"] for q in ROUNDS] == [[], ["T03-01"], [], [], [], ["D01-02", "T03-01"]]
    assert [years[q].results.lists["dismiss"] for q in ROUNDS] == [[], [], [], [], [], ["T03-01"]]


def test_the_long_table_is_left_to_the_consolidation(tmp_path):
    """YH-1: 20 townships of nine officials are 2,700 rows of ranks, half a minute a keystroke in a sheet; the townships' own are live."""
    county = County.made(tmp_path, scheme="yuhang", roster=ROSTER)
    county.issue("2028-Q4")
    sheets = {s.title: s for s in read(county.blank("2028-Q4", "COUNTY").read_bytes()).sheets}
    marks = '""'  # of the rows that were issued: it computes nothing
    assert not [c for c in sheets["实绩考核"].cells.values() if c.formula and c.formula != marks]
    assert len([c for c in sheets["实绩数据"].cells.values() if c.formula and "RANKSCORE" in c.formula]) == 3 * 15


# What an official is told


def test_a_score_is_told_from_the_townships_figures(years):
    """YH-1, YH-2, YH-5: each item's peers, direction, figure and score; each review with its weight; the bands."""
    text = to_text(explain_official(years["2028-Q4"].evaluation, "T02-01", sheets={}))
    told = [line.strip() for line in text.splitlines()]
    income = next(line for line in told if line.startswith("实绩考核“T02-01·财政收入”"))
    debt = next(line for line in told if line.startswith("实绩考核“T02-01·政府负债”"))
    assert "同类岗位·项目 党政主要岗位·财政收入" in income and income.endswith("→ 数据 20，赋分 80")
    assert "方向 越低越好" in debt and debt.endswith("→ 数据 20，赋分 80")
    assert any(line.startswith("区级评议“T02-01·区分管领导”：权重 0.2") and "得分 80" in line for line in told)
    assert any(line.startswith("参数：十个档次及起点分 95 优秀一档、92 优秀二档、90 优秀三档、") for line in told)
    assert any("交流换岗" in line for line in told)


# In LibreOffice


@pytest.mark.xdist_group("libreoffice")
def test_what_the_sheets_show_after_libreoffice_saved_them_is_what_results_say(office, tmp_path):
    """YH-1, YH-2, YH-3, YH-6: ranks, grades and means in the district's and a unit's workbook."""
    county = County.made(tmp_path, scheme="yuhang", roster=ROSTER)
    county.issue("2028-Q4")
    sheets: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for code, rows, tables in (
        ("COUNTY", county_rows(county, "2028-Q4"), {"data": ("subject", "indicator", "score"), "inspections": ("subject", "value")}),
        ("T01", unit_rows(county, "2028-Q4", "T01"), {"own_reviews": ("id", "score"), "works": ("title", "ratio")}),
    ):
        book, file = county.book("2028-Q4", code), county.blank("2028-Q4", code)
        document = office.open(file, recalculate=False)
        fill_in(document, county, "2028-Q4", code, rows)
        document.calculateAll()
        sheets[code] = {
            table: [{c: seen(document, place.sheet.title, place.address(place.header + n, c)) for c in columns}
                    for n in range(1, len(rows.get(table) or book.facts.prefilled[table]) + 1)]
            for table, columns in tables.items() for place in [book.places[table]]
        }  # fmt: skip
        cover = {id: seen(document, s.title, address(r, c)) for id, (s, r, c) in book.unit_cells.items()}
        office.save(document, county.inbox("2028-Q4") / file.name, "xlsx")
        document.close(True)
    for code in ("T02", "T03", "D01"):
        send(county, "2028-Q4", code)
    done = decide(county, "2028-Q4")
    assert {unit: file.problems for unit, file in done.files.accepted.items() if file.problems} == {}
    marks: dict[str, list[float]] = {}
    for row in sheets["COUNTY"]["data"]:
        marks.setdefault(row["subject"], []).append(row["score"])
    for township, scores in marks.items():  # each township has one head, so the heads' order is the townships'
        assert len(scores) == 15 and shown(settle(sum(scores) / 15)) == official(done, f"{township}-01")["performance"]
    assert [marks[f"T0{n}"][1] for n in (1, 2, 3)] == [60, 80, 100], "debt: lower is better"
    assert {r["subject"]: r["value"] for r in sheets["COUNTY"]["inspections"]} == {o.id: o.figures["inspection"] for o in done.results.officials}
    # T01-02: 95 from every source. T01-01's two own sources: (0.15*90 + 0.15*94)/0.3 = 92.
    assert [r["score"] for r in sheets["T01"]["own_reviews"]] == [92, 95]
    assert [r["ratio"] for r in sheets["T01"]["works"]] == [0.8, 1.2]
    assert (cover["progress"], cover["problems"]) == (96, 0) and unit(done, "T01")["progress"] == 96
