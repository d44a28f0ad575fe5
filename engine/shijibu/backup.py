"""Backup: the ledger, and where there is one the desk's folder, as one file that was examined, and back from it.

A file `.zip` holds both; any other is the ledger alone, which `audit` examines and `--ledger` reads as it is.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from shijibu.errors import ShijibuError
from shijibu.files.whole_file import part_name
from shijibu.ledger import Head, Ledger
from shijibu.ledger.address import file_of, shown, sqlite_url
from shijibu.ledger.copying import copy_sqlite
from shijibu.ledger.sqlite import SQLITE_BEGINS

ACT = "backup.made"
"""What is entered in the audit trail of each backup."""
UPLOADS, BACKUPS = "tmp", "backups"
"""Folders of the desk's folder that hold nothing of its own, uploads on their way and earlier backups: a backup leaves them out."""
_LEDGER, _DESK = "台账.db", "考评台/"
_PIECE = 1 << 20


class BackupRefused(ShijibuError):
    """A backup that cannot be made or restored; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What a file holds. head: the end of the ledger's trail, as papers bear it; faults: what the audit of the copy says, nothing where it is
    whole; files: of the desk's folder, None where it holds none."""

    head: Head | None
    faults: list[str]
    files: int | None


def back_up(ledger: Ledger, file: Path, folder: Path | None, *, by: str, force: bool = False) -> Backup:
    """Writes the backup and examines it. folder: the desk's, where it exists; of it only a .zip has room. Others go on working meanwhile.

    A ledger with faults is kept as it is: a faulty copy is better than none. Raises BackupRefused where something stands at `file`; OSError.
    """
    if not force and os.path.lexists(file):
        raise BackupRefused(f"{file} 已经有了，没有替换；请换一个文件名，确要替换，加 --force")
    packed = file.suffix.lower() == ".zip"
    ledger.enter_act(by, ACT, {"file": file.name})
    with _part(file.parent) as copy:
        ledger.copy_to(copy)
        head, faults = _examined(copy)
        if not packed:
            os.replace(copy, file)
            return Backup(head, faults, None)
        with _part(file.parent) as whole:
            files = _pack(whole, copy, folder)
            os.replace(whole, file)
    return Backup(head, faults, files)


def restore(file: Path, ledger: str, folder: Path | None, *, force: bool = False) -> tuple[Backup, list[Path]]:
    """Puts a backup back. ledger: a URL; folder: the desk's. force: what stands there is moved aside, never replaced.

    Gives what was restored, and where that lies which was moved aside. Raises BackupRefused, LedgerUnavailable, OSError.
    """
    target = file_of(ledger)
    place = Path(target) if target else None
    beside = place.parent if place else Path()
    packed = zipfile.is_zipfile(file)
    with _part(beside) as copy:
        _ledger_of(file, copy, packed=packed)
        head, faults = _examined(copy)
        names = _desk_names(file) if packed else []
        desk = folder if names else None
        stand = [p for p in (place, desk) if p is not None and os.path.lexists(p)]
        if stand and not force:
            raise BackupRefused(f"{'、'.join(map(str, stand))} 已经有了，没有替换；请先停下考评台，移走，或加 --force（原来的改名留着）")
        aside = [_moved_aside(p) for p in stand]
        if place is None:
            Ledger.restore_from(copy, ledger)
        else:
            os.replace(copy, place)
        files = None if desk is None else _unpack(file, names, desk)
    return Backup(head, faults, files), aside


def desk_folder(ledger: str) -> Path:
    """The desk's folder where none is named: beside a ledger's file, in the current folder for a database."""
    file = file_of(ledger)
    return Path(file).with_suffix(".desk") if file else Path("shijibu.desk")


@contextmanager
def _part(folder: Path) -> Iterator[Path]:
    """A file on its way, seen by its owner alone; it is gone afterwards unless it was moved to its place."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / part_name()
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def _examined(copy: Path) -> tuple[Head | None, list[str]]:
    """The end of the copy's trail, and what the audit says of it. Raises BackupRefused where the copy is no ledger."""
    with copy.open("rb") as opened:
        if opened.read(len(SQLITE_BEGINS)) != SQLITE_BEGINS:
            raise BackupRefused("这不是实绩簿的备份")
    with Ledger.open(sqlite_url(copy.as_posix())) as ledger:
        return ledger.head(), ledger.verify()


def _pack(whole: Path, ledger: Path, folder: Path | None) -> int | None:
    """The zip; gives how many files of the desk's folder are in it. The desk's database goes first: what it names then lies in the folder."""
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as out:
        out.write(ledger, _LEDGER)
        if folder is None or not folder.is_dir():
            return None
        files = sorted((p for p in _files(folder)), key=lambda p: (p.suffix != ".db", p))
        for path in files:
            name = _DESK + path.relative_to(folder).as_posix()
            if _is_database(path):
                with _part(whole.parent) as copy, closing(sqlite3.connect(path)) as source:
                    copy_sqlite(source, copy)
                    out.write(copy, name)
            else:
                out.write(path, name)
        return len(files)


def _files(folder: Path) -> Iterator[Path]:
    for top, folders, names in os.walk(folder):
        if Path(top) == folder:
            folders[:] = [f for f in folders if f not in (UPLOADS, BACKUPS)]
        for name in names:
            path = Path(top, name)
            if not name.endswith(("-journal", "-wal", "-shm")) and stat.S_ISREG(path.lstat().st_mode):
                yield path


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return path.suffix == ".db" and file.read(len(SQLITE_BEGINS)) == SQLITE_BEGINS


def _ledger_of(file: Path, copy: Path, *, packed: bool) -> None:
    try:
        if not packed:
            shutil.copyfile(file, copy)
            return
        with zipfile.ZipFile(file) as held, held.open(_LEDGER) as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target, _PIECE)
    except (KeyError, zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:  # the last three of zips that others made
        raise BackupRefused(f"{file} 不是实绩簿的备份，或已损坏") from error


def _desk_names(file: Path) -> list[str]:
    """The desk's files. Raises BackupRefused for a name that leads out of the folder: no backup of ours has one."""
    with zipfile.ZipFile(file) as held:
        names = [n for n in held.namelist() if n.startswith(_DESK) and not n.endswith("/")]
    for name in names:
        parts = PurePosixPath(name.removeprefix(_DESK)).parts
        if not parts or ".." in parts or any("\\" in p or ":" in p for p in parts) or PurePosixPath(*parts).is_absolute():
            raise BackupRefused(f"备份里有不该有的文件名：{name}")
    return names


def _unpack(file: Path, names: list[str], folder: Path) -> int:
    """The desk's files, in their places."""
    count = 0
    with zipfile.ZipFile(file) as held:
        for name in names:
            place = folder.joinpath(*PurePosixPath(name.removeprefix(_DESK)).parts)
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with held.open(name) as source, os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
                shutil.copyfileobj(source, target, _PIECE)
            count += 1
    return count


def _moved_aside(path: Path) -> Path:
    """Where what stood at `path` is kept."""
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    aside = next(p for n in range(1, 1000) if not os.path.lexists(p := path.with_name(f"{path.name}.恢复前{stamp}{'' if n == 1 else f'-{n}'}")))
    os.rename(path, aside)
    return aside


def place_said(ledger: str, folder: Path | None) -> str:
    """Where a backup was put back, as people know it."""
    return shown(ledger) + (f" 和 {folder}" if folder is not None else "")
