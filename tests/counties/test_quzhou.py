"""QZ-1 to QZ-13: Quzhou's review in real files, a year of four rounds, with the arithmetic of RULES.md by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from openpyxl import load_workbook

from shijibu.checks.check import Expected, check_file
from shijibu.checks.checked import Checked
from shijibu.figures.evaluation import Row
from shijibu.report.explanation import explain_official, to_text
from shijibu.rounds.consolidate import consolidate
from shijibu.rounds.decided import DecidedRound
from shijibu.rounds.results import Tie
from shijibu.rules.values import shown
from shijibu.scheme.load import load
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Official, Roster, Unit
from shijibu.spreadsheet.address import address
from tests.counties.results import codes, official, unit
from tests.county import County
from tests.libreoffice.test_roundtrip import fill_in, seen

SCHEME = load("quzhou")
PARTY, ECONOMY, SAFETY, SERVICE = "党建统领", "经济生态", "平安法治", "公共服务"


def person(id: str, post: str, track: str = "", host: str = "") -> Official:
    extra = {k: v for k, v in (("track", track), ("host", host)) if v}
    return Official(id=id, name=f"张{id}", unit=id[:3], post=post, team=post in ("正职", "副职"), extra=extra)


ROSTER = Roster.of(
    [Unit(code="T01", name="清湖街道", kind="township"), Unit(code="G01", name="财政局", kind="general"),
     Unit(code="G02", name="审计局", kind="general")],
    [
        person("T01-01", "正职"), person("T01-02", "中层正职", PARTY), person("T01-03", "一般干部", PARTY), person("T01-04", "一般干部", PARTY),
        person("T01-05", "一般干部", PARTY), person("T01-06", "一般干部", PARTY, "G01"),
        person("T01-07", "一般干部", SAFETY), person("T01-08", "一般干部", SERVICE), person("T01-09", "一般干部", ECONOMY),
        person("G01-01", "正职"), person("G01-02", "中层正职", "中层正职"), person("G01-03", "一般干部", "一般干部"),
        person("G02-01", "正职"), person("G02-02", "中层副职"), *(person(f"G02-0{n}", "一般干部", "一般干部") for n in range(3, 8)),
    ],
)  # fmt: skip


@dataclass
class Indicator:
    """An indicator in one round; in the pilot its four stages are filled in by `cells`."""

    weight: float = 100
    planned: float = 1.0
    actual: float = 1.0
    coefficients: tuple[float | None, float | None, float | None] = (None, None, None)
    origin: str = "岗位职责"

    def cells(self, owner: str, number: int, *, stages: bool) -> dict[str, Any]:
        told: dict[str, Any] = {"owner": owner, "title": f"第{number}项指标", "origin": self.origin, "weight": self.weight}
        told |= {"planned": self.planned, "actual": self.actual}
        told |= dict(zip(("saturation", "risk", "difficulty"), self.coefficients, strict=True))
        four = {"cycle": "季度", "plan": "季末前完成", "result": "完成", "rating": "较好", "feedback": "继续保持"}
        return told | (four if stages else {})


@dataclass
class Scored:
    """What a unit fills in of one official. `of(total)`: entries whose three parts make that total."""

    post: float = 15
    service: float = 10
    indicators: tuple[Indicator, ...] = (Indicator(),)
    settled: str | None = None
    rater: str | None = None
    told_on: str | None = None

    @classmethod
    def of(cls, total: float, **more: Any) -> Scored:
        """60 of result, at most 20 of post, the rest of service; below 60 less of result alone."""
        if total < 60:
            return cls(0, 0, (Indicator(actual=total / 60),), **more)
        return cls(min(20, total - 60), max(total - 80, 0), **more)


def unit_rows(
    county: County, period: str, unit: str, people: dict[str, Scored], *, guests: dict[str, float] | None = None, **tables: list[dict]
) -> dict[str, list[Row]]:
    """A unit's entries by table: `people` by id, `guests` by id with their total; other tables as they are."""
    prefilled = county.book(period, unit).facts.prefilled
    head, stages = f"{unit}-01", ROSTER.unit(unit).name == "清湖街道"
    rows: dict[str, list[dict]] = {**tables, "indicators": [], "grading": [], "guests": []}
    for given in prefilled["grading"]:
        one = people[given["id"]]
        rater = one.rater or (head if given["post"] != "一般干部" else f"{unit}-02")
        points = {"post_points": one.post, "service": one.service}
        rows["grading"].append(given | points | {"rater": rater, "settled": one.settled, "told_on": one.told_on})
        rows["indicators"] += [i.cells(given["id"], n, stages=stages) for n, i in enumerate(one.indicators, 1)]
    for given in prefilled["guests"]:
        total = (guests or {})[given["id"]]
        rows["guests"].append(given | {"post_points": min(20, total - 60), "result": 60, "service": max(total - 80, 0)})
    for table, finding in (("yearly", None), ("views", "未发现")):
        rows |= {table: [given | ({"finding": finding} if finding else {}) for given in prefilled[table]]} if table in prefilled else {}
    return {table: [Row(i, values) for i, values in enumerate(told, 1)] for table, told in rows.items()}


def task(
    number: str, name: str, taker: str | None, share: float | None, outcome: str, solved: str | None = None, points: float = 4
) -> dict[str, Any]:
    return {"number": number, "task": name, "points": points, "published_on": "2026-01-08", "taker": taker, "share": share, "outcome": outcome,
            "solved_on": solved}


