"""What a scheme expects at least: nothing at all stands in the way, too little is a warning with the name of whoever owes it."""

from __future__ import annotations

import pytest

from shijibu.checks.check import Expected, check_file
from shijibu.checks.checked import Checked
from shijibu.figures.evaluation import Row
from shijibu.scheme.faults import faults
from shijibu.scheme.load import load
from shijibu.scheme.model import Scheme
from tests.county import County


@pytest.fixture(scope="module")
def tongxiang(tmp_path_factory):
    county = County.made(tmp_path_factory.mktemp("tongxiang"), "tongxiang", units=4)
    county.issue("2026-02")
    return county


def check(county: County, period: str, unit: str, rows: dict[str, list[Row]]) -> Checked:
    file = county.returned(period, unit, rows=rows)
    return check_file(file, file.name, Expected(key=county.ledger.key()))


def owed(checked: Checked) -> list[tuple[str, str, str]]:
    return [(p.code, p.severity, p.message) for p in checked.problems if p.code.startswith(("owed.", "book."))]


def test_a_log_for_some_of_the_days_is_a_warning_with_name_and_days(tongxiang):
    """TX-1: February 2026 has 16 working days; a day that is written down twice is one."""
    unit = next(u.code for u in tongxiang.roster.units if u.kind == "department")
    rows, people = tongxiang.rows("2026-02", unit), tongxiang.roster.staff(unit)
    days = [f"2026-02-{d:02}" for d in (2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14, 24, 25, 26, 27, 28)]
    logs = [(people[0].id, d) for d in [*days[:10], days[0]]] + [(o.id, d) for o in people[1:-1] for d in days]
    rows["logs"] = [Row(n, {"owner": who, "date": day, "work": "走访"}) for n, (who, day) in enumerate(logs, 1)]
    checked = check(tongxiang, "2026-02", unit, rows)
    assert [(c, s, m) for c, s, m in owed(checked) if "工作日志" in m] == [
        ("owed.too-few", "warning", f"“工作日志”中{people[0].name}应填 16 天，已填 10 天")]
    assert next(p.field for p in checked.problems if p.code == "owed.too-few") == f"logs[{len(logs) + 1}].work", "where one goes on"
    assert any(p.code == "log.none" and people[-1].name in p.message for p in checked.problems)  # who has none is spoken of by that alone


def test_no_log_at_all_stands_in_the_way(tongxiang):
    unit = next(u.code for u in tongxiang.roster.units if u.kind == "department")
    rows = tongxiang.rows("2026-02", unit) | {"logs": []}
    checked = check(tongxiang, "2026-02", unit, rows)
    assert not checked.accepted
    n = len(tongxiang.roster.staff(unit))
    assert [o for o in owed(checked) if "日志" in o[2]] == [("owed.nothing", "error", f"“工作日志”应填 {16 * n} 天，还没有填写")]


@pytest.mark.parametrize(("scheme", "period", "table"), [
    ("deqing", "2026-Q1", "工作任务"), ("yuhuan", "2026-02", "履职清单"), ("leishan", "2026-02", "工作实绩")])
def test_a_book_that_nobody_touched_is_not_accepted(tmp_path, scheme, period, table):
    """DQ-1, YA-1, LS-1: a unit has at least one."""
    county = County.made(tmp_path, scheme, units=2)
    county.issue(period)
    unit = county.roster.units[-1].code
    checked = check_file(county.blank(period, unit), "空白", Expected(key=county.ledger.key()))
    assert not checked.accepted
    told = owed(checked)
    assert ("book.untouched", "warning", "工作簿和下发时一样，还什么都没有填") in told
    assert any(code == "owed.nothing" and severity == "error" and f"“{table}”" in message for code, severity, message in told)


@pytest.mark.parametrize(("expects", "wrong"), [
    ({"least": "count(tasks.title)"}, "下发时就要知道"), ({"least": "previous(index)"}, "下发时就要知道"),
    ({"least": "1", "each": "member"}, "owner"),
    ({"least": "1", "of": "weight"}, "没有日期栏目"),
])
def test_what_cannot_be_owed_is_a_fault_of_the_scheme(expects, wrong):
    said = load("deqing").model_dump()
    said["workbooks"][0]["sheets"][1]["tables"][0]["expects"] = expects
    told = [what for loc, what in faults(Scheme.model_validate(said)) if "expects" in loc]
    assert any(wrong in what for what in told), told
