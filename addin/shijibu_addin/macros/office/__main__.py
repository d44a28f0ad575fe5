"""The process that `apart` starts: a step as a line of JSON on its input, lines of JSON on its output.

The end of its input, also where the host is gone, interrupts the work as Ctrl+C interrupts a command: what was begun is taken back.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from _thread import interrupt_main
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any, TextIO

from shijibu_addin.log import LOG, start_log
from shijibu_addin.macros.office.steps import STEPS
from shijibu_addin.macros.office.work import Work
from shijibu_addin.macros.result import NewBook, Result


def main() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a host may have had it ignored
    asked = json.loads(sys.stdin.buffer.readline())
    Thread(target=_interrupt_at_the_end, args=(sys.stdin.fileno(),), daemon=True).start()
    out, sys.stdout = sys.stdout, sys.stderr  # what anybody prints is no line of ours
    with suppress(OSError):
        start_log()
    name = asked["name"]
    more = {key: asked[key] for key in ("by", "linked", "schemes") if key in asked}
    try:
        result = STEPS[name](Work(asked["given"], say=lambda text: _write(out, say=text), **more))
        _write(out, **_told(result, Path(asked["book"])))
    except (KeyboardInterrupt, BrokenPipeError):  # nobody waits for it
        raise SystemExit(1) from None
    except Exception:
        LOG.exception("step %s", name)
        _write(out, message=None)


def _interrupt_at_the_end(input: int) -> None:
    """Read past Python's own buffer, which a thread may not hold when the process ends."""
    while os.read(input, 1):
        pass
    interrupt_main()


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
