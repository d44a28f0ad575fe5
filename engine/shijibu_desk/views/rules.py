"""The rules: which rounds go by which, a changed scheme workbook looked over, tried on decided rounds and put in force."""

from __future__ import annotations

from pathlib import Path

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from shijibu.errors import ShijibuError
from shijibu.files import write_whole
from shijibu.ledger import OtherRules
from shijibu.scheme.load import text_of, version
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme_book.again import annotated
from shijibu.scheme_book.draw import draw
from shijibu.scheme_book.load import book_of, failing, judged
from shijibu.simulation.sweep import Range
from shijibu_desk.asking import ask
from shijibu_desk.checking import laid_down
from shijibu_desk.downloads import WORKBOOK, attachment
from shijibu_desk.jobs import sentences_of
from shijibu_desk.ledgers import enter, ledger
from shijibu_desk.models import Job
from shijibu_desk.role import Role
from shijibu_desk.roles import page
from shijibu_desk.schemes import ExamplesWrong, SchemeFolder, differing, known_schemes, put_in_force, rounds_by_version, scheme_in_force, tried_scheme
from shijibu_desk.settings import LARGEST_BOOK
from shijibu_desk.uploads import Takes


class Forced(forms.Form):
    """From when on the tried scheme counts, and why."""

    period = forms.ChoiceField(label="从哪里起施行", required=False)
    reason = forms.CharField(label="理由", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), help_text="记入台账和报告")
    version = forms.CharField(widget=forms.HiddenInput)


class Tried(forms.Form):
    """What is tried besides the workbook's own changes."""

    parameter = forms.ChoiceField(label="再逐值试一个参数", required=False)
    first = forms.CharField(label="起", required=False, max_length=20)
    last = forms.CharField(label="止", required=False, max_length=20)
    step = forms.CharField(label="步长", required=False, max_length=20, initial="1")


def _scheme(id: str) -> Scheme:
    try:
        return scheme_in_force(id)
    except ShijibuError:
        raise Http404 from None


@page(Role.OFFICE)
def rules(request: HttpRequest) -> HttpResponse:
    """Every scheme, with how many rounds went out under it."""
    rounds = [r.scheme for r in ledger().rounds()]
    listed = [{"id": s.id, "name": s.name, "rounds": rounds.count(s.id)} for s in known_schemes()]
    return render(request, "desk/rules.html", {"schemes": sorted(listed, key=lambda s: -int(str(s["rounds"])))})


def _shown(request: HttpRequest, scheme: Scheme, *, faults: list[str] | None = None, forced: Forced | None = None,
           trying: Tried | None = None) -> HttpResponse:
    tried, folder = tried_scheme(scheme.id), SchemeFolder(scheme.id)
    job = Job.objects.filter(kind="simulate", scheme=scheme.id).first()
    if tried is not None:
        forced = forced or Forced(initial={"version": version(tried)})
        forced.fields["period"].choices = _periods(scheme)
        trying = trying or Tried()
        trying.fields["parameter"].choices = _parameters(tried)
    changes = [{"period": Period.parse(r.period).label, "reason": c.reason, "at": c.at[:10]}
               for r in ledger().rounds(scheme.id) for c in ledger().rule_changes(scheme.id, r.period)]
    return render(request, "desk/scheme.html", {
        "scheme": scheme, "faults": faults, "marked": folder.marked.is_file(), "tried": tried,
        "differences": differing(scheme, tried) if tried else [], "forced": forced, "trying": trying, "job": job,
        "simulated": job.result if job and job.state == Job.State.DONE and tried and job.result.get("version") == version(tried) else None,
        "versions": rounds_by_version(scheme.id, version(scheme)), "changes": changes})


def _periods(scheme: Scheme) -> list[tuple[str, str]]:
    rounds = sorted(ledger().rounds(scheme.id), key=lambda r: r.period, reverse=True)
    return [("", "以后下发的各期"), *((r.period, f"已下发的{Period.parse(r.period).label}（要重新汇总）") for r in rounds)]


def _parameters(scheme: Scheme) -> list[tuple[str, str]]:
    numbers = [p for p in scheme.parameter_paths if isinstance(scheme.parameter(p), int | float)]
    titled = [(p, scheme.parameters[p.partition(".")[0]][p.partition(".")[2]]) for p in numbers]
    return [("", "不试"), *((p, f"{one.title}（{p}，现为 {one.value}{one.unit}）") for p, one in titled)]


@page(Role.OFFICE)
def scheme(request: HttpRequest, scheme: str) -> HttpResponse:
    """One scheme: what its rounds go by, and what is tried."""
    return _shown(request, _scheme(scheme))


