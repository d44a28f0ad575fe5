"""CONTRACT.md, driven as others drive it: through the command."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from xlsxwriter import Workbook

from shijibu.ledger import Ledger
from tests.command import run


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("demo")
    done = run("demo", "--units", 8, "--periods", 2, "--seed", 3, "--out", out)
    assert done.returncode == 0, done.stderr
    return out


def results(demo: Path, period: str) -> dict:
    return json.loads((demo / period / "result" / "results.json").read_text(encoding="utf-8"))


def test_the_demo_writes_what_the_contract_says(demo):
    assert (demo / "shijibu.db").exists()
    for period in ("2026-Q1", "2026-Q2"):
        assert {p.name for p in (demo / period).iterdir()} >= {"issued", "returned", "result"}
        assert {p.name for p in (demo / period / "result").iterdir()} >= {"results.json", "report.xlsx", "notice.html"}
    assert len(results(demo, "2026-Q1")["units"]) == 8


def test_the_demo_of_one_unit_has_an_accepted_return_in_each_period(tmp_path):
    assert run("demo", "--units", 1, "--periods", 1, "--out", tmp_path).returncode == 0
    told = results(tmp_path, "2026-Q1")
    assert told["missing"] == [] and told["rejected"] == []


def test_both_sums_hold_in_every_period_of_the_demo(demo):
    """Units: issued = accepted + rejected + missing. Files: given = accepted - kept + rejected + superseded + ignored."""
    for period in ("2026-Q1", "2026-Q2"):
        told = results(demo, period)
        manifest = json.loads((demo / period / "issued" / "manifest.json").read_text(encoding="utf-8"))
        issued = {i["unit"] for i in manifest["issued"]}
        rejected = {r["unit"] for r in told["rejected"]} & issued
        checked = json.loads(run("check", demo / period / "returned", "--json", "--ledger", f"sqlite:///{demo}/shijibu.db").stdout)["files"]
        accepted = {f["unit"] for f in checked if f["status"] == "accepted"} - {None}
        assert len(issued) == len(accepted) + len(rejected) + len(told["missing"])
        assert accepted | rejected | set(told["missing"]) == issued
        given = len(list((demo / period / "returned").iterdir()))
        ignored = sum(f["status"] == "ignored" for f in checked)
        assert given == len(checked) == len(accepted) + len(told["rejected"]) + len(told["superseded"]) + ignored


def test_results_json_has_the_documented_keys(demo):
    told = results(demo, "2026-Q2")
    assert set(told) >= {"scheme", "period", "engine", "units", "officials", "missing", "late", "corrected", "kept", "rejected", "superseded",
                         "lists", "ties"}
    assert set(told["units"][0]) >= {"code", "name", "kind", "index", "card", "measure", "measure_new", "deductions", "score", "rank"}
    assert set(told["officials"][0]) >= {"id", "name", "unit", "composite", "stars", "suggested", "cap", "project_score", "score", "reasons"}
    assert set(told["lists"]) == {"commend", "talk", "adjust"}
    assert [u["code"] for u in told["units"]] == sorted(u["code"] for u in told["units"])
    assert [o["id"] for o in told["officials"]] == sorted(o["id"] for o in told["officials"])


def test_of_a_missing_unit_the_own_figures_are_null_and_its_deductions_stand(demo):
    told = results(demo, "2026-Q1")
    absent = next(u for u in told["units"] if u["code"] in told["missing"])
    assert [absent[k] for k in ("index", "card", "measure", "measure_new", "score", "rank")] == [None] * 6
    assert isinstance(absent["deductions"], list)


def test_consolidating_again_gives_the_same_bytes_whatever_the_number_of_workers(demo, tmp_path):
    ledger = f"sqlite:///{demo}/shijibu.db"
    for workers in (1, 2):
        done = run("consolidate", demo / "2026-Q2" / "returned", "--scheme", "deqing", "--period", "2026-Q2", "--out", tmp_path / str(workers),
                   "--ledger", ledger, "--workers", workers, "--json")
        assert done.returncode == 1, done.stderr
        assert json.loads(done.stdout) == results(demo, "2026-Q2")
        assert (tmp_path / str(workers) / "results.json").read_bytes() == (demo / "2026-Q2" / "result" / "results.json").read_bytes()


@pytest.fixture
def round_one(demo, tmp_path) -> tuple[Path, list[str], list[Path]]:
    """The first round as the demo decided it: its ledger, what consolidation is told, and each unit's accepted file."""
    shutil.copy(demo / "shijibu.db", tmp_path / "shijibu.db")
    told = results(demo, "2026-Q1")
    gone = {*told["missing"], *(r["unit"] for r in told["rejected"])}
    files = [f for f in sorted((demo / "2026-Q1" / "returned").iterdir()) if f.name not in told["superseded"] and f.name.split("_")[1] not in gone]
    arguments = ["--scheme", "deqing", "--period", "2026-Q1", "--ledger", str(tmp_path / "shijibu.db"), "--json"]
    return tmp_path, arguments, files


