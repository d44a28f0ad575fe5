"""What is asked of a ledger to say why somebody has a result, or what is wrong with a workbook, and that it was seen, in SQL that SQLite and
PostgreSQL read alike.

A ledger that is a file answers without SQLAlchemy (`file_reading`), which takes a third of the time of such a command to load.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import Any, Self, TypeVar

from shijibu.ledger import sighting, trail
from shijibu.ledger.ask import Ask, among
from shijibu.ledger.records import (
    NOTHING_DECIDED,
    Basis,
    Confirmation,
    DecidedAt,
    Decision,
    Folded,
    Issue,
    Objection,
    Outcome,
    Part,
    Return,
    Round,
    Sighting,
    Withdrawal,
    legible,
    stamp,
    unpacked,
)
from shijibu.ledger.returns_digest import digest_by_place, place_of, said_of

_AT_ONCE = 10
"""Returns that are read at once, for they are large."""
T = TypeVar("T", dict[str, Any], list[Any])
_DECIDED = "FROM decisions WHERE scheme = :scheme AND period = :period"
_RESTED_ON = """FROM returns JOIN decisions ON decisions.id = returns.decision_id
    WHERE decisions.scheme = :scheme AND decisions.period = :period"""
_OF_DECISION = "decision_id = (SELECT id FROM decisions WHERE scheme = :scheme AND period = :period AND revision = :revision)"
_OF_ROUND = "round_id = (SELECT id FROM rounds WHERE scheme = :scheme AND period = :period)"


class Reading(ABC):
    """A ledger that is asked. Every method may raise LedgerUnavailable."""

    @abstractmethod
    def _asking(self) -> AbstractContextManager[Ask]:
        """To ask within one state. What cannot be reached, or what cannot be read of what it says, is a LedgerUnavailable."""

    @abstractmethod
    def _entering(self) -> AbstractContextManager[Ask]:
        """To write within one transaction that no other writer is inside of: all of it is kept or nothing."""

    @abstractmethod
    def close(self) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def key(self) -> bytes:
        """The county's signing key: 32 bytes."""
        with self._asking() as ask:
            return bytes.fromhex(_one(ask("SELECT value FROM meta WHERE name = 'key'")))

    def newest(self) -> datetime:
        """The latest instant that any entry of the trail bears."""
        with self._asking() as ask:
            return trail.newest(ask)

    # rounds and the rules that they go by

    def versions(self) -> dict[tuple[str, str], str]:
        """The version of its scheme that each round goes by, by scheme and period."""
        with self._asking() as ask:
            return {(scheme, period): version for scheme, period, version in ask(
                "SELECT scheme, period, version FROM rounds ORDER BY scheme, period")}

    def unkept(self) -> list[tuple[str, str, str]]:
        """Scheme, period and version of each round that goes by a version whose text is not kept: a ledger of an earlier schema has such."""
        with self._asking() as ask:
            return [(scheme, period, version) for scheme, period, version in ask("""
                SELECT rounds.scheme, rounds.period, rounds.version FROM rounds
                LEFT JOIN schemes ON schemes.scheme = rounds.scheme AND schemes.version = rounds.version
                WHERE schemes.text IS NULL ORDER BY rounds.scheme, rounds.period""")]

    def scheme_text(self, scheme: str, version: str) -> str | None:
        """What a version of a scheme says; None where it was never kept."""
        with self._asking() as ask:
            text: str | None = _one(ask("SELECT text FROM schemes WHERE scheme = :scheme AND version = :version", scheme=scheme, version=version))
            return text

    def scheme_texts(self) -> dict[tuple[str, str], str]:
        """What every version of every scheme says, by scheme and version."""
        with self._asking() as ask:
            return {(scheme, version): text for scheme, version, text in ask("SELECT scheme, version, text FROM schemes")}

    def round_alone(self, scheme: str, period: str) -> Round | None:
        """A round as it went out, without its roster and its workbooks; None where it did not."""
        with self._asking() as ask:
            rows = ask("SELECT version, deadline FROM rounds WHERE scheme = :scheme AND period = :period", scheme=scheme, period=period)
            return next((Round(scheme, period, version, _day(deadline), {}, {}) for version, deadline in rows), None)

    def issued(self, scheme: str, period: str) -> Round | None:
        """A round as it went out; None where it did not."""
        return next(iter(self._rounds("WHERE scheme = :scheme AND period = :period", scheme=scheme, period=period)), None)

    def rounds(self, scheme: str | None = None) -> list[Round]:
        """Rounds in order of scheme and period."""
        return self._rounds("") if scheme is None else self._rounds("WHERE scheme = :scheme", scheme=scheme)

    def _rounds(self, only: str, **values: Any) -> list[Round]:
        with self._asking() as ask:
            return [
                Round(scheme, period, version, _day(deadline), Folded(_said(roster, dict)), _issues(ask, id))
                for id, scheme, period, version, deadline, roster in ask(
                    f"SELECT id, scheme, period, version, deadline, CAST(roster AS TEXT) FROM rounds {only} ORDER BY scheme, period", **values)]

    def roster(self, scheme: str, period: str) -> dict[str, Any] | None:
        """The roster that a round was issued to; None where it was not."""
        with self._asking() as ask:
            rows = ask("SELECT CAST(roster AS TEXT) FROM rounds WHERE scheme = :scheme AND period = :period", scheme=scheme, period=period)
            return next((_said(said, dict) for said, in rows), None)

    # what came back

    def sight(
        self, sha256: str, *, received: date | None = None, scheme: str | None = None, period: str | None = None,
        unit: str | None = None, path: str = "", at: datetime | None = None,
    ) -> date:
        """The day this content was first seen: `received` or today if it is new, else the day on record, or `received` if that is earlier.

        Where the clock is behind the ledger's newest entry, today is that entry's day.
        """
        seen = {"sha256": sha256, "scheme": scheme, "period": period, "unit": unit, "path": path}
        return self.sight_all([seen], received, at=at)[sha256]

    def sight_all(
        self, seen: Iterable[dict[str, Any]], received: date | None = None, *, at: datetime | None = None
    ) -> dict[str, date]:
        """As `sight`, for many in one transaction. seen: {sha256, scheme, period, unit, path}."""
        told = {s["sha256"]: s for s in reversed(list(seen))}  # of two of the same content the first
        with self._asking() as ask:
            known = sighting.first_days(ask, told)
            day = received or sighting.today(ask, at or datetime.now(UTC))
        if len(known) == len(told) and (received is None or all(before <= day for before in known.values())):
            return known  # a re-run waits for no other writer
        with self._entering() as ask:
            return sighting.record(ask, told, day, stamp(at), said=received is not None)

    def seen(self, hashes: Iterable[str]) -> dict[str, Sighting]:
        """The sightings of contents that were seen, by hash."""
        with self._asking() as ask:
            return sighting.of_hashes(ask, hashes)

    def seen_in(self, scheme: str, period: str) -> list[Sighting]:
        """Every sighting of a return that some unit made in a round, whatever became of it, as they came."""
        with self._asking() as ask:
            return sighting.of_round(ask, scheme, period)

    def withdrawals(self, scheme: str, period: str) -> list[Withdrawal]:
        """The returns of a round that were taken back, in order."""
        with self._asking() as ask:
            return [Withdrawal(*row) for row in ask(
                "SELECT unit, sha256, path, at FROM withdrawals WHERE scheme = :scheme AND period = :period ORDER BY id",
                scheme=scheme, period=period)]

    # what was decided

    def decided_revisions(self, scheme: str) -> dict[str, int]:
        """Period -> the current revision of its decision, in order of period: what stands in its row before what was decided, which is large."""
        with self._asking() as ask:
            return dict(map(tuple, ask(
                "SELECT period, revision FROM decisions WHERE scheme = :scheme AND current ORDER BY period", scheme=scheme)))

    def decided_at(self, scheme: str, period: str) -> DecidedAt | None:
        """When a round was decided as it now stands; None where it was not."""
        with self._asking() as ask:
            rows = ask(f"SELECT decided_at, version, revision {_DECIDED} AND current", scheme=scheme, period=period)
            return next((DecidedAt(period, at, version, revision) for at, version, revision in rows), None)

    def basis(self, scheme: str, period: str) -> Basis:
        """The current decision of a round, and what it rests on, as whoever builds on it names it."""
        with self._asking() as ask:
            return basis_of(ask, scheme, period)

    def decision(self, scheme: str, period: str) -> Decision | None:
        """The current decision of a round."""
        return next(iter(self._decisions(scheme, period, "AND current")), None)

    def revisions(self, scheme: str, period: str) -> list[Decision]:
        """Every decision of a round, oldest first."""
        return self._decisions(scheme, period, "")

    def _decisions(self, scheme: str, period: str, only: str) -> list[Decision]:
        columns = "revision, current, decided_at, CAST(results AS TEXT), CAST(figures AS TEXT), version, entry"
        with self._asking() as ask:
            return [
                Decision(scheme, period, revision, bool(current), at, _said(results, dict), _said(figures, dict), version, entry)
                for revision, current, at, results, figures, version, entry in ask(
                    f"SELECT {columns} {_DECIDED} {only} ORDER BY revision", scheme=scheme, period=period)]

    def figures_before(self, scheme: str, period: str) -> list[tuple[str, dict[str, Any]]]:
        """Period and figures of each current decision before a period, oldest first; what the decisions say besides is larger still."""
        with self._asking() as ask:
            return [(when, _said(figures, dict)) for when, figures in ask("""
                SELECT period, CAST(figures AS TEXT) FROM decisions WHERE scheme = :scheme AND current AND period < :period ORDER BY period""",
                scheme=scheme, period=period)]

    # what it rests on

    def returns(
        self, scheme: str, period: str, *, revision: int | None = None, units: Collection[str] | None = None, folded: bool = False,
    ) -> list[Return]:
        """The returns that the current decision rests on, or an earlier revision's; of these `units` alone, where they are named. folded: what they
        say is read out when it is asked for."""
        with self._asking() as ask:
            return returns_of(ask, scheme, period, revision, units, folded=folded)

    def accepted_path(self, scheme: str, period: str, revision: int, unit: str) -> str | None:
        """The path of a unit's accepted return on which that revision of a decision rests; None where it has none."""
        with self._asking() as ask:
            path: str | None = _one(ask(f"SELECT path {_RESTED_ON} AND revision = :revision AND accepted AND unit = :unit",
                                        scheme=scheme, period=period, revision=revision, unit=unit))
            return path

    def accepted_paths(self, scheme: str, period: str, revision: int) -> dict[str, str]:
        """The same of each unit that has one."""
        with self._asking() as ask:
            return dict(map(tuple, ask(f"SELECT unit, path {_RESTED_ON} AND revision = :revision AND accepted AND unit IS NOT NULL ORDER BY unit",
                                       scheme=scheme, period=period, revision=revision)))

    def accepted_units(self, scheme: str, period: str) -> list[str]:
        """The units whose returns a round's current decision accepted."""
        with self._asking() as ask:
            return sorted(unit for unit, in ask(
                f"SELECT unit {_RESTED_ON} AND current AND accepted AND unit IS NOT NULL", scheme=scheme, period=period))

    def inputs(self, scheme: str, period: str, revision: int, unit: str) -> dict[str, Any]:
        """What a unit's accepted return says on which that revision rests, by table; nothing where it has none."""
        with self._asking() as ask:
            said = _one(ask(f"SELECT CAST(inputs AS TEXT) {_RESTED_ON} AND revision = :revision AND accepted AND unit = :unit",
                            scheme=scheme, period=period, revision=revision, unit=unit))
            return {} if said is None else _said(said, dict)

    def outcomes(self, scheme: str, period: str, *, rejected: bool = False) -> list[Outcome]:
        """What became of each file that a round's current decision rests on, and its problems, without what the file says; those of no known
        unit last. rejected: of those alone that were not accepted."""
        with self._asking() as ask:
            listed = [
                Outcome(unit, path, bool(accepted), bool(kept), modified, _said(problems, list))
                for unit, path, accepted, kept, modified, problems in ask(
                    f"SELECT unit, path, accepted, kept, modified, CAST(problems AS TEXT) {_RESTED_ON} AND current"
                    f"{' AND accepted = FALSE' if rejected else ''}", scheme=scheme, period=period)]
        return sorted(listed, key=lambda o: (o.unit is None, o.unit or "", o.path))

    # what is kept in parts (`kept_parts`)

    def decided_part(self, scheme: str, period: str, revision: int, section: str, key: str) -> Part | None:
        """Of what that decision keeps in parts the one that a key would be in, with its neighbours; None where it keeps none."""
        return self._part(_OF_DECISION, section, key, scheme=scheme, period=period, revision=revision)

    def decided_section(self, scheme: str, period: str, revision: int, section: str) -> dict[str, Any]:
        """All that such a section of a decision has, without the rest of it."""
        return self._section(_OF_DECISION, section, scheme=scheme, period=period, revision=revision)

    def roster_part_kept(self, scheme: str, period: str, section: str, key: str) -> Part | None:
        """The same of the roster that a round was issued to."""
        return self._part(_OF_ROUND, section, key, scheme=scheme, period=period)

    def roster_section(self, scheme: str, period: str, section: str) -> dict[str, Any]:
        """All that such a section of a round's roster has."""
        return self._section(_OF_ROUND, section, scheme=scheme, period=period)

    def _part(self, whose: str, section: str, key: str, **values: Any) -> Part | None:
        with self._asking() as ask:
            rows = ask(f"SELECT since, until, said FROM parts WHERE {whose} AND section = :section AND since <= :key ORDER BY since DESC LIMIT 1",
                       section=section, key=legible(key), **values)
            return next((Part(since, until, _opened(said)) for since, until, said in rows), None)

    def _section(self, whose: str, section: str, **values: Any) -> dict[str, Any]:
        out: dict[str, Any] = {}
        with self._asking() as ask:
            for said, in ask(f"SELECT said FROM parts WHERE {whose} AND section = :section", section=section, **values):
                out |= _opened(said)
        return out

    # what people objected to and decided

    def objections(self, scheme: str | None = None, period: str | None = None) -> list[Objection]:
        """Objections, of one scheme or of all, in order of scheme and period, then as they came."""
        only = [f"{name} = :{name}" for name, value in (("scheme", scheme), ("period", period)) if value is not None]
        with self._asking() as ask:
            return [
                Objection(id, its, when, subject, figure, text, date.fromisoformat(received), _day(checked), note, _day(decided), decision, reason,
                          None if changed is None else _said(changed, dict))
                for id, its, when, subject, figure, text, received, checked, note, decided, decision, reason, changed in ask(
                    "SELECT id, scheme, period, subject, figure, text, received, checked, note, decided, decision, reason, CAST(changed AS TEXT)"
                    f" FROM objections{' WHERE ' if only else ''}{' AND '.join(only)} ORDER BY scheme, period, id",
                    **{name: value for name, value in (("scheme", scheme), ("period", period)) if value is not None})]

    def confirmations(self, scheme: str, period: str) -> list[Confirmation]:
        """Everything that was decided of a round's proposals, in order: of each proposal the last one counts."""
        with self._asking() as ask:
            return confirmations_of(ask, scheme, period)


