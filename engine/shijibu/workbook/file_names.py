"""Under which names the workbooks of a round go out and come back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from shijibu.files import distinct_names
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.sheets import Workbook

MANIFEST = "manifest.json"


def workbook_names(scheme: Scheme, period: Period, units: Mapping[str, str]) -> dict[str, str]:
    """Each unit's file (code -> name of the unit, in): no two are one file, and none is the manifest."""
    kinds: dict[str, tuple[Workbook, list[str]]] = {}
    for code in units:
        kind = scheme.workbook_for(code)
        kinds.setdefault(kind.id, (kind, []))[1].append(code)
    names: dict[str, str] = {}
    for kind, codes in kinds.values():
        wanted = {code: kind.file.format(period=period, code=code, name=units[code]) for code in codes}
        names |= distinct_names(wanted, PurePath(kind.file).suffix, taken=(MANIFEST, *names.values()))
    return names