def test_a_run_with_one_file_keeps_everybody_else_and_afresh_does_not(demo, round_one):
    folder, told, files = round_one
    before, unit = results(demo, "2026-Q1"), files[0].name.split("_")[1]
    done = run("consolidate", files[0], *told, "--out", folder / "one")
    now = json.loads(done.stdout)
    assert now["units"] == before["units"] and now["kept"] == sorted(f.name.split("_")[1] for f in files[1:]) and "沿用" in done.stderr
    assert unit not in now["kept"] and set(now["missing"]) >= set(before["missing"])
    afresh = json.loads(run("consolidate", files[0], *told, "--out", folder / "afresh", "--afresh").stdout)
    assert afresh["kept"] == [] and sorted([*afresh["missing"], unit]) == [u["code"] for u in afresh["units"]]


def test_a_return_is_taken_back_and_the_audit_knows(round_one):
    folder, told, files = round_one
    unit, ledger = files[0].name.split("_")[1], told[5]
    back = run("withdraw", unit, "--period", "2026Q1", "--ledger", ledger, "--json", "--out", folder / "back")
    assert back.returncode == 0 and json.loads(back.stdout)["unit"] == unit and "未报" in back.stderr
    assert unit in json.loads((folder / "back" / "results.json").read_text(encoding="utf-8"))["missing"]
    now = json.loads(run("consolidate", files[1], *told, "--out", folder / "out").stdout)
    assert unit in now["missing"] and unit in now["withdrawn"] and unit not in now["kept"]
    assert run("audit", "--ledger", ledger).returncode == 0
    again = run("withdraw", unit, "--period", "2026-Q1", "--ledger", ledger)
    assert again.returncode == 2 and "没有可撤回的" in again.stderr and "Traceback" not in again.stderr


def test_a_hidden_name_hides_no_return(demo, tmp_path):
    file = next((demo / "2026-Q1" / "returned").glob("*.xlsx"))
    shutil.copy(file, tmp_path / f".{file.name}")
    (tmp_path / "~$a.xlsx").write_bytes(b"lock")
    told = json.loads(run("check", tmp_path, "--json", "--ledger", demo / "shijibu.db").stdout)["files"]
    assert {f["path"]: (f["status"] == "ignored", f["unit"]) for f in told} == {
        f".{file.name}": (False, file.name.split("_")[1]), "~$a.xlsx": (True, None)}


