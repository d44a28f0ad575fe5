"""Names and origins in headers, read strictly: what has another form is none."""

from __future__ import annotations

import re

_HOST = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9](?:[a-z0-9._-]{0,252}[a-z0-9.])?)(?::([0-9]{1,5}))?")
_ORIGIN = re.compile(rf"(https?)://{_HOST.pattern}")
_USUAL = {"http": "80", "https": "443"}


def name_of(host: str) -> str | None:
    """The name in a Host header, small and without its port, brackets and last dot; None where it is none."""
    read = _HOST.fullmatch(host.lower())
    return read[1].strip("[]").rstrip(".") if read else None


def origin(text: str) -> str | None:
    """An origin such as https://shijibu.example:8443, small, the scheme's usual port left out; None for anything else, `null` too."""
    read = _ORIGIN.fullmatch(text.lower())
    if read is None:
        return None
    scheme, name, port = read.groups()
    return f"{scheme}://{name}" + (f":{int(port)}" if port and port != _USUAL[scheme] else "")
