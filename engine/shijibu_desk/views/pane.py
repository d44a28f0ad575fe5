"""Signing in from Excel's task pane: the same accounts, passwords and locks as at the desk's own page, answered as the pane's script reads it."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_http_methods

from shijibu_desk.addin_tokens import token_of
from shijibu_desk.models import Account
from shijibu_desk.role import Role
from shijibu_desk.roles import open_to_all
from shijibu_desk.signing_in import SignIn

_ONE_TIME = "一次性口令要先换成自己的：请在浏览器里打开考评台，登录一次，再回到这里登录"


def _said(detail: str, status: int, **more: str) -> HttpResponse:
    return JsonResponse({"detail": detail, **more}, status=status)


def _admitted(account: Account) -> HttpResponse:
    return JsonResponse({"user": str(account), "token": token_of(account), "office": account.role == Role.OFFICE})


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: HttpRequest) -> HttpResponse:
    """Who is signed in, with a token for the functions; else what a form must bring. POST: signs in."""
    if request.method == "POST":
        return _signed_in(request)
    account: Any = request.user
    if account.is_authenticated and not account.must_change:
        return _admitted(account)
    return _said("请先登录", 401, form=get_token(request))


def _signed_in(request: HttpRequest) -> HttpResponse:
    form = SignIn(request, data=_sent(request))
    if not form.is_valid():
        return _said("账号或口令不对，或账号已停用；连错五次，要等十五分钟再试", 401)
    account: Account = form.get_user()
    if account.must_change:
        return _said(_ONE_TIME, 403)
    login(request, account)
    return _admitted(account)


def _sent(request: HttpRequest) -> dict[str, str]:
    """Account and password, both texts of whole characters; nothing where none were sent."""
    try:
        sent = json.loads(request.body)
        texts = {k: v for k in ("username", "password") if isinstance(v := sent.get(k), str)} if isinstance(sent, dict) else {}
        "".join(texts.values()).encode()
    except (ValueError, RecursionError):
        return {}
    return texts
