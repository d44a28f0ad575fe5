"""The filled sample of each county: a return in order, and none that a county could mistake for one of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from shijibu.checks.check import check_file
from shijibu.demo.filled import SampleFault, filled_sample
from shijibu.returns.reader import read
from shijibu.returns.returned import read_back
from shijibu.rounds.consolidate import consolidate
from shijibu.scheme.kept import Kept
from shijibu.scheme.load import load, scheme_file, scheme_ids, scheme_or_faults
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from tests.county import County


@pytest.mark.parametrize("id", scheme_ids())
def test_a_sample_is_in_order_and_shows_every_free_table(tmp_path: Path, id: str):
    file = tmp_path / "sample.xlsx"
    file.write_bytes(filled_sample(load(id)))
    checked = check_file(file, file.name)
    assert [p for p in checked.problems if p.severity != "notice"] == []
    book = read_back(read(file.read_bytes()))
    assert [t for t in book.places if not checked.tables.get(t)] == [], "a table without an example"


def test_a_sample_is_not_taken_for_a_return(tmp_path: Path):
    county = County.made(tmp_path, "deqing", units=3)
    county.issue("2026-Q2")
    (county.inbox("2026-Q2") / "sample.xlsx").write_bytes(filled_sample(county.scheme))
    done = consolidate([county.inbox("2026-Q2")], county.scheme, Period.parse("2026-Q2", county.scheme.cadence), county.ledger)
    assert [r.codes for r in done.results.rejected] == [["identity.signature"]]


@pytest.mark.parametrize(("replaced", "by", "told"), [
    ("period: 2026-Q2", "period: 2026-13", "2026-13"),
    ("  tasks:\n", "  task:\n", "没有表 task"),
    ("{title: 清溪河道", "{titel: 清溪河道", "没有列 titel"),
    ("{id: T01-03, leader", "{id: T01-09, leader", "没有与"),
    ("rows:\n", "rows: [\n", "sample.yaml"),
])  # fmt: skip
def test_a_wrong_sample_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, replaced: str, by: str, told: str):
    shipped = scheme_file("deqing").parent
    folder = tmp_path / "deqing"
    folder.mkdir()
    (folder / "scheme.yaml").write_bytes((shipped / "scheme.yaml").read_bytes())
    text = (shipped / "sample.yaml").read_text()
    assert replaced in text
    (folder / "sample.yaml").write_text(text.replace(replaced, by, 1))
    monkeypatch.setenv("SHIJIBU_TEMPLATES", str(tmp_path))
    scheme: Scheme = load("deqing")
    with pytest.raises(SampleFault, match=told):
        filled_sample(scheme)


def test_a_scheme_without_a_sample_and_a_demo_has_one_made_up(tmp_path: Path):
    told = yaml.safe_load((Path(__file__).parent / "schemes/monthly/scheme.yaml").read_text(encoding="utf-8"))
    del told["demo"]
    scheme = scheme_or_faults(told)
    assert isinstance(scheme, Scheme)
    file = tmp_path / "sample.xlsx"
    file.write_bytes(filled_sample(scheme))
    assert filled_sample(scheme) == file.read_bytes()
    assert read_back(read(file.read_bytes()), kept=Kept.alone(scheme)).book.tables["reports"]
