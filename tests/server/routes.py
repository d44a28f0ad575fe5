"""The table of routes of the application as it is mounted: a new route or mount is in it by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def routes(app: Any, under: str = "") -> Iterator[tuple[str, Any]]:
    """Every route and mount with the whole of its path, wherever it is mounted or included. `app` may stand behind a gate."""
    for route in _table(app):
        path = under + getattr(route, "path", "")
        inner = getattr(route, "original_router", None) or getattr(route, "app", None)
        if hasattr(route, "path"):
            yield path, route
        if inner is not None and not hasattr(route, "endpoint"):
            yield from routes(inner, path)


def _table(app: Any) -> list[Any]:
    while not hasattr(app, "routes") and hasattr(app, "app"):
        app = app.app
    return getattr(app, "routes", [])
