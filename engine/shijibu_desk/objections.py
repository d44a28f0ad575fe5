"""Objections at the desk: who may object to what, and what the office and the objecting one are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from shijibu.ledger import Objection
from shijibu.report.objections import change_rows, figures_of, input_label, objection_json, value_said
from shijibu.rounds.amend_inputs import CannotAmend
from shijibu.rounds.decided import decided_round
from shijibu.rounds.kept import roster_of
from shijibu.rounds.objecting import place_of
from shijibu.rounds.recompute import changed_by_objection
from shijibu.rounds.results import Change
from shijibu.rounds.rules import rules_of
from shijibu.rounds.uphold import desk_of
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.posting import Posting, posting
from shijibu_desk.ledgers import enter, ledger
from shijibu_desk.models import Account, Job
from shijibu_desk.publishing import publication
from shijibu_desk.role import Role

OTHER = "other"
"""The name of the field for changes that the list of cells does not have: a new row, a row emptied."""


@dataclass(frozen=True, slots=True)
class OwnRound:
    """A published round as whoever may object to its figures has it. figures: id and label."""

    scheme: Scheme
    period: Period
    subject: str
    figures: list[tuple[str, str]]

    @property
    def posting(self) -> Posting | None:
        return posting(self.scheme, self.period)

    def listed(self) -> list[dict[str, Any]]:
        """The own objections of the round, the latest first: what was said, and what was decided. What the office noted stays with it."""
        return [o for o in reversed(listed(self.scheme.id, str(self.period))) if o["subject"] == self.subject]


def own_round(account: Account, scheme: str, period: str) -> OwnRound | None:
    """The round, where it was published and this unit or official is in it."""
    round_ = ledger().issued(scheme, period) if account.scheme in ("", scheme) and publication(scheme, period) else None
    if round_ is None or ledger().decision_head(scheme, period) is None:
        return None
    rules, roster = rules_of(ledger(), scheme, period).scheme, roster_of(round_.roster)
    of_unit = account.role == Role.UNIT
    if (roster.unit(account.unit) if of_unit else roster.official(account.official)) is None:
        return None
    figures = [(m.id, m.label) for m in figures_of(rules, "unit" if of_unit else "official")]
    return OwnRound(rules, Period.parse(period), account.unit if of_unit else account.official, figures)


def receive(scheme: str, period: str, *, subject: str, figure: str, text: str, received: date, by: str) -> int:
    """An objection is entered, with who entered it. Gives its number."""
    number = ledger().object(scheme, period, subject=subject, figure=figure, text=text, received=received)
    enter(by, "objection.received", scheme=scheme, period=period, objection=number)
    return number


def listed(scheme: str, period: str) -> list[dict[str, Any]]:
    """The objections of a round in order, each as `objection_json` has it and whether it came while the notice was up (None: there is none)."""
    out = []
    for o in ledger().objections(scheme, period):
        rules, roster = place_of(ledger(), o)
        up = posting(rules, Period.parse(period))
        out.append(objection_json(o, rules, roster) | {"in_time": up.stands(o.received) if up else None})
    return out


def cells_of(objection: Objection, unit: str | None) -> list[tuple[str, str]]:
    """Each input cell that may be amended for an objection, with what it is and says now. unit: whose workbook; the objecting one's if None."""
    try:
        round_ = decided_round(ledger(), objection.scheme, objection.period)
        desk = desk_of(round_, objection.subject, unit)
    except CannotAmend:
        return []
    return [(c.field, f"{input_label(round_.scheme, c.field, c.row)}（{c.field}）：{value_said(round_.scheme, c.field, c.value)}")
            for c in desk.amendable()]


def refused_amendments(objection: Objection, settings: list[str], unit: str | None) -> list[str]:
    """What is wrong with the amendments asked for, before a round is computed with them."""
    try:
        desk_of(decided_round(ledger(), objection.scheme, objection.period), objection.subject, unit).read(settings)
    except CannotAmend as error:
        return error.sentences
    return []


def rows_of(changes: list[Change], subject: str) -> list[list[str]]:
    """Unit, official, figure, before, after."""
    return change_rows(changes, subject)


def changed_by(objection: Objection) -> list[list[str]]:
    """What an upheld objection changed: as its job kept it, else computed again."""
    if not objection.changed:
        return []
    for job in Job.objects.filter(kind="uphold", state=Job.State.DONE, scheme=objection.scheme, period=objection.period):
        if job.facts.get("objection") == objection.id and "changes" in job.result:
            return list(job.result["changes"])
    return rows_of(changed_by_objection(ledger(), objection.id), objection.subject)
