"""An official's own page: the own results, and why they are what they are; nobody else's."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from shijibu.report.explanation import explain
from shijibu_desk.explained import files_of, shown_steps
from shijibu_desk.held import held_rounds
from shijibu_desk.ledgers import ledger
from shijibu_desk.models import Account
from shijibu_desk.publishing import published
from shijibu_desk.role import Role
from shijibu_desk.roles import page


@page(Role.OFFICIAL)
def own_file(request: HttpRequest) -> HttpResponse:
    """Each published round of the official's, the latest first, explained down to the cells."""
    account: Account = request.user
    if not account.official:
        raise Http404
    listed = []
    for scheme in dict.fromkeys(r.scheme for r in ledger().rounds(account.scheme or None)):
        with held_rounds(scheme) as rounds:
            for decided in published(scheme, rounds):
                official = decided.roster.official(account.official)
                if official is None:
                    continue
                steps = shown_steps(explain(decided, official.id).steps, files_of(decided, linked=False, units={official.unit}))
                listed.append({"scheme": scheme, "title": decided.scheme.name, "label": decided.period.label, "period": str(decided.period),
                               "steps": steps})
    listed.sort(key=lambda r: str(r["period"]), reverse=True)
    return render(request, "desk/own_file.html", {"rounds": listed, "official": account})
