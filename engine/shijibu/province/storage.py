"""Files in folders or in object storage: what comes from there, bounded, and what goes there, replacing nothing of a person's."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from shijibu.errors import ShijibuError
from shijibu.files import RECORD, refuse_changed, safe_name, takes_files, together
from shijibu.spreadsheet.limits import Limits


class StorageFault(ShijibuError):
    """Object storage cannot be reached, or what it is reached with is not installed."""


class Store(Protocol):
    """Where a dataset is written."""

    def ready(self) -> None:
        """Raises OSError, StorageFault where nothing can be written there."""

    def refuse(self, folder: str, names: list[str], *, force: bool) -> None:
        """Raises ShijibuError where a file is not as it was once written there."""

    def write(self, folder: str, files: Mapping[str, bytes], *, force: bool) -> None:
        """Raises as `refuse`."""


class Folder:
    """A folder of this computer."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def __str__(self) -> str:
        return str(self._root)

    def ready(self) -> None:
        takes_files(self._root)

    def refuse(self, folder: str, names: list[str], *, force: bool) -> None:
        refuse_changed(self._root / folder, names, force=force)

    def write(self, folder: str, files: Mapping[str, bytes], *, force: bool) -> None:
        with together(self._root / folder, force=force) as batch:
            for name, data in files.items():
                batch.write(name, data)


class Bucket:
    """A place in object storage, by an address that fsspec knows, such as s3://… An object is there whole or not at all."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._files, self._root = _reached(url)

    def __str__(self) -> str:
        return self._url

    def ready(self) -> None:
        """Whether it takes objects is seen with the first."""

    def refuse(self, folder: str, names: list[str], *, force: bool) -> None:
        written = self._written(folder)
        changed = [f"{self._url}/{folder}/{name}" for name in names
                   if (data := self._read(f"{folder}/{name}")) is not None and _digest(data) not in written.get(name, ())]
        if changed and not force:
            raise StorageFault(f"已有的文件不是本命令写成的，或写成后改动过，没有替换：{'、'.join(changed)}。请换一个 --out；确要替换，加 --force")

    def write(self, folder: str, files: Mapping[str, bytes], *, force: bool) -> None:
        self.refuse(folder, list(files), force=force)
        written = self._written(folder)
        for name, data in files.items():
            written[name] = list(dict.fromkeys([*written.get(name, ()), _digest(data)]))
        # What is about to be written is said first: a run that was broken off leaves nothing that the next one takes for somebody else's.
        self._put(f"{folder}/{RECORD}", json.dumps({"files": written}).encode())
        for name, data in files.items():
            self._put(f"{folder}/{name}", data)

    def _written(self, folder: str) -> dict[str, list[str]]:
        try:
            told = json.loads(self._read(f"{folder}/{RECORD}") or b"{}").get("files", {})
            return {str(name): [str(one) for one in digests] for name, digests in told.items()}
        except (ValueError, TypeError, AttributeError, RecursionError):
            return {}

    def _read(self, name: str) -> bytes | None:
        try:
            with _reaching(self._url):
                data: bytes = self._files.cat_file(f"{self._root}/{name}")
        except FileNotFoundError:
            return None
        return data

    def _put(self, name: str, data: bytes) -> None:
        path = f"{self._root}/{name}"
        with _reaching(self._url):
            self._files.makedirs(path.rpartition("/")[0], exist_ok=True)
            self._files.pipe_file(path, data)


def store_at(where: str) -> Store:
    """Raises StorageFault."""
    return Bucket(where.rstrip("/")) if "://" in where else Folder(Path(where))


@contextmanager
def inbox_at(where: str, limits: Limits = Limits()) -> Iterator[Path]:
    """The folder with the returns; of object storage a copy, which goes again. Raises OSError, StorageFault."""
    if "://" not in where:
        yield Path(where)
        return
    files, root = _reached(where.rstrip("/"))
    with TemporaryDirectory(prefix="shijibu-inbox-") as folder:
        with _reaching(where):
            for name in sorted(files.find(root)):
                inside = [safe_name(part) for part in name.removeprefix(root).split("/") if part]
                if not inside or inside[-1] == RECORD:
                    continue
                with files.open(name, "rb") as source, _place(Path(folder), inside).open("xb") as copy:
                    copy.write(source.read(limits.file_bytes + 1))  # what is too large is seen to be so from one byte more
        yield Path(folder)


def _place(folder: Path, parts: list[str]) -> Path:
    """Where an object comes to lie: objects may have names that are one for a folder, and the name of an object may begin another's."""
    for part in parts[:-1]:
        folder = _numbered(folder, part, Path.is_file)
        folder.mkdir(exist_ok=True)
    return _numbered(folder, parts[-1], Path.exists)


def _numbered(folder: Path, name: str, taken: Callable[[Path], bool]) -> Path:
    place, number = folder / name, 2
    while taken(place):
        place, number = folder / safe_name(Path(name).stem, Path(name).suffix, more=f"（{number}）"), number + 1
    return place


@contextmanager
def _reaching(url: str) -> Iterator[None]:
    """What a driver raises in its own way becomes a StorageFault: one county's storage that is away is no end to the others."""
    try:
        yield
    except (OSError, ShijibuError):
        raise
    except Exception as error:
        raise StorageFault(f"{url} 到不了：{str(error) or type(error).__name__}") from error


def _reached(url: str) -> tuple[Any, str]:
    """The file system of an address, and the path in it."""
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise StorageFault("对象存储需要安装：在实绩簿的文件夹里运行 pip install '.[storage]'") from None
    with _reaching(url):  # a protocol that nobody knows, or whose driver is not there
        files, root = url_to_fs(url)
    return files, str(root).rstrip("/")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
