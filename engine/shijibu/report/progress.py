"""A progress bar on the terminal while files are checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from shijibu.terminal import Terminal


@contextmanager
def checking(console: Terminal, total: int, what: str = "检查") -> Iterator[Callable[[Any], None]]:
    """A step to call after each file. Where nobody watches (no terminal) nothing is written, nor of a single file, which is done when the bar is.

    The bar is drawn anew with each step, not by a thread of its own: a process that has one cannot be forked, and workers would start later.
    """
    if total < 2 or not console.is_terminal:
        yield lambda done: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console.screen, transient=True, auto_refresh=False) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, advance=1, refresh=True)
