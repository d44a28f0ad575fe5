"""What a scheme says: one county's review, read from its scheme.yaml.

Every number of a rule stands here under `parameters`, keyed by the id of RULES.md that it belongs to and marked `default`
where the source text is silent. Nothing in Python knows a county.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from shijibu.scheme.expression import NotAnExpression, parse
from shijibu.scheme.period import Cadence


def _expression(text: str) -> str:
    try:
        parse(text)
    except NotAnExpression as error:
        raise ValueError(str(error)) from None
    return text


Formula = Annotated[str, Field(min_length=1, description="an expression: calls, names, numbers, texts")]
InputType = Literal["text", "integer", "number", "percent", "date", "choice", "official", "units"]
RuleId = Annotated[str, Field(pattern=r"^[A-Z]{2}-\d+$")]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Severity = Literal["error", "warning", "notice"]


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ParameterValue(Model):
    """One number, text or list that a rule takes; `default` marks what the source text leaves open."""

    value: float | int | str | list[list[float | str]]
    title: str
    unit: str = ""
    default: bool = False


class Column(Model):
    """A column of a table: something to fill in, something prefilled, or a live cell."""

    id: Id
    label: str
    type: InputType = "text"
    required: bool = False
    width: float = 12
    choices: list[str] | None = None
    min: float | None = None
    max: float | None = None
    above: float | None = Field(default=None, description="the value must be greater than this")
    max_length: int | None = None
    unit_kind: Id | None = Field(default=None, description="units: only codes of this kind")
    decimals: int = 2
    prompt: str = ""
    prefill: Formula | None = Field(default=None, description="given by the county when the workbook is issued; the cell is locked")
    carry: bool = Field(default=False, description="committed once: later rounds are issued with it filled in, and a change is a warning")
    live: Formula | None = Field(default=None, description="computed; the cell is locked")
    rule: RuleId | None = None
    colours: dict[str, Literal["red", "yellow", "blue", "green"]] = {}

    @field_validator("prefill", "live")
    @classmethod
    def _is_expression(cls, value: str | None) -> str | None:
        return None if value is None else _expression(value)

    @property
    def is_input(self) -> bool:
        return self.live is None and self.prefill is None


class SubjectRows(Model):
    """Prefilled rows: each subject, for each rater group with its weight."""

    kind: str
    of: Literal["units", "officials"]
    where: Formula | None = None
    groups: str = Field(description="path of a parameter: a list of [group, weight]")


class Table(Model):
    """A table on a sheet. Its rows are free (`rows`, `rows_per_member`), one a team member, or prefilled subjects."""

    id: Id
    title: str
    rows: int | None = None
    rows_per_member: int | None = None
    of_team: bool = False
    subjects: list[SubjectRows] | None = None
    owner: Id | None = Field(default=None, description="the column that says whose row it is")
    columns: list[Column]
    hint: bool = Field(default=True, description="a live column at the end that says what is missing or wrong in the row")
    hint_when: dict[str, list[str]] = Field(default={}, description="live columns whose texts count as problems of the row")
    beside: bool = Field(default=False, description="stands to the right of the sheet's first table")
    key: list[Id] = Field(default=[], description="prefilled columns that tell the row")

    def column(self, id: str) -> Column | None:
        return next((c for c in self.columns if c.id == id), None)

    @property
    def is_fixed(self) -> bool:
        return self.of_team or self.subjects is not None


class PersonalSheet(Model):
    """A printable sheet of one official's rows of a table, chosen on the sheet."""

    of: Id
    columns: list[Id]
    rows: int
    signatures: list[str] = []


class Sheet(Model):
    title: str
    heading: str
    intro: list[str] = []
    tables: list[Table] = []
    cover: bool = False
    personal: PersonalSheet | None = None
    rounds: list[int] | None = Field(default=None, description="only in these rounds of the year")
    landscape: bool = True


class Workbook(Model):
    """A kind of workbook: one for each unit, or the county office's own."""

    id: Id
    title: str
    file: str
    county: bool = False
    unit_code: str | None = None
    unit_name: str | None = None
    rounds: list[int] | None = None
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
    live: bool = Field(default=False, description="stands as a live cell on the unit's cover")
    type: Literal["number", "integer", "text", "list"] = "number"
    across: bool = Field(default=False, description="taken over all units or officials of the county at once: names are columns")
    result: bool = Field(default=False, description="written to results.json")
    show: bool = Field(default=False, description="a column of the report")
    colours: dict[str, Literal["red", "yellow", "blue", "green"]] = {}
    limit: Id | None = Field(default=None, description="a live figure that this one must not exceed; the cell turns red when it does")
    problems: bool = Field(default=False, description="how many rows of the workbook are incomplete or wrong; the sheet's own count")

    @field_validator("formula")
    @classmethod
    def _is_expression(cls, value: str | None) -> str | None:
        return None if value is None else _expression(value)


