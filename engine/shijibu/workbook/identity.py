"""Whose workbook it is: a signed text in the hidden sheet, and the facts that reading needs, so that a check works without a ledger.

The text says scheme, version, period, unit and issue number, and a digest of the facts; an HMAC under the county's key seals all
of it. File name, sheet order and document properties say nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, field, fields
from functools import cache
from typing import Any, NotRequired

from pydantic import TypeAdapter, ValidationError
from typing_extensions import TypedDict

_MARK = "shijibu1:"
CHUNK = 30_000  # a cell holds at most 32,767 characters


@dataclass(frozen=True, slots=True)
class Identity:
    """What the hidden text says. `number` is the issue number; `facts_digest` the SHA-256 of the facts."""

    scheme: str
    version: str
    period: str
    unit: str
    number: int
    facts_digest: str
    signature: str = ""

    def _body(self) -> str:
        told = {k: v for k, v in asdict(self).items() if k != "signature"}
        return json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    def signed(self, key: bytes) -> Identity:
        seal = hmac.new(key, self._body().encode(), hashlib.sha256).hexdigest()
        return Identity(self.scheme, self.version, self.period, self.unit, self.number, self.facts_digest, seal)

    def verified(self, key: bytes) -> bool:
        return hmac.compare_digest(self.signed(key).signature, self.signature)

    def text(self) -> str:
        return _MARK + json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def parse(cls, text: Any) -> Identity | None:
        """The identity that a cell's text holds; None where it holds none."""
        if not isinstance(text, str) or not text.startswith(_MARK):
            return None
        try:
            return _identities().validate_json(text.removeprefix(_MARK), strict=True)
        except ValidationError:
            return None


# Made once: making them takes longer than reading a workbook's facts with them.
@cache
def _identities() -> TypeAdapter[Identity]:
    return TypeAdapter(Identity)


@cache
def _facts() -> TypeAdapter[Facts]:
    return TypeAdapter(Facts)


_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))
"""Made once: `json.dumps` makes one for each row that went out."""


def _canonical(value: Any) -> str:
    return _ENCODER.encode(value)


_APART = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=("\0", ":"))
"""With a character between things that stands in no text of JSON."""


def _each(rows: list[dict[str, Any]]) -> list[str]:
    """`_canonical` of each of these rows, whose values are plain: written out together, for a month of logs has hundreds."""
    return [f"{{{said.replace(chr(0), ',')}}}" for said in _APART.encode(rows)[2:-2].split("}\0{")] if rows else []


class Person(TypedDict):
    """An official as a workbook knows him or her; `unit` where it is not the workbook's, `extra` the columns that the scheme adds."""

    id: str
    name: str
    post: str
    team: bool
    unit: NotRequired[str]
    extra: NotRequired[dict[str, str]]


@dataclass(slots=True)
class Facts:
    """What the workbook was issued with.

    officials: those of the unit (of the county, in its own workbook). units: code -> (name, kind) of all units, for codes that rows name.
    prefilled: table -> rows in the order issued -> column -> value; the columns that the county filled in or that were committed.
    """

    name: str
    kind: str
    deadline: str | None
    officials: list[Person]
    units: dict[str, tuple[str, str]]
    extra: dict[str, str] = field(default_factory=dict)
    prefilled: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def text(self) -> str:
        return _canonical({f.name: getattr(self, f.name) for f in fields(self)})  # asdict would copy every unit of the county first

    @property
    def digest(self) -> str:
        return digest_of(self.text())

    def own(self, shown: Collection[tuple[str, str]]) -> dict[str, str]:
        """Digests of what the roster says of the unit itself and of what was filled in for it, by part; whatever order rows and people have.

        shown: table and column of what only stands beside for comparison. It, the deadline, and the other units of the county are no part.
        """
        rows = [[table, said] for table, issued in self.prefilled.items() for said in _each([
            {column: value for column, value in row.items() if (table, column) not in shown} for row in issued])]
        told = {"unit": [self.name, self.kind, self.extra], "officials": sorted(map(_canonical, self.officials)), "prefilled": sorted(rows)}
        return {part: hashlib.sha256(_canonical(value).encode()).hexdigest() for part, value in told.items()}

    def chunks(self) -> list[str]:
        """The text in pieces that a cell holds."""
        return in_cells(self.text())

    @classmethod
    def parse(cls, chunks: list[str]) -> Facts | None:
        """The facts that the cells hold; None where they are torn or not of these types."""
        try:
            return _facts().validate_json("".join(chunks), strict=True)
        except ValidationError:
            return None


def digest_of(text: str) -> str:
    """Of the text of facts."""
    return hashlib.sha256(text.encode()).hexdigest()


def in_cells(text: str) -> list[str]:
    """A text in pieces that a cell holds: a spreadsheet program counts a rare character, beyond 16 bits, as two."""
    data, out, at = text.encode("utf-16-le", "surrogatepass"), [], 0
    while at < len(data):
        end = at + 2 * CHUNK
        if end < len(data) and 0xD8 <= data[end - 1] < 0xDC:  # the first half of such a character is not parted from its second
            end -= 2
        out.append(data[at:end].decode("utf-16-le", "surrogatepass"))
        at = end
    return out
