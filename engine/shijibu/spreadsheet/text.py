"""A text without what nobody typed on purpose: full width, padding, characters that show as nothing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Spaces without width, marks of direction, letters that show as nothing, variants of one character.
UNSEEN = re.compile("[\u00ad\u034f\u115f\u1160\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u2800\u3164"
                    "\ufe00-\ufe0f\ufeff\uffa0\U000e0100-\U000e01ef]")


def folded(text: str) -> str:
    """Full width to half width, no spaces around and no invisible characters within."""
    return UNSEEN.sub("", unicodedata.normalize("NFKC", text)).strip()


@lru_cache(maxsize=4096)
def squeezed(text: str) -> str:
    """A name or heading without the spaces and line breaks that people pad it with: 张　三."""
    return re.sub(r"\s+", "", folded(text))
