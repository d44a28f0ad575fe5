"""检查收件夹: every file of a folder, what becomes of it, and what is wrong with it."""

from __future__ import annotations

from shijibu.checks.inbox import gather
from shijibu.ledger import Ledger
from shijibu.report.office_lists.inbox import inbox_list
from shijibu.report.verdicts import signatures_said, verdicts_said
from shijibu.returns.worker import WORKERS
from shijibu.rounds.prospect import Prospect, checked_ahead
from shijibu_addin.macros.office.work import Work, ledger_shown
from shijibu_addin.macros.result import NewBook, NotDone, Result

_NAME = "收件检查"


def does(work: Work) -> Result:
    """Nothing is decided; the ledger keeps that the files were seen today, as `shijibu check` does."""
    if not work.given.get("ledger"):
        return _looked(work, None)
    with work.ledger() as ledger:
        return _looked(work, ledger)


def _looked(work: Work, ledger: Ledger | None) -> Result:
    inbox = work.path("inbox")
    outlook = checked_ahead([inbox], ledger, workers=WORKERS, progress=work.counting(files_in(work)))
    made = inbox_list(outlook, inbox.name if work.linked else "", work.now, linked=(lambda f: f.file) if work.linked else (lambda f: None))
    return Result(True, "\n".join([f"{verdicts_said(outlook.files)}。", *_remarks(work, outlook, ledger)]), opens=NewBook(_NAME, made))


def files_in(work: Work) -> int:
    """How many files the inbox holds. Raises NotDone for one without any: it is rather the wrong folder."""
    found = len(gather([work.path("inbox")]))
    if not found:
        raise NotDone(f"{work.path('inbox')} 里没有文件；请核对是不是收件的文件夹" if work.linked else "没有选择文件")
    return found


def _remarks(work: Work, outlook: Prospect, ledger: Ledger | None) -> list[str]:
    other = signatures_said(outlook.files, ledger_shown(work.given["ledger"]) if work.linked else "台账") if ledger else ""
    unrecorded = f"台账写不进去，没有记下今天已见到这些文件，汇总时可能因此算作迟报：{outlook.unrecorded}" if outlook.unrecorded else ""
    return [text for text in (other, unrecorded, str(outlook.clock) if outlook.clock else "") if text]
