"""The notebooks of docs/notebooks: each is written as a script with `# %%` cells, and the .ipynb is made of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "notebooks"
_CELL, _MARKDOWN = "# %%", "# %% [markdown]"


def scripts() -> list[Path]:
    """The notebooks' scripts."""
    return sorted(FOLDER.glob("*.py"))


def cells(script: Path) -> Iterator[tuple[str, str]]:
    """Kind (markdown or code) and text of each cell."""
    for part in script.read_text(encoding="utf-8").split(f"\n{_CELL}"):
        head, _, text = part.removeprefix(_CELL).partition("\n")
        if head.strip() == "[markdown]":
            yield "markdown", "\n".join(line.removeprefix("#").removeprefix(" ") for line in text.strip().split("\n"))
        else:
            yield "code", text.strip()


def notebook(script: Path) -> str:
    """The .ipynb of a script, without results: whoever opens it runs it."""
    made: list[dict[str, Any]] = []
    for kind, text in cells(script):
        id = hashlib.sha256(f"{len(made)} {text}".encode()).hexdigest()[:8]
        cell: dict[str, Any] = {"cell_type": kind, "id": id, "metadata": {}, "source": text.splitlines(keepends=True)}
        made.append(cell | ({"execution_count": None, "outputs": []} if kind == "code" else {}))
    about = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}, "language_info": {"name": "python"}}
    return json.dumps({"cells": made, "metadata": about, "nbformat": 4, "nbformat_minor": 5}, ensure_ascii=False, indent=1) + "\n"
