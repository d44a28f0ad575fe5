"""A macro's run on the workbook that the task pane sends: what Excel is to do to it comes back."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import logging
import re
import sys
from threading import Lock
from typing import Any

from shijibu.errors import ShijibuError
from shijibu.problems.problem import problem_of_refusal
from shijibu.problems.refused import Refused
from shijibu.returns.grid import Grid
from shijibu.returns.reader import read
from shijibu.returns.worker import run
from shijibu_addin.macros import Macro
from shijibu_addin.server.calls import HALF_A_CHARACTER, OUR_FAULT

LOG = logging.getLogger("shijibu.server")
TELL = "shijibuTell"
_PATH = re.compile(r"[\\/:\x00-\x1f]")
_BROKEN = "工作簿的内容不完整，请重新打开任务窗格再试"
# xlwings keeps the open books in one list for the whole process.
_one_at_a_time = Lock()


class NotRun(ShijibuError):
    """The macro was not run; the text says why in Chinese."""


def ran(macro: Macro, sent: dict[str, Any], figures: Any) -> Any:
    """The actions for Excel. `sent` is the workbook, and in `args` the content of a chosen file where the macro takes one; figures: what a macro
    that asks for a ledger is given in its place, for no account may name a file of the server. Raises NotRun."""
    given = [_chosen(sent.pop("args", None))] if macro.asks == "file" else [figures] if macro.asks in ("ledger", "answers") else []
    with _one_at_a_time:
        book = _opened(sent)
        try:
            result = macro(book, *given)
            book.app.macro(TELL)(result.message, result.done)
            return book.json()
        except Exception:
            LOG.exception("%s", macro.title)
            raise NotRun(OUR_FAULT) from None
        finally:
            book.close()


def _opened(sent: dict[str, Any]) -> Any:
    """The workbook as xlwings' objects. It is nowhere on this computer, and its name must not lead to a file."""
    import xlwings

    try:
        sent["book"]["name"] = _PATH.sub("_", str(sent["book"]["name"]))
        for sheet in sent["sheets"]:
            _only_real_values(sheet)
        return xlwings.Book(json=sent)
    except NotRun:
        raise
    except Exception:
        raise NotRun(_BROKEN) from None


def _only_real_values(sheet: dict[str, Any]) -> None:
    """xlwings reads any text that looks like the client's dates as one, and stops at 2026-02-30. What no cell holds is no workbook's."""
    from xlwings.pro._xlremote import datetime_regex
    from xlwings.utils import col_name

    for r, row in enumerate(sheet["values"], 1):
        for c, value in enumerate(row, 1):
            wrong = None
            if isinstance(value, str):
                if "T" in value and datetime_regex.match(value) and not _is_date(value[:-1]):
                    wrong = f"“{value}”不是日期"
                elif HALF_A_CHARACTER.search(value):
                    wrong = "有残缺的字符"
            elif isinstance(value, (int, float)) and not abs(value) <= sys.float_info.max:  # nor is NaN
                wrong = "不是能算的数"
            if wrong:
                raise NotRun(f"{sheet['name']}!{col_name(c)}{r}：{wrong}，请改正后再试")


def _is_date(text: str) -> bool:
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _chosen(args: Any) -> Grid:
    """The chosen file, read in a worker of its own: whatever it is, it costs nobody else anything."""
    try:
        data = base64.b64decode(args[0], validate=True)
    except (TypeError, ValueError, LookupError, binascii.Error):
        raise NotRun("请先选择文件") from None
    ((_, outcome),) = run(read, [(0, (data,))])
    if isinstance(outcome, Refused):
        problem = problem_of_refusal(outcome)
        raise NotRun(f"所选的文件读不了：{problem.message}" + (f"。{problem.fix}" if problem.fix else ""))
    return outcome
