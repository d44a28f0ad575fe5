"""Whose results may be seen by those whom they are about: a round's as of the decision that the office published, and no later one."""

from __future__ import annotations

from collections.abc import Iterable

from shijibu.rounds.decided import DecidedRound
from shijibu_desk.ledgers import enter, ledger
from shijibu_desk.models import Publication


def publication(scheme: str, period: str) -> Publication | None:
    """The last publication of a round."""
    return Publication.objects.filter(scheme=scheme, period=period).first()


def publish(scheme: str, period: str, revision: int, by: str) -> None:
    """The results of that decision are there for those whom they are about."""
    enter(by, "round.published", scheme=scheme, period=period, revision=revision)
    Publication.objects.create(scheme=scheme, period=period, revision=revision, by=by)


def published(scheme: str, rounds: Iterable[DecidedRound]) -> list[DecidedRound]:
    """Those decisions of a scheme that are the published ones."""
    revisions = {p.period: p.revision for p in Publication.objects.filter(scheme=scheme).order_by("id")}
    return [r for r in rounds if revisions.get(str(r.period)) == r.revision]


def is_published(scheme: str, period: str) -> bool:
    """Whether the current decision of a round is the published one."""
    last = publication(scheme, period)
    return last is not None and any(d.period == period and d.revision == last.revision for d in ledger().decided(scheme))