def returns_of(
    ask: Ask, scheme: str, period: str, revision: int | None, units: Collection[str] | None = None, *, folded: bool = False,
) -> list[Return]:
    """The same, asked within a transaction; units in order, those of no known unit last."""
    values = {"scheme": scheme, "period": period} | ({} if revision is None else {"revision": revision})
    listed = ask(f"SELECT returns.id, unit {_RESTED_ON} AND {'current' if revision is None else 'revision = :revision'}", **values)
    found = [one for _, one in _by_id(ask, [id for id, unit in listed if units is None or unit in units], folded=folded)]
    return sorted(found, key=lambda r: (r.unit is None, r.unit or "", r.path, r.sha256))


def _by_id(ask: Ask, ids: Sequence[int], *, folded: bool) -> Iterator[tuple[int, Return]]:
    """Returns with their ids, some at a time in whatever order."""
    for some, named in among(ids, _AT_ONCE):
        for id, unit, sha256, path, accepted, modified, inputs, problems, number, facts, kept in ask(
                "SELECT id, unit, sha256, path, accepted, modified, CAST(inputs AS TEXT), CAST(problems AS TEXT), number, CAST(facts AS TEXT), kept"
                f" FROM returns WHERE id IN {some}", **named):
            said = _said(inputs, dict)
            yield id, Return(unit, sha256, path, bool(accepted), modified, Folded(said) if folded else said, _said(problems, list), number,
                             None if facts in (None, "null") else _said(facts, dict), bool(kept))


