"""The steps by name, and doing one: whatever stops it for a reason is a sentence for the person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from shijibu.errors import ShijibuError
from shijibu.files import WouldReplace, reason
from shijibu.spreadsheet.wording import cut, several
from shijibu_addin.macros.office.asks import consolidate_asks, look_asks, remind_asks, send_asks
from shijibu_addin.macros.office.field import Field, not_offered, unanswered
from shijibu_addin.macros.office.work import Work
from shijibu_addin.macros.result import NotDone, Result
from shijibu_addin.macros.whose import OFFICE

_HERE = __name__.rpartition(".")[0]
_NAMED = 3  # files in a sentence
_CHOICE = 40  # characters of an answer in a sentence


@dataclass(frozen=True, slots=True)
class OfficeStep:
    """A step: what the menu calls it, the questions that it asks after the answers so far, and the module beside this that does it."""

    title: str
    fields: Callable[[Mapping[str, str]], list[Field]]
    module: str
    group: str = OFFICE

    def __call__(self, work: Work) -> Result:
        """Do it. What it refuses to do is a result that says so."""
        fields = self.fields(work.given)
        if missing := unanswered(fields, work.given):
            return Result(False, f"还没有选或没有填：{several(missing)}")
        if other := not_offered(fields, work.given):  # over a network anything may be answered: the file of a scheme, say
            return Result(False, "\n".join(_not_offered(f, work.given[f.name]) for f in other))
        try:
            result: Result = import_module(f"{_HERE}.{self.module}").does(work)  # loaded by who works alone: a menu only asks
            return result
        except WouldReplace as kept:
            names = several([str(path) for path in kept.paths], _NAMED)
            return Result(False, f"已有的文件不是实绩簿写的，或写成后改动过，没有替换：{names}。请换一个文件夹，或移走这些文件再做")
        except NotDone as refusal:
            return Result(False, str(refusal))
        except ShijibuError as error:
            return Result(False, "\n".join(error.sentences))
        except OSError as error:
            return Result(False, reason(error))


def _not_offered(field: Field, answer: str) -> str:
    return f"“{field.label}”里没有“{cut(answer, _CHOICE)}”，请重新选" if field.choices else f"{field.label}：{field.hint or '没有可选的'}"


STEPS: dict[str, OfficeStep] = {
    "office_issue": OfficeStep("下发本期", send_asks, "sending"),
    "office_check": OfficeStep("检查收件夹", look_asks, "looking"),
    "office_consolidate": OfficeStep("汇总", consolidate_asks, "consolidating"),
    "office_remind": OfficeStep("催报名单", remind_asks, "reminding"),
}