def lead(state: str, cleared: str | None = None, official: str = "T01-05") -> dict[str, Any]:
    found = {"number": "XS1", "official": official, "item": "好大喜功，重显绩轻潜绩", "found_on": "2026-02-03", "detail": "项目建成后闲置"}
    return found | {"state": state, "cleared_on": cleared}


def transfer(status: str, official: str = "T01-05") -> dict[str, Any]:
    assessed = {"positive": "接续落实规划", "negative": "有一条线索待核"}
    return {"official": official, "kind": "转任", "applied_on": "2026-03-02", **assessed, "status": status}


def send(county: County, period: str, unit: str, rows: dict, **more: Any) -> Checked:
    """Hand the workbook in; what its check says."""
    file = county.returned(period, unit, rows=rows, **more)
    return check_file(file, file.name, Expected(key=county.ledger.key()))


def county_rows(**tables: list[dict]) -> dict[str, list[Row]]:
    return {t: [Row(i, dict(v)) for i, v in enumerate(rows, 1)] for t, rows in tables.items()}


def decide(county: County, period: str) -> DecidedRound:
    when = Period.parse(period, county.scheme.cadence)
    return consolidate([county.inbox(period)], county.scheme, when, county.ledger, received=when.end)


PARTY_SCORES = {  # by quarter: A (T01-02), B (03), C (04), D (05), and E (06) at home and at its host
    1: (95, 92, 85, 80, 90, 70), 2: (95, 88, 88, 74, 80, 80), 3: (95, 88, 88, 74, 80, 80), 4: (95, 88, 84, 74, 90, None),
}  # fmt: skip
OTHERS = {"T01-07": 90, "T01-08": 86, "T01-09": 70}
AUDIT = dict(zip((f"G02-0{n}" for n in range(3, 8)), (95, 91, 90, 85, 70), strict=True))


@pytest.fixture(scope="module")
def year(tmp_path_factory) -> dict[int, DecidedRound]:
    """Four rounds of three units and the county's workbook; in the fourth G01, the host of T01-06, returns nothing."""
    county = County.made(tmp_path_factory.mktemp("quzhou"), scheme="quzhou", roster=ROSTER)
    done = {}
    for n, (*party, host) in PARTY_SCORES.items():
        period = f"2026-Q{n}"
        county.issue(period)
        people = {f"T01-0{i}": Scored.of(score) for i, score in enumerate(party, 2)} | {id: Scored.of(score) for id, score in OTHERS.items()}
        if n == 3:  # B and C are level for the last place; the unit's meeting settles it
            people["T01-03"].settled, people["T01-04"].settled = "好", "较好"
        assert send(county, period, "T01", unit_rows(county, period, "T01", people)).accepted
        if host is not None:
            finance = {"G01-02": Scored.of(82), "G01-03": Scored.of(78)}
            assert send(county, period, "G01", unit_rows(county, period, "G01", finance, guests={"T01-06": host})).accepted
        told = {id: Scored.of(score, told_on=f"2026-0{n}-20") for id, score in AUDIT.items()}
        told["G02-07"].told_on = None
        if n == 1:
            assert send(county, period, "G02", careless(county, told)).accepted
        else:
            assert send(county, period, "G02", unit_rows(county, period, "G02", told)).accepted
        assert send(county, period, "COUNTY", county_rows(**COUNTY[n])).accepted
        done[n] = decide(county, period)
    return done


COUNTY: dict[int, dict[str, list[dict]]] = {
    1: {
        "takers": [
            task("1-1", "保税区验收", "T01-04", 0.6, "验收通过", "2026-03-10"),
            task("1-2", "保税区验收", "G01-03", 0.4, "验收通过", "2026-03-10"),
            task("2", "征迁清零", "T01-03", 0.5, "攻坚中"),
        ],
        "leads": [lead("较具体待核")], "transfers": [transfer("暂停")],
    },
    2: {"takers": [task("2", "征迁清零", "T01-03", 0.5, "未完成")], "leads": [lead("较具体待核")]},
    3: {"leads": [lead("已核清", "2026-08-05")]},
    4: {},
}  # fmt: skip


def careless(county: County, people: dict[str, Scored]) -> dict:
    """G02's first quarter: two raters of the wrong level, two orders of which one is outside and undivided, two airings, two plans."""
    people["G02-03"].rater = people["G02-04"].rater = "G02-01"
    divided = {"accepted_on": "2026-01-12", "owner": "G02-03", "assigned_on": "2026-01-13"}
    order = {"title": "报表报送", "origin": "党委重点工作", "ordered_on": "2026-01-10", "office": "办公室", "closed_on": "2026-03-20"}
    rows = unit_rows(
        county, "2026-Q1", "G02", people,
        orders=[order | divided, order | {"title": "数据摊派", "origin": "综合考核指标外"}],
        activities=[{"date": f"2026-02-0{d}", "kind": "考核会议", "content": "季度考核"} for d in (2, 3)],
        airings=[{"date": f"2026-03-0{d}", "kind": "排名通报", "content": "进度排名"} for d in (2, 9)],
    )
    for row in rows["indicators"][:2]:
        row.values["plan"] = "季末前完成"
    return rows


def grades(done: DecidedRound, *ids: str) -> list[str | None]:
    return [official(done, id)["grade"] for id in ids]


# One quarter's score


@pytest.fixture
def quarter(tmp_path) -> County:
    county = County.made(tmp_path, scheme="quzhou", roster=ROSTER)
    county.issue("2026-Q1")
    return county


