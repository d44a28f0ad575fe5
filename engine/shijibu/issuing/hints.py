"""The live hint at the end of a row: what is missing and what is wrong, in ordinary formulas only."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from shijibu.issuing.awaited import Awaited
from shijibu.rules.native import literal
from shijibu.scheme.period import Period
from shijibu.scheme.sheets import Column, Table
from shijibu.spreadsheet.address import address
from shijibu.spreadsheet.days import serial
from shijibu.workbook.layout import TableLayout
from shijibu.workbook.names import HINT_END, HINT_LAST, REMINDER, UNITS_CODES, UNITS_LIST, UNITS_SHEET, span, units_list

OFFICIAL_LISTS = ("officials_list", "officials_ids")
UNTOUCHED = "尚未填写；"
_HERE = "¶"  # the end of a hint, until it is closed
MOVED = f"{REMINDER}有格子被剪切或拖到别的行，这里说的不可靠，请撤销{HINT_END}"
PARTING = "；;，,、 　"  # parts the names of units in a cell
_FIRST_DAY, _LAST_DAY = 32874, 73050  # 1990-01-01 and 2099-12-31 as a sheet counts days


def hint_formula(
    table: TableLayout, row: int, awaited: Awaited, checks: Sequence[str] = (), *, period: Period, given: Collection[str] = (),
    closed: Collection[str] = (),
) -> str:
    """The formula (without "=") of a row's hint: nothing for an untouched free row, UNTOUCHED for an untouched fixed one. A row that has no
    fault of its own, but live cells that wait for another cell, says so in brackets.

    checks: formulas of what declared checks say of the row. What stands in the way comes before reminders. given: the input columns that go
    out filled in; a row that went out begun is touched by what is written beside them. closed: those that are not for the unit to fill in.
    """
    inputs = [c for c in table.table.columns if c.is_input and c.id not in closed]
    touching = [c for c in inputs if not (table.table.begun and c.id in given)]
    cells = {c.id: address(row, table.columns[c.id]) for c in table.table.columns}
    parts = [p for c in inputs if (p := _part(c, cells[c.id], None if c.id in given and not table.table.begun else c.window(period)))]
    for id, texts in table.table.hint_when.items():
        wrong = ",".join(f"{cells[id]}={literal(t)}" for t in texts)
        # A live column that waits is no fault of its own: the input that spoils it is named.
        parts.append(f'IF(OR({wrong}),{cells[id]}&"；","")')
    if not inputs:
        return _closed("&".join(checks)) if checks else literal("")
    parts += [*checks, *_moved([cells[c.id] for c in inputs])]
    entered = "&".join(cells[c.id] for c in touching)
    hint = "&".join(parts) or literal("")
    aside, told = awaited.aside(table, cells)
    if aside:  # what is said ends with a stop; what follows it is left out again, so that nothing need be asked for twice
        hint = f'SUBSTITUTE({hint}&{aside},{literal(HINT_END + told)},{literal(HINT_END)})'
    return _closed(f'IF(IFERROR(LEN(TRIM({entered})),1)=0,{literal(_untouched(table.table))},{hint})')


def _moved(cells: Sequence[str]) -> Iterator[str]:
    """A reminder where a cell was cut or dragged into another row: a formula's reference follows it, so that these no longer stand in one."""
    if len(cells) > 1:
        first, *others = cells
        together = f"SUM({','.join(f'ROW({cell})' for cell in others)})={len(others)}*ROW({first})"
        yield f'IF(IFERROR({together},FALSE),"",{literal(MOVED)})'


def _closed(hint: str) -> str:
    """The hint as a row shows it: no stop after the last thing, nor after what is no thing."""
    return f'SUBSTITUTE(SUBSTITUTE({hint}&"{_HERE}",{literal(HINT_END + _HERE)},{literal(HINT_LAST)}),"{_HERE}","")'


def untouched_hint(table: Table) -> str:
    """What a row in which nothing was entered says: a reminder where the row may stay so."""
    return _shown(_untouched(table))


