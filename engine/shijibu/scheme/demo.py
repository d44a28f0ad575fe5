"""What a scheme says of its demo: who is made up, and what stands in their workbooks."""

from __future__ import annotations

from pydantic import Field

from shijibu.scheme.terms import Formula, Id, Model, Number, Whole, gained


class Told(Model):
    """A number near one that another workbook has, in the row that says the same where this one was begun."""

    of: str = Field(description="<table>.<column>")
    times: tuple[Number, Number] = Field(description="from which to which multiple of it")


class DemoTable(Model):
    """How many rows the demo makes up, and what stands in them."""

    rows: tuple[Whole, Whole] | None = None
    per_member: tuple[Whole, Whole] | None = None
    each_member: dict[Id, dict[str, Whole | list[Whole]]] = Field(
        default={}, description="column -> choice -> how many rows of it a member has; a list: in each round of the year")
    likely: Number = Field(default=1, description="how likely each of those rows, or of those that go out begun, is there, 0 to 1")
    told: dict[Id, Told] | None = gained("column -> what it follows in the workbooks that the demo filled in before")
    who: Formula | None = Field(default=None, description="asked of each official: whom rows and columns of officials mean")
    per_official: tuple[Whole, Whole] | None = Field(default=None, description="how many rows each of them has")
    every_day: Id | None = Field(default=None, description="date column: nearly every working day of the round has a row of each of them")
    every_week: Id | None = Field(default=None, description="date column: nearly every Monday of the round has a row of each of them")
    posts: dict[Id, dict[str, list[str]]] = Field(default={}, description="column of officials -> post of the row's owner -> posts to draw from")
    in_order: list[Id] = Field(default=[], description="dates of a row that follow each other")
    of_units: dict[Id, Formula] = Field(default={}, description="column -> asked of the unit: filled in only where it is true")
    worked_out: dict[Id, Formula] = Field(default={}, description="column -> asked of the unit: what stands there")
    only_if: dict[Id, dict[Id, list[str]]] = Field(default={}, description="column -> an earlier column -> what must stand there to fill it in")
    by: dict[Id, dict[Id, dict[str, list[str] | tuple[Number, Number]]]] = Field(
        default={}, description="column -> an earlier column -> what stands there -> texts to draw from, or a range")
    near: dict[Id, dict[Id, tuple[Number, Number]]] = Field(
        default={}, description="column -> an earlier column with a number -> from which to which multiple of it")
    alike: dict[Id, Id] = Field(default={}, description="column -> an earlier column: rows that agree there have the same value here")
    texts: dict[Id, list[str]] = {}
    phrases: dict[Id, list[list[str]]] = Field(default={}, description="column -> lists of which one phrase each makes up a text")
    ranges: dict[Id, tuple[Number, Number]] = {}
    progress: tuple[Id, Id] | None = Field(default=None, description="the columns of planned and actual progress")
    leave_blank: list[Id] = []
    sometimes: dict[Id, Number] = Field(default={}, description="column -> how likely it is filled in, 0 to 1")


class Demo(Model):
    """What `shijibu demo` makes up for this county."""

    kinds: dict[str, Whole] = {}
    names: dict[str, list[str]] = {}
    team: tuple[Whole, Whole] = (4, 8)
    extra: dict[Id, str] = Field(default={}, description="roster column -> value that a staff member outside the team has")
    staff: tuple[Whole, Whole] = Field(default=(1, 1), description="how many officials a unit has outside the team")
    head_as: dict[Id, dict[Id, str]] = Field(default={}, description="kind of unit -> roster columns of its head")
    staff_as: dict[Id, list[dict[Id, str]]] = Field(
        default={}, description="kind of unit -> post and roster columns of the officials outside the team, one after another")
    columns: dict[Id, list[str] | dict[str, list[str]]] = Field(default={}, description="roster column -> values to draw from, or by kind of unit")
    named_units: dict[Id, Number] = Field(default={}, description="roster column of another unit's code -> how likely it is filled in, 0 to 1")
    tables: dict[Id, DemoTable] = {}
