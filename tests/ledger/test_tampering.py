"""Whatever is changed behind the ledger's back, rows and trail together, or in the database itself, is found."""

from __future__ import annotations

import json
import sqlite3
from datetime import date

import pytest

from shijibu.ledger import Head, Issue, Ledger, LedgerUnavailable, NotAHead
from shijibu.ledger.trail import START, mark_of, trail_key

PLACE = "deqing", "2026-Q1"


@pytest.fixture
def kept(ledger, returned):
    """The trail: 1 create, 2 reserve, 3 scheme, 4 issue, 5 and 6 sight, 7 decide, 8 scheme, 9 rules, 10 decide."""
    issued = [Issue("T01", ledger.next_numbers(1)[0], "T01.xlsx", "sha", {})]
    ledger.record_issue(*PLACE, version="v1", deadline=date(2026, 4, 10), roster={}, issued=issued, text="red: 75\n")
    for path in ("T01.xlsx", "T02.xlsx"):
        ledger.sight(f"sha-{path}", received=date(2026, 4, 9), scheme="deqing", period="2026-Q1", unit=path[:3], path=path)
    ledger.decide(*PLACE, results={"score": 80}, figures={}, returned=[returned(actual=0.5)])
    told = [{"path": "DQ-2.red_below", "title": "红牌", "before": 75, "after": 80}]
    ledger.change_rules(*PLACE, before="v1", after="v2", text="red: 80\n", reason="会议决定", differences=told)
    ledger.decide(*PLACE, results={"score": 90}, figures={}, returned=[returned(actual=0.9)])
    return ledger


def rechained(file, key: bytes | None) -> None:
    """Makes the chain anew over whatever the entries say now, and seals nothing."""
    connection = sqlite3.connect(file)
    before = START
    for sequence, at, action, subject in connection.execute("SELECT sequence, at, action, subject FROM audit ORDER BY sequence").fetchall():
        mark = mark_of(trail_key(key) if key else None, sequence, at, action, subject, before)
        connection.execute("UPDATE audit SET before = ?, hash = ? WHERE sequence = ?", (before, mark, sequence))
        before = mark
    connection.commit()
    connection.close()


LAST_DECISION_GONE = (
    "DELETE FROM returns WHERE decision_id = 2", "DELETE FROM decisions WHERE id = 2", "UPDATE decisions SET current = 1",
    "DELETE FROM audit WHERE sequence = 10",
)


@pytest.mark.parametrize(("statements", "said"), [
    (LAST_DECISION_GONE, "审计记录的末尾"),
    (("DELETE FROM meta WHERE name = 'head'",), "审计记录的末尾"),
    (("UPDATE meta SET value = '9 00' WHERE name = 'head'",), "审计记录的末尾"),
    (("UPDATE issues SET issued_at = '2026-01-01T00:00:00+00:00'",), "第 4 条审计记录：下发编号 1 的下发时间被改动"),
    (("UPDATE issues SET file = '别的.xlsx'",), "第 4 条审计记录"),
    (("UPDATE sightings SET path = '别的.xlsx' WHERE unit = 'T01'",), "第 5 条审计记录"),
    (("UPDATE sightings SET unit = 'T03' WHERE unit = 'T02'",), "第 6 条审计记录"),
    (("UPDATE sightings SET period = '2026-Q2' WHERE unit = 'T02'",), "第 6 条审计记录"),
    (("UPDATE sightings SET scheme = NULL WHERE unit = 'T02'",), "第 6 条审计记录"),
    (("UPDATE sightings SET first_seen = '2026-04-01' WHERE unit = 'T02'",), "第 6 条审计记录"),
    (("UPDATE sightings SET run = 5",), "第 6 条审计记录"),
    (("UPDATE schemes SET text = 'red: 99\n' WHERE version = 'v1'",), "第 3 条审计记录：方案 deqing（版本 v1）被改动"),
    (("DELETE FROM schemes WHERE version = 'v2'",), "第 8 条审计记录：方案不见了"),
    (("INSERT INTO schemes VALUES ('deqing', 'v3', 'red: 99')",), "没有审计记录：方案 deqing（版本 v3）"),
    (("UPDATE rounds SET version = 'v1'",), "第 9 条审计记录"),
    (("UPDATE rule_changes SET reason = '别的'",), "第 9 条审计记录：方案更改不见了或被改动"),
    (("UPDATE rule_changes SET differences = NULL",), "第 9 条审计记录"),
    (("DELETE FROM rule_changes",), "第 9 条审计记录"),
    (("UPDATE decisions SET version = 'v1' WHERE id = 2",), "第 10 条审计记录"),
    (("UPDATE decisions SET entry = 7 WHERE id = 2",), "第 10 条审计记录"),
    (("INSERT INTO meta VALUES ('note', 'x')",), "没有审计记录：设置“note”"),
    (("UPDATE audit SET at = '2026-01-01T00:00:00+00:00' WHERE sequence = 10",), "第 10 条审计记录"),
])
def test_tampering_is_found_and_its_entry_named(kept, file, statements, said):
    assert kept.verify() == []
    tampered(file, *statements)
    assert any(fault.startswith(said) for fault in kept.verify()), kept.verify()


