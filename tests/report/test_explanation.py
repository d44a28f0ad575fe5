"""An explanation's numbers are the evaluation's, and lead back to cells."""

from __future__ import annotations

import json

import pytest

from shijibu.figures.evaluation import Evaluation
from shijibu.figures.steps import Step
from shijibu.report.explanation import UnknownSubject, explain, explain_official, explain_unit, find_subject, round_row, to_json, to_text
from shijibu.spreadsheet.wording import said
from tests.report.made_up import decided

SHEETS = {"tasks": "工作亮相", "projects": "项目领办", "stars": "星级评定"}


def flat(steps):
    for step in steps:
        yield step
        yield from flat(step.parts)


def sheets(made):
    return dict.fromkeys(made.evaluation.books, SHEETS)


def of(steps, id):
    """The first telling of a figure."""
    return next(s for s in flat(steps) if s.id == id)


def section(steps, words):
    return next((s for s in steps if words in s.label), None)


def test_every_number_is_the_evaluations(third_round):
    evaluation = third_round.evaluation
    for code in evaluation.books:
        for step in flat(explain_unit(evaluation, code, sheets=sheets(third_round))):
            if step.id.startswith("unit.") and step.kind in ("figure", "seen"):
                assert step.value == evaluation.unit(code, step.id.removeprefix("unit.")), step.id
    for official in evaluation.roster.officials[:60]:
        for step in flat(explain_official(evaluation, official.id, sheets=sheets(third_round))):
            if step.id.startswith("official.") and step.kind in ("figure", "seen"):
                assert step.value == evaluation.official(official.id, step.id.removeprefix("official.")), step.id


def test_an_index_is_told_from_its_cells(third_round):
    evaluation = third_round.evaluation
    steps = explain_unit(evaluation, "T01", sheets=sheets(third_round))
    index = of(steps, "unit.index")
    assert index.rules == ("DQ-2",) and [(s.path, s.value, s.default) for s in index.settings] == [("DQ-2.cap", 1.2, True)]
    lines = [p for p in index.parts if p.kind == "row"]
    assert [p.id for p in lines] == [f"tasks[{r.index}]" for r in evaluation.rows("T01", "tasks")]
    first = evaluation.rows("T01", "tasks")[0]
    told = {p.label: (p.value, p.origin) for p in lines[0].parts}
    assert told["计划进度"] == (first.values["planned"], "工作亮相!F8") and told["权重"] == (first.values["weight"], "工作亮相!C8")
    assert told["完成比"][0] == evaluation.cell("T01", "tasks", first, "ratio")
    text = to_text(steps)
    assert "进度指数 = 109.4（109.4043） 〔DQ-2〕" in text
    assert "工作任务“任务1：村道提级改造”：权重 16（工作亮相!C8），计划进度 60%（工作亮相!F8），实际进度 67%（工作亮相!G8） → 完成比 1.1167" in text


def test_a_figure_is_told_once_and_then_referred_to(third_round):
    steps = explain_unit(third_round.evaluation, "T01", sheets=sheets(third_round))
    for id in ("unit.index", "unit.score", "unit.card"):
        assert sum(s.kind == "figure" and s.id == id for s in flat(steps)) == 1
    assert any(s.kind == "seen" and s.id == "unit.index" and s.note == "见上" for s in flat(steps))


def test_earlier_rounds_and_the_roster_are_named_as_origins(third_round):
    steps = explain_unit(third_round.evaluation, "T01")
    mean = of(steps, "unit.mean_index")
    past = [p.units["T01"]["index"] for p in third_round.evaluation.past]
    assert [(p.value, p.origin) for p in mean.parts if p.kind == "past"] == list(zip(past, ["2026年第一季度", "2026年第二季度"], strict=True))
    assert of(steps, "unit.kind").origin == "名册" and of(steps, "unit.kind").value == "乡镇"


