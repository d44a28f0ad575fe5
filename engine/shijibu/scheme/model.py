"""What a scheme says: one county's review, read from its scheme.yaml.

Every number of a rule stands here under `parameters`, keyed by the id of RULES.md that it belongs to and marked `default`
where the source text is silent. Nothing in Python knows a county.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, PrivateAttr, model_validator

from shijibu.scheme.contact import Contact
from shijibu.scheme.demo import Demo
from shijibu.scheme.made import Made
from shijibu.scheme.outcomes import Check, Figure, ListRule, Penalty, Reason, Similar, Tie
from shijibu.scheme.parameters import ParameterRelation, ParameterValue
from shijibu.scheme.period import Cadence, Period
from shijibu.scheme.reports import Report
from shijibu.scheme.sheets import Table, Workbook
from shijibu.scheme.terms import (
    Id,
    Model,
    Number,
    ParameterPath,
    RuleId,
    Whole,
    gained,
)
from shijibu.scheme.worked import WorkedExample
from shijibu.spreadsheet.severity import Severity

T = TypeVar("T")
_PARTY = "委"  # 县委, 市委, 区委


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
    contact: Contact | None = gained("where people turn to: on notices, slips and reminders")
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
    # What has nothing but defaults is constructed: to validate it, as this is loaded, would have its validator built for that alone.
    report: Report = Report.model_construct()
    demo: Demo = Demo.model_construct()
    examples: list[WorkedExample] = Field(
        default=[], description="what figures must come to; computed when the scheme is checked", exclude_if=lambda told: not told)
    template: str | None = gained(
        "the office's own workbook in Base64, whose marks say where things go; read from template.xlsx beside the scheme, and kept with each round")
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
        made: T = self._made.things[make]
        return made

    def in_county(self, name: str) -> str:
        """A name with the county's before it, once: 德清县实绩簿, 桐乡市委组织部 and not 桐乡市市委组织部."""
        if name.startswith(self.county):
            return name
        return f"{self.county[:-1] if name.startswith(f'{self.county[-1:]}{_PARTY}') else self.county}{name}"

    @property
    def receives(self) -> str:
        """Who takes opinions and questions."""
        return (self.contact and self.contact.receives) or self.office

    @property
    def unsaid(self) -> list[str]:
        """What the scheme does not say of where people turn to, and no paper can do without."""
        said = self.contact or Contact()
        return [label for label, value in (("联系电话", said.phone), ("地址", said.address)) if value is None]

    @property
    def signed(self) -> str:
        """Whose name stands under the papers."""
        return (self.contact and self.contact.signed) or self.office

    @property
    def unit_workbook(self) -> Workbook:
        return next(w for w in self.workbooks if not w.county)

    def county_workbook(self, round_: int) -> Workbook | None:
        return next((w for w in self.workbooks if w.county and (w.rounds is None or round_ in w.rounds)), None)

    def workbook_for(self, unit_code: str) -> Workbook:
        """The kind of workbook that a unit code has."""
        return next((w for w in self.workbooks if w.county and w.unit_code == unit_code), self.unit_workbook)

    def county_name(self, unit_code: str | None) -> str | None:
        """What the county's own workbook of that code is called; None for a unit's. Its code says nothing to people."""
        own = next((w for w in self.workbooks if w.county and w.unit_code == unit_code), None)
        return (own.unit_name or own.title) if own else None

    @property
    def card(self) -> Figure | None:
        """The figure that is a unit's card."""
        return self.unit_figure(self.report.cards or "")

    def card_in(self, round_: int) -> Figure | None:
        """The same in a round in which it is given."""
        card = self.card
        return card if card is not None and (card.rounds is None or round_ in card.rounds) else None

    def is_card(self, figure: Figure) -> bool:
        """Whether it is the figure that the report shows as the unit's card."""
        return figure.id == self.report.cards and any(figure is f for f in self.unit_figures)

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

    @property
    def parameter_paths(self) -> list[str]:
        """Every `<rule id>.<name>`."""
        return [f"{rule}.{name}" for rule, own in self.parameters.items() for name in own]

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

    @property
    def shown_alone(self) -> frozenset[tuple[str, str]]:
        """Table and column of what only stands beside an entry for comparison."""
        return frozenset((t.id, c.id) for w in self.workbooks for s in w.sheets for t in s.tables for c in t.columns if c.last)

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
