"""One objection in every county: what it changes for the one who objects and for others, that it can be retraced, and the person's file after it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from math import prod
from random import Random
from typing import Any

import pytest
from openpyxl import load_workbook

from shijibu.demo.people import made_up_roster
from shijibu.report.explanation import explain
from shijibu.report.person.page import person_html
from shijibu.report.person.person_file import person_file
from shijibu.report.person.sheets import write_person_workbook
from shijibu.rounds.consolidate import consolidate
from shijibu.rounds.decided import decided_rounds, round_asked_about, round_asked_about_one
from shijibu.rounds.recompute import changed_by_objection, recompute
from shijibu.rounds.uphold import Upheld, uphold
from shijibu.scheme.load import load
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Roster
from tests.county import County

RECEIVED, DECIDED = date(2026, 4, 20), date(2026, 4, 23)
Figures = dict[str, tuple[Any, Any]]


@dataclass
class Asked:
    """An official objects: the cells of `holder`'s workbook to amend, and figures before and after, the official's own and others' by code or id."""

    subject: str
    holder: str
    settings: list[str]
    own: Figures
    others: dict[str, Figures] = field(default_factory=dict)


@dataclass
class Case:
    """A round in which the `units` of a made-up roster return `given`, fields by unit, and what is then objected to."""

    scheme: str
    period: str
    units: set[str]
    given: Callable[[County], dict[str, dict[str, Any]]]
    asked: Callable[[County], Asked]


@dataclass
class Ran:
    county: County
    asked: Asked
    upheld: Upheld
    period: str


def inputs(county: County, period: str, unit: str, table: str) -> dict[int, dict[str, Any]]:
    """The rows of an accepted return, by number."""
    returned = next(r for r in county.ledger.returns(county.scheme.id, period) if r.unit == unit)
    return {r["index"]: r["values"] for r in returned.inputs[table]["rows"]}


def figure(county: County, period: str, id: str, name: str) -> Any:
    figures = county.ledger.decision(county.scheme.id, period).figures
    return (figures["officials"].get(id) or figures["units"].get(id) or {}).get(name)


# LS-2: 差 is 50, 较好 85, 好 100; the units of a kind are ranked by the mean over the team.


def leishan_given(county: County) -> dict[str, dict[str, Any]]:
    sizes = {unit: len(county.roster.team(unit)) for unit in ("D01", "D02")}
    grades = {unit: {f"verdicts[{n}].team_grade": "较好" for n in range(1, size + 1)} for unit, size in sizes.items()}
    return grades | {"D02": grades["D02"] | {"verdicts[1].team_grade": "差"}}


def leishan(county: County) -> Asked:
    one, size = county.roster.team("D02")[0].id, len(county.roster.team("D02"))
    month = ((85 * (size - 1) + 50) / size, (85 * (size - 1) + 100) / size)
    return Asked(one, "D02", ["verdicts[1].team_grade=好"], {"month_score": (50.0, 100.0), "month_grade": ("差", "好")},
                 {"D02": {"month": month, "rank": (2, 1)}, "D01": {"rank": (1, 2)}})


# LS-7: a report judged empty counts as none; the county's own table said so by mistake, and the row is taken out.


def leishan_hollow_given(county: County) -> dict[str, dict[str, Any]]:
    one = county.roster.team("D01")[0]
    return {"COUNTY": {"hollow[1].subject": one.id, "hollow[1].kind": "内容空洞", "hollow[1].grounds": "未写明完成情况"}}


def leishan_hollow(county: County) -> Asked:
    one = county.roster.team("D01")[0].id
    return Asked(one, "COUNTY", ["hollow[1]="], {"hollow": ("内容空洞", None), "lapses_running": (1, 0)})


# QZ-5: of the group the best take the places of 好; more points for the second take it from the first.


def quzhou(county: County) -> Asked:
    rows = {v["id"]: n for n, v in inputs(county, "2026-Q1", "G01", "grading").items()}
    there = [(id, *(figure(county, "2026-Q1", id, f) for f in ("pool", "grade", "rank", "host_score", "score"))) for id in rows]
    first = next(t for t in there if t[2] == "好" and any(o[1] == t[1] and o[3] == 2 and o[2] == "较好" and o[4] is None for o in there))
    second = next(t[0] for t in there if t[1] == first[1] and t[3] == 2)
    settings = [f"grading[{rows[second]}].post_points=20", f"grading[{rows[second]}].service=15"]
    before, result, special = (figure(county, "2026-Q1", second, f) or 0 for f in ("score", "result", "special"))
    return Asked(second, "G01", settings, {"grade": ("较好", "好"), "rank": (2, 1), "score": (before, result + 20 + 15 + special)},
                 {first[0]: {"grade": ("好", "较好"), "rank": (1, 2)}})


# QZ-2: 60 * sum(w * k * min(ratio, 1.2)) / sum(w), k the product of three coefficients: 0.8 * 0.8 * 0.8, then 1.


