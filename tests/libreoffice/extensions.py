"""The extension with other code in its Python environment: something broken, something added, or nothing at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from shijibu_addin.libreoffice.extension import unpack


def with_packages(extension: Path, folders: Callable[[list[str]], list[str]]) -> Path:
    """The extension told that its Python environment is in `folders`(those that it knows)."""
    file = extension / "environment.json"
    told = json.loads(file.read_text(encoding="utf-8"))
    told["site_packages"] = folders(told["site_packages"])
    file.write_text(json.dumps(told), encoding="utf-8")
    return extension


def with_code(folder: Path, code: str) -> Path:
    """An extension in `folder` in whose environment `code` runs first."""
    more = folder / "more"
    more.mkdir()
    (more / "run_first.py").write_text(code, encoding="utf-8")
    (more / "run_first.pth").write_text("import run_first\n", encoding="utf-8")
    return with_packages(unpack(folder / "shijibu"), lambda known: [*known, str(more)])


def moved(folder: Path) -> Path:
    """An extension whose environment is no longer where it was."""
    return with_packages(unpack(folder / "shijibu"), lambda _: [str(folder / "gone")])
