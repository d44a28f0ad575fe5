"""The office's page of objections: received, looked into, settled, and what each changed."""

from __future__ import annotations

from datetime import date

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from shijibu.errors import ShijibuError
from shijibu.ledger import Objection, UnknownObjection
from shijibu.report.explanation import find_subject
from shijibu.report.objections import amendment_lines, find_figure, objection_json
from shijibu.rounds.decided import round_asked_about
from shijibu.rounds.objecting import in_words, place_of
from shijibu.scheme.model import Scheme
from shijibu.scheme.posting import posting
from shijibu.scheme.roster import Roster
from shijibu_desk.asking import ask
from shijibu_desk.jobs import sentences_of
from shijibu_desk.ledgers import enter, ledger
from shijibu_desk.models import Job
from shijibu_desk.objections import cells_of, changed_by, listed, receive, refused_amendments
from shijibu_desk.publishing import publication
from shijibu_desk.role import Role
from shijibu_desk.roles import form_page, page
from shijibu_desk.views.rounds import asked_about

_LONGEST = 2000
_CELLS = 4  # cells that one form changes; the field beneath takes any number


def _day() -> forms.DateInput:
    """A field for a day, which browsers read in this form alone."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Received(forms.Form):
    """An objection that came on paper or by telephone."""

    subject = forms.CharField(label="单位或干部", max_length=200, help_text="编码、编号或名称")
    figure = forms.CharField(label="对哪个数字或名单", max_length=200, help_text="编号或名称，如 进度指数")
    text = forms.CharField(label="内容", max_length=_LONGEST, widget=forms.Textarea(attrs={"rows": 3}))
    received = forms.DateField(label="收到日期", initial=date.today, widget=_day())


class LookedInto(forms.Form):
    """What was found."""

    note = forms.CharField(label="核实的情况", max_length=_LONGEST, widget=forms.Textarea(attrs={"rows": 3}))
    checked = forms.DateField(label="核实日期", initial=date.today, widget=_day())


class Settled(forms.Form):
    """Upheld, with what changes, or rejected."""

    decision = forms.ChoiceField(label="决定", choices=[("", "请选择"), ("upheld", "成立"), ("rejected", "不成立")])
    reason = forms.CharField(label="理由", max_length=_LONGEST, widget=forms.Textarea(attrs={"rows": 3}))
    decided = forms.DateField(label="决定日期", initial=date.today, widget=_day())
    other = forms.CharField(label="另外的更改", max_length=_LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 2}),
                            help_text="一行一处，栏目编号=值；等号后空着是清空，如 tasks[3]= 清空整行")

    def __init__(self, *args: object, cells: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for n in range(1, _CELLS + 1):
            self.fields[f"cell{n}"] = forms.ChoiceField(label=f"更改的格子（{n}）", required=False, choices=[("", "不更改"), *cells])
            self.fields[f"value{n}"] = forms.CharField(label=f"改为（{n}）", required=False, max_length=_LONGEST)

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """For the template: a cell and its new value."""
        return [(self[f"cell{n}"], self[f"value{n}"]) for n in range(1, _CELLS + 1)]

    def settings(self) -> list[str]:
        """What changes, each as field=value."""
        given = self.cleaned_data
        chosen = [f"{given[f'cell{n}']}={given[f'value{n}']}" for n in range(1, _CELLS + 1) if given[f"cell{n}"]]
        return chosen + [line.strip() for line in given["other"].splitlines() if line.strip()]

    def clean(self) -> None:
        """A value without its cell was meant for one; what is rejected changes nothing. Raises ValidationError."""
        super().clean()
        for n in range(1, _CELLS + 1):
            if self.cleaned_data.get(f"value{n}") and not self.cleaned_data.get(f"cell{n}"):
                self.add_error(f"cell{n}", "写了新的值，请选是哪一格")
        if self.is_valid_so_far and self.cleaned_data["decision"] == "rejected" and self.settings():
            self.add_error("decision", "不成立的异议不更改填报")

    @property
    def is_valid_so_far(self) -> bool:
        return not self.errors


@form_page(Role.OFFICE)
def objections(request: HttpRequest, scheme: str, period: str) -> HttpResponse:
    """Every objection to a round, and a form for one that came another way."""
    _, rules, when = asked_about(scheme, period)
    form = Received(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            round_ = round_asked_about(ledger(), scheme, period)
            kind, subject = find_subject(round_.evaluation, given["subject"])
            figure = find_figure(round_.scheme, kind, given["figure"]).id
        except ShijibuError as error:
            form.add_error(None, sentences_of(error))
        else:
            number = receive(scheme, period, subject=subject, figure=figure, text=given["text"], received=given["received"],
                             by=request.user.get_username())
            return redirect("objection", scheme, period, number)
    decision = ledger().decision(scheme, period)
    return render(request, "desk/objections.html", {
        "form": form, "objections": listed(scheme, period), "rules": rules, "when": when, "scheme": scheme, "period": period,
        "posting": posting(rules, when), "published": publication(scheme, period), "revision": decision.revision if decision else None})


def _objection(scheme: str, period: str, number: int) -> tuple[Objection, Scheme, Roster]:
    """An objection of that round; 404 where there is none."""
    try:
        one = ledger().objection(number)
    except UnknownObjection:
        raise Http404 from None
    if (one.scheme, one.period) != (scheme, period):
        raise Http404
    return one, *place_of(ledger(), one)


def _shown(request: HttpRequest, one: Objection, rules: Scheme, roster: Roster, looked: LookedInto | None = None,
           settled: Settled | None = None) -> HttpResponse:
    unit = request.GET.get("unit") or request.POST.get("unit") or None
    _, _, when = asked_about(one.scheme, one.period)
    if one.decided is None and settled is None:
        settled = Settled(cells=cells_of(one, unit))
    upheld = next((j for j in Job.objects.filter(kind="uphold", scheme=one.scheme, period=one.period) if j.facts.get("objection") == one.id), None)
    return render(request, "desk/objection.html", {
        "objection": objection_json(one, rules, roster), "amended": amendment_lines(one, rules), "changes": changed_by(one),
        "looked": looked or LookedInto(), "settled": settled, "unit": unit or "", "units": _workbooks(one, rules, roster),
        "said": upheld.result.get("said", []) if upheld else [], "open_job": upheld if upheld and upheld.open else None,
        "rules": rules, "when": when, "scheme": one.scheme, "period": one.period})


def _workbooks(one: Objection, rules: Scheme, roster: Roster) -> list[tuple[str, str]]:
    """Whose workbooks were accepted in the round, so that their cells may be amended."""
    codes = [r.unit for r in ledger().returns(one.scheme, one.period) if r.accepted and r.unit]
    named = {u.code: u.name for u in roster.units}
    return [(code, rules.county_name(code) or named.get(code) or code) for code in sorted(codes)]


@page(Role.OFFICE)
def objection(request: HttpRequest, scheme: str, period: str, number: int) -> HttpResponse:
    """What it says, what was found, how it was settled, before and after."""
    return _shown(request, *_objection(scheme, period, number))


def _settled_already(request: HttpRequest, one: Objection) -> HttpResponse:
    """Somebody else decided it while the page was open."""
    messages.warning(request, f"第 {one.id} 号异议已经决定，不再更改；有新的情况请另行受理")
    return redirect("objection", one.scheme, one.period, one.id)


@page(Role.OFFICE, changes=True)
def look(request: HttpRequest, scheme: str, period: str, number: int) -> HttpResponse:
    """What was found on looking into it."""
    one, rules, roster = _objection(scheme, period, number)
    if one.decided is not None:
        return _settled_already(request, one)
    form = LookedInto(request.POST)
    if form.is_valid():
        try:
            with in_words(number):
                ledger().check_objection(number, checked=form.cleaned_data["checked"], note=form.cleaned_data["note"])
        except ShijibuError as error:
            form.add_error(None, sentences_of(error))
        else:
            enter(request.user.get_username(), "objection.checked", scheme=scheme, period=period, objection=number)
            return redirect("objection", scheme, period, number)
    return _shown(request, one, rules, roster, looked=form)


@page(Role.OFFICE, changes=True)
def settle(request: HttpRequest, scheme: str, period: str, number: int) -> HttpResponse:
    """Decided once. With changed cells the round is computed again, as a job."""
    one, rules, roster = _objection(scheme, period, number)
    if one.decided is not None:
        return _settled_already(request, one)
    unit, by = request.POST.get("unit") or None, request.user.get_username()
    form = Settled(request.POST, cells=cells_of(one, unit))
    if form.is_valid():
        given, settings = form.cleaned_data, form.settings()
        try:
            if not settings:
                with in_words(number):
                    ledger().settle_objection(number, decided=given["decided"], decision=given["decision"], reason=given["reason"])
                enter(by, "objection.settled", scheme=scheme, period=period, objection=number, decision=given["decision"])
                messages.success(request, "已决定")
                return redirect("objection", scheme, period, number)
            if not (wrong := refused_amendments(one, settings, unit)):
                return redirect("job", ask(
                    "uphold", f"按第 {number} 号异议更正{rules.name}", by, scheme=scheme, period=period, objection=number, settings=settings,
                    unit=unit or "", reason=given["reason"], decided=given["decided"].isoformat()).pk)
            form.add_error(None, wrong)
        except ShijibuError as error:
            form.add_error(None, sentences_of(error))
    return _shown(request, one, rules, roster, settled=form)


@page(Role.OFFICE, changes=True)
def recompute(request: HttpRequest, scheme: str, period: str) -> HttpResponse:
    """The round and those after it computed again from the ledger, as a job: they rest on one another."""
    _, rules, when = asked_about(scheme, period)
    return redirect("job", ask("recompute", f"从{when.label}起重新计算{rules.name}", request.user.get_username(), scheme=scheme, period=period).pk)
