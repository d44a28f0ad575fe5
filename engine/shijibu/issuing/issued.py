"""One unit's workbook, ready to send: a master with everything that is the unit's own patched in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from math import ceil
from typing import Any

from shijibu.figures.closed import closed_to
from shijibu.figures.evaluation import Book, Evaluation, PastRound, Scope
from shijibu.figures.live_formula import Live
from shijibu.figures.owed import dues, knows_roster
from shijibu.issuing.master_writer import Shape
from shijibu.issuing.masters import Masters
from shijibu.issuing.prefill import Rows, cached_figures, facts_of, prefilled_rows, rows_of
from shijibu.issuing.reached import Standings
from shijibu.issuing.sheet_personal import chosen_place
from shijibu.issuing.shown import Shown, display_names
from shijibu.outside_text import clean, fit
from shijibu.scheme.load import version
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Roster, Unit
from shijibu.scheme.sheets import PersonalSheet, Workbook
from shijibu.spreadsheet.address import address
from shijibu.spreadsheet.wording import NO_FIGURE
from shijibu.workbook.hidden import IDS_COLUMN, NAMES_COLUMN
from shijibu.workbook.identity import Facts, Identity, digest_of, in_cells
from shijibu.workbook.layout import Layout, Place, layout
from shijibu.workbook.names import FACT_CELLS, HIDDEN_SHEET, IDENTITY_PROPERTY
from shijibu.workbook.printed import head_line
from shijibu.workbook.template import filled, told_of


class RoundWorkbooks:
    """Makes the workbooks of one round."""

    def __init__(self, scheme: Scheme, period: Period, roster: Roster, *, deadline: date, live: Live = "hybrid",
                 past: Sequence[PastRound] = ()) -> None:
        self.past = past
        self.scheme, self.period, self.roster, self.deadline, self.live = scheme, period, roster, deadline, live
        self._masters = Masters(scheme, period, deadline, live, {u.code: (u.name, u.kind) for u in roster.units})
        self._standings: dict[tuple[object, ...], Standings] = {}
        self._version = version(scheme)

    def workbook(self, unit: Unit, number: int, key: bytes, committed: Rows | None = None) -> tuple[bytes, Rows]:
        """The unit's workbook and what was filled in."""
        kind = self.scheme.workbook_for(unit.code)
        rows = prefilled_rows(self.scheme, kind, self.period, unit, self.roster, committed, self.past)
        facts = facts_of(self.scheme, kind, self.period, unit, self.roster, self.deadline.isoformat(), rows)
        text = facts.text()
        chunks = in_cells(text)
        shape = shape_of(kind, self.period, facts, closed_to(self.scheme, kind, self.period, unit), len(chunks))
        master, placed = self._masters.of(kind, shape)
        identity = Identity(self.scheme.id, self._version, str(self.period), unit.code, number, digest_of(text)).signed(key)
        changes = self.own_cells(unit, kind, placed, shape, facts, chunks, identity)
        made = datetime(self.period.start.year, self.period.start.month, self.period.start.day, tzinfo=UTC)
        return master.fill(changes, properties={IDENTITY_PROPERTY: identity.text()}, modified=made), rows

    def own_cells(
        self, unit: Unit, kind: Workbook, placed: Layout, shape: Shape, facts: Facts, chunks: Sequence[str], identity: Identity,
    ) -> dict[str, dict[str, Any]]:
        """Everything in the workbook that is the unit's own: sheet -> cell -> value. placed, shape: the master's; chunks: of the facts."""
        changes = self._changes(unit, kind, placed, shape, facts)
        hidden = {"A1": identity.text()} | {f"A{i}": chunk for i, chunk in enumerate(chunks, 2)}
        for i, (name, id) in enumerate(display_names(facts), 1):
            hidden |= {address(i, NAMES_COLUMN): clean(name), address(i, IDS_COLUMN): id}
        changes[HIDDEN_SHEET] = hidden | self._of_people(unit, placed, facts)
        return changes

    def _of_people(self, unit: Unit, placed: Layout, facts: Facts) -> dict[str, Any]:
        """What is known of each official, and owed, in the hidden sheet."""
        asked, layout, out = self._known, placed.hidden, dict[str, Any]()
        rows = {o["id"]: n for n, o in enumerate(facts.officials, 1)}
        for o in facts.officials:
            scope = Scope(o.get("unit", unit.code), official=o["id"])
            for id, column in layout.known.items():
                out[address(rows[o["id"]], column)] = clean(str(asked.value(id, scope) or ""))
        for due in dues((t.table for t in placed.tables.values()), asked, unit.code):
            row = rows.get(due.official, 0) if due.official else 1
            if row:
                out[address(row, layout.owed[due.table.id].due)] = due.least
        return out

    def _standing_of(self, workbook: Workbook, placed: Layout, shape: Shape) -> Standings:
        key = (workbook.id, *shape.key)
        if key not in self._standings:
            self._standings[key] = Standings(self.scheme, self.period, placed, shape)
        return self._standings[key]

    @cached_property
    def _known(self) -> Evaluation:
        return knows_roster(self.scheme, self.period, self.roster)

    def _changes(self, unit: Unit, workbook: Workbook, placed: Layout, shape: Shape, facts: Facts) -> dict[str, dict[str, Any]]:
        changes: dict[str, dict[str, Any]] = {}
        rows = facts.prefilled

        def put(place: Any, value: Any) -> None:
            changes.setdefault(place.sheet, {})[place.cell] = fit(value)

        kind = self.scheme.kind(unit.kind)
        told = {
            "name": unit.name, "code": NO_FIGURE if workbook.county else unit.code, "kind": kind.label if kind else unit.kind,
            "period": self.period.label, "deadline": self.deadline.isoformat(), "team_size": len(self.roster.team(unit.code)),
        }
        for id, place in placed.cover.attributes.items():
            put(place, told[id])
        stands_for = told_of(self.scheme, told) if placed.texts else {}
        for place, text in placed.texts:
            put(place, filled(text, stands_for))
        line = head_line(self.scheme, (unit.name, unit.code), self.period.label, self.deadline, county=workbook.county)
        for sheet in placed.sheets:
            if not sheet.sheet.cover and sheet.drawn is None:
                changes.setdefault(sheet.sheet.title, {})[address(2, sheet.begin)] = clean(line)
            if sheet.sheet.personal and facts.officials:
                chosen = address(*chosen_place(sheet.sheet.personal, sheet.drawn))
                changes.setdefault(sheet.sheet.title, {})[chosen] = clean(first_shown(workbook, sheet.sheet.personal, facts))
        shown, tables = Shown.of(facts), placed.tables
        for id, issued in rows.items():
            table = tables[id]
            columns = {c.id: (c.type, table.columns[c.id]) for c in table.table.columns}
            for row, values in enumerate(issued, table.first):
                for column, value in values.items():
                    if value is not None:
                        kind_of_value, at = columns[column]
                        put(Place(table.sheet, row, at), shown.in_cell(kind_of_value, value))
        entered = rows_of({id: issued for id, issued in rows.items() if not tables[id].table.begun})  # what went out begun is no row yet
        asked = Evaluation(self.scheme, self.period, self.roster, {unit.code: Book(unit.code, entered)})
        stands = self._standing_of(workbook, placed, shape).of(asked, self._known, unit.code, entered)
        for id, place in placed.cover.box.items():
            put(place, stands.to_mend[id])
            put(placed.cover.reached(id), stands.reached[id])
        put(placed.cover.state, stands.verdict)
        if placed.cover.problems:
            put(placed.cover.figures[placed.cover.problems], stands.errors)
        for field, value in cached_figures(asked, workbook, unit, entered).items():
            put(placed.cell(field), "" if value is None else value)
        return changes


