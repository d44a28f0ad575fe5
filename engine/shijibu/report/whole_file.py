"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import re
from pathlib import Path

from shijibu.outside_text import clean

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def file_name(text: str) -> str:
    """A text as any file system takes it for a name."""
    return _NOT_IN_NAMES.sub("_", clean(text)).strip(" .")[:100] or "_"


def write_whole(path: Path, data: bytes) -> None:
    """Replace `path` in one step, so that a reader never meets half a file and a failure leaves the old one."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(data)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
