"""The macros by name, and how a host runs one."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from shijibu.errors import ShijibuError
from shijibu.problems.problem import problem_of_refusal
from shijibu.problems.refused import Refused
from shijibu_addin.macros.announcing import NOTICE, notice
from shijibu_addin.macros.carrying import CARRY, carry_over
from shijibu_addin.macros.handing_in import SUBMIT, submit
from shijibu_addin.macros.hosts import unable
from shijibu_addin.macros.journal import TRY, WHY
from shijibu_addin.macros.later import explain_figure, try_rules
from shijibu_addin.macros.marking import CHECK, CLEAR, check, clear_marks
from shijibu_addin.macros.result import NotDone, Result
from shijibu_addin.macros.stars import SUGGEST, suggest_stars
from shijibu_addin.macros.undoing import UNDO, undo
from shijibu_addin.macros.whose import OFFICE, UNIT

if TYPE_CHECKING:
    import xlwings as xw

_BOX = "实绩簿"
Asks = Literal["file", "folder", "ledger", "answers"]
_ASKS: dict[str, Asks] = {"folder": "folder", "ledger": "ledger", "ask": "answers"}


@dataclass(frozen=True, slots=True)
class Macro:
    """A macro: what the menu calls it, the function that does it with an open workbook, and in which group of the menu it stands."""

    title: str
    function: Callable[..., Result]
    group: str = UNIT

    @property
    def asks(self) -> Asks | None:
        """What a host asks the person for: the macro's second parameter, which is another workbook, a `folder`, a `ledger`, or to `ask` questions."""
        names = list(inspect.signature(self.function).parameters)
        return None if len(names) < 2 else _ASKS.get(names[1], "file")

    def __call__(self, book: xw.Book, *arguments: Any) -> Result:
        """Run it. What it refuses to do is a result that says so."""
        try:
            return self.function(book, *arguments)
        except NotDone as refusal:
            return Result(False, str(refusal))
        except Refused as refused:
            problem = problem_of_refusal(refused)
            return Result(False, problem.message + (f"。{problem.fix}" if problem.fix else ""), problems=[problem])
        except ShijibuError as error:
            return Result(False, "\n".join(error.sentences))


MACROS: dict[str, Macro] = {
    CHECK: Macro("校验本表", check),
    CLEAR: Macro("清除标记", clear_marks),
    WHY: Macro("这个数怎么来的", explain_figure),
    SUGGEST: Macro("建议星级", suggest_stars),
    CARRY: Macro("带入上期", carry_over),
    NOTICE: Macro("生成公示", notice),
    SUBMIT: Macro("另存上报", submit),
    UNDO: Macro("撤销上一步", undo),
    TRY: Macro("试改规则", try_rules, OFFICE),
}


def run(name: str, book: xw.Book | None = None, *arguments: Any) -> Result:
    """Run a macro and say in a box what it did; without a book on the one that called (RunPython)."""
    if book is None:
        import xlwings

        book = xlwings.Book.caller()
    result = MACROS[name](book, *arguments)
    say(book.app, result)
    return result


def say(app: xw.App, result: Result) -> None:
    """In a box what was done."""
    with suppress(*unable()):
        if app.visible:  # nobody answers a box of an office that nobody sees
            app.alert(result.message, _BOX, mode="info" if result.done else "critical")
