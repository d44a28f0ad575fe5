"""Memory that is given back to the system."""

from __future__ import annotations

import ctypes
import sys

_LARGE = 1024 * 1024
_MMAP_THRESHOLD = -3  # M_MMAP_THRESHOLD of malloc.h


def give_back_large() -> None:
    """From now on what takes a megabyte or more is the system's again once it is free. glibc would learn to keep it, for each of many threads:
    a password's hash takes 16 MB for a moment, and three hundred units that sign in would leave the server with most of a gigabyte."""
    if sys.platform == "linux":
        try:
            ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, _LARGE)
        except (OSError, AttributeError):  # a system with another library, which has habits of its own
            return