def _shown(hint: str) -> str:
    return hint.removesuffix(HINT_END) + HINT_LAST if hint.endswith(HINT_END) else hint


def _untouched(table: Table) -> str:
    if not table.is_fixed or (table.optional and not table.expected) or not any(c.required and c.is_input for c in table.columns):
        return ""
    return REMINDER + UNTOUCHED if table.optional else UNTOUCHED


def issued_hint(table: Table, filled: Collection[str]) -> str:
    """What a row says when it goes out with the columns `filled` (and rightly) filled in: the cached value of its hint."""
    if table.begun or not any(c.id in filled for c in table.columns if c.is_input):
        return untouched_hint(table)
    return _shown("".join(_missing(c) for c in table.columns if c.is_input and c.required and c.id not in filled))


def _missing(column: Column) -> str:
    return f"缺{column.label}；"


def _part(column: Column, cell: str, window: tuple[date, date] | None) -> str:
    missing = literal(_missing(column)) if column.required else '""'
    return f'IF(ISERROR({cell}),"{column.label}是错误值或被拖动过；",IF(LEN(TRIM({cell}))=0,{missing},{_wrong(column, cell, window)}))'


def _wrong(column: Column, cell: str, window: tuple[date, date] | None) -> str:
    """What is said where the cell is filled in, but not as it should be. window: the first and last day that a date should have."""
    label = column.label
    match column.type:
        case "percent":
            as_text = f"IF({_reads_as_number(cell)},{_share(cell)},FALSE)"
            beyond = f'IF(OR({cell}<0,{cell}>1),"{label}应为0%～100%；","")'
            return f'IF(ISNUMBER({cell}),{beyond},{_as_text(column, as_text, "百分数")})'
        case "number" | "integer":
            return _wrong_number(column, cell)
        case "date":
            elsewhere = '""'
            if window:
                first, last = window
                said = f"{REMINDER}{label}不在 {first} 至 {last} 之间；"
                elsewhere = f'IF(OR({cell}<{serial(first)},{cell}>={serial(last) + 1}),"{said}","")'
            digits = f'IF(AND({cell}>=19900101,{cell}<21000101),ISNUMBER(DATEVALUE(TEXT(INT({cell}),"0000-00-00"))),FALSE)'  # 20260305
            not_a_day = f'IF(IFERROR({digits},FALSE),"{REMINDER}{label}请改成日期；","{label}不对；")'
            beyond = f"IF(OR({cell}<{_FIRST_DAY},{cell}>={_LAST_DAY + 1}),{not_a_day},{elsewhere})"
            return f'IF(ISNUMBER({cell}),{beyond},{_as_text(column, _reads_as_day(cell), "日期")})'
        case "choice":
            same = ",".join(f"{cell}={literal(c)}" for c in column.choices or [])
            return f'IF(OR({same}),"","{label}请从下拉单中选；")' if same else '""'
        case "official":
            found = "+".join(f"COUNTIF({name},{cell})" for name in OFFICIAL_LISTS)
            return f'IF({found}=0,"{label}不在干部名单里；","")'
        case "units" if column.single:
            return f'IF(COUNTIF({UNITS_LIST},{cell})+COUNTIF({UNITS_CODES},{cell})=0,"{label}不在“{UNITS_SHEET}”里；","")'
        case "units":
            known = "+".join(_length_of(name, cell) for name in (units_list(column), UNITS_CODES))
            return f'IF({known}<LEN({_unparted(cell)}),"{label}有的不在“{UNITS_SHEET}”里；","")'
        case _ if column.max_length:
            return f'IF(LEN({cell})>{column.max_length},"{REMINDER}{label}超过{column.max_length}字；","")'
    return '""'


def _unparted(text: str) -> str:
    """A text without what parts the names in it."""
    plain = f'UPPER(CLEAN({text}&""))'
    for mark in PARTING:
        plain = f'SUBSTITUTE({plain},"{mark}","")'
    return plain


