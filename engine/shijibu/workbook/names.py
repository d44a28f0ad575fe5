"""What sheets, names and cells of a workbook are called, by who sends it out and by who reads it back."""

from __future__ import annotations

from shijibu.scheme.sheets import Column

HINT = "hint"
MARKER = "marker"  # the column that tells a row which was issued from one that somebody inserted
HINT_LABEL = "填写提示"
HINT_END = "；"  # of each thing that a hint says
HINT_LAST = "　"  # of the last one, in place of that, where a row shows it: nobody sees it
REMINDER = "提醒："  # begins what a hint says without standing in the way
FIELD_PREFIX = "unit."  # of the names of a unit's live figures
ATTRIBUTES = {"name": "单位", "code": "单位编码", "kind": "类别", "period": "期次", "deadline": "截止日期", "team_size": "班子人数"}  # of the cover
SIGNING = {
    "filled_by": "填报人", "reviewed_by": "审核人", "signed_by": "主要负责人签字", "phone": "联系电话", "seal": "盖章", "filled_on": "填报日期",
}
"""What stands at the end of a unit's cover, as at the end of any form: kept as it was typed, and no data."""
FACT_CELLS = 60  # of the hidden sheet, for the facts that reading needs
IDENTITY_PROPERTY = "ShijibuIdentity"
HIDDEN_SHEET = "_shijibu"
UNITS_SHEET = "单位名单"  # names and codes of the county's units, where a table asks for units
UNITS_LIST, UNITS_CODES = "units_list", "units_codes"  # the ranges on it; the first also for each kind of unit
SELF_CHECK = "上报前自检"  # the sheet of all that is missing or wrong
INSERTED_SHOWN = 6  # inserted rows of a table that are looked over there
LIST_SHEET = "问题清单"  # of the clean copy that a unit may have been sent back
NOTICE_SHEET = "公示"  # that the macros write, and their memory
UNDO_SHEET = "_shijibu_undo"
WHY_SHEET = "这个数怎么来的"


def units_list(column: Column) -> str:
    """The range with the names that a column of units takes."""
    return f"{UNITS_LIST}_{column.unit_kind}" if column.unit_kind else UNITS_LIST


def beyonds(column: Column) -> list[str]:
    """What a number of the column must not be, as COUNTIF asks for it."""
    if column.type == "percent":
        return ["<0", ">1"]
    if column.type not in ("number", "integer"):
        return []
    least = [f"<={column.above:.15g}"] if column.above is not None else [f"<{column.min:.15g}"] if column.min is not None else []
    return least + ([f">{column.max:.15g}"] if column.max is not None else [])


def span(column: Column) -> str:
    """The allowed range of a number column as people say it."""
    if column.above is not None:
        return f"大于 {column.above:g}" + (f"，不超过 {column.max:g}" if column.max is not None else "")
    if column.max is None:
        return f"不小于 {column.min:g}"
    return f"{column.min:g}～{column.max:g}" if column.min is not None else f"不超过 {column.max:g}"
