"""Files that a browser sends with a step of the office, as a folder of this computer that is gone afterwards; and back as one zip."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from shijibu.checks.inbox import looks_temporary
from shijibu.files import RECORD, safe_name
from shijibu.files.zips import MOST_FILES, Unpacked, ZipRefused, is_package, members
from shijibu_addin.macros.office.field import Field
from shijibu_addin.server.calls import HALF_A_CHARACTER
from shijibu_addin.server.macro_runs import NotRun

_UNREADABLE = "请求的内容读不懂"
_HEAD = struct.Struct(">I")
_LARGEST_HEAD = 1024 * 1024
_STAMP = (2026, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Sent:
    """The answers that were typed, and the files of each question: name and content."""

    given: dict[str, str]
    files: list[tuple[str, str, memoryview]]


def read_sent(body: bytes) -> Sent:
    """A request: the length of its head in four bytes, the head as JSON, the files one after another. Raises NotRun."""
    view = memoryview(body)
    try:
        (length,) = _HEAD.unpack(view[: _HEAD.size])
        head = json.loads(bytes(view[_HEAD.size : _HEAD.size + min(length, _LARGEST_HEAD)]))
        given, listed = head["given"], head["files"]
        told = [(str(f["field"]), str(f["name"]), f["size"]) for f in listed]
    except (struct.error, ValueError, TypeError, KeyError, RecursionError):
        raise NotRun(_UNREADABLE) from None
    at = _HEAD.size + length
    texts = isinstance(given, dict) and all(isinstance(v, str) and not HALF_A_CHARACTER.search(v) for v in given.values())
    if not texts or any(type(size) is not int or size < 0 for *_, size in told) or at + sum(size for *_, size in told) != len(body):
        raise NotRun(_UNREADABLE)
    if len(told) > MOST_FILES:
        raise NotRun(f"选了 {len(told)} 个文件，一次至多 {MOST_FILES} 个；请打成一个 .zip，或分几次")
    files = []
    for field, name, size in told:
        files.append((field, name, view[at : at + size]))
        at += size
    return Sent({str(k): v for k, v in given.items()}, files)


def lay_down(fields: list[Field], sent: Sent, folder: Path) -> dict[str, str]:
    """The answers with a path for each file or folder that is asked for, below `folder`. Raises NotRun."""
    given, unpacked = {f.name: sent.given.get(f.name, "") for f in fields if not f.is_path}, Unpacked()
    for field in (f for f in fields if f.is_path):
        place = folder / field.name
        place.mkdir()
        if field.kind == "into":
            given[field.name] = str(place)
            continue
        own = [(name, content) for of, name, content in sent.files if of == field.name]
        laid = [laid for name, content in own for laid in _laid(place, name, content, unpacked)] if field.kind == "folder" else []
        if field.kind == "file" and len(own) == 1:
            laid = [_put(place, own[0][0], [own[0][1]])]
        if laid:
            given[field.name] = str(laid[0] if field.kind == "file" else place)
    return given


def _laid(folder: Path, name: str, content: memoryview, unpacked: Unpacked) -> Iterator[Path]:
    """A file in the folder, or the files of a zip; what office programs leave beside workbooks is left out."""
    if looks_temporary(Path(PurePosixPath(name).name)):
        return
    file = _put(folder, name, [content])
    if not is_package(file):
        yield file
        return
    try:
        for inner, pieces in members(file, unpacked):
            if not looks_temporary(Path(inner)):
                yield _put(folder, inner, pieces)
    except ZipRefused as refused:
        raise NotRun(f"{PurePosixPath(name).name}：{refused}") from None
    finally:
        file.unlink()


def _put(folder: Path, name: str, pieces: Any) -> Path:
    """The file at its own place in the folder, under a name that leads nowhere else and is no other file's."""
    *above, last = [part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in ("/", "..")] or ["_"]
    place = folder.joinpath(*(safe_name(part) for part in above[-8:]))
    place.mkdir(parents=True, exist_ok=True)
    ending = PurePosixPath(last).suffix if len(PurePosixPath(last).suffix) <= 6 else ""
    file, number = place / safe_name(last, ending), 2
    while file.exists():
        file, number = place / safe_name(last, ending, more=f"（{number}）"), number + 1
    with file.open("xb") as opened:
        opened.writelines(pieces)
    return file


def zipped(folder: Path) -> bytes:
    """All that was written into the folder, as a zip with names in UTF-8."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(p for p in folder.rglob("*") if p.is_file() and p.name != RECORD):
            info = zipfile.ZipInfo(file.relative_to(folder).as_posix(), _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, file.read_bytes())
    return out.getvalue()


def shown(fields: list[Field], given: Mapping[str, str]) -> list[dict[str, Any]]:
    """The questions as the pane draws them: those that it can answer."""
    return [
        {"name": f.name, "label": f.label, "kind": f.kind, "value": given.get(f.name) or f.value, "choices": list(f.choices), "optional": f.optional,
         "hint": f.hint, "leads": f.leads}
        for f in fields if f.name != "ledger" and f.kind != "into"
    ]
