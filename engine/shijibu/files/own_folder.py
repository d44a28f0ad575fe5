"""The user's own folder for settings of programs: what Shijibu remembers of somebody at this computer, whichever part of it asks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from shijibu.files.whole_file import write_whole

CHOSEN_LEDGER = "desk.json"
"""Where `ledger` is the URL of the ledger that was chosen last."""


def own_folder() -> Path:
    """It need not be there yet."""
    from typer import get_app_dir  # loaded where something is remembered

    return Path(get_app_dir("shijibu"))


def remembered(file: Path) -> dict[str, str]:
    """The texts that are remembered in a file; of one that is not there, or cannot be read, none."""
    try:
        held = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return {k: v for k, v in held.items() if isinstance(v, str) and v} if isinstance(held, dict) else {}


def remember(file: Path, texts: Mapping[str, str]) -> None:
    """Raises OSError."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(file, json.dumps(dict(texts), ensure_ascii=False).encode())
