"""An official's own page: the own results, and why they are what they are; nobody else's."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from shijibu.errors import ShijibuError
from shijibu.report.explanation import explain
from shijibu_desk.ledgers import ledger
from shijibu_desk.models import Account
from shijibu_desk.publishing import published_rounds
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
        for decided in published_rounds(scheme):
            if all(o.id != account.official for o in decided.evaluation.roster.officials):
                continue
            try:
                text = explain(decided, account.official).to_text()
            except ShijibuError:
                continue
            listed.append({"title": decided.scheme.name, "label": decided.period.label, "period": str(decided.period), "text": text})
    listed.sort(key=lambda r: r["period"], reverse=True)
    return render(request, "desk/own_file.html", {"rounds": listed, "official": account})
