"""What a round proposes, decided at the desk: several at once, by two people, with the report brought up to date, and lost by nobody."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from shijibu.report.proposals import KINDS
from tests.desk.conftest import PERIOD, Desk
from tests.desk.test_decided import worked

ROUND = f"/rounds/deqing/{PERIOD}/"
PAGE, DECIDE = f"{ROUND}proposals/", f"{ROUND}proposals/decide/"
LEVEL = {"leader": 95.0, "talk": 95.0, "good": 28.0, "fairly_good": 0.0, "average": 0.0, "poor": 0.0}


@pytest.fixture(scope="module")
def decided(desk: Desk) -> Desk:
    """D01 is far behind, D02 has five people level for the last places."""
    from shijibu_desk.places import RoundFolder

    desk.account("wang", "office")
    office, folder = desk.signed_in(desk.account("kaoping", "office")), RoundFolder("deqing", PERIOD)
    team = len(desk.county.roster.team("D02"))
    level = {f"stars[{n}].{column}": value for n in range(1, team + 1) for column, value in LEVEL.items()}
    behind = {f"tasks[{n}].actual": 0.0 for n in range(1, 4)} | {f"projects[{n}].actual": 0.0 for n in range(1, 7)}
    for number, (unit, changed) in enumerate({"D01": behind, "D02": level, "T01": {}}.items(), 1):
        folder.keep(number, f"{unit}.xlsx", [desk.county.returned(PERIOD, unit, set=changed).read_bytes()])
    assert worked(office.post(f"{ROUND}consolidate/")).state == "done"
    return desk


def as_(desk: Desk, name: str) -> Any:
    from shijibu_desk.models import Account

    return desk.signed_in(Account.objects.get(username=name))


def page(client: Any, state: str = "waiting") -> str:
    answer = client.get(f"{PAGE}?state={state}")
    assert answer.status_code == 200
    text: str = answer.content.decode()
    assert "style=" not in text.replace("includeIndicatorStyles", "") and "<script>" not in text
    return text


def items(text: str, what: str = "") -> list[str]:
    return [unescape(i) for i in re.findall(r'name="item" value="([^"]*)"', text) if what in i]


def sent(client: Any, text: str, **form: Any) -> str:
    """What the page says after a form of it was sent."""
    (revision,) = set(re.findall(r'name="revision" value="(\d+)"', text))
    answer = client.post(DECIDE, {"revision": revision, "decision": "confirm", "state": "waiting", **form}, follow=True)
    assert answer.status_code == 200
    shown: str = answer.content.decode()
    return "；".join(re.findall(r'class="told" role="status">([^<]*)', shown))


def confirmed_in(folder: Path) -> list[tuple[Any, ...]]:
    """The rows of the report's sheet of what was decided."""
    sheet = load_workbook(folder / "report.xlsx")["确认事项"]
    return [row for row in sheet.iter_rows(values_only=True) if row[0] in KINDS.values()]


def standing() -> dict[str, str]:
    from shijibu.rounds.decided import round_asked_about
    from shijibu_desk.ledgers import ledger

    return {c.proposal.name: c.state for c in round_asked_about(ledger(), "deqing", PERIOD).considered()}


def test_everything_that_waits_is_on_the_page_with_why_and_where_it_comes_from(decided: Desk):
    from shijibu_desk.ledgers import ledger

    office = as_(decided, "kaoping")
    text = page(office)
    results = ledger().decision("deqing", PERIOD).results
    assert {i.partition(" ")[2] for i in items(text)} == set(standing()) and len(standing()) > 4
    talked = results["lists"]["talk"][0]
    assert f"/rounds/deqing/{PERIOD}/results/officials/{talked}/" in text and "项目得分" in text
    (tie,) = results["ties"]
    assert all(f'name="award" value="{id}"' in text for id in tie["officials"])
    leader = office.get(f"{ROUND}results/").content.decode()
    waiting = len(standing())
    assert f"待确认 {waiting} 项" in leader and f'proposals/">待确认事项 <span class="count">{waiting}</span>' in leader
    reader = decided.signed_in(decided.account("lingdao", "reader"))
    assert "proposals/" not in reader.get(f"{ROUND}results/").content.decode() and reader.get(PAGE).status_code == 403