class PenaltyTarget(Model):
    """Who pays: units linked in the roster, or units that a table's row names."""

    links: bool = False
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
    because: str


class Check(Model):
    """What must not be true; said of a table's row, of a unit, or of each team member."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9.-]*$")]
    rule: RuleId | None = None
    each: str = Field(description="a table's id, `unit`, or `member`")
    field: str | None = Field(default=None, description="the column (rows) or table column (members) or figure (unit) to point at")
    when: Formula
    severity: Severity = "error"
    message: str
    fix: str
    rounds: list[int] | None = None

    @field_validator("when")
    @classmethod
    def _is_expression(cls, value: str) -> str:
        return _expression(value)


class ListRule(Model):
    """A list of officials or units, proposed with reasons; people decide."""

    id: Id
    title: str
    rule: RuleId
    of: Literal["officials", "units"] = "officials"
    when: Formula
    reasons: list[Reason]


class Reason(Model):
    rule: RuleId
    when: Formula | None = None
    text: str


class Tie(Model):
    """A tie that a person must settle: a column rule marks the rows; a proposal among them settles it."""

    rule: RuleId
    table: Id
    mark: Formula
    settled_by: Id
    suggestion: Id | None = Field(default=None, description="the live column whose figure may be proposed where nobody has proposed")


class ReportSheet(Model):
    title: str
    of: Literal["units", "officials"]
    rule: RuleId | None = None
    where: Formula | None = None
    figures: list[str]


class Report(Model):
    rank_by: Id | None = None
    rank: Id | None = Field(default=None, description="the unit figure that is the rank by `rank_by` within the kind")
    trend: Id | None = Field(default=None, description="the unit figure whose course over the rounds is shown and charted")
    cards: Id | None = None
    sheets: list[ReportSheet] = []
    notice: list[str] = Field(default=[], description="unit figures that the public notice shows")
    notice_lists: list[Id] = Field(default=[], description="lists of officials that the public notice names")
    notice_text: list[str] = []


class RosterColumn(Model):
    id: Id
    heading: str
    of: Literal["units", "officials"]
    choices: list[str] | None = None


class UnitKind(Model):
    id: Id
    label: str
    colour: str = "4472C4"


class Roster(Model):
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


class DemoTable(Model):
    """How many rows the demo makes up, and what stands in them."""

    rows: tuple[int, int] | None = None
    per_member: tuple[int, int] | None = None
    each_member: dict[Id, dict[str, int]] = Field(default={}, description="column -> choice -> how many rows of it a member has")
    texts: dict[Id, list[str]] = {}
    ranges: dict[Id, tuple[float, float]] = {}
    progress: tuple[Id, Id] | None = Field(default=None, description="the columns of planned and actual progress")
    leave_blank: list[Id] = []


class Demo(Model):
    """What `shijibu demo` makes up for this county."""

    kinds: dict[str, int] = {}
    names: dict[str, list[str]] = {}
    team: tuple[int, int] = (4, 8)
    extra: dict[Id, str] = Field(default={}, description="roster column -> value that a staff member outside the team has")
    tables: dict[Id, DemoTable] = {}


class Scheme(Model):
    """A county's review."""

    id: Id
    name: str
    county: str
    office: str
    source: str
    cadence: Cadence
    deadline_days: int = Field(description="days after the round's end when returns are due, unless --deadline says otherwise")
    roster: Roster
    parameters: dict[RuleId, dict[Id, ParameterValue]]
    scales: dict[Id, list[tuple[float, str]]] = {}
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
    report: Report = Report()
    demo: Demo = Demo()

    @property
    def unit_workbook(self) -> Workbook:
        return next(w for w in self.workbooks if not w.county)

    def county_workbook(self, round_: int) -> Workbook | None:
        return next((w for w in self.workbooks if w.county and (w.rounds is None or round_ in w.rounds)), None)

    def workbook_for(self, unit_code: str) -> Workbook:
        """The kind of workbook that a unit code has."""
        return next((w for w in self.workbooks if w.county and w.unit_code == unit_code), self.unit_workbook)

    def parameter(self, path: str) -> float | int | str | list:
        """The value at `<rule id>.<name>`. Raises KeyError."""
        rule, _, name = path.partition(".")
        return self.parameters[rule][name].value

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
        found |= {x.rule for x in (*self.unit_figures, *self.official_figures, *self.penalties, *self.checks, *self.lists) if x.rule}
        found |= {c.rule for w in self.workbooks for s in w.sheets for t in s.tables for c in t.columns if c.rule}
        return sorted(found, key=lambda r: (r.split("-")[0], int(r.split("-")[1])))
