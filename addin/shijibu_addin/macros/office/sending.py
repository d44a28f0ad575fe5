"""下发本期: a workbook for every unit, and the list of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path

from shijibu.files import safe_name
from shijibu.report.office_lists.issued import ISSUED, issued_list
from shijibu.roster.roster_file import read_roster
from shijibu.rounds.issue_round import Sending
from shijibu.rounds.rules import rules_of, scheme_and_period
from shijibu.scheme.period import Period
from shijibu.spreadsheet.wording import day_said, several
from shijibu_addin.macros.office.work import Work, ledger_shown
from shijibu_addin.macros.result import NewBook, Result

_NAMED = 3  # workbooks in a sentence


def does(work: Work) -> Result:
    """The round goes out; one that is out already is sent again under its own rules."""
    deadline = work.day("deadline", "截止日")
    with work.ledger(made=True) as ledger:
        id, text = work.given["scheme"], work.given["period"].strip()
        rules, when = scheme_and_period(work.schemes.get(id, id), text)
        again = (rules.id, str(when)) in ledger.versions()
        if again:
            rules = rules_of(ledger, rules.id, str(when)).scheme
        people = read_roster(work.path("roster"), rules)
        folder = work.path("into") / safe_name(f"{rules.county}{when.label}下发_{rules.id}")
        sending = Sending(rules, when, people, folder, deadline=deadline)
        work.say(f"正在生成 {len(sending.units)} 本工作簿")
        issued = sending.send(ledger)
        work.enter("round.issued", ledger, scheme=rules.id, period=str(when), workbooks=len(issued))
    made = issued_list(rules, when, people, issued, sending.due, work.now, folder if work.linked else None)
    where = f"，在 {folder}；台账在 {ledger_shown(work.given['ledger'])}" if work.linked else ""
    told = [f"{when.label}已{'再次' if again else ''}下发 {len(issued)} 本工作簿{where}。截止日 {day_said(sending.due)}。",
            *_stale(folder, {issue.file for issue in issued}), *_reminders(sending.due, rules.unsaid)]
    return Result(True, "\n".join(told), path=folder, opens=NewBook(_name(when), made))


def _name(when: Period) -> str:
    return f"{when.label}{ISSUED}"


def _stale(folder: Path, issued: Collection[str]) -> list[str]:
    """Workbooks of an earlier issue, by another roster perhaps: they lie beside those that are to be sent, and would be sent as well."""
    others = sorted(p.name for p in folder.glob("*.xlsx") if p.name not in issued)
    return [f"文件夹里另有 {len(others)} 个工作簿不是这次下发的，请不要发出：{several(others, _NAMED)}。"] if others else []


def _reminders(due: date, unsaid: list[str]) -> list[str]:
    late = "截止日已经过去，以后交回的都算迟报；如不是这样，请写明截止日再下发一次。" if due < date.today() else ""
    blank = f"方案没有写{'、'.join(unsaid)}，公示、退回回执和催报里留空待填。" if unsaid else ""
    return [text for text in (late, blank) if text]
