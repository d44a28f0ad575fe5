"""`shijibu simulate`: its JSON, its workbook, and what it refuses."""

from __future__ import annotations

import json
import shutil
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from shijibu.report.simulation_book import simulation_book
from shijibu.report.simulation_said import fared, headline_of
from shijibu.scheme.load import load
from shijibu.scheme_book.draw import draw
from shijibu.simulation.outcome import SettingDiffers, Simulation
from shijibu.simulation.simulate import simulate
from shijibu.simulation.sweep import Range, with_value
from tests.command import contents, one_sentence, run
from tests.scheme_book.edited import Edited


@pytest.fixture
def place(ledger_file, tmp_path) -> Path:
    """A folder with a copy of the ledger, and the county's scheme as a workbook in which a number was changed."""
    shutil.copy(ledger_file, tmp_path / "shijibu.db")
    book = Edited.of(draw(load("deqing")))
    book.cell("参数", "yellow_below", "取值").value = 104
    (tmp_path / "新方案.xlsx").write_bytes(book.data())
    return tmp_path


def test_the_json_is_as_the_contract_has_it(place):
    before = contents(place)
    done = run("simulate", "--with", "新方案.xlsx", "--period", "2026-Q1", "--period", "2026年第二季度", "--json", cwd=place)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["scheme"] == "deqing" and [p["period"] for p in told["periods"]] == ["2026-Q1", "2026-Q2"]
    (parameter,) = told["parameters"]
    assert (parameter["path"], parameter["before"], parameter["after"]) == ("DQ-2.yellow_below", 90, 104)
    assert told["places"] == [], "a workbook that came back changes nothing else"
    for period in told["periods"]:
        for one in (*period["units"], *period["officials"]):
            assert one["before"].keys() == one["after"].keys()
            assert all(one["before"][figure] != one["after"][figure] for figure in one["before"])
        assert all(set(moved) == {"in", "out"} for moved in period["lists"].values())
    assert any(u["after"].get("card") == "黄牌" for p in told["periods"] for u in p["units"])
    assert contents(place) == before


def test_the_workbook_is_written_once_and_the_same_again(place):
    words = ("simulate", "--with", "新方案.xlsx", "--sweep", "DQ-2.red_below=60:80:10", "--out", "试算")
    first = run(*words, cwd=place)
    assert first.returncode == 0 and "台账里的结果没有改动" in first.stdout, first.stderr
    written = contents(place / "试算")
    assert run(*words, cwd=place).returncode == 0 and contents(place / "试算") == written
    assert json.loads(written["simulation.json"])["sweep"]["path"] == "DQ-2.red_below"
    book = load_workbook(place / "试算" / "simulation.xlsx")
    assert book.sheetnames == ["概况", "参数", "单位", "干部", "名单", "分布", "逐值试算"]
    (place / "试算" / "simulation.xlsx").write_bytes(b"theirs")
    assert one_sentence(run(*words, cwd=place))


@pytest.mark.parametrize("words", [
    (), ("--with", "没有.xlsx"), ("--sweep", "DQ-2.red_below"), ("--with", "leishan"), ("--with", "deqing", "--period", "2031-Q1"),
    ("--with", "deqing", "--period", "每周"), ("--sweep", "DQ-2.nothing=1:2"),
], ids=str)
def test_what_cannot_be_simulated_is_one_sentence(place, words):
    done = run("simulate", *words, "--out", "试算", cwd=place)
    assert one_sentence(done), done.stderr
    assert not (place / "试算").exists()


def test_the_workbook_says_everybody_who_fares_otherwise_and_why(ledger):
    done = simulate(ledger, with_value(load("deqing"), "DQ-2.yellow_below", 104), sweep=Range.parse("DQ-2.red_below=60:80:10"))
    data = simulation_book(done)
    assert data == simulation_book(done)
    book = load_workbook(BytesIO(data))
    units = [[c.value for c in row] for row in book["单位"].iter_rows(min_row=5)]
    assert len(units) == sum(len(u.before) for f in done.periods for u in f.units)
    assert all(row[6] for row in units)
    assert ["不亮牌", "黄牌"] in [row[4:6] for row in units if row[3] == "本轮亮牌"]
    first = [c.value for row in book["概况"].iter_rows() for c in row if c.value]
    assert all(text in first for fares in done.periods for text in fared(fares))
    assert len(book["概况"]._charts) > 0


@pytest.mark.parametrize("before, after, unit, sentence", [
    (7, 5, "个工作日", "甲（LS-3.days）7 → 5个工作日。"),
    ([[90, "优秀"], [0, "不称职"]], [[93, "优秀"], [0, "不称职"]], "分", "甲（LS-3.days）90 优秀、0 不称职 → 93 优秀、0 不称职。"),
    (7, None, "个工作日", "甲（LS-3.days）7 → 无。"),
])  # fmt: skip
def test_a_unit_follows_numbers_alone(before, after, unit, sentence):
    differs = SettingDiffers(path="LS-3.days", rule="LS-3", title="甲", unit=unit, default=False, clause=[], before=before, after=after)
    assert headline_of(Simulation.model_construct(parameters=[differs], places=[], sweep=None)) == [sentence]
