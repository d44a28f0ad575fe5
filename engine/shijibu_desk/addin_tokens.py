"""What a signed-in task pane gives its functions to call with, where these bring no cookie: a token of the account, signed by Django.

It ends after the hours of a session, when the account signs out, and with the account and its password.
"""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from shijibu_desk.models import Account

_PURPOSE = "shijibu_desk.addin_tokens"
_LONGEST = 500


def token_of(account: Account) -> str:
    """A new token of an account."""
    return signing.dumps([account.pk, _seal(account)], salt=_PURPOSE)


def account_of(token: str) -> Account | None:
    """Whose token it is; None where it is none, or not any more."""
    if len(token) > _LONGEST:
        return None
    try:
        number, seal = signing.loads(token, salt=_PURPOSE, max_age=settings.SESSION_COOKIE_AGE)
    except signing.BadSignature:
        return None
    account = Account.objects.filter(pk=number, is_active=True, must_change=False).first()
    return account if account is not None and constant_time_compare(seal, _seal(account)) else None


def end_tokens(account: Account) -> None:
    """Every token that the account was given until now is none any more."""
    Account.objects.filter(pk=account.pk).update(signed_out=F("signed_out") + 1)


def _seal(account: Account) -> str:
    """What is another after every change of the password and every signing out, and says nothing of either."""
    return salted_hmac(_PURPOSE, f"{account.get_session_auth_hash()} {account.signed_out}").hexdigest()
