"""People, for the office: whom one looks for, and the file of each."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from shijibu.errors import ShijibuError
from shijibu.report.person.person_file import PersonFile
from shijibu.rounds.kept import roster_of
from shijibu.rounds.rules import rules_of
from shijibu_desk.ledgers import ledger
from shijibu_desk.person_files import as_page, as_workbook, facts_of, file_of
from shijibu_desk.role import Role
from shijibu_desk.roles import page

_MOST = 100


@page(Role.OFFICE)
def people(request: HttpRequest) -> HttpResponse:
    """Officials by name, id, unit or post, of the latest rosters; nobody before something is asked for."""
    query = request.GET.get("q", "").strip()
    listed = list(_found(query.lower())) if query else []
    facts = {"people": listed[:_MOST], "q": query, "count": len(listed), "most": _MOST}
    return render(request, "desk/people_rows.html" if request.htmx else "desk/people.html", facts)


def _found(query: str) -> Iterator[dict[str, str]]:
    """Each official once a scheme, as the latest roster that knows him or her has it; only schemes of which something is decided."""
    book, seen = ledger(), set[tuple[str, str]]()
    decided = {scheme: {d.period for d in book.decided(scheme)} for scheme in {r.scheme for r in book.rounds()}}
    for round_ in sorted(book.rounds(), key=lambda r: r.period, reverse=True):
        if round_.period not in decided[round_.scheme]:
            continue
        roster, title = roster_of(round_.roster), rules_of(book, round_.scheme, round_.period).scheme.name
        names = {u.code: u.name for u in roster.units}
        for one in roster.officials:
            unit = names.get(one.unit, one.unit)
            if (round_.scheme, one.id) not in seen and any(query in text.lower() for text in (one.name, one.id, unit, one.post)):
                yield {"scheme": round_.scheme, "title": title, "id": one.id, "name": one.name, "unit": unit, "post": one.post}
            seen.add((round_.scheme, one.id))


def _file(scheme: str, official: str) -> tuple[PersonFile, list[tuple[str, str]]]:
    try:
        told = file_of(scheme, official, own=False)
    except ShijibuError:
        told = None
    if told is None:
        raise Http404
    return told


@page(Role.OFFICE)
def person(request: HttpRequest, scheme: str, official: str) -> HttpResponse:
    """The file of an official over all decided rounds."""
    return render(request, "desk/person.html", facts_of(*_file(scheme, official)))


@page(Role.OFFICE)
def person_page(request: HttpRequest, scheme: str, official: str) -> HttpResponse:
    """The same to print."""
    return as_page(_file(scheme, official)[0])


@page(Role.OFFICE)
def person_workbook(request: HttpRequest, scheme: str, official: str) -> HttpResponse:
    """The same as a workbook."""
    return as_workbook(_file(scheme, official)[0])
