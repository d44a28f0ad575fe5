"""What a scheme makes of what was filled in: figures, penalties, checks, lists, ties."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator

from shijibu.language.formula import Template, sound
from shijibu.language.scope import Level
from shijibu.scheme.terms import (
    Formula,
    Id,
    Model,
    ParameterPath,
    RoundNumber,
    RuleId,
    Truth,
    gained,
)
from shijibu.spreadsheet.severity import Severity

UNIT_FACTS = ("code", "name", "kind", "figures", "deductions")
OFFICIAL_FACTS = ("id", "name", "unit", "figures", "reasons")
"""What results say of a unit and of an official beside their figures, by the same kind of names."""


class Figure(Model):
    """A figure of a unit or an official in a round."""

    id: Id
    label: str
    rule: RuleId | None = None
    formula: Formula | None = None
    live: Truth = Field(default=False, description="stands as a live cell on the unit's cover")
    type: Literal["number", "percent", "integer", "text", "list"] = "number"
    across: Truth = Field(default=False, description="taken over all units or officials of the county at once: names are columns")
    result: Truth = Field(default=False, description="written to results.json")
    show: Truth = Field(default=False, description="a column of the report")
    colours: dict[str, Literal["red", "yellow", "blue", "green"]] = {}
    limit: Id | None = Field(default=None, description="a live figure that this one must not exceed; the cell turns red when it does")
    rounds: list[RoundNumber] | None = Field(default=None, description="only in these rounds of the year")
    always: Truth = Field(default=False, description="also for units whose return is missing or rejected; their workbooks say nothing then")
    problems: Truth = Field(default=False, description="how many things in the workbook are missing or wrong; the sheet's own count")
    proposed: Id | None = gained(
        "the value is a proposal, which a person confirms or turns down, where the figure named here has a value: itself, or one that says it is new")

    @field_validator("formula")
    @classmethod
    def _is_sound(cls, value: Formula | None) -> Formula | None:
        return sound(value)


class PenaltyTarget(Model):
    """Who pays: units linked in the roster, or units that a table's row names."""

    links: Truth = False
    table: Id | None = None
    column: Id | None = None
    where: Formula | None = None


class Penalty(Model):
    """Points that other units lose because of a unit's figure, once a unit and round."""

    id: Id
    title: str
    rule: RuleId
    source: Formula = Field(description="a truth in the scope of the unit that causes it")
    points: Formula
    payer: Formula = Field(description="a truth in the scope of the unit that pays")
    to: list[PenaltyTarget]
    because: Template


class Check(Model):
    """What must not be true; said of a table's row, of a unit, or of each team member."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9.-]*$")]
    rule: RuleId | None = None
    each: str = Field(description="a table's id, `unit`, or `member`")
    field: str | None = Field(default=None, description="the column (rows) or table column (members) or figure (unit) to point at")
    when: Formula
    severity: Severity = "error"
    message: Template
    fix: Template
    rounds: list[RoundNumber] | None = None
    shown: Truth | None = gained("false: the sheet says it by a live column of its own; without it the sheet says it where formulas can")

    @field_validator("when")
    @classmethod
    def _is_sound(cls, value: Formula | None) -> Formula | None:
        return sound(value)

    @property
    def stands(self) -> tuple[Level, str | None]:
        """Of what its formulas are asked: their level and, of a row, the table."""
        if self.each in ("unit", "member"):
            return ("unit" if self.each == "unit" else "official"), None
        return "row", self.each


class ListRule(Model):
    """A list of officials or units, proposed with reasons; people decide."""

    id: Id
    title: str
    rule: RuleId
    of: Literal["officials", "units"] = "officials"
    when: Formula
    rounds: list[RoundNumber] | None = Field(default=None, description="only in these rounds of the year")
    always: Truth = Field(default=False, description="also those whose return is missing or rejected")
    reasons: list[Reason]


class Reason(Model):
    """What is told with an official's result; `{name}` places in the text are figures."""

    rule: RuleId
    when: Formula | None = None
    text: Template
    rounds: list[RoundNumber] | None = None


class Tie(Model):
    """A tie that a person must settle: a column rule marks the rows; a proposal among them settles it."""

    rule: RuleId
    table: Id
    mark: Formula
    group: Formula | None = gained("which of the rows stand together; without it all those of the unit do")
    settled_by: Id
    adopted: Formula | None = gained("marks the rows whose settlement is adopted; without it each one is")
    suggestion: Id | None = Field(default=None, description="the live column whose figure may be proposed where nobody has proposed")


class Similar(Model):
    """Texts of a column that say nearly the same, of two officials or in two rounds; shown with both places, for a person to judge."""

    id: Id
    title: str
    rule: RuleId
    table: Id
    column: Id
    at_least: ParameterPath = Field(description="the similarity (0 to 1) from which a pair is shown")
    least_length: ParameterPath = Field(description="shorter texts, counted after normalising, are left out")
    periods: Literal["year", "all"] = Field(default="year", description="compared with the accepted rows of the year's earlier rounds, or of all")
    rounds: ParameterPath | None = gained("compared with so many rounds back, across the year's end, instead")
