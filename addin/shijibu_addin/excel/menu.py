"""What the ribbon's buttons run, in a Python of their own that xlwings starts: a macro on the workbook in front."""

from __future__ import annotations

from contextlib import suppress

from shijibu_addin import macros
from shijibu_addin.log import LOG, log_file, start_log


def run(name: str) -> None:
    """Run a macro, which says in a box what it did; a failure of ours is a line in the log, and xlwings shows the sentence that this ends with."""
    with suppress(OSError):
        start_log()
    try:
        macros.run(name)
    except Exception:
        LOG.exception("macro %s", name)
        raise SystemExit(f"“{macros.MACROS[name].title}”没有完成：程序内部出错，已记入日志 {log_file()}") from None
