"""What the ledger keeps of a round's roster and returns, and what it is read back as."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from shijibu.checks.checked import Checked
from shijibu.checks.folded import FoldedTables, kept_table, rows_of
from shijibu.errors import ShijibuError
from shijibu.figures.evaluation import Book, Row
from shijibu.ledger import Decision, Return, Round
from shijibu.ledger.records import Folded, Written
from shijibu.problems.problem import Problem
from shijibu.rounds.sorting import Sorted
from shijibu.scheme.model import Scheme
from shijibu.scheme.roster import Roster

if TYPE_CHECKING:
    from shijibu.ledger.reading import Reading
    from shijibu.rounds.results import Results, RoundFigures  # a check asks for no round's results, and waits for their classes neither

M = TypeVar("M", bound=BaseModel)
V = TypeVar("V")
W = TypeVar("W")


def roster_of(kept: Mapping[str, Any]) -> Roster:
    """A round's roster."""
    return Roster.of_kept(kept)


class NothingIssued(ShijibuError):
    """The ledger has no round of the scheme and period."""


def issued_units(round_: Round, scheme: Scheme) -> set[str]:
    """The units whose return is expected. A corrected roster sent out again may have dropped one; what it was once sent is not expected."""
    roster = roster_of({"units": round_.roster.get("units"), "officials": ()})
    return {u for u in round_.issues if roster.unit(u) or scheme.workbook_for(u).county}


class DecisionUnreadable(ShijibuError):
    """What the ledger keeps of a decision is no round's results or figures: somebody changed it, or a later version wrote it."""


def results_in(decision: Decision, *, asked: bool = False) -> Results:
    """The results of a decided round; asked: without those of each unit and official, which its figures have too. Raises DecisionUnreadable."""
    from shijibu.rounds.results import Results

    return results_said(decision.results, decision.period) if asked else _read(Results, decision.results, decision.period)


def results_said(rest: dict[str, Any], period: str) -> Results:
    """The same of what a decision says besides those. Raises DecisionUnreadable."""
    from shijibu.rounds.results import Results

    return _read(Results, rest | {"units": [], "officials": []}, period)


def figures_in(decision: Decision) -> RoundFigures:
    """The figures of a decided round. Raises DecisionUnreadable."""
    from shijibu.rounds.results import RoundFigures

    return _read(RoundFigures, decision.figures, decision.period)


def figures_said(some: dict[str, Any], period: str) -> RoundFigures:
    """Some of a decided round's figures, as the ledger keeps them. Raises DecisionUnreadable."""
    from shijibu.rounds.results import RoundFigures

    return _read(RoundFigures, {"units": {}, "officials": {}, "penalties": {}} | some, period)


def figures_before(ledger: Reading, scheme: str, period: str) -> list[tuple[str, RoundFigures]]:
    """The figures of the decided rounds before a period, each with its own. Raises DecisionUnreadable."""
    from shijibu.rounds.results import RoundFigures

    return [(when, _read(RoundFigures, figures, when)) for when, figures in ledger.figures_before(scheme, period)]


def _read(model: type[M], kept: dict[str, Any], period: str) -> M:
    try:
        return model.model_validate(kept)
    except ValidationError:
        raise DecisionUnreadable(f"台账中 {period} 的汇总结果读不懂，可能被改动过，或由更新的版本写成；请用 shijibu audit 核验") from None


def books_of(files: Sorted) -> dict[str, Book]:
    """What the accepted workbooks say, by unit, as they were returned."""
    return {unit: Book(unit, file.tables) for unit, file in files.accepted.items()}


def files_of(returned: Iterable[Return], superseded: Iterable[str]) -> Sorted:
    """The files of a decision, each where it ended up."""
    out = Sorted(superseded=[Checked(path) for path in superseded])
    for one in returned:
        file = _checked(one)
        if one.accepted and one.unit:
            out.accepted[one.unit] = file
            out.kept |= {one.unit} if one.kept else set()
        else:
            (out.rejected_before if one.kept else out.rejected).append(file)
    return out


def files_asked(ledger: Reading, scheme: str, period: str) -> Sorted:
    """The files of a decision that were not accepted, without their problems."""
    out = Sorted()
    for one in ledger.outcomes(scheme, period, rejected=True):
        (out.rejected_before if one.kept else out.rejected).append(Checked(one.path, unit=one.unit))
    return out


class Each(Mapping[str, W], Generic[V, W]):
    """What `made` gives of each value of a mapping, once it is asked for."""

    def __init__(self, values: Mapping[str, V], made: Callable[[V], W]) -> None:
        self._values, self._made = values, made
        self._known: dict[str, W] = {}

    def __getitem__(self, key: str) -> W:
        if key not in self._known:
            self._known[key] = self._made(self._values[key])
        return self._known[key]

    def __contains__(self, key: object) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


class KeptInputs:
    """What an accepted workbook says, by table, once somebody asks."""

    def __init__(self, read: Callable[[], dict[str, Any]]) -> None:
        self._read = read
        self.tables, self.sheets = _WhenAsked(lambda: self._tables), _WhenAsked(lambda: self._sheets)

    @cached_property
    def _inputs(self) -> dict[str, Any]:
        return self._read()

    @cached_property
    def _tables(self) -> dict[str, list[Row]]:
        return {name: rows_of(table) for name, table in self._inputs.items()}

    @cached_property
    def _sheets(self) -> dict[str, str]:
        return {name: table["sheet"] for name, table in self._inputs.items()}


class _WhenAsked(Mapping[str, V]):
    """What `made` gives."""

    def __init__(self, made: Callable[[], Mapping[str, V]]) -> None:
        self._made = made

    def __getitem__(self, name: str) -> V:
        return self._made()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made())

    def __len__(self) -> int:
        return len(self._made())


def _checked(one: Return) -> Checked:
    """A file of a decision. Of one that is kept small nothing is read that nobody asks for: as a rule the unit returns it once more."""
    folded = isinstance(one.inputs, Folded)
    return Checked(
        one.path, sha256=one.sha256, unit=one.unit, number=one.number, facts=one.facts,
        modified=datetime.fromisoformat(one.modified) if one.modified else None,
        problems=[Problem(**p) for p in one.problems],
        sheets=Each(one.inputs, itemgetter("sheet")) if folded else {name: table["sheet"] for name, table in one.inputs.items()},
        tables=FoldedTables.of(one.inputs) if folded else {name: rows_of(t) for name, t in one.inputs.items()},
    )


def returns_of(files: Sorted) -> list[Return]:
    """What the ledger keeps of the files that a decision rests on."""
    return [
        Return(
            unit=f.unit, sha256=f.sha256, path=f.path, accepted=f.accepted, modified=f.modified.isoformat() if f.modified else None,
            inputs=_inputs(f) if f.accepted else {},
            problems=[p.to_json() for p in f.problems], number=f.number, facts=f.facts, kept=kept,
        )
        for f, kept in [*((f, unit in files.kept) for unit, f in files.accepted.items()), *((f, False) for f in files.rejected),
                        *((f, True) for f in files.rejected_before)]
    ]


def _inputs(file: Checked) -> dict[str, Any] | Written:
    if isinstance(file.tables, FoldedTables):
        return file.tables
    return {name: kept_table(file.sheets.get(name), rows) for name, rows in file.tables.items()}
