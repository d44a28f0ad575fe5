"""results.json, as CONTRACT.md says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from shijibu.report.whole_file import write_whole


def write_results(results: dict[str, Any], path: Path) -> None:
    """`results` in the order given, so that the same results give the same bytes.

    A file name that is no UTF-8 reaches us with lone surrogates; they are written as JSON escapes, which keep it readable for programs.
    """
    text = json.dumps(results, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    write_whole(path, text.encode("utf-8", "backslashreplace"))
