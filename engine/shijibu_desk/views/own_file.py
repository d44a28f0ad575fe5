"""An official's own pages: the own file of published rounds, and why the results are what they are; nobody else's."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from shijibu.errors import ShijibuError
from shijibu.report.explanation import explain
from shijibu.report.person.person_file import PersonFile
from shijibu_desk.explained import files_of, shown_steps
from shijibu_desk.held import held_round
from shijibu_desk.ledgers import ledger
from shijibu_desk.models import Account
from shijibu_desk.person_files import as_page, as_workbook, facts_of, file_of
from shijibu_desk.publishing import is_published
from shijibu_desk.role import Role
from shijibu_desk.roles import page


def _own(request: HttpRequest, scheme: str = "") -> str:
    """The official whose account this is; 404 of a scheme that is not the account's."""
    account: Account = request.user
    if not account.official or (scheme and account.scheme not in ("", scheme)):
        raise Http404
    return account.official


def _own_file(request: HttpRequest, scheme: str) -> PersonFile:
    try:
        told = file_of(scheme, _own(request, scheme), own=True)
    except ShijibuError:
        told = None
    if told is None:
        raise Http404
    return told[0]


@page(Role.OFFICIAL)
def own_file(request: HttpRequest) -> HttpResponse:
    """The official's file of each scheme in which a round is published."""
    official, account, files = _own(request), request.user, []
    for scheme in dict.fromkeys(r.scheme for r in ledger().rounds(account.scheme or None)):
        try:
            told = file_of(scheme, official, own=True)
        except ShijibuError:
            continue
        if told is not None:
            files.append(facts_of(*told))
    return render(request, "desk/own_file.html", {"files": files, "official": account})


@page(Role.OFFICIAL)
def own_page(request: HttpRequest, scheme: str) -> HttpResponse:
    """The same to print."""
    return as_page(_own_file(request, scheme))


@page(Role.OFFICIAL)
def own_workbook(request: HttpRequest, scheme: str) -> HttpResponse:
    """The same as a workbook."""
    return as_workbook(_own_file(request, scheme))


@page(Role.OFFICIAL)
def own_results(request: HttpRequest, scheme: str, period: str) -> HttpResponse:
    """Why the official's results of a published round are what they are, down to the cells."""
    official = _own(request, scheme)
    if not is_published(scheme, period):
        raise Http404
    try:
        with held_round(scheme, period) as decided:
            one = decided.roster.official(official)
            if one is None:
                raise Http404
            steps = shown_steps(explain(decided, official).steps, files_of(decided, linked=False, units={one.unit}), only={one.id})
            facts = {"rules": decided.scheme, "when": decided.period, "steps": steps, "scheme": scheme, "period": period}
            return render(request, "desk/own_results.html", facts)
    except ShijibuError:
        raise Http404 from None
