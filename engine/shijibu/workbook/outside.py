"""Formulas that reach out of their workbook: to other files, to the network, to other programs. Each search is linear in the formula."""

from __future__ import annotations

import re
from functools import lru_cache

from shijibu.workbook.limits import Limits

# [1]Sheet!A1, \\server\share, https: and the like; functions that open when somebody clicks.
_LINKS = re.compile(r"\[[^\[\]]+\][\w.]*!|\\\\[^\\\s]+\\|\b(file|https?|ftp|mailto):|\b(HYPERLINK|FILTERXML)\s*\(", re.I)
# The web, other programs, old macro functions: they act by themselves.
_ACTS = re.compile(
    r"\b(WEBSERVICE|RTD|DDE|IMAGE|IMPORT\w+|SQL\.?REQUEST|CALL|EXEC|REGISTER(\.ID)?|STOCKHISTORY|CUBE\w+|GOOGLE\w+|TRANSLATE|DETECTLANGUAGE"
    r"|COPILOT|PY|FIELDVALUE|EVALUATE|RUN|F(OPEN|READ|READLN|WRITE|WRITELN)|FILES|DIRECTORY|GET\.\w+|EXTERNALREF)\s*\("
    # A function's name alone is an argument of another one, which calls it.
    r"|\b(WEBSERVICE|RTD)\b(?!\s*[!:])", re.I)
_QUOTED = re.compile(r"'([^']*)'!")
_PROGRAM = re.compile(r"\w'?\|")
# Texts, and lists of constants such as {"好";100|"较好";85}, whose rows LibreOffice parts by a stroke.
_TEXTS = re.compile(r"""("[^"]*")|'[^']*'""")
_CONSTANTS = re.compile(r"\{[^{}!']*\}")
# This workbook itself, and our functions as classic Excel writes them, whose add-in is a file.
_HOME = re.compile(r"\[0\]!|\[\d{1,4}\]!(?=SHIJI[._])", re.I)
_LONGEST = Limits().formula_characters


@lru_cache(maxsize=256)
def acts_outside(formula: str) -> bool:
    """Whether a formula asks other programs (DDE: cmd|'/c calc'!A0) or the network by itself. One formula may stand for many cells.

    One that is longer than a program can hold is nobody's that means well.
    """
    if len(formula) > _LONGEST or _ACTS.search(formula):
        return True
    if "|" not in formula:
        return False
    bare = _CONSTANTS.sub("", _TEXTS.sub(lambda m: "" if m[1] else m[0], formula))
    program = _PROGRAM.search(bare)
    return program is not None and bare.find("!", program.end()) >= 0


@lru_cache(maxsize=256)
def reaches_outside(formula: str) -> bool:
    """Whether a formula acts outside, or links there: '[a.xlsx]Sheet'!A1, 'C:\\a.xlsx'!name."""
    if acts_outside(formula):
        return True
    told = _HOME.sub("", formula)
    return _LINKS.search(told) is not None or any(set(m[1]) & set("[\\/") for m in _QUOTED.finditer(told))
