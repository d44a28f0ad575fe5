"""LS-1 to LS-9 at their edges: short months, signatures, corrections, rejected returns, several findings, tasks that are told late."""

from __future__ import annotations

from datetime import date
from typing import Any

import openpyxl
import pytest

from shijibu.rounds.decided import DecidedRound
from shijibu.scheme.roster import Roster
from tests.counties.results import codes, official, unit
from tests.counties.test_leishan import FORM, ROSTER, Told, complaint, course, decide, everybody, numbered, reasons, send, task, unit_rows
from tests.county import County


@pytest.fixture
def county(tmp_path) -> County:
    return County.made(tmp_path, scheme="leishan", roster=ROSTER)


def told(county: County, period: str, code: str = "D01", **more: Any) -> None:
    """The unit reports in order; `people` and tables as given."""
    people = more.pop("people", None) or everybody(code)
    county.returned(period, code, rows=unit_rows(county, period, code, people, **more))


def rejected(county: County, period: str, code: str = "D01") -> None:
    """The unit's return has an error: a verdict without its signature."""
    rows = unit_rows(county, period, code, everybody(code))
    rows["verdicts"][0].values["signed_by"] = None
    assert not send(county, period, code, rows).accepted


# LS-1, LS-2


@pytest.mark.parametrize(("period", "day"), [("2026-02", "2月28日"), ("2028-02", "2月29日"), ("2026-03", "3月30日")])
def test_form_and_notes_name_the_day_that_the_round_really_has(county, period, day):
    """LS-1."""
    county.issue(period)
    book = openpyxl.load_workbook(county.blank(period, "D01"))
    texts = {s.title: [str(c.value) for row in s.iter_rows() for c in row if c.value] for s in book.worksheets}
    for sheet in ("封面", "工作实绩", FORM):
        assert any(f"{day}前" in t for t in texts[sheet]), sheet
    prompts = [v.prompt for v in book["工作实绩"].data_validations.dataValidation if v.prompt]
    assert any(p.startswith(f"{day}前填写") for p in prompts)
    everything = "".join([*prompts, *(t for own in texts.values() for t in own)])
    assert "{deadline}" not in everything and ("30日" in everything) == (day == "3月30日")


def test_a_deadline_of_the_countys_own_is_the_day_that_is_named(county):
    """LS-1: sent out with a deadline of 25 February."""
    county.issue("2026-02", deadline=date(2026, 2, 25))
    book = openpyxl.load_workbook(county.blank("2026-02", "D01"))
    assert "2月25日前" in "".join(str(c.value) for row in book["工作实绩"].iter_rows(max_row=4) for c in row)


@pytest.mark.parametrize(("signed_by", "said"), [("D01-01", []), ("D01-02", ["report.signed-by-another"])])
def test_a_signature_by_another_of_the_unit_is_a_warning_that_names_who_signed(county, signed_by, said):
    """LS-2: a deputy may be in charge."""
    county.issue("2026-05")
    rows = unit_rows(county, "2026-05", "D01", everybody("D01"))
    rows["verdicts"][1].values["signed_by"] = signed_by
    checked = send(county, "2026-05", "D01", rows)
    assert checked.accepted and codes(checked, "warning") == said
    messages = [p.message for p in checked.problems if p.code == "report.signed-by-another"]
    assert messages == ["杨D01-02的报告由杨D01-02签署，不是主要负责人"] * len(said)


def test_a_report_that_nobody_signed_is_an_error(county):
    """LS-2."""
    county.issue("2026-05")
    rejected(county, "2026-05")


# LS-4, LS-6


def test_a_corrected_month_comes_back_into_the_teams_mean_too(county):
    """LS-4, LS-6. March: D01-01 好, D01-02 一般; April both 好. A complaint about March is open in March, corrected in April.

    March's team is D01-01 alone, 100. In April: March (100+70)/2 = 85, April 100: 92.5; the official's (70+100)/2 = 85.
    A complaint about April that is proven in May takes April of D01-02 out: March 85, April 100, May (100+50)/2 = 75: 86.67.
    """
    done = {}
    complaints = {3: [complaint("D01-02", 3, "2026-03-07")], 4: [complaint("D01-02", 3, "2026-03-07", "2026-04-06")],
                  5: [complaint("D01-02", 4, "2026-05-07")]}
    for n, grade in ((3, "一般"), (4, "好"), (5, "差")):
        period = f"2026-{n:02d}"
        county.issue(period)
        told(county, period, people=everybody("D01", D01_02=Told(grade)))
        county.returned(period, "COUNTY", rows=numbered({"complaints": complaints[n]}))
        done[n] = decide(county, period)
    assert [unit(done[n], "D01")["month_mean"] for n in done] == [100, 92.5, 86.67]
    assert course(done, "D01-02", "month_mean") == [None, 85, 60]


