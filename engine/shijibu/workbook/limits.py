"""Every cap on what a returned file may cost us, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps are counted while inflating; sizes that a file states of itself are never believed."""

    file_bytes: int = 50 * 2**20
    """The file as it lies on disk."""
    parts: int = 2_000
    """Members of the zip."""
    inflated_bytes: int = 200 * 2**20
    """All parts that are read, inflated, together."""
    part_ratio: int = 1_000
    """Inflated size over packed size of one part, beyond `ratio_floor`: an honest styles.xml has a ratio of 100."""
    ratio_floor: int = 8 * 2**20
    """Below this many inflated bytes a part's ratio does not matter."""
    cells: int = 2_000_000
    """Cells with content in one workbook."""
    shared_strings: int = 1_000_000
    """Entries of the shared string table."""
    characters: int = 50_000_000
    """Characters of values, formulas and shared strings together. One may cost four bytes, and is copied when joined."""
    worker_memory_bytes: int = 3 * 2**29
    """Address space of a reading worker (RLIMIT_AS), beyond what its program has mapped when its first job comes."""
    worker_seconds: float = 60
    """Time that one job may take, from when a worker begins it."""