def test_the_cap_and_quota_of_a_star_are_told(third_round):
    steps = explain_official(third_round.evaluation, "D01-02", sheets=sheets(third_round))
    stars = of(steps, "official.stars")
    suggested = next(p for p in stars.parts if p.label == "建议星级")
    assert {s.path for s in suggested.settings} >= {"DQ-12.percent", "DQ-13.yellow_cap", "DQ-13.red_cap"}
    assert sum(p.kind == "row" for p in suggested.parts) == len(third_round.evaluation.roster.team("D01"))
    assert of(steps, "unit.five_star_quota").value == 2 and of(steps, "official.cap").value == 5
    reasons = [(s.rules, s.label) for s in section(steps, "理由").parts]
    assert (("DQ-12",), "综合分达到五星线，五星名额2个已满或末位并列，建议4星") in reasons


def test_reasons_and_lists_are_those_of_the_results(third_round):
    for official in third_round.results.officials[:80]:
        steps = explain_official(third_round.evaluation, official.id)
        told = [(s.rules[0], s.label) for s in (section(steps, "理由").parts if section(steps, "理由") else [])]
        for on in (p for p in (section(steps, "列入名单").parts if section(steps, "列入名单") else []) if p.kind == "list"):
            told += [(s.rules[0], f"列入{on.label}：{s.label}") for s in on.parts]
        assert told == [(r.rule, r.text) for r in official.reasons]


def test_deductions_have_their_causes(third_round):
    evaluation = third_round.evaluation
    steps = explain_unit(evaluation, "D06", sheets=sheets(third_round))
    lost = section(steps, "本年联动扣分").parts
    assert [(s.label, s.value) for s in lost] == [(p["because"], p["points"]) for p in evaluation.penalties("D06")]
    assert lost[-1].note == "起因单位 东桥镇；联系乡镇中有 T06"
    caused = section(explain_unit(evaluation, "T06"), "本轮引起的联动扣分").parts
    assert {s.label for s in caused} == {"教育局（D03）", "司法局（D06）", "住房建设局（D11）", "应急管理局（D18）"}
    assert "工作任务“任务1：村道提级改造”的责任部门" in next(s.note for s in caused if "D03" in s.label)


def test_the_cards_of_earlier_rounds_stay_in_the_history(third_round):
    course = section(explain_unit(third_round.evaluation, "D01"), "各轮").parts
    assert [(s.label, s.parts[-1].value) for s in course] == [("2026年第一季度", "红牌"), ("2026年第二季度", "红牌"), ("2026年第三季度", None)]


def test_reviews_lead_to_the_countys_own_workbook():
    made = decided(2)
    steps = explain_unit(made.evaluation, "T01", sheets={"COUNTY": {"reviews": "三项评议"}})
    review = of(steps, "unit.review")
    assert review.value == made.evaluation.unit("T01", "review")
    lines = [p for p in review.parts if p.kind == "row"]
    assert len(lines) == 2 and "千人评议机关（单位）·T01·服务对象" in lines[0].label
    assert {p.origin for p in lines[0].parts if p.label == "好（票）"} == {"三项评议!F" + str(made.evaluation.rows("COUNTY", "reviews")[i].index + 5)
                                                                   for i, r in enumerate(made.evaluation.rows("COUNTY", "reviews"))
                                                                   if r.values["subject"] == "T01"} - {lines[1].parts[1].origin}


def test_what_is_missing_is_said(third_round):
    evaluation = third_round.evaluation
    text = to_text(explain_unit(evaluation, "T07", results=third_round.results))
    assert "2026年第三季度；未报" in text and "本轮没有接收到该单位的工作簿" in text
    assert "退回：2026-Q3_D05_实绩簿.xlsx" in to_text(explain_unit(evaluation, "D05", results=third_round.results))
    # the third round has no reviews
    assert "本轮没有“评议票数”" in to_text(explain_unit(evaluation, "T01"))
    made = decided(1)
    books = made.evaluation.books
    books["T01"].tables["tasks"][0].values["actual"] = None
    told = of(explain_unit(Evaluation(made.evaluation.scheme, made.evaluation.period, made.evaluation.roster, books), "T01"), "unit.index")
    assert told.value is None and told.note == "没有数据：没有计划大于 0 的任务，或有任务缺实际进度、权重"


