"""What every answer of the desk has that Django does not give it by itself."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from shijibu.outside_text import clean

# Pages take their scripts and styles from this server alone, and are framed by none.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
}


def made_safe(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Every answer has the headers; one that says something of its own keeps that. On a page no character stands that turns the writing: templates
    escape markup, and let these through."""

    def served(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not response.streaming and response.headers.get("Content-Type", "").startswith("text/html"):
            response.content = clean(response.content.decode()).encode()
            response.headers["Content-Length"] = str(len(response.content))
        return response

    return served
