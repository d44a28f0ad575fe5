"""What a workbook of a scheme is made of: sheets, tables, columns."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, PrivateAttr, field_validator

from shijibu.language.formula import sound
from shijibu.scheme.begun import Begins, Listed
from shijibu.scheme.made import Made
from shijibu.scheme.owed import Expects
from shijibu.scheme.period import Period
from shijibu.scheme.terms import (
    COUNT_LIMIT,
    NUMBER_LIMIT,
    TEXT_LIMIT,
    Days,
    Decimals,
    Formula,
    Id,
    InputType,
    Model,
    Number,
    RoundNumber,
    Rows,
    RuleId,
    Truth,
    Whole,
    gained,
)


class Column(Model):
    """A column of a table: something to fill in, something prefilled, or a live cell."""

    id: Id
    label: str
    type: InputType = "text"
    required: Truth = False
    width: Annotated[Number, Field(gt=0, le=255)] = 12
    choices: list[str] | None = None
    min: Number | None = None
    max: Number | None = None
    above: Number | None = Field(default=None, description="the value must be greater than this")
    max_length: Rows | None = Field(
        default=None, description=f"characters of a text: more is a warning; more than {TEXT_LIMIT}, or than this where it is greater, is an error")
    unit_kind: Id | None = Field(default=None, description="units: only those of this kind")
    single: Truth | None = gained("units: one unit alone, chosen from a list of their names")
    decimals: Decimals = 2
    prompt: str = ""
    prefill: Formula | None = Field(default=None, description="given by the county when the workbook is issued; the cell is locked")
    carry: Truth = Field(default=False, description="committed once: later rounds are issued with it filled in, and a change is a warning")
    live: Formula | None = Field(default=None, description="computed; the cell is locked")
    deferred: Truth = Field(default=False, description="a live column that is too much for a sheet: computed from the returns, the cell stays empty")
    rule: RuleId | None = None
    colours: dict[str, Literal["red", "yellow", "blue", "green"]] = {}
    filled_by: str | None = gained(
        "of a deferred live column: who gives the value that it takes, such as an inspector; the cell is locked, and what a unit writes there "
        "is an error")
    last: Id | None = gained(
        "of a table that carries on: the input column whose value of the round before stands here, grey and locked, to compare with; it is "
        "there from the second round on, and formulas do not know it")
    filled_where: Formula | None = gained("asked of the unit: where it is not true the cell is locked, and what the unit writes there is an error")

    within: Literal["round", "year"] | None = gained(
        "of a date that records something of the round, or of its year: one that lies elsewhere is a warning, in the row and in check")
    lead: Days | None = gained("how many days before that are still taken")
    lag: Days | None = gained("how many days after that are still taken")

    @field_validator("prefill", "live", "filled_where")
    @classmethod
    def _is_sound(cls, value: Formula | None) -> Formula | None:
        return sound(value)

    @property
    def is_input(self) -> bool:
        return self.live is None and self.prefill is None and self.last is None

    def window(self, period: Period) -> tuple[date, date] | None:
        """The first and the last day that the column's dates should have in a round; None where any day will do."""
        if self.within is None:
            return None
        of = period.of_year if self.within == "year" else [period]
        return of[0].start - timedelta(days=self.lead or 0), of[-1].end + timedelta(days=self.lag or 0)

    @property
    def limit(self) -> float:
        """How far from 0 a number may be where neither `min` nor `max` says less."""
        return COUNT_LIMIT if self.type == "integer" else NUMBER_LIMIT

    @property
    def longest(self) -> int:
        """The most characters that a text may have; `max_length` is what it should have."""
        return max(TEXT_LIMIT, self.max_length or 0)

    def beyond(self, number: float) -> bool:
        """Whether a number is past the limit on a side that the scheme leaves open."""
        return number > self.limit if self.max is None and number > 0 else number < -self.limit if self.min is None else False


class SubjectRows(Model):
    """Prefilled rows: each subject of the county, once, or for each rater group with its weight.

    `where` is asked of each subject; in a unit's workbook the name `home` is that unit's code.
    """

    kind: str = ""
    of: Literal["units", "officials"]
    where: Formula | None = None
    groups: str | None = Field(default=None, description="path of a parameter: a list of [group, weight], [group, mark] or [group, weight, mark]")