def test_without_the_countys_own_workbook_of_the_year_there_is_no_grade(county):
    """LS-6, LS-7: for teams as for officials, and for whom two months unreported would make unfit as well."""
    for n in (10, 11, 12):
        period = f"2026-{n}"
        county.issue(period)
        if n == 12:
            told(county, period)
        done = decide(county, period)
    assert official(done, "D01-01")["lapses_running"] == 2 and done.results.lists["unreported"] == sorted(o.id for o in ROSTER.officials)
    assert {official(done, o.id)["grade"] for o in ROSTER.officials} == {None}
    assert [unit(done, "D01")[f] for f in ("month_mean", "score", "grade")] == [100, None, None]


def test_an_open_complaint_is_0_for_who_joined_late_and_open_over_a_gap(county):
    """LS-4. Open in March; April was never consolidated; in May the county's workbook is missing: still open. D01-09 joined in May: 0."""
    county.issue("2026-03")
    told(county, "2026-03")
    county.returned("2026-03", "COUNTY", rows=numbered({"complaints": [complaint("D01-02", 3, "2026-03-07")]}))
    decide(county, "2026-03")
    late = ROSTER.officials[0].model_copy(update={"id": "D01-09", "name": "杨九", "unit": "D01", "post": "副职"})
    county.roster = Roster.of(ROSTER.units, [*ROSTER.officials, late])
    county.issue("2026-05")
    done = decide(county, "2026-05")
    assert [official(done, id)["complaint_open"] for id in ("D01-01", "D01-02", "D01-09")] == [0, 1, 0]
    assert done.results.lists["correct"] == ["D01-02"]


# LS-7


def run(county: County, *rounds: tuple[str, str]) -> dict[str, DecidedRound]:
    """Rounds of D01: `said` is reported, rejected or nothing; the county's workbook comes each time."""
    done = {}
    for period, said in rounds:
        county.issue(period)
        if said == "reported":
            told(county, period)
        elif said == "rejected":
            rejected(county, period)
        county.returned(period, "COUNTY", rows=numbered({}))
        done[period] = decide(county, period)
    return done


def test_what_was_rejected_counts_as_unreported_once_the_next_month_is_consolidated_and_is_called_so(county):
    """LS-7. January nothing, February rejected: one month running so far. In March nothing: three running, one of them 退回未改."""
    done = run(county, ("2026-01", "nothing"), ("2026-02", "rejected"), ("2026-03", "nothing"))
    assert [official(d, "D01-01")["lapses_running"] for d in done.values()] == [1, 1, 3]
    assert [official(d, "D01-01")["reported"] for d in done.values()] == ["未报", "退回未改", "未报"]
    assert [official(d, "D01-01")["missed"] for d in done.values()] == [1, 1, 3]
    assert [unit(d, "D01")["on_time"] for d in done.values()] == ["未报", "退回未改", "未报"]
    assert [unit(d, "D01")["missing_times"] for d in done.values()] == [1, 1, 3]
    assert ["D01-01" in d.results.lists["unreported"] for d in done.values()] == [False, False, True]
    assert "列入连续未报名单：其中2026年2月的报告退回未改" in reasons(done["2026-03"], "D01-01", "LS-7")


def test_who_reports_after_a_rejected_month_has_had_it_count(county):
    """LS-7. Nothing in January, rejected in February and not corrected, reported in March: January and February are two running."""
    done = run(county, ("2026-01", "nothing"), ("2026-02", "rejected"), ("2026-03", "reported"))
    assert [official(d, "D01-01")["lapses_running"] for d in done.values()] == [1, 1, 2]


def test_what_was_corrected_in_time_does_not_count(county):
    """LS-7. February is corrected and consolidated again before March is."""
    run(county, ("2026-01", "nothing"), ("2026-02", "rejected"))
    told(county, "2026-02")
    assert official(decide(county, "2026-02"), "D01-01")["reported"] == "已报"
    assert official(run(county, ("2026-03", "nothing"))["2026-03"], "D01-01")["lapses_running"] == 1


