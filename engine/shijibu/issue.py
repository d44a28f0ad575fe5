"""Sending out a round: a workbook for every unit, recorded in the ledger; and writing what a decided round produces."""

from __future__ import annotations

import hashlib
import json
import os
import re
from datetime import date
from pathlib import Path
from typing import Any

from shijibu.consolidate.amend import Amendment, amended, amendments_of
from shijibu.consolidate.reopen import rows_of
from shijibu.consolidate.results import past_rounds
from shijibu.consolidate.rules import hold_to, rules_of
from shijibu.ledger import Issue, Ledger, Return
from shijibu.scheme.compile import Live
from shijibu.scheme.evaluate import Book
from shijibu.scheme.load import text_of, version
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Roster, Unit
from shijibu.workbook.issued import Press
from shijibu.workbook.prefill import Rows, committed_rows

MANIFEST = "manifest.json"
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def issue_round(
    scheme: Scheme, period: Period, roster: Roster, ledger: Ledger, out: Path, *, deadline: date | None = None, live: Live = "hybrid"
) -> list[Issue]:
    """Write one workbook a unit, and the county's own where the round has one, into `out`, with a manifest; record it all. Raises RulesDiffer."""
    hold_to(ledger, scheme, period)
    due = deadline or scheme.due(period)
    out.mkdir(parents=True, exist_ok=True)
    units = list(roster.units)
    county = scheme.county_workbook(period.round)
    if county is not None:
        units.append(Unit(code=county.unit_code or "COUNTY", name=county.unit_name or county.title, kind="county"))
    committed = _committed(scheme, period, ledger)
    past = past_rounds(ledger.decisions(scheme.id, before=str(period)), scheme)
    press, key = Press(scheme, period, roster, deadline=due, live=live, past=past), ledger.key()
    issued: list[Issue] = []
    for unit, number in zip(units, ledger.next_numbers(len(units)), strict=True):
        data, prefilled = press.workbook(unit, number, key, committed.get(unit.code))
        file = _UNSAFE.sub("_", scheme.workbook_for(unit.code).file.format(period=period, code=unit.code, name=unit.name))
        write_atomically(out / file, data)
        issued.append(Issue(unit.code, number, file, hashlib.sha256(data).hexdigest(), prefilled))
    told = version(scheme)
    manifest = {
        "scheme": scheme.id, "version": told, "period": str(period), "deadline": due.isoformat(),
        "issued": [{"unit": i.unit, "number": i.number, "file": i.file, "sha256": i.sha256} for i in issued],
    }
    write_atomically(out / MANIFEST, (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode())
    ledger.record_issue(scheme.id, str(period), version=told, deadline=due, roster=roster.model_dump(mode="json"), issued=issued,
                        text=text_of(scheme))
    return issued


def _committed(scheme: Scheme, period: Period, ledger: Ledger) -> dict[str, Rows]:
    """What each unit committed earlier in the year: every table as its latest accepted return in a round with that table has it.

    A table that is carried over the year's end looks back into last year as well.
    """
    this_year = [p for p in period.of_year if p < period]
    last_year = period.of_year[0].previous.of_year
    together: dict[tuple[str, ...], set[str]] = {}  # rounds -> the tables that these have
    for table in (t for w in scheme.workbooks for t in w.tables_of(period.round) if any(c.carry for c in t.columns)):
        earlier = [*last_year, *this_year] if table.carry_over_year else this_year
        there = tuple(str(p) for p in earlier if any(t.id == table.id for w in scheme.workbooks for t in w.tables_of(p.round)))
        together.setdefault(there, set()).add(table.id)
    out: dict[str, Rows] = {}
    for periods, tables in together.items():
        returned = ledger.accepted_returns(scheme.id, before=str(period), periods=periods)
        decided = {r.period for r in returned.values() if r.period}
        amendments = {p: (rules_of(ledger, scheme.id, p).scheme, amendments_of(ledger, scheme.id, p)) for p in decided}
        for unit, r in returned.items():
            rows = committed_rows(scheme, unit, _tables(r, *amendments.get(r.period or "", (scheme, []))), period)
            out.setdefault(unit, {}).update((table, rows[table]) for table in tables & rows.keys())
    return out


def _tables(returned: Return, scheme: Scheme, amendments: list[Amendment]) -> dict[str, list[dict[str, Any]]]:
    """The rows of an accepted return, as upheld objections amended them; scheme: that of its own round."""
    unit = returned.unit or ""
    book = Book(unit, {table: rows_of(told) for table, told in returned.inputs.items()})
    changed, _ = amended(scheme, {unit: book}, [a for a in amendments if a.unit == unit])
    return {table: [{"index": r.index, "values": r.values} for r in rows] for table, rows in changed[unit].tables.items()}


def write_atomically(path: Path, data: bytes) -> None:
    """Whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(data)
    os.replace(part, path)
