"""DQ-1 to DQ-16 across a county: rounds by hand, expectations with their arithmetic from RULES.md."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest

from shijibu.figures.evaluation import Book, Evaluation, Row
from shijibu.rounds.computed import figures_of, past_round, results_of
from shijibu.rounds.sorting import Sorted
from shijibu.rounds.standing import Standing
from shijibu.scheme.load import load
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Official, Roster, Unit

SCHEME = load("deqing")
UNIT_REVIEW, HEAD_REVIEW, MIDDLE_REVIEW = "千人评议机关（单位）", "千人评议乡镇部门正职领导", "为民涉企重点中层岗位评议"


def team(unit: str, size: int) -> list[Official]:
    return [Official(id=f"{unit}-{n:02}", name=f"{unit}干部{n}", unit=unit, post="正职" if n == 1 else "副职", team=True) for n in range(1, size + 1)]


ROSTER = Roster.of(
    [Unit(code="T01", name="甲镇", kind="township"), Unit(code="T02", name="乙镇", kind="township"),
     Unit(code="D01", name="丙局", kind="department", links=("T01",)), Unit(code="D02", name="丁局", kind="department", links=("T02",)),
     Unit(code="D03", name="戊局", kind="department")],
    [o for u in ("T01", "T02", "D01", "D02", "D03") for o in team(u, 5)],
)


def task(planned: float, actual: float, weight: float = 1, responsible: str | None = None) -> dict[str, Any]:
    return {"title": "任务", "weight": weight, "planned": planned, "actual": actual, "responsible": responsible}


def member(leader: float = 85, talk: float = 85, votes: tuple[int, int, int, int] = (0, 10, 0, 0), proposed: int | None = None) -> dict[str, Any]:
    return {"leader": leader, "talk": talk, "proposed": proposed, **dict(zip(("good", "fairly_good", "average", "poor"), votes, strict=True))}


def book(code: str, tasks: list[dict] | None = None, members: dict[int, dict] | None = None, projects: list[tuple[int, float, float]] = ()) -> Book:
    """A unit's workbook; members by number, projects as (member, planned, actual)."""
    stars = [Row(n, {"id": o.id, "name": o.name, "post": o.post, **(members or {}).get(n, member())}) for n, o in enumerate(ROSTER.team(code), 1)]
    return Book(code, {
        "tasks": [Row(i, t) for i, t in enumerate(tasks if tasks is not None else [task(0.5, 0.5)], 1)],
        "stars": stars,
        "projects": [Row(i, {"owner": f"{code}-{n:02}", "title": "项目", "planned": p, "actual": a}) for i, (n, p, a) in enumerate(projects, 1)],
    })


def reviews(*rows: tuple[str, str, str, float, tuple[int, int, int, int]]) -> Book:
    """The county's workbook: (kind, subject, group, weight, votes)."""
    return Book("COUNTY", {"reviews": [
        Row(i, {"kind": k, "subject": s, "rater_group": g, "weight": w, **dict(zip(("good", "fairly_good", "average", "poor"), v, strict=True))})
        for i, (k, s, g, w, v) in enumerate(rows, 1)]})


class Year:
    """Rounds one after another, each decided before the next, as the ledger has them."""

    def __init__(self) -> None:
        self.past: list = []

    def round(self, period: str, *books: Book) -> Evaluation:
        evaluation = Evaluation(SCHEME, Period.parse(period), ROSTER, {b.code: b for b in books}, self.past)
        self.past = [*self.past, past_round(period, figures_of(evaluation), SCHEME)]
        return evaluation


def results(evaluation: Evaluation) -> dict[str, Any]:
    return results_of(evaluation, Sorted(), Standing()).model_dump()


def red(code: str = "T01") -> Book:
    return book(code, [task(0.5, 0.3)])  # 0.3/0.5*100 = 60


def yellow(code: str = "T01") -> Book:
    return book(code, [task(0.5, 0.4)])  # 80


def blue(code: str = "T01") -> Book:
    return book(code, [task(0.5, 0.55)])  # 110


def plain(code: str = "T01") -> Book:
    return book(code, [task(0.5, 0.5)])  # 100


