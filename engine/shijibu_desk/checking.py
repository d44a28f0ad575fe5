"""Checking a file while somebody waits for the answer: in a disposable process, as every file from outside, and no more of them at once than
the machine can do."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from weakref import WeakValueDictionary

from django.core.files.uploadedfile import UploadedFile

from shijibu.backup import UPLOADS
from shijibu.checks.check import Expected
from shijibu.checks.checked import Checked
from shijibu.checks.clean_copy import annotate_all
from shijibu.checks.inbox import check_all
from shijibu.checks.surroundings import Surroundings, surroundings
from shijibu.language.dictionary import places
from shijibu.problems.grouped import Group
from shijibu.report.papers.slips_beside import Slips
from shijibu.returns.worker import keep_loaded
from shijibu.rounds.rules import kept_by
from shijibu_desk.ledgers import ledger, options

LOADED = (
    "shijibu.checks.inbox", "shijibu.checks.clean_copy", "shijibu.checks.surroundings", "shijibu.scheme_book.load",
    "shijibu.workbook.template_pictures", "shijibu.scheme.faults", *places(),  # what a check loads once it meets a template, a scheme, and a formula
)
"""The modules that looking at a file needs."""
_AT_ONCE = threading.BoundedSemaphore(max(2, os.cpu_count() or 2))
_TURNS: WeakValueDictionary[str, threading.Lock] = WeakValueDictionary()
_TAKING = threading.Lock()


def _turn(account: str) -> threading.Lock:
    """Held by the request of an account that is looked at: whoever sends a hundred files at once keeps nobody else waiting."""
    with _TAKING:
        return _TURNS.setdefault(account, threading.Lock())


def keep_ready() -> None:
    """This process's readers of files begin in a moment: to load the program for each costs several times what looking at its file does."""
    keep_loaded(LOADED)


@contextmanager
def laid_down(upload: UploadedFile, account: str) -> Iterator[Path]:
    """An uploaded file in a place of its own, for as long as it is looked at: nothing of it stays. One at a time of an account."""
    with _turn(account), TemporaryDirectory(dir=Path(options().folder) / UPLOADS) as home:  # Windows lets nobody else read a file that is open
        place = Path(home) / f"upload{Path(upload.name or '').suffix[:6]}"
        with place.open("wb") as file:
            file.writelines(upload.chunks())
        yield place


def checked(file: Path) -> Checked:
    """What the check says of one file. The ledger's key and rules are asked; that it was here is not recorded."""
    book = ledger()
    with _AT_ONCE:
        return check_all([file], Expected(key=book.key(), kept=kept_by(book)))[0]


def on_the_sheet(file: Path, groups: Sequence[Group]) -> list[Surroundings | None]:
    """For each group of a file's problems the piece of the sheet around it, where there is one to show."""
    with _AT_ONCE:
        return surroundings(file, groups, kept_by(ledger()))


def annotated(one: Checked, out: Path) -> list[Path]:
    """The clean copy of a file that was checked, with its slip, in the folder `out`; no file where it is no workbook of ours."""
    book = ledger()
    kept = kept_by(book)
    with _AT_ONCE:
        annotate_all([one], out, kept=kept, force=True, beside=Slips(book, kept))
    return sorted(p for p in out.iterdir() if not p.name.startswith("."))
