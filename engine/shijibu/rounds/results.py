"""A round's results, as results.json has them and the ledger keeps them: every fact with its type.

What a scheme declares, its figures, stands among the facts of a unit or an official: flat in JSON, a mapping by id here. A part that only
some schemes have, such as deductions, is None and not written where the scheme has none. What results of earlier versions lack has a default.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from typing import Annotated, Any, Generic, Literal, TypeVar, get_args, overload

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    InstanceOf,
    Strict,
    TypeAdapter,
    model_serializer,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema
from typing_extensions import TypeAliasType, TypedDict

Text = InstanceOf[str]
"""What units wrote, their files' names too: a name that is no UTF-8 keeps its odd bytes, which pydantic would refuse of a str."""
FigureValue = TypeAliasType("FigureValue", "bool | int | float | Text | Annotated[list[FigureValue], Strict(False)] | None")
Figures = dict[str, FigureValue]
own_figures: Callable[[Any], Figures] = TypeAdapter[Figures](Figures, config=ConfigDict(strict=True, defer_build=True)).validate_python
"""What one unit or official has, nothing converted: of a county's figures one's at a time are held twice. Raises ValidationError."""
T = TypeVar("T")

NUMBERS = """\
Numbers are rounded to 2 decimals. `rank` is within the kind. `deductions` are the year's so far; `score` subtracts their sum."""
ORDER = "Arrays are sorted by code, id or path; the files given and the ledger's state determine every byte."


class Part(BaseModel):
    """A part of the results: nothing is converted, and what it does not know it refuses."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


def _absent(value: object) -> bool:
    return value is None


class _WithFigures(Part):
    """A part in which the scheme's figures stand among the facts, at the place that the field `figures` has."""

    @model_validator(mode="before")
    @classmethod
    def _gathered(cls, facts: Any) -> Any:
        if not isinstance(facts, dict) or isinstance(facts.get("figures"), dict):
            return facts
        own = cls.model_fields.keys() - {"figures"}
        return {k: v for k, v in facts.items() if k in own} | {"figures": {k: v for k, v in facts.items() if k not in own}}

    @model_serializer(mode="wrap")
    def _flat(self, written: Any) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for name, value in written(self).items():
            out |= value if name == "figures" else {name: value}
        return out

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        schema = handler.resolve_ref_schema(handler(core))
        values = schema["properties"].pop("figures")
        schema["required"] = [name for name in schema["required"] if name != "figures"]
        schema["additionalProperties"] = values["additionalProperties"]
        return schema


P = TypeVar("P", bound=Part)


