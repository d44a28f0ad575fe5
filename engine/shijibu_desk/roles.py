"""Who may see a page: said where the page is, and asked before it is made. A page that says nothing is nobody's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from shijibu_desk.models import Account
from shijibu_desk.role import Role
from shijibu_desk.setup import LOCAL
from shijibu_desk.uploads import FORM, Takes

EVERYBODY = tuple(Role)
_BACKEND = "django.contrib.auth.backends.ModelBackend"


def page(*roles: Role, changes: bool = False, takes: Takes = FORM) -> Callable[[Callable[..., HttpResponse]], Any]:
    """A view that accounts of these roles may see. changes: it takes what a form sends, and nothing else; else it only shows.
    takes: the files that may come with the form."""
    return _marked(["POST"] if changes else ["GET", "HEAD"], roles, takes)


def form_page(*roles: Role, takes: Takes = FORM) -> Callable[[Callable[..., HttpResponse]], Any]:
    """A view that shows a form, and takes what it sends."""
    return _marked(["GET", "HEAD", "POST"], roles, takes)


def _marked(methods: list[str], roles: tuple[Role, ...], takes: Takes) -> Callable[[Callable[..., HttpResponse]], Any]:
    def marked(view: Callable[..., HttpResponse]) -> Any:
        allowed = require_http_methods(methods)(view)
        allowed.roles, allowed.takes = roles, takes
        return allowed

    return marked


def open_to_all(view: Callable[..., HttpResponse]) -> Any:
    """A view that needs no account."""
    view.roles = None  # type: ignore[attr-defined]
    return login_not_required(view)


class SignedIn(LoginRequiredMiddleware):
    """Whoever has not signed in, or not lately, is led to the login; a part of a page takes the whole page along."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., HttpResponse]) -> Any:
        if request.headers.get("HX-Request") != "true":
            return super().handle_no_permission(request, view_func)
        return HttpResponseClientRedirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': _shown(request)})}")


def _shown(request: HttpRequest) -> str:
    """The page of which a part was asked for."""
    try:
        return urlsplit(request.headers.get("HX-Current-URL", "")).path or "/"
    except ValueError:
        return "/"


class OwnPages:
    """Refuses a page to whom it is not meant for; whoever has a one-time password must choose an own one first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any) -> HttpResponse | None:
        roles = getattr(view, "roles", ())
        if roles is None:
            return None
        account: Account = request.user
        if not account.is_authenticated or account.role not in roles:
            raise PermissionDenied
        if account.must_change and request.resolver_match is not None and request.resolver_match.url_name not in ("password", "logout"):
            return redirect("password")
        return None


def local_office(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Whoever sits at this computer is the office: only where the desk was started without a login, behind the gate that lets nobody else in."""

    def served(request: HttpRequest) -> HttpResponse:
        if not settings.SHIJIBU_DESK.login and not request.user.is_authenticated:
            login(request, Account.objects.get(username=LOCAL), backend=_BACKEND)
        return get_response(request)

    return served
