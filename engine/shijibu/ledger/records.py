"""What the ledger takes and gives. Payloads (rosters, inputs, results) are JSON that it does not look into."""

from __future__ import annotations

import hashlib
import json
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Literal, NamedTuple

# 2 added `objections`; a decision's `digest` is of its results and figures alone since.
# 3 added `withdrawals`, the run of a sighting, and of a return its issue, its facts and whether an earlier run took it.
# 4 added `schemes` and `rule_changes`, of a decision the version of its scheme and its entry; the trail is keyed from there on.
# 5 added `confirmations`.
# 6 added `parts`, and the index of returns by outcome.
SCHEMA_VERSION = 6


def legible(text: str) -> str:
    """Text that any database takes: a file name that is no UTF-8 (an old zip in GBK) keeps its odd bytes as `\\udcxx`."""
    return _legible(text).decode()


def _legible(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


_MOST_UNPACKED = 1 << 25
_PIECE = 1 << 16
Sections = Mapping[str, Mapping[str, Any]]
"""What of a payload is asked for alone: values by key, in sections."""


class Written(ABC):
    """A payload that is at hand as canonical JSON, of which `plain` would leave what it says as it is. parts: what of it is to be kept in
    parts besides."""

    __slots__ = ()
    parts: Sections | None = None

    @property
    @abstractmethod
    def said(self) -> str:
        """The JSON."""

    def pieces(self) -> Iterator[bytes]:
        """The same in UTF-8, of which a piece at a time is at hand."""
        yield self.said.encode()


class Canonical(Written):
    """A payload as canonical JSON, compressed, for it may wait for hundreds of others. Its keys must be texts. An iterator that it holds is a list
    of which one at a time is at hand. Raises TypeError or ValueError (NaN) for what JSON cannot say."""

    def __init__(self, value: Any, parts: Sections | None = None) -> None:
        self.parts, self._said = parts, _packed(value)

    @property
    def said(self) -> str:
        return zlib.decompress(self._said).decode()

    def pieces(self) -> Iterator[bytes]:
        unpacking, left = zlib.decompressobj(), self._said
        while left:
            yield unpacking.decompress(left, _PIECE)
            left = unpacking.unconsumed_tail
        yield unpacking.flush()


def _packed(value: Any) -> bytes:
    """The canonical JSON, compressed."""
    packed = zlib.compressobj(1)
    return b"".join([*(packed.compress(_legible(piece)) for piece in _pieces(value)), packed.flush()])


def _pieces(value: Any, deep: int = 2) -> Iterator[str]:
    """The canonical JSON; of the figures of all officials one's are a piece."""
    if isinstance(value, dict) and deep:
        yield "{"
        for n, key in enumerate(sorted(value)):
            yield f"{',' if n else ''}{_json(key)}:"
            yield from _listed(value[key]) if isinstance(value[key], Iterator) else _pieces(value[key], deep - 1)
        yield "}"
    else:
        yield _json(value)


def _listed(those: Iterator[Any]) -> Iterator[str]:
    yield "["
    for n, one in enumerate(those):
        yield f"{',' if n else ''}{_json(one)}"
    yield "]"


_json = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


class Folded(Mapping[str, Any], Written):
    """A payload by its keys, each small until it is asked for: a county's returns, of which each says something by table, are looked at one after
    the other. Raises as Canonical."""

    __slots__ = ("_said",)

    def __init__(self, payload: Mapping[str, Any]) -> None:
        self._said = {name: _packed(value) for name, value in sorted(payload.items())}

    def __getitem__(self, name: str) -> Any:
        return json.loads(zlib.decompress(self._said[name]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._said)

    def __len__(self) -> int:
        return len(self._said)

    @property
    def said(self) -> str:
        """All of it."""
        return f"{{{','.join(f'{canonical(name)}:{zlib.decompress(packed).decode()}' for name, packed in self._said.items())}}}"


def canonical(value: Any) -> str:
    """JSON by which payloads are stored, compared and hashed. `\\udcxx` is also JSON's own escape, so nothing is lost.

    What no JSON can say is spelt out, so that a row of nonsense still has a hash; `plain` keeps it from being written.
    """
    if isinstance(value, Written):
        return value.said
    return legible(json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=repr))


def unpacked(kept: Any) -> str:
    """What was kept compressed says. Raises ValueError or TypeError for what nobody has compressed, or what comes to far more than anything that is
    kept so: a ledger is a file that anybody may have written."""
    packed = zlib.decompressobj()
    try:
        said = packed.decompress(kept, _MOST_UNPACKED)
    except zlib.error:
        raise ValueError("not compressed") from None
    if not packed.eof:
        raise ValueError("too much, or not all")
    return said.decode()


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def plain(value: Any) -> Any:
    """The value as it will be read back (keys are strings, tuples lists), so that its hash is the same then; what is written stays so.

    Raises TypeError or ValueError (NaN) for what JSON cannot say.
    """
    return value if isinstance(value, Written) else json.loads(json.dumps(value, allow_nan=False))


def stamp(at: datetime | None) -> str:
    """An instant as the ledger keeps it: UTC, ISO 8601; now if none is given."""
    return (at or datetime.now(UTC)).astimezone(UTC).isoformat()


@dataclass(frozen=True, slots=True)
class Issue:
    """One workbook that went out; the ledger says when in `issued_at`."""

    unit: str
    number: int
    file: str
    sha256: str
    prefilled: Mapping[str, Any] = field(default_factory=dict)
    issued_at: str | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """A scheme's round as issued; `issues` has each unit's latest. version: of the scheme that it goes by. What the ledger gives is `Folded`: of
    the roster and of what a county's workbooks went out with little is asked for."""

    scheme: str
    period: str
    version: str
    deadline: date | None
    roster: Mapping[str, Any]
    issues: dict[str, Issue]


@dataclass(frozen=True, slots=True)
class RuleChange:
    """The rules of a round that was out were changed. before, after: versions of its scheme. differences: each {"path", "title", "before",
    "after"}; None where the ledger does not keep what was in force before."""

    before: str
    after: str
    reason: str
    at: str
    differences: list[dict[str, Any]] | None


@dataclass(frozen=True, slots=True)
class Return:
    """One return that counted for its unit, accepted or rejected; `inputs` what it says, by table. `period` is told where it is asked for.

    number: of the issue that it was made from. facts: digests of what that issue said of the unit, by part. kept: it was given in a run
    before the one that decided. The first two are None in returns of ledgers that did not keep them. Inputs that are to be
    entered may be `Written`; where many returns are asked for at once they may be `Folded`.
    """

    unit: str | None
    sha256: str
    path: str
    accepted: bool
    modified: str | None
    inputs: Any
    problems: list[dict[str, Any]]
    number: int | None = None
    facts: dict[str, str] | None = None
    kept: bool = False
    period: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Sighting:
    """When a content was seen first: the day that counts, and the run, greater for a later one, with its instant.

    scheme, period, unit: whose return it is; None where nobody could tell, or where anybody may have made it.
    """

    sha256: str
    day: date
    run: int
    at: datetime
    scheme: str | None = None
    period: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A return of a unit that the office took back."""

    unit: str
    sha256: str
    path: str
    at: str


class Basis(NamedTuple):
    """The decision of a round that something builds on: its revision, 0 where nothing was decided, and the entry of the trail that made it as it
    then was, whose returns may have changed while its results are the same. entry: None of one that a ledger of schemas before 4 made."""

    revision: int
    entry: int | None


NOTHING_DECIDED = Basis(0, None)


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided for a round; of several revisions one is current. version: of the scheme that it was computed under. entry: as Basis has
    it."""

    scheme: str
    period: str
    revision: int
    current: bool
    decided_at: str
    results: dict[str, Any]
    figures: dict[str, Any]
    version: str | None = None
    entry: int | None = None

    @property
    def basis(self) -> Basis:
        return Basis(self.revision, self.entry)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file that the current decision rests on, without what it says. problems: where they were asked for."""

    unit: str | None
    path: str
    accepted: bool
    kept: bool
    modified: str | None
    problems: list[dict[str, Any]]


class Part(NamedTuple):
    """Values of a section by key: all that lie from `since` on and before `until`; None: to the end."""

    since: str
    until: str | None
    values: dict[str, Any]

    def covers(self, key: str) -> bool:
        """Whether a key would be in it."""
        return self.since <= (key := legible(key)) and (self.until is None or key < self.until)


@dataclass(frozen=True, slots=True)
class DecidedAt:
    """When a round was decided as it now stands, under which version of its scheme, and how often it was; without what was decided."""

    period: str
    at: str
    version: str | None
    revision: int


@dataclass(frozen=True, slots=True)
class Objection:
    """A unit or an official (`subject`) objects to a figure; later it is checked, then upheld or rejected."""

    id: int
    scheme: str
    period: str
    subject: str
    figure: str
    text: str
    received: date
    checked: date | None = None
    note: str | None = None
    decided: date | None = None
    decision: Literal["upheld", "rejected"] | None = None
    reason: str | None = None
    changed: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Ruled:
    """What somebody decides of a proposal. proposal: its name, another one where something else is proposed. about: what is proposed, as JSON.

    after: the id of the last confirmation of the proposal that was read, 0 where there was none: what was decided since is not written over.
    awarded: of a tie, who gets the place.
    """

    proposal: str
    about: dict[str, Any]
    confirmed: bool
    reason: str = ""
    after: int = 0
    awarded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A proposal was confirmed, or turned down. revision: the decision of the round that proposed it; by: the account or the person."""

    id: int
    revision: int
    proposal: str
    about: dict[str, Any]
    confirmed: bool
    awarded: tuple[str, ...]
    reason: str
    by: str
    at: str
