"""另存上报: the checked workbook under the agreed name, without marks and without the macros' own sheets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from shijibu_addin.macros.changing import take_back
from shijibu_addin.macros.files import agreed_name, chosen, folder_of
from shijibu_addin.macros.hosts import unable
from shijibu_addin.macros.journal import WHY, Journal
from shijibu_addin.macros.marking import CHECK
from shijibu_addin.macros.opened import opened
from shijibu_addin.macros.result import NotDone, Result, counted, listed

if TYPE_CHECKING:
    import xlwings as xw

SUBMIT = "submit"


def submit(book: xw.Book, folder: Path | str | Callable[[], Path | None] | None = None) -> Result:
    """Save under the agreed name; with errors nothing is saved. A file of that name is not overwritten.

    folder: where to, or a function that asks for it; left out, the file lies beside the workbook.
    """
    journal = Journal(book)
    found = opened(book, journal.own_sheets())
    if found.errors:
        return Result(False, f"有 {len(found.errors)} 个错误，没有保存：\n{listed(found.errors)}", problems=found.problems)
    name = agreed_name(found.returned)
    here = folder_of(book)
    there = here if folder is None else Path(chosen(folder))
    target = None if there is None else there / name
    own = book.name == name if target is None else here is not None and target.exists() and target.samefile(here / book.name)
    if target is None and not own:
        raise NotDone(f"检查没有错误。这里不能另存，请用“文件”菜单另存为“{name}”后上报")
    if target is not None and not own and target.exists():
        raise NotDone(f"文件夹里已有“{name}”，没有覆盖；请先把它移走或改名")
    _clean(book, journal)
    _saved(book, None if own else target, name)
    told = counted(found.problems)
    return Result(True, f"已存为“{name}”，可以上报" + (f"。另有{told}，见校验" if told else ""), problems=found.problems, path=target)


def _clean(book: xw.Book, journal: Journal) -> None:
    """Marks, the list, the explanation and the undo sheet stay out of what is handed in; a notice is the unit's own and stays."""
    for step in [s for s in journal.steps if s.macro in (CHECK, WHY)]:
        take_back(book, step.changes)
    journal.steps.clear()
    journal.save()


def _saved(book: xw.Book, target: Path | None, name: str) -> None:
    failures: tuple[type[Exception], ...] = (OSError, *unable())
    try:
        if target is None:
            book.save()
        else:
            book.save(target)
    except failures:
        raise NotDone(f"没有存成，请用“文件”菜单另存为“{name}”后上报") from None
