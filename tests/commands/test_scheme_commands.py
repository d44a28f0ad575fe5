"""A county's rules changed in a spreadsheet, from export to the next round, without a look at YAML."""

from __future__ import annotations

import json

from openpyxl import load_workbook

from shijibu.roster.roster_file import write_empty_roster
from shijibu.scheme.load import load
from tests.command import one_sentence, run
from tests.county import County
from tests.scheme_book.edited import Edited


def test_a_changed_workbook_is_checked_imported_and_issued_under(tmp_path):
    assert run("scheme", "export", "德清", "--out", "方案.xlsx", cwd=tmp_path).returncode == 0
    again = run("scheme", "export", "德清", "--out", "方案.xlsx", cwd=tmp_path)
    assert again.returncode == 0, "the same bytes may be written again"
    book = Edited(load_workbook(tmp_path / "方案.xlsx"))
    cell = book.cell("参数", "red_below", "取值")
    cell.value = "七十分"
    (tmp_path / "方案.xlsx").write_bytes(book.data())
    assert one_sentence(run("scheme", "export", "德清", "--out", "方案.xlsx", cwd=tmp_path)), "what a person changed is not replaced"

    wrong = run("scheme", "check", "方案.xlsx", "--annotate", "要改.xlsx", "--json", cwd=tmp_path)
    faults = json.loads(wrong.stdout)["faults"]
    assert wrong.returncode == 1 and [(f["sheet"], f["cell"]) for f in faults] == [("参数", cell.coordinate)]
    assert load_workbook(tmp_path / "要改.xlsx").sheetnames[0] == "要改的地方"
    refused = run("scheme", "import", "方案.xlsx", "--out", "mine", cwd=tmp_path)
    assert refused.returncode == 2 and f"参数!{cell.coordinate}" in refused.stderr and not (tmp_path / "mine").exists()

    cell.value = 86
    (tmp_path / "方案.xlsx").write_bytes(book.data())
    # An index of 85 is a yellow card in the county's worked example; whoever moves the line beyond it writes the example anew.
    due = book.cell("算例应为", "黄牌", "应为")
    refused = run("scheme", "import", "方案.xlsx", "--out", "mine", cwd=tmp_path)
    assert refused.returncode == 2 and not (tmp_path / "mine").exists()
    assert f"算例应为!{due.coordinate}" in refused.stderr and "应为 黄牌，算出 红牌" in refused.stderr
    checked = run("scheme", "check", "方案.xlsx", "--annotate", "算例不对.xlsx", "--json", cwd=tmp_path)
    assert checked.returncode == 1 and json.loads(checked.stdout)["examples"] == 15 and (tmp_path / "算例不对.xlsx").exists()
    due.value = "红牌"
    (tmp_path / "方案.xlsx").write_bytes(book.data())
    good = run("scheme", "check", "方案.xlsx", cwd=tmp_path)
    assert good.returncode == 0 and "15 个算例都算对了" in good.stdout, good.stdout
    assert run("scheme", "import", "方案.xlsx", "--out", "mine", cwd=tmp_path).returncode == 0
    assert run("scheme", "check", "mine", cwd=tmp_path).returncode == 0
    county = County.made(tmp_path / "county", units=2)
    write_empty_roster(county.scheme, tmp_path / "roster.xlsx", county.roster)
    issued = run("issue", "roster.xlsx", "--scheme", "方案.xlsx", "--period", "2026-Q1", "--out", "out", "--ledger", county.ledger_url, cwd=tmp_path)
    assert issued.returncode == 0, issued.stderr
    version = county.ledger.versions()["deqing", "2026-Q1"]
    assert '"value": 86' in county.ledger.scheme_text("deqing", version) or "value: 86" in county.ledger.scheme_text("deqing", version)
    assert load("deqing").parameter("DQ-2.red_below") == 75


def test_a_faulty_file_is_told_by_its_lines(tmp_path):
    assert run("scheme", "import", "none.xlsx", "--out", "x", cwd=tmp_path).returncode == 2
    (tmp_path / "scheme.yaml").write_text("id: x\nname: [", "utf-8")
    done = run("scheme", "check", ".", "--json", cwd=tmp_path)
    assert done.returncode == 1 and json.loads(done.stdout)["faults"][0]["line"] >= 2
    (tmp_path / "other.xlsx").write_bytes(b"PK nothing")
    assert one_sentence(run("scheme", "check", "other.xlsx", cwd=tmp_path))
