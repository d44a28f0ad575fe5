"""The office's work over the network: who may, what a hostile request comes to, and what the desk keeps of it."""

from __future__ import annotations

import base64
import io
import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest

from shijibu.files import zips
from shijibu.ledger import Ledger
from shijibu.ledger.address import sqlite_url
from shijibu.roster.blank_book import roster_workbook
from shijibu_addin.macros.office import STEPS
from shijibu_addin.macros.office.apart import Apart
from shijibu_addin.macros.office.field import Field
from shijibu_addin.macros.office.known import last_answers
from shijibu_addin.macros.office.work import Work
from shijibu_addin.macros.result import Result
from shijibu_addin.server.macro_runs import NotRun
from shijibu_addin.server.office_door import OwnComputer
from shijibu_addin.server.office_files import lay_down, read_sent
from shijibu_addin.server.settings import Settings
from tests.county import County
from tests.desk.process import account, apart, application, options
from tests.server.client import PASSWORD, Client

REMIND = "/shijibu/office/office_remind/questions"
INBOX = [Field("inbox", "收件夹", "folder"), Field("roster", "名册", "file"), Field("into", "到", "into"), Field("period", "期次", "text")]


def packed(given: dict[str, Any] | None = None, files: list[tuple[str, str, bytes]] | None = None) -> bytes:
    """A request as the pane sends it."""
    listed = [{"field": field, "name": name, "size": len(content)} for field, name, content in files or []]
    head = json.dumps({"given": given or {}, "files": listed}).encode()
    return struct.pack(">I", len(head)) + head + b"".join(content for *_, content in files or [])


def zip_of(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, b"x")
    return out.getvalue()


def framed(head: Any, rest: bytes = b"") -> bytes:
    data = json.dumps(head).encode()
    return struct.pack(">I", len(data)) + data + rest


@pytest.mark.parametrize("body", [
    b"", b"\0\0", b"\xff\xff\xff\xff{}", struct.pack(">I", 2) + b"[]", framed({"given": {}}), framed({"given": {"a": 1}, "files": []}),
    framed({"given": {"a": "\ud800"}, "files": []}),
    framed({"given": {}, "files": [{"field": "inbox", "name": "x", "size": -1}]}),
    framed({"given": {}, "files": [{"field": "x", "name": "y", "size": 5}]}, b"1234"),
    framed({"given": {}, "files": [{"field": "x", "name": "y", "size": 1.0}]}, b"1"), framed({"given": {}, "files": []}, b"more"),
    struct.pack(">I", 20000) + b"[" * 20000, framed({"given": {}, "files": [{"field": "x", "name": "y", "size": 0}] * 3000}),
])  # fmt: skip
def test_a_request_that_is_none_is_refused(body: bytes):
    with pytest.raises(NotRun):
        read_sent(body)
    client = Client(Settings(office=OwnComputer("sqlite:///none.db")))
    assert client.request("POST", "/shijibu/office/office_check", content=body).status_code == 400


HOSTILE = ["../../x.xlsx", "/etc/x.xlsx", "C:\\a\\..\\..\\x.xlsx", "a/../../b/x.xlsx", "..", "", "con.xlsx", "x\0.xlsx", "a" * 3000 + ".xlsx"]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_file_comes_to_lie_elsewhere(tmp_path: Path, name: str):
    sent = read_sent(packed({"period": "2026-Q1", "into": "/etc", "inbox": "/etc", "roster": "/etc/passwd"}, [
        ("inbox", name, b"1"), ("inbox", name, b"2"), ("inbox", "包.zip", zip_of("../up.xlsx", "/abs.xlsx", "~$lock.xlsx")), ("into", "x", b"3"),
        ("inbox", "夹/~$锁.xlsx", b"4")]))  # fmt: skip
    folder = tmp_path / "folder"
    folder.mkdir()
    given = lay_down(INBOX, sent, folder)
    assert given == {"period": "2026-Q1", "inbox": str(folder / "inbox"), "into": str(folder / "into")}, "a path is no answer of a browser"
    laid = [p for p in tmp_path.rglob("*") if p.is_file()]
    assert len(laid) == (2 if name == ".." else 4) and all(p.resolve().is_relative_to(folder / "inbox") for p in laid)
    assert not any(p.name.startswith("~") for p in laid)


def test_a_zip_that_cannot_be_read_is_said_with_its_name(tmp_path: Path):
    broken = bytearray(zip_of("a.xlsx", "b.xlsx"))
    broken[0:4] = b"XXXX"
    with pytest.raises(NotRun, match=r"收件\.zip"):
        lay_down(INBOX, read_sent(packed(files=[("inbox", "收件.zip", bytes(broken))])), tmp_path)


