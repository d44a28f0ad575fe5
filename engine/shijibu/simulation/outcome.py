"""What other rules would have made of decided rounds, as `simulate --json` has it: every fact with its type."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from shijibu.rounds.results import Deduction, Figures, Part, Text, Tie

Cause = Literal["parameters", "rule", "earlier", "deduction", "others"]


def _none(value: object) -> bool:
    return value is None


class SettingDiffers(Part):
    """A parameter that the rounds did not go by. rule, title, unit: of the scheme that is tried, or of theirs where that has it no more."""

    path: str
    rule: str
    title: str
    unit: str
    default: bool = Field(description="whether the source text leaves its value open")
    clause: list[str] = Field(description="what the source text says of the rule, sentence by sentence")
    before: Any = Field(description="its value in the latest of the rounds; null where that has none")
    after: Any


class PlaceDiffers(Part):
    """Any other place of the scheme that is different."""

    path: str
    title: str
    before: Any
    after: Any


class Because(Part):
    """Where a difference begins. figure: `unit.<id>`, `official.<id>`, or `penalties.<id>`."""

    figure: str
    label: str
    rule: str | None
    cause: Cause = Field(description="""\
`parameters` that it takes are others; its `rule` is written otherwise; it follows from an `earlier` round, from a `deduction`, or from what
`others` have, as a rank does""")
    parameters: list[str] = Field(description="their paths")
    period: str | None = Field(description="the earlier round")


class UnitFares(Part):
    """A unit that would fare otherwise. before, after: the figures of results.json that differ; because: by figure, where that begins."""

    code: str
    name: str
    kind: str
    before: Figures
    after: Figures
    deductions: dict[Literal["before", "after"], list[Deduction]] | None = Field(
        default=None, exclude_if=_none, description="where they differ: the year's so far")
    because: dict[str, list[Because]]


class OfficialFares(Part):
    """An official who would fare otherwise."""

    id: str
    name: str
    unit: str
    before: Figures
    after: Figures
    because: dict[str, list[Because]]


class Moved(Part):
    """Who would come onto a list, and who would no longer stand on it."""

    came: list[str] = Field(serialization_alias="in")
    went: list[str] = Field(serialization_alias="out")


class TiesMoved(Part):
    """Ties that would have to be settled, and those that would not."""

    came: list[Tie] = Field(serialization_alias="in")
    went: list[Tie] = Field(serialization_alias="out")


class Bucket(Part):
    """So many units or officials have a value, or one within a band."""

    label: str
    before: int
    after: int
    colour: str | None = Field(default=None, exclude_if=_none, description="in which the scheme shows the value")


class Counted(Part):
    """A figure over the whole round: how many have another value, and how the values are spread."""

    figure: str
    label: str
    differ: int
    spread: list[Bucket]

    @property
    def moved(self) -> bool:
        """Whether the spread is another, not only whose the values are."""
        return any(b.before != b.after for b in self.spread)


class SimilarPairs(Part):
    """How many pairs of similar texts are shown."""

    title: str
    before: int
    after: int


class RoundFares(Part):
    """A round, as decided and as other rules would have made it."""

    period: str
    label: str
    own_rules: bool = Field(description="it was computed under its own rules, only on what the rounds before it would have become")
    parameters: list[str] = Field(description="paths of the parameters that were others in this round")
    units: list[UnitFares]
    officials: list[OfficialFares]
    lists: dict[str, Moved] = Field(description="those of which somebody would be on or off")
    list_titles: dict[str, str]
    names: dict[str, str] = Field(description="of the units and officials that are named by their codes and ids")
    ties: TiesMoved | None = Field(default=None, exclude_if=_none)
    similar: dict[str, SimilarPairs] | None = Field(default=None, exclude_if=_none, description="where what is compared differs, by comparison")
    counts: list[Counted]
    uncomputed: list[Text] = Field(description="""\
figures that the other rules cannot compute from these inputs, and why; one that other numbers do not touch is asked only where it had no value""")
    notes: list[Text] = Field(description="what is to be known before one relies on it")

    @property
    def same(self) -> bool:
        """Nobody would fare otherwise."""
        return not (self.units or self.officials or self.lists or self.ties or self.similar)


class SweptRound(Part):
    """What a round would come to at one value."""

    period: str
    label: str
    units: int = Field(description="how many would fare otherwise than decided")
    officials: int
    lists: dict[str, int] = Field(description="how many stand on each list")
    similar: dict[str, int] | None = Field(default=None, exclude_if=_none, description="pairs of similar texts, where they are others than decided")
    counts: list[Counted]


class SweptValue(Part):
    """fault: why the scheme cannot have the value; then there are no rounds."""

    value: float | int
    fault: Text | None = None
    periods: list[SweptRound]


class Sweep(Part):
    """One parameter at several values."""

    path: str
    title: str
    unit: str
    now: Any = Field(description="its value in the scheme that is tried, else in the latest round")
    list_titles: dict[str, str]
    values: list[SweptValue]


class Simulation(BaseModel):
    """Decided rounds computed again under other rules. Nothing of it is decided."""

    model_config = ConfigDict(extra="forbid", strict=True)

    scheme: str
    name: str
    parameters: list[SettingDiffers]
    places: list[PlaceDiffers]
    periods: list[RoundFares]
    sweep: Sweep | None = Field(default=None, exclude_if=_none)

    @property
    def clean(self) -> bool:
        """Everything could be computed."""
        return not any(p.uncomputed for p in self.periods)

    def to_json(self) -> dict[str, Any]:
        """As `simulate --json` has it."""
        return self.model_dump(by_alias=True)
