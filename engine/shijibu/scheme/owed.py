"""What a scheme expects to find in a table at least: what is owed."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from shijibu.scheme.terms import Formula, Id, Model


class Expects(Model):
    """How much a table should hold at least, of the unit as a whole or of each of its people. Known when the workbook goes out."""

    least: Formula = Field(description="how many: asked of the unit, or of each of the people; only of what roster, period and parameters say")
    each: Literal["unit", "member", "official"] = Field(default="unit", description="whose rows are counted; those of people by the table's owner")
    of: Id | None = Field(default=None, description="a column of days: different days are counted, not rows")
    measure: str = Field(default="项", description="the word after the number")
    nothing: Literal["error", "warning"] | None = Field(default=None, description="how much it weighs where nothing is there at all")
    said_by: str | None = Field(default=None, description="code of a check that speaks of the same; of whom it speaks nothing more is said")
