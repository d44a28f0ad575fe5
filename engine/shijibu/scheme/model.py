"""What a scheme says: one county's review, read from its scheme.yaml.

Every number of a rule stands here under `parameters`, keyed by the id of RULES.md that it belongs to and marked `default`
where the source text is silent. Nothing in Python knows a county.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Annotated, Any, Literal, TypeVar

from pydantic import ConfigDict, Field, PrivateAttr, field_validator, model_validator

from shijibu.language.formula import Template, sound
from shijibu.language.scope import Level
from shijibu.scheme.demo import Demo
from shijibu.scheme.made import Made
from shijibu.scheme.parameters import ParameterRelation, ParameterValue
from shijibu.scheme.period import Cadence, Period
from shijibu.scheme.terms import (
    COUNT_LIMIT,
    NUMBER_LIMIT,
    TEXT_LIMIT,
    Decimals,
    Formula,
    Id,
    InputType,
    Model,
    Number,
    ParameterPath,
    RoundNumber,
    Rows,
    RuleId,
    Truth,
    Whole,
    gained,
)
from shijibu.spreadsheet.severity import Severity

T = TypeVar("T")


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
    unit_kind: Id | None = Field(default=None, description="units: only codes of this kind")
    decimals: Decimals = 2
    prompt: str = ""
    prefill: Formula | None = Field(default=None, description="given by the county when the workbook is issued; the cell is locked")
    carry: Truth = Field(default=False, description="committed once: later rounds are issued with it filled in, and a change is a warning")
    live: Formula | None = Field(default=None, description="computed; the cell is locked")
    deferred: Truth = Field(default=False, description="a live column that is too much for a sheet: computed from the returns, the cell stays empty")
    rule: RuleId | None = None
    colours: dict[str, Literal["red", "yellow", "blue", "green"]] = {}

    @field_validator("prefill", "live")
    @classmethod
    def _is_sound(cls, value: Formula | None) -> Formula | None:
        return sound(value)

    @property
    def is_input(self) -> bool:
        return self.live is None and self.prefill is None

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

    def column(self, id: str) -> Column | None:
        return next((c for c in self.columns if c.id == id), None)

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

    def sheets_of(self, round_: int) -> list[Sheet]:
        return [s for s in self.sheets if s.rounds is None or round_ in s.rounds]

    def tables_of(self, round_: int) -> list[Table]:
        return [t for s in self.sheets_of(round_) for t in s.tables]


class Figure(Model):
    """A figure of a unit or an official in a round."""

    id: Id
    label: str
    rule: RuleId | None = None
    formula: Formula | None = None
    live: Truth = Field(default=False, description="stands as a live cell on the unit's cover")
    type: Literal["number", "integer", "text", "list"] = "number"
    across: Truth = Field(default=False, description="taken over all units or officials of the county at once: names are columns")
    result: Truth = Field(default=False, description="written to results.json")
    show: Truth = Field(default=False, description="a column of the report")
    colours: dict[str, Literal["red", "yellow", "blue", "green"]] = {}
    limit: Id | None = Field(default=None, description="a live figure that this one must not exceed; the cell turns red when it does")
    rounds: list[RoundNumber] | None = Field(default=None, description="only in these rounds of the year")
    always: Truth = Field(default=False, description="also for units whose return is missing or rejected; their workbooks say nothing then")
    problems: Truth = Field(default=False, description="how many rows of the workbook are incomplete or wrong; the sheet's own count")

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


class ReportSheet(Model):
    """A sheet of the report workbook: units or officials, with the figures named."""

    title: str
    of: Literal["units", "officials"]
    rule: RuleId | None = None
    where: Formula | None = None
    figures: list[str]


class Report(Model):
    """What the report workbook and the public notice show."""

    rank_by: Id | None = None
    rank: Id | None = Field(default=None, description="the unit figure that is the rank by `rank_by` within the kind")
    trend: Id | None = Field(default=None, description="the unit figure whose course over the rounds is shown and charted")
    cards: Id | None = None
    sheets: list[ReportSheet] = []
    notice: list[str] = Field(default=[], description="unit figures that the public notice shows")
    notice_lists: list[Id] = Field(default=[], description="lists of officials that the public notice names")
    notice_text: list[str] = []


class RosterColumn(Model):
    """A column that the scheme adds to the roster; `units`: one unit's code, for officials."""

    id: Id
    heading: str
    of: Literal["units", "officials"]
    type: Literal["text", "choice", "units"] = "text"
    choices: list[str] | None = None


class UnitKind(Model):
    """A kind of unit, such as township; ranks are within a kind. `also`: other words that a roster may use for it."""

    id: Id
    label: str
    also: list[str] = []
    colour: str = "4472C4"


class Roster(Model):
    """Who is under review, and what the roster workbook asks about them."""

    kinds: list[UnitKind]
    link_from: Id | None = None
    link_to: Id | None = None
    link_heading: str = "联系乡镇"
    head: str = "正职"
    posts: list[str] = ["正职", "副职"]
    columns: list[RosterColumn] = []


class Reference(Model):
    """A rule id that computes nothing here: where the scheme meets it."""

    rule: RuleId
    met_by: str


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


class Clause(Model):
    """What the source text says: its sentences word for word."""

    title: str = ""
    text: list[Annotated[str, Field(min_length=1)]] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _short(cls, told: Any) -> Any:
        """A text stands for a clause of one sentence."""
        if isinstance(told, str):
            return {"text": [told]}
        return {**told, "text": [told["text"]]} if isinstance(told, dict) and isinstance(told.get("text"), str) else told


