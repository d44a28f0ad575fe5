"""The ledger that an open workbook belongs to: beside its file, the one that this computer remembers, or the one that the person chooses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from shijibu.api import open_ledger
from shijibu.errors import ShijibuError
from shijibu.files.own_folder import CHOSEN_LEDGER, own_folder, remembered
from shijibu.ledger import Ledger
from shijibu.ledger.address import LEDGER
from shijibu_addin.macros.files import chosen, folder_of
from shijibu_addin.macros.office.known import last_answers
from shijibu_addin.macros.office.work import ledger_url
from shijibu_addin.macros.result import NotDone

if TYPE_CHECKING:
    import xlwings as xw

_ABOVE = 3  # folders: a report lies in the folder of its results, in that of its period, beside the ledger


def places(book: xw.Book) -> Iterator[str]:
    """Files and URLs in which the ledger may be, the nearest first."""
    folder = folder_of(book)
    if folder is not None:
        for place in (folder, *folder.parents)[:_ABOVE]:
            if (place / LEDGER).is_file():
                yield str(place / LEDGER)
    answers = (last_answers().get("ledger"), remembered(own_folder() / CHOSEN_LEDGER).get("ledger"))
    yield from dict.fromkeys(known for known in answers if known)


@contextmanager
def ledger_of(book: xw.Book, belongs: Callable[[Ledger], bool], given: Path | Callable[[], Path | None] | None, missing: str) -> Iterator[Ledger]:
    """The first ledger that the workbook belongs to. given: the one to be taken, or a function that asks for it, which is called where none is
    found. Raises NotDone with `missing` where there is none."""
    for place in [str(given)] if isinstance(given, Path) else places(book):
        ledger = _opened(place)
        if ledger is not None and belongs(ledger):
            with ledger:
                yield ledger
            return
        if ledger is not None:
            ledger.close()
    if not callable(given):
        raise NotDone(missing)
    asked = chosen(given)
    ledger = _opened(str(asked))
    if ledger is None:
        raise NotDone(f"“{asked.name}”不是台账，没有说明")
    with ledger:
        if not belongs(ledger):
            raise NotDone(f"“{asked.name}”不是这本工作簿的台账")
        yield ledger


def _opened(place: str) -> Ledger | None:
    """None for what is no ledger, or is not there. place: a URL, a file, or the folder that it lies in."""
    try:
        return open_ledger(ledger_url(place))
    except (ShijibuError, OSError):
        return None
