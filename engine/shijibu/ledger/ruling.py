"""What each version of a scheme says, which version a round goes by, and changes of the rules of a round that is out."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select, update

from shijibu.errors import ShijibuError
from shijibu.ledger import chain
from shijibu.ledger.records import RuleChange, digest, legible, plain
from shijibu.ledger.tables import rounds, rule_changes, schemes


class OtherRules(ShijibuError):
    """The round goes by another version than was said, or there is no such round."""


def keep(connection: Connection, scheme: str, version: str, text: str, at: str) -> None:
    """Keeps what a version says. The first text stays: what differs in another of the same version is no rule."""
    if text_of(connection, scheme, version) is None:
        connection.execute(schemes.insert().values(scheme=scheme, version=version, text=text))
        chain.append(connection, at, "scheme", {"scheme": scheme, "version": version, "text": digest(text)})


def text_of(connection: Connection, scheme: str, version: str) -> str | None:
    """What a version says; None where it was never kept."""
    return connection.scalar(select(schemes.c.text).where(schemes.c.scheme == scheme, schemes.c.version == version))


def version_of(connection: Connection, scheme: str, period: str) -> str | None:
    return connection.scalar(select(rounds.c.version).where(rounds.c.scheme == scheme, rounds.c.period == period))


def change(
    connection: Connection, scheme: str, period: str, *, before: str, after: str, text: str, reason: str,
    differences: list[dict[str, Any]] | None, at: str,
) -> None:
    """From now on the round goes by another version. Raises OtherRules where it does not go by `before`. What was decided stays."""
    if version_of(connection, scheme, period) != before:
        raise OtherRules(f"{scheme} {period}")
    keep(connection, scheme, after, text, at)
    told = RuleChange(before, after, legible(reason), at, plain(differences))
    connection.execute(update(rounds).where(rounds.c.scheme == scheme, rounds.c.period == period).values(version=after))
    connection.execute(rule_changes.insert().values(
        scheme=scheme, period=period, before=before, after=after, reason=told.reason, at=at, differences=told.differences))
    chain.append(connection, at, "rules", {"scheme": scheme, "period": period, "version": after, "digest": row_digest(scheme, period, told)})


def changes(connection: Connection, scheme: str, period: str) -> list[RuleChange]:
    """The changes of a round's rules, in order."""
    query = select(rule_changes).where(rule_changes.c.scheme == scheme, rule_changes.c.period == period).order_by(rule_changes.c.id)
    return [RuleChange(row.before, row.after, row.reason, row.at, row.differences) for row in connection.execute(query)]


def row_digest(scheme: str, period: str, told: Any, differences: Any = ...) -> str:
    """The hash of a change as it stands."""
    listed = told.differences if differences is ... else differences
    return digest([scheme, period, told.before, told.after, told.reason, told.at, listed])
