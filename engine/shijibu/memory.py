"""What becomes of memory that is free again. Only glibc is told; other systems keep their own habits."""

from __future__ import annotations

import ctypes
import sys

_LARGE = 1024 * 1024
_A_WORKBOOK = 32 * 1024 * 1024
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of malloc.h


def give_back_large() -> None:
    """From now on what takes a megabyte or more is the system's again once it is free. glibc would learn to keep it, for each of many threads:
    a password's hash takes 16 MB for a moment, and three hundred units that sign in would leave the server with most of a gigabyte."""
    _tell({_MMAP_THRESHOLD: _LARGE})


def keep_for_the_next() -> None:
    """From now on what a workbook took is kept for the next one, where the environment has told glibc to give it back at once: to have it from
    the system again, page by page, takes a sixth of a check."""
    _tell({_MMAP_THRESHOLD: _A_WORKBOOK, _TRIM_THRESHOLD: _A_WORKBOOK})


def _tell(settings: dict[int, int]) -> None:
    if sys.platform != "linux":
        return
    try:
        libc = ctypes.CDLL(None)
        for parameter, value in settings.items():
            libc.mallopt(parameter, value)
    except (OSError, AttributeError):  # it has another library
        return