def everybody(unit: str, **known: Scored) -> dict[str, Scored]:
    return {o.id: Scored.of(80) for o in ROSTER.staff(unit) if o.extra.get("track")} | {k.replace("_", "-"): v for k, v in known.items()}


def test_the_score_is_the_sum_of_four_parts_and_the_result_weighs_ratios_and_coefficients(quarter):
    """QZ-1, QZ-2. Ratios 0.5/0.5 = 1, 0.4/0.5 = 0.8, 0.75/0.5 = 1.5 that counts as 1.2; weights 50, 30, 20.

    Without coefficients 60*(50*1 + 30*0.8 + 20*1.2)/100 = 60*0.98 = 58.8. With 1.1*1*0.9 = 0.99 on the first: 60*(49.5+24+24)/100 = 58.5.
    18 + 58.5 + 12 + 60% of 4 points = 90.9; and 20 + 60 (of 60*1.2 = 72) + 15 + 1.6 = 96.6.
    """
    three = (Indicator(50, 0.5, 0.5), Indicator(30, 0.5, 0.4), Indicator(20, 0.5, 0.75))
    pilot = (Indicator(50, 0.5, 0.5, (1.1, None, 0.9)), *three[1:])
    rows = unit_rows(quarter, "2026-Q1", "T01", everybody("T01", T01_03=Scored(18, 12, pilot), T01_04=Scored(18, 12, three)))
    assert send(quarter, "2026-Q1", "T01", rows).accepted
    most = Scored(20, 15, (Indicator(100, 0.5, 0.6),))
    assert send(quarter, "2026-Q1", "G01", unit_rows(quarter, "2026-Q1", "G01", everybody("G01", G01_03=most), guests={"T01-06": 80})).accepted
    takers = [task("1", "保税区验收", "T01-03", 0.6, "验收通过", "2026-03-10"), task("2", "保税区验收", "G01-03", 0.4, "验收通过", "2026-03-10")]
    assert send(quarter, "2026-Q1", "COUNTY", county_rows(takers=takers)).accepted
    done = decide(quarter, "2026-Q1")
    assert [official(done, id)["result"] for id in ("T01-03", "T01-04", "G01-03")] == [58.5, 58.8, 60]
    assert [official(done, id)["special"] for id in ("T01-03", "T01-04", "G01-03")] == [2.4, None, 1.6]
    assert [official(done, id)["score"] for id in ("T01-03", "T01-04", "G01-03")] == [90.9, 88.8, 96.6]


def test_a_score_of_exactly_85_is_good(quarter):
    """QZ-2, QZ-5. Planned 60%, actual 50%: 60*5/6 = 50; 20 and 15 points make 85, and 好: a ratio of 0.8333 would make it 84.998.

    With k = 1.1*0.9 = 0.99 and 0.5/0.594 the product is 1.0/1.2: 50 again. Each is the only one of 85 in its track, or pool, with a place.
    """
    exact = Scored(20, 15, (Indicator(planned=0.6, actual=0.5),))
    pilot = Scored(20, 15, (Indicator(planned=0.594, actual=0.5, coefficients=(1.1, 0.9, None)),))
    rows = unit_rows(quarter, "2026-Q1", "T01", everybody("T01", T01_03=exact, T01_07=pilot))
    assert send(quarter, "2026-Q1", "T01", rows).problems == []
    done = decide(quarter, "2026-Q1")
    assert [[official(done, id)[f] for f in ("result", "score", "grade")] for id in ("T01-03", "T01-07")] == [[50, 85, "好"]] * 2


def test_a_fourth_indicator_and_coefficients_outside_the_pilot_are_errors(quarter):
    """QZ-2, QZ-10: at most three an official; coefficients only for the units that the scheme names."""
    rows = unit_rows(quarter, "2026-Q1", "G02", everybody("G02", G02_03=Scored(indicators=(Indicator(25),) * 4), G02_04=Scored(
        indicators=(Indicator(coefficients=(1.1, None, None)),))))
    checked = send(quarter, "2026-Q1", "G02", rows)
    assert codes(checked, "error") == ["indicators.too-many", "value.not-yours"]
    assert next(p for p in checked.problems if p.code == "indicators.too-many").message == "张G02-03有4项指标，每名干部不得超过3项"


def test_a_coefficient_below_or_above_its_range_is_an_error(quarter):
    """QZ-2: each coefficient is 0.8 to 1.2."""
    one = Scored(indicators=(Indicator(coefficients=(0.79, 1.2, 0.8)),))
    checked = send(quarter, "2026-Q1", "T01", unit_rows(quarter, "2026-Q1", "T01", everybody("T01", T01_03=one)))
    assert [(p.code, p.value) for p in checked.problems if p.severity == "error"] == [("value.out-of-range", 0.79)]


@pytest.mark.parametrize("stage", ["plan", "result", "rating", "feedback"])
def test_a_stage_left_out_is_a_problem_in_the_pilot_and_nowhere_else(quarter, stage):
    """QZ-13: plan, result, rating and feedback of each indicator."""
    for unit_code in ("T01", "G02"):
        rows = unit_rows(quarter, "2026-Q1", unit_code, everybody(unit_code))
        rows["indicators"][0].values[stage] = None
        checked = send(quarter, "2026-Q1", unit_code, rows)
        assert codes(checked, "error") == ([f"stages.{stage}"] if unit_code == "T01" else [])


