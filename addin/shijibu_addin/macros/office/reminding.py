"""催报名单: who still owes a return."""

from __future__ import annotations

from shijibu.report.office_lists.owing import OWING, owing_list, owing_said
from shijibu.report.status import status_of
from shijibu.rounds.kept import roster_of
from shijibu_addin.macros.office.work import Work
from shijibu_addin.macros.result import NewBook, Result


def does(work: Work) -> Result:
    """As `shijibu status` finds it; nothing is recorded."""
    with work.ledger() as ledger:
        status, rules, when = status_of(ledger, *work.round)
        round_ = ledger.issued(rules.id, str(when))
        assert round_ is not None  # else status_of has refused
        made = owing_list(status, rules, when, roster_of(round_.roster), work.now)
    owing = [unit.kind == "county" for unit in status.units if unit.reminder is not None]
    own = "，另有本办自己的工作簿" if any(owing) else ""  # which is no unit
    told = f"须催报 {owing.count(False)} 家{own}。{owing_said(status)}。" if owing else f"没有要催报的。{owing_said(status)}。"
    return Result(True, told, opens=NewBook(f"{when.label}{OWING}", made))