def rests_on(ask: Ask, scheme: str, period: str) -> str:
    """The hash of the returns that the current decision rests on, asked within a transaction: some of them at a time are at hand."""
    listed = ask(f"SELECT returns.id, unit, sha256, path {_RESTED_ON} AND current", scheme=scheme, period=period)
    in_order = sorted((place_of(unit, sha256, path), id) for id, unit, sha256, path in listed)

    def said() -> Iterator[tuple[str, str]]:
        for first in range(0, len(in_order), _AT_ONCE):
            some = in_order[first:first + _AT_ONCE]
            texts = {id: said_of(one) for id, one in _by_id(ask, [id for _, id in some], folded=False)}
            yield from ((place, texts[id]) for place, id in some)

    return digest_by_place(said())


def basis_of(ask: Ask, scheme: str, period: str) -> Basis:
    """The same, asked within a transaction."""
    return next((Basis(*row) for row in ask(f"SELECT revision, entry {_DECIDED} AND current", scheme=scheme, period=period)), NOTHING_DECIDED)


def confirmations_of(ask: Ask, scheme: str, period: str) -> list[Confirmation]:
    """The same, asked within a transaction."""
    return [
        Confirmation(id, revision, proposal, _said(about, dict), bool(confirmed), tuple(_said(awarded, list)), reason, by, at)
        for id, revision, proposal, about, confirmed, awarded, reason, by, at in ask("""
            SELECT id, revision, proposal, CAST(about AS TEXT), confirmed, CAST(awarded AS TEXT), reason, "by", at FROM confirmations
            WHERE scheme = :scheme AND period = :period ORDER BY id""", scheme=scheme, period=period)]


def _issues(ask: Ask, round_id: int) -> dict[str, Issue]:
    """The latest workbook of each unit that went out in a round."""
    listed = ask("SELECT unit, number, file, sha256, CAST(prefilled AS TEXT), issued_at FROM issues WHERE round_id = :id ORDER BY number",
                 id=round_id)
    return {unit: Issue(unit, number, file, sha256, Folded(_said(prefilled, dict)), at) for unit, number, file, sha256, prefilled, at in listed}


def _one(rows: Sequence[Any]) -> Any:
    """The one value that was asked for; None where there is none."""
    return rows[0][0] if rows else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _said(text: str, shape: type[T]) -> T:
    """JSON of one shape. Raises ValueError, TypeError for another one, which nobody here wrote."""
    value = json.loads(text)
    if not isinstance(value, shape):
        raise ValueError(f"no {shape.__name__}")
    return value


def _opened(said: bytes) -> dict[str, Any]:
    """What a part says. Raises ValueError, TypeError for one that somebody spoilt."""
    return _said(unpacked(said), dict)
