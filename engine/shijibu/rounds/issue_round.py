"""Sending out a round: a workbook for every unit, recorded in the ledger; and writing what a decided round produces."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shijibu.checks.folded import rows_of
from shijibu.figures.evaluation import Book
from shijibu.figures.live_formula import Live
from shijibu.files import refuse_changed, together
from shijibu.issuing.issued import RoundWorkbooks
from shijibu.issuing.prefill import Rows, committed_rows, listed_rows
from shijibu.ledger import Issue, Return
from shijibu.rounds.amend import Amendment, amended, amendments_of
from shijibu.rounds.computed import past_rounds
from shijibu.rounds.kept import figures_before
from shijibu.rounds.rules import hold_to, rules_of
from shijibu.rounds.sections import issued_in_parts
from shijibu.scheme.load import text_of, version
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Roster, Unit
from shijibu.scheme.sheets import Workbook
from shijibu.scheme_book.template import with_sound_template
from shijibu.workbook.file_names import MANIFEST, workbook_names

if TYPE_CHECKING:
    from shijibu.ledger import Ledger


class Sending:
    """A round about to go out: everything is found out and refused before anything is made, and comes to its place all together.

    out: the folder. Raises WouldReplace unless `force`, SchemeFault for a template that cannot be used, OSError where the folder cannot take
    the files.
    """

    def __init__(
        self, scheme: Scheme, period: Period, roster: Roster, out: Path, *, deadline: date | None = None, live: Live = "hybrid", force: bool = False
    ) -> None:
        with_sound_template(scheme)
        self.scheme, self.period, self.roster, self.out, self.live, self.force = scheme, period, roster, out, live, force
        self.due = deadline or scheme.due(period)
        self.units = list(roster.units)
        county = scheme.county_workbook(period.round)
        if county is not None:
            self.units.append(county_unit(county))
        self.names = workbook_names(scheme, period, {u.code: u.name for u in self.units})
        refuse_changed(out, (MANIFEST, *self.names.values()), force=force)

    def send(self, ledger: Ledger) -> list[Issue]:
        """One workbook a unit, and the county's own where the round has one, with a manifest; all of it recorded, or nothing is left.

        Raises RulesDiffer, LedgerUnavailable, WouldReplace, OSError.
        """
        scheme, period = self.scheme, self.period
        hold_to(ledger, scheme, period)
        committed = _committed(scheme, period, ledger)
        past = past_rounds(figures_before(ledger, scheme.id, str(period)), scheme)
        workbooks, key = RoundWorkbooks(scheme, period, self.roster, deadline=self.due, live=self.live, past=past), ledger.key()
        issued: list[Issue] = []
        with together(self.out, force=self.force) as batch:
            for unit, number in zip(self.units, ledger.next_numbers(len(self.units)), strict=True):
                kind = scheme.workbook_for(unit.code)
                known = committed.get(unit.code, {}) | (listed_rows(kind, period, committed, self.roster) if kind.county else {})
                data, prefilled = workbooks.workbook(unit, number, key, known)
                file = self.names[unit.code]
                batch.write(file, data)
                issued.append(Issue(unit.code, number, file, hashlib.sha256(data).hexdigest(), prefilled))
            of = version(scheme)
            manifest = {
                "scheme": scheme.id, "version": of, "period": str(period), "deadline": self.due.isoformat(),
                "issued": [{"unit": i.unit, "number": i.number, "file": i.file, "sha256": i.sha256} for i in issued],
            }
            batch.write(MANIFEST, (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode())
            # The files come to their places within the ledger's transaction: a failure of either takes back both.
            ledger.record_issue(scheme.id, str(period), version=of, deadline=self.due, roster=issued_in_parts(self.roster), issued=issued,
                                text=text_of(scheme), publish=batch.publish)
        return issued


def issue_round(
    scheme: Scheme, period: Period, roster: Roster, ledger: Ledger, out: Path, *, deadline: date | None = None, live: Live = "hybrid",
    force: bool = False,
) -> list[Issue]:
    """Send a round out into `out`. Raises as Sending does."""
    return Sending(scheme, period, roster, out, deadline=deadline, live=live, force=force).send(ledger)


def county_unit(workbook: Workbook) -> Unit:
    """The office whose workbook is the county's own."""
    return Unit(code=workbook.unit_code or "COUNTY", name=workbook.unit_name or workbook.title, kind="county")


def _committed(scheme: Scheme, period: Period, ledger: Ledger) -> dict[str, Rows]:
    """What each unit committed earlier in the year: every table as its latest accepted return in a round with that table has it.

    A table that is carried over the year's end looks back into last year as well.
    """
    this_year = [p for p in period.of_year if p < period]
    last_year = period.of_year[0].previous.of_year
    rounds: dict[tuple[str, ...], set[str]] = {}  # rounds -> the tables that these have
    for table in (t for w in scheme.workbooks for t in w.tables_of(period.round) if any(c.carry for c in t.columns)):
        earlier = [*last_year, *this_year] if table.carry_over_year else this_year
        having = tuple(str(p) for p in earlier if any(t.id == table.id for w in scheme.workbooks for t in w.tables_of(p.round)))
        rounds.setdefault(having, set()).add(table.id)
    out: dict[str, Rows] = {}
    for periods, tables in rounds.items():
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
    book = Book(unit, {table: rows_of(kept) for table, kept in returned.inputs.items()})
    changed, _ = amended(scheme, {unit: book}, [a for a in amendments if a.unit == unit])
    return {table: [{"index": r.index, "values": r.values} for r in rows] for table, rows in changed[unit].tables.items()}