def test_work_goes_down_in_order_and_each_level_rates_the_next(quarter):
    """QZ-4: the team rates the middle level, the middle level the staff; an order is accepted before it is divided."""
    people = everybody("T01", T01_02=Scored(rater="T01-03"), T01_05=Scored(rater="T01-01"))
    order = {"title": "征迁", "origin": "党委重点工作", "ordered_on": "2026-02-10", "office": "经发办", "accepted_on": "2026-02-09"}
    checked = send(quarter, "2026-Q1", "T01", unit_rows(quarter, "2026-Q1", "T01", people, orders=[order]))
    assert checked.accepted
    said = [(p.code, p.message) for p in checked.problems if p.severity == "warning"]
    assert [m for c, m in said if c == "grading.rater-level"] == [
        "张T01-02是中层正职，评价人是一般干部，不合逐级考评", "张T01-05是一般干部，评价人是正职，不合逐级考评"]
    assert [c for c, _ in said if c == "orders.sequence"] == ["orders.sequence"]


def test_a_track_of_another_kind_of_unit_is_pointed_out(tmp_path):
    """QZ-3: a court's track in a general unit."""
    roster = Roster.of([Unit(code="G01", name="财政局", kind="general")], [person("G01-01", "正职"), person("G01-02", "中层正职", "司法警察")])
    county = County.made(tmp_path, scheme="quzhou", roster=roster)
    county.issue("2026-Q1")
    checked = send(county, "2026-Q1", "G01", unit_rows(county, "2026-Q1", "G01", {"G01-02": Scored()}))
    assert [p.message for p in checked.problems if p.code == "grading.track"] == ["张G01-02的赛道“司法警察”不是这类单位的赛道"]


# The year


def test_a_result_is_traced_to_the_indicators_behind_it(year):
    """QZ-2: the rows of another sheet that an official's own live cell takes are told with their cells, and no one else's."""
    done = year[1]
    told = to_text(explain_official(done.evaluation, "G02-04"))
    assert ("绩效指标“第1项指标”：干部 G02-04（绩效指标!B7），权重 100（绩效指标!E7），"
            "计划进度 100%（绩效指标!H7），实际进度 100%（绩效指标!I7）") in told
    assert told.count("绩效指标“") == 1


def test_the_form_of_feedback_shows_somebody_who_is_rated(quarter):
    """QZ-1: T01-01, first of the unit, is not rated; the sheet is issued with T01-02 chosen."""
    form = load_workbook(quarter.blank("2026-Q1", "T01"))["个人反馈单"]
    assert "张T01-02" in [c.value for row in form.iter_rows(max_row=6) for c in row]


def test_officials_are_ranked_only_within_their_track(year):
    """QZ-3: 90 is first in 平安法治 though 95, 92 of 党建统领 are above it; across the county 一般干部 of both general units compete."""
    first = year[1]
    assert [official(first, f"T01-0{n}")["rank"] for n in range(2, 10)] == [1, 2, 3, 4, 5, 1, 1, 1]
    # Across the county 95, 91, 90, 85, 70 of G02, and in G01 78 + 0.4*4 = 79.6.
    assert [official(first, id)["track_rank"] for id in (*AUDIT, "G01-03")] == [1, 2, 3, 4, 6, 5]


def test_good_is_at_most_forty_percent_of_a_track_and_small_tracks_are_pooled(year):
    """QZ-5. 党建统领 has five with a score: 40% of 5 = 2 places for 95 and 92; 85+2.4 = 87.4 reaches 85 and is 较好 without a place.

    Three tracks of one each are pooled: 40% of 3 = 1.2, so one place, for 90; 86 is 较好, 70 is 一般.
    """
    assert grades(year[1], "T01-02", "T01-03", "T01-04", "T01-05") == ["好", "好", "较好", "较好"]
    assert [official(year[1], id)["pool"] for id in ("T01-06", *OTHERS)] == [PARTY, "合并", "合并", "合并"]
    assert [official(year[1], id)["good_places"] for id in ("T01-02", "T01-07")] == [2, 1]
    assert grades(year[1], *OTHERS) == ["好", "较好", "一般"]


def test_a_seconded_official_is_rated_by_both_units(year):
    """QZ-4: 0.3*90 + 0.7*70 = 76, which is 较好 and the track's last."""
    joint = official(year[1], "T01-06")
    assert (joint["home_score"], joint["host_score"], joint["score"], joint["grade"]) == (90, 70, 76, "较好")
    assert {"rule": "QZ-4", "text": "派出单位90.00、派驻单位70.00联合评分，得76.00"} in joint["reasons"]


def test_a_missing_half_of_a_joint_rating_leaves_no_score_and_is_listed(year):
    """QZ-4: in the fourth quarter the host returned nothing; 90 at home is no score. Four scores are left: 40% of 4 = 1.6, one place."""
    fourth, one = year[4], official(year[4], "T01-06")
    assert fourth.results.missing == ["G01"]
    assert (one["home_score"], one["host_score"], one["score"], one["grade"], one["missing_half"]) == (90, None, None, None, "缺派驻单位评分")
    assert fourth.results.lists["half"] == ["T01-06"]
    assert {"rule": "QZ-4", "text": "列入联评缺项名单：缺派驻单位评分，四维得分暂缺"} in one["reasons"]
    assert grades(fourth, "T01-02", "T01-03") == ["好", "较好"]