def test_fields_maps_a_blank_workbook(demo):
    file = next((demo / "2026-Q1" / "issued").glob("*.xlsx"))
    told = json.loads(run("fields", file, "--json").stdout)
    assert told["scheme"] == "deqing" and told["period"] == "2026-Q1" and told["unit"]["kind"] in ("township", "department")
    fields = {f["id"]: f for f in told["fields"]}
    for column in ("title", "category", "weight", "owner", "responsible", "planned", "actual", "deadline", "evidence"):
        assert fields[f"tasks[40].{column}"]["input"] is True
    assert fields["tasks[1].ratio"]["input"] is False
    assert [c for c in ("title", "weight", "owner", "planned", "actual", "category") if fields[f"tasks[1].{c}"]["required"]] == [
        "title", "weight", "owner", "planned", "actual"]
    assert [fields[f"stars[1].{c}"]["input"] for c in ("id", "name", "post", "leader", "talk", "good", "proposed", "composite")] == [
        False, False, False, True, True, True, True, False]
    assert {"unit.index", "unit.card", "unit.five_star_quota", "unit.five_star_used", "unit.problems"} <= set(fields)
    assert fields["tasks[1].planned"]["type"] == "percent" and fields["unit.card"] | {"type": "text", "rule": "DQ-2"} == fields["unit.card"]
    assert not any(i.startswith("statement") for i in fields)


def test_live_cells_are_hybrid_unless_native_is_asked_for(demo, tmp_path):
    texts = {}
    for live in ("hybrid", "native"):
        done = run("issue", demo / "roster.xlsx", "--scheme", "deqing", "--period", "2026-Q1", "--out", tmp_path / live, "--live", live,
                   "--ledger", f"sqlite:///{tmp_path}/{live}.db", "--deadline", "2026-04-20")
        assert done.returncode == 0, done.stderr
        with ZipFile(next((tmp_path / live).glob("*.xlsx"))) as parts:
            texts[live] = "".join(parts.read(n).decode() for n in parts.namelist() if n.startswith("xl/worksheets/sheet"))
    assert "IFERROR(SHIJI.PROGRESS(" in texts["hybrid"] and "SHIJI." not in texts["native"]
    assert "SUM(" in texts["native"]


def test_the_county_workbook_goes_out_in_the_second_round(demo):
    file = next(p for p in (demo / "2026-Q2" / "issued").glob("*.xlsx") if "COUNTY" in p.name)
    told = json.loads(run("fields", file, "--json").stdout)
    fields = {f["id"]: f for f in told["fields"]}
    assert told["unit"]["code"] == "COUNTY"
    assert [fields[f"reviews[1].{c}"]["input"] for c in ("kind", "subject", "rater_group", "weight", "good", "poor", "score")] == [
        False, False, False, False, True, True, False]
    assert not list((demo / "2026-Q1" / "issued").glob("*COUNTY*"))


def test_committed_tasks_are_prefilled_in_the_second_round(demo):
    told = results(demo, "2026-Q1")
    unit = next(u["code"] for u in told["units"] if u["index"] is not None)
    file = next(p for p in (demo / "2026-Q2" / "issued").glob("*.xlsx") if f"_{unit}_" in p.name)
    fields = {f["id"]: f for f in json.loads(run("fields", file, "--json").stdout)["fields"]}
    assert fields["tasks[1].title"]["input"] is False and fields["tasks[1].weight"]["input"] is False
    assert fields["tasks[1].actual"]["input"] is True and fields["tasks[1].actual"]["required"] is True
    assert fields["tasks[40].title"]["input"] is True


def test_a_check_without_a_ledger_says_that_the_signature_was_not_verified(demo, tmp_path):
    file = next((demo / "2026-Q1" / "returned").glob("*.xlsx"))
    shutil.copy(file, tmp_path / "a.xlsx")
    told = json.loads(run("check", "a.xlsx", "--json", cwd=tmp_path).stdout)["files"][0]
    assert "identity.not-verified" in {p["code"] for p in told["problems"]}
    assert not (tmp_path / "shijibu.db").exists()
    assert set(told["problems"][0]) == {"code", "severity", "sheet", "cell", "field", "value", "message", "fix"}


