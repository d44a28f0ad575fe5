"""Opening a ledger, or saying clearly why not."""

from __future__ import annotations

import ast
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import TypeDecorator
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

import shijibu.ledger
from shijibu.ledger import Ledger, LedgerUnavailable, Ruled, database, sqlite
from shijibu.ledger.records import SCHEMA_VERSION
from shijibu.ledger.tables import metadata
from tests.ledger.earlier import made_by


def test_what_was_written_is_there_when_opened_again(url, returned):
    with Ledger.open(url) as first:
        first.decide("deqing", "2026-Q1", results={"score": 90}, figures={}, returned=[returned()])
    with Ledger.open(url) as again:
        assert again.decision("deqing", "2026-Q1").results == {"score": 90}


def test_the_ledger_is_one_file_that_may_be_copied(ledger, file, returned, tmp_path):
    ledger.decide("deqing", "2026-Q1", results={"score": 90}, figures={}, returned=[returned()])
    assert [p.name for p in tmp_path.iterdir()] == [file.name]
    copy = tmp_path / "copy.db"
    copy.write_bytes(file.read_bytes())
    with Ledger.open(f"sqlite:///{copy}") as copied:
        assert copied.decision("deqing", "2026-Q1") == ledger.decision("deqing", "2026-Q1")


@pytest.mark.parametrize("url", ["", "没有这种", "what@ever", "nosuch://host/db", "postgresql://host:port/db", "sqlite:////没有/这个/x.db"])
def test_a_url_that_leads_nowhere_is_one_clear_sentence(url):
    with pytest.raises(LedgerUnavailable) as caught:
        Ledger.open(url)
    assert caught.value.reason and "\n" not in str(caught.value)


def test_the_name_of_a_ledger_is_shown_as_it_was_given():
    assert database.shown("sqlite:///实绩.db") == "实绩.db"


def test_a_file_that_is_something_else_is_said_to_be(file, url):
    file.write_text("这是一个文本文件，不是台账。" * 50, encoding="utf-8")
    with pytest.raises(LedgerUnavailable, match="不是台账，或文件已损坏，请用备份恢复"):
        Ledger.open(url)


@pytest.mark.parametrize("url", [
    "postgresql+nosuch://office:geheim@host/db", "postgresql+nosuch://host/db?password=geheim", "what ever://office:geheim@host/db",
])
def test_no_password_is_ever_shown(url):
    with pytest.raises(LedgerUnavailable) as caught:
        Ledger.open(url)
    assert "geheim" not in f"{caught.value} {caught.value.url} {caught.value.reason}"
    assert "***" in caught.value.url


@pytest.mark.parametrize("url", ["postgresql://host/db", "postgres://host/db"])
def test_postgresql_is_reached_by_the_driver_that_we_ship(url):
    assert database._with_driver(database.make_url(url)).drivername == "postgresql+psycopg"


def test_a_ledger_of_a_newer_version_is_left_alone(ledger, file, url, tamper):
    tamper("UPDATE meta SET value = ? WHERE name = 'schema'", str(SCHEMA_VERSION + 1))
    before = file.read_bytes()
    with pytest.raises(LedgerUnavailable, match="更新的版本"):
        Ledger.open(url)
    assert file.read_bytes() == before


def test_a_ledger_of_schema_2_is_upgraded_and_knows_which_run_saw_what(ledger, url, file, returned):
    for sha256, day in (("a", date(2026, 4, 9)), ("b", date(2026, 4, 12)), ("a", date(2026, 4, 8))):
        ledger.sight(sha256, received=day, scheme="deqing", period="2026-Q1", unit="T01")
    ledger.decide("deqing", "2026-Q1", results={}, figures={}, returned=[returned()])
    runs = {s.sha256: s.run for s in ledger.seen_in("deqing", "2026-Q1")}
    ledger.close()
    made_by(file, 2)
    with Ledger.open(url) as upgraded:
        assert upgraded.verify() == []
        assert {s.sha256: s.run for s in upgraded.seen_in("deqing", "2026-Q1")} == runs == {"a": 2, "b": 3}
        assert upgraded.returns("deqing", "2026-Q1") == [returned()]