def test_a_missing_home_half_is_listed_though_the_unit_returned_nothing(quarter):
    """QZ-4: the other way round."""
    assert send(quarter, "2026-Q1", "G01", unit_rows(quarter, "2026-Q1", "G01", everybody("G01"), guests={"T01-06": 80})).accepted
    done = decide(quarter, "2026-Q1")
    one = official(done, "T01-06")
    assert (one["host_score"], one["score"], one["missing_half"]) == (80, None, "缺派出单位评分") and done.results.lists["half"] == ["T01-06"]


def test_a_tie_for_the_last_place_leaves_it_empty_until_the_unit_settles_it(year):
    """QZ-5: 95 has one of two places; 88 and 88 share the other, so nobody has it, and the tie is reported. A quarter later it is settled."""
    assert grades(year[2], "T01-02", "T01-03", "T01-04") == ["好", "较好", "较好"]
    assert year[2].results.ties == [Tie(rule="QZ-5", unit="T01", officials=["T01-03", "T01-04"])]
    assert year[2].results.lists["undecided"] == ["T01-03", "T01-04"]
    assert grades(year[3], "T01-02", "T01-03", "T01-04") == ["好", "好", "较好"]
    assert year[3].results.ties == [] and year[3].results.lists["undecided"] == []


def test_more_settled_than_there_are_places_is_not_taken(quarter):
    """QZ-5: 95 seated, two settled as 好 would make three of two places."""
    people = everybody("T01", T01_02=Scored.of(95), T01_03=Scored.of(88, settled="好"), T01_04=Scored.of(88, settled="好"))
    assert send(quarter, "2026-Q1", "T01", unit_rows(quarter, "2026-Q1", "T01", people)).accepted
    assert send(quarter, "2026-Q1", "G01", unit_rows(quarter, "2026-Q1", "G01", everybody("G01"), guests={"T01-06": 80})).accepted
    done = decide(quarter, "2026-Q1")
    assert grades(done, "T01-02", "T01-03", "T01-04") == ["好", "较好", "较好"]
    assert done.results.lists["undecided"] == ["T01-03", "T01-04"]
    assert any(r["text"].endswith("单位确定的好等次超过名额（3人，名额2个），没有采用") for r in official(done, "T01-03")["reasons"])


def test_each_good_of_a_quarter_is_on_the_reward_list(year):
    """QZ-12. G02: 95, 91, 90, 85 reach 85; 40% of 5 = 2 places. G01: 82 and 79.6 do not reach 85."""
    assert year[1].results.lists["reward"] == ["G02-03", "G02-04", "T01-02", "T01-03", "T01-07"]
    assert year[2].results.lists["reward"] == ["G02-03", "G02-04", "T01-02", "T01-07"]


def test_two_good_within_four_quarters_or_a_year_of_excellence_recommend(year):
    """QZ-7: T01-03 was 好 in quarters one and three; T01-02 always, four running; one 好 is not enough."""
    assert [official(year[n], "T01-03")["goods"] for n in year] == [1, 1, 2, 2]
    assert [official(year[n], "T01-02")["streak"] for n in year] == [1, 2, 3, 4]
    assert [official(year[n], "T01-03")["streak"] for n in year] == [1, 0, 1, 0]
    assert [("T01-03" in year[n].results.lists["recommend"]) for n in year] == [False, False, True, True]
    assert year[1].results.lists["recommend"] == []
    assert "T01-04" not in year[4].results.lists["recommend"]


def test_excellence_is_thirty_percent_of_a_townships_people_and_twenty_elsewhere(year):
    """QZ-6. T01 has eight with a year's score: 30% of 8 = 2.4, two places; 95 and 90 take them before (92+88+88+88)/4 = 89.

    G02 has five: 20% of 5 = 1, for 95. G01 returned nothing in the fourth quarter and has no figure.
    """
    fourth = year[4]
    assert [official(fourth, id)["year_score"] for id in ("T01-02", "T01-03", "T01-06", "T01-07")] == [95, 89, shown((76 + 80 + 80) / 3), 90]
    assert [unit(fourth, code)["excellent_quota"] for code in ("T01", "G02", "G01")] == [2, 1, None]
    assert fourth.results.lists["excellent"] == ["G02-03", "T01-02", "T01-07"]
    assert year[3].results.lists["excellent"] == []


def test_indicators_come_back_in_the_next_quarter_each_with_its_own_owner(year):
    """QZ-13: the plan of the year stays; all officials' indicators have the same titles here, and none is taken for another's."""
    carried = year[2].round.issues["G02"].prefilled["indicators"]
    assert [(row["owner"], row["title"], row["weight"]) for row in carried] == [(id, "第1项指标", 100) for id in AUDIT]
    said = [p.code for n in year for file in year[n].files.accepted.values() for p in file.problems]
    assert [code for code in said if code.startswith("commitment.")] == []


def test_a_solved_task_gives_its_points_in_shares_once(year):
    """QZ-8: 60% and 40% of 4 points in the quarter of the solution; an unsolved task gives none, and a solved one does not come back."""
    assert [[official(year[n], id)["special"] for id in ("T01-04", "G01-03", "T01-03")] for n in (1, 2)] == [[2.4, 1.6, None], [None, None, None]]
    assert official(year[1], "T01-04")["score"] == 87.4
    carried = year[2].round.issues["COUNTY"].prefilled["takers"]
    assert [(row["number"], row["taker"], row["share"]) for row in carried] == [("2", "T01-03", 0.5)]


