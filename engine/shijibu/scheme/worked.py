"""Worked examples 算例 of a scheme: what made-up units fill in, and what figures must come to. They are computed when a scheme is checked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import NoneType
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SkipValidation, field_validator

from shijibu.scheme.terms import NUMBER_LIMIT, Model, RuleId, Truth
from shijibu.spreadsheet.wording import NO, NOTHING, YES

OWN = "本单位"
"""The unit of an example that says only its kind."""
MOST_COLUMNS = 12
"""Columns of a table that one example fills in: as many as its sheet has room for."""
NAME_PATTERN = r"^[^;；,，、\s]([^;；,，、]*[^;；,，、\s])?$"
Name = Annotated[str, Field(max_length=60, pattern=NAME_PATTERN, description="it stands for code or id as well")]
Came = Literal["in_time", "late", "rejected", "missing"]


def _entry(told: Any) -> Any:
    """A cell's content; a day as its ISO text."""
    if isinstance(told, date):
        return told.isoformat()
    if isinstance(told, bool) or not isinstance(told, (int, float, str, NoneType)):
        raise ValueError(f"{told}不合；应为文字、数或日期")
    if isinstance(told, (int, float)) and not abs(told) <= NUMBER_LIMIT:
        raise ValueError("数太大了")
    return told


def _value(told: Any) -> Any:
    """What is the same to a person has one form: truths and nothing by their words, a list of one as that one."""
    if isinstance(told, list):
        return _value(told[0]) if len(told) == 1 else [_value(v) for v in told]
    if isinstance(told, bool):
        return YES if told else NO
    return None if told in (NOTHING, "") else _entry(told)


Entry = Annotated[SkipValidation[int | float | str | None], BeforeValidator(_entry)]
Value = Annotated[SkipValidation[int | float | str | list[int | float | str | None] | None], BeforeValidator(_value)]


class Subject(Model):
    """Who is in an example: a unit, which says its `kind`, or an official."""

    name: Name
    kind: str | None = Field(default=None, description="of a unit: its kind")
    links: list[Name] = Field(default=[], description="of a unit: the units that it is linked to")
    returned: Came = Field(default="in_time", description="of a unit: what became of its return")
    unit: Name | None = Field(default=None, description="of an official: the unit; the example's first unit where nothing is said")
    post: str = Field(default="", description="of an official")
    outside: Truth = Field(default=False, description="of an official: not a member of the unit's team")
    extra: dict[str, str] = Field(default={}, description="roster columns that the scheme adds")


class Earlier(Model):
    """A figure as it was decided in an earlier round."""

    period: str
    of: Name | None = Field(default=None, description="whose; the first unit's where nothing is said")
    figure: str
    value: Value


class Given(Model):
    """Rows of a table that are filled in; a row of a table whose rows are prefilled names the row that it completes."""

    table: str
    of: Name | None = Field(default=None, description="in whose workbook; the first unit's where nothing is said")
    columns: list[str] = Field(min_length=1, max_length=MOST_COLUMNS)
    rows: list[list[Entry]] = Field(min_length=1)

    @field_validator("rows")
    @classmethod
    def _without_blanks(cls, rows: list[list[Any]]) -> list[list[Any]]:
        """Blanks at a row's end say nothing, as in a sheet."""
        return [row[: max((i for i, v in enumerate(row, 1) if v is not None), default=0)] for row in rows]


class Expected(Model):
    """What a figure must come to, as results show it: a number at 2 decimals; null where it has no value.

    figure: a figure of the unit or official; a list, for which 是 says that it names the one; or `<table>.<column>`, each row's value.
    """

    of: Name | None = Field(default=None, description="whose; the first unit's where nothing is said")
    figure: str
    value: Value


class WorkedExample(Model):
    """A worked example: who, in which round, what is filled in, and what comes of it."""

    title: Annotated[str, Field(min_length=1, max_length=60)]
    rule: RuleId | None = None
    source: str = Field(default="", description="where the numbers come from")
    period: str
    kind: str | None = Field(default=None, description=f"of the unit {OWN}, which is the first; without it the first unit of `roster` is")
    roster: list[Subject] = []
    before: list[Earlier] = []
    given: list[Given] = []
    expects: list[Expected] = Field(min_length=1)

    @property
    def units(self) -> Iterator[Subject]:
        """The units, the first of which is meant where nobody is named."""
        if self.kind is not None:
            yield Subject(name=OWN, kind=self.kind)
        yield from (s for s in self.roster if s.kind is not None)

    @property
    def officials(self) -> Iterator[Subject]:
        return (s for s in self.roster if s.kind is None)
