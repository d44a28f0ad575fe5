"""Who may sign in: the list, new ones, one-time passwords."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from shijibu.rounds.rules import rules_of
from shijibu.scheme.period import Period
from shijibu_desk.accounts import Wanted, locked, made, renewed
from shijibu_desk.asking import ask
from shijibu_desk.ledgers import enter, ledger
from shijibu_desk.models import Account, Job
from shijibu_desk.role import Role
from shijibu_desk.roles import page
from shijibu_desk.setup import LOCAL

_AT_ONCE = 200  # accounts of a page on the screen: a county with its officials has thousands


class NewAccount(forms.ModelForm):
    """One account."""

    scheme = forms.ChoiceField(label="方案", required=False)

    class Meta:
        model = Account
        fields = ("username", "title", "role", "scheme", "unit", "official")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scheme"].choices = [("", "不限"), *(dict.fromkeys((r["scheme"], r["title"]) for r in rounds_out()))]


def rounds_out() -> list[dict[str, str]]:
    """The rounds that are out, the latest first, as people call them."""
    book = ledger()
    return [{"scheme": r.scheme, "period": r.period, "title": rules_of(book, r.scheme, r.period).scheme.name, "label": Period.parse(r.period).label}
            for r in sorted(book.rounds(), key=lambda r: (r.period, r.scheme), reverse=True)]


def _listed(request: HttpRequest, **more: object) -> HttpResponse:
    query = request.GET.get("q", "").strip()
    listed = Account.objects.exclude(username=LOCAL)
    if query:
        listed = listed.filter(username__icontains=query) | listed.filter(title__icontains=query)
    whole = request.GET.get("all") == "1"
    current = Paginator(listed, max(listed.count(), 1) if whole else _AT_ONCE).get_page(request.GET.get("page"))
    return render(request, "desk/accounts.html", {
        "accounts": current, "rounds": rounds_out(), "q": query, "form": NewAccount(), "made": Job.objects.filter(kind="accounts")[:3]} | more)


@page(Role.OFFICE)
def accounts(request: HttpRequest) -> HttpResponse:
    return _listed(request)


@page(Role.OFFICE, changes=True)
def new(request: HttpRequest) -> HttpResponse:
    """One account more; its one-time password is shown once, here."""
    form = NewAccount(request.POST)
    if not form.is_valid():
        return _listed(request, form=form)
    given = form.cleaned_data
    wanted = Wanted(given["username"], given["title"], Role(given["role"]), given["scheme"], given["unit"], given["official"])
    try:
        password = made(wanted, request.user.get_username())
    except ValidationError as error:
        form.add_error(None, error)
        return _listed(request, form=form)
    return render(request, "desk/passwords.html", {"accounts": [{"username": wanted.username, "title": wanted.title, "role": wanted.role.label,
                                                                 "password": password}]})


@page(Role.OFFICE, changes=True)
def bulk(request: HttpRequest) -> HttpResponse:
    """Accounts for all units and officials of a round that have none."""
    scheme, _, period = request.POST.get("round", "").partition(" ")
    if ledger().issued(scheme, period) is None:
        raise Http404
    return redirect("job", ask("accounts", "按名册建账号", request.user.get_username(), scheme=scheme, period=period).pk)


@page(Role.OFFICE, changes=True)
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Lock, unlock, or a new one-time password. Nobody locks the own account."""
    account, by = Account.objects.filter(pk=number).exclude(username=LOCAL).first(), request.user.get_username()
    what = request.POST.get("what")
    if account is None or what not in ("lock", "unlock", "renew"):
        raise Http404
    if what == "renew":
        password = renewed(account, by)
        return render(request, "desk/passwords.html", {"accounts": [{"username": account.username, "title": account.title,
                                                                     "role": account.get_role_display(), "password": password}]})
    if account.pk != request.user.pk:
        locked(account, what == "lock", by)
    return redirect("accounts")


def _made(number: int) -> Job:
    job = Job.objects.filter(pk=number, kind="accounts", state=Job.State.DONE).first()
    if job is None:
        raise Http404
    return job


@page(Role.OFFICE)
def passwords(request: HttpRequest, number: int) -> HttpResponse:
    """One-time passwords on a sheet to print and cut."""
    job = _made(number)
    return render(request, "desk/passwords.html", {"accounts": job.result.get("accounts", []), "job": job})


@page(Role.OFFICE, changes=True)
def passwords_done(request: HttpRequest, number: int) -> HttpResponse:
    """They are printed: the desk forgets them."""
    job = _made(number)
    job.result = {}
    job.save()
    enter(request.user.get_username(), "passwords.printed", scheme=job.scheme, period=job.period)
    return redirect("accounts")
