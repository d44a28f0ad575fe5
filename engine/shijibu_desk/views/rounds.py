"""The rounds: which there are, sending one out, and how its units stand."""

from __future__ import annotations

import secrets
from pathlib import Path

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from shijibu.errors import ShijibuError
from shijibu.ledger import Round
from shijibu.report.status import Status, UnitStatus, status_of
from shijibu.roster.roster_file import RosterFault, read_roster, roster_workbook
from shijibu.rounds.rules import rules_of, scheme_and_period
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu_desk.asking import ask
from shijibu_desk.collected import units_now
from shijibu_desk.downloads import WORKBOOK, attachment, zipped
from shijibu_desk.jobs import sentences_of
from shijibu_desk.ledgers import ledger, options
from shijibu_desk.models import Job, Upload
from shijibu_desk.places import RoundFolder
from shijibu_desk.role import Role
from shijibu_desk.roles import form_page, page
from shijibu_desk.schemes import known_schemes, scheme_in_force, scheme_path
from shijibu_desk.settings import LARGEST_BOOK
from shijibu_desk.uploads import Takes
from shijibu_desk.views.backups import backup_due

_ASKED = "asked"
_STATES = {
    "missing": "未报", "waiting": "已交待汇总", "accepted": "已接收", "rejected": "退回", "late": "迟报", "corrected": "更正", "overdue": "逾期未报",
}
_SORTS = {"code": "编码", "name": "名称", "state": "状态", "seen": "收到日期"}


@page(Role.OFFICE, Role.READER)
def rounds(request: HttpRequest) -> HttpResponse:
    """Every round that is out, the latest first."""
    book = ledger()
    listed = [{
        "scheme": r.scheme, "period": r.period, "title": rules_of(book, r.scheme, r.period).scheme.name, "label": Period.parse(r.period).label,
        "deadline": r.deadline, "units": len(r.issues), "decided": book.decision_head(r.scheme, r.period) is not None,
    } for r in sorted(book.rounds(), key=lambda r: (r.period, r.scheme), reverse=True)]
    due = backup_due() if listed and request.user.role == Role.OFFICE else ""
    return render(request, "desk/rounds.html", {"rounds": listed, "due": due})


class NewRound(forms.Form):
    """What a round is sent out with."""

    scheme = forms.ChoiceField(label="方案", required=False)
    scheme_file = forms.FileField(label="或方案工作簿", required=False, help_text="在“方案”里下载、改过的方案工作簿；给了就按它下发")
    period = forms.CharField(label="期次", max_length=30, help_text="如 2026-Q1、2026年第一季度、2026-03、2026")
    roster = forms.FileField(label="名册", help_text="填好的名册工作簿：单位、干部、联系关系")
    deadline = forms.DateField(label="截止日", required=False, widget=forms.DateInput(attrs={"type": "date"}), help_text="不填按方案")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scheme"].choices = [(s.id, s.name) for s in known_schemes()]


@form_page(Role.OFFICE, takes=Takes(2, 2 * LARGEST_BOOK))
def new(request: HttpRequest) -> HttpResponse:
    """Scheme, period, roster and deadline; what is wrong with the roster is said at once, at its cells."""
    form = NewRound(request.POST or None, request.FILES or None)
    faults: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("job", _asked(form, request.user.get_username()).pk)
        except (ShijibuError, OSError) as error:
            faults = error.problems if isinstance(error, RosterFault) else sentences_of(error)
    return render(request, "desk/new_round.html", {"form": form, "faults": faults, "schemes": form.fields["scheme"].choices})


def _asked(form: NewRound, by: str) -> Job:
    """The job of sending out, once the roster is right. What was uploaded lies in the desk's folder until then."""
    given = form.cleaned_data
    folder = Path(options().folder) / _ASKED / secrets.token_hex(8)
    folder.mkdir(mode=0o700, parents=True)
    scheme_file = _kept(folder / "scheme.xlsx", given["scheme_file"]) if given["scheme_file"] else None
    rules, when = scheme_and_period(str(scheme_file or scheme_path(given["scheme"])), given["period"])
    again = scheme_file is None and (rules.id, str(when)) in ledger().versions()
    if again:  # a round that is out is sent again under its own rules
        rules = rules_of(ledger(), rules.id, str(when)).scheme
    roster = _kept(folder / f"roster{Path(given['roster'].name).suffix.lower()[:6]}", given["roster"])
    read_roster(roster, rules)
    deadline = given["deadline"].isoformat() if given["deadline"] else ""
    return ask("issue", f"下发{rules.name}{when.label}", by, scheme=rules.id, period=str(when), deadline=deadline,
               roster=roster.relative_to(options().folder).as_posix(), scheme_file="" if again else str(scheme_file or scheme_path(rules.id)))


