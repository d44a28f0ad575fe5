"""Every problem that Shijibu itself can name, by code."""

from __future__ import annotations

from shijibu.problems import files, identity, owed, rows, sheets, values
from shijibu.problems.kind import REGISTERED, Kind

MODULES = (files, identity, sheets, rows, values, owed)
CATALOGUE: dict[str, type[Kind]] = {code: kind for code, kind in REGISTERED.items() if kind.__module__ in {m.__name__ for m in MODULES}}
