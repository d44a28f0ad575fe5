"""What is remembered for who uses this computer: the ledger that was chosen, and whether their desk runs already."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shijibu.files import write_whole

_CHOICE, _LOCK, _RUNNING = "desk.json", "desk.lock", "desk.running.json"


class Remembered:
    """folder: the user's own, for settings of programs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def ledger(self) -> str | None:
        """The URL of the ledger that was chosen last; None where none was, or what is written there cannot be read."""
        return _text(self._folder / _CHOICE, "ledger")

    def choose(self, ledger: str) -> None:
        self._write(_CHOICE, {"ledger": ledger})

    @property
    def running(self) -> str | None:
        """The address of the desk that runs; asked where `alone` gave False."""
        return _text(self._folder / _RUNNING, "address")

    def runs_at(self, address: str) -> None:
        self._write(_RUNNING, {"address": address})

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether no other desk of this user runs; none begins within the block. The system lets go of the lock with the process, however it ends."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self._folder / _LOCK).open("a+b") as file:
            yield _locked(file.fileno())

    def _write(self, name: str, value: dict[str, str]) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(self._folder / name, json.dumps(value, ensure_ascii=False).encode())


def _text(file: Path, name: str) -> str | None:
    try:
        value = json.loads(file.read_bytes())[name]
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    return value if isinstance(value, str) and value else None


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