def _kept(place: Path, upload: forms.FileField) -> Path:
    if upload.size > LARGEST_BOOK:
        raise ShijibuError("文件太大，不像是名册或方案工作簿")
    with place.open("wb") as file:
        for piece in upload.chunks():
            file.write(piece)
    return place


@page(Role.OFFICE)
def blank_roster(request: HttpRequest, scheme: str) -> HttpResponse:
    """A roster to fill in."""
    try:
        rules = scheme_in_force(scheme)
    except ShijibuError:
        raise Http404 from None
    return attachment(roster_workbook(rules), f"{rules.name}名册.xlsx", WORKBOOK)


def asked_about(scheme: str, period: str) -> tuple[Status, Scheme, Period]:
    """How a round stands, with its rules; 404 where there is none."""
    try:
        return status_of(ledger(), scheme, period)
    except ShijibuError:
        raise Http404 from None


def issued_round(scheme: str, period: str) -> Round:
    """The round as it is out; 404 where there is none."""
    round_ = ledger().issued(scheme, period)
    if round_ is None:
        raise Http404
    return round_


@page(Role.OFFICE)
def round_(request: HttpRequest, scheme: str, period: str) -> HttpResponse:
    """How the units stand, what came, and what is to be done; as a table that one filters and sorts."""
    status, rules, when = asked_about(scheme, period)
    state, query, sort = request.GET.get("state", ""), request.GET.get("q", "").strip(), request.GET.get("sort", "code")
    uploads = Upload.objects.filter(scheme=scheme, period=period)
    everybody = units_now(status, rules, when, issued_round(scheme, period))
    units = [(u, last) for u, last in everybody if _meets(u, state) and (not query or query in u.name or query.lower() in u.code.lower())]
    sort = sort if sort in _SORTS else "code"
    units.sort(key=lambda pair: (str(getattr(pair[0], sort) or "9"), pair[0].code))
    facts = {
        "status": status, "rules": rules, "when": when, "units": units, "states": _STATES, "state": state, "q": query, "sort": sort, "sorts": _SORTS,
        "counts": {s: sum(_meets(u, s) for u, _ in everybody) for s in _STATES},
        "strangers": [u for u in uploads if not u.unit or u.state == Upload.State.WAITING][:50],
        "jobs": Job.objects.filter(scheme=scheme, period=period)[:5], "scheme": scheme, "period": period,
        "open_job": next((j for j in Job.objects.filter(scheme=scheme, period=period)[:5] if j.open), None),
    }
    return render(request, "desk/unit_table.html" if request.htmx else "desk/round.html", facts)


def _meets(unit: UnitStatus, state: str) -> bool:
    """Whether a unit is among those that one asked for."""
    if not state:
        return True
    if state == "missing":
        return unit.state == state and not unit.waiting
    return unit.state == state if state in ("accepted", "rejected") else bool(getattr(unit, state, False))


@page(Role.OFFICE)
def workbooks(request: HttpRequest, scheme: str, period: str) -> HttpResponse:
    """Every workbook that went out, as one zip."""
    _, rules, when = asked_about(scheme, period)
    folder, round_ = RoundFolder(scheme, period), ledger().issued(scheme, period)
    files = [folder.issued / i.file for _, i in sorted(round_.issues.items())] if round_ else []
    return zipped([f for f in files if f.is_file()], f"{rules.name}{when.label}.zip")


def issued_workbook(scheme: str, period: str, unit: str) -> FileResponse:
    """A unit's workbook as it went out; 404 where none did, or it went out from elsewhere."""
    round_ = ledger().issued(scheme, period)
    issue = round_.issues.get(unit) if round_ else None
    file = RoundFolder(scheme, period).issued / issue.file if issue else None
    if file is None or not file.is_file():
        raise Http404
    return FileResponse(file.open("rb"), as_attachment=True, filename=file.name, content_type=WORKBOOK)


@page(Role.OFFICE)
def workbook(request: HttpRequest, scheme: str, period: str, unit: str) -> HttpResponse:
    return issued_workbook(scheme, period, unit)