def test_a_check_ends_with_how_many_files_and_problems_there_are(demo, tmp_path):
    for n, file in enumerate(sorted((demo / "2026-Q1" / "returned").glob("*.xlsx"))[:2]):
        shutil.copy(file, tmp_path / f"{n}.xlsx")
    done = run("check", tmp_path, "--annotate", tmp_path / "back", "--ledger", f"sqlite:///{demo}/shijibu.db")
    lines = done.stdout.splitlines()
    marked = [line for line in lines if line.startswith("  [")]
    said = {s: sum(line.startswith(f"  [{s}] ") for line in marked) for s in ("错误", "警告", "提示")}
    taken = sum(line.endswith("：可以接收") for line in lines)
    assert lines[-1] == f"共 2 个文件：可以接收 {taken}，退回 {2 - taken}；" + "，".join(f"{s} {n} 处" for s, n in said.items())
    assert f"标好问题的副本 2 本：{tmp_path / 'back'}" in done.stderr.replace("\n", "")


def test_another_countys_ledger_refuses_the_signature(demo, tmp_path):
    file = next((demo / "2026-Q1" / "returned").glob("*.xlsx"))
    Ledger.open(f"sqlite:///{tmp_path}/other.db").close()
    told = json.loads(run("check", file, "--json", "--ledger", f"sqlite:///{tmp_path}/other.db").stdout)["files"][0]
    assert told["status"] == "rejected" and "identity.signature" in {p["code"] for p in told["problems"]}


def test_what_cannot_be_read_is_rejected_and_never_exit_2(tmp_path):
    for name, data in {"a.xlsx": b"", "b.xlsx": b"PK\3\4junk", "c.xlsx": b"<html></html>", "d.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
                       "e.csv": b"a,b\n1,2\n", "~$f.xlsx": b"x"}.items():
        (tmp_path / name).write_bytes(data)
    done = run("check", tmp_path, "--json", cwd=tmp_path)
    assert done.returncode == 1
    told = {f["path"]: f for f in json.loads(done.stdout)["files"]}
    assert len(told) == 6 and told["~$f.xlsx"]["status"] == "ignored"
    assert all(f["status"] == "rejected" and f["unit"] is None for p, f in told.items() if not p.startswith("~$"))
    assert {told[p]["problems"][0]["code"] for p in ("a.xlsx", "c.xlsx", "d.xls")} == {"file.empty", "file.not-a-workbook", "file.legacy-format"}


@pytest.mark.parametrize(("arguments", "said"), [
    (["consolidate", ".", "--scheme", "deqing", "--period", "2026-Q1", "--out", "x"], "没有台账"),
    (["consolidate", "nowhere", "--scheme", "deqing", "--period", "2026-Q1", "--out", "x"], "没有"),
    (["issue", "nowhere.xlsx", "--scheme", "deqing", "--period", "2026-Q1", "--out", "x"], "没有这个文件"),
    (["issue", "nowhere.xlsx", "--scheme", "nobody", "--period", "2026-Q1", "--out", "x"], "没有名为“nobody”"),
    (["consolidate", ".", "--scheme", "deqing", "--period", "2026-05", "--out", "x"], "2026-05"),
    (["explain", "T01"], "没有台账"),
    (["call", "NOSUCH", "1"], "没有名为“NOSUCH”的函数"),
    (["call", "STARLIMIT", "{"], "不是 JSON"),
    (["fields", "nowhere.xlsx"], "没有这个文件"),
    (["check"], "缺少参数"),
    (["nosuch"], "没有“nosuch”这个命令"),
    ([], "没有写要做什么"),
    (["demo", "--units", "0"], "--units 的值不对：应不小于 1\n"),
    (["demo", "--units", "999999999"], "--units 的值不对：应不大于 20000\n"),
    (["issue", "roster.xlsx", "--scheme", "deqing", "--period", "9999-Q4", "--out", "x"], "“9999-Q4”不是季度"),
    (["demo", "--units", "some"], "--units 的值不对：应为整数\n"),
    (["serve", "--port", "99999"], "--port 的值不对：应不大于 65535\n"),
    (["demo", "--units"], "--units 后面没有写值"),
    (["explain", "T01", "T02", "T03"], "多写了“T02 T03”"),
    (["explain", "T01", "--ledger", ""], "--ledger 没有写台账"),
    (["explain", "T01", "--ledger", "sqlite://"], "只在内存里"),
    (["fields", "."], "是文件夹，不是文件：."),
    (["sample", "a.csv", "--strata", "类别", "--size", "-1", "--seed", "1", "--out", "b.csv"], "--size 的值不对：应不小于 1\n"),
    (["consolidate", ".", "--scheme", "deqing", "--period", "26Q1", "--out", "x"], "；是不是 2026-Q1？"),
    (["consolidate", ".", "--scheme", "deqing", "--period", "2026-Q1", "--out", "x", "--received", "2026、4、9"], "；是不是 2026-04-09？"),
])
def test_what_could_not_run_ends_with_2_and_one_sentence(arguments, said, tmp_path):
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr and "Traceback" not in done.stderr and done.stdout == ""