@pytest.mark.parametrize(("takers", "code"), [
    ([task("1", "保税区", "T01-03", 0.6, "攻坚中"), task("2", "保税区", "T01-04", 0.41, "攻坚中")], "takers.shares"),
    ([task("1", "保税区", "T01-03", 0.6, "攻坚中"), task("2", "保税区", "T01-04", 0.4, "攻坚中", points=3)], "takers.points"),
    ([task("1", "保税区", "T01-03", 0.3, "攻坚中"), task("2", "保税区", "T01-03", 0.3, "攻坚中")], "takers.twice"),
    ([task("1", "保税区", "T01-03", 1, "验收通过", "2025-12-31")], "takers.solved"),
    ([task("1", "保税区", "T01-03", None, "攻坚中")], "takers.half"),
])  # fmt: skip
def test_a_task_is_shared_and_never_doubled(quarter, takers, code):
    """QZ-8: shares of one task make at most 100%, its points are one number, nobody takes it twice, and only this quarter's solution counts."""
    assert codes(send(quarter, "2026-Q1", "COUNTY", county_rows(takers=takers)), "error") == [code]


def test_a_concrete_lead_suspends_a_transfer_until_it_is_cleared(year):
    """QZ-9: found in quarter one, carried over, still open in quarter two, cleared in quarter three."""
    assert [year[n].results.lists["suspended"] for n in year] == [["T01-05"], ["T01-05"], [], []]
    assert [official(year[n], "T01-05")["lead"] for n in year] == ["暂停", "暂停", "解除", "解除"]
    told = [r["text"] for r in official(year[1], "T01-05")["reasons"] if r["rule"] == "QZ-9"]
    assert told == ["列入暂停办理转任调任名单：负面清单线索：好大喜功，重显绩轻潜绩（项目建成后闲置），没有核清",
                    "列入暂停办理转任调任名单：正在申报转任，手续暂停"]
    assert [year[n].round.issues["COUNTY"].prefilled["leads"][0]["number"] for n in (2, 3)] == ["XS1", "XS1"]
    assert year[4].round.issues["COUNTY"].prefilled.get("leads", []) == []


def test_a_transfer_goes_on_against_an_open_lead_is_an_error_and_needs_both_assessments(quarter):
    """QZ-9: status 办理中 while a lead is open; a vague lead suspends nothing; the file holds both assessments."""
    rows = county_rows(leads=[lead("较具体待核")], transfers=[transfer("办理中")])
    assert codes(send(quarter, "2026-Q1", "COUNTY", rows), "error") == ["transfers.suspended"]
    assert codes(send(quarter, "2026-Q1", "COUNTY", county_rows(leads=[lead("不具体待核")], transfers=[transfer("办理中")])), "error") == []
    one_sided = transfer("暂停") | {"positive": None}
    assert codes(send(quarter, "2026-Q1", "COUNTY", county_rows(transfers=[one_sided])), "error") == ["value.missing"]


def test_the_year_end_workbook_lists_ten_positive_and_ten_negative_items_with_manifestations(year):
    """QZ-9: two of each as the source has them; the choices of a lead are the ten negative items."""
    rows = year[4].round.issues["T01"].prefilled["views"]
    assert [sum(r["kind"] == kind for r in rows) for kind in ("正面清单", "负面清单")] == [10, 10]
    assert all(r["manifestation"] for r in rows)
    negative = [r["item"] for r in rows if r["kind"] == "负面清单"]
    assert negative[:2] == ["投机取巧，只唯上不唯实", "好大喜功，重显绩轻潜绩"]
    assert SCHEME.table("leads").column("item").choices == negative


def test_the_set_up_itself_is_checked(year, quarter):
    """QZ-10: a task from outside the composite review, and two airings in a quarter where one is allowed, are pointed out and listed."""
    checked = send(quarter, "2026-Q1", "G02", careless(quarter, {id: Scored.of(score) for id, score in AUDIT.items()}))
    assert {"burden.airings", "burden.order-outside"} <= set(codes(checked, "warning")) and checked.accepted
    assert [year[n].results.lists["burden"] for n in year] == [["G02"], [], [], []]


def test_eleven_measures_make_the_quality_of_a_units_reviewing(year):
    """QZ-11, G02's first quarter. Activity 2 of 3 = 66.67; raters 3 of 5 = 60; on time, complete, three grades, one indicator each: 100 each.

    Told 4 of 5 = 80; plans 2 of 5 = 40; ratings 0; orders divided 1 of 2 = 50; burden: inside 6 of 7 = 85.7143, two airings 0, mean 42.86.
    (66.6667 + 60 + 100*4 + 80 + 40 + 0 + 50 + 42.8572) / 11 = 67.23, below 80.
    """
    eleven = ("activity", "norms", "on_time", "complete", "spread", "told", "with_plan", "with_rating", "focused", "dispatched", "light")
    audit = unit(year[1], "G02")
    assert [audit[m] for m in eleven] == [66.67, 60, 100, 100, 100, 80, 40, 0, 100, 50, 42.86]
    assert audit["quality"] == 67.23 and "G02" in year[1].results.lists["weak"]
    assert {u.code: u.figures["quality_rank"] for u in year[1].results.units}["T01"] == 1, "a township is ranked among townships"


