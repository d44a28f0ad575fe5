"""The ledger's tables. Portable SQL: SQLite by default, PostgreSQL by URL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)

from shijibu.ledger.ask import Ask

metadata = MetaData()


def asking(connection: Connection) -> Ask:
    """To ask in SQL that both databases read."""
    def ask(sql: str, **values: Any) -> Sequence[Any]:
        done = connection.execute(text(sql), values)
        return done.all() if done.returns_rows else ()

    return ask


def _code(length: int) -> String:
    """A code compared byte by byte everywhere: else PostgreSQL follows the server's language in ordering periods."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


def _key() -> Text:
    """A key of whatever length, compared in the same way."""
    return Text().with_variant(Text(collation="C"), "postgresql")


class Payload(TypeDecorator[Any]):
    """JSON of one shape, an object or a list. Of another one, which nobody here wrote, reading is a ValueError, as of what is no JSON."""

    impl = JSON
    cache_ok = True

    def __init__(self, shape: type, *, none_as_null: bool = False) -> None:
        super().__init__(none_as_null=none_as_null)
        self.shape, self.nullable = shape, none_as_null

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        if not (isinstance(value, self.shape) or (value is None and self.nullable)):
            raise ValueError(f"no {self.shape.__name__}")
        return value


meta = Table("meta", metadata, Column("name", String(64), primary_key=True), Column("value", Text, nullable=False))

rounds = Table(
    "rounds", metadata,
    Column("id", Integer, primary_key=True),
    Column("scheme", _code(64), nullable=False),
    Column("period", _code(16), nullable=False),
    Column("version", String(64), nullable=False),
    Column("deadline", String(10)),
    Column("roster", Payload(dict), nullable=False),
    UniqueConstraint("scheme", "period"),
)

# What each version of a scheme says: a round goes by the version that it was issued under, whatever the scheme's file says later.
schemes = Table(
    "schemes", metadata,
    Column("scheme", _code(64), primary_key=True),
    Column("version", String(64), primary_key=True),
    Column("text", Text, nullable=False),
)

rule_changes = Table(
    "rule_changes", metadata,
    Column("id", Integer, primary_key=True),
    Column("scheme", _code(64), nullable=False),
    Column("period", _code(16), nullable=False),
    Column("before", String(64), nullable=False),
    Column("after", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", String(40), nullable=False),
    # What differs; null where nobody knows what was in force before.
    Column("differences", Payload(list, none_as_null=True)),
    Index("rule_changes_by_round", "scheme", "period"),
)

issues = Table(
    "issues", metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("round_id", ForeignKey("rounds.id"), nullable=False),
    Column("unit", _code(64), nullable=False),
    Column("file", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("issued_at", String(40), nullable=False),
    Column("prefilled", Payload(dict), nullable=False),
    Index("issues_by_round", "round_id", "unit"),
)

sightings = Table(
    "sightings", metadata,
    Column("sha256", String(64), primary_key=True),
    # The county's day, as deadlines are; the instant is in the audit trail.
    Column("first_seen", String(10), nullable=False),
    Column("scheme", _code(64)),
    Column("period", _code(16)),
    Column("unit", _code(64)),
    Column("path", Text, nullable=False),
    # The audit entry of the run that saw it first: days do not tell which of two of one day came first.
    Column("run", Integer),
    Index("sightings_by_round", "scheme", "period", "unit"),
)

decisions = Table(
    "decisions", metadata,
    Column("id", Integer, primary_key=True),
    Column("scheme", _code(64), nullable=False),
    Column("period", _code(16), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("decided_at", String(40), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("results", Payload(dict), nullable=False),
    Column("figures", Payload(dict), nullable=False),
    # The version of the scheme that it was computed under, and the audit entry that made it as it now is.
    Column("version", String(64)),
    Column("entry", Integer),
    UniqueConstraint("scheme", "period", "revision"),
    Index("decisions_current", "scheme", "period", "current"),
)

returns = Table(
    "returns", metadata,
    Column("id", Integer, primary_key=True),
    Column("decision_id", ForeignKey("decisions.id"), nullable=False),
    Column("unit", _code(64)),
    Column("sha256", String(64), nullable=False),
    Column("path", Text, nullable=False),
    Column("accepted", Boolean, nullable=False),
    Column("modified", String(40)),
    Column("inputs", Payload(dict), nullable=False),
    Column("problems", Payload(list), nullable=False),
    Column("number", Integer),
    Column("facts", Payload(dict, none_as_null=True)),
    Column("kept", Boolean, nullable=False, server_default=false()),
    Index("returns_by_decision", "decision_id", "unit"),
    # A return is large: whose were accepted is seen without them.
    Index("returns_by_outcome", "decision_id", "accepted", "unit"),
)

# What the figures of a decision and the roster of a round say, once more in small parts: whoever asks about one official reads a few of them.
# They are made of the payloads and entered with them (`kept_parts`); a ledger of an earlier schema has none until it decides or issues anew.
parts = Table(
    "parts", metadata,
    Column("id", Integer, primary_key=True),
    Column("decision_id", ForeignKey("decisions.id")),
    Column("round_id", ForeignKey("rounds.id")),
    Column("section", String(32), nullable=False),
    # The least key that may stand in it, the empty text of a section's first part; and the next part's, which the last one has not.
    Column("since", _key(), nullable=False),
    Column("until", _key()),
    Column("said", LargeBinary, nullable=False),
    Index("parts_by_decision", "decision_id", "section", "since"),
    Index("parts_by_round", "round_id", "section", "since"),
)

withdrawals = Table(
    "withdrawals", metadata,
    Column("id", Integer, primary_key=True),
    Column("scheme", _code(64), nullable=False),
    Column("period", _code(16), nullable=False),
    Column("unit", _code(64), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("path", Text, nullable=False),
    Column("at", String(40), nullable=False),
    Index("withdrawals_by_round", "scheme", "period", "unit"),
)

objections = Table(
    "objections", metadata,
    Column("id", Integer, primary_key=True),
    Column("scheme", _code(64), nullable=False),
    Column("period", _code(16), nullable=False),
    Column("subject", _code(64), nullable=False),
    Column("figure", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("received", String(10), nullable=False),
    Column("checked", String(10)),
    Column("note", Text),
    Column("decided", String(10)),
    Column("decision", String(8)),
    Column("reason", Text),
    Column("changed", Payload(dict, none_as_null=True)),
    Index("objections_by_round", "scheme", "period"),
)

# What people decided of what a round proposes: of each proposal the last one counts, those before it stay.
confirmations = Table(
    "confirmations", metadata,
    Column("id", Integer, primary_key=True),
    Column("scheme", _code(64), nullable=False),
    Column("period", _code(16), nullable=False),
    # The decision that proposed it, as whoever decided saw it.
    Column("revision", Integer, nullable=False),
    # The proposal's name, which is another one where something else is proposed, and what it is in full.
    Column("proposal", Text, nullable=False),
    Column("about", Payload(dict), nullable=False),
    Column("confirmed", Boolean, nullable=False),
    # Of a tie, who gets the place.
    Column("awarded", Payload(list), nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", String(40), nullable=False),
    Index("confirmations_by_round", "scheme", "period"),
)

audit = Table(
    "audit", metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
    Column("action", String(32), nullable=False),
    Column("subject", Text, nullable=False),
    Column("before", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