@page(Role.OFFICE)
def workbook(request: HttpRequest, scheme: str) -> HttpResponse:
    """The scheme as a workbook, to be changed."""
    named = _scheme(scheme)
    return attachment(draw(named), f"{named.name}方案.xlsx", WORKBOOK)


@page(Role.OFFICE, changes=True, takes=Takes(1, LARGEST_BOOK))
def upload(request: HttpRequest, scheme: str) -> HttpResponse:
    """A changed workbook: its faults at their cells, or else it is the one that is tried."""
    named, folder, file = _scheme(scheme), SchemeFolder(scheme), request.FILES.get("file")
    if file is None or file.size is None or file.size > LARGEST_BOOK:
        return _shown(request, named, faults=["请选择改好的方案工作簿"])
    folder.marked.unlink(missing_ok=True)
    with laid_down(file, request.user.get_username()) as place:
        try:
            book = book_of(place)
            told = judged(book)
        except ShijibuError as error:
            return _shown(request, named, faults=[s.replace(str(place), file.name or "") for s in sentences_of(error)])
    if not isinstance(told, Scheme):
        write_whole(folder.marked, annotated(book, told))
        return _shown(request, named, faults=[f"{at}：{what}" for at, what in told])
    if told.id != scheme:
        return _shown(request, named, faults=[f"这是“{told.name}”（{told.id}）的方案，不是{named.name}的"])
    wrong = failing(book, told)
    if wrong:  # a number may be tried before its examples are computed anew; in force it is put with them
        write_whole(folder.marked, annotated(book, wrong))
    write_whole(folder.tried, text_of(told).encode())
    enter(request.user.get_username(), "scheme.tried", scheme=scheme, version=version(told))
    messages.success(request, "方案没有问题，算例都算对了；还没有施行" if not wrong else "可以试算；算例还要改，改好才能施行")
    return redirect("scheme", scheme)


def _file(place: Path, name: str) -> FileResponse:
    if not place.is_file():
        raise Http404
    return FileResponse(place.open("rb"), as_attachment=True, filename=name, content_type=WORKBOOK)


@page(Role.OFFICE)
def marked(request: HttpRequest, scheme: str) -> HttpResponse:
    """The workbook with its faults marked."""
    return _file(SchemeFolder(_scheme(scheme).id).marked, f"{_scheme(scheme).name}方案_要改.xlsx")


@page(Role.OFFICE)
def simulation(request: HttpRequest, scheme: str) -> HttpResponse:
    """What the last simulation came to, as a workbook."""
    return _file(SchemeFolder(_scheme(scheme).id).simulation, f"{_scheme(scheme).name}试算.xlsx")


@page(Role.OFFICE, changes=True)
def simulate(request: HttpRequest, scheme: str) -> HttpResponse:
    """Decided rounds under the tried scheme, as a job."""
    named, tried = _scheme(scheme), tried_scheme(scheme)
    if tried is None:
        return redirect("scheme", scheme)
    form = Tried(request.POST)
    form.fields["parameter"].choices = _parameters(tried)
    if not form.is_valid():
        return _shown(request, named, trying=form)
    given = form.cleaned_data
    sweep = f"{given['parameter']}={given['first']}:{given['last']}:{given['step'] or 1}" if given["parameter"] else ""
    try:
        if sweep:
            Range.parse(sweep)
    except ShijibuError:
        form.add_error("parameter", "起、止、步长要写数，起不大于止，至多 200 个值")
        return _shown(request, named, trying=form)
    return redirect("job", ask("simulate", f"试算{tried.name}", request.user.get_username(), scheme=scheme, version=version(tried), sweep=sweep).pk)


@page(Role.OFFICE, changes=True)
def force(request: HttpRequest, scheme: str) -> HttpResponse:
    """The tried scheme counts, from the next round on or for one that is out."""
    named, tried = _scheme(scheme), tried_scheme(scheme)
    if tried is None:
        return redirect("scheme", scheme)
    form = Forced(request.POST)
    form.fields["period"].choices = _periods(named)
    if form.is_valid():
        given = form.cleaned_data
        try:
            changed = put_in_force(tried, given["version"], given["period"], given["reason"], request.user.get_username())
        except (OtherRules, ExamplesWrong) as error:
            form.add_error(None, sentences_of(error))
        else:
            messages.success(request, "已施行，记入台账" if changed else "就是现在的方案，没有更改")
            return redirect("scheme", scheme)
    return _shown(request, named, forced=form)