def shape_of(
    kind: Workbook, period: Period, facts: Facts, closed: Mapping[str, Collection[str]] | None = None, chunks: int | None = None,
) -> Shape:
    """The shape of a workbook that was, or is to be, issued with these facts. closed: the columns that are not for the unit to fill in; chunks: how
    many cells the facts take, where that is known.
    """
    tables = {t.id: t for t in kind.tables_of(period.round)}
    rows = {t: r for t, r in facts.prefilled.items() if t in tables}
    return Shape(
        sum(bool(o["team"]) for o in facts.officials), len(facts.officials),
        {t: len(r) for t, r in rows.items() if tables[t].is_fixed and not tables[t].of_team},
        {t: tuple(tuple(c for c, v in row.items() if v is not None) for row in r) for t, r in rows.items() if not tables[t].is_fixed},
        FACT_CELLS * ceil((len(facts.chunks()) if chunks is None else chunks) / FACT_CELLS),
        closed or {},
    )


def layout_of(scheme: Scheme, kind: Workbook, period: Period, facts: Facts) -> Layout:
    """Where everything stood in a workbook as it was issued with these facts."""
    shape = shape_of(kind, period, facts)
    return layout(scheme, kind, period.round, team_size=shape.team_size, staff_size=shape.staff_size, subject_rows=shape.subject_rows,
                  committed_rows=shape.committed_rows)


def first_shown(workbook: Workbook, personal: PersonalSheet, facts: Facts) -> str:
    """Whose form a printed sheet shows as issued: the first official who has a prefilled row of its tables, else the first there is."""
    wanted = {personal.of, *(fact.path[0] for fact in personal.facts)}
    owners = {t.id: t.owner for s in workbook.sheets for t in s.tables if t.id in wanted and t.owner}
    named = {row.get(owner) for table, owner in owners.items() for row in facts.prefilled.get(table, [])}
    names = display_names(facts)
    return next((name for name, id in names if id in named), names[0][0])
