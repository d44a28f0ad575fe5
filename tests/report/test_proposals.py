"""What was decided of proposals, in the report's workbook, the brief, the papers, and why somebody is on a list."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import docx
import pytest

from shijibu.ledger import Confirmation
from shijibu.report.brief import brief_of
from shijibu.report.explanation import explain
from shijibu.report.headlines import headlines
from shijibu.report.notice import notice_html
from shijibu.report.papers.round_papers import papers_of
from shijibu.report.proposals import counted, proposal_lines
from shijibu.report.published import published_lists
from shijibu.report.reported_round import ReportedRound
from shijibu.report.round_book.confirmations import confirmations_list
from shijibu.report.round_book.lists import lists_list, ties_list
from shijibu.rounds.proposals import Considered, Proposal, proposals_of

AT = "2026-10-12T08:00:00+00:00"
GONE = Proposal("measure", "units.measure", "DQ-3", "问责建议", "unit", "T01", ("组织调整",))


def record(id: int, proposal: Proposal, *, confirmed: bool = True, reason: str = "", awarded: tuple[str, ...] = ()) -> Confirmation:
    return Confirmation(id, 1, proposal.name, proposal.about(), confirmed, awarded, reason, "李某", AT)


@pytest.fixture(scope="module")
def proposals(third_round) -> dict[str, list[Proposal]]:
    listed = proposals_of(third_round.scheme, third_round.results, third_round.figures)
    return {what: [p for p in listed if p.what == what] for what in {p.what for p in listed}}


@pytest.fixture(scope="module")
def reported(third_round, proposals) -> ReportedRound:
    """One commended turned down, another confirmed; the tie settled; a measure that is proposed no more; a mind changed."""
    out, in_ = proposals["lists.commend"][:2]
    (tie,) = proposals["ties.DQ-12"]
    records = [record(1, out), record(2, in_), record(3, out, confirmed=False, reason="=群众有反映"), record(4, GONE),
               record(5, tie, awarded=tie.value[:1], reason="任务最重")]
    return ReportedRound(replace(third_round, confirmations=records))


def names(reported: ReportedRound, proposals: list[Proposal]) -> list[str]:
    return [reported.roster.official(p.subject).name for p in proposals]


def test_the_workbook_has_each_proposal_with_its_state_and_each_earlier_decision(reported):
    rows = confirmations_list(reported).rows
    states = [row[6] for row in rows]
    counts = counted(reported)
    assert (states.count("待确认"), states.count("已确认"), states.count("不采纳")) == (counts.waiting, 2, 1) and counts.all == counts.waiting + 3
    assert [row[2:9] for row in rows if row[6] in ("后来改变", "已失效")] == [
        [*_whose(reported), "列入表扬名单", "后来改变", "当时确认", "李某"],
        ["T01", "青溪镇", "", "组织调整", "已失效", "当时确认", "李某"]]
    listed = lists_list(reported)
    assert [row[6] for row in listed.rows][:2] == ["不采纳", "已确认"] and listed.rows[0][7].startswith("=群众有反映（李某，2026-10-1")
    (tie,) = ties_list(reported).rows
    assert tie[4] == "已确认" and "名额给" in tie[5] and "任务最重" in tie[5]


def _whose(reported: ReportedRound) -> list[str]:
    official = reported.roster.official(reported.decided.confirmations[0].about["subject"])
    return [official.id, official.name, reported.unit_name(official.unit)]


def test_who_was_turned_down_is_on_no_notice_and_marked_in_the_brief(reported, proposals, third_round):
    (published,) = published_lists(reported)
    everybody = names(reported, proposals["lists.commend"])
    assert [o.name for o in published.people] == everybody[1:]
    assert [o.name for o in published_lists(ReportedRound(third_round))[0].people] == everybody
    assert notice_html(reported).count("<tr>") == notice_html(ReportedRound(third_round)).count("<tr>") - 1
    titles = dict(brief_of(reported).lists)
    title = next(t for t in titles if t.startswith("表扬名单"))
    first = titles[title].partition("、")[0]
    assert "已确认 1 项，不采纳 1 项" in title and first.startswith(f"{everybody[0]}（") and first.endswith("，不采纳）")


def test_the_sentences_ask_for_what_waits_and_count_the_rest(reported, proposals, third_round):
    asked, before = (next(s for s in headlines(r) if "研究决定" in s) for r in (reported, ReportedRound(third_round)))
    assert "末位并列" in before and "末位并列" not in asked
    assert f"表扬名单 {len(proposals['lists.commend'])} 人" in before and f"表扬名单 {len(proposals['lists.commend']) - 2} 人" in asked
    assert f"建议共 {counted(reported).all} 项，{counted(reported).said}。" in asked and "已确认 2 项，不采纳 1 项" in asked
    text = "".join(c.text for t in docx.Document(BytesIO(papers_of(reported)["情况汇报.docx"])).tables for row in t.rows for c in row.cells)
    assert "不采纳：=群众有反映" in text and "已确认：名额给" in text and "待确认" in text


def test_when_all_is_decided_the_sentences_say_so(third_round, reported):
    all_ = [record(n, p, awarded=p.value[:1] if p.kind == "tie" else ()) for n, p in enumerate(
        proposals_of(third_round.scheme, third_round.results, third_round.figures), 1)]
    done = ReportedRound(replace(third_round, confirmations=all_))
    (said,) = [s for s in headlines(done) if "研究决定" in s]
    assert said == f"建议共 {len(all_)} 项，已确认 {len(all_)} 项。没有别的需要研究决定的事项。"
    assert all(line.startswith(("已确认", "  已确认")) for line in proposal_lines(done))


def test_why_somebody_is_on_a_list_says_that_it_was_turned_down_and_keeps_the_offices_reason(reported):
    out = reported.decided.confirmations[0].about["subject"]
    said = explain(reported.decided, out).to_text()
    assert "不采纳" in said and "群众有反映" not in said


def test_a_proposal_that_nobody_decided_waits():
    assert Considered(GONE).state == "waiting" and Considered(GONE).after == 0
