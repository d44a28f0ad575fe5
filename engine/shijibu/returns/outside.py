"""Formulas that reach out of their workbook: to other files, to the network, to other programs. Each search is linear in the formula."""

from __future__ import annotations

import re
from collections.abc import Set
from functools import lru_cache

from shijibu.spreadsheet.limits import Limits

# The web, other programs, old macro functions: they act by themselves.
_ACTING = re.compile(
    r"\b(WEBSERVICE|RTD|DDE|IMAGE|IMPORT\w+|SQL\.?REQUEST|CALL|EXEC|REGISTER(\.ID)?|STOCKHISTORY|CUBE\w+|GOOGLE\w+|TRANSLATE|DETECTLANGUAGE"
    r"|COPILOT|PY|FIELDVALUE|EVALUATE|RUN|F(OPEN|READ|READLN|WRITE|WRITELN)|FILES|DIRECTORY|GET\.\w+|EXTERNALREF)\Z", re.I)
# Functions that open when somebody clicks.
_OPENING = re.compile(r"\b(HYPERLINK|FILTERXML)\Z", re.I)
# But a link that begins with # leads to a cell of this workbook, whatever is added to it.
_INSIDE = re.compile(r'\bHYPERLINK\(\s*"#', re.I)
# The name before each bracket that opens, as it is written: _xlfn.SUM. It begins a word, and gives nothing back, so that no character is
# looked at twice.
_CALLED = re.compile(r"(?<![\w.])([\w.]++)\s*+\(")
# A function's name alone is an argument of another one, which calls it.
_NAMED_ALONE = re.compile(r"\b(WEBSERVICE|RTD)\b(?!\s*[!:])", re.I)
# [1]Sheet!A1, \\server\share, https: and the like, each with a character that it never goes without.
_LINKS = (
    ("[", re.compile(r"\[[^\[\]]+\][\w.]*!")),
    ("\\", re.compile(r"\\\\[^\\\s]+\\")),
    (":", re.compile(r"\b(file|https?|ftp|mailto):", re.I)),
)
_QUOTED = re.compile(r"'([^']*)'!")
_ELSEWHERE = frozenset("[\\/")
"""What the name of a sheet of this workbook has none of."""
_PROGRAM = re.compile(r"\w'?\|")
# Texts, and lists of constants such as {"好";100|"较好";85}, whose rows LibreOffice parts by a stroke.
_TEXTS = re.compile(r"""("[^"]*")|'[^']*'""")
_CONSTANTS = re.compile(r"\{[^{}!']*\}")
# This workbook itself, and our functions as classic Excel writes them, whose add-in is a file.
_HOME = re.compile(r"\[0\]!|\[\d{1,4}\]!(?=SHIJI[._])", re.I)
_AS_ZEROS = bytes.maketrans(b"123456789", b"000000000")
_LONGEST = Limits().formula_characters


@lru_cache(maxsize=1024)
def _acting(function: str) -> bool:
    return _ACTING.search(function) is not None


@lru_cache(maxsize=1024)
def _opening(function: str) -> bool:
    return _OPENING.search(function) is not None


def _shape(formula: str) -> bytes:
    """A formula with zeros for its digits, so that those of a column's rows are looked at once; but [0] and [1] are not the same."""
    told = formula.encode("utf-8", "surrogatepass")
    return told if b"[" in told else told.translate(_AS_ZEROS)


def acts_outside(formula: str) -> bool:
    """Whether a formula asks other programs (DDE: cmd|'/c calc'!A0) or the network by itself. One formula may stand for many cells.

    One that is longer than a program can hold is nobody's that means well.
    """
    return len(formula) > _LONGEST or _acts(_shape(formula))


@lru_cache(maxsize=1024)
def _acts(shape: bytes) -> bool:
    formula = shape.decode("utf-8", "surrogatepass")
    return _acts_calling(formula, _called(formula))


def _acts_calling(formula: str, called: set[str]) -> bool:
    if any(map(_acting, called)):
        return True
    capitals = formula.upper()
    if ("WEBSERVICE" in capitals or "RTD" in capitals) and _NAMED_ALONE.search(formula):
        return True
    if "|" not in formula:
        return False
    bare = _CONSTANTS.sub("", _TEXTS.sub(lambda m: "" if m[1] else m[0], formula))
    program = _PROGRAM.search(bare)
    return program is not None and bare.find("!", program.end()) >= 0


def reaches_outside(formula: str) -> bool:
    """Whether a formula acts outside, or links there: '[a.xlsx]Sheet'!A1, 'C:\\a.xlsx'!name."""
    return len(formula) > _LONGEST or _reaches(_shape(formula))


class _Harmless:
    """Formulas that reach nowhere, as many as `most` characters hold: those of a round's workbooks are nearly the same, three thousand in each."""

    def __init__(self, most: int) -> None:
        self.known: set[str] = set()
        self._most, self._characters = most, 0

    def add(self, formula: str) -> None:
        self._characters += len(formula)
        if self._characters > self._most:
            self.known.clear()
            self._characters = len(formula)
        self.known.add(formula)


_HARMLESS = _Harmless(4_000_000)


def reaching(formulas: Set[str]) -> set[str]:
    """Those of many formulas, such as a sheet's, that reach outside."""
    found = set[str]()
    for formula in formulas - _HARMLESS.known:
        if reaches_outside(formula):
            found.add(formula)
        else:
            _HARMLESS.add(formula)
    return found


@lru_cache(maxsize=1024)
def _reaches(shape: bytes) -> bool:
    formula = shape.decode("utf-8", "surrogatepass")
    called = _called(formula)
    if _acts_calling(formula, called):
        return True
    told = _HOME.sub("", formula) if "[" in formula else formula
    told = _INSIDE.sub('("#', told) if "#" in told else told
    return any(map(_opening, called if told == formula else _called(told))) or any(mark in told and link.search(told) for mark, link in _LINKS) or (
        "'" in told and any(not _ELSEWHERE.isdisjoint(m[1]) for m in _QUOTED.finditer(told)))


def _called(formula: str) -> set[str]:
    return set(_CALLED.findall(formula))