@pytest.mark.parametrize(("tasks", "index", "card"), [
    ([task(0.5, 0.45, 1), task(0.8, 0.8, 2)], (0.9 * 1 + 1.0 * 2) / 3 * 100, None),
    ([task(0.5, 0.75, 1)], 1.2 * 100, "蓝牌"),  # 1.5 is capped at 1.2
    ([task(0.5, 0.75, 9), task(0.5, 0.44, 1)], (1.2 * 9 + 0.88) / 10 * 100, None),  # 116.8, but one ratio is below 0.9
    ([task(0.5, 0.45)], 90, None),  # 45/50 meets 90
    ([task(0.4, 0.3)], 75, "黄牌"),  # 75 is not below 75
    ([task(0.4, 0.29)], 72.5, "红牌"),
    ([task(0.5, 0.5), task(0, 0)], 100, None),  # planned 0 is left out
    ([task(0.5, 0.75, 9), task(0.50001, 0.45, 1)], (1.2 * 9 + 0.45 / 0.50001) / 10 * 100, None),  # 0.89998 is below 0.9, and 0.9000 shown
    ([task(0.5, 0.75, 9), task(0.49999, 0.45, 1)], (1.2 * 9 + 0.45 / 0.49999) / 10 * 100, "蓝牌"),
])
def test_the_index_of_the_tasks_gives_the_card(tasks, index, card):
    """DQ-2"""
    unit = results(Year().round("2026-Q1", book("T01", tasks)))["units"][3]
    assert unit["code"] == "T01" and unit["index"] == round(index, 2) and unit["card"] == card


def test_no_task_with_a_plan_above_0_gives_no_index_and_no_card():
    """DQ-2: no data is not a zero."""
    evaluation = Year().round("2026-Q1", book("T01", [task(0, 0)]))
    assert evaluation.unit("T01", "index") is None and evaluation.unit("T01", "card") is None


def test_the_ladder_rises_with_the_cards_of_the_year_and_is_new_only_when_it_rises():
    """DQ-3: yellow 1, red 1*2 = 3, none, yellow 1+2+1 = 4; the next year starts anew."""
    year = Year()
    seen = []
    for period, made in (("2026-Q1", yellow()), ("2026-Q2", red()), ("2026-Q3", plain()), ("2026-Q4", yellow()), ("2027-Q1", plain())):
        unit = next(u for u in results(year.round(period, made))["units"] if u["code"] == "T01")
        seen.append((unit["measure"], unit["measure_new"]))
    assert seen == [("表态发言", True), ("向常委会说明情况", True), ("向常委会说明情况", False), ("组织调整", True), (None, False)]


def test_a_card_belongs_to_its_round():
    """DQ-4: red in round 2 and blue in round 3 both stand in the history."""
    year = Year()
    for period, made in (("2026-Q1", plain()), ("2026-Q2", red()), ("2026-Q3", blue())):
        year.round(period, made)
    assert [p.units["T01"]["card"] for p in year.past] == [None, "红牌", "蓝牌"]


def test_linked_and_responsible_departments_lose_points_once_a_township_and_round():
    """DQ-5: D01 is linked and responsible: once; D02 is responsible for the task at 0.6; D03 only for one at 1.0; T02 is no department."""
    made = book("T01", [task(0.5, 0.3, responsible="D01;D02;T02"), task(0.5, 0.5, responsible="D03")])  # (0.6 + 1)/2*100 = 80: yellow
    told = results(Year().round("2026-Q1", made, plain("D01"), plain("D02"), plain("D03")))
    lost = {u["code"]: u["deductions"] for u in told["units"]}
    entry = {"period": "2026-Q1", "because": "T01 黄牌", "points": 0.5, "rule": "DQ-5"}
    assert lost == {"D01": [entry], "D02": [entry], "D03": [], "T01": [], "T02": []}


def test_deductions_add_up_over_the_year_and_stand_when_the_department_does_not_return():
    """DQ-5: 1.0 for red and 0.5 for yellow; a missing department's own figures are null."""
    year = Year()
    year.round("2026-Q1", red(), plain("D01"))
    second = year.round("2026-Q2", yellow())
    unit = next(u for u in results(second)["units"] if u["code"] == "D01")
    assert [(d["period"], d["points"]) for d in unit["deductions"]] == [("2026-Q1", 1.0), ("2026-Q2", 0.5)]
    assert unit["index"] is unit["score"] is unit["rank"] is None
    third = year.round("2026-Q3", plain(), plain("D01"))
    assert third.unit("D01", "score") == 100 - 1.0 - 0.5


