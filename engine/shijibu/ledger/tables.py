"""The ledger's tables. Portable SQL: SQLite by default, PostgreSQL by URL."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, MetaData, String, Table, Text, UniqueConstraint

SCHEMA_VERSION = 1
metadata = MetaData()

meta = Table("meta", metadata, Column("name", String(64), primary_key=True), Column("value", Text, nullable=False))

rounds = Table(
    "rounds", metadata,
    Column("id", Integer, primary_key=True),
    Column("scheme", String(64), nullable=False),
    Column("period", String(16), nullable=False),
    Column("version", String(64), nullable=False),
    Column("deadline", String(10)),
    Column("roster", JSON, nullable=False),
    UniqueConstraint("scheme", "period"),
)

issues = Table(
    "issues", metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("round_id", ForeignKey("rounds.id"), nullable=False),
    Column("unit", String(64), nullable=False),
    Column("file", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("issued_at", String(40), nullable=False),
    Column("prefilled", JSON, nullable=False),
    Index("issues_by_round", "round_id", "unit"),
)

sightings = Table(
    "sightings", metadata,
    Column("sha256", String(64), primary_key=True),
    Column("first_seen", String(10), nullable=False),
    Column("scheme", String(64)),
    Column("period", String(16)),
    Column("unit", String(64)),
    Column("path", Text, nullable=False),
)

decisions = Table(
    "decisions", metadata,
    Column("id", Integer, primary_key=True),
    Column("scheme", String(64), nullable=False),
    Column("period", String(16), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("decided_at", String(40), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("results", JSON, nullable=False),
    Column("figures", JSON, nullable=False),
    UniqueConstraint("scheme", "period", "revision"),
    Index("decisions_current", "scheme", "period", "current"),
)

returns = Table(
    "returns", metadata,
    Column("id", Integer, primary_key=True),
    Column("decision_id", ForeignKey("decisions.id"), nullable=False),
    Column("unit", String(64)),
    Column("sha256", String(64), nullable=False),
    Column("path", Text, nullable=False),
    Column("accepted", Boolean, nullable=False),
    Column("modified", String(40)),
    Column("inputs", JSON, nullable=False),
    Column("problems", JSON, nullable=False),
    Index("returns_by_decision", "decision_id", "unit"),
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
