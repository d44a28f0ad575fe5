"""How a round that is being collected stands, in words."""

from __future__ import annotations

from datetime import date

from shijibu.report.reported_round import ACCEPTED, CORRECTED, LATE, REJECTED
from shijibu.report.status import Status, UnitStatus
from shijibu.spreadsheet.wording import MISSING, day_said

STATES = {"accepted": ACCEPTED, "rejected": REJECTED, "missing": MISSING}


def due_said(status: Status) -> str:
    """The deadline, and how it lies to today."""
    if status.deadline is None:
        return "没有截止日"
    return f"截止日 {day_said(date.fromisoformat(status.deadline))}，{left_said(status)}"


def left_said(status: Status) -> str:
    """How the deadline lies to today; nothing where there is none."""
    left = status.days_left
    return "" if left is None else f"还有 {left} 天" if left > 0 else "就是今天" if left == 0 else f"已过 {-left} 天"


def counts_said(status: Status) -> str:
    """How many units are expected, and what became of them."""
    return f"应报 {status.issued} = {ACCEPTED} {len(status.accepted)} + {REJECTED} {len(status.rejected)} + {MISSING} {len(status.missing)}"


def marks_said(unit: UnitStatus) -> list[str]:
    """What more there is to say of a unit's state."""
    marks = ((LATE, unit.late), (CORRECTED, unit.corrected), ("已撤回", unit.withdrawn), ("新件待汇总", unit.waiting),
             ("逾期", unit.overdue and not unit.late))
    return [mark for mark, holds in marks if holds]