def test_several_are_decided_at_once_and_the_report_says_so(decided: Desk):
    from shijibu_desk.ledgers import ledger
    from shijibu_desk.models import Job
    from shijibu_desk.places import RoundFolder
    from shijibu_desk.running import run_job

    office = as_(decided, "kaoping")
    text, before = page(office), ledger().decision("deqing", PERIOD)
    talk = items(text, "lists.talk")
    assert "要写理由" in sent(office, text, item=talk, decision="decline", reason=" ")
    assert "请选" in sent(office, text, item=talk, decision="") and "没有选要决定" in sent(office, text)
    assert "已经不在这一期的建议里" in sent(office, text, item=["0 lists.talk:T99-01", "nonsense"])
    assert ledger().confirmations("deqing", PERIOD) == []
    why = "汛期抢险<script>"
    assert f"记为不采纳 {len(talk)} 项，报告和公文正在更新" in sent(office, text, item=talk, decision="decline", reason=why)
    measure = items(text, "units.measure")
    assert "已确认 1 项" in sent(office, text, item=measure)
    assert ledger().decision("deqing", PERIOD) == before and ledger().verify() == []
    jobs = list(Job.objects.filter(kind="rewrite"))
    assert len(jobs) == 1, "a job that still waits writes both"
    run_job.call(jobs[0].pk)
    assert Job.objects.get(kind="rewrite").state == "done"
    folder = RoundFolder("deqing", PERIOD).result
    rows = [r for r in confirmed_in(folder) if r[6] != "待确认"]
    assert {(r[6], r[7], r[8]) for r in rows} == {("不采纳", why, "kaoping"), ("已确认", None, "kaoping")} and len(rows) == len(talk) + 1
    listed = load_workbook(folder / "report.xlsx")["名单"]
    assert "不采纳" in {c.value for c in listed["G"]} and any(str(c.value).startswith(why) for c in listed["H"])
    told = page(office, "decided")
    assert "汛期抢险&lt;script&gt;（kaoping，" in told and len(items(told)) == len(talk) + 1
    assert "不采纳" in office.get(f"{ROUND}results/").content.decode()
    official = talk[0].rpartition(":")[2]
    assert "不采纳" in office.get(f"{ROUND}results/officials/{official}/").content.decode()


def test_a_tie_is_confirmed_with_who_gets_the_place(decided: Desk):
    from shijibu_desk.ledgers import ledger

    office = as_(decided, "kaoping")
    text = page(office)
    (tie,) = items(text, "ties.")
    officials = re.findall(r'name="award" value="([^"]*)"', text)
    assert "名额给谁" in sent(office, text, item=tie) and "不能全选" in sent(office, text, item=tie, award=officials)
    assert "已确认 1 项" in sent(office, text, item=tie, award=officials[:1], reason="任务最重")
    record = ledger().confirmations("deqing", PERIOD)[-1]
    assert (record.awarded, record.reason) == ((officials[0],), "任务最重")
    assert "名额给" in page(office, "decided")


def test_who_comes_second_is_told_who_was_first_and_changes_nothing(decided: Desk):
    from shijibu_desk.ledgers import ledger

    first, second = as_(decided, "wang"), as_(decided, "kaoping")
    old = page(second)
    commended = items(old, "lists.commend")[:2]
    assert "已确认 1 项" in sent(first, page(first), item=commended[0])
    told = sent(second, old, item=commended, decision="decline", reason="不宜")
    assert "记为不采纳 1 项" in told and "别人已经决定，没有改动：已确认 （wang，" in told
    mine, theirs = (i.partition(" ")[2] for i in reversed(commended))
    assert (standing()[mine], standing()[theirs]) == ("declined", "confirmed")
    again = page(second, "decided")
    changed = next(i for i in items(again) if i.endswith(theirs))
    assert "记为不采纳 1 项" in sent(second, again, item=changed, decision="decline", reason="核实有误", state="decided")
    assert standing()[theirs] == "declined"
    assert [c.by for c in ledger().confirmations("deqing", PERIOD) if c.proposal == theirs] == ["wang", "kaoping"]
    assert "后来改变：已确认" in page(second, "decided")


def test_what_a_later_consolidation_proposes_no_more_has_lapsed_and_is_not_lost(decided: Desk):
    from shijibu_desk.ledgers import ledger
    from shijibu_desk.places import RoundFolder

    office = as_(decided, "kaoping")
    text = page(office)
    if waiting := items(text, "units.measure"):
        assert "已确认 1 项" in sent(office, text, item=waiting)
    old = page(office, "decided")
    RoundFolder("deqing", PERIOD).keep(9, "D01 again.xlsx", [decided.county.returned(PERIOD, "D01", pace=1.1).read_bytes()])
    assert worked(office.post(f"{ROUND}consolidate/")).state == "done"
    gone = [n for n, state in standing().items() if state == "lapsed"]
    assert any(n.startswith("units.measure:D01:") for n in gone)
    lapsed = page(office, "lapsed")
    assert "已失效：" in lapsed and not items(lapsed)
    assert "刚刚重新汇总过" in sent(office, old, item=items(old)[:1])
    assert "已失效" in {r[6] for r in confirmed_in(RoundFolder("deqing", PERIOD).result)} and ledger().verify() == []
