"""A ledger that is made where there is none yet."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shijibu.ledger.address import file_of
from shijibu.ledger.ledger import Ledger


@contextmanager
def new_or_existing(url: str) -> Iterator[tuple[Ledger, Path | None]]:
    """The ledger, made where there is none, and its file if it was made now. One that was made goes again where what follows fails: its key
    signed nothing, and would make every good return a forgery. Raises LedgerUnavailable."""
    name = file_of(url)
    made = Path(name) if name and not os.path.lexists(name) else None
    book = None
    try:
        book = Ledger.open(url)
        yield book, made
    except BaseException:
        unused = book is None or not book.rounds()
        if book is not None:
            book.close()
        if made is not None and unused:
            made.unlink(missing_ok=True)
        raise
    book.close()
