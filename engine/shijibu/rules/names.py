"""What a function is called in each host. In a sheet it is SHIJI.X; Excel stores the functions of an Office.js add-in as
_xldudf_SHIJI_X, and a VBA wrapper, which can hold no dot, is SHIJI_X."""

from __future__ import annotations

import re

PREFIX = "SHIJI."
VBA_PREFIX = "SHIJI_"
_FOREIGN = re.compile(r'("(?:[^"]|"")*"|\'(?:[^\']|\'\')*\')|\b_xldudf_SHIJI_(?=[A-Z])|(?<![\w.])SHIJI_(?=[A-Z]\w*\s*\()', re.I)


def canonical_formula(formula: str) -> str:
    """`formula` with our functions by the name that every host with a dot knows; texts within it stay as they are."""
    return _FOREIGN.sub(lambda m: m[1] if m[1] is not None else PREFIX, formula)