class Scheme(Model):
    """A county's review."""

    id: Id
    name: str
    county: str
    office: str
    source: str
    cadence: Cadence
    deadline_days: Whole | None = Field(
        default=None, ge=0, le=366, description="days after the round's end when returns are due, unless --deadline says otherwise")
    deadline_day: Whole | None = Field(default=None, ge=1, le=31, description="instead: the day of the round's last month; its last day if shorter")
    notice_days: ParameterPath | None = Field(default=None, description="parameter: working days that the public notice stands")
    notice_start: ParameterPath | None = Field(default=None, description="parameter: how many days after the round's end the notice is put up")
    roster: Roster
    parameters: dict[RuleId, dict[Id, ParameterValue]]
    relations: list[ParameterRelation] = Field(default=[], description="what parameters owe to each other beyond what the rules ask")
    scales: dict[Id, list[tuple[Number, str]] | ParameterPath] = Field(
        default={}, description="bands by floor, highest first, or the parameter that holds them")
    references: list[Reference] = []
    workbooks: list[Workbook]
    unit_figures: list[Figure]
    official_figures: list[Figure]
    penalties: list[Penalty] = []
    checks: list[Check] = []
    severities: dict[str, Severity] = {}
    lists: list[ListRule] = []
    reasons: list[Reason] = []
    ties: list[Tie] = []
    similar: list[Similar] = []
    clauses: dict[RuleId, Clause] = Field(default={}, description="what the source text says, by rule id")
    report: Report = Report()
    demo: Demo = Demo()
    _text: str = PrivateAttr(default="")
    _made: Made = PrivateAttr(default_factory=Made)

    @property
    def text(self) -> str:
        """The text that it was read from; empty where none was. No part of what the scheme says."""
        return self._text

    def read_from(self, text: str) -> Scheme:
        """Itself, knowing the text that it was read from."""
        self._text = text
        return self

    def once(self, make: Callable[[Scheme], T]) -> T:
        """What `make` makes of the scheme, made once and kept with it; a copy that was changed makes its own."""
        if not self._made.is_of(self):
            self._made = Made(self)
        if make not in self._made.things:
            self._made.things[make] = make(self)
        return self._made.things[make]  # type: ignore[return-value]  # it is what this very function made

    @property
    def unit_workbook(self) -> Workbook:
        return next(w for w in self.workbooks if not w.county)

    def county_workbook(self, round_: int) -> Workbook | None:
        return next((w for w in self.workbooks if w.county and (w.rounds is None or round_ in w.rounds)), None)

    def workbook_for(self, unit_code: str) -> Workbook:
        """The kind of workbook that a unit code has."""
        return next((w for w in self.workbooks if w.county and w.unit_code == unit_code), self.unit_workbook)

    def due(self, period: Period) -> date:
        """The day when a round's returns are due."""
        last = period.end
        if self.deadline_day is None:
            return last + timedelta(days=self.deadline_days or 0)
        return last.replace(day=min(self.deadline_day, monthrange(last.year, last.month)[1]))

    def live_figures(self, round_: int) -> list[Figure]:
        """The unit figures that stand on a cover in that round of the year."""
        return [f for f in self.unit_figures if f.live and (f.rounds is None or round_ in f.rounds)]

    def parameter(self, path: str) -> float | int | str | list:
        """The value at `<rule id>.<name>`. Raises KeyError."""
        rule, _, name = path.partition(".")
        return self.parameters[rule][name].value

    def has(self, path: str) -> bool:
        """Whether there is a parameter at `<rule id>.<name>`."""
        rule, _, name = path.partition(".")
        return name in self.parameters.get(rule, {})

    def scale(self, name: str) -> list[tuple[float, str]]:
        """The bands of a scale by its name, with or without the scheme's id in front. Raises KeyError."""
        found = self.scales[name.removeprefix(f"{self.id}.")]
        return [(float(floor), str(label)) for floor, label in self.parameter(found)] if isinstance(found, str) else found  # type: ignore[union-attr,str-unpack]

    def unit_figure(self, id: str) -> Figure | None:
        return next((f for f in self.unit_figures if f.id == id), None)

    def official_figure(self, id: str) -> Figure | None:
        return next((f for f in self.official_figures if f.id == id), None)

    def table(self, id: str) -> Table | None:
        return next((t for w in self.workbooks for s in w.sheets for t in s.tables if t.id == id), None)

    def kind(self, id: str) -> UnitKind | None:
        return next((k for k in self.roster.kinds if k.id == id), None)

    @property
    def cited(self) -> list[str]:
        """Every rule id that the scheme names, in the order of the rules."""
        found = set(self.parameters) | {r.rule for r in self.references} | {r.rule for r in self.reasons} | {t.rule for t in self.ties}
        figures = [*self.unit_figures, *self.official_figures]
        found |= {f.rule for f in figures if f.rule} | {c.rule for c in self.checks if c.rule} | {p.rule for p in self.penalties}
        found |= {x.rule for x in self.lists} | {s.rule for s in self.similar}
        found |= {c.rule for w in self.workbooks for s in w.sheets for t in s.tables for c in t.columns if c.rule}
        return sorted(found, key=lambda r: (r.split("-")[0], int(r.split("-")[1])))
