"""`shijibu objection` and `shijibu file`, driven through the command."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from shijibu.ledger import Ledger
from shijibu.report.write import write_result
from shijibu.rounds.consolidate import consolidate
from shijibu.scheme.period import Period
from shijibu.spreadsheet.wording import said
from tests import command
from tests.county import County

SHIJIBU = Path(sys.executable).with_name("shijibu")
Q1 = "2026-Q1"


def decided(folder: Path) -> County:
    """Round 1 is decided; D01's first task lags."""
    made = County.made(folder / "county", units=3)
    made.issue(Q1)
    made.returned(Q1, "D01", set={"tasks[1].actual": 0.05})
    made.returned(Q1, "T01")
    write_result(consolidate([made.inbox(Q1)], made.scheme, Period.parse(Q1), made.ledger), folder / "result")
    made.ledger.close()
    return made


@pytest.fixture
def county(tmp_path) -> County:
    return decided(tmp_path)


@pytest.fixture(scope="module")
def waiting(tmp_path_factory) -> County:
    """The same, with an objection that nobody settled."""
    made = decided(tmp_path_factory.mktemp("waiting"))
    run(made, "objection", "receive", "D01", "index", "已完工", "--period", Q1)
    return made


def run(county: County, *arguments: object) -> subprocess.CompletedProcess[str]:
    return command.run(*arguments, "--ledger", county.ledger_url)


def test_an_objection_goes_from_received_to_settled(county, tmp_path):
    received = run(county, "objection", "receive", "D01", "进度指数", "第一项任务已完工", "--period", Q1, "--received", "2026-04-20", "--json")
    told = json.loads(received.stdout)
    assert (told["id"], told["subject"], told["figure"], told["label"], told["received"], told["state"]) == (
        1, "D01", "index", "进度指数", "2026-04-20", "待核实")
    looked = run(county, "objection", "look", 1, "--note", "现场已完工", "--checked", "2026-04-22")
    assert looked.returncode == 0 and "2026-04-22 核实：现场已完工" in looked.stdout
    settled = run(county, "objection", "settle", 1, "--uphold", "--reason", "属实", "--set", "tasks[1].actual=0.25", "--decided", "2026-04-23",
                  "--out", tmp_path / "result", "--json")
    assert settled.returncode == 0, settled.stderr
    done = json.loads(settled.stdout)
    index = next(c for c in done["changes"] if (c["unit"], c["figure"]) == ("D01", "index"))
    assert index["before"] < index["after"] and index["label"] == "进度指数" and (done["revision"], done["stale"]) == (2, [])
    assert done["amendments"][0] | {"field": "tasks[1].actual", "returned": 0.05, "amended": 0.25} == done["amendments"][0]
    result = json.loads((tmp_path / "result" / "results.json").read_text(encoding="utf-8"))
    assert next(u for u in result["units"] if u["code"] == "D01")["index"] == round(index["after"], 2) and result["amendments"] == done["amendments"]
    listed = json.loads(run(county, "objection", "list", "--json").stdout)["objections"]
    assert [(o["state"], o["note"], o["reason"], o["decided"]) for o in listed] == [("成立", "现场已完工", "属实", "2026-04-23")]
    audited = json.loads(run(county, "audit", "--json").stdout)
    assert audited["whole"] and audited["faults"] == []
    again = run(county, "consolidate", county.inbox(Q1), "--scheme", "deqing", "--period", Q1, "--out", tmp_path / "again")
    assert (tmp_path / "again" / "results.json").read_bytes() == (tmp_path / "result" / "results.json").read_bytes()
    assert "按成立的异议更正 1 处（第 1 号）" in again.stderr
    assert "经第 1 号异议由 5% 更正" in run(county, "explain", "D01").stdout


def test_before_and_after_are_said_in_words(county):
    run(county, "objection", "receive", "D01", "index", "已完工", "--period", Q1)
    told = run(county, "objection", "settle", 1, "--uphold", "--reason", "属实", "--set", "tasks[1].actual=0.25").stdout
    assert "2026年第一季度因此变化的数字（第 2 次决定）：" in told and " 进度指数：" in told and "更改 D01 tasks[1].actual" in told


def test_an_objection_is_shown_with_what_it_changed_and_the_rounds_are_computed_anew(county, tmp_path):
    run(county, "objection", "receive", "D01", "index", "已完工", "--period", Q1)
    run(county, "objection", "settle", 1, "--uphold", "--reason", "属实", "--set", "tasks[1].actual=0.25")
    told = json.loads(run(county, "objection", "show", 1, "--json").stdout)
    index = next(c for c in told["changes"] if (c["unit"], c["official"], c["figure"]) == ("D01", None, "index"))
    assert index["before"] < index["after"] and told["state"] == "成立"
    shown = run(county, "objection", "show", 1).stdout
    assert "它使以下数字变化：" in shown and f"进度指数：{said(index['before'], decimals=2)} → {said(index['after'], decimals=2)}" in shown
    anew = run(county, "objection", "recompute", "--out", tmp_path / "anew")
    assert (anew.returncode, anew.stdout) == (0, "2026年第一季度没有变化\n")
    results = json.loads((tmp_path / "anew" / Q1 / "results.json").read_text(encoding="utf-8"))
    assert index in results["changes"] and "【异议更正前后】 第 1 号异议成立" in run(county, "explain", "D01").stdout
    assert json.loads(run(county, "objection", "recompute", "--json").stdout) == {"rounds": [{"period": Q1, "revision": 2, "changes": []}]}


