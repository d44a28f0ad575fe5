"""The map of a workbook, blank or returned: what lies where (CONTRACT.md, "fields --json")."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from shijibu.figures.closed import closed_to
from shijibu.issuing.issued import layout_of
from shijibu.problems.refused import Refused
from shijibu.returns.admission import bytes_of, grid_of
from shijibu.returns.returned import Place, Returned, read_back
from shijibu.returns.worker import run
from shijibu.scheme.kept import Kept
from shijibu.scheme.load import SchemeFault
from shijibu.scheme.roster import Unit
from shijibu.spreadsheet.address import address
from shijibu.spreadsheet.field import Field
from shijibu.spreadsheet.limits import Limits
from shijibu.workbook.names import HINT, HINT_LABEL


def fields_in(path: Path, limits: Limits = Limits(), kept: Kept = Kept()) -> dict[str, Any]:
    """The map of the workbook at `path`, read in a worker as every return is. Raises Refused, SchemeFault."""
    ((_, found),) = run(_read, [(path, (path, limits, kept))], limits=limits)
    if isinstance(found, (Refused, SchemeFault)):
        raise found
    return found


def _read(path: Path, limits: Limits, kept: Kept) -> dict[str, Any] | SchemeFault:
    try:
        return fields_of(read_back(grid_of(bytes_of(path, limits), limits), limits, kept))
    except SchemeFault as fault:  # a worker tells any other exception as the file's fault
        return fault


def fields_of(returned: Returned) -> dict[str, Any]:
    """Every field of every row that the workbook has room for."""
    facts, identity = returned.facts, returned.identity
    listed: list[dict[str, Any]] = []
    for id, (sheet, row, col) in returned.unit_cells.items():
        figure = returned.scheme.unit_figure(id)
        assert figure is not None
        listed.append(_field(f"unit.{id}", sheet.title, address(row, col), figure.label, figure.type, input=False, rule=figure.rule))
    tables = layout_of(returned.scheme, returned.workbook, returned.period, facts).tables
    unit = Unit(code=identity.unit, name=facts.name, kind=facts.kind, extra=facts.extra)
    closed = closed_to(returned.scheme, returned.workbook, returned.period, unit)
    for id, place in returned.places.items():
        room = place.last - place.header or tables[id].rows  # a table found by its headings alone: as it was issued
        for number in range(1, room + 1):
            listed += _row(returned, place, number, closed.get(id, ()))
    return {
        "scheme": identity.scheme,
        "period": identity.period,
        "unit": {"code": identity.unit, "name": facts.name, "kind": facts.kind},
        "fields": listed,
    }


def _row(returned: Returned, place: Place, number: int, closed: Collection[str]) -> list[dict[str, Any]]:
    table, row = place.table, place.header + number
    issued = returned.facts.prefilled.get(table.id, [])
    out = []
    for column in table.columns:
        where = place.address(row, column.id)
        if where is None:
            continue
        committed = (column.carry or column.id in table.begun) and number <= len(issued) and issued[number - 1].get(column.id) is not None
        out.append(
            _field(str(Field(table.id, number, column.id)), place.sheet.title, where, column.label, column.type,
                   input=column.is_input and not committed and column.id not in closed, required=column.required, choices=column.choices,
                   rule=column.rule)
        )
    if HINT in place.columns:
        out.append(_field(str(Field(table.id, number, HINT)), place.sheet.title, address(row, place.columns[HINT]), HINT_LABEL, "text", input=False))
    return out


def _field(id: str, sheet: str, cell: str, label: str, type: str, *, input: bool, required: bool = False,
           choices: list[str] | None = None, rule: str | None = None) -> dict[str, Any]:
    return {"id": id, "sheet": sheet, "cell": cell, "label": label, "type": type, "required": required, "input": input,
            "choices": choices, "rule": rule}
