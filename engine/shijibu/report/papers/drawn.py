"""A form that the office drew, filled: its places come to what a draft says, and everything else in it stays.

A place is a name in braces, {{正文}}. 标题, 称谓 and 正文 stand in a paragraph of their own, whose look every paragraph of theirs has; 附件 too,
where the tables come on a new page. A paragraph all of whose places come to nothing is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from io import BytesIO
from typing import Any
from zipfile import BadZipFile
from zlib import error as BadDeflate

import docx
from docx.opc.exceptions import OpcError
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from shijibu.errors import ShijibuError
from shijibu.outside_text import one_line
from shijibu.report.papers.document import FIRST, TITLE, Paper
from shijibu.report.papers.draft import Draft, Heading
from shijibu.spreadsheet.names import may_be

BODY, ATTACHED, ATTACHED_TITLE = "正文", "附件", "附件标题"
ALONE = ("标题", "称谓", BODY, ATTACHED)
INLINE = (ATTACHED_TITLE, "公示期", "受理单位", "联系人", "联系电话", "地址", "落款", "日期", "期次", "方案", "县", "单位")
NEEDED = (BODY, ATTACHED)
"""Without these a paper would say less than it has to."""
_PLACE = re.compile(r"[{｛]{2}\s*([^{}｛｝]*?)\s*[}｝]{2}")
_BRACES = re.compile(r"[{｛]{2}|[}｝]{2}")
_WIDE = 156.0  # mm between the margins
_P, _T, _R = qn("w:p"), qn("w:t"), qn("w:r")


class FormFault(ShijibuError):
    """A form that cannot be filled; the text names it and everything that is wrong."""

    def __init__(self, name: str, faults: list[str]) -> None:
        self.faults = faults
        super().__init__(one_line(f"文稿模板 {name}：{'；'.join(faults)}"))


def form(data: bytes, name: str) -> Any:
    """The document, found good. Raises FormFault."""
    try:
        document = docx.Document(BytesIO(data))
        places = [(p, _text(p)) for p in _paragraphs(document)]
    except (OpcError, SyntaxError, BadZipFile, BadDeflate, KeyError, ValueError, AttributeError, EOFError, RuntimeError, NotImplementedError):
        raise FormFault(name, ["打不开，文件已损坏或不是 .docx；请用 Word 或 WPS 另存为 .docx（不要加密），再放回原处"]) from None
    faults, used = [], set()
    for paragraph, text in places:
        for place in _PLACE.findall(text):
            used.add(place)
            if place not in ALONE and place not in INLINE:
                faults.append(f"不认识的位置 {{{{{place}}}}}{may_be(place, (*ALONE, *INLINE))}")
            elif place in ALONE and _PLACE.sub("", text, count=1).strip():
                faults.append(f"{{{{{place}}}}} 要单独成段，现在同段还有“{_PLACE.sub('', text, count=1).strip()[:20]}”")
            elif place == ATTACHED and paragraph.getparent() is not document.element.body:
                faults.append(f"{{{{{place}}}}} 要放在正文区，不能放在表格、文本框或页眉页脚里")
        if _BRACES.search(_PLACE.sub("", text)):
            faults.append(f"“{text.strip()[:30]}”里的双花括号不成对")
    faults += [f"缺少 {{{{{place}}}}}，内容没有地方放" for place in NEEDED if place not in used]
    if faults:
        raise FormFault(name, list(dict.fromkeys(faults)))
    return document


def filled(data: bytes, draft: Draft, name: str) -> bytes:
    """The paper. The same form and draft give the same bytes. Raises FormFault."""
    document = form(data, name)
    paper = Paper("".join(draft.title), draft.said["落款"], drawn=document)
    said = {ATTACHED_TITLE: draft.attached_title if draft.attached else "", **draft.said}
    alone: dict[str, list[Heading | str]] = {"标题": list(draft.title), "称谓": [draft.greeting] if draft.greeting else [], BODY: draft.paragraphs}
    for paragraph in list(_paragraphs(document)):
        places = _PLACE.findall(_text(paragraph))
        if not places:
            continue
        if places[0] == ATTACHED:
            _attach(paper, paragraph, draft)
            _leave_out(paragraph)
        elif places[0] in alone:
            parts = alone[places[0]]
            for number, part in enumerate(parts, 1):
                paragraph.addprevious(_like(paragraph, part, last=number == len(parts)))
            _leave_out(paragraph)
        elif any(said[place] for place in places):
            _write(paragraph, {place: said[place] for place in places})
        else:
            _leave_out(paragraph)
    return paper.data()


def _attach(paper: Paper, paragraph: Any, draft: Draft) -> None:
    """The attachment on a page of its own, its tables one under the other."""
    if not draft.attached:
        return
    paper.write_before(paragraph)
    paper.line(ATTACHED, font=FIRST, keep=True).paragraph_format.page_break_before = True
    paper.line(draft.attached_title, align="centre", font=TITLE, size=22, pitch=36, keep=True)
    for number, grid in enumerate(draft.attached):
        paper.line("", pitch=12 if number else 6, keep=True)
        paper.line(grid.title, font=FIRST, size=14, align="centre", keep=True)
        whole = sum(grid.shares)
        paper.table(grid.headings, grid.rows, [_WIDE * share / whole for share in grid.shares], centred=grid.centred)


def _paragraphs(document: Any) -> Iterator[Any]:
    """Every paragraph of the body, of its tables and text boxes, of heads and feet."""
    for part in document.part.package.iter_parts():
        if isinstance(part, XmlPart) and (part is document.part or "header" in part.content_type or "footer" in part.content_type):
            yield from part.element.iter(_P)


def _texts(paragraph: Any) -> list[Any]:
    """Its pieces of text; a text box's belong to the box's own paragraphs."""
    return [t for t in paragraph.iter(_T) if next(t.iterancestors(_P)) is paragraph]


def _text(paragraph: Any) -> str:
    return "".join(t.text or "" for t in _texts(paragraph))


def _write(paragraph: Any, said: dict[str, str]) -> None:
    """Each place by what it comes to, in the look of its first character; Word may have cut a place into pieces."""
    for match in reversed(list(_PLACE.finditer(_text(paragraph)))):
        at, first = 0, True
        for piece in _texts(paragraph):
            own = piece.text or ""
            start, end = max(match.start() - at, 0), min(match.end() - at, len(own))
            at += len(own)
            if start < end:
                _set(piece, own[:start] + (one_line(said[match[1]]) if first else "") + own[end:])
                first = False


def _like(paragraph: Any, part: Heading | str, *, last: bool) -> Any:
    """A paragraph of the same look that says something else; a heading in the font of headings. last: of those that take its place, which
    alone is kept with what follows it there."""
    copy = deepcopy(paragraph)
    if not last:
        Paragraph(copy, None).paragraph_format.keep_with_next = None  # type: ignore[arg-type]
    for section in list(copy.iter(qn("w:sectPr"))):
        section.getparent().remove(section)
    pieces = _texts(copy)
    _set(pieces[0], one_line(part.text if isinstance(part, Heading) else part))
    for piece in pieces[1:]:
        _set(piece, "")
    if isinstance(part, Heading):
        run = next(pieces[0].iterancestors(_R))
        run.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FIRST.name)
        Paragraph(copy, None).paragraph_format.keep_with_next = True  # type: ignore[arg-type]
    return copy


def _set(piece: Any, text: str) -> None:
    piece.text = text
    piece.set(qn("xml:space"), "preserve")


def _leave_out(paragraph: Any) -> None:
    """Without the paragraph; what holds a section's end, or is the only one of its cell, stays as an empty line."""
    properties = paragraph.find(qn("w:pPr"))
    parent = paragraph.getparent()
    last = parent.tag != qn("w:body") and (paragraph.getnext() is None or len(parent.findall(_P)) == 1)
    if last or (properties is not None and properties.find(qn("w:sectPr")) is not None):
        for piece in _texts(paragraph):
            _set(piece, "")
    else:
        parent.remove(paragraph)