def tampered(file, *statements: str) -> None:
    connection = sqlite3.connect(file)
    with connection:
        for sql in statements:
            connection.execute(sql)
    connection.close()


@pytest.mark.parametrize(("sql", "said"), [
    ("CREATE TRIGGER quiet AFTER INSERT ON returns BEGIN DELETE FROM sightings; END", "台账结构：多出触发器“quiet”"),
    ("CREATE VIEW nice AS SELECT * FROM decisions", "台账结构：多出视图“nice”"),
    ("CREATE TABLE notes (id INTEGER)", "台账结构：多出表“notes”"),
    ("CREATE UNIQUE INDEX one ON sightings (unit)", "台账结构：表“sightings”多出索引“one”（unit）"),
    ("DROP INDEX objections_by_round", "台账结构：表“objections”缺索引“objections_by_round”（scheme、period）"),
    ("ALTER TABLE decisions ADD COLUMN other TEXT", "台账结构：表“decisions”多出列“other”（TEXT）"),
    ("ALTER TABLE decisions ADD COLUMN other TEXT AS (digest) VIRTUAL", "台账结构：表“decisions”多出列“other”（TEXT，由公式算出）"),
    ("DROP TABLE withdrawals", "台账结构：缺表“withdrawals”"),
])
def test_a_database_that_is_built_otherwise_is_found(kept, file, sql, said):
    tampered(file, sql)
    assert said in kept.verify()


def test_a_trigger_that_drops_what_is_written_is_found_at_once(kept, file):
    tampered(file, "CREATE TRIGGER quiet AFTER INSERT ON audit BEGIN DELETE FROM audit WHERE sequence = new.sequence; END")
    kept.next_numbers(1)
    told = kept.verify()
    assert "台账结构：多出触发器“quiet”" in told and any("末尾" in fault for fault in told)


def test_a_chain_made_anew_without_the_key_is_found(kept, file):
    tampered(file, "UPDATE audit SET subject = replace(subject, '2026-04-09', '2026-04-01')", "UPDATE sightings SET first_seen = '2026-04-01'")
    rechained(file, None)
    told = kept.verify()
    assert {f"第 {n} 条审计记录：与前一条不相接或被改动" for n in range(1, 11)} <= set(told)


def test_an_entry_made_anew_with_the_key_breaks_the_next(kept, file):
    connection = sqlite3.connect(file)
    row = connection.execute("SELECT sequence, at, action, subject, before FROM audit WHERE sequence = 5").fetchone()
    forged = row[3].replace("2026-04-09", "2026-04-08")
    mark = mark_of(trail_key(kept.key()), *row[:3], forged, row[4])
    connection.execute("UPDATE audit SET subject = ?, hash = ? WHERE sequence = 5", (forged, mark))
    connection.execute("UPDATE sightings SET first_seen = '2026-04-08' WHERE run = 5")
    connection.commit()
    assert kept.verify() == ["第 6 条审计记录：与前一条不相接或被改动"]


