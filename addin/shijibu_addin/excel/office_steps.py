"""A step of the office in classic Excel: its questions, its work in a process of its own, and the workbook that comes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from shijibu.files import safe_name
from shijibu_addin.excel.asking import answers
from shijibu_addin.macros.office import STEPS
from shijibu_addin.macros.office.apart import Apart
from shijibu_addin.macros.office.field import Field
from shijibu_addin.macros.office.known import keep_answers, last_answers
from shijibu_addin.macros.result import NewBook, NotDone, Result


def run_step(name: str, excel: Any) -> Result:
    """Ask, do it while the status bar says how far it is, and open what came of it. excel: Excel's Application."""
    step = STEPS[name]
    try:
        given = answers_to(excel, step.title, step.fields)
    except NotDone as refusal:
        return Result(False, str(refusal))
    if given is None:
        return Result(False, "没有选择，什么也没有做")
    outcome: Any = None
    try:
        for outcome in Apart(name, given).lines():
            if isinstance(outcome, str):
                excel.StatusBar = f"{step.title}：{outcome}……"
    finally:
        excel.StatusBar = False  # which gives it back to Excel
    result: Result = outcome
    if isinstance(result.opens, Path):
        excel.Workbooks.Open(str(result.opens))
    elif isinstance(result.opens, NewBook):
        _open(excel, result.opens)
    return result


def answers_to(excel: Any, title: str, fields: Callable[[Mapping[str, str]], list[Field]]) -> dict[str, str] | None:
    """What the person answers, which is there again the next time; None where they cancel. Raises NotDone where there is nothing to choose."""
    given = answers(excel, title, fields, last_answers())
    if given is not None:
        keep_answers(given)
    return given


def _open(excel: Any, book: NewBook) -> None:
    """A new workbook after a file that is gone afterwards: saving it asks where to."""
    with TemporaryDirectory(prefix="shijibu", ignore_cleanup_errors=True) as folder:
        file = Path(folder) / safe_name(book.name, ".xlsx")
        file.write_bytes(book.data)
        excel.Workbooks.Add(str(file))
