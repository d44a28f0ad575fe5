"""Which words VBA takes as names (MS-VBAL 3.3.5): letters, digits and underscores, at most 255, and none of its own words."""

from __future__ import annotations

import re

LONGEST = 255
LONGEST_MODULE = 31
RESERVED = frozenset("""
    abs addressof and any array as attribute boolean byref byte byval call case cbool cbyte ccur cdate cdbl cdec cdecl cint circle clng clnglng
    clngptr close const csng cstr currency cvar cverr date debug decimal declare defbool defbyte defcur defdate defdbl defdec defint deflng
    deflnglng deflngptr defobj defsng defstr defvar dim do doevents double each else elseif empty end endif enum eqv erase error event exit
    false fix for friend function get global gosub goto if imp implements in input inputb int integer is lbound len lenb let like lineinput
    lock long longlong longptr loop lset me mod new next not nothing null object on open option optional or paramarray preserve print private
    property pset public put raiseevent redim rem resume return rset scale seek select set sgn shared single spc static step stop string sub
    tab then to true type typeof ubound unlock until variant wend while with withevents write xor
""".split())  # noqa: SIM905


def is_legal(name: str, longest: int = LONGEST) -> bool:
    """Whether VBA takes the name."""
    return re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name) is not None and len(name) <= longest and not _is_its_own(name.lower())


def _is_its_own(word: str) -> bool:
    return word in RESERVED or word.startswith("vb_")


def argument(name: str) -> str:
    """An argument's name; one of VBA's own words gets an underscore."""
    return f"{name}_" if _is_its_own(name.lower()) else name
