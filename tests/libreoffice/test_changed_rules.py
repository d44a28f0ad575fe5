"""A county changes a number of its review in LibreOffice: it sees what that would have changed, puts it in force from the next round on, and the
rounds before stay explained by the rules of their day."""

from __future__ import annotations

import json

import xlwings as xw

from shijibu.demo.folder import ROSTER
from shijibu.demo.run import run_demo
from shijibu.ledger.address import LEDGER
from shijibu.scheme.load import load
from shijibu.scheme_book.contents import columns
from shijibu.scheme_book.draw import HEADER, draw
from shijibu.scheme_book.parts import part
from shijibu.terminal import Terminal
from tests.command import run

Q1, Q2, Q3 = "2026-Q1", "2026-Q2", "2026-Q3"
NAME, TITLE, BEFORE, AFTER = "blue_from", "进度指数达到此值可亮蓝牌", 105, 111


def parameter_cell(sheet: xw.Sheet, name: str) -> xw.Range:
    """The value of a parameter on the sheet 参数."""
    labels = [place.label for place in columns(part("参数"))]
    names, value = labels.index("代号") + 1 if "代号" in labels else 2, labels.index("取值") + 1
    row = next(r for r in range(HEADER + 1, 400) if sheet.range((r, names)).value == name)
    return sheet.range((row, value))


def test_a_number_changed_in_libreoffice_is_tried_and_then_holds_from_the_next_round_on(app, tmp_path):
    demo = tmp_path / "demo"
    run_demo(load("deqing"), demo, units=8, periods=2, seed=3, console=Terminal(quiet=True))
    ledger = ("--ledger", str(demo / LEDGER))
    (tmp_path / "方案.xlsx").write_bytes(draw(load("deqing")))
    book = app.books.open(str(tmp_path / "方案.xlsx"))
    cell = parameter_cell(book.sheets["参数"], NAME)
    assert cell.value == BEFORE
    cell.value = AFTER
    book.save()
    book.close()
    assert run("scheme", "check", "方案.xlsx", cwd=tmp_path).returncode == 0

    tried = run("simulate", "--with", "方案.xlsx", "--json", *ledger, cwd=tmp_path)
    assert tried.returncode == 0, tried.stderr
    told = json.loads(tried.stdout)
    assert [(p["path"], p["before"], p["after"]) for p in told["parameters"]] == [(f"DQ-2.{NAME}", BEFORE, AFTER)] and told["places"] == []
    unit = next(u["code"] for p in told["periods"] for u in p["units"] if u["before"].get("card") == "蓝牌")

    issued = run("issue", demo / ROSTER, "--scheme", "方案.xlsx", "--period", Q3, "--out", "下发", *ledger, cwd=tmp_path)
    assert issued.returncode == 0, issued.stderr
    for period in (Q1, Q2):
        why = run("explain", unit, "--period", period, *ledger, cwd=tmp_path)
        assert why.returncode == 0 and TITLE in why.stdout.replace("\n", ""), why.stdout
        lines = [line for line in why.stdout.splitlines() if TITLE in line]
        assert all(str(BEFORE) in line and str(AFTER) not in line for line in lines), lines
    again = json.loads(run("simulate", "--with", "方案.xlsx", "--json", *ledger, cwd=tmp_path).stdout)
    assert again["periods"] == told["periods"], "the round that is out under the new rules changes nothing about those before it"
    fields = json.loads(run("fields", next((tmp_path / "下发").glob(f"*{unit}*.xlsx")), "--json", *ledger, cwd=tmp_path).stdout)
    assert fields["period"] == Q3