def test_a_late_return_counts_in_the_quality(tmp_path):
    """QZ-11: on time is 0 for a return that was first seen after the deadline, 10 April."""
    county = County.made(tmp_path, scheme="quzhou", roster=ROSTER)
    county.issue("2026-Q1")
    send(county, "2026-Q1", "G02", unit_rows(county, "2026-Q1", "G02", everybody("G02")))
    period = Period.parse("2026-Q1", county.scheme.cadence)
    done = consolidate([county.inbox("2026-Q1")], county.scheme, period, county.ledger, received=period.end.replace(month=4, day=11))
    assert done.results.late == ["G02"] and unit(done, "G02")["on_time"] == 0


@pytest.mark.xdist_group("libreoffice")
def test_what_the_sheet_shows_after_libreoffice_saved_it_is_what_results_say(office, tmp_path):
    """QZ-1, QZ-2, QZ-5: result, score and grade of each official without special points or a second unit; the tie shows as 较好 in both."""
    county = County.made(tmp_path, scheme="quzhou", roster=ROSTER)
    county.issue("2026-Q1")
    people = everybody("T01", T01_02=Scored.of(95), T01_03=Scored.of(88), T01_04=Scored.of(88), T01_06=Scored.of(62), T01_07=Scored(
        18, 12, (Indicator(50, 0.5, 0.5, (1.1, None, 0.9)), Indicator(30, 0.5, 0.4), Indicator(20, 0.5, 0.75))))
    file = county.blank("2026-Q1", "T01")
    document = office.open(file, recalculate=False)
    fill_in(document, county, "2026-Q1", "T01", unit_rows(county, "2026-Q1", "T01", people))
    document.calculateAll()
    place = county.book("2026-Q1", "T01").places["grading"]
    shows = {
        row["id"]: [seen(document, "四维评分", place.address(place.header + n, c)) for c in ("indicators", "result", "base", "estimate")]
        for n, row in enumerate(county.book("2026-Q1", "T01").facts.prefilled["grading"], 1)
    }
    cover = {id: seen(document, s.title, address(r, c)) for id, (s, r, c) in county.book("2026-Q1", "T01").unit_cells.items()}
    office.save(document, county.inbox("2026-Q1") / file.name, "xlsx")
    document.close(True)
    send(county, "2026-Q1", "G01", unit_rows(county, "2026-Q1", "G01", everybody("G01"), guests={"T01-06": 62}))
    done = decide(county, "2026-Q1")
    assert done.files.accepted["T01"].problems == [] or not [p for p in done.files.accepted["T01"].problems if p.code.startswith("live.")]
    for id, (count, result, base, grade) in shows.items():
        one = official(done, id)
        assert (shown(result), shown(base), grade) == (one["result"], one["home_score"], one["grade"]), id
        assert count == len(people[id].indicators)
    assert [shows[id][3] for id in ("T01-02", "T01-03", "T01-04", "T01-07")] == ["好", "较好", "较好", "好"]
    assert (cover["indicator_count"], cover["good_estimate"], cover["problems"]) == (10, 2, 0)


# What is open or done in earlier quarters, and ties that stand for themselves


def quarters(county: County, **told: dict[str, list[dict]] | None) -> dict[str, DecidedRound]:
    """Rounds in which only the county's workbook comes back, or nothing; `told` by quarter: 2026_Q1."""
    done = {}
    for name, tables in told.items():
        period = name.replace("_", "-")
        county.issue(period)
        if tables is not None:
            checked = send(county, period, "COUNTY", county_rows(**tables))
            assert checked.accepted, [(p.code, p.message) for p in checked.problems]
        done[period] = decide(county, period)
    return done


@pytest.fixture
def county(tmp_path) -> County:
    return County.made(tmp_path, scheme="quzhou", roster=ROSTER)


def test_a_lead_is_open_until_it_is_cleared_by_its_number(county):
    """QZ-9. XS1 and XS2 are open. XS2 is cleared and XS1 only thought vague, two workbooks are missing, a year ends: XS1 suspends on.

    In the second quarter of the new year XS1, brought in again, is cleared as well.
    """
    first, second = lead("较具体待核"), lead("较具体待核") | {"number": "XS2"}
    done = quarters(county, **{
        "2026_Q1": {"leads": [first, second]},
        "2026_Q2": {"leads": [first | {"state": "不具体待核"}, second | {"state": "已核清", "cleared_on": "2026-05-05"}]},
        "2026_Q3": None, "2027_Q1": None, "2027_Q2": {"leads": [first | {"state": "已核清", "cleared_on": "2027-04-05"}]}})
    assert [official(d, "T01-05")["lead"] for d in done.values()] == ["暂停"] * 4 + ["解除"]
    assert [d.results.lists["suspended"] for d in done.values()] == [["T01-05"]] * 4 + [[]]
    told = [r["text"] for r in official(done["2026-Q2"], "T01-05")["reasons"] if r["rule"] == "QZ-9"]
    assert told == ["列入暂停办理转任调任名单：以前季度的负面清单线索没有核清（线索编号XS1）"]


def test_an_open_lead_comes_back_in_the_new_year(county):
    """QZ-9."""
    quarters(county, **{"2026_Q4": {"leads": [lead("较具体待核")]}})
    county.issue("2027-Q1")
    assert [r["number"] for r in county.book("2027-Q1", "COUNTY").facts.prefilled["leads"]] == ["XS1"]


