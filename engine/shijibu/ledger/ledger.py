"""The ledger: what was issued, first seen, taken in and decided, in every period; each write is one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, Self

from shijibu.ledger import (
    chain,
    confirming,
    copying,
    deciding,
    issuing,
    objections,
    parts,
    ruling,
    verify,
    withdrawing,
)
from shijibu.ledger.ask import Ask
from shijibu.ledger.chain import Head
from shijibu.ledger.database import Database
from shijibu.ledger.parts import DecidedParts
from shijibu.ledger.reading import Reading
from shijibu.ledger.records import (
    Basis,
    Confirmation,
    DecidedAt,
    Decision,
    Issue,
    Objection,
    Return,
    RuleChange,
    Ruled,
    Withdrawal,
    Written,
    stamp,
)
from shijibu.ledger.tables import asking


class Ledger(Reading):
    """Open with `Ledger.open(url)`; a context manager. Every method may raise LedgerUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, url: str) -> Self:
        """The ledger at `url`, made if there is none. Raises LedgerUnavailable."""
        return cls(Database.open(url))

    def close(self) -> None:
        self._database.engine.dispose()

    @contextmanager
    def _asking(self) -> Iterator[Ask]:
        with self._database.reading() as connection:
            yield asking(connection)

    @contextmanager
    def _entering(self) -> Iterator[Ask]:
        with self._database.writing() as connection:
            yield asking(connection)

    def verify(self) -> list[str]:
        """What does not fit the audit trail, each with the number of its entry; empty when the ledger is whole."""
        with self._database.reading() as connection:
            return verify.faults(connection)

    def head(self, at: int | None = None) -> Head | None:
        """The head of the audit trail as of its last entry, or as of entry `at`; None where there is no such entry."""
        with self._database.reading() as connection:
            return chain.head(connection, at)

    def decision_head(self, scheme: str, period: str) -> Head | None:
        """The head as of the current decision of a round: what the papers of the round carry."""
        with self._database.reading() as connection:
            entry = deciding.entry_of(connection, scheme, period)
            return None if entry is None else chain.head(connection, entry)

    def enter_act(self, by: str, what: str, about: dict[str, Any], *, at: datetime | None = None) -> int:
        """What somebody did that no table here holds: who may come in, what was published. Gives the number of its entry.

        by: the account; what: account.made, round.published …; about: whom or what it was done to.
        """
        with self._database.writing() as connection:
            return chain.append(connection, stamp(at), "act", {**about, "by": by, "what": what})

    def last_act(self, what: str) -> datetime | None:
        """When somebody last did this, see `enter_act`; None where nobody did."""
        with self._database.reading() as connection:
            return chain.last_act(connection, what)

    # copies

    def copy_to(self, file: Path) -> None:
        """The ledger as it is at this moment, as an SQLite ledger in `file`, an empty file or none. Raises LedgerUnavailable."""
        copying.copy_to_file(self._database, file)

    @staticmethod
    def restore_from(file: Path, url: str) -> None:
        """Such a copy into the database at `url`, which holds no ledger yet or an empty one. Raises LedgerUnavailable."""
        database = Database.open(url)
        try:
            copying.copy_from_file(file, database)
        finally:
            database.engine.dispose()

    # what went out

    def next_numbers(self, count: int, *, at: datetime | None = None) -> list[int]:
        """`count` issue numbers that nobody else gets."""
        with self._database.writing() as connection:
            return issuing.reserve(connection, count, stamp(at))

    def record_issue(
        self, scheme: str, period: str, *, version: str, deadline: date | None, roster: dict[str, Any] | Written, issued: Iterable[Issue],
        text: str | None = None, at: datetime | None = None, publish: Callable[[], None] = lambda: None,
    ) -> None:
        """A round went out; a second time for the same period takes the new roster and adds the new workbooks.

        text: what this version of the scheme says, which the round goes by from now on. `publish` is called within the transaction, when all is
        written but its end: where it raises, nothing is recorded.
        """
        with self._database.writing() as connection:
            issuing.record(
                connection, scheme, period, version=version, deadline=deadline, roster=roster, issued=issued, text=text, at=stamp(at))
            publish()

    # the rules that rounds go by

    def keep_scheme(self, scheme: str, version: str, text: str, *, at: datetime | None = None) -> None:
        """Keep what a version says, if it is not kept yet."""
        with self._database.writing() as connection:
            ruling.keep(connection, scheme, version, text, stamp(at))

    def change_rules(
        self, scheme: str, period: str, *, before: str, after: str, text: str, reason: str, differences: list[dict[str, Any]] | None,
        at: datetime | None = None,
    ) -> None:
        """A round that is out goes by another version from now on; what was decided stays as it is. Raises OtherRules where the round does
        not go by `before`. differences: as RuleChange has them."""
        with self._database.writing() as connection:
            ruling.change(connection, scheme, period, before=before, after=after, text=text, reason=reason, differences=differences,
                          at=stamp(at))

    def rule_changes(self, scheme: str, period: str) -> list[RuleChange]:
        """The changes of a round's rules since it was issued, in order."""
        with self._database.reading() as connection:
            return ruling.changes(connection, scheme, period)

    # what was decided

    def decide(
        self, scheme: str, period: str, *, results: dict[str, Any] | Written, figures: dict[str, Any] | Written, returned: Iterable[Return],
        upon: Basis | None = None, version: str | None = None, at: datetime | None = None,
    ) -> int:
        """Decide a round, in place of what was decided before; the earlier revision stays readable. Gives the revision.

        The same results and figures make no new revision; the returns that they rest on are brought up to date.
        upon: the decision that this one builds on; version: of the scheme that it was computed under. Raises DecidedMeanwhile where
        another one is current, it rests on other returns, or the round goes by another version, by now.
        """
        with self._database.writing() as connection:
            return deciding.decide(
                connection, scheme, period, results=results, figures=figures, returned=returned, upon=upon, version=version, at=stamp(at))

    def withdraw(
        self, scheme: str, period: str, *, unit: str, sha256: str, path: str, results: dict[str, Any] | Written,
        figures: dict[str, Any] | Written, returned: Iterable[Return], upon: Basis, version: str | None = None, at: datetime | None = None,
    ) -> int:
        """Take a unit's return of that content and path back and `decide` the round without it, both or neither. Gives the revision."""
        with self._database.writing() as connection:
            when = stamp(at)
            withdrawing.record(connection, scheme, period, Withdrawal(unit, sha256, path, when))
            return deciding.decide(
                connection, scheme, period, results=results, figures=figures, returned=returned, upon=upon, version=version, at=when)

    def decisions(self, scheme: str, *, first: str | None = None, before: str | None = None) -> list[Decision]:
        """Current decisions from `first` on and before `before`, in order of period."""
        with self._database.reading() as connection:
            return deciding.across(connection, scheme, first=first, before=before)

    def decided(self, scheme: str) -> list[DecidedAt]:
        """When each round was decided as it now stands, in order of period: what is asked before the decisions themselves, which are large."""
        with self._database.reading() as connection:
            return deciding.decided(connection, scheme)

    def attempts(self, scheme: str, period: str, units: Collection[str]) -> list[tuple[str, str, list[dict[str, Any]]]]:
        """Unit, content and problems of each return of those units that any decision of a round rested on, the latest first."""
        with self._database.reading() as connection:
            return deciding.attempts(connection, scheme, period, units)

    def taken(self, scheme: str, unit: str) -> dict[str, bool]:
        """Period -> whether a return of the unit is accepted in the current decision; a period in which none came is left out."""
        with self._database.reading() as connection:
            return deciding.taken(connection, scheme, unit)

    def accepted_return(self, scheme: str, unit: str, *, before: str) -> Return | None:
        """The unit's latest accepted return in the current decision of an earlier period."""
        with self._database.reading() as connection:
            return deciding.accepted(connection, scheme, unit=unit, first=None, before=before).get(unit)

    def accepted_returns(
        self, scheme: str, *, first: str | None = None, before: str, periods: Collection[str] | None = None
    ) -> dict[str, Return]:
        """Each unit's latest accepted return of the current decisions from `first` on and before `before`, or of those `periods` of them."""
        with self._database.reading() as connection:
            return deciding.accepted(connection, scheme, unit=None, first=first, before=before, periods=periods)

    def decide_anew(
        self, scheme: str, period: str, *, upon: Basis, results: dict[str, Any] | Written, figures: dict[str, Any] | Written,
        version: str | None = None, at: datetime | None = None,
    ) -> int:
        """`decide` a round with the returns of the decision that this one builds on."""
        with self._database.writing() as connection:
            return deciding.decide_anew(
                connection, scheme, period, upon=upon, results=results, figures=figures, version=version, at=stamp(at))

    # parts of a round, without the rest of it

    def decided_parts(self, scheme: str, period: str, *, results: Sequence[str] = (), figures: Sequence[str] = ()) -> DecidedParts | None:
        """Those parts of results and figures of a round's current decision, by name; None where nothing is decided."""
        with self._database.reading() as connection:
            return parts.decided(connection, scheme, period, results, figures)

    def returned_table(self, scheme: str, period: str, table: str) -> dict[str, dict[str, Any]]:
        """One table of every accepted return of a round's current decision, by unit: its sheet and rows, as Return has them."""
        with self._database.reading() as connection:
            return parts.table(connection, scheme, period, table)

    def roster_part(self, scheme: str, period: str, part: Literal["units", "officials"]) -> list[dict[str, Any]]:
        """The units or the officials that a round was issued to; none where it was not."""
        with self._database.reading() as connection:
            return parts.roster(connection, scheme, period, part)

    # what was decided of its proposals

    def confirm(
        self, scheme: str, period: str, *, revision: int, ruled: Iterable[Ruled], by: str, at: datetime | None = None
    ) -> tuple[list[Confirmation], list[Confirmation]]:
        """Proposals of a round's current decision confirmed or turned down, by whom. Gives what was entered, and what somebody else decided
        of the same proposals since they were read (`Ruled.after`), for which nothing was entered.

        Raises DecidedMeanwhile where `revision` is not current any more.
        """
        with self._database.writing() as connection:
            return confirming.confirm(connection, scheme, period, revision=revision, ruled=ruled, by=by, at=stamp(at))

    # what was objected to

    def object(
        self, scheme: str, period: str, *, subject: str, figure: str, text: str, received: date, at: datetime | None = None
    ) -> int:
        """A unit or an official (`subject`) objects to a figure. Gives the objection's id."""
        with self._database.writing() as connection:
            return objections.receive(
                connection, scheme, period, subject=subject, figure=figure, text=text, received=received, at=stamp(at))

    def check_objection(self, id: int, *, checked: date, note: str, at: datetime | None = None) -> None:
        """What was found on looking into it. Raises UnknownObjection, ObjectionSettled, DaysOutOfOrder."""
        with self._database.writing() as connection:
            objections.check(connection, id, checked=checked, note=note, at=stamp(at))

    def settle_objection(
        self, id: int, *, decided: date, decision: Literal["upheld", "rejected"], reason: str,
        changed: dict[str, Any] | None = None, at: datetime | None = None,
    ) -> None:
        """Uphold it or reject it. Raises UnknownObjection, ObjectionSettled, DaysOutOfOrder."""
        with self._database.writing() as connection:
            objections.settle(connection, id, decided=decided, decision=decision, reason=reason, changed=changed, at=stamp(at))

    def uphold_objection(
        self, id: int, *, decided: date, reason: str, changed: dict[str, Any], upon: Basis, results: dict[str, Any] | Written,
        figures: dict[str, Any] | Written, version: str | None = None, at: datetime | None = None,
    ) -> int:
        """Uphold it with the inputs that it changes, and `decide_anew` its round, both or neither. Gives the revision. Raises besides as
        settle_objection."""
        with self._database.writing() as connection:
            when = stamp(at)
            objections.settle(connection, id, decided=decided, decision="upheld", reason=reason, changed=changed, at=when)
            found = objections.one(connection, id)
            return deciding.decide_anew(
                connection, found.scheme, found.period, upon=upon, results=results, figures=figures, version=version, at=when)

    def objection(self, id: int) -> Objection:
        """The objection of that id. Raises UnknownObjection."""
        with self._database.reading() as connection:
            return objections.one(connection, id)


def open_ledger(url: str) -> Ledger:
    """The ledger at `url`, made if there is none. Raises LedgerUnavailable."""
    return Ledger.open(url)
