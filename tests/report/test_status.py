"""How a round stands while it is being collected, and the text that each unit is sent."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from shijibu.report.status import Status, status_of
from shijibu.rounds.consolidate import consolidate
from shijibu.scheme.contact import Contact
from shijibu.scheme.period import Period
from tests.command import one_sentence, run
from tests.county import County

Q1 = "2026-Q1"
DUE = date(2026, 4, 10)
ROUND = ("--scheme", "deqing", "--period", Q1)


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> County:
    """Five units: one accepted in time, one late, one rejected, one seen by a check alone, one of which nothing came."""
    made = County.made(tmp_path_factory.mktemp("county"), units=5)
    made.issue(Q1, deadline=DUE)
    return made


def now(county: County, today: date = DUE) -> Status:
    status = status_of(county.ledger, "deqing", Q1, today=today)[0]
    assert status.issued == len(status.accepted) + len(status.rejected) + len(status.missing) == len(status.units)
    return status


def test_before_anything_came_every_unit_is_missing_and_has_its_reminder(county):
    status = now(county, DUE - timedelta(days=3))
    codes = sorted(u.code for u in county.roster.units)
    assert status.missing == status.never_seen == codes and not (status.overdue or status.late or status.consolidated or status.complete)
    assert status.days_left == 3 and all("还有 3 天" in (u.reminder or "") and u.name in (u.reminder or "") for u in status.units)
    assert "现已逾期 2 天" in (now(county, DUE + timedelta(days=2)).units[0].reminder or "")
    assert "今天（2026年4月10日）" in (now(county).units[0].reminder or "")


def test_each_unit_is_in_one_state_and_the_numbers_add_up(county):
    in_time, late, wrong, seen, nothing = (u.code for u in county.roster.units)
    first = county.returned(Q1, in_time)
    bad = county.returned(Q1, wrong, set={"tasks[1].actual": "九成", "tasks[2].actual": "不少"})
    consolidate([first, bad], county.scheme, now_period(county), county.ledger, received=DUE)
    consolidate([county.returned(Q1, late)], county.scheme, now_period(county), county.ledger, received=DUE + timedelta(days=1))
    county.ledger.sight("f" * 64, scheme="deqing", period=Q1, unit=seen, path="交来.xlsx", received=DUE + timedelta(days=2))
    status = now(county, DUE + timedelta(days=3))
    assert status.accepted == sorted([in_time, late]) and status.rejected == [wrong] and status.missing == sorted([seen, nothing])
    assert status.late == sorted([late, seen]) and status.waiting == [seen] and status.never_seen == [nothing]
    assert status.overdue == sorted([wrong, seen, nothing]) and status.days_left == -3
    back = status.unit(wrong)
    assert back.errors == 2 and len(back.problems) == 2 and all("不是数字" in line for line in back.problems)
    assert back.reminder is not None and "有 2 处须改正，已退回" in back.reminder and "九成" in back.reminder
    assert {u.code for u in status.units if u.reminder is None} == {in_time, late, seen}  # who returned something is not asked for it
    assert Status.model_validate(status.model_dump()) == status


def test_a_workbook_that_the_office_looks_through_before_it_goes_out_was_returned_by_nobody(county, tmp_path):
    other = County.made(tmp_path, units=2)
    other.issue(Q1, deadline=DUE)
    assert run("check", other.folder / Q1 / "issued", "--ledger", other.ledger_url).returncode == 1
    assert len(now(other).never_seen) == 2


def test_what_the_scheme_says_of_where_to_ask_stands_in_the_text_and_what_it_does_not_is_a_blank(county, monkeypatch):
    assert all("联系电话：________" in u.reminder for u in now(county).units if u.reminder)
    said = Contact(person="王敏", phone="0572-800", signed="中共德清县委组织部", receives="县考评办")
    monkeypatch.setattr("shijibu.report.status.round_and_period", lambda *_: (county.scheme.model_copy(update={"contact": said}), now_period(county)))
    text = next(u.reminder for u in now(county).units if u.reminder)
    assert "联系人：王敏，联系电话：0572-800" in text and "交县考评办" in text and text.split("\n")[-2] == "中共德清县委组织部"


def test_the_command_prints_a_table_and_the_texts_or_writes_them(county, tmp_path):
    shown = run("status", *ROUND, "--ledger", county.ledger_url)
    assert shown.returncode == 1 and "应报 5 = 已接收 2 + 已退回 1 + 未报 2" in shown.stdout and "催报（逐段复制）" in shown.stdout
    assert run("status", "--scheme", "德清", "--period", "2026年第一季度", "--ledger", county.ledger_url).stdout == shown.stdout
    told = run("status", *ROUND, "--json", "--out", tmp_path / "催报", "--ledger", county.ledger_url)
    status = Status.model_validate_json(told.stdout)
    written = Path(tmp_path / "催报" / "催报.txt").read_text(encoding="utf-8-sig")
    assert [written.count(u.reminder.split("\n")[1]) for u in status.units if u.reminder] == [1, 1]
    assert "consolidate" in told.stderr  # something waits to be taken in


def test_when_all_is_in_it_ends_with_0_and_where_nothing_went_out_with_2(tmp_path):
    made = County.made(tmp_path, units=2)
    (tmp_path / "empty").mkdir()
    assert one_sentence(run("status", *ROUND, cwd=tmp_path / "empty"))
    nothing = run("status", *ROUND, "--ledger", made.ledger_url)
    assert one_sentence(nothing) and "请先下发" in nothing.stderr
    made.issue(Q1, deadline=DUE)
    consolidate([made.returned(Q1, u.code) for u in made.roster.units], made.scheme, now_period(made), made.ledger, received=DUE)
    done = run("status", *ROUND, "--json", "--ledger", made.ledger_url)
    assert done.returncode == 0 and json.loads(done.stdout)["accepted"] == sorted(u.code for u in made.roster.units)


def test_the_offices_own_workbook_is_spoken_of_as_its_own(tmp_path):
    made = County.made(tmp_path, units=2)
    made.issue("2026-Q2")
    own = status_of(made.ledger, "deqing", "2026-Q2", today=DUE)[0].unit("COUNTY")
    assert own.kind == "county" and own.reminder is not None and own.reminder.startswith("本办承办人：\n本办") and "贵单位" not in own.reminder


def now_period(county: County) -> Period:
    return Period.parse(Q1, county.scheme.cadence)
