"""What answers when a sheet asks who computes."""

from __future__ import annotations

import platform

from shijibu import __version__
from shijibu.rules.registry import rule

FAMILY = "版本"


@rule(
    "VERSION", returns="text", blank_is_blank=False, zh="实绩簿的版本和所在的宿主。", en="The version of Shijibu and the host that runs it.",
    example=(((), ...),),
)
def version() -> str:
    return f"Shijibu {__version__} (Python {platform.python_version()})"
