"""A county's round from issue to report as commands of their own, each against a named peer in one run: whole processes, workers, memory, one
official explained. Printed, never asserted as a time.
"""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path

import pytest
from openpyxl import load_workbook

from shijibu.demo.run import run_demo
from shijibu.terminal import Terminal
from shijibu_addin.libreoffice.office import Office
from tests.benchmarks.measured import measured
from tests.benchmarks.report_alone import Alone
from tests.benchmarks.test_consolidate import calamine
from tests.benchmarks.timing import TIMES, Used, in_turns, processor, used_by
from tests.command import SHIJIBU
from tests.county import County
from tests.saved_again import saved_again

pytestmark = pytest.mark.xdist_group("libreoffice")
WHOLE = bool(os.environ.get("SHIJIBU_BENCH_UNITS"))  # `make bench`: as much as a county has
UNITS = int(os.environ.get("SHIJIBU_BENCH_UNITS", "2"))
MANY = int(os.environ.get("SHIJIBU_BENCH_MANY", str(4 * UNITS if WHOLE else 3)))
FEW = max(UNITS, MANY // 5)  # memory of 1,000 returns is compared with that of 200
OFFICIALS = 20_000 if WHOLE else 60
PERIOD = "2026-Q1"


class Returned:
    """A county in which everybody returned a workbook that LibreOffice saved. issuing: the processor's seconds that it took to issue them."""

    def __init__(self, folder: Path, units: int, env: dict[str, str], office: Office) -> None:
        self.county, self.env = County.made(folder, units=units), env
        self.issuing = processor(lambda: self.county.issue(PERIOD))
        for unit in self.county.roster.units:
            file = self.county.returned(PERIOD, unit.code)
            saved_again(office, file, file)
        self.county.ledger.close()

    @property
    def files(self) -> list[bytes]:
        return [file.read_bytes() for file in sorted(self.county.inbox(PERIOD).glob("*.xlsx"))]

    def command(self, *words: str) -> Used:
        """What a command takes as a process of its own."""
        return used_by([str(SHIJIBU), *words, "--ledger", "shijibu.db"], cwd=self.county.folder, env=self.env)

    def consolidate(self, *options: str) -> Used:
        """The best of several by the clock."""
        words = ("consolidate", str(self.county.inbox(PERIOD)), "--scheme", "deqing", "--period", PERIOD, "--afresh", "--out", "result", *options)
        return min((self.command(*words) for _ in range(TIMES)), key=lambda used: used.clock)

    @cached_property
    def one_worker(self) -> Used:
        return self.consolidate()

    def explain(self) -> float:
        """The processor's seconds that one official takes."""
        assert self.one_worker
        return min(self.command("explain", self.county.roster.officials[0].id).processor for _ in range(TIMES))


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory, installed: dict[str, str], office: Office) -> Returned:
    return Returned(tmp_path_factory.mktemp("few"), FEW, installed, office)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, installed: dict[str, str], office: Office) -> Returned:
    return Returned(tmp_path_factory.mktemp("many"), MANY, installed, office)


def test_consolidating_as_a_command(many: Returned, few: Returned, capsys: pytest.CaptureFixture[str]):
    one, two = many.one_worker, many.consolidate("--workers", "2")
    (plain,) = in_turns(lambda: [calamine(data) for data in many.files])
    whole, both = measured("consolidate.command", one.processor / plain), measured("workers", two.clock / one.clock)
    with capsys.disabled():
        print(f"\n{MANY} returns; calamine = 1 ({plain / MANY * 1000:.1f} ms each): the whole command {whole}; two workers, one = 1: {both}")
    if not WHOLE:
        return
    from distributed import LocalCluster

    here = {"scheduler": two, "scheduler.few": few.consolidate("--workers", "2")}
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1") as local:
        spread = {"scheduler": many.consolidate("--scheduler", local.scheduler_address),
                  "scheduler.few": few.consolidate("--scheduler", local.scheduler_address)}
    large, small = (measured(key, spread[key].clock / here[key].clock) for key in here)
    with capsys.disabled():
        print(f"  two workers = 1: a cluster of two {large}, of {FEW} returns {small}")


def test_the_memory_of_a_larger_county(few: Returned, many: Returned, capsys: pytest.CaptureFixture[str]):
    small, large = few.one_worker.peak, many.one_worker.peak
    ratio = measured("memory", large / small)
    with capsys.disabled():
        print(f"\nmemory of the largest process: {FEW} returns {small:.0f} MB, {MANY} returns {large:.0f} MB, {ratio} times")


def test_explaining_one_official_of_a_larger_county(few: Returned, many: Returned, capsys: pytest.CaptureFixture[str]):
    start = min(used_by([str(SHIJIBU), "--help"], env=many.env).processor for _ in range(TIMES))
    ratio, here = measured("explain", many.explain() / start), few.explain() / start
    with capsys.disabled():
        print(f"\n--help = 1 ({start * 1000:.0f} ms): explaining one official {ratio} among {MANY} units, {here:.1f} among {FEW}")


def test_issuing_against_openpyxl(few: Returned, many: Returned, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = many.county.blank(PERIOD, many.county.roster.units[0].code)
    (whole,) = in_turns(lambda: load_workbook(file).save(tmp_path / "saved.xlsx"))
    ratio, here = measured("issue", many.issuing / MANY / whole), few.issuing / FEW / whole
    with capsys.disabled():
        print(f"\nopenpyxl loading and saving one workbook = 1 ({whole * 1000:.0f} ms): issuing one of {MANY} {ratio}, of {FEW} {here:.2f}")


def test_the_report_against_xlsxwriter_writing_the_same_cells(many: Returned, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Each in a process of its own, in turns."""
    assert many.one_worker
    report = str(tmp_path / "report.xlsx")
    with Alone("ours", many.county.ledger_url, PERIOD, str(OFFICIALS), report) as ours, Alone("plain", report, str(tmp_path / "plain.xlsx")) as plain:
        took, peer = map(min, zip(*((ours.seconds(), plain.seconds()) for _ in range(TIMES)), strict=True))
    with capsys.disabled():
        print(f"\nreport.xlsx of {ours.said} officials; XlsxWriter writing the same cells = 1 ({peer:.2f} s): {measured('report', took / peer)}")
    assert int(ours.said) >= OFFICIALS


def test_the_demo_against_calamine_reading_its_workbooks(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    scheme = County.made(tmp_path / "scheme", units=1).scheme
    demo = tmp_path / "demo"
    whole = processor(lambda: run_demo(scheme, demo, units=UNITS, periods=None if WHOLE else 1, seed=1, console=Terminal(quiet=True)))
    files = [file.read_bytes() for file in demo.glob("*/returned/**/*.xlsx")]
    (plain,) = in_turns(lambda: [calamine(data) for data in files])
    with capsys.disabled():
        print(f"\nthe demo, {len(files)} workbooks; calamine reading them = 1 ({plain:.2f} s): {measured('demo', whole / plain)}")
    assert len(files) >= UNITS