def test_the_spot_check_draws_a_tenth_of_each_team_and_one_at_least():
    """DQ-8: 2 of 21, 1 of 5, the smallest SHA-256 of seed and id, none outside the team, none of a unit without a team."""
    outside = Official(id="D03-99", name="职员", unit="D03", post="副职", team=False)
    people = [*team("T01", 21), *team("T02", 5), outside]
    roster = Roster.of(ROSTER.units, people)
    made = Evaluation(SCHEME, Period.parse("2026-Q1"), roster, {code: Book(code, {}) for code in ("T01", "T02", "D03")})
    order = {o.id: sha256(f"实绩档案抽查·2026-01-01:{o.id}".encode()).digest() for o in people}
    drawn = {o.id for o in people if made.official(o.id, "spot_check") == "抽中"}
    assert drawn == {id for unit, size in (("T01", 2), ("T02", 1)) for id in sorted((o for o in order if o[:3] == unit), key=order.get)[:size]}


def test_the_project_score_is_the_mean_of_the_ratios():
    """DQ-6: (0.9 + 1.2 + 1.0)/3*100; a project planned at 0 is left out; none measurable: no data."""
    made = book("T01", projects=[(1, 0.5, 0.45), (1, 0.5, 0.9), (1, 0.2, 0.2), (1, 0, 0), (2, 0, 0)])
    evaluation = Year().round("2026-Q1", made)
    assert evaluation.official("T01-01", "project_score") == round((0.9 + 1.2 + 1.0) / 3 * 100, 4)
    assert evaluation.official("T01-02", "project_score") is None


def test_a_project_score_is_made_from_ratios_that_nobody_rounded():
    """DQ-6, DQ-14: 0.75 of plan is 75 and no talk; 0.749996, which shows as 0.7500, is 74.9996 and one; 2/3 is 66.6667, not 66.67."""
    made = book("T01", projects=[(1, 1, 0.75), (2, 1, 0.749996), (3, 0.6, 0.4)])
    evaluation = Year().round("2026-Q1", made)
    assert [evaluation.official(f"T01-0{n}", "project_score") for n in (1, 2, 3)] == [75, 74.9996, 66.6667]
    assert results(evaluation)["lists"]["talk"] == ["T01-02", "T01-03"]


def test_a_responsible_department_pays_for_a_ratio_that_is_below_the_line_and_shows_as_on_it():
    """DQ-5: 0.45/0.50001 = 0.89998."""
    made = book("T01", [task(0.5, 0.3, 3), task(0.50001, 0.45, responsible="D02"), task(0.5, 0.45, responsible="D03")])
    lost = {u["code"]: len(u["deductions"]) for u in results(Year().round("2026-Q1", made, plain("D02"), plain("D03")))["units"]}
    assert (lost["D02"], lost["D03"]) == (1, 0)


def test_reviews_are_averaged_by_group_then_kind_then_round_then_year():
    """DQ-10, DQ-14: Q2 0.4*100 + 0.6*85 = 91; Q4 70; the year (91 + 70)/2."""
    year = Year()
    year.round("2026-Q1", plain())
    q2 = year.round("2026-Q2", plain(), reviews(
        (UNIT_REVIEW, "T01", "甲组", 0.4, (5, 0, 0, 0)), (UNIT_REVIEW, "T01", "乙组", 0.6, (0, 5, 0, 0)),
        (UNIT_REVIEW, "T02", "甲组", 1, (0, 0, 0, 5))))
    assert q2.unit("T01", "review") == 0.4 * 100 + 0.6 * 85
    year.round("2026-Q3", plain())
    q4 = year.round("2026-Q4", plain(), reviews((UNIT_REVIEW, "T01", "甲组", 1, (0, 0, 9, 0))))
    assert q4.unit("T01", "mean_review") == (91 + 70) / 2
    assert q4.unit("T01", "score") == 0.7 * 100 + 0.3 * 80.5


@pytest.mark.parametrize(("leader", "stars"), [(92.5, 5), (92.4, 4), (67.5, 4), (67.4, 3), (42.5, 3), (17.5, 2), (17.4, 1)])
def test_the_composite_gives_the_stars(leader, stars):
    """DQ-11: 0.4*92.5 + 0.4*92.5 + 0.2*80 = 90 is five; 25 points less for the leader are 10 less in all."""
    votes = (5, 5, 0, 0)  # (100*5 + 85*5)/10 = 92.5
    evaluation = Year().round("2026-Q1", book("T01", members={1: member(leader, 80, votes)}))
    assert evaluation.official("T01-01", "composite") == round(0.4 * leader + 0.4 * 92.5 + 0.2 * 80, 4)
    assert evaluation.official("T01-01", "suggested") == stars


def all_good(*leaders: float, **others: Any) -> dict[int, dict]:
    return {n: member(leader, 100, (10, 0, 0, 0), **others) for n, leader in enumerate(leaders, 1)}


