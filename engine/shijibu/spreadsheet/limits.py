"""Every cap on what a returned file may cost us, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps are counted while inflating; of sizes that a file states of itself none is believed, and what says more is refused."""

    file_bytes: int = 50 * 2**20
    """The file as it lies on disk."""
    parts: int = 2_000
    """Members of the zip."""
    inflated_bytes: int = 200 * 2**20
    """All parts, inflated, together. None is held whole in memory but the small ones."""
    tags: int = 4_000_000
    """Tags of all XML parts together: a million styled rows have as many, and each takes a microsecond."""
    tag_bytes: int = 2**20
    """One tag with its attributes: a parser begins a longer one anew with every piece that comes."""
    part_ratio: int = 1_000
    """Inflated size over packed size of one part, beyond `ratio_floor`: an honest styles.xml has a ratio of 100."""
    ratio_floor: int = 8 * 2**20
    """Below this many inflated bytes a part's ratio does not matter."""
    cells: int = 500_000
    """Cells with content in one workbook. One costs about 250 bytes."""
    looks: int = 8_000_000
    """Cells that are looked at to see what lies under merged ranges. Each takes a tenth of a microsecond."""
    shared_strings: int = 500_000
    """Entries of the shared string table."""
    formats: int = 65_536
    """Cell formats that are read: as many as a spreadsheet program can hold."""
    characters: int = 20_000_000
    """Characters of values, formulas and shared strings together. One may cost four bytes, and is copied when joined."""
    cell_characters: int = 32_767
    """Characters of one cell: what a spreadsheet program can hold."""
    formula_characters: int = 8_192
    """Characters of one formula: what a spreadsheet program can hold."""
    rows_beyond: int = 2_000
    """Rows with content below a table's room that are still read: a value dragged down to the last row is one slip, not a million."""
    listed: int = 1_000
    """Contents outside the tables that the clean copy lists."""
    worker_memory_bytes: int = 320 * 2**20
    """Address space of a reading worker (RLIMIT_AS), beyond what its program has mapped when its first job comes."""
    worker_seconds: float = 6
    """Seconds of the processor's time that one job may take, from when a worker begins it. A busy machine does not shorten them."""
    worker_patience: float = 180
    """Seconds by the clock after which a job is given up all the same: it waits for something that never comes."""
