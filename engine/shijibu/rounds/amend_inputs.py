"""Reads what the county office asks to amend, `tasks[3].actual=0.45`, as strictly as a returned cell, and says everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shijibu.errors import ShijibuError
from shijibu.figures.evaluation import Book, Row
from shijibu.issuing.issued import layout_of
from shijibu.issuing.prefill import facts_of
from shijibu.ledger import Round
from shijibu.problems.finding import Finding
from shijibu.problems.problem import problem_of
from shijibu.returns.entry import People, read_entry
from shijibu.returns.grid import Cell
from shijibu.rounds.amend import known_by
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Roster, Unit
from shijibu.scheme.sheets import Column, Table, Workbook
from shijibu.spreadsheet.field import Field
from shijibu.spreadsheet.names import near_words
from shijibu.spreadsheet.text import folded
from shijibu.workbook.names import HINT

_WHOLE_ROW = re.compile(r"(\w+)\[([1-9]\d{0,6})\]\s*[=＝]\s*")


class CannotAmend(ShijibuError):
    """What the office asks to amend cannot be; `reasons` says why, a sentence each."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons

    @property
    def sentences(self) -> list[str]:
        return self.reasons


@dataclass(frozen=True, slots=True)
class Asked:
    """One input cell as it is to be; `row` as in an objection's `changed`, `before` what stands there now."""

    field: str
    column: Column
    row: dict[str, Any] | None
    before: Any
    value: Any


@dataclass(frozen=True, slots=True)
class Amendable:
    """An input cell that may be amended, and what stands there now; `row` as in an objection's `changed`."""

    field: str
    row: dict[str, Any] | None
    value: Any


