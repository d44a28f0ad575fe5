"""Many counties' rounds at once: the dataset says what each county's decision says, and a county's fault is its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import fsspec
import pandas as pd
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from shijibu.ledger import Ledger
from shijibu.province.consolidating import consolidate_counties
from shijibu.province.dataset import PART, TABLES, partition
from shijibu.province.places import NoPlaces, places
from shijibu.province.storage import StorageFault, store_at
from shijibu.rounds.decided import decided_round
from shijibu.scheme.period import Period
from tests.command import SHIJIBU, contents, run
from tests.county import County

COUNTIES = {"德清": ("deqing", "2026-Q1"), "雷山": ("leishan", "2026-03")}


@pytest.fixture(scope="module")
def counties(tmp_path_factory) -> Path:
    """Two counties of two units, of which one returned; a folder that is none, and a county whose ledger is torn."""
    root = tmp_path_factory.mktemp("province")
    for name, (scheme, period) in COUNTIES.items():
        county = County.made(root / name, scheme, units=2)
        county.issue(period)
        county.returned(period, county.roster.units[0].code)
        county.ledger.close()
    (root / "说明").mkdir()
    shutil.copytree(root / "德清", root / "坏县")
    (root / "坏县" / "shijibu.db").write_bytes(b"SQLite format 3\0 and no more")
    return root


@pytest.fixture(scope="module")
def done(counties, tmp_path_factory) -> tuple[Path, dict]:
    out = tmp_path_factory.mktemp("dataset") / "全省"
    ended = run("province", counties, "--out", out, "--json")
    assert ended.returncode == 1, ended.stderr
    return out, json.loads(ended.stdout)


def test_each_county_is_decided_and_a_torn_ledger_costs_its_county_alone(counties, done):
    told = {one["county"]: one for one in done[1]["counties"]}
    assert list(told) == ["坏县", "德清", "雷山"] and told["坏县"]["fault"] and told["坏县"]["revision"] == 0
    for name, (scheme, period) in COUNTIES.items():
        one = told[name]
        assert (one["scheme"], one["period"], one["revision"], one["returned"], one["fault"]) == (scheme, period, 1, 1, "")
        with Ledger.open(f"sqlite:///{(counties / name / 'shijibu.db').as_posix()}") as ledger:
            assert len(decided_round(ledger, scheme, period).results.missing) == one["missing"] >= 1


def test_the_dataset_is_found_by_county_and_period_and_says_what_was_decided(counties, done):
    out, _ = done
    assert {p.name for p in out.iterdir()} == set(TABLES)
    figures = pd.read_parquet(out / "figures")
    assert set(zip(figures["county"], figures["period"], strict=True)) == {(name, period) for name, (_, period) in COUNTIES.items()}
    for name, (scheme, period) in COUNTIES.items():
        with Ledger.open(f"sqlite:///{(counties / name / 'shijibu.db').as_posix()}") as ledger:
            results = decided_round(ledger, scheme, period).results
        own = figures[(figures["county"] == name) & (figures["whose"] == "unit")].set_index(["code", "figure"])
        for unit in results.units:
            for id, value in unit.figures.items():
                if (unit.code, id) in own.index:
                    row = own.loc[(unit.code, id)]
                    said = row["text"] if isinstance(value, str) else row["number"]
                    assert (value is None and pd.isna(row["number"]) and pd.isna(row["text"])) or said == value, (unit.code, id)
        part = pd.read_parquet(out / "officials", filters=[("county", "==", name)])
        assert list(part["id"]) == [o.id for o in results.officials]
    returns = pd.read_parquet(out / "returns")
    assert set(returns["state"]) == {"accepted", "missing"} and len(pd.read_parquet(out / "problems").columns) > 10


def test_a_period_alone_and_again_and_what_somebody_changed_stays(counties, done, tmp_path):
    out = tmp_path / "全省"
    shutil.copytree(done[0], out)
    again = run("province", counties, "--out", out, "--period", "2026年3月")
    assert again.returncode == 1 and "雷山" in again.stderr and "德清" not in again.stderr, again.stderr
    changed = out / partition("units", "德清", Period.parse("2026-Q1")) / PART
    changed.write_bytes(b"mine")
    before = contents(out)
    refused = run("province", counties / "德清" / "..", "--out", out, "--period", "2026-Q1")
    assert refused.returncode == 2 and "没有一个县汇总成" in refused.stderr and contents(out) == before
    nothing = run("province", counties, "--out", out, "--period", "2031-Q1")
    assert nothing.returncode == 2 and contents(out) == before


def test_returns_and_results_lie_in_object_storage(counties, tmp_path):
    period = Period.parse("2026-Q1")
    files = fsspec.filesystem("memory")
    for file in (counties / "德清" / "2026-Q1" / "returned").iterdir():
        files.pipe_file(f"/inbox/deep/{file.name}", file.read_bytes())
    for n, name in enumerate(("a:b?.xlsx", "a_b_.xlsx", "c:", "c_/b.xlsx")):  # two names each that are one for a folder
        files.pipe_file(f"/inbox/{name}", b"no workbook %d" % n)
    shutil.copy(counties / "德清" / "shijibu.db", tmp_path / "d.db")
    listed = tmp_path / "各县.csv"
    lines = [f"{name},d.db,{time},memory://inbox,deqing" for name, time in (("德/清", "2026年第一季度"), ("德/清", "2026-Q1"), ("德清", "2026-Q2"))]
    listed.write_bytes("\r\n".join(["县,台账,期次,收件,方案", *lines, ",,,,"]).encode("gb18030"))
    first, twice, other = consolidate_counties(places(listed), store_at("memory://province/"))
    assert (first.returned, first.rejected, first.fault) == (1, 4, "") and "两次" in twice.fault and "下发" in other.fault
    place = f"/province/{partition('units', '德/清', period)}/{PART}"
    assert "county=德%2F清" in place and len(pd.read_parquet(f"memory:/{place}")) == 2
    (one, *_) = consolidate_counties(places(listed), store_at("memory://province"))
    assert one.fault == ""
    files.pipe_file(place, b"mine")
    (one, *_) = consolidate_counties(places(listed), store_at("memory://province"))
    assert place in one.fault and files.cat_file(place) == b"mine"
    (one, *_) = consolidate_counties(places(listed), store_at("memory://province"), force=True)
    assert one.fault == "" and files.cat_file(place) != b"mine"
    with pytest.raises(StorageFault, match="到不了"):
        store_at("nowhere://x")


class Away(MemoryFileSystem):
    """Storage whose driver says in its own way that it is away, as those of S3 do."""

    protocol = "away"

    def find(self, *args: object, **more: object) -> list[str]:
        raise EOFError("no credentials")


def test_storage_that_is_away_costs_its_county_alone(counties, tmp_path):
    fsspec.register_implementation("away", Away, clobber=True)
    shutil.copy(counties / "德清" / "shijibu.db", tmp_path / "d.db")
    (tmp_path / "in").mkdir()
    (tmp_path / "各县.csv").write_text("县,台账,期次,收件\n甲,d.db,2026-Q1,away://inbox\n乙,d.db,2026-Q1,in\n", "utf-8")
    away, other = consolidate_counties(places(tmp_path / "各县.csv"), store_at(str(tmp_path / "out")))
    assert away.fault == "away://inbox 到不了：no credentials" and other.fault == ""


@pytest.mark.parametrize(("text", "said"), [
    ("县,台账\n德清,x.db\n", "期次"), ("县,台账,期次,收件\n德清,,2026-Q1,in\n", "第 2 行没有写台账"),
    ("县,台账,期次,收件\n德清,x.db,某月,in\n", "第 2 行"), ("县,台账,期次,收件\n德清,x.db,2026-Q1," + "x" * 200_000, "读不懂"),
])
def test_a_list_that_is_none_is_said_with_its_line(tmp_path, text, said):
    (tmp_path / "a.csv").write_text(text, "utf-8")
    with pytest.raises(NoPlaces, match=said):
        list(places(tmp_path / "a.csv"))


def test_memory_holds_one_county(counties, tmp_path):
    """The largest process of four counties is not larger than that of one."""
    def peak(many: int) -> int:
        for n in range(many):
            shutil.copytree(counties / "德清", tmp_path / f"{many}" / f"县{n}")
        process = subprocess.Popen([str(SHIJIBU), "province", str(tmp_path / f"{many}"), "--out", str(tmp_path / f"out{many}")],
                                   stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 1
        return usage.ru_maxrss

    assert peak(4) <= 1.2 * peak(1)
