"""What a returned workbook carries where nobody looks or where it could act: each is said, and none of it is in the clean copy."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shijibu.problems.files import NameLinks, NameStarts
from shijibu.problems.finding import Finding
from shijibu.problems.sheets import FormulaLinks, FormulaReaches, PageHead, TextBox
from shijibu.returns.grid import SheetGrid
from shijibu.returns.outside import acts_outside, reaches_outside
from shijibu.returns.places import Returned
from shijibu.spreadsheet.address import address
from shijibu.workbook.names import HIDDEN_SHEET

_NAMED = 20  # text boxes, and names, that are told one by one
_STARTS = re.compile(r"(_xlnm\.)?_?auto_?(open|close|activate|deactivate)\d*", re.I)
# Codes of a page's head: a font, a size, a colour, a field such as the page or the date; what is left is what somebody wrote.
_CODES = re.compile(r'&("[^"]*"|\d+|K[0-9A-F+\-]{1,8}|.)', re.I | re.S)
_PAGE = re.compile(r"[第页页共張张/\-—–.,:：，。\s\d]|\b(page|of|pages)\b", re.I)


def beside(returned: Returned) -> None:
    """Says what stands on the sheets and in the workbook beside cells that are read."""
    told = {(f.sheet, f.cell) for f in returned.findings if f.code in ("value.reaches-outside", "value.overlong")}
    ours = {HIDDEN_SHEET} | {s.title for s in returned.workbook.sheets_of(returned.period.round)} | {p.sheet.title for p in returned.places.values()}
    for sheet in returned.grid.sheets:
        returned.findings += (f for f in _formulas(sheet, sheet.title in ours) if (f.sheet, f.cell) not in told)
        returned.findings += _rules(sheet)
        returned.findings += _heads(sheet)
        returned.findings += _boxes(sheet)
        returned.strays += [(sheet.title, "", text) for text in sheet.boxes]
    returned.findings += _names(returned)


def _formulas(sheet: SheetGrid, ours: bool) -> Iterator[Finding]:
    """Formulas of cells that are not for entries. Those of the unit's own sheets that only link to other files are a warning."""
    for (r, c), cell in sorted((sheet.covered | sheet.cells).items()):
        if cell.formula is not None and reaches_outside(cell.formula):
            kind = FormulaReaches if ours or acts_outside(cell.formula) else FormulaLinks
            yield Finding(kind(where="这一格的公式", formula=f"={cell.formula}"), sheet.title, address(r, c), value=cell.formula)


def _rules(sheet: SheetGrid) -> Iterator[Finding]:
    for formula in dict.fromkeys(sheet.rules):
        yield Finding(FormulaReaches(where="条件格式或数据验证的公式", formula=f"={formula}"), sheet.title, value=formula)


def _heads(sheet: SheetGrid) -> Iterator[Finding]:
    written = (_CODES.sub(" ", head.replace("&&", "\0")).replace("\0", "&") for head in sheet.heads)
    for text in dict.fromkeys(" ".join(w.split()) for w in written if _PAGE.sub("", w)):
        yield Finding(PageHead(value=text), sheet.title, value=text)


def _boxes(sheet: SheetGrid) -> Iterator[Finding]:
    for text in sheet.boxes[:_NAMED]:
        yield Finding(TextBox(value=text), sheet.title, value=text)
    if len(sheet.boxes) > _NAMED:
        yield Finding(TextBox(more=len(sheet.boxes) - _NAMED), sheet.title)


def _names(returned: Returned) -> Iterator[Finding]:
    """Names that start a macro, or that stand for something outside."""
    grid = returned.grid
    listed = [*grid.names.items(), *((name, text) for (_, name), text in grid.local_names.items())]
    for name, text in listed:
        if _STARTS.fullmatch(name.strip()):
            yield Finding(NameStarts(name=name), value=name)
        elif acts_outside(text):
            yield Finding(FormulaReaches(where=f"名称“{name}”", formula=f"={text}"), value=text)
    linking = [name for name, text in listed if reaches_outside(text) and not acts_outside(text)]
    if linking:
        yield Finding(NameLinks(name=linking[0], more=len(linking) - 1 or None), value=linking[0])
