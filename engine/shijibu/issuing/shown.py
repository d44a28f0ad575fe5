"""What a cell shows for the ids and codes that rows hold: people know names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shijibu.spreadsheet.days import serial
from shijibu.spreadsheet.names import Directory
from shijibu.workbook.identity import Facts


@dataclass(frozen=True, slots=True)
class Shown:
    """The names of a workbook's officials by id, and of the county's units."""

    officials: Mapping[str, str]
    units: Directory

    @classmethod
    def of(cls, facts: Facts) -> Shown:
        return cls({id: name for name, id in display_names(facts)}, Directory((code, name) for code, (name, _) in facts.units.items()))

    def in_cell(self, type: str, value: Any) -> Any:
        """An entry as a cell holds it: a date by its serial number, an official by the name in the dropdown, units by name."""
        match type:
            case "date":
                return serial(date.fromisoformat(value))
            case "official":
                return self.officials.get(value, value)
            case "units":
                return self.units.listed(value)
        return value


def display_names(facts: Facts) -> list[tuple[str, str]]:
    """(what the dropdown shows, id) of each official: the name where it is the only one of the unit, else the id."""
    names = [o["name"] for o in facts.officials]
    return [(o["name"] if names.count(o["name"]) == 1 else o["id"], o["id"]) for o in facts.officials]
