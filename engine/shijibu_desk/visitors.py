"""The desk as the gate in front asks it, before a body is read: who uses the add-in's server, and how much a request may bring."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.template.loader import render_to_string
from django.utils.crypto import constant_time_compare

from shijibu_addin.server.gate import SMALL_FORM, Refusal
from shijibu_desk.addin_tokens import account_of
from shijibu_desk.models import Account
from shijibu_desk.setup import LOCAL
from shijibu_desk.uploads import takes_of

_MEGABYTE = 1024 * 1024
_AGAIN = Refusal(401, "还没有登录，或登录已经过期（满 12 小时，或改过口令）：请重新登录，再交一次")
_TITLES = {401: "请重新登录", 413: "太大，没有收下", 429: "请稍后再试"}


class Visitors:
    """`shijibu_addin.server.gate.Desk`. addins: the first words of the addresses that are the add-in's server's."""

    def __init__(self, addins: frozenset[str]) -> None:
        self._addins, self.signs_in = addins, settings.SHIJIBU_DESK.login

    def holds(self, path: str) -> bool:
        return path.split("/")[1] not in self._addins

    async def visitor(self, cookies: str, authorization: str) -> str | None:
        account: Account | None = await sync_to_async(account_of_visitor)(cookies, authorization)
        return account.username if account else None

    async def room(self, path: str, cookies: str) -> tuple[str | None, int, Refusal]:
        return await sync_to_async(_room)(path, cookies)

    def said(self, refusal: Refusal) -> bytes:
        return render_to_string("desk/error.html", {"title": _TITLES.get(refusal.status, "请求有误"), "what": refusal.sentence}).encode()


def account_of_visitor(cookies: str, authorization: str) -> Account | None:
    """Whose session a Cookie header carries, or whose token an Authorization header."""
    scheme, _, token = authorization.partition(" ")
    bearer = account_of(token.strip()) if scheme.lower() == "bearer" else None
    return bearer or _signed_in(cookies)


def _room(path: str, cookies: str) -> tuple[str | None, int, Refusal]:
    account = _signed_in(cookies)
    if account is None:
        return None, SMALL_FORM, _AGAIN
    takes = takes_of(path, account.role)
    if takes is None or not takes.files:
        return account.username, (takes.request if takes else SMALL_FORM), Refusal(413, "交来的内容太大，没有收下")
    said = f"交来的文件太大，没有收下：这里一次至多 {takes.bytes // _MEGABYTE} MB"
    return account.username, takes.request, Refusal(413, said)


def _signed_in(cookies: str) -> Account | None:
    """As Django's own middleware decides it: the session holds, the account is active, and its password is still the one of then."""
    if not settings.SHIJIBU_DESK.login:
        return Account.objects.get(username=LOCAL)
    try:
        morsel = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return None
    if morsel is None:
        return None
    session = SessionStore(morsel.value)
    if SESSION_KEY not in session or session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    account = Account.objects.filter(pk=session[SESSION_KEY], is_active=True).first()
    if account is None or not constant_time_compare(session.get(HASH_SESSION_KEY, ""), account.get_session_auth_hash()):
        return None
    return None if account.must_change else account
