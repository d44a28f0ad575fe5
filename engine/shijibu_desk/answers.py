"""What every answer of the desk has that Django does not give it by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

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
    escape markup, and let these through. A file goes out piece by piece, where Django would have all of it in memory."""

    def served(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not response.streaming and response.headers.get("Content-Type", "").startswith("text/html"):
            response.content = clean(response.content.decode()).encode()
            response.headers["Content-Length"] = str(len(response.content))
        if isinstance(response, StreamingHttpResponse) and isinstance(request, ASGIRequest) and not response.is_async:
            response.streaming_content = _pieces(iter(response.streaming_content))
        return response

    return served


async def _pieces(content: Iterator[bytes]) -> AsyncIterator[bytes]:
    """The same without holding up whoever else is served."""
    while (piece := await sync_to_async(lambda: next(content, None), thread_sensitive=False)()) is not None:
        yield piece
