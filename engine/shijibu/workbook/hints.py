"""The live hint at the end of a row: what is missing and what is wrong, in ordinary formulas only."""

from __future__ import annotations

from shijibu.rules.native import literal
from shijibu.scheme.model import Column
from shijibu.workbook.entry import span
from shijibu.workbook.layout import TableLayout, address

OFFICIAL_LISTS = ("officials_list", "officials_ids")


def hint_formula(table: TableLayout, row: int, *, started: bool) -> str:
    """The formula (without "=") of a row's hint. `started`: the row counts as started though nothing was entered yet."""
    inputs = [c for c in table.table.columns if c.is_input]
    cells = {c.id: address(row, table.columns[c.id]) for c in table.table.columns}
    parts = [p for c in inputs if (p := _part(c, cells[c.id]))]
    for id, texts in table.table.hint_when.items():
        wrong = ",".join(f"{cells[id]}={literal(t)}" for t in texts)
        parts.append(f'IF(OR({wrong}),{cells[id]}&"；","")')
    told = "&".join(parts) or '""'
    if not started:
        untouched = "&".join(cells[c.id] for c in inputs)
        told = f'IF(LEN(TRIM({untouched}))=0,"",{told})'
    return f'IFERROR({told},"有错误值；")'


def _part(column: Column, cell: str) -> str:
    missing = f'"缺{column.label}；"' if column.required else '""'
    wrong = _wrong(column, cell)
    if not wrong:
        return f'IF(LEN(TRIM({cell}))=0,{missing},"")' if column.required else ""
    return f"IF(LEN(TRIM({cell}))=0,{missing},{wrong})"


def _wrong(column: Column, cell: str) -> str:
    """What is said where the cell is filled in, but not as it should be."""
    if column.type == "percent":
        return f'IF(ISNUMBER({cell}),IF(OR({cell}<0,{cell}>1),"{column.label}应为0%～100%；",""),"{column.label}应为百分数；")'
    if column.type in ("number", "integer"):
        faults = [f"{cell}<{literal(column.min)}"] if column.min is not None else []
        faults += [f"{cell}>{literal(column.max)}"] if column.max is not None else []
        faults += [f"{cell}<={literal(column.above)}"] if column.above is not None else []
        if column.type == "integer":
            faults.append(f"{cell}<>INT({cell})")
        say = f"{column.label}应为{'整数，' if column.type == 'integer' else ''}{span(column)}；" if faults[:-1] or column.type == "number" else f"{column.label}应为整数；"
        ranged = f'IF(OR({",".join(faults)}),"{say}","")' if faults else '""'
        return f'IF(ISNUMBER({cell}),{ranged},"{column.label}应为数字；")'
    if column.type == "choice":
        same = ",".join(f"{cell}={literal(c)}" for c in column.choices or [])
        return f'IF(OR({same}),"","{column.label}请从下拉单中选；")'
    if column.type == "official":
        found = "+".join(f"COUNTIF({name},{cell})" for name in OFFICIAL_LISTS)
        return f'IF({found}=0,"{column.label}不是本单位干部；","")'
    return ""