def _length_of(names: str, cell: str) -> str:
    """The length of all names of a list that stand in a cell."""
    return f"SUMPRODUCT(ISNUMBER(FIND({_unparted(names)},{_unparted(cell)}))*LEN({_unparted(names)}))"


def _wrong_number(column: Column, cell: str) -> str:
    faults = [f"{cell}<{literal(column.min)}"] if column.min is not None else []
    faults += [f"{cell}>{literal(column.max)}"] if column.max is not None else []
    faults += [f"{cell}<={literal(column.above)}"] if column.above is not None else []
    allowed = span(column) if faults else ""
    told = f"应{'为' if allowed[:1].isdigit() else ''}{allowed}"
    if column.type == "integer":
        faults.append(f"{cell}<>INT({cell})")
        told = "应为整数" + (f"，{allowed}" if allowed else "")
    wrong = f'IF(OR({",".join(faults)}),"{column.label}{told}；","")' if faults else '""'
    if column.max is None:
        wrong = f'IF({cell}>{literal(column.limit)},"{column.label}太大；",{wrong})'
    if column.min is None and column.above is None:
        wrong = f'IF({cell}<{literal(-column.limit)},"{column.label}太小；",{wrong})'
    return f'IF(ISNUMBER({cell}),{wrong},{_as_text(column, _reads_as_number(cell), "整数" if column.type == "integer" else "数字")})'


def _as_text(column: Column, clear: str, kind: str) -> str:
    """A text where something else should stand: a reminder where it can only mean one thing, as when it was pasted."""
    return f'IF(IFERROR({clear},FALSE),"{REMINDER}{column.label}是文字，请改成{kind}；","{column.label}应为{kind}；")'


def _reads_as_number(cell: str) -> str:
    """A text that is a number, but no day and no time, which programs take for numbers too."""
    day = ",".join(f'FIND("{mark}",{cell},2)' for mark in "-/:年月")  # a list of constants could not be shared by a column's cells
    return f"IF(ISNUMBER(VALUE(ASC({cell}))),COUNT({day})=0,FALSE)"


def _share(cell: str) -> str:
    return f"AND(VALUE(ASC({cell}))>=0,VALUE(ASC({cell}))<=1)"


def _reads_as_day(cell: str) -> str:
    """2026-3-5, 2026/3/5, 2026.3.5 or 2026年3月5日, in digits of any width."""
    plain = f"ASC(TRIM({cell}))"
    for mark, instead in (("年", "-"), ("月", "-"), ("日", ""), (".", "-"), ("/", "-")):
        plain = f'SUBSTITUTE({plain},"{mark}","{instead}")'
    return f"AND(LEN({plain})>=8,ISNUMBER(DATEVALUE({plain})),EXACT(MID({plain},5,1),{literal('-')}))"


def faulty(hints: str) -> str:
    """Ones for the rows of a range of hints in which something stands in the way."""
    return f"--(({things(hints)})>{_reminders(hints)})"


def faults(hints: str) -> str:
    """How many things stand in the way in each of them."""
    return f"({things(hints)}-{_reminders(hints)})"


def reminders(hints: str) -> str:
    """How many reminders each of them holds."""
    return f"({_reminders(hints)})"


def things(hints: str) -> str:
    """How many things each of them says; those of the hidden sheet end with a stop."""
    return f"LEN({hints})-LEN(SUBSTITUTE({hints},{literal(HINT_END)},{literal('')}))+(RIGHT({hints},1)={literal(HINT_LAST)})"


def _reminders(hints: str) -> str:
    return f"(LEN({hints})-LEN(SUBSTITUTE({hints},{literal(REMINDER)},{literal('')})))/{len(REMINDER)}"


def in_the_way(hint: str) -> int:
    """How many things a hint says that are no reminders."""
    return hint.count(HINT_END) + hint.endswith(HINT_LAST) - hint.count(REMINDER)
