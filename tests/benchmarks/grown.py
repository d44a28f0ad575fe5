"""A decided county made larger: its units and what they returned once more under other codes, until it has so many officials."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count
from typing import Any

from shijibu.checks.checked import Checked
from shijibu.figures.book import Row
from shijibu.ledger import Ledger
from shijibu.rounds.decided import DecidedRound, decided_round
from shijibu.rounds.evaluated import evaluated
from shijibu.rounds.standing import Standing
from shijibu.scheme.roster import Official, Roster, Unit


def grown(ledger: Ledger, scheme: str, period: str, officials: int) -> DecidedRound:
    """The round computed anew, as a consolidation does it, of at least so many officials."""
    decided = decided_round(ledger, scheme, period)
    units, people = list(decided.roster.units), list(decided.roster.officials)
    files, issues = dict(decided.files.accepted), dict(decided.round.issues)
    for unit, staff, names in _again(decided.roster):
        if len(people) >= officials:
            break
        code = unit.code
        called = {"code": names[code], "name": f"{unit.name}{names[code]}", "links": tuple(names[linked] for linked in unit.links)}
        units.append(unit.model_copy(update=called))
        people += [o.model_copy(update={"id": names[o.id], "unit": names[code]}) for o in staff]
        issues[names[code]] = replace(issues[code], unit=names[code])
        if code in files:  # else it is sent back, and its double did not come
            files[names[code]] = _renamed(files[code], names)
    missing = sorted({*decided.results.missing, *(issues.keys() - files.keys() - decided.files.rejected_units)})
    round_ = replace(decided.round, roster=Roster.of(units, people).kept(), issues=issues)
    accepted = replace(decided.files, accepted=dict(sorted(files.items())))
    stand = replace(Standing.of_results(decided.results), missing=missing)
    done = evaluated(ledger, decided.scheme, decided.period, round_, accepted, stand, amendments=())
    done.as_it_stands(ledger)
    return done


def _again(roster: Roster) -> Iterator[tuple[Unit, list[Official], Mapping[str, str]]]:
    """The units again and again, each with its officials, and with what every code and id is called this time."""
    for times in count(2):
        names = {u.code: f"{u.code}x{times}" for u in roster.units} | {o.id: f"{o.id}x{times}" for o in roster.officials}
        for unit in roster.units:
            yield unit, roster.staff(unit.code), names


def _renamed(file: Checked, names: Mapping[str, str]) -> Checked:
    """What a unit returned, with the others' codes and ids in it."""

    def told(value: Any) -> Any:
        return ";".join(names.get(part, part) for part in value.split(";")) if isinstance(value, str) else value

    tables = {table: [Row(r.index, {c: told(v) for c, v in r.values.items()}, r.cells) for r in rows] for table, rows in file.tables.items()}
    return replace(file, unit=told(file.unit), path=f"{told(file.unit)}.xlsx", tables=tables)