def test_the_years_end_does_not_break_the_run(county):
    """LS-7. Nothing in December and January: two running in January; reported from February on, it stands through the year."""
    done = run(county, ("2026-11", "reported"), ("2026-12", "nothing"), ("2027-01", "nothing"), ("2027-02", "reported"))
    assert [official(d, "D01-01")["lapses_running"] for d in done.values()] == [0, 1, 2, 2]


def test_a_run_that_ended_last_year_is_last_years(county):
    """LS-7. Nothing in November and December, reported in January: nothing of it in the new year."""
    done = run(county, ("2026-11", "nothing"), ("2026-12", "nothing"), ("2027-01", "reported"))
    assert [official(d, "D01-01")["lapses_running"] for d in done.values()] == [1, 2, 0]


# LS-8


def test_several_findings_of_one_person_in_one_month_all_count_and_all_show(county):
    """LS-8."""
    county.issue("2026-05")
    told(county, "2026-05")
    found = [{"subject": "D01-02", "kind": kind, "facts": "核实"} for kind in ("一绩多用", "弄虚作假", "一绩多用")]
    county.returned("2026-05", "COUNTY", rows=numbered({"misuse": found}))
    done = decide(county, "2026-05")
    assert [official(done, "D01-02")[f] for f in ("offences", "offence")] == [3, "一绩多用·弄虚作假·一绩多用"]
    assert reasons(done, "D01-02", "LS-8") == ["列入全县通报批评名单（干部）：查实一绩多用、弄虚作假、一绩多用"]
    assert unit(done, "D01")["offenders"] == 1, "one person"


@pytest.mark.parametrize(("first", "count"), [("2026-01", 1), ("2025-02", 1), ("2025-01", 1), ("2024-12", 0)])
def test_the_same_achievement_is_sought_twelve_months_back_across_the_years_end(county, first, count):
    """LS-8: seen from January 2026, January 2025 is twelve months back, December 2024 thirteen."""
    text = Told(result="走访联系村二十六户，解决饮水困难三件，修复水管两处。")
    for period, code in ((first, "D01"), ("2026-01", "T01")):
        if (period, code) not in county.files:
            county.issue(period)
        told(county, period, code, people=everybody(code, **{f"{code}_01": text}))
        done = decide(county, period)
    assert len(done.results.similar) == count


# LS-9


def cards(county: County, months: dict[str, list[dict] | None]) -> list[int | None]:
    """D01-01's yellow cards in each month; None for a month without a return."""
    out = []
    for period, tasks in months.items():
        county.issue(period)
        if tasks is not None:
            told(county, period, tasks=tasks)
        out.append(official(decide(county, period), "D01-01")["yellow"])
    return out


def test_a_task_that_is_told_late_gets_its_card_in_the_month_in_which_it_is_first_told(county):
    """LS-9: due 10 March, told in May, done in April: telling late avoids nothing. Again in June: once a task."""
    late = task("D01-01", "校舍检查", "2026-03-10", "2026-04-05")
    assert cards(county, {"2026-03": [], "2026-04": [], "2026-05": [late], "2026-06": [late]}) == [0, 0, 1, 0]


def test_a_task_that_was_done_in_time_gets_no_card_however_late_it_is_told(county):
    """LS-9."""
    assert cards(county, {"2026-03": [], "2026-04": [task("D01-01", "校舍检查", "2026-03-10", "2026-03-10")]}) == [0, 0]


def test_a_task_has_its_card_once_over_gaps_a_new_deadline_and_the_years_end(county):
    """LS-9: due 10 November; December did not come back; in January it is written anew, in February put off to the 20th and missed again."""
    open_, put_off = task("D01-01", "校舍检查", "2026-11-10"), task("D01-01", "校舍检查", "2027-02-20")
    assert cards(county, {"2026-11": [open_], "2026-12": None, "2027-01": [open_], "2027-02": [put_off]}) == [1, None, 0, 0]


def test_a_task_of_the_same_name_with_a_deadline_of_its_own_has_a_card_of_its_own(county):
    """LS-9: March's check was late and done; June's is another task."""
    first, second = task("D01-01", "校舍检查", "2026-03-10", "2026-03-12"), task("D01-01", "校舍检查", "2026-06-10")
    assert cards(county, {"2026-03": [first], "2026-06": [second]}) == [1, 1]


def test_a_task_due_on_the_years_last_day_and_one_of_last_year_have_their_cards_in_january(county):
    """LS-9: neither could be judged in December's return, due on the 30th."""
    tasks = [task("D01-01", "台账", "2026-12-31"), task("D01-01", "校舍检查", "2026-12-10")]
    assert cards(county, {"2026-12": [], "2027-01": tasks}) == [0, 2]
