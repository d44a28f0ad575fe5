"""What the ribbon's buttons run, in a Python of their own that xlwings starts: a macro on the workbook in front, or a step of the office."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from shijibu_addin import macros
from shijibu_addin.log import LOG, log_file, start_log
from shijibu_addin.macros.menu import title_of
from shijibu_addin.macros.office import STEPS
from shijibu_addin.macros.office.asks import ledger_field
from shijibu_addin.macros.registry import say


def run(name: str) -> None:
    """Run it, and say in a box what it did; a failure of ours is a line in the log, and xlwings shows the sentence that this ends with."""
    with suppress(OSError):
        start_log()
    try:
        if name in STEPS:
            _step(name)
        else:
            _macro(name)
    except Exception:
        LOG.exception("macro %s", name)
        raise SystemExit(f"“{title_of(name)}”没有完成：程序内部出错，已记入日志 {log_file()}") from None


def _macro(name: str) -> None:
    """A macro that asks is given Excel's own dialogs; the others work with what lies beside the workbook."""
    import xlwings

    from shijibu_addin.excel.office_steps import answers_to

    macro, book = macros.MACROS[name], xlwings.Book.caller()
    given: list[Any] = []
    if book.app.visible:  # else nobody answers
        if macro.asks == "answers":
            given = [lambda fields: answers_to(book.app.api, macro.title, fields)]
        elif macro.asks == "ledger":
            given = [lambda: _ledger(book.app.api, macro.title)]
    macros.run(name, book, *given)


def _ledger(excel: Any, title: str) -> Path | None:
    """The folder of the ledger, which the person chooses."""
    from shijibu_addin.excel.office_steps import answers_to

    given = answers_to(excel, title, lambda known: [ledger_field(known.get("ledger", ""))])
    return Path(given["ledger"]) if given is not None else None


def _step(name: str) -> None:
    import xlwings

    from shijibu_addin.excel.office_steps import run_step

    app = xlwings.Book.caller().app
    say(app, run_step(name, app.api))
