"""What is done about a decided round at the desk: objections made, looked into and settled; papers; rules changed, tried and put in force."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.desk.conftest import PERIOD, Desk
from tests.scheme_book.edited import Edited

ROUND = f"/rounds/deqing/{PERIOD}/"
OWN = f"/own/deqing/{PERIOD}/objections/"


def worked(answer: Any) -> Any:
    """The job that a page asked for, done here."""
    from shijibu_desk.models import Job
    from shijibu_desk.running import run_job

    number = int(answer["Location"].split("/")[2])
    run_job.call(number)
    return Job.objects.get(pk=number)


@pytest.fixture(scope="module")
def decided(desk: Desk) -> Desk:
    """The round consolidated and published."""
    from shijibu_desk.ledgers import ledger
    from shijibu_desk.models import Account
    from shijibu_desk.places import RoundFolder

    office = desk.signed_in(desk.account("kaoping", "office"))
    folder = RoundFolder("deqing", PERIOD)
    for unit in ("D01", "D02", "T01"):
        folder.keep(int(unit[1:]) + 10 * (unit[0] == "T"), f"{unit}.xlsx", [desk.county.returned(PERIOD, unit).read_bytes()])
        desk.account(unit, "unit", unit=unit, scheme="deqing")
    assert worked(office.post(f"{ROUND}consolidate/")).state == "done"
    office.post(f"{ROUND}publish/", {"revision": ledger().decision("deqing", PERIOD).revision})
    assert Account.objects.count() == 4
    return desk


def _as(desk: Desk, name: str) -> Any:
    from shijibu_desk.models import Account

    return desk.signed_in(Account.objects.get(username=name))


def test_a_unit_sees_that_a_return_was_taken_that_did_not_come_through_its_page(decided: Desk):
    page = _as(decided, "D01").get("/unit/").content.decode()
    assert "汇总时已接收" in page and "还没有上报" not in page


def test_from_the_own_page_to_the_round_published_anew(decided: Desk):
    from shijibu_desk.ledgers import ledger
    from shijibu_desk.publishing import is_published

    unit, other, office = (_as(decided, name) for name in ("D01", "D02", "kaoping"))
    page = unit.get(OWN).content.decode()
    assert "进度指数" in page
    assert "必填" in unit.post(OWN, {"figure": "index", "text": "  "}).content.decode()
    assert unit.post(OWN, {"figure": "nonsense", "text": "x"}).status_code == 200
    answer = unit.post(OWN, {"figure": "index", "text": "第 1 项<b>已经完成</b>"}, follow=True).content.decode()
    assert "第 1 号异议" in answer and "<b>已经" not in answer and "&lt;b&gt;已经" in answer
    assert "已经提过异议" in unit.post(OWN, {"figure": "index", "text": "再说一次"}).content.decode()
    assert "已经完成" not in other.get(OWN).content.decode()  # another's is nobody's business
    for address in (f"{ROUND}objections/", f"{ROUND}objections/1/"):
        assert other.get(address).status_code == unit.get(address).status_code == 403
    for what in ("look", "settle"):
        assert unit.post(f"{ROUND}objections/1/{what}/", {"note": "x"}).status_code == 403

    assert "第 1 号" in office.get(f"{ROUND}objections/").content.decode()
    page = office.get(f"{ROUND}objections/1/").content.decode()
    cell = re.search(r'<option value="(tasks\[1\]\.actual)">([^<]*)', page)
    assert cell and "实际进度" in cell[2]
    assert office.post(f"{ROUND}objections/1/look/", {"note": "查看了验收单", "checked": "2020-01-01"}).content.decode().count("日期先后不对") == 1
    assert office.post(f"{ROUND}objections/1/look/", {"note": "查看了验收单", "checked": "2099-01-01"}).status_code == 302
    settled: dict[str, Any] = {"decision": "upheld", "reason": "验收单属实", "decided": "2099-01-02", "cell1": cell[1]}
    wrong = office.post(f"{ROUND}objections/1/settle/", settled | {"value1": "一半多"}).content.decode()
    assert "不是数字" in wrong or "应" in wrong
    assert ledger().objection(1).decided is None
    assert "不更改填报" in office.post(f"{ROUND}objections/1/settle/", settled | {"decision": "rejected", "value1": "0.9"}).content.decode()
    assert is_published("deqing", PERIOD)
    job = worked(office.post(f"{ROUND}objections/1/settle/", settled | {"value1": "1%"}))
    assert (job.state, job.sentences) == ("done", [])
    page = office.get(f"{ROUND}objections/1/").content.decode()
    assert "前后对照" in page and "验收单属实" in page and any(row[2] == "进度指数" for row in job.result["changes"])
    assert not is_published("deqing", PERIOD)  # nothing of the new decision is seen yet
    own = unit.get(OWN).content.decode()
    assert "决定成立" in own and "查看了验收单" not in own
    assert "重新公布" in office.get(f"{ROUND}objections/").content.decode()
    office.post(f"{ROUND}publish/", {"revision": ledger().decision("deqing", PERIOD).revision})
    assert is_published("deqing", PERIOD)
    assert "不再更改" in office.post(f"{ROUND}objections/1/look/", {"note": "x", "checked": "2099-01-03"}, follow=True).content.decode()
    assert ledger().verify() == []


def test_a_job_broken_off_after_the_decision_only_writes(decided: Desk):
    from shijibu_desk.ledgers import ledger
    from shijibu_desk.models import Job
    from shijibu_desk.places import RoundFolder

    office, unit = _as(decided, "kaoping"), _as(decided, "T01")
    unit.post(OWN, {"figure": "index", "text": "少算了"})
    number = ledger().objections("deqing", PERIOD)[-1].id
    form = {"decision": "upheld", "reason": "属实", "decided": "2099-01-02", "other": "tasks[1].actual=2%"}
    job = worked(office.post(f"{ROUND}objections/{number}/settle/", form))
    revision, report = ledger().decision("deqing", PERIOD).revision, RoundFolder("deqing", PERIOD).result / "report.xlsx"
    whole = report.read_bytes()
    report.unlink()
    Job.objects.filter(pk=job.pk).update(state="waiting")
    from shijibu_desk.running import run_job

    run_job.call(job.pk)
    again = Job.objects.get(pk=job.pk)
    assert (again.state, again.sentences) == ("done", []) and again.result["changes"] == job.result["changes"]
    assert ledger().decision("deqing", PERIOD).revision == revision and report.read_bytes() == whole


def test_papers_are_downloaded_and_printed(decided: Desk):
    office, address = _as(decided, "kaoping"), f"{ROUND}papers/"
    page = office.get(address).content.decode()
    assert "公示期" in page and office.get(f"{address}notice/")["Content-Security-Policy"].startswith("default-src 'none'")
    assert b"".join(office.get(f"{address}1/").streaming_content).startswith(b"PK")
    assert office.get(f"{address}9/").status_code == office.get(f"{address}1/pdf/").status_code == 404
    from shijibu_desk.printing import can_print

    if can_print():
        assert "转成 PDF" in page
        job = worked(office.post(f"{address}1/print/"))
        assert (job.state, job.sentences) == ("done", [])
        assert b"".join(office.get(f"{address}1/pdf/").streaming_content).startswith(b"%PDF")


def test_one_that_came_on_paper_is_received_and_rejected(decided: Desk):
    from shijibu_desk.ledgers import ledger

    office, one = _as(decided, "kaoping"), decided.county.roster.officials[0]
    form = {"subject": "没有的人", "figure": "综合得分", "text": "来信", "received": "2026-04-20"}
    assert "没有编号或名称" in office.post(f"{ROUND}objections/", form).content.decode()
    answer = office.post(f"{ROUND}objections/", form | {"subject": one.id, "figure": "score"})
    number = int(answer["Location"].rstrip("/").rpartition("/")[2])
    office.post(f"{ROUND}objections/{number}/settle/", {"decision": "rejected", "reason": "计算无误", "decided": "2026-04-21"})
    settled = ledger().objection(number)
    assert (settled.decision, settled.subject, settled.reason) == ("rejected", one.id, "计算无误")
    official = decided.signed_in(decided.account("yi", "official", official=one.id, scheme="deqing"))
    assert "计算无误" in official.get(OWN).content.decode()
    assert worked(office.post(f"{ROUND}objections/recompute/")).state == "done"


def test_rules_are_changed_tried_and_put_in_force(decided: Desk):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from shijibu.roster.roster_file import roster_workbook
    from shijibu.scheme.load import version
    from shijibu_desk.ledgers import ledger
    from shijibu_desk.schemes import scheme_in_force, tried_scheme

    office, address = _as(decided, "kaoping"), "/rules/deqing/"
    assert "2026年第一季度" in office.get(address).content.decode() and "德清" in office.get("/rules/").content.decode()
    book = office.get(f"{address}workbook/").content

    def uploaded(parameter: str, value: Any) -> str:
        edited = Edited.of(book)
        edited.cell("参数", parameter, "取值").value = value
        page: str = office.post(f"{address}upload/", {"file": SimpleUploadedFile("方案.xlsx", edited.data())}, follow=True).content.decode()
        return page

    page = office.post(f"{address}upload/", {"file": SimpleUploadedFile("<b>名册.xlsx", b"PK")}).content.decode()
    assert "没有收下" in page and "打不开" in page and "<b>名册" not in page and "/tmp" not in page
    page = uploaded("red_below", "七十五")
    assert "没有收下" in page and "参数!" in page and tried_scheme("deqing") is None
    assert office.get(f"{address}marked/").status_code == 200 and office.get(f"{address}simulation/").status_code == 404
    assert "算例还要改" in uploaded("yellow_below", 80) and office.get(f"{address}marked/").status_code == 200
    refused = office.post(f"{address}force/", {"version": version(tried_scheme("deqing")), "reason": "试试"}).content.decode()
    assert "没有施行" in refused and scheme_in_force("deqing").parameter("DQ-2.yellow_below") == 90
    page = uploaded("red_below", 76)
    assert "还没有施行" in page and "试着改的方案" in page and office.get(f"{address}marked/").status_code == 404
    tried = tried_scheme("deqing")
    assert tried is not None and tried.parameter("DQ-2.red_below") == 76 != scheme_in_force("deqing").parameter("DQ-2.red_below")
    swept = {"parameter": "DQ-2.red_below", "first": "70", "last": "90", "step": "10"}
    assert "至多 200 个值" in office.post(f"{address}simulate/", swept | {"first": "x"}).content.decode()
    job = worked(office.post(f"{address}simulate/", swept))
    assert (job.state, job.sentences) == ("done", [])
    page = office.get(address).content.decode()
    assert "逐值试算" in page and all(s in page for s in job.result["headline"])
    assert b"".join(office.get(f"{address}simulation/").streaming_content).startswith(b"PK")

    before, seen = ledger().decision("deqing", PERIOD), version(tried)
    assert "又上传过" in office.post(f"{address}force/", {"version": "0" * 64, "reason": "会议决定"}).content.decode()
    assert "必填" in office.post(f"{address}force/", {"version": seen, "reason": ""}).content.decode()
    assert "已施行" in office.post(f"{address}force/", {"version": seen, "reason": "会议决定"}, follow=True).content.decode()
    assert scheme_in_force("deqing").parameter("DQ-2.red_below") == 76  # of the next rounds; the one that is out keeps its own
    own = ledger().versions()["deqing", PERIOD]
    assert own != seen
    roster = SimpleUploadedFile("名册.xlsx", roster_workbook(decided.county.scheme, decided.county.roster))
    job = worked(office.post("/rounds/new/", {"scheme": "deqing", "period": PERIOD, "roster": roster}))
    assert (job.state, job.sentences, ledger().versions()["deqing", PERIOD]) == ("done", [], own)  # sent again, under its own
    assert "已施行" in office.post(f"{address}force/", {"version": seen, "reason": "县委同意", "period": PERIOD}, follow=True).content.decode()
    assert ledger().versions()["deqing", PERIOD] == seen and ledger().decision("deqing", PERIOD) == before
    assert "县委同意" in office.get(address).content.decode() and ledger().verify() == []
