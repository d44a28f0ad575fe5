"""A coverage-guided fuzz target (atheris) on the sparse reader: whatever a part holds, the reader gives a grid or a refusal.

The first byte of an input says which part of a workbook the rest is; the other parts are in order. Run by `make fuzz`:
`python tests/fuzz/reader.py -runs=N FOLDER`, where FOLDER holds inputs and takes the new ones. What it finds is kept, named, in
tests/returns/found, where an ordinary test reads it again.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

with atheris.instrument_imports(include=["shijibu.returns"]):
    from shijibu.returns.grid import Grid
    from shijibu.returns.package import Package
    from tests.returns.both_ways import both_ways

from tests.fuzz.seeds import LIMITS, package_of


def one_input(data: bytes) -> None:
    """Raises for what must not be: an exception nobody thought of, cells outside a sheet, another outcome where the parser reads the rows."""
    if not data:
        return
    both = both_ways(package_of(data), LIMITS)
    assert both.plain == both.parsed
    if not isinstance(both.plain, Grid):
        assert both.plain != "file.unreadable"
        return
    for sheet in both.plain.sheets:
        assert all(1 <= r <= 1_048_576 and 1 <= c <= 16_384 for r, c in sheet.cells)


if __name__ == "__main__":
    assert Package.__module__ == "shijibu.returns.package"
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
