"""Who comes, asked by the gate in front before anything is read: the desk's sessions open the add-in's functions as well."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils.crypto import constant_time_compare

from shijibu_desk.models import Account
from shijibu_desk.setup import LOCAL


async def visitor(cookies: str) -> str | None:
    """The account whose session a Cookie header carries; None where it carries none that holds."""
    if not settings.SHIJIBU_DESK.login:
        return LOCAL
    try:
        morsel = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return None
    return await sync_to_async(_signed_in)(morsel.value) if morsel is not None else None


def _signed_in(key: str) -> str | None:
    """As Django's own middleware decides it: the session holds, the account is active, and its password is still the one of then."""
    session = SessionStore(key)
    if SESSION_KEY not in session or session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    account = Account.objects.filter(pk=session[SESSION_KEY], is_active=True).first()
    if account is None or not constant_time_compare(session.get(HASH_SESSION_KEY, ""), account.get_session_auth_hash()):
        return None
    return None if account.must_change else account.username