def test_a_chain_made_anew_with_the_key_no_longer_ends_as_it_was_sealed(kept, file):
    tampered(file, "UPDATE audit SET subject = replace(subject, '2026-04-09', '2026-04-01')", "UPDATE sightings SET first_seen = '2026-04-01'")
    rechained(file, kept.key())
    assert [fault for fault in kept.verify() if "末尾" not in fault and "收到" not in fault] == [] and kept.verify() != []


def test_what_is_written_after_the_end_was_cut_off_does_not_cover_it_up(kept, file, returned):
    tampered(file, *LAST_DECISION_GONE)
    kept.decide(*PLACE, results={"score": 70}, figures={}, returned=[returned(actual=0.7)])
    assert kept.verify() == ["第 10 条审计记录：在它之前审计记录曾被截去或改动"]


def test_a_paper_head_is_missed_where_the_ledger_was_cut_sealed_and_all(kept, file):
    """Who holds the file holds the key: such a one is convicted by the paper alone."""
    early = file.read_bytes()
    kept.next_numbers(1)
    paper = kept.head()
    file.write_bytes(early)
    assert kept.verify() == [] and kept.head(paper.sequence) is None


def test_a_head_stays_where_it_was_while_the_ledger_goes_on(kept):
    paper = kept.head()
    assert paper == kept.decision_head(*PLACE) == kept.head(10)
    kept.next_numbers(1)
    assert kept.head(paper.sequence) == paper != kept.head()


def test_a_head_is_read_off_paper_however_it_was_typed():
    head = Head(12, "0a1b2c3d4e5f6071")
    assert str(head) == "12-0a1b-2c3d-4e5f-6071"
    typed = ["12-0a1b-2c3d-4e5f-6071", " 12 0A1B 2C3D 4E5F 6071 ", "１２：０ａ１ｂ２ｃ３ｄ４ｅ５ｆ６０７１", "12-Oa1b-2c3d-4e5f-6O7l"]
    assert [Head.parse(text) for text in typed] == [head] * 4


@pytest.mark.parametrize("text", ["", "12", "12-0a1b", "0-0a1b-2c3d-4e5f-6071", "x-0a1b-2c3d-4e5f-6071", "12-0a1b-2c3d-4e5f-607g", "12-" + "0" * 17])
def test_what_is_no_head_is_refused(text):
    with pytest.raises(NotAHead):
        Head.parse(text)


def test_writing_into_a_ledger_without_its_key_is_one_clear_sentence(kept, file):
    tampered(file, "DELETE FROM meta WHERE name = 'key'")
    with pytest.raises(LedgerUnavailable, match="签名密钥"):
        kept.next_numbers(1)
    assert "第 1 条审计记录：签名密钥被改动" in kept.verify()


def test_appending_reads_the_last_entry_alone(kept, file):
    """Else a ledger of years would be slow to write to: what lies before is not even looked at."""
    tampered(file, "UPDATE audit SET subject = x'ff', hash = x'ff', before = x'ff' WHERE sequence BETWEEN 2 AND 9")
    assert kept.next_numbers(1) == [2]
    assert not [fault for fault in kept.verify() if fault.startswith("第 11 条")]


def test_each_version_of_a_scheme_keeps_its_first_text(kept, url):
    kept.keep_scheme("deqing", "v1", "red: 75  # 另一种写法\n")
    with Ledger.open(url) as again:
        assert again.scheme_texts() == {("deqing", "v1"): "red: 75\n", ("deqing", "v2"): "red: 80\n"}
        assert again.versions() == {PLACE: "v2"} and again.scheme_text("deqing", "v9") is None
        (change,) = again.rule_changes(*PLACE)
        assert (change.before, change.after, change.reason, change.differences[0]["after"]) == ("v1", "v2", "会议决定", 80)
        assert [d.version for d in again.revisions(*PLACE)] == ["v1", "v2"]


def test_the_same_results_under_other_rules_rest_on_the_other_rules(kept, returned):
    kept.change_rules(*PLACE, before="v2", after="v3", text="red: 81\n", reason="", differences=None)
    assert kept.decide(*PLACE, results={"score": 90}, figures={}, returned=[returned(actual=0.9)]) == 2
    assert kept.decision(*PLACE).version == "v3" and kept.verify() == []
    assert json.loads(json.dumps(str(kept.decision_head(*PLACE)))).startswith("13-")
