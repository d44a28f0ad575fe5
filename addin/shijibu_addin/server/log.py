"""The server's log on the terminal: what strangers send is in it, and must neither steer the terminal nor pass for a line of ours."""

from __future__ import annotations

import logging
import re
from typing import Any

# Control characters, half characters, and those that turn or break a line.
_STEERING = "\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff"
_IN_A_MESSAGE, _IN_A_TRACE = re.compile(f"[\n{_STEERING}]"), re.compile(f"[{_STEERING}]")
_MARGIN = "    "


class Formatter(logging.Formatter):
    """One line a message; what belongs to it stands indented below."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        return _IN_A_MESSAGE.sub(_written, super().formatMessage(record))

    def formatException(self, ei: Any) -> str:
        return "\n".join(_MARGIN + line for line in _IN_A_TRACE.sub(_written, super().formatException(ei)).split("\n"))


def _written(character: re.Match[str]) -> str:
    return character[0].encode("unicode_escape").decode()


def to_terminal() -> None:
    """Send what is logged to the terminal, unless whoever runs the server sends it elsewhere already."""
    handler = logging.StreamHandler()
    handler.setFormatter(Formatter())
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