class Folded(Sequence[P], Generic[P]):
    """Parts of the results that a county has thousands of, each as JSON until it is asked for: as objects they are four times as large, and
    hardly anybody asks for one but whoever writes them all. Who asks twice gets two objects, equal to each other."""

    __slots__ = "_part", "_said"

    def __init__(self, part: type[P], those: Iterable[P]) -> None:
        self._part = part
        self._said = [json.dumps(one.model_dump(), ensure_ascii=False).encode(errors="surrogatepass") for one in those]

    @overload
    def __getitem__(self, at: int) -> P: ...
    @overload
    def __getitem__(self, at: slice) -> Folded[P]: ...
    def __getitem__(self, at: int | slice) -> P | Folded[P]:
        if isinstance(at, slice):
            some = copy(self)
            some._said = self._said[at]
            return some
        return self._part.model_validate(_said_by(self._said[at]))

    def __len__(self) -> int:
        return len(self._said)

    def not_in(self, other: Sequence[P]) -> list[P]:
        """Those that the other ones are not among: what both have alike is not made objects of."""
        if not isinstance(other, Folded):
            return list(self)
        those = frozenset(other._said)
        return [self[at] for at, said in enumerate(self._said) if said not in those]

    def __eq__(self, other: object) -> bool:
        """As lists are equal: with whatever sequence has equal parts."""
        if isinstance(other, Folded) and (self._part, self._said) == (other._part, other._said):
            return True
        if not isinstance(other, Sequence) or isinstance(other, str | bytes):
            return NotImplemented
        return len(self) == len(other) and all(one == another for one, another in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(list(self))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        (part,) = get_args(source)
        return core_schema.no_info_wrap_validator_function(
            lambda those, validated: those if isinstance(those, cls) and those._part is part else cls(part, validated(those)),
            core_schema.list_schema(handler(part)),
            serialization=core_schema.plain_serializer_function_ser_schema(lambda those: list(_dumped(those))))


def _dumped(those: Sequence[Part]) -> Iterator[dict[str, Any]]:
    """As dictionaries; those that `model_copy` has put in are not folded."""
    return map(_said_by, those._said) if isinstance(those, Folded) else (one.model_dump() for one in those)


def _said_by(said: bytes) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(said.decode(errors="surrogatepass"))
    return facts


class Deduction(Part):
    """Points that a unit lost in the year so far because of another."""

    period: str
    because: Text
    points: FigureValue
    rule: str


class ReasonGiven(Part):
    """Why, in words, and by which rule."""

    rule: str
    text: Text


class UnitResult(_WithFigures):
    """What a round gives a unit."""

    code: str
    name: str
    kind: str
    figures: Figures
    deductions: list[Deduction] | None = Field(default=None, exclude_if=_absent, description="where the scheme has penalties")


class OfficialResult(_WithFigures):
    """What a round gives an official."""

    id: str
    name: str
    unit: str
    figures: Figures
    reasons: list[ReasonGiven]


class Rejected(Part):
    """A file that was sent back; codes: of its errors. unit: None where nobody vouches for it."""

    path: Text
    unit: str | None
    codes: list[str]


class Tie(Part):
    """Officials of a unit who stand level for a last place, for a person to settle."""

    rule: str
    unit: str
    officials: list[str]


class AmendedCell(Part):
    """An input cell that an upheld objection changed. cell, returned: None where its row is there no more; why: `lost` says."""

    objection: int
    unit: str
    field: str
    label: str
    sheet: Text | None
    cell: str | None
    returned: FigureValue
    amended: FigureValue
    state: Literal["applied", "replaced", "lost"]
    why: str
    decided: str
    reason: Text


class Change(Part):
    """What became different: a figure of a unit, or of an official where one is named; lists.<id> for a list, ties.<rule> for an open tie."""

    unit: str
    unit_name: str
    official: str | None
    official_name: str | None
    figure: str
    label: str
    before: FigureValue
    after: FigureValue


class TextPlace(Part):
    """A text and where it was written. official: whose row it is; None where the table does not say."""

    period: str
    unit: str
    official: str | None
    table: str
    row: int
    sheet: Text | None
    cell: str | None
    text: Text

    @property
    def who(self) -> tuple[str, ...]:
        """Whose it is: the official's, else the unit's."""
        return (self.official,) if self.official else ("", self.unit)

    @property
    def order(self) -> tuple[str, str, int]:
        return self.period, self.unit, self.row


class SimilarPair(Part):
    """Two texts that say nearly the same, the earlier place first; id: of the scheme's comparison."""

    id: str
    rule: str
    similarity: float
    first: TextPlace
    second: TextPlace


class NotCompared(Part):
    """How many texts were not compared with every other, and of which units and officials."""

    texts: int
    units: list[str]
    officials: list[str]


class Results(BaseModel):
    """A decided round: what each unit and official got, what became of the returns, and what a person has to settle."""

    model_config = ConfigDict(extra="forbid", strict=True, validate_assignment=True, defer_build=True)

    scheme: str
    period: str
    engine: str
    units: Folded[UnitResult] = Field(description="""\
`units` has every issued unit; of one that is missing or rejected the own figures are null, its deductions stand. `officials` has every
official of the roster. null is "no data", never zero.""")
    officials: Folded[OfficialResult]
    missing: list[str] = Field(description="""\
Units: issued = accepted + rejected + missing. Files: given = accepted - kept + rejected + superseded + ignored. Both always hold.""")
    late: list[str] = Field(description="""\
`late`: no return of the unit, whatever became of it, was first seen by the deadline. `corrected`: one was, and the one that counts came after
the deadline. A missing unit is neither.""")
    corrected: list[str] = []
    kept: list[str] = Field(default=[], description="""\
`kept`: units whose accepted return was taken in an earlier run and not given again in this one. `rejected` names each rejected file that was
given, `superseded` those given that another return of the same unit beats, or whose return was taken back since.""")
    withdrawn: list[str] = []
    rejected: list[Rejected]
    rejected_before: list[Rejected] = Field(default=[], description="""\
A unit all of whose returns were rejected is in `rejected` where one of them was given in this run. Where none was, its file can stand among
no files given, so the unit is in `missing`, and `rejected_before` has that file: it says 退回未改 where `missing` alone would say 未报.
`withdrawn`: units in `missing` whose return the office took back.""")
    superseded: list[Text]
    lists: dict[str, list[str]]
    ties: list[Tie]
    amendments: list[AmendedCell] = Field(default=[], description="""\
`amendments` lists the cells that upheld objections changed, in the order in which they were decided, `changes` every figure,
list and open tie that they made different, whoever's it is: see [objections.md](objections.md).""")
    changes: list[Change] = []
    similar: list[SimilarPair] | None = Field(default=None, exclude_if=_absent, description="""\
`similar`, where the scheme compares texts: each pair `{id, rule, similarity, first, second}`, the earlier place `first`, the most alike first;
a place is `{period, unit, official, table, row, sheet, cell, text}`. `similar_left_out` counts by `id` the pairs beyond the 20,000 that
are listed; `similar_not_compared` says by `id` how many texts were too long and too many to be compared with every other, and whose:
`{texts, units, officials}`.""")
    similar_left_out: dict[str, int] | None = Field(default=None, exclude_if=_absent)
    similar_not_compared: dict[str, NotCompared] | None = Field(default=None, exclude_if=_absent)

    def one_by_one(self) -> dict[str, Any]:
        """As `model_dump` has it, but of units and officials, which a county has thousands of, one at a time is at hand."""
        whole = self.model_dump(exclude={"units", "officials"}) | {"units": _dumped(self.units), "officials": _dumped(self.officials)}
        return {name: whole[name] for name in Results.model_fields if name in whole}

    def unit(self, code: str) -> UnitResult:
        """What the unit of that code got. Raises KeyError."""
        return _first(code, (u for u in self.units if u.code == code))

    def official(self, id: str) -> OfficialResult:
        """What the official of that id got. Raises KeyError."""
        return _first(id, (o for o in self.officials if o.id == id))


def _first(id: str, those: Iterator[T]) -> T:
    for one in those:
        return one
    raise KeyError(id)


class PenaltyEntry(TypedDict):
    """Points that one unit's figure cost another; source: the unit that caused it."""

    __pydantic_config__ = ConfigDict(extra="forbid", strict=True)  # type: ignore[misc]
    penalty: str
    period: str
    rule: str
    source: str
    because: Text
    points: FigureValue


class RoundFigures(Part):
    """Every figure of a round at 4 decimals, for later rounds and reports: by unit code, by official's id, and what each unit lost."""

    units: dict[str, Figures]
    officials: dict[str, Figures]
    penalties: dict[str, list[PenaltyEntry]]
