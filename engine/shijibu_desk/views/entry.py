"""Coming in and going out."""

from __future__ import annotations

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from shijibu_desk.addin_tokens import end_tokens
from shijibu_desk.ledgers import enter
from shijibu_desk.models import Account
from shijibu_desk.role import Role
from shijibu_desk.roles import EVERYBODY, form_page, open_to_all, page
from shijibu_desk.signing_in import SignIn

_FIRST = {Role.OFFICE: "rounds", Role.READER: "rounds", Role.UNIT: "unit", Role.OFFICIAL: "own_file"}


@page(*EVERYBODY)
def home(request: HttpRequest) -> HttpResponse:
    """To where the account has its work."""
    account: Account = request.user
    return redirect(_FIRST[Role(account.role)])


sign_in = open_to_all(LoginView.as_view(template_name="desk/login.html", authentication_form=SignIn, redirect_authenticated_user=True))


class _SignOut(LogoutView):
    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Ends the session, and what the account's task panes were given."""
        if request.user.is_authenticated:
            end_tokens(request.user)
        return super().post(request, *args, **kwargs)


sign_out = open_to_all(_SignOut.as_view())


@form_page(*EVERYBODY)
def password(request: HttpRequest) -> HttpResponse:
    """An own password in place of the one that was given; every other session of the account ends. Whoever has an own one says it first: a page
    left open must not give the account away."""
    account: Account = request.user
    form = (SetPasswordForm if account.must_change else PasswordChangeForm)(account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save(commit=False)
        account.must_change = False
        account.save()
        update_session_auth_hash(request, account)
        enter(account.username, "account.password", account=account.username)
        return redirect("home")
    return render(request, "desk/password.html", {"form": form})