def test_a_rejected_objection_changes_nothing(county, tmp_path):
    before = (tmp_path / "result" / "results.json").read_bytes()
    run(county, "objection", "receive", "D01", "index", "已完工", "--period", Q1)
    assert "决定不成立：不实" in run(county, "objection", "settle", 1, "--reject", "--reason", "不实").stdout
    for twice in (("settle", 1, "--uphold", "--reason", "又属实"), ("settle", 1, "--uphold", "--reason", "x", "--set", "tasks[1].actual=0.3"),
                  ("look", 1, "--note", "再看")):
        done = run(county, "objection", *twice)
        assert done.returncode == 2 and "第 1 号异议已经决定，不再更改" in done.stderr
    run(county, "consolidate", county.inbox(Q1), "--scheme", "deqing", "--period", Q1, "--out", tmp_path / "again")
    assert (tmp_path / "again" / "results.json").read_bytes() == before


@pytest.mark.parametrize(("arguments", "said"), [
    (["receive", "D01", "进度", "x", "--period", Q1], "是不是：进度指数（index）"),
    (["receive", "D01", "最终星级", "x", "--period", Q1], "是干部的数字"),
    (["receive", "D77", "index", "x", "--period", Q1], "名册中没有"),
    (["receive", "D01", "index", "x", "--period", "2026-Q2"], "没有2026年第二季度的汇总结果"),
    (["receive", "D01", "index", "x", "--period", "2026-13"], "2026-13"),
    (["receive", "D01", "index", "  ", "--period", Q1], "不能为空"),
    (["receive", "D01", "index", "x", "--period", Q1, "--received", "昨天"], "--received 应为日期"),
    (["look", "7", "--note", "x"], "没有第 7 号异议"),
    (["settle", "7", "--uphold", "--reason", "x", "--set", "tasks[1].actual=1"], "没有第 7 号异议"),
    (["settle", "1", "--uphold", "--reason", "x", "--set", "tasks[1].actual=九成"], "“九成”不是数字"),
    (["settle", "1", "--reject", "--reason", "x", "--set", "tasks[1].actual=1"], "不成立的异议不更改填报"),
    (["settle", "1", "--reason", "x"], "--uphold（成立）或 --reject（不成立）"),
    (["settle", "1", "--uphold"], "--reason不能为空"),
    (["settle", "1", "--reject", "--reason", "x", "--decided", "2020-01-01"], "日期先后不对"),
    (["settle", "x", "--reject", "--reason", "x"], "值不对"),
    (["list", "--period", "春天"], "春天"),
    (["show", "7"], "没有第 7 号异议"),
    (["recompute", "--period", "2027-Q1"], "没有可重新计算的汇总结果"),
    (["recompute", "--scheme", "leishan"], "没有可重新计算的汇总结果"),
    (["settle", "1", "--uphold", "--reason", "x", "--set", "tasks[99]="], "“工作任务”第 99 行没有填报"),
])
def test_what_could_not_be_done_ends_with_2_and_says_why(waiting, arguments, said):
    done = run(waiting, "objection", *arguments)
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr and done.stdout == ""
    with Ledger.open(waiting.ledger_url) as ledger:
        assert [(o.checked, o.decided) for o in ledger.objections()] == [(None, None)]


def test_a_persons_file_is_written_by_id_and_by_name(waiting, tmp_path):
    county = waiting
    one = county.roster.team("D01")[0]
    for n, told in enumerate((one.id, one.name)):
        done = run(county, "file", told, "--out", tmp_path / str(n))
        assert done.returncode == 0, done.stderr
        assert {p.name for p in (tmp_path / str(n)).glob("[!.]*")} == {f"{one.id}_{one.name}.xlsx", f"{one.id}_{one.name}.html"}
    for told, why in (("D01", "是单位"), ("查无此人", "名册中没有")):
        done = run(county, "file", told, "--out", tmp_path / "none")
        assert done.returncode == 2 and why in done.stderr and not (tmp_path / "none").exists()


def test_each_step_of_an_objection_ends_with_a_line_that_does_the_next(county):
    done = run(county, "objection", "receive", "D01", "index", "已完工", "--period", Q1)
    for _ in ("look", "settle"):
        assert done.stderr.startswith("下一步，")
        line = done.stderr.partition("：")[2]
        done = subprocess.run(shlex.split(line), capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
    assert done.stderr == "" and "不成立" in done.stdout