class Table(Model):
    """A table on a sheet. Its rows are free (`rows`, `rows_per_member`, `rows_per_official`), one for each of the people, or subjects."""

    id: Id
    title: str
    rows: Rows | None = None
    rows_per_member: Rows | None = None
    rows_per_official: Rows | None = Field(default=None, description="free rows for each official of the unit, in the team or not")
    of_team: Truth = False
    of_staff: Truth = Field(default=False, description="one row for each official of the unit, in the team or not")
    subjects: list[SubjectRows] | None = None
    optional: Truth = Field(default=False, description="rows that are given may stay untouched; one that was started must be complete")
    expected: Truth = Field(default=False, description="of an optional table: the sheet says of an untouched row that it is not filled in yet")
    owner: Id | None = Field(default=None, description="the column that says whose row it is")
    columns: list[Column]
    carry_while: Formula | None = Field(default=None, description="asked of an accepted row: its carried columns go out again only while true")
    carry_over_year: Truth = Field(default=False, description="what last year's last return left to carry goes out in the new year too")
    withhold_while: Formula | None = Field(default=None, description="asked of a row: while true it stays out of the person's own file")
    hint: Truth = Field(default=True, description="a live column at the end that says what is missing or wrong in the row")
    hint_when: dict[str, list[str]] = Field(default={}, description="live columns whose texts count as problems of the row")
    beside: Truth = Field(default=False, description="stands to the right of the sheet's first table")
    key: list[Id] = Field(default=[], description="prefilled columns that tell the row")
    expects: Expects | None = gained("what the table should hold at least; the cover says what is owed, and check holds it")
    begins: Begins | None = gained("rows that go out begun, by person and day, or by person and part")
    lists: Listed | None = gained("of a table of the county's own workbook: rows that go out begun, one for each that units committed elsewhere")

    def without_last(self) -> Table:
        """The table without the columns that show the round before."""
        return self.model_copy(update={"columns": [c for c in self.columns if c.last is None]})

    def column(self, id: str) -> Column | None:
        return next((c for c in self.columns if c.id == id), None)

    @property
    def begun(self) -> list[str]:
        """The columns that stand in rows which go out begun; none where no row does."""
        if self.lists is not None:
            return self.lists.columns
        return [*([self.owner] if self.owner else []), self.begins.column] if self.begins is not None else []

    @property
    def is_fixed(self) -> bool:
        return self.of_people or self.subjects is not None

    @property
    def of_people(self) -> bool:
        """One row for each of the unit's own people."""
        return self.of_team or self.of_staff


class Fact(Model):
    """A cell of an official's own row in another table, shown on a printed form: <table>.<column>."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    label: str
    source: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")] = Field(alias="from")
    above: Truth = Field(default=False, description="stands in the head of the form, not below the rows")
    lines: Whole = Field(default=1, ge=1, description="height in lines of text; more than one takes the form's whole width")

    @property
    def path(self) -> tuple[str, str]:
        """Table and column."""
        table, _, column = self.source.partition(".")
        return table, column


class PersonalSheet(Model):
    """A printable sheet of one official's rows of a table, chosen on the sheet; with `copies` or `facts` a form that fills its page."""

    of: Id
    columns: list[Id]
    rows: Rows
    signatures: list[str] = []
    copies: list[str] = Field(default=[], description="the form is printed once for each, on a page of its own that names it")
    facts: list[Fact] = []

    @property
    def is_form(self) -> bool:
        return bool(self.copies or self.facts)


class Sheet(Model):
    """A sheet of a workbook: the cover, tables one below the other, or a printed form of each official."""

    title: str
    heading: str
    intro: list[str] = []
    tables: list[Table] = []
    cover: Truth = False
    personal: PersonalSheet | None = None
    rounds: list[RoundNumber] | None = Field(default=None, description="only in these rounds of the year")
    landscape: Truth = True

    def within(self, round_: int, first: int) -> Sheet:
        """The sheet of a round: in the year's first one nothing stands beside what carries on. first: the workbook's own first round."""
        if round_ > max(first, min(self.rounds or [1])) or not any(c.last for t in self.tables for c in t.columns):
            return self
        return self.model_copy(update={"tables": [t if t.carry_over_year else t.without_last() for t in self.tables]})


class Workbook(Model):
    """A kind of workbook: one for each unit, or the county office's own."""

    id: Id
    title: str
    file: str
    county: Truth = False
    unit_code: str | None = None
    unit_name: str | None = None
    rounds: list[RoundNumber] | None = None
    sheets: list[Sheet]
    _made: Made = PrivateAttr(default_factory=Made)

    def sheets_of(self, round_: int) -> list[Sheet]:
        """Its sheets in a round of the year; made once, for each return asks for them some forty times."""
        if not self._made.is_of(self):
            self._made = Made(self)
        things = self._made.things
        if round_ not in things:
            things[round_] = [s.within(round_, min(self.rounds or [1])) for s in self.sheets if s.rounds is None or round_ in s.rounds]
        sheets: list[Sheet] = things[round_]
        return sheets

    def asks_for_units(self, round_: int) -> bool:
        """Whether somebody is to name units of the county in it."""
        return any(c.type == "units" and c.is_input for t in self.tables_of(round_) for c in t.columns)

    def tables_of(self, round_: int) -> list[Table]:
        return [t for s in self.sheets_of(round_) for t in s.tables]