def test_fields_of_a_foreign_file_ends_with_2(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"PK nothing")
    done = run("fields", tmp_path / "a.xlsx", "--json")
    assert done.returncode == 2 and done.stdout == ""


@pytest.mark.parametrize(("name", "arguments", "value"), [
    ("PROGRESS", ["[[50],[80],[0]]", "[[45],[80],[10]]", "[[1],[2],[5]]"], 96.6667),  # (0.9*1 + 1*2) / 3 * 100
    ("CARD", ["74.99"], "红牌"), ("CARD", ["75"], "黄牌"), ("CARD", ["90"], ""), ("CARD", ["105"], "蓝牌"), ("CARD", ["105", "0.89"], ""),
    ("MEASURE", ["0", "0"], ""), ("MEASURE", ["1", "0"], "表态发言"), ("MEASURE", ["0", "1"], "诫勉谈话"),
    ("MEASURE", ["1", "1"], "向常委会说明情况"),
    ("MEASURE", ["0", "2"], "组织调整"),
    ("STARLIMIT", ["5"], 3), ("STARLIMIT", ["1"], 0), ("STARLIMIT", ["7", "60"], 4),
    ("STARCAP", ['"黄牌"'], 4), ("STARCAP", ['"红牌"'], 3), ("STARCAP", ['"蓝牌"'], 5), ("STARCAP", ['""'], 5),
    ("STARS", ["[[95],[92],[92],[80]]", "[[90],[80],[80],[70]]", "[[90],[85],[85],[70]]", '""'], [5, 4, 4, 4]),  # 60% of 4 is 2; tie
    ("BALLOT", ["10", "5", "3", "2"], 81.75),  # (1000 + 425 + 210 + 100) / 20 = 86.75
    ("WEIGHTED", ["[[90],[80]]", "[[0.4],[0.6]]"], 84),
    ("RANKIN", ["[[90],[95],[90],[80]]", '[["a"],["a"],["a"],["a"]]'], [2, 1, 2, 4]),
    ("STREAK", ['[["好"],["好"],[null],["好"]]', '"好"'], 2),
])
def test_a_function_is_called_with_json_values(name, arguments, value):
    if name == "BALLOT":
        value = (10 * 100 + 5 * 85 + 3 * 70 + 2 * 50) / 20
    done = run("call", name, *arguments)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == value


