"""What a person made stays: which files of a folder are still as we wrote them, and which are not ours to replace.

A folder that is written to again and again (results, issued workbooks, clean copies) keeps a record of every content that we gave
each file. A single file may be replaced by the very same bytes alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from shijibu.errors import ShijibuError
from shijibu.files.whole_file import has, takes_files, writable, write_whole

RECORD = ".shijibu-written.json"
_ABOUT = "实绩簿在这个文件夹里写过的文件及其 SHA-256：没有被改动过的才会自动替换"
_NAMED = 3
"""Files that the refusal names; of the rest it tells the number."""


class WouldReplace(ShijibuError):
    """Files that a person made or changed stand where something was to be written; the text names them."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self.paths = sorted(paths)
        more = f" 等 {len(self.paths)} 个文件" if len(self.paths) > _NAMED else ""
        named = "、".join(map(str, self.paths[:_NAMED]))
        super().__init__(f"已有的文件不是本命令写成的，或写成后改动过，没有替换：{named}{more}。请换一个 --out，或移走这些文件；确要替换，加 --force")


def written_before(folder: Path) -> dict[str, list[str]]:
    """File -> SHA-256 of every content that we wrote there. A record that cannot be read tells of nothing."""
    try:
        told = json.loads((folder / RECORD).read_bytes())["files"]
        return {name: [str(h) for h in hashes] for name, hashes in told.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def record_of(folder: Path, files: Mapping[str, str]) -> bytes:
    """The record with further contents (file -> SHA-256)."""
    told = written_before(folder)
    for name, sha256 in files.items():
        told[name] = [h for h in told.get(name, []) if h != sha256] + [sha256]
    content: dict[str, Any] = {"about": _ABOUT, "files": dict(sorted(told.items()))}
    return (json.dumps(content, ensure_ascii=True, indent=1) + "\n").encode()


def refuse_changed(folder: Path, names: Iterable[str], *, force: bool) -> None:
    """Raises WouldReplace where a file of `folder` is not as we once wrote it, OSError where one could not be written there.

    To be asked before work that records something begins; `together` asks again.
    """
    takes_files(folder)
    told = written_before(folder)
    changed = [folder / name for name in names if writable(folder / name) is not None and digest(folder / name) not in told.get(name, ())]
    if changed and not force:
        raise WouldReplace(changed)


def refuse_other(files: Mapping[Path, bytes], *, force: bool) -> None:
    """Raises WouldReplace where a file holds anything but these bytes, OSError where it is no ordinary file."""
    other = [path for path, data in files.items() if writable(path) is not None and not has(path, data)]
    if other and not force:
        raise WouldReplace(other)


def write_once(path: Path, data: bytes, *, force: bool) -> None:
    """Write a file that nothing but these very bytes may stand in the way of, unless `force`. Raises WouldReplace, OSError."""
    refuse_other({path: data}, force=force)
    if not has(path, data):
        write_whole(path, data)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
