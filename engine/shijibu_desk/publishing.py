"""Whose results may be seen by those whom they are about: a round's as of the decision that the office published, and no later one."""

from __future__ import annotations

from collections.abc import Iterator

from shijibu.rounds.decided import DecidedRound, decided_rounds, round_asked_about
from shijibu_desk.ledgers import enter, ledger
from shijibu_desk.models import Publication


def publication(scheme: str, period: str) -> Publication | None:
    """The last publication of a round."""
    return Publication.objects.filter(scheme=scheme, period=period).first()


def publish(scheme: str, period: str, revision: int, by: str) -> None:
    """The results of that decision are there for those whom they are about."""
    enter(by, "round.published", scheme=scheme, period=period, revision=revision)
    Publication.objects.create(scheme=scheme, period=period, revision=revision, by=by)


def published_rounds(scheme: str) -> Iterator[DecidedRound]:
    """The rounds of a scheme whose current decision is published, in order."""
    published = {p.period: p.revision for p in Publication.objects.filter(scheme=scheme).order_by("id")}
    if not published:
        return
    for decided in decided_rounds(ledger(), scheme):
        if published.get(str(decided.period)) == decided.revision:
            yield decided


def published_round(scheme: str, period: str) -> DecidedRound | None:
    """A round whose current decision is published; else None."""
    last, decision = publication(scheme, period), ledger().decision(scheme, period)
    return round_asked_about(ledger(), scheme, period) if last and decision and last.revision == decision.revision else None
