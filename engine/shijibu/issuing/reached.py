"""What the cover says of each table: what is owed, what is there; and of all of them: whether the workbook can be handed in.

Each formula stands beside the same in Python, which is written into the cell as the workbook goes out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shijibu.figures.evaluation import Evaluation, Row, Scope
from shijibu.figures.owed import dues, held, is_begun
from shijibu.issuing.hints import in_the_way, issued_hint, reminders, untouched_hint
from shijibu.issuing.master_writer import MasterWriter, Shape
from shijibu.issuing.said_checks import SaidCheck, hidden_checks, row_checks
from shijibu.issuing.sheet_hidden import begun_rows, said_by_rows
from shijibu.rules.native import literal
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.spreadsheet.number import number_text
from shijibu.workbook.hidden import HiddenLayout
from shijibu.workbook.layout import Layout, TableLayout
from shijibu.workbook.names import HINT, REMINDER

NOT_READY, READY, REMINDED = "还不能上报", "可以上报", "处提醒"
NOTHING, OPTIONAL, NOT_ASKED, COUNTED = "尚未填写", "未填（可不填）", "不用填", "自动核对"


def verdict(errors: int, reminded: int) -> str:
    """What check would say, in kind."""
    if errors:
        return f"{NOT_READY}，还有 {errors} 处要完善"
    return f"{READY}，有 {reminded} {REMINDED}" if reminded else READY


def verdict_formula(hidden: HiddenLayout) -> str:
    errors, reminded = hidden.errors, hidden.reminders
    ready = f'IF({reminded}>0,"{READY}，有 "&{reminded}&" {REMINDED}","{READY}")'
    return f'IF({errors}>0,"{NOT_READY}，还有 "&{errors}&" 处要完善",{ready})'


def reached_formula(writer: MasterWriter, table: TableLayout) -> str:
    """What is owed of a table, what is there, and how many reminders its rows hold."""
    if writer.shape.empty(table.table):
        return literal(NOT_ASKED)
    if not any(c.is_input for c in table.table.columns):
        return literal(COUNTED) + _reminded(writer, table)
    there = begun_rows(table)
    if _owes_rows(table):
        return f'"应填 {table.rows} 行，已填 "&{there}&" 行"{_reminded(writer, table)}'
    plain = f'IF({there}=0,{literal(_nothing(table))},"已填 "&{there}&" 行")'
    if table.table.id in writer.layout.hidden.owed:
        expects, (due, done) = table.table.expects, _owed(writer, table)
        assert expects is not None
        plain = f'IF({due}>0,"应填 "&{due}&" {expects.measure}，已填 "&{done}&" {expects.measure}",{plain})'
    return plain + _reminded(writer, table)


def short_formula(writer: MasterWriter, table: TableLayout) -> str:
    """Whether a table has less than is owed, or nothing at all."""
    if writer.shape.empty(table.table) or not any(c.is_input for c in table.table.columns):
        return f"SUMPRODUCT({reminders(table.range(HINT))})>0"
    there = begun_rows(table)
    if table.table.id in writer.layout.hidden.owed:
        due, done = _owed(writer, table)
        return f"AND({due}>0,OR({there}=0,{done}<{due}))"
    if _owes_rows(table):
        return f"{there}<{table.rows}"
    return "FALSE" if _nothing(table) == OPTIONAL else f"{there}=0"


def _nothing(table: TableLayout) -> str:
    """What is said of a table in which nothing is: that it may stay so, unless its rows are reminded of."""
    return NOTHING if untouched_hint(table.table) else OPTIONAL


def _owes_rows(table: TableLayout) -> bool:
    """Whether something must be filled in in each of a table's rows."""
    return table.table.is_fixed and not table.table.optional and any(c.is_input and c.required for c in table.table.columns)


def _owed(writer: MasterWriter, table: TableLayout) -> tuple[str, str]:
    hidden = writer.layout.hidden
    columns = hidden.owed[table.table.id]
    return f"SUM({hidden.range(columns.due)})", f"SUM({hidden.range(columns.held)})"


def _reminded(writer: MasterWriter, table: TableLayout) -> str:
    """What is said of rows that were inserted, and how many reminders there are."""
    count, inserted = f"SUMPRODUCT({reminders(table.range(HINT))})", ""
    if block := writer.outside.get(table.table.id):
        count += f"+SUMPRODUCT({reminders(block.hints)})"
        inserted = f'&IF({block.count}>0,"，插入 "&{block.count}&" 行","")'
    return f'{inserted}&IF({count}>0,"，"&{count}&" {REMINDED}","")'


@dataclass(slots=True)
class Standing:
    """How a workbook stands as it goes out: of each table what the cover says, and how many rows are to be mended."""

    reached: dict[str, str] = field(default_factory=dict)
    to_mend: dict[str, int] = field(default_factory=dict)
    errors: int = 0
    reminded: int = 0

    @property
    def verdict(self) -> str:
        return verdict(self.errors, self.reminded)