def test_many_zips_hold_no_more_together_than_one_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    many = [("inbox", f"{n}.zip", zip_of(*(f"{i}.xlsx" for i in range(999)))) for n in range(3)]
    with pytest.raises(NotRun, match=r"2\.zip：几个压缩包里一共有 2997 个以上的文件"):
        lay_down(INBOX, read_sent(packed(files=many)), tmp_path)
    (tmp_path / "size").mkdir()
    monkeypatch.setattr(zips, "LARGEST_TOGETHER", 3)  # bytes; each of the files has one
    large = [("inbox", f"{n}.zip", zip_of("a.xlsx", "b.xlsx")) for n in range(2)]
    with pytest.raises(NotRun, match=r"1\.zip：压缩包解开太大"):
        lay_down(INBOX, read_sent(packed(files=large)), tmp_path / "size")


@pytest.mark.parametrize(("peer", "base"), [("127.0.0.1", "http://127.0.0.1:8000"), ("192.0.2.7", "http://shijibu.example:8000")])
def test_beside_a_desk_only_accounts_of_the_office_may_wherever_they_come_from(peer: str, base: str):
    client = Client(app=application(Settings(accounts=peer != "127.0.0.1", hosts=("shijibu.example",))), peer=peer, base=base)
    body = packed()
    assert client.request("POST", REMIND, content=body).status_code == 401
    for role, whose, status in (("unit", {"unit": "D01"}, 403), ("official", {"official": "D01-01"}, 403), ("reader", {}, 403), ("office", {}, 200)):
        account(f"who-{role}", PASSWORD, role, **whose)
        somebody = client.beside(peer)
        assert somebody.sign_in(f"who-{role}").status_code == 200
        for name in STEPS:
            answers = [somebody.request("POST", f"/shijibu/office/{name}/questions", content=body)]
            if status == 403:
                answers.append(somebody.request("POST", f"/shijibu/office/{name}", content=body))
            assert [a.status_code for a in answers] == [status] * len(answers), (role, name)


def test_a_step_that_is_stopped_leaves_nothing(tmp_path: Path):
    county = County.made(tmp_path, units=40)
    (tmp_path / "名册.xlsx").write_bytes(roster_workbook(county.scheme, county.roster))
    desk = tmp_path / "desk"
    desk.mkdir()
    given = {"ledger": str(desk), "scheme": "deqing", "period": "2026-Q1", "roster": str(tmp_path / "名册.xlsx"), "into": str(desk)}
    run = Apart("office_issue", given)
    told = run.lines()
    assert next(told) == "正在生成 40 本工作簿"
    run.stop()
    *_, outcome = told
    assert isinstance(outcome, Result) and not outcome.done and "已停止" in outcome.message and not list(desk.iterdir())


def test_what_a_person_changed_is_not_replaced_and_a_round_that_is_out_is_sent_again_under_its_own_rules(tmp_path: Path):
    county = County.made(tmp_path / "people", units=1)
    (tmp_path / "名册.xlsx").write_bytes(roster_workbook(county.scheme, county.roster))
    given = {"ledger": str(tmp_path), "scheme": "deqing", "period": "2026年一季度", "roster": str(tmp_path / "名册.xlsx"), "into": str(tmp_path)}
    first = STEPS["office_issue"](Work(given))
    assert first.path is not None
    (first.path / "2026-Q1_T09_旧单位_实绩簿.xlsx").write_bytes(b"old")
    again = STEPS["office_issue"](Work(given))
    assert "另有 1 个工作簿不是这次下发的，请不要发出：2026-Q1_T09_旧单位_实绩簿.xlsx。" in again.message and "不是这次下发" not in first.message
    (first.path / "2026-Q1_T09_旧单位_实绩簿.xlsx").unlink()
    assert first.done and "已再次下发 1 本" in again.message and first.path == again.path
    (workbook,) = first.path.glob("*.xlsx")
    workbook.write_bytes(b"mine")
    refused = STEPS["office_issue"](Work(given))
    assert not refused.done and "没有替换" in refused.message and "--" not in refused.message and workbook.read_bytes() == b"mine"
    other = STEPS["office_issue"](Work({**given, "period": "2026-Q2"}))
    wrong = {"ledger": str(tmp_path), "round": "deqing/2026-Q1", "inbox": str(other.path), "into": str(tmp_path / "结果")}
    told = STEPS["office_consolidate"](Work(wrong))
    assert told.done and "交来的 2 本工作簿都不是这一期的：可能选错了收件夹或期次" in told.message, told.message
    inside = STEPS["office_consolidate"](Work({"ledger": str(tmp_path), "round": "deqing/2026-Q1", "inbox": str(tmp_path), "into": str(first.path)}))
    assert "不要写到收件夹里" in inside.message


def test_a_failure_of_ours_is_a_sentence_and_a_line_in_the_log_and_the_ledger_goes_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SHIJIBU_ADDIN_LOG", str(tmp_path / "addin.log"))
    (tmp_path / "r.xlsx").write_bytes(b"x")
    given = {"ledger": str(tmp_path), "scheme": "deqing", "period": "2026-Q1", "roster": str(tmp_path / "r.xlsx"), "into": str(tmp_path)}
    *_, outcome = Apart("office_issue", given, schemes="no mapping").lines()
    assert isinstance(outcome, Result) and "“下发本期”没有完成：程序内部出错" in outcome.message and str(tmp_path) in outcome.message
    assert "AttributeError" in (tmp_path / "addin.log").read_text(encoding="utf-8") and not (tmp_path / "shijibu.db").exists()


