"""The process that `apart` starts: a step as JSON on its input, lines of JSON on its output."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

from shijibu_addin.log import LOG, start_log
from shijibu_addin.macros.office.steps import STEPS
from shijibu_addin.macros.office.work import Work
from shijibu_addin.macros.result import NewBook, Result


def main() -> None:
    asked = json.load(sys.stdin)
    out, sys.stdout = sys.stdout, sys.stderr  # what anybody prints is no line of ours
    with suppress(OSError):
        start_log()
    name = asked["name"]
    more = {key: asked[key] for key in ("by", "linked", "schemes") if key in asked}
    try:
        result = STEPS[name](Work(asked["given"], say=lambda text: _write(out, say=text), **more))
        _write(out, **_told(result, Path(asked["book"])))
    except Exception:
        LOG.exception("step %s", name)
        _write(out, message=None)


def _told(result: Result, place: Path) -> dict[str, Any]:
    """The result as JSON; a workbook that lies nowhere goes into a file that is read at once."""
    book = result.opens if isinstance(result.opens, NewBook) else None
    if book is not None:
        place.write_bytes(book.data)
    opens = str(result.opens) if isinstance(result.opens, Path) else None
    return {"done": result.done, "message": result.message, "path": str(result.path) if result.path else None, "opens": opens,
            "book": book.name if book else None}


def _write(out: TextIO, **told: Any) -> None:
    out.write(json.dumps(told) + "\n")
    out.flush()


if __name__ == "__main__":
    main()
