"""results.json, as CONTRACT.md says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shijibu.files import write_whole
from shijibu.outside_text import json_text


def write_results(results: dict[str, Any], path: Path) -> None:
    """`results` in the order given, so that the same results give the same bytes."""
    write_whole(path, json_text(results).encode())
