"""A unit's own page: its workbook out, its workbook back, what is wrong with it, handing it in. Nothing is kept before that."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from shijibu.checks.checked import Checked
from shijibu.report.explanation import explain
from shijibu.rounds.rules import rules_of
from shijibu.rounds.sightings import sight
from shijibu.scheme.period import Period
from shijibu_desk.checking import checked, laid_down
from shijibu_desk.explained import files_of, shown_steps
from shijibu_desk.held import held_round
from shijibu_desk.ledgers import enter, ledger
from shijibu_desk.models import Account, Upload
from shijibu_desk.places import RoundFolder
from shijibu_desk.publishing import is_published
from shijibu_desk.role import Role
from shijibu_desk.roles import page
from shijibu_desk.settings import LARGEST_OWN
from shijibu_desk.uploads import Takes
from shijibu_desk.views.returns import copy_of, problems_of, said_problems
from shijibu_desk.views.rounds import issued_workbook
from shijibu_desk.work import checked_state, kept

_TAKES = Takes(1, LARGEST_OWN)


def _own(request: HttpRequest) -> Account:
    account: Account = request.user
    return account


def _own_round(request: HttpRequest, scheme: str, period: str) -> str:
    """The code of the unit whose workbook of that round this account may see; 404 where there is none."""
    account = _own(request)
    round_ = ledger().issued(scheme, period) if account.scheme in ("", scheme) else None
    if round_ is None or account.unit not in round_.issues:
        raise Http404
    return account.unit


@page(Role.UNIT)
def unit(request: HttpRequest) -> HttpResponse:
    """The rounds that the unit has a workbook of, the latest first, with what came from it: handed in here, or given to the office."""
    account = _own(request)
    rounds = [r for r in ledger().rounds(account.scheme or None) if account.unit in r.issues]
    taken = {s: ledger().taken(s, account.unit) for s in {r.scheme for r in rounds}}
    listed = [{
        "scheme": r.scheme, "period": r.period, "title": rules_of(ledger(), r.scheme, r.period).scheme.name, "label": Period.parse(r.period).label,
        "deadline": r.deadline, "published": is_published(r.scheme, r.period), "taken": taken[r.scheme].get(r.period),
        "attempts": [{"upload": u, "problems": problems_of(u)}
                     for u in Upload.objects.filter(scheme=r.scheme, period=r.period, unit=account.unit)],
    } for r in sorted(rounds, key=lambda r: r.period, reverse=True)]
    return render(request, "desk/unit.html", {"rounds": listed, "unit": account})


@page(Role.UNIT)
def results(request: HttpRequest, scheme: str, period: str) -> HttpResponse:
    """The unit's own results of a round that is published, and where each comes from."""
    code = _own_round(request, scheme, period)
    if not is_published(scheme, period):
        raise Http404
    with held_round(scheme, period) as decided:
        people = {o.id for o in decided.roster.officials if o.unit == code}
        steps = shown_steps(explain(decided, code).steps, files_of(decided, linked=False, units={code}), only=people)
        return render(request, "desk/unit_results.html", {"rules": decided.scheme, "when": decided.period, "steps": steps})


@page(Role.UNIT)
def workbook(request: HttpRequest, scheme: str, period: str) -> HttpResponse:
    """The unit's own workbook, as it went out."""
    return issued_workbook(scheme, period, _own_round(request, scheme, period))


def _given(request: HttpRequest) -> UploadedFile:
    file = request.FILES.get("file")
    if file is None or file.size is None or file.size > LARGEST_OWN:
        raise Http404
    return file


def _stranger(found: Checked, scheme: str, period: str, unit: str) -> str:
    """Why a file is not the one that the unit owes; nothing where it is."""
    if found.unit is None or found.scheme != scheme:
        return "" if any(p.severity == "error" for p in found.problems) else "这不是本考评下发的工作簿"
    if found.period != period:
        return f"这是{Period.parse(found.period).label if found.period else '别的一期'}的工作簿，不是{Period.parse(period).label}的"
    return "" if found.unit == unit else "这是别的单位的工作簿，请选本单位的"


@page(Role.UNIT, changes=True, takes=_TAKES)
def check(request: HttpRequest, scheme: str, period: str) -> HttpResponse:
    """What is wrong with a file, at once; nothing of it is kept."""
    code, file = _own_round(request, scheme, period), request.FILES.get("file")
    if file is None or file.size is None:
        return render(request, "desk/unit_checked.html", {"stranger": "请先选择填好的工作簿"})
    if file.size > LARGEST_OWN:
        return render(request, "desk/unit_checked.html", {"stranger": "文件太大，不像是下发的工作簿"})
    with laid_down(file, request.user.get_username()) as place:
        found = checked(place)
        stranger = _stranger(found, scheme, period, code)
        problems = [] if stranger else said_problems(found.problems, place)
    return render(request, "desk/unit_checked.html", {
        "found": found, "stranger": stranger, "problems": problems, "name": file.name, "sha256": found.sha256, "scheme": scheme, "period": period})


@page(Role.UNIT, changes=True, takes=_TAKES)
def copy(request: HttpRequest, scheme: str, period: str) -> HttpResponse:
    """The clean copy of a file, with the problems marked at their cells."""
    code, file = _own_round(request, scheme, period), _given(request)
    with laid_down(file, request.user.get_username()) as place:
        found = checked(place)
        if found.unit != code or _stranger(found, scheme, period, code):
            raise Http404
        return copy_of(place, file.name or "")


@page(Role.UNIT, changes=True, takes=_TAKES)
def hand_in(request: HttpRequest, scheme: str, period: str) -> HttpResponse:
    """The file is taken: kept, its day entered in the ledger. What has errors is not taken, and they are said."""
    code, file, account = _own_round(request, scheme, period), _given(request), _own(request)
    with laid_down(file, request.user.get_username()) as place:
        data = place.read_bytes()
        found = checked(place)
    stranger = _stranger(found, scheme, period, code)
    if not stranger and hashlib.sha256(data).hexdigest() != request.POST.get("sha256"):
        stranger = "文件在检查以后又改过，请重新检查"
    if stranger or found.unit != code or not found.accepted:
        return render(request, "desk/not_taken.html", {"found": found, "stranger": stranger, "problems": said_problems(found.problems)})
    upload = kept(RoundFolder(scheme, period), Path(file.name or "").name, data, found.sha256, by=account.username, handed_in=True)
    found.path = upload.path
    sight(ledger(), [found])
    checked_state(upload, found)
    enter(account.username, "return.handed-in", scheme=scheme, period=period, unit=code, sha256=found.sha256)
    return render(request, "desk/handed_in.html", {"upload": upload, "scheme": scheme, "period": period})
