"""The addresses that the server looks at. Whatever could lead out of a folder has none of their form.

All of ours, and all of the packaged server's, are plain: letters, digits, `_ - .` and a leading `@`. So nothing needs decoding, and nothing
encoded, doubly or wrongly, is let through: no dot segment, backslash, drive, stream, parameter, control character or second slash.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_LONGEST = 1024
_SEGMENT = r"@?[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*"
_ADDRESS = re.compile(rf"/(?:{_SEGMENT}/)*(?:{_SEGMENT})?")


def is_plain(scope: Mapping[str, Any]) -> bool:
    """Whether a request's path is an address of that form, as it came and as it was decoded."""
    path: str = scope["path"]
    raw: bytes = scope.get("raw_path") or path.encode("utf-8", "surrogatepass")
    return len(path) <= _LONGEST and raw == path.encode("utf-8", "surrogatepass") and _ADDRESS.fullmatch(path) is not None
