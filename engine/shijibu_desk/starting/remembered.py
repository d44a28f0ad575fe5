"""What is remembered for who uses this computer: the ledger that was chosen, and whether their desk runs already."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shijibu.files.own_folder import CHOSEN_LEDGER, remember, remembered

_LOCK, _RUNNING = "desk.lock", "desk.running.json"


class Remembered:
    """folder: the user's own, for settings of programs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def ledger(self) -> str | None:
        """The URL of the ledger that was chosen last; None where none was, or what is written there cannot be read."""
        return remembered(self._folder / CHOSEN_LEDGER).get("ledger")

    def choose(self, ledger: str) -> None:
        remember(self._folder / CHOSEN_LEDGER, {"ledger": ledger})

    @property
    def running(self) -> str | None:
        """The address of the desk that runs; asked where `alone` gave False."""
        return remembered(self._folder / _RUNNING).get("address")

    def runs_at(self, address: str) -> None:
        remember(self._folder / _RUNNING, {"address": address})

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether no other desk of this user runs; none begins within the block. The system lets go of the lock with the process, however it ends."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self._folder / _LOCK).open("a+b") as file:
            yield _locked(file.fileno())


def _locked(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, 0, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
