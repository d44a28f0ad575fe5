"""Several files that come to their folder all together or not at all."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from shijibu.files.kept import RECORD, digest, record_of, refuse_changed, refuse_other, written_before
from shijibu.files.whole_file import PREFIX, SUFFIX, is_part, keep_folder, made_folders, part_name, writable, write_aside

_FORGOTTEN = 3600.0
"""Seconds after which what lies beside its place is what a killed run left."""
_NEW, _OLD = "new", "old"


class Batch:
    """Files are written below `place`; `publish` puts them into the folder. Until the block ends `publish` can still be taken back."""

    def __init__(self, folder: Path, *, force: bool, recorded: bool) -> None:
        self.folder, self._force, self._recorded = folder, force, recorded
        self._stage = folder / part_name()
        self.place = self._stage / _NEW
        self._put: list[str] = []
        self._replaced: set[str] = set()
        self._outdated: list[str] = []
        self.published = False

    def write(self, name: str, data: bytes) -> None:
        write_aside(self.place / name, data)

    def without(self, names: Iterable[str]) -> None:
        """What of these we wrote before, and is still as we wrote it, goes where this batch does not write it again."""
        told, wanted = written_before(self.folder), set(self.names())
        for name in {*names} - wanted:
            path = self.folder / name
            if ".." not in PurePosixPath(name).parts and path.is_file() and not path.is_symlink() and digest(path) in told.get(name, ()):
                self._outdated.append(name)

    def names(self) -> list[str]:
        """What was written so far. What a process that was killed left half written is no file of the batch."""
        return sorted(p.relative_to(self.place).as_posix() for p in self.place.rglob("*") if p.is_file() and not is_part(p.name))

    def publish(self) -> None:
        """Raises WouldReplace, and then has done nothing; OSError, and then has taken back what it did."""
        names = self.names()
        if self._recorded:
            refuse_changed(self.folder, names, force=self._force)
            # The record goes first: a run killed between the files leaves none that nobody knows.
            self.write(RECORD, record_of(self.folder, {name: digest(self.place / name) for name in names}))
            names.insert(0, RECORD)
        else:
            refuse_other({self.folder / name: (self.place / name).read_bytes() for name in names}, force=self._force)
        for name in names:
            if writable(self.folder / name) is not None:
                _linked(self.folder / name, self._stage / _OLD / name)
                self._replaced.add(name)
        try:
            for name in names:
                target = self.folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                os.replace(self.place / name, target)
                self._put.append(name)
            for name in self._outdated:
                _linked(self.folder / name, self._stage / _OLD / name)
                self._replaced.add(name)
                (self.folder / name).unlink()
                self._put.append(name)
        except BaseException:
            self.take_back()
            raise
        for folder in sorted({above for name in self._put for above in PurePosixPath(name).parents}):
            keep_folder(self.folder / folder)
        self.published = True

    def take_back(self) -> None:
        """The folder as it was before `publish`."""
        for name in reversed(self._put):
            if name in self._replaced:
                os.replace(self._stage / _OLD / name, self.folder / name)
            else:
                (self.folder / name).unlink(missing_ok=True)
        self._put.clear()

    def leave(self) -> None:
        shutil.rmtree(self._stage, ignore_errors=True)


@contextmanager
def together(folder: Path, *, force: bool = False, recorded: bool = True) -> Iterator[Batch]:
    """A batch for `folder`, published at the block's end if not before; a block that fails leaves the folder as it was.

    Unless `force`, files that stand there already are replaced only as `recorded` says: where they are still as we once wrote them, or else
    by the very same bytes. Raises WouldReplace, and OSError with the name of the file that could not be written.
    """
    _sweep(folder)
    batch = Batch(folder, force=force, recorded=recorded)
    with made_folders(folder):
        try:
            batch.place.mkdir(parents=True)
            yield batch
            if not batch.published:
                batch.publish()
        except OSError as error:
            batch.take_back()
            raise _at_its_place(error, batch) from error
        except BaseException:
            batch.take_back()
            raise
        finally:
            batch.leave()


def _at_its_place(error: OSError, batch: Batch) -> OSError:
    """The same failure with the name that the file was to have."""
    name = str(error.filename or "")
    for stage in (batch.place, batch.place.parent):
        if name == str(stage) or name.startswith(str(stage) + os.sep):
            return OSError(error.errno, error.strerror, str(batch.folder / Path(name).relative_to(stage)))
    return error


def _linked(path: Path, copy: Path) -> None:
    """The same file by a second name, so that the first never goes missing; a copy where the disk knows no second names."""
    copy.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, copy)
    except OSError:
        shutil.copy2(path, copy)


def _sweep(folder: Path) -> None:
    """What runs that were killed left beside the files of `folder`."""
    for left in folder.glob(f"{PREFIX}*{SUFFIX}"):
        try:
            if time.time() - left.lstat().st_mtime > _FORGOTTEN:
                shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()
        except OSError:
            continue