def test_a_hard_task_earns_its_points_once_in_whatever_quarter_and_under_whatever_number_it_comes_back(county):
    """QZ-8. Solved by T01-04 with 60% of 4 points in the first quarter. Again in the third, by another, under another number and with
    other punctuation, and in the next year: nothing. Another task of T01-03 counts: 50% of 4."""
    again = task("9", "保税区 验收！", "T01-03", 0.4, "验收通过", "2026-08-10")
    other = task("10", "征迁清零", "T01-03", 0.5, "验收通过", "2026-08-10")
    done = quarters(county, **{
        "2026_Q1": {"takers": [task("1", "保税区验收", "T01-04", 0.6, "验收通过", "2026-03-10")]}, "2026_Q2": {},
        "2026_Q3": {"takers": [again, other]}, "2027_Q1": {"takers": [again | {"solved_on": "2027-02-01", "taker": "T01-04"}]}})
    assert [official(d, "T01-04")["special"] for d in done.values()] == [2.4, None, None, None]
    assert official(done["2026-Q3"], "T01-03")["special"] == 2


def test_one_task_under_two_numbers_in_one_quarter_is_one_task(county):
    """QZ-8: the shares of both rows make more than the whole."""
    county.issue("2026-Q1")
    rows = [task("1", "保税区验收", "T01-04", 0.6, "验收通过", "2026-03-10"), task("2", "保税区“验收”", "T01-03", 0.6, "验收通过", "2026-03-10")]
    assert codes(send(county, "2026-Q1", "COUNTY", county_rows(takers=rows)), "error") == ["takers.shares"]


def two_ties(county: County, **settled: str) -> DecidedRound:
    """T01 in a quarter: three of 党建统领 at 90, 88 and 88 and a fourth far behind, 40% of 4 is one place; of the pool's three, 86 and 86.

    T01-02 and T01-03 share the first place of the track, T01-07 and T01-08 that of the pool.
    """
    scores = {"T01-02": 90, "T01-03": 90, "T01-04": 80, "T01-05": 70, "T01-06": 70, "T01-07": 86, "T01-08": 86, "T01-09": 70}
    people = {id: Scored.of(score, settled=settled.get(id.replace("-", "_"))) for id, score in scores.items()}
    county.issue("2026-Q1")
    assert send(county, "2026-Q1", "T01", unit_rows(county, "2026-Q1", "T01", people)).accepted
    return decide(county, "2026-Q1")


TRACK, POOL = (Tie(rule="QZ-5", unit="T01", officials=ids) for ids in (["T01-02", "T01-03"], ["T01-07", "T01-08"]))


@pytest.mark.parametrize(("settled", "ties"), [
    ({}, [TRACK, POOL]),
    ({"T01_02": "好", "T01_03": "较好"}, [POOL]),
    ({"T01_07": "好", "T01_08": "较好"}, [TRACK]),
    ({"T01_02": "好", "T01_03": "较好", "T01_07": "较好", "T01_08": "好"}, []),
    ({"T01_02": "好", "T01_03": "好", "T01_07": "好", "T01_08": "较好"}, [TRACK]),  # two for one place: not adopted
    ({"T01_02": "好"}, [POOL]), ({"T01_02": "较好"}, [TRACK, POOL]),  # who has the place is said; who has it not is not enough
    ({"T01_02": "较好", "T01_03": "较好"}, [POOL]),  # nobody has it, as the unit decided
])  # fmt: skip
def test_each_tie_stands_for_itself(county, settled, ties):
    """QZ-5: settling one says nothing of the other, and a settlement that cannot be adopted leaves its tie open."""
    results = two_ties(county, **settled).results
    assert results.ties == ties
    assert results.lists["undecided"] == [id for tie in ties for id in tie.officials]


def test_a_settlement_of_the_year_that_cannot_be_adopted_leaves_the_tie_open(county):
    """QZ-6: 30% of T01's seven with a score is two places; 95 has one, 90 and 90 are both settled as 优秀 for the other."""
    scores = {"T01-02": 95, "T01-03": 90, "T01-04": 90, "T01-05": 70, "T01-06": 70, "T01-07": 70, "T01-08": 70, "T01-09": 70}
    county.issue("2026-Q4")
    rows = unit_rows(county, "2026-Q4", "T01", {id: Scored.of(score) for id, score in scores.items()})
    for row in rows["yearly"]:
        row.values["settled"] = "优秀" if row.values["id"] in ("T01-03", "T01-04") else None
    assert send(county, "2026-Q4", "T01", rows).accepted
    done = decide(county, "2026-Q4")
    assert Tie(rule="QZ-6", unit="T01", officials=["T01-03", "T01-04"]) in done.results.ties
    assert done.results.lists["excellent"] == ["T01-02"]


@pytest.mark.parametrize(("settled", "open_"), [
    ({"T01-03": "优秀"}, False), ({"T01-03": "不列"}, True), ({"T01-03": "不列", "T01-04": "不列"}, False),
])
def test_a_tie_of_the_year_is_settled_when_its_place_is_given_or_everybody_has_a_word(county, settled, open_):
    """QZ-6: as above, 90 and 90 for the second place."""
    scores = {"T01-02": 95, "T01-03": 90, "T01-04": 90, "T01-05": 70, "T01-06": 70, "T01-07": 70, "T01-08": 70, "T01-09": 70}
    county.issue("2026-Q4")
    rows = unit_rows(county, "2026-Q4", "T01", {id: Scored.of(score) for id, score in scores.items()})
    for row in rows["yearly"]:
        row.values["settled"] = settled.get(row.values["id"])
    assert send(county, "2026-Q4", "T01", rows).accepted
    assert any(t.rule == "QZ-6" for t in decide(county, "2026-Q4").results.ties) is open_
