"""The day that a round is due, in the texts of a workbook that name it as {deadline}."""

from __future__ import annotations

from datetime import date

from shijibu.scheme.sheets import Sheet, Workbook
from shijibu.spreadsheet.wording import month_day

_PLACE = "{deadline}"


def naming_the_day(workbook: Workbook, deadline: date) -> Workbook:
    """The workbook with the round's own day in its guides and prompts: a shorter month has no 30th."""
    day = month_day(deadline)
    return workbook.model_copy(update={"sheets": [_named(sheet, day) for sheet in workbook.sheets]})


def _named(sheet: Sheet, day: str) -> Sheet:
    tables = [
        table.model_copy(update={"columns": [c.model_copy(update={"prompt": c.prompt.replace(_PLACE, day)}) for c in table.columns]})
        for table in sheet.tables
    ]
    return sheet.model_copy(update={"intro": [line.replace(_PLACE, day) for line in sheet.intro], "tables": tables})