@pytest.mark.parametrize(("name", "arguments"), [
    ("STARLIMIT", ["1" + "0" * 400]), ("STARLIMIT", ["-1" + "0" * 400]), ("STARLIMIT", ["1" + "0" * 5000]), ("STARLIMIT", ["1e308"]),
    ("STARLIMIT", ["Infinity"]), ("STREAK", ['[["好"]]', "1" + "0" * 400]), ("NOTICEEND", ['"9999-12-31"', "7"]), ("NOTICEEND", ["2958465", "7"]),
])
def test_a_number_or_date_that_no_cell_can_hold_is_out_of_range(name, arguments):
    done = run("call", name, *arguments)
    assert json.loads(done.stdout) == "#NUM!" and done.returncode == 1
    assert "Traceback" not in done.stderr and len(done.stderr.splitlines()) == 1


def test_no_votes_are_no_data():
    done = run("call", "BALLOT", "0", "0", "0", "0")
    assert json.loads(done.stdout) == "#N/A" and done.returncode == 1


def test_the_catalogue_lists_the_functions_with_rules_and_both_languages():
    told = {f["name"]: f for f in json.loads(run("functions", "--json").stdout)["functions"]}
    assert set(told) >= {"PROGRESS", "CARD", "MEASURE", "STARLIMIT", "STARCAP", "STARS", "BALLOT", "WEIGHTED", "GRADE", "RANKIN", "STREAK", "TREND",
                         "QUADRANT", "NOTICEEND", "SIMILAR", "SAMPLE", "VERSION"}
    assert told["STARLIMIT"]["rules"] == ["DQ-12"] and told["STARLIMIT"]["zh"] and told["STARLIMIT"]["en"]
    assert {p["name"]: p["default"] for p in told["CARD"]["parameters"]}["red_below"] == 75


def test_explain_says_why(demo):
    told = results(demo, "2026-Q2")
    official = next(o["id"] for o in told["officials"] if o["score"] is not None)
    ledger = f"sqlite:///{demo}/shijibu.db"
    text = run("explain", official, "--ledger", ledger)
    assert text.returncode == 0 and "DQ-14" in text.stdout and "DQ-11" in text.stdout
    assert json.loads(run("explain", official, "--ledger", ledger, "--json", "--period", "2026-Q1").stdout)
    assert run("explain", told["units"][0]["code"], "--ledger", ledger).returncode == 0
    assert run("explain", "查无此人", "--ledger", ledger).returncode == 2


def test_the_audit_finds_the_demos_ledger_whole(demo):
    done = run("audit", "--ledger", f"sqlite:///{demo}/shijibu.db", "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 0 and told == {"whole": True, "faults": [], "head": told["head"], "matches": None}


def test_a_sample_of_a_workbook_keeps_ids_as_text(tmp_path):
    book = Workbook(tmp_path / "raters.xlsx")
    sheet = book.add_worksheet()
    for r, row in enumerate([("编号", "层"), *((f"00{i}", "甲" if i < 6 else "乙") for i in range(9))]):
        sheet.write_row(r, 0, row)
    book.close()
    done = run("sample", tmp_path / "raters.xlsx", "--strata", "层", "--size", 3, "--seed", 1, "--out", tmp_path / "out.xlsx", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["places"] == {"乙": 1, "甲": 2}  # 3*3/9 and 6*3/9
    drawn = load_workbook(tmp_path / "out.xlsx")["抽样结果"]
    assert drawn.max_row == 4 and all(str(c.value).startswith("00") for c in drawn["A"][1:])


def test_a_sample_is_reproducible_and_carries_its_record(tmp_path):
    (tmp_path / "raters.csv").write_text("编号,层\n" + "\n".join(f"R{i:03},{'甲' if i % 3 else '乙'}" for i in range(90)), encoding="utf-8")
    for out in ("a.csv", "b.csv"):
        assert run("sample", tmp_path / "raters.csv", "--strata", "层", "--size", 30, "--seed", "s", "--out", tmp_path / out).returncode == 0
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    rows = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 31 and sum(r.endswith("甲") for r in rows) == 20
    assert run("sample", tmp_path / "raters.csv", "--strata", "层", "--size", 91, "--seed", "s", "--out", tmp_path / "c.csv").returncode == 2
