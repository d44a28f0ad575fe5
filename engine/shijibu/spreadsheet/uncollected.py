"""Where much is made and nothing of it goes before the end, such as the cells of a workbook, the collector of garbage waits."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the collector, which would look through all that was made again and again. Whoever made it wait lets it go on, so that it does
    not wait for ever where several threads write."""
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            gc.enable()