def test_a_ledger_of_schema_4_is_upgraded_and_takes_confirmations(ledger, url, file, returned):
    ledger.decide("deqing", "2026-Q1", results={}, figures={}, returned=[returned()])
    ledger.close()
    made_by(file, 4)
    with Ledger.open(url) as upgraded:
        assert upgraded.verify() == [] and upgraded.confirmations("deqing", "2026-Q1") == []
        upgraded.confirm("deqing", "2026-Q1", revision=1, ruled=[Ruled("lists.talk:T01-01", {}, True)], by="李某")
        assert upgraded.verify() == []


def test_a_ledger_of_schema_1_is_upgraded_and_its_faults_stay_faults(ledger, url, file, tamper, returned):
    for period in ("2026-Q1", "2026-Q2"):
        ledger.decide("deqing", period, results={"score": 90}, figures={}, returned=[returned()])
    tamper("UPDATE decisions SET results = '{\"score\":99}' WHERE period = '2026-Q2'")
    ledger.close()
    made_by(file, 1)
    with Ledger.open(url) as upgraded:
        assert upgraded.verify() == ["第 3 条审计记录：deqing 2026-Q2 第 1 次决定被改动"]
        assert upgraded.decide("deqing", "2026-Q1", results={"score": 90}, figures={}, returned=[returned()]) == 1
        upgraded.object("deqing", "2026-Q1", subject="T01", figure="index", text="有误", received=date(2026, 4, 20))


def test_looking_waits_for_no_writer(ledger, url, file):
    """Opening and reading take no lock that a writer at work holds."""
    writer = sqlite3.connect(file, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    with Ledger.open(url) as reader:
        assert reader.rounds() == [] and reader.key() == ledger.key()
    writer.close()


def test_a_ledger_locked_for_too_long_is_said_to_be(file, url, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.1)
    with Ledger.open(url) as ledger:
        writer = sqlite3.connect(file, isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerUnavailable, match="locked"):
            ledger.next_numbers(1)
        writer.close()
        assert ledger.next_numbers(1) == [1]


def test_postgresql_can_hold_every_table():
    told = [str(CreateTable(t).compile(dialect=postgresql.dialect())) for t in metadata.sorted_tables]
    told += [str(CreateIndex(i).compile(dialect=postgresql.dialect())) for t in metadata.sorted_tables for i in t.indexes]
    assert len(told) > 8
    assert 'period VARCHAR(16) COLLATE "C" NOT NULL' in told[[t.name for t in metadata.sorted_tables].index("rounds")]


def test_no_table_has_a_type_of_one_database_only():
    kinds = [c.type.impl if isinstance(c.type, TypeDecorator) else c.type for t in metadata.sorted_tables for c in t.columns]
    assert {type(k).__module__ for k in kinds} == {"sqlalchemy.sql.sqltypes"}


def test_the_ledger_knows_nothing_else_of_shijibu():
    """But what everything stands on: the one base of all errors."""
    for file in Path(shijibu.ledger.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [node.module] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert all(n.startswith(("shijibu.ledger", "shijibu.errors")) for n in names if n.startswith("shijibu")), file.name


@pytest.mark.parametrize(("where", "said"), [
    ("sqlite://", "只在内存里"), ("sqlite:///:memory:", "只在内存里"), ("mysql://office/ledger", "只能是文件，或 PostgreSQL"),
    ("sqlite:///{folder}", "它是文件夹"), ("sqlite:///{folder}/没有/l.db", "没有 .*没有 这个文件夹"),
])
def test_where_no_ledger_can_be_kept_is_said_without_a_word_of_english(tmp_path, where, said):
    with pytest.raises(LedgerUnavailable, match=said):
        Ledger.open(where.format(folder=tmp_path.as_posix()))
