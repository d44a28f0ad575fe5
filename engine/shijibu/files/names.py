"""Names of files that every system takes: Windows, network drives and Linux alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from itertools import count

from shijibu.outside_text import one_line

# What Windows has no name with, what was unsafe, and what shows as nothing.
_UNSAFE = re.compile('[\\\\/:*?"<>|\ufffd\u00ad\u200b-\u200d\u2060-\u2064\ufeff]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|clock\$|(?:com|lpt)[0-9¹²³])[ ]*(?:\.|$)", re.I)
_NOT_FIRST = re.compile(r"^[.~]")
"""Offices take such a file for one of their own temporary ones, and do not show it."""
LONGEST = 180
"""Bytes: below what any file system takes, with room for a copy's further letters."""


def safe_name(text: str, ending: str = "", *, more: str = "") -> str:
    """`text` as a file's name with this ending; `more` stands before the ending and is never cut off."""
    stem = _UNSAFE.sub("_", one_line(unicodedata.normalize("NFC", text.removesuffix(ending) if ending else text))).strip()
    stem = _NOT_FIRST.sub("_", stem)
    room = LONGEST - len((more + ending).encode())
    stem = stem.encode()[:room].decode("utf-8", "ignore").rstrip(" .") or "_"
    name = f"{stem}{more}{ending}"
    return f"_{name}" if _RESERVED.match(name) else name


def _one_file(name: str) -> str:
    """Two names that some file system takes for one have the same: letters of either case, composed or not, of either width."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def distinct_names(
    wanted: Mapping[str, str], ending: str = "", *, mark: str = "", numbered: str = "（{}）", taken: Collection[str] = ()
) -> dict[str, str]:
    """A safe name for each key of `wanted` (key -> text), no two of which are one file; of those alike the later keys get a number.

    The numbers hang on the keys alone, not on the order in which they are given. `mark` and the number stand before the ending.
    """
    used = {_one_file(name) for name in taken}
    names: dict[str, str] = {}
    for key in sorted(wanted):
        for number in count(1):
            name = safe_name(wanted[key], ending, more=mark + (numbered.format(number) if number > 1 else ""))
            if _one_file(name) not in used:
                break
        used.add(_one_file(name))
        names[key] = name
    return names