class Desk:
    """One unit's workbook of a round, whose input cells may be amended. `returned` as it came, `now` with earlier amendments."""

    def __init__(self, scheme: Scheme, period: Period, round_: Round, roster: Roster, unit: str, returned: Book, now: Book) -> None:
        self.scheme, self.period, self.roster, self.unit, self.returned, self.now = scheme, period, roster, unit, returned, now
        self.workbook = scheme.workbook_for(unit)
        self.issued = dict(round_.issues[unit].prefilled) if unit in round_.issues else {}
        facts = facts_of(scheme, self.workbook, period, self._who(), roster, None, self.issued)
        self.people = People.of(facts.officials, facts.units)
        self.room = layout_of(scheme, self.workbook, period, facts)

    def _who(self) -> Unit:
        return self.roster.unit(self.unit) or Unit(code=self.unit, name=self.workbook.unit_name or self.workbook.title, kind="county")

    def read(self, texts: Iterable[str]) -> list[Asked]:
        """What is asked, each `field=value`; an empty value empties the cell, `tasks[3]=` the whole row. Raises CannotAmend with everything
        that is wrong."""
        asked, wrong = [], []
        for text in texts:
            try:
                asked += [self._one(one) for one in self._cells(text)]
            except CannotAmend as error:
                wrong += error.reasons
        fields = [a.field for a in asked]
        wrong += [f"{f} 写了不止一次" for f in dict.fromkeys(fields) if fields.count(f) > 1]
        wrong += self._incomplete(asked)
        if wrong:
            raise CannotAmend(wrong)
        return asked

    def amendable(self) -> Iterator[Amendable]:
        """The input cells that may be amended, of the rows in which something stands, table by table."""
        for table in self.workbook.tables_of(self.period.round):
            for row in self.now.tables.get(table.id, []):
                raw = _row(self.returned, table.id, row.index)
                known = known_by(table, raw) if raw else None
                for column in table.columns:
                    field = str(Field(table.id, row.index, column.id))
                    if column.is_input and self._may_be_amended(field):
                        yield Amendable(field, known, row.values.get(column.id))

    def _may_be_amended(self, field: str) -> bool:
        try:
            self._place(field)
        except CannotAmend:
            return False
        return True

    def _cells(self, text: str) -> list[str]:
        """What is asked of single cells: `tasks[3]=` asks to empty each that has something."""
        match = _WHOLE_ROW.fullmatch(folded(text))
        table = next((t for t in self.workbook.tables_of(self.period.round) if match and t.id == match[1]), None)
        if match is None or table is None:
            return [text]
        row = _row(self.now, table.id, int(match[2]))
        if row is None:
            raise CannotAmend([f"“{table.title}”第 {match[2]} 行没有填报，没有可清空的"])
        return [f"{Field(table.id, row.index, c.id)}=" for c in table.columns if c.is_input and row.values.get(c.id) is not None]

    def _one(self, text: str) -> Asked:
        named, *values = re.split("[=＝]", text, maxsplit=1)
        if not values:
            raise CannotAmend([f"“{text}”应写成 栏目=值，如 tasks[3].actual=0.45"])
        field, value = folded(named), values[0].strip()
        table, index, column = self._place(field)
        # As text, which every type reads; that a number was typed as text is only a notice.
        entry = read_entry(column, Cell(value, "text"), self.people)
        findings = [Finding(kind, field=field, value=value) for kind in entry.problems]
        problems = [p for p in (problem_of(f, self.scheme.severities) for f in findings) if p.severity == "error"]
        if problems:
            raise CannotAmend([f"{field}（{column.label}）：{p.message}{'；' + p.fix if p.fix else ''}" for p in problems])
        row = _row(self.now, table.id, index)
        before = row.values.get(column.id) if row else None
        if before == entry.value:
            raise CannotAmend([f"{field}（{column.label}）现在就是这个值，没有可更改的"])
        raw = _row(self.returned, table.id, index)
        return Asked(field, column, known_by(table, raw) if raw else None, before, entry.value)

    def _place(self, field: str) -> tuple[Table, int, Column]:
        """The cell that a field names, where a unit may write. Raises CannotAmend for what is no such cell."""
        named = Field.parse(field)
        tables = {t.id: t for t in self.workbook.tables_of(self.period.round)}
        if named is None or named.table not in tables:
            raise CannotAmend([self._no_table(field, named.table if named else field.partition(".")[0].partition("[")[0], tables)])
        table, index = tables[named.table], named.row
        column = table.column(named.column)
        if named.column == HINT or (column is not None and column.live is not None):
            raise CannotAmend([f"{field}（{column.label if column else '填写提示'}）由公式自动计算，不能更改；请更改它所依据的填报内容"])
        if column is None:
            near = _near(named.column, {c.id: c.label for c in table.columns if c.is_input})
            raise CannotAmend([f"{field}：“{table.title}”没有“{named.column}”这一栏{near}"])
        issued = self.issued.get(table.id, [])
        committed = column.carry and index <= len(issued) and issued[index - 1].get(column.id) is not None
        if not column.is_input or committed:
            why = "是以前各轮承诺后带入的，请在承诺的那一轮更改" if committed else "由考评办下发时填好"
            raise CannotAmend([f"{field}（{column.label}）{why}，不能更改"])
        room = len(self.now.tables.get(table.id, [])) if table.is_fixed else self.room.tables[table.id].rows
        if _row(self.now, table.id, index) is None and (table.is_fixed or index > room):
            raise CannotAmend([f"{field}：“{table.title}”没有第 {index} 行，共 {room} 行"])
        return table, index, column

    def _no_table(self, field: str, named: str, tables: Mapping[str, Table]) -> str:
        if named == "unit":
            return f"{field} 由公式自动计算，不能更改；请更改它所依据的填报内容，如 tasks[3].actual=0.45"
        other = _book_with(self.scheme, self.period, named)
        if other is not None and other.county != self.workbook.county:
            owner = other.unit_code or "COUNTY" if other.county else "单位编码"
            return f"{field} 在{other.title}里，请加 --unit {owner}"
        if self.scheme.table(named) is not None and named not in tables:
            return f"{field}：本轮没有“{self.scheme.table(named).title}”"  # type: ignore[union-attr]
        near = _near(named, {t.id: t.title for t in tables.values()})
        return f"没有“{field}”这一栏{near}；栏目编号用 shijibu fields 查看，如 tasks[3].actual"

    def _incomplete(self, asked: list[Asked]) -> list[str]:
        """Rows that would lack what every row needs. A row may be emptied altogether, where it is not one that everybody must fill in."""
        rows: dict[tuple[str, int], dict[str, Any]] = {}
        for a in asked:
            field = Field.parse(a.field)
            assert field is not None
            rows.setdefault((field.table, field.row), {})[field.column] = a.value
        out = []
        for (name, index), values in rows.items():
            table, old = self.room.tables[name].table, _row(self.now, name, index)
            after = {c.id: values.get(c.id, old.values.get(c.id) if old else None) for c in table.columns if c.is_input}
            if all(v is None for v in after.values()) and (table.optional or not table.is_fixed):
                continue
            lacking = [c for c in table.columns if c.required and c.is_input and after[c.id] is None]
            if old is None and lacking:
                needed = "、".join(f"{Field(name, index, c.id)}（{c.label}）" for c in lacking)
                out.append(f"“{table.title}”第 {index} 行是新的一行，还须填：{needed}")
            else:
                out += [f"{Field(name, index, c.id)}（{c.label}）必须填写，不能清空" for c in lacking if c.id in values]
        return out


def _row(book: Book, table: str, index: int) -> Row | None:
    return next((r for r in book.tables.get(table, []) if r.index == index), None)


def _book_with(scheme: Scheme, period: Period, table: str) -> Workbook | None:
    """The kind of workbook that has the table in this round."""
    kinds = [scheme.unit_workbook, *(w for w in [scheme.county_workbook(period.round)] if w)]
    return next((w for w in kinds if any(t.id == table for t in w.tables_of(period.round))), None)


def _near(written: str, known: Mapping[str, str]) -> str:
    """`known`: id -> label. People write the label as often as the id."""
    labels = {label: id for id, label in known.items()}
    near = near_words(written, [*known, *labels], most=2, least=0.5)
    ids = dict.fromkeys(labels.get(f, f) for f in near)
    return f"，是不是：{'、'.join(f'{id}（{known[id]}）' for id in ids)}？" if ids else ""