class Standings:
    """How workbooks of one shape stand as they go out: what the formulas above come to before anything was entered."""

    def __init__(self, scheme: Scheme, period: Period, placed: Layout, shape: Shape) -> None:
        self.scheme, self.period, self.placed, self.shape = scheme, period, placed, shape
        self._checks = [check for check, _ in hidden_checks(scheme, period, placed)]
        self._rows = {id: _Rows.of(row_checks(scheme, period, placed, table.table), table, shape) for id, table in placed.tables.items()}

    def of(self, asked: Evaluation, known: Evaluation, code: str, rows: dict[str, list[Row]]) -> Standing:
        """One unit's. rows: what is filled in already, as `asked` has it; known: of the roster alone."""
        out, scheme = Standing(), self.scheme
        owed = list(dues((t.table for t in self.placed.tables.values()), known, code))
        for id, table in self.placed.tables.items():
            there_already = rows.get(id, [])
            out.to_mend[id], errors, reminded = self._rows[id].of_unit(asked, code, id, there_already)
            out.errors, out.reminded = out.errors + errors, out.reminded + reminded
            own = [d for d in owed if d.table.id == id]
            there = sum(is_begun(table.table, r) for r in there_already)
            done, due = sum(held(d, there_already) for d in own), sum(d.least for d in own)
            if own and own[0].expects.nothing and not there:
                out.errors += own[0].expects.nothing == "error"
                out.reminded += own[0].expects.nothing != "error"
            elif own and not said_by_rows(scheme.checks, own[0].expects):
                spoken = next((c.check for c in self._checks if c.check.code == own[0].expects.said_by), None)
                few = (d for d in own if held(d, there_already) < d.least)
                out.reminded += sum(spoken is None or not asked.true(spoken.when, Scope(code, official=d.official)) for d in few)
            said = _reached(table, self.shape, there, done, due)
            out.reached[id] = said + (f"，{reminded} {REMINDED}" if reminded else "")
        for said_check in self._checks:
            scopes = [Scope(code)] if said_check.check.each == "unit" else [Scope(code, official=o.id) for o in asked.roster.team(code)]
            n = sum(asked.true(said_check.check.when, s) for s in scopes)
            out.errors, out.reminded = out.errors + n * said_check.error, out.reminded + n * (not said_check.error)
        if any(c.is_input for t in self.placed.tables.values() for c in t.table.columns):
            out.reminded += 1  # nothing was entered yet
        return out


@dataclass(frozen=True, slots=True)
class _Rows:
    """What the hints of a table's rows say in every workbook of a shape.

    to_mend: rows with something that stands in the way; errors: how many things do so. asked: by the number of each row of which declared checks
    may say more, how many things stand in its way; it is in `errors`, and not in `to_mend`.
    """

    checks: Sequence[SaidCheck] = ()
    to_mend: int = 0
    errors: int = 0
    reminded: int = 0
    asked: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, checks: Sequence[SaidCheck], table: TableLayout, shape: Shape) -> _Rows:
        if table.hint is None or shape.empty(table.table):
            return cls()
        inputs = any(c.is_input for c in table.table.columns)
        given = {n: tuple(shape.given(table.table, n)) for n in range(1, table.rows + 1)}
        hints = {columns: issued_hint(table.table, columns) for columns in set(given.values())}
        wrong = {n: in_the_way(hints[columns]) for n, columns in given.items()}
        asked = {n: wrong[n] for n, columns in given.items() if checks and (columns or not inputs)}
        to_mend = sum(times > 0 for n, times in wrong.items() if n not in asked)
        return cls(checks, to_mend, sum(wrong.values()), sum(hints[columns].count(REMINDER) for columns in given.values()), asked)

    def of_unit(self, asked: Evaluation, code: str, table: str, rows: list[Row]) -> tuple[int, int, int]:
        """Rows with something that stands in the way, how many things do so in all of them, and reminders."""
        to_mend, errors, reminded = self.to_mend, self.errors, self.reminded
        by_number = {r.index: r for r in rows} if self.asked else {}
        for n, wrong in self.asked.items():
            if (row := by_number.get(n)) is not None:
                scope = Scope(code, table=table, row=row.index)
                true = [c for c in self.checks if asked.true(c.check.when, scope)]
                more = sum(c.error for c in true)
                wrong, errors, reminded = wrong + more, errors + more, reminded + len(true) - more
            to_mend += wrong > 0
        return to_mend, errors, reminded


def _reached(table: TableLayout, shape: Shape, there: int, done: int, due: float) -> str:
    expects = table.table.expects
    if shape.empty(table.table):
        return NOT_ASKED
    if not any(c.is_input for c in table.table.columns):
        return COUNTED
    if _owes_rows(table):
        return f"应填 {table.rows} 行，已填 {there} 行"
    if expects and due:
        return f"应填 {number_text(due)} {expects.measure}，已填 {done} {expects.measure}"
    return f"已填 {there} 行" if there else _nothing(table)