def quzhou_coefficients_given(county: County) -> dict[str, dict[str, Any]]:
    return {"T01": {f"indicators[1].{c}": 0.8 for c in ("saturation", "risk", "difficulty")}}


def quzhou_coefficients(county: County) -> Asked:
    rows = inputs(county, "2026-Q1", "T01", "indicators")
    owner = rows[1]["owner"]
    own = [(n, v["weight"], min(v["actual"] / v["planned"], 1.2), [v[c] or 1 for c in ("saturation", "risk", "difficulty")])
           for n, v in rows.items() if v["owner"] == owner]

    def result(first: float) -> float:
        return 60 * sum(w * x * (first if n == 1 else prod(k)) for n, w, x, k in own) / sum(w for _, w, *_ in own)

    settings = [f"indicators[1].{c}=1" for c in ("saturation", "risk", "difficulty")]
    return Asked(owner, "T01", settings, {"result": (min(result(0.8**3), 60), min(result(1), 60))})


# YH-1: heads of two towns are ranked in each indicator, so that one value moves the scores of both.


def yuhang(county: County) -> Asked:
    rows = inputs(county, "2026-Q4", "COUNTY", "data")
    name, low = rows[1]["indicator"], rows[1]["direction"] == county.scheme.parameters["YH-1"]["low_label"].value
    there = {v["subject"]: (n, v["value"]) for n, v in rows.items() if v["indicator"] == name}
    (first, _), (second, (number, _)) = sorted(there.items(), key=lambda t: t[1][1], reverse=not low)
    heads = {unit: county.roster.team(unit)[0].id for unit in (first, second)}
    weights = {v["indicator"]: v["weight"] for v in inputs(county, "2026-Q4", "COUNTY", "indicators").values() if v["subject"] == heads[second]}
    moved = weights[name] / sum(weights.values()) * county.scheme.parameters["YH-1"]["span"].value
    before = {unit: figure(county, "2026-Q4", head, "ranked") for unit, head in heads.items()}
    value = there[first][1] / 2 if low else there[first][1] + 1
    return Asked(heads[second], "COUNTY", [f"data[{number}].value={value}"], {"ranked": (before[second], before[second] + moved)},
                 {heads[first]: {"ranked": (before[first], before[first] - moved)}})


# TX-3, TX-4: 一般 is 70 and counts as low, 好 is 100.


def tongxiang(county: County) -> Asked:
    one = inputs(county, "2026-01", "T01", "grades")[1]["subject"]
    return Asked(one, "T01", ["grades[1].grade=好"], {"month_value": (70.0, 100.0), "low_months": (1, 0), "low_running": (1, 0)})


# YA-2: five sources by weight; all of them 60, then 100.


def yuhuan_given(county: County) -> dict[str, dict[str, Any]]:
    subjects = [row["subject"] for row in county.ledger.issued("yuhuan", "2026-03").issues["COUNTY"].prefilled["reviews"]]
    return {"COUNTY": {f"reviews[{n}].score": 60 for n, subject in enumerate(subjects, 1) if subject == "D01-01"}}


def yuhuan(county: County) -> Asked:
    rows = [n for n, v in inputs(county, "2026-03", "COUNTY", "reviews").items() if v["subject"] == "D01-01"]
    mean = figure(county, "2026-03", "D01", "reputation")
    people = len({v["subject"] for v in inputs(county, "2026-03", "COUNTY", "reviews").values() if str(v["subject"]).startswith("D01")})
    return Asked("D01-01", "COUNTY", [f"reviews[{n}].score=100" for n in rows], {"reputation": (60.0, 100.0)},
                 {"D01": {"reputation": (mean, mean + 40 / people)}})


def as_made_up(county: County) -> dict[str, dict[str, Any]]:
    return {}


CASES = {
    "leishan": Case("leishan", "2026-01", {"D01", "D02"}, leishan_given, leishan),
    "leishan-county": Case("leishan", "2026-01", {"D01"}, leishan_hollow_given, leishan_hollow),
    "quzhou": Case("quzhou", "2026-Q1", {"G01"}, as_made_up, quzhou),
    "quzhou-coefficients": Case("quzhou", "2026-Q1", {"T01"}, quzhou_coefficients_given, quzhou_coefficients),
    "yuhang-county": Case("yuhang", "2026-Q4", {"T01", "T02"}, as_made_up, yuhang),
    "tongxiang": Case("tongxiang", "2026-01", {"T01"}, lambda county: {"T01": {"grades[1].grade": "一般"}}, tongxiang),
    "yuhuan-county": Case("yuhuan", "2026-03", {"D01"}, yuhuan_given, yuhuan),
}


def roster(scheme: Scheme, units: set[str]) -> Roster:
    """These units of a made-up county, with nobody lent to others."""
    whole = made_up_roster(scheme, 8, Random(7))
    people = [o.model_copy(update={"extra": {k: v for k, v in o.extra.items() if k != "host"}}) for o in whole.officials if o.unit in units]
    return Roster.of([u.model_copy(update={"links": ()}) for u in whole.units if u.code in units], people)


