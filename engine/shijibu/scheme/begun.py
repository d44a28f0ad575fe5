"""Rows that go out begun: whoever fills in adds the words."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from shijibu.language.formula import sound
from shijibu.scheme.terms import Formula, Id, Model


class Begins(Model):
    """Rows that go out begun, one for each of the unit's people and each value of a column: only the words are missing.

    One that nobody went on with is no row; whoever wants may write over it.
    """

    of: Literal["team", "staff"]
    where: Formula | None = Field(default=None, description="asked of each of them: who has such rows")
    column: Id = Field(description="the column that goes out filled in beside the table's owner")
    values: list[str] | Literal["workdays", "mondays"] = Field(
        description="what stands there, in order: texts, or the round's working days or Mondays")

    @field_validator("where")
    @classmethod
    def _is_sound(cls, value: Formula | None) -> Formula | None:
        return sound(value)


class Listed(Model):
    """Rows that go out begun in the county's own workbook: what the units committed in a table of theirs."""

    table: Id
    columns: list[Id] = Field(description="columns that both tables have", min_length=1)
