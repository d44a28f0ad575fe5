"""What is written at the head or foot of printed pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shijibu.checks.printed import asides_in
from shijibu.problems.finding import Finding
from shijibu.problems.sheets import PageHead
from shijibu.returns.grid import SheetGrid
from shijibu.returns.places import Returned

# Codes of a page's head: a font, a size, a colour, a field such as the page or the date; what is left is what somebody wrote.
_CODES = re.compile(r'&("[^"]*"|\d+|K[0-9A-F+\-]{1,8}|.)', re.I | re.S)
_PAGE = re.compile(r"[第页页共張张/\-—–.,:：，。\s\d]|\b(page|of|pages)\b", re.I)


def page_heads(returned: Returned, sheet: SheetGrid) -> Iterator[Finding]:
    """Each text once, the page's number aside."""
    written = (_CODES.sub(" ", head.replace("&&", "\0")).replace("\0", "&") for head in sheet.heads)
    texts = dict.fromkeys(" ".join(w.split()) for w in written if _PAGE.sub("", w))
    known = {" ".join(_CODES.sub(" ", text).split()) for text in asides_in(returned)} if texts else set()
    for text in texts:
        if text not in known:
            yield Finding(PageHead(value=text), sheet.title, value=text)
