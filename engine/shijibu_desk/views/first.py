"""The assistant's further steps: the office's first account, and the roster. Step one is asked before there is a desk: starting/place.py."""

from __future__ import annotations

import ipaddress

from django import forms
from django.contrib.auth import login, password_validation
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from shijibu_desk.accounts import office_signs_in
from shijibu_desk.ledgers import enter, ledger, options
from shijibu_desk.models import Account
from shijibu_desk.role import Role
from shijibu_desk.roles import open_to_all, page
from shijibu_desk.schemes import known_schemes
from shijibu_desk.starting.token import admits

_BACKEND = "django.contrib.auth.backends.ModelBackend"
_BY = "shijibu desk"


class FirstAccount(forms.ModelForm):
    """The office's first account, with a password that is its own from the first."""

    password1 = forms.CharField(label="口令", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
                                help_text="至少十个字符，不全是数字，不像账号，也不是常见的口令")
    password2 = forms.CharField(label="再输一次", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    class Meta:
        model = Account
        fields = ("username", "title")
        labels = {"username": "账号", "title": "姓名"}
        help_texts = {"username": "登录用，如 kaoping；用字母、数字或汉字", "title": "显示用，如 考评办王芳"}

    def clean(self) -> dict[str, object]:
        given: dict[str, object] = super().clean() or {}
        first, second = given.get("password1"), given.get("password2")
        if first and second and first != second:
            self.add_error("password2", "两次输入的口令不一样")
        elif first:
            try:
                password_validation.validate_password(str(first), Account(username=given.get("username", ""), title=given.get("title", "")))
            except ValidationError as error:
                self.add_error("password1", error)
        return given


@open_to_all
def first(request: HttpRequest) -> HttpResponse:
    """Who you are: with the token that the command opened, at this computer, while nobody of the office can sign in; else there is no such page."""
    if not (_is_here(request) and admits(options().first, request.GET.get("token", ""))):
        raise Http404
    if office_signs_in():
        return redirect("home")
    form = FirstAccount(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():  # which on SQLite only one can be in
            if office_signs_in():
                return redirect("home")
            account = form.save(commit=False)
            account.role, account.must_change = Role.OFFICE, False
            account.set_password(form.cleaned_data["password1"])
            account.save()
        enter(_BY, "account.made", account=account.username, role=str(Role.OFFICE))
        login(request, account, backend=_BACKEND)
        return redirect("home" if ledger().rounds() else "first_roster")  # a made-up county has rounds
    return render(request, "desk/first.html", {"form": form})


def _is_here(request: HttpRequest) -> bool:
    try:
        return ipaddress.ip_address(str(request.META.get("REMOTE_ADDR", ""))).is_loopback
    except ValueError:
        return False


@page(Role.OFFICE)
def roster(request: HttpRequest) -> HttpResponse:
    """What there is to begin with: rosters to fill in, and the form that takes them."""
    return render(request, "desk/first_roster.html", {"schemes": known_schemes()})