def test_five_stars_end_at_60_percent_of_the_team_in_order_of_composite():
    """DQ-12: 60% of 5 is 3; the fourth and fifth get four."""
    evaluation = Year().round("2026-Q1", book("T01", members=all_good(95, 99, 97, 93, 91)))
    assert [evaluation.official(f"T01-0{n}", "stars") for n in range(1, 6)] == [5, 5, 5, 4, 4]


def test_a_tie_for_the_last_place_leaves_it_empty_and_is_reported():
    """DQ-12: two places are taken, the third is tied; nobody moves up into it."""
    told = results(Year().round("2026-Q1", book("T01", members=all_good(99, 97, 95, 95, 93))))
    assert [o["stars"] for o in told["officials"] if o["unit"] == "T01"] == [5, 5, 4, 4, 4]
    assert told["ties"] == [{"rule": "DQ-12", "unit": "T01", "officials": ["T01-03", "T01-04"]}]


def test_the_units_proposal_settles_a_tie():
    """DQ-12"""
    members = all_good(99, 97, 95, 95, 93)
    members[3]["proposed"] = 5
    told = results(Year().round("2026-Q1", book("T01", members=members)))
    assert [o["stars"] for o in told["officials"] if o["unit"] == "T01"] == [5, 5, 5, 4, 4]
    assert told["ties"] == []


@pytest.mark.parametrize(("made", "cap"), [([task(0.5, 0.4)], 4), ([task(0.5, 0.3)], 3), ([task(0.5, 0.55)], 5), ([task(0.5, 0.5)], 5)])
def test_the_card_caps_the_stars_before_the_quota(made, cap):
    """DQ-13: yellow 4, red 3."""
    evaluation = Year().round("2026-Q1", book("T01", made, members=all_good(99, 99, 99, 99, 99)))
    assert {evaluation.official(f"T01-0{n}", "cap") for n in range(1, 6)} == {cap}
    assert max(evaluation.official(f"T01-0{n}", "stars") for n in range(1, 6)) <= cap


def test_the_documented_unit_score():
    """DQ-14: index 106.25, one blue card, 0.5 lost: 106.25 + 1 - 0.5 = 106.75, without reviews yet."""
    tasks = [task(0.8, 0.85)]  # 0.85/0.8 = 1.0625
    unit = next(u for u in results(Year().round("2026-Q1", book("D01", tasks), yellow()))["units"] if u["code"] == "D01")
    assert (unit["index"], unit["card"], unit["score"]) == (106.25, "蓝牌", 106.75)


def test_the_officials_score_takes_composite_projects_and_unit():
    """DQ-14: 0.5*composite + 0.3*projects + 0.2*unit."""
    made = book("T01", members={2: member(90, 80, (10, 0, 0, 0))}, projects=[(2, 0.5, 0.45)])
    evaluation = Year().round("2026-Q1", made)
    composite = 0.4 * 90 + 0.4 * 100 + 0.2 * 80
    assert evaluation.official("T01-02", "score") == 0.5 * composite + 0.3 * 90 + 0.2 * 100


def test_a_heads_review_is_half_of_the_democratic_part_once_it_exists():
    """DQ-14: the head's ballot 100 and review 70 make 85; the composite itself stays as in the sheet."""
    year = Year()
    alike = member(90, 80, (10, 0, 0, 0))
    made = book("T01", members={1: alike, 2: alike}, projects=[(1, 0.5, 0.5), (2, 0.5, 0.5)])
    evaluation = year.round("2026-Q2", made, reviews((HEAD_REVIEW, "T01-01", "甲组", 1, (0, 0, 5, 0))))
    assert evaluation.official("T01-01", "composite") == evaluation.official("T01-02", "composite") == 0.4 * 90 + 0.4 * 100 + 0.2 * 80
    assert evaluation.official("T01-01", "score") == round(0.5 * (0.4 * 90 + 0.4 * (100 + 70) / 2 + 0.2 * 80) + 0.3 * 100 + 0.2 * 100, 4)
    assert evaluation.official("T01-02", "score") == 0.5 * 92 + 0.3 * 100 + 0.2 * 100


def test_a_review_counts_though_the_unit_did_not_return_its_workbook():
    """DQ-14: T01 was reviewed in Q2 and sent nothing; 0.7*100 + 0.3*70 = 91 in Q3, its head's ballot (85 + 70)/2 = 77.5."""
    year = Year()
    year.round("2026-Q1", plain())
    missing = year.round("2026-Q2", reviews((UNIT_REVIEW, "T01", "甲组", 1, (0, 0, 9, 0)), (HEAD_REVIEW, "T01-01", "甲组", 1, (0, 0, 5, 0))))
    assert missing.unit("T01", "review") == 70 and missing.unit("T01", "score") is None
    assert next(u["score"] for u in results(missing)["units"] if u["code"] == "T01") is None
    q3 = year.round("2026-Q3", plain())
    assert q3.unit("T01", "score") == 91 and q3.official("T01-01", "democratic") == 77.5