@pytest.fixture(scope="module", params=CASES)
def ran(request, tmp_path_factory) -> Ran:
    case = CASES[request.param]
    scheme = load(case.scheme)
    made = County.made(tmp_path_factory.mktemp(request.param), case.scheme, roster=roster(scheme, case.units))
    made.issue(case.period)
    given = case.given(made)
    for unit in made.ledger.issued(case.scheme, case.period).issues:
        made.returned(case.period, unit, set=given.get(unit))
    done = consolidate([made.inbox(case.period)], made.scheme, Period.parse(case.period, made.scheme.cadence), made.ledger)
    assert not done.files.rejected, [p.message for f in done.files.rejected for p in f.problems]
    asked = case.asked(made)
    number = made.ledger.object(case.scheme, case.period, subject=asked.subject, figure=next(iter(asked.own)), text="填报有误", received=RECEIVED)
    made.ledger.check_objection(number, checked=RECEIVED, note="查阅原始台账")
    return Ran(made, asked, uphold(made.ledger, number, asked.settings, decided=DECIDED, reason="属实", unit=asked.holder), case.period)


def changes(ran: Ran) -> dict[str, Figures]:
    out: dict[str, Figures] = {}
    for c in ran.upheld.changes:
        out.setdefault(c.official or c.unit, {})[c.figure] = (c.before, c.after)
    return out


def test_the_objecting_ones_figures_change_and_those_that_depend_on_them(ran):
    found = changes(ran)
    for id, expected in ({ran.asked.subject: ran.asked.own} | ran.asked.others).items():
        for name, (before, after) in expected.items():
            exact = isinstance(before, float)
            assert found[id][name] == (pytest.approx((before, after), abs=1e-4) if exact else (before, after)), (id, name)


def test_before_and_after_stand_in_the_results_and_both_can_be_retraced(ran):
    ledger, scheme = ran.county.ledger, ran.county.scheme.id
    results = ledger.decision(scheme, ran.period).results
    assert results["changes"] == [c.model_dump() for c in ran.upheld.changes] != []
    assert [a["state"] for a in results["amendments"]] == ["applied"] * len(ran.upheld.inputs)
    assert changed_by_objection(ledger, ran.upheld.objection) == ran.upheld.changes
    assert [d.revision for d in ledger.revisions(scheme, ran.period)] == [1, 2] and ledger.verify() == []
    past = round_asked_about(ledger, None, ran.period)
    for id in changes(ran):
        text = explain(past, id).to_text()
        assert f"【异议更正前后】 第 {ran.upheld.objection} 号异议成立，填报已更正" in text, id


def test_who_is_asked_about_alone_is_explained_as_in_the_whole_round(ran):
    """The whole round is computed anew from every workbook; whoever is asked about alone, from what concerns him."""
    whole, asked = (read(ran.county.ledger, None, ran.period) for read in (round_asked_about, round_asked_about_one))
    for id in [*(u.code for u in whole.roster.units), *(o.id for o in whole.roster.officials)]:
        assert explain(asked, id) == explain(whole, id)


def test_the_same_folder_and_the_ledger_alone_give_the_amended_round_again(ran):
    scheme, period = ran.county.scheme, Period.parse(ran.period, ran.county.scheme.cadence)
    amended = ran.county.ledger.decision(scheme.id, ran.period)
    again = recompute(ran.county.ledger, scheme.id, ran.period)
    assert again.changes == [] and again.done.results.model_dump() == amended.results
    done = consolidate([ran.county.inbox(ran.period)], scheme, period, ran.county.ledger)
    assert done.results.model_dump() == amended.results and done.revision == 2


def test_the_persons_file_tells_the_objection_and_names_nobody_else(ran, tmp_path):
    county, one = ran.county, ran.county.roster.official(ran.asked.subject)
    file = person_file(one.id, list(decided_rounds(county.ledger, county.scheme.id)), county.ledger.objections(county.scheme.id))
    html = person_html(file)
    write_person_workbook(tmp_path / "a.xlsx", file)
    cells = [str(c.value) for sheet in load_workbook(tmp_path / "a.xlsx") for row in sheet.iter_rows() for c in row if c.value is not None]
    for text in (html, "\n".join(cells)):
        others = {o.name for o in county.roster.officials} - {one.name}
        assert one.name in text and not [name for name in others if re.search(rf"(?<![\u4e00-\u9fff]){name}(?![\u4e00-\u9fff])", text)]
    titles = {s.title: s for s in file.sections}
    assert [row[4] for row in titles["异议"].rows] == ["填报有误"]
    assert {row[2] for row in titles["异议影响"].rows if row[1] == "本人"} == {c.label for c in ran.upheld.changes if c.official == one.id}