def test_a_condition_that_does_not_hold_is_no_lack_of_data(third_round):
    assert of(explain_official(third_round.evaluation, "D01-02"), "official.head_review").note == "条件不成立，不计"


def test_json_has_both_decimals_and_is_json(third_round):
    told = to_json(explain_unit(third_round.evaluation, "T01", sheets=sheets(third_round)))
    index = told[1]["parts"][0]
    assert (index["id"], index["value"], index["shown"], index["rules"]) == ("unit.index", 109.4043, 109.4, ["DQ-2"])
    assert json.loads(json.dumps(told)) == told


@pytest.mark.parametrize(("text", "found"), [("t01", ("unit", "T01")), (" 青溪镇 ", ("unit", "T01")), ("D01-02", ("official", "D01-02"))])
def test_a_subject_is_found_by_code_id_or_name(third_round, text, found):
    assert find_subject(third_round.evaluation, text) == found
    assert explain(third_round, text).steps[0].kind == "section"


def test_who_was_kept_as_called_otherwise_is_still_found(third_round, monkeypatch):
    """A ledger keeps who is called how as the program likened names when the round went out."""
    monkeypatch.setattr(type(third_round.evaluation.roster), "called", lambda roster, text: ([], []))
    assert find_subject(third_round.evaluation, "青溪镇") == ("unit", "T01")
    with pytest.raises(UnknownSubject, match="不止一个"):
        find_subject(third_round.evaluation, "周丽华")


def test_a_name_that_several_bear_or_nobody_is_not_guessed(third_round):
    with pytest.raises(UnknownSubject, match="不止一个"):
        find_subject(third_round.evaluation, "周丽华")
    with pytest.raises(UnknownSubject, match="是不是：青溪镇"):
        find_subject(third_round.evaluation, "青溪乡镇")


def test_a_course_tells_what_there_was_and_that_there_was_no_card(third_round):
    scheme, period = third_round.evaluation.scheme, third_round.evaluation.period
    figures = [scheme.unit_figure("index"), scheme.unit_figure("card"), scheme.unit_figure("review")]
    assert to_text([round_row(period, figures, {"index": 97.5, "card": None, "review": None})]) == "2026年第三季度：进度指数 97.5，亮牌 无"
    assert to_text([round_row(period, figures[:1], {"index": None})]) == "2026年第三季度：没有数据"
    assert to_text([round_row(period, figures[:2], {"mean_review": 90.0})]) == "2026年第三季度：没有接收到工作簿"  # but the county's ballots


def test_a_round_without_a_workbook_says_only_so():
    assert to_text([Step("row", "2026年第一季度", note="没有接收到工作簿")]) == "2026年第一季度：没有接收到工作簿"
    row = Step("row", "2026年第二季度", parts=[Step("cell", "亮牌", "黄牌")], note="迟报")
    assert to_text([row]) == "2026年第二季度：亮牌 黄牌；迟报"


@pytest.mark.parametrize("subject", ["T01", "T01-02"])
def test_an_explanation_begins_with_the_figure_that_counts_what_it_is_made_of_and_what_it_comes_to(third_round, subject):
    evaluation = third_round.evaluation
    whose, of = ("unit", evaluation.unit) if "-" not in subject else ("official", evaluation.official)
    figure = evaluation.scheme.unit_figure("score") if whose == "unit" else evaluation.scheme.official_figure("score")
    line = explain(third_round, subject).to_text().split("\n")[1].strip()
    assert line.startswith(f"{figure.label} = ") and f" = {said(of(subject, 'score'), decimals=2)} 〔DQ-14〕" in line, line
    assert "，" in line  # what it is made of