def test_a_middle_posts_review_is_its_groups_weighted_mean_and_told():
    """DQ-10: 0.5*100 + 0.5*70 = 85, for the named post alone; it is a reason in results, and no one else has it."""
    people = [Official(id="T01-09", name="中层", unit="T01", post="副职", team=False, extra={"middle_post": "是"}), *ROSTER.officials]
    votes = reviews((MIDDLE_REVIEW, "T01-09", "企业", 0.5, (5, 0, 0, 0)), (MIDDLE_REVIEW, "T01-09", "办事群众", 0.5, (0, 0, 5, 0)))
    made = Evaluation(SCHEME, Period.parse("2026-Q2"), Roster.of(ROSTER.units, people), {"T01": plain(), "COUNTY": votes})
    told = {o["id"]: [r["text"] for r in o["reasons"] if r["rule"] == "DQ-10"] for o in results(made)["officials"]}
    assert made.official("T01-09", "middle_review") == 85
    assert {id: texts for id, texts in told.items() if texts} == {"T01-09": ["为民涉企重点中层岗位评议85.00分"]}


def test_units_rank_within_their_kind_by_the_shown_value():
    """DQ-14: competition rank 1, 1, 3; townships apart."""
    told = results(Year().round("2026-Q1", plain("D01"), plain("D02"), book("D03", [task(0.5, 0.46)]), plain("T01"), blue("T02")))
    assert {u["code"]: u["rank"] for u in told["units"]} == {"D01": 1, "D02": 1, "D03": 3, "T01": 2, "T02": 1}


def test_who_is_commended_talked_to_and_adjusted():
    """DQ-14: five stars and no yellow or red; project score below 75 or at most two stars; talk in two rounds running."""
    year = Year()
    made = book("T01", members={1: member(100, 100, (10, 0, 0, 0)), 3: member(50, 50, (0, 0, 0, 10))}, projects=[(1, 0.5, 0.5), (2, 0.5, 0.3)])
    first = results(year.round("2026-Q1", made))
    assert first["lists"] == {"commend": ["T01-01"], "talk": ["T01-02", "T01-03"], "adjust": []}
    second = results(year.round("2026-Q2", made))
    assert second["lists"]["adjust"] == ["T01-02", "T01-03"]
    assert any("连续两轮" in r["text"] for o in second["officials"] if o["id"] == "T01-02" for r in o["reasons"])


def test_the_head_is_on_the_adjust_list_when_the_ladder_reaches_it():
    """DQ-3, DQ-14: two red cards are 2*2 = 4 points."""
    year = Year()
    year.round("2026-Q1", red())
    assert results(year.round("2026-Q2", red()))["lists"]["adjust"] == ["T01-01"]


def test_a_yellow_card_earlier_in_the_year_bars_from_commendation():
    """DQ-14: no yellow or red this year."""
    year = Year()
    year.round("2026-Q1", yellow())
    star = {1: member(100, 100, (10, 0, 0, 0))}
    assert results(year.round("2026-Q2", book("T01", members=star)))["lists"]["commend"] == []
    year.round("2026-Q3", plain())
    year.round("2026-Q4", plain())
    assert results(year.round("2027-Q1", book("T01", members=star)))["lists"]["commend"] == ["T01-01"]


def test_every_official_of_the_roster_is_in_the_results_with_null_where_there_is_no_figure():
    """DQ-15, CONTRACT.md"""
    told = results(Year().round("2026-Q1", plain("T01")))
    assert [o["id"] for o in told["officials"]] == [o.id for o in ROSTER.officials]
    assert {o["stars"] for o in told["officials"] if o["unit"] != "T01"} == {None}


def test_an_indicator_is_common_to_all_or_the_kinds_the_posts_or_the_led_projects_own():
    """DQ-16; another category is an error of the file."""
    category = SCHEME.table("tasks").column("category")
    assert (category.type, category.choices) == ("choice", ["共性指标", "个性指标·单位类别", "个性指标·岗位", "个性指标·领办项目"])


def test_the_scheme_cites_every_rule_of_deqing():
    """All sixteen; some are requirements on forms."""
    assert SCHEME.cited == [f"DQ-{n}" for n in range(1, 17)]