def test_an_answer_that_was_not_offered_names_no_file_of_the_server(tmp_path: Path):
    """The pane offers schemes and rounds by id; whoever speaks past it may not have a scheme's file or workbook read by its path."""
    (tmp_path / "scheme.yaml").write_text("secret: [", encoding="utf-8")
    (tmp_path / "r.xlsx").write_bytes(b"x")
    common = {"ledger": str(tmp_path), "roster": str(tmp_path / "r.xlsx"), "inbox": str(tmp_path), "into": str(tmp_path), "period": "2026-Q1"}
    for scheme in (str(tmp_path), str(tmp_path / "scheme.yaml"), str(tmp_path / "r.xlsx"), "../deqing"):
        told = STEPS["office_issue"](Work({**common, "scheme": scheme}))
        assert not told.done and "“考评方案”里没有“" in told.message, told.message
    Ledger.open(sqlite_url((tmp_path / "shijibu.db").as_posix())).close()
    for name in ("office_consolidate", "office_remind"):
        told = STEPS[name](Work({**common, "round": f"{tmp_path.name}/r.xlsx/2026-Q1"}))
        assert not told.done and told.message.startswith("哪一期：这里还没有下发过"), told.message


def test_without_a_ledger_named_there_is_no_office_here():
    client = Client(Settings())
    assert client.request("POST", REMIND, content=packed()).status_code == 404
    assert "data-office" not in client.get("/taskpane").text
    assert Client(Settings(office=OwnComputer("sqlite:///none.db"))).request("POST", "/shijibu/office/x", content=packed()).status_code == 400


def last(answer: Any) -> dict[str, Any]:
    """The result of a run, after the lines that said how far it is."""
    return json.loads(answer.text.splitlines()[-1])


def test_what_the_office_does_from_excel_is_seen_at_the_desk(tmp_path: Path):
    account("guan", PASSWORD, role="office")
    client = Client(app=application(Settings()))
    client.sign_in("guan")
    county = County.made(tmp_path, units=1)
    given, roster = {"scheme": "deqing", "period": "2031-Q1"}, roster_workbook(county.scheme, county.roster)
    done = last(client.request("POST", "/shijibu/office/office_issue", content=packed(given, [("roster", "名册.xlsx", roster)])))
    assert done["done"], done["message"]
    issued = Path(options().folder) / "rounds" / "deqing" / "2031-Q1" / "issued"
    kept = {p.name: p.read_bytes() for p in issued.iterdir() if not p.name.startswith(".")}
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(done["files"]["content"]))) as files:
        assert {Path(n).name: files.read(n) for n in files.namelist()} == kept
    workbook = next(issued.glob("*.xlsx"))
    body = packed({"round": "deqing/2031-Q1"}, [("inbox", workbook.name, workbook.read_bytes())])
    done = last(client.request("POST", "/shijibu/office/office_consolidate", content=body))
    assert done["done"], done["message"]

    def asked() -> list[Any]:
        from shijibu_desk.models import Job

        return list(Job.objects.filter(kind="rewrite", period="2031-Q1").values_list("by", flat=True))

    assert apart(asked) == ["guan"]
    with Ledger.open(options().ledger) as ledger:
        assert ledger.last_act("round.issued") and ledger.last_act("round.consolidated")


def test_the_ledger_of_this_computer_is_the_servers_and_no_other(tmp_path: Path):
    """Whatever a page says."""
    county = County.made(tmp_path, units=1)
    county.issue("2026-Q1")
    client = Client(Settings(office=OwnComputer(sqlite_url((tmp_path / "other.db").as_posix()))))
    answer = client.request("POST", REMIND, content=packed({"ledger": str(tmp_path)}))
    assert [q["choices"] for q in answer.json()["questions"]] == [[]] and not (tmp_path / "other.db").exists()


def test_a_ledger_beside_the_server_is_found_by_what_works_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHIJIBU_LEDGER", "shijibu.db")
    assert last_answers()["ledger"] == str(tmp_path)
    county = County.made(tmp_path, units=1)
    client = Client(Settings(office=OwnComputer(sqlite_url("shijibu.db"))))
    body = packed({"scheme": "deqing", "period": "2026-Q1"}, [("roster", "r.xlsx", roster_workbook(county.scheme, county.roster))])
    assert last(client.request("POST", "/shijibu/office/office_issue", content=body))["done"]
    assert county.ledger.issued("deqing", "2026-Q1") is not None


@pytest.mark.parametrize("content", [None, b"", b"no ledger"])
def test_asking_makes_no_ledger(tmp_path: Path, content: bytes | None):
    if content is not None:
        (tmp_path / "shijibu.db").write_bytes(content)
    for step in STEPS.values():
        assert all(f.name != "round" or not f.choices for f in step.fields({"ledger": str(tmp_path)}))
    assert [p.read_bytes() for p in tmp_path.iterdir()] == ([] if content is None else [content])
    said = STEPS["office_remind"](Work({"ledger": str(tmp_path), "round": "deqing/2026-Q1"}))
    assert not said.done and said.message
