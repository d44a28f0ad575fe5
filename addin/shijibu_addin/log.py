"""Where failures inside our code are written, in every host whose functions run on this computer."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

LOG = logging.getLogger("shijibu.addin")


def log_file() -> Path:
    """Where failures inside our code are written; SHIJIBU_ADDIN_LOG names another file."""
    if given := os.environ.get("SHIJIBU_ADDIN_LOG"):
        return Path(given)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home()))
    else:
        base = Path(os.environ.get("XDG_STATE_HOME", Path.home() / ".local" / "state"))
    return base / "shijibu" / "addin.log"


def start_log() -> None:
    if not LOG.handlers:
        file = log_file()
        file.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(file, encoding="utf-8", delay=True)
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        LOG.addHandler(handler)
