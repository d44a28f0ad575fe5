"""The demo's own folder: new, empty, or marked as a demo by a file; nothing that a person made in it is replaced unasked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shijibu.errors import ShijibuError
from shijibu.files import WouldReplace, digest, takes_files, write_whole
from shijibu.ledger.address import LEDGER

MARK = "shijibu-demo.json"
ROSTER = "roster.xlsx"
ISSUED, RETURNED, RESULT = "issued", "returned", "result"
_ABOUT = "这个文件夹由 shijibu demo 写成，内容均为虚构；再次演示时，没有改动过的文件会重写"


class NotADemo(ShijibuError):
    """The folder holds something and no demo's mark; the text is the sentence for the person."""


@contextmanager
def demo_folder(out: Path, *, force: bool) -> Iterator[None]:
    """`out` without what an earlier demo wrote; what is written in the block is marked as a demo's.

    Raises NotADemo, whatever `force` says: the mark alone tells that nothing there is real. Raises WouldReplace where the demo's places hold
    a file that it did not write, or that was changed since, unless `force`; OSError.
    """
    takes_files(out)
    if out.exists() and any(out.iterdir()) and not (out / MARK).is_file():
        raise NotADemo(f"{out} 里有文件，又没有演示的标记（{MARK}），没有往里写；请用 --out 换一个新的或空的文件夹")
    earlier = _earlier(out)
    there = _files(out)
    changed = [p for p in there if (p in earlier and digest(p) != earlier[p]) or (p not in earlier and _is_a_place(p.relative_to(out)))]
    if changed and not force:
        raise WouldReplace(changed)
    own = [p for p in there if p in earlier or _is_a_place(p.relative_to(out))]
    for file in own:
        file.unlink()
    others = set(there) - set(own)
    _mark(out, [])
    try:
        yield
    finally:  # what an interrupted demo wrote is a demo's too
        _mark(out, [p for p in _files(out) if p not in others])


def _files(out: Path) -> list[Path]:
    return sorted(p for p in out.rglob("*") if p.is_file() and p != out / MARK)


def _is_a_place(path: Path) -> bool:
    """Whether a file would stand in a demo's way, or count in its rounds."""
    return str(path) in (LEDGER, ROSTER) or (len(path.parts) > 2 and path.parts[1] in (ISSUED, RETURNED, RESULT))


def _earlier(out: Path) -> dict[Path, str]:
    """The files that the mark names, each with its SHA-256. A mark that cannot be read names none; nor does any name what is elsewhere."""
    try:
        told = json.loads((out / MARK).read_bytes())["files"]
        named = {out / str(name): str(sha256) for name, sha256 in told.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}
    return {p: sha256 for p, sha256 in named.items() if p.resolve().is_relative_to(out.resolve())}


def _mark(out: Path, files: list[Path]) -> None:
    told = {"about": _ABOUT, "files": {p.relative_to(out).as_posix(): digest(p) for p in files}}
    write_whole(out / MARK, (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode())
