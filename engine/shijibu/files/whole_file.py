"""Files that are there whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX, SUFFIX = ".shijibu-", ".part"
_OPEN = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)


def write_whole(path: Path, data: bytes | Iterable[bytes]) -> None:
    """Replace `path` in one step, so that a reader never meets half a file and a failure leaves the old one. data: the whole, or its
    pieces.

    The folders above are made. Raises OSError, whose `filename` is `path`.
    """
    with _named(path), made_folders(path.parent):
        mode = writable(path)
        part = path.parent / part_name()
        try:
            _write(part, data)
            if mode is not None:
                os.chmod(part, mode)
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
        keep_folder(path.parent)


def write_aside(path: Path, data: bytes) -> None:
    """Write a new file that is yet to come to its place, in a folder of this process's own: its content is on the disk, its name need not be.

    The folders above are made. Raises OSError, whose `filename` is `path`.
    """
    with _named(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        _write(path, data)


def _write(path: Path, data: bytes | Iterable[bytes]) -> None:
    with os.fdopen(os.open(path, _OPEN, 0o666), "wb") as file:
        file.writelines([data] if isinstance(data, bytes) else data)
        file.flush()
        os.fsync(file.fileno())


def has(path: Path, data: bytes) -> bool:
    """Whether an ordinary file of just these bytes stands at `path`."""
    return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data


def part_name() -> str:
    return f"{PREFIX}{secrets.token_hex(6)}{SUFFIX}"


def is_part(name: str) -> bool:
    """Whether something of that name is yet to come to its place."""
    return name.startswith(PREFIX) and name.endswith(SUFFIX)


def writable(path: Path) -> int | None:
    """The permissions of the file at `path`, None where there is none. Raises OSError for what is no ordinary file: a folder, a device,
    a link (what it leads to is not what was named, and may be anything)."""
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(mode):
        number = errno.EISDIR if stat.S_ISDIR(mode) else errno.ELOOP if stat.S_ISLNK(mode) else errno.ENODEV
        raise OSError(number, os.strerror(number), str(path))
    return stat.S_IMODE(mode)


def takes_files(folder: Path) -> None:
    """Raises OSError where no file could be written into `folder`, or into what it would be made in; nothing is left there."""
    there = next((f for f in (folder, *folder.absolute().parents) if os.path.lexists(f)), folder)
    if not there.is_dir():
        raise OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(there))
    part = there / part_name()
    try:
        os.close(os.open(part, _OPEN, 0o666))
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(there)) from error
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def made_folders(folder: Path) -> Iterator[None]:
    """`folder`, made with those above it; those that were made go again when what follows fails."""
    made = [f for f in (folder, *folder.parents) if not f.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for each in made:
            try:
                each.rmdir()
            except OSError:  # not empty, or never made
                break
        raise


def keep_folder(folder: Path) -> None:
    """The folder's entries on the disk, where the system can be asked for it: a power cut loses no file that was said to be written."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError:  # some network drives cannot
            pass
        finally:
            os.close(handle)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Failures name the file that was to be written, not the part beside it."""
    try:
        yield
    except OSError as error:
        if error.filename in (None, str(path)) or PREFIX in str(error.filename):
            raise OSError(error.errno, error.strerror, str(path)) from error
        raise
