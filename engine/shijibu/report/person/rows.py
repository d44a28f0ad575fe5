"""The rows of returned workbooks that name an official as owner: records, projects, tasks, votes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shijibu.figures.evaluation import Row, Scope
from shijibu.report.listed import Column
from shijibu.report.objections import input_change
from shijibu.report.reported_round import ReportedRound, as_shown
from shijibu.scheme.sheets import Column as TableColumn
from shijibu.scheme.sheets import Sheet, Table

_KINDS = {"number": "number", "integer": "integer", "percent": "percent"}
AMENDED = "更正"
_WIDE = 20
_OTHERS = "他人"
SectionParts = tuple[str, str, list[Column], list[list[Any]]]
"""Title, note, columns and rows."""


@dataclass(frozen=True, slots=True)
class Owned:
    """A row of an accepted workbook, in which round and in whose workbook."""

    period: str
    holder: str
    table: str
    row: Row

    @property
    def field(self) -> str:
        """tasks[3]"""
        return f"{self.table}[{self.row.index}]"


def owned_rows(reported: ReportedRound, id: str) -> Iterator[Owned]:
    """The rows of every table whose owner column names this one; where a table has none, any column that names officials.

    A row that the table withholds, such as a complaint that is not settled, is none.
    """
    official = reported.roster.official(id)
    assert official is not None
    scope = Scope(official.unit, official=id)
    for workbook in reported.scheme.workbooks:
        for table in workbook.tables_of(reported.period.round):
            named = [pair for column in _naming(table) for pair in reported.evaluation.rows_everywhere(table.id, column, scope)]
            once = {(holder, row.index): row for holder, row in named}
            day = _diary(table)
            for holder, index in sorted(once, key=lambda at: (at[0], str(once[at].values.get(day) or "") if day else "", at[1])):
                if table.withhold_while and reported.evaluation.true(table.withhold_while, Scope(holder, table=table.id, row=index)):
                    continue
                yield Owned(str(reported.period), holder, table.id, once[holder, index])


def _naming(table: Table) -> list[str]:
    """The columns that say whose row it is; none where nobody fills anything in. A row that a unit owns may still name an official."""
    if not any(c.is_input for c in table.columns):
        return []
    owner = table.column(table.owner or "")
    return [owner.id] if owner and owner.type != "units" else [c.id for c in table.columns if c.type == "official" and c.is_input]


def _diary(table: Table) -> str | None:
    """The date column of a table whose rows begin with one: such rows are told by date."""
    first = next((c for c in table.columns if c.is_input and c.type != "official"), None)
    return first.id if first is not None and first.type == "date" else None


def table_sections(id: str, owned: Sequence[Owned], rounds: Mapping[str, ReportedRound]) -> Iterator[SectionParts]:
    """Title, note, columns and rows for each table that has rows of the official, in the workbooks' order. rounds: by period, oldest first.

    Rounds may go by several versions of the scheme: the latest says the order and the headings, what only an earlier one has comes after.
    """
    tables: dict[str, tuple[Sheet, Table]] = {}
    for reported in reversed(list(rounds.values())):
        for sheet in (s for w in reported.scheme.workbooks for s in w.sheets):
            for table in sheet.tables:
                own = table.without_last()  # each round's own value stands there anyway
                title, columns = tables.get(table.id, (sheet, own))
                more = [c for c in own.columns if columns.column(c.id) is None]
                tables[table.id] = title, columns.model_copy(update={"columns": [*columns.columns, *more]}) if more else columns
    for sheet, table in tables.values():
        mine = [o for o in owned if o.table == table.id]
        if mine:
            yield _section(sheet, table, id, mine, rounds)


def _section(sheet: Sheet, table: Table, id: str, owned: Sequence[Owned], rounds: Mapping[str, ReportedRound]) -> SectionParts:
    cells = {c.id: [_cell(rounds[o.period], o, c.id) for o in owned] for c in table.columns}
    columns = [c for c in table.columns if not _says_who(c, id, owned, rounds) and any(v not in (None, "") for v in cells[c.id])]
    homes = {o.period: who.unit for o in owned if (who := rounds[o.period].roster.official(id))}
    elsewhere = any(o.holder != homes[o.period] for o in owned)
    notes = [_amended(rounds[o.period], o) for o in owned]
    rows = []
    for i, (o, note) in enumerate(zip(owned, notes, strict=True)):
        m = rounds[o.period]
        rows.append([m.period.label, *([m.unit_name(o.holder)] if elsewhere else []),
                     *(_value(m, c, cells[c.id][i], id) for c in columns), *([note] if any(notes) else [])])
    headings = [Column("期次", middle=True, most=18), *([Column("工作簿", most=18)] if elsewhere else []), *map(_column, columns),
                *([Column(AMENDED, most=30)] if any(notes) else [])]
    where = f"“{sheet.title}”表" + (f"的“{table.title}”" if table.title != sheet.title else "")
    return table.title, f"各期填报在{where}，共 {len(rows)} 行；没有填的栏目不列", headings, rows


def _cell(reported: ReportedRound, owned: Owned, column: str) -> Any:
    """None where the round's own table has no such column."""
    table = reported.scheme.table(owned.table)
    return reported.evaluation.cell(owned.holder, owned.table, owned.row, column) if table and table.column(column) else None


def _says_who(column: TableColumn, id: str, owned: Iterable[Owned], rounds: Mapping[str, ReportedRound]) -> bool:
    """Whether a column only repeats whose file it is."""
    if column.live is not None:
        return False
    return all(o.row.values.get(column.id) in (id, who.name if (who := rounds[o.period].roster.official(id)) else id) for o in owned)


def _column(column: TableColumn) -> Column:
    """A number that was typed in shows the decimals that were typed."""
    kind = "typed" if column.type == "number" and column.live is None else _KINDS.get(column.type, "text")
    middle = column.type in (*_KINDS, "date", "choice")
    return Column(column.label, kind, most=44 if column.width > _WIDE else 22, colours=column.colours, middle=middle)


def _value(reported: ReportedRound, column: TableColumn, value: Any, id: str) -> Any:
    """A cell as people read it: units by name, the official too, other officials by their post."""
    roster = reported.roster
    if column.type == "official" and value:
        official = roster.official(str(value))
        return _OTHERS if official is None else official.name if official.id == id else official.post or _OTHERS
    if column.type == "units" and value:
        return "、".join(unit.name if (unit := roster.unit(code)) else code for code in str(value).split(";"))
    if column.type == "percent" or (column.type == "number" and column.live is None and isinstance(value, (int, float))):
        return value
    return as_shown(value)


def _amended(reported: ReportedRound, owned: Owned) -> str:
    """The cells of a row that upheld objections changed."""
    said = []
    for a in reported.results.amendments:
        head, _, _ = a.field.partition(".")
        if (a.unit, head, a.state) == (owned.holder, owned.field, "applied"):
            said.append(f"{a.label} {input_change(reported.scheme, a.field, a.returned, a.amended)}（第 {a.objection} 号异议）")
    return "；".join(said)
