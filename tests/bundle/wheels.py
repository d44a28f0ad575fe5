"""Wheels that hold nothing but what they require."""

from __future__ import annotations

import zipfile
from pathlib import Path


def wheel(folder: Path, name: str, version: str, *requires: str, tag: str = "py3-none-any", extras: tuple[str, ...] = ()) -> Path:
    """Writes one that pip installs."""
    info, file = f"{name}-{version}.dist-info", folder / f"{name}-{version}-{tag}.whl"
    said = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *(f"Provides-Extra: {e}" for e in extras),
            *(f"Requires-Dist: {r}" for r in requires)]  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr(f"{info}/METADATA", "\n".join(said) + "\n")
        packed.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: {tag}\n")
        packed.writestr(f"{info}/RECORD", "")
    return file
