"""The live hint at the end of a row: what is missing and what is wrong, in ordinary formulas only."""

from __future__ import annotations

from collections.abc import Collection

from shijibu.rules.native import literal
from shijibu.scheme.sheets import Column, Table
from shijibu.spreadsheet.address import address
from shijibu.workbook.layout import TableLayout
from shijibu.workbook.names import UNITS_CODES, UNITS_LIST, UNITS_SHEET, span

OFFICIAL_LISTS = ("officials_list", "officials_ids")
UNTOUCHED = "尚未填写；"
_FIRST_DAY, _LAST_DAY = 32874, 73050  # 1990-01-01 and 2099-12-31 as a sheet counts days


def hint_formula(table: TableLayout, row: int) -> str:
    """The formula (without "=") of a row's hint: nothing for an untouched free row, UNTOUCHED for an untouched fixed one."""
    inputs = [c for c in table.table.columns if c.is_input]
    cells = {c.id: address(row, table.columns[c.id]) for c in table.table.columns}
    parts = [p for c in inputs if (p := _part(c, cells[c.id]))]
    for id, texts in table.table.hint_when.items():
        wrong = ",".join(f"{cells[id]}={literal(t)}" for t in texts)
        # A live column that cannot be computed is no fault of its own: the input that spoils it is named.
        parts.append(f'IF(ISERROR({cells[id]}),"",IF(OR({wrong}),{cells[id]}&"；",""))')
    entered = "&".join(cells[c.id] for c in inputs) or '""'
    return f'IF(IFERROR(LEN(TRIM({entered})),1)=0,{literal(untouched_hint(table.table))},{"&".join(parts) or literal("")})'


def untouched_hint(table: Table) -> str:
    """What a row in which nothing was entered says."""
    return UNTOUCHED if table.is_fixed and (table.expected or not table.optional) and any(c.required and c.is_input for c in table.columns) else ""


def issued_hint(table: Table, filled: Collection[str]) -> str:
    """What a row says when it goes out with the columns `filled` (and rightly) filled in: the cached value of its hint."""
    if not any(c.id in filled for c in table.columns if c.is_input):
        return untouched_hint(table)
    return "".join(_missing(c) for c in table.columns if c.is_input and c.required and c.id not in filled)


def _missing(column: Column) -> str:
    return f"缺{column.label}；"


def _part(column: Column, cell: str) -> str:
    missing = literal(_missing(column)) if column.required else '""'
    return f'IF(ISERROR({cell}),"{column.label}是错误值；",IF(LEN(TRIM({cell}))=0,{missing},{_wrong(column, cell)}))'


def _wrong(column: Column, cell: str) -> str:
    """What is said where the cell is filled in, but not as it should be."""
    label = column.label
    match column.type:
        case "percent":
            return f'IF(ISNUMBER({cell}),IF(OR({cell}<0,{cell}>1),"{label}应为0%～100%；",""),"{label}应为百分数；")'
        case "number" | "integer":
            return _wrong_number(column, cell)
        case "date":
            return f'IF(ISNUMBER({cell}),IF(OR({cell}<{_FIRST_DAY},{cell}>={_LAST_DAY + 1}),"{label}不对；",""),"{label}应为日期；")'
        case "choice":
            same = ",".join(f"{cell}={literal(c)}" for c in column.choices or [])
            return f'IF(OR({same}),"","{label}请从下拉单中选；")' if same else '""'
        case "official":
            found = "+".join(f"COUNTIF({name},{cell})" for name in OFFICIAL_LISTS)
            return f'IF({found}=0,"{label}不是本单位干部；","")'
        case "units" if column.single:
            return f'IF(COUNTIF({UNITS_LIST},{cell})+COUNTIF({UNITS_CODES},{cell})=0,"{label}不在“{UNITS_SHEET}”里；","")'
        case _ if column.max_length:
            return f'IF(LEN({cell})>{column.max_length},"{label}超过{column.max_length}字；","")'
    return '""'


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
    return f'IF(ISNUMBER({cell}),{wrong},"{column.label}应为{"整数" if column.type == "integer" else "数字"}；")'
