"""催报: a text that the office pastes to a unit which owes its return, with all that the unit needs in order to answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shijibu.problems.grouped import grouped
from shijibu.problems.problem import Problem
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.spreadsheet.wording import TO_FILL_IN, day_said, quotes_nested

_MOST = 6  # lines of what is to be mended; the slip beside the annotated copy has all


@dataclass(frozen=True, slots=True)
class Owed:
    """What a unit owes. file: the workbook that it was sent; own: the office's own workbook; errors: those of a return that was sent back."""

    name: str
    file: str
    own: bool
    deadline: date | None
    today: date
    errors: list[Problem]
    returned: bool = False
    withdrawn: bool = False

    @property
    def lines(self) -> list[str]:
        """What is to be mended, the like of it in one line, the beginning of it."""
        said = [group.said for group in grouped(self.errors)]
        return said if len(said) <= _MOST else [*said[:_MOST], f"另有 {len(said) - _MOST} 项，见退回回执"]

    @property
    def due(self) -> str:
        """How the deadline lies to today."""
        if self.deadline is None:
            return "请尽快交回"
        left, day = (self.deadline - self.today).days, day_said(self.deadline)
        if left > 0:
            return f"请于{day}前交回，还有 {left} 天"
        return f"请于今天（{day}）交回" if left == 0 else f"应于{day}前交回，现已逾期 {-left} 天，请尽快交回"


def contact_said(scheme: Scheme) -> str:
    """Where to ask, with a blank for a telephone number that the county has not said."""
    contact = scheme.contact
    person = f"联系人：{contact.person}，" if contact and contact.person else ""
    return f"{person}联系电话：{(contact and contact.phone) or TO_FILL_IN}"


def reminder(scheme: Scheme, period: Period, owed: Owed) -> str:
    """The text, several lines of it. The office's own workbook is spoken of as its own."""
    book = quotes_nested(f"“{scheme.name}”{period.label}工作簿")
    if owed.returned:
        many = sum(p.count for p in owed.errors)
        what = f"交回的{book}有 {many} 处须改正，已退回"
        ask = [f"{n}. {line}" for n, line in enumerate(owed.lines, 1)]
    else:
        what, ask = f"{book}{'已按要求撤回，需要重新填报' if owed.withdrawn else '还没有收到'}", []
    to = "本办承办人" if owed.own else owed.name
    mend = "请改正后保存" if owed.returned else "请填好"
    return "\n".join([
        f"{to}：", f"{'本办' if owed.own else '贵单位'}{what}。{owed.due}。", *ask,
        f"{mend}“{owed.file}”，{'交汇总人员' if owed.own else f'交{scheme.receives}'}。{contact_said(scheme)}。", scheme.signed, day_said(owed.today),
    ])
