"""A .docx in the form that offices write in (GB/T 9704): its paper, its fonts with what stands in where one is missing, its page numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import Any, Literal
from unicodedata import east_asian_width
from uuid import uuid4
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.packuri import CONTENT_TYPES_URI, PACKAGE_URI
from docx.opc.pkgwriter import PackageWriter
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from lxml import etree  # type: ignore[import-untyped]

from shijibu.outside_text import one_line

Align = Literal["left", "centre", "right"]
_ALIGN = {"left": WD_ALIGN_PARAGRAPH.LEFT, "centre": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
_LATIN = "Times New Roman"
_ENCLOSED = "附件"  # how the list of enclosures begins, between the text and who signs
_MADE = datetime(2000, 1, 1)  # the same inputs give the same bytes, whenever
_ZIPPED = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Font:
    """A font of official papers; instead: what a computer without it takes."""

    name: str
    instead: str


TITLE, BODY, FIRST, SECOND = (
    Font("方正小标宋简体", "宋体"), Font("仿宋_GB2312", "仿宋"), Font("黑体", "SimHei"), Font("楷体_GB2312", "楷体"))
_PAGE_NUMBER = Font("宋体", "SimSun")


@dataclass(frozen=True, slots=True)
class Form:
    """Measures of a page in mm and points. GB/T 9704: 22 lines of 28 characters of size 3 (16 points) on A4."""

    top: float = 37
    bottom: float = 35
    left: float = 28
    right: float = 26
    size: float = 16
    pitch: float = 28.95
    numbered: bool = True


class Paper:
    """One paper, written from its head to its end."""

    def __init__(self, title: str, author: str, form: Form = Form(), drawn: Any = None) -> None:
        """drawn: a document that an office drew; all of it stays, and what is written comes before a paragraph of it (`write_before`)."""
        self.form = form
        self.document = docx.Document(BytesIO(_blank(form))) if drawn is None else drawn
        properties = self.document.core_properties
        properties.title, properties.author, properties.last_modified_by = one_line(title), one_line(author), one_line(author)
        properties.comments, properties.revision, properties.created, properties.modified = "", 1, _MADE, _MADE
        self._before: Any = None
        self._grid: str | None = None
        self._mark, self._rows = f"rows{uuid4().hex}", list[list[Sequence[str]]]()

    def write_before(self, paragraph: Any) -> None:
        """From now on everything comes before that paragraph (its element) instead of at the end."""
        self._before = paragraph

    def title(self, text: str) -> None:
        self.line(text, align="centre", font=TITLE, size=22, pitch=36)
        self.line("")

    def heading(self, text: str, font: Font = FIRST) -> None:
        self.line(text, indent=2, font=font)

    def text(self, text: str) -> None:
        """A paragraph of the body, its first line two characters in. Not justified: LibreOffice then loses commas at the ends of lines."""
        self.line(text, indent=2)

    def line(self, text: str, *, align: Align = "left", indent: float = 0, right: float = 0, font: Font = BODY, size: float | None = None,
             pitch: float | None = None, bold: bool = False, keep: bool = False) -> Any:
        """indent: characters that the first line is set in; right: that the end is; keep: on the page of the next paragraph."""
        size = size or self.form.size
        paragraph = self.document.add_paragraph()
        self._placed(paragraph._p)
        set_ = paragraph.paragraph_format
        set_.alignment, set_.space_before, set_.space_after, set_.keep_with_next = _ALIGN[align], Pt(0), Pt(0), keep
        set_.line_spacing_rule, set_.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(pitch or self.form.pitch)
        set_.first_line_indent, set_.right_indent = Pt(indent * size), Pt(right * size)
        styled(paragraph.add_run(one_line(text)), font, size, bold=bold)
        return paragraph

    def signed(self, name: str, day: str, *, written: tuple[str, str] | None = None) -> None:
        """落款: two lines at the right, the day four characters from the edge, both about one middle. It never stands on a page on which
        there is no text: the last paragraph before it goes with it.

        written: what stands there in their place, such as the places of a form.
        """
        wide, day_wide = _characters(name), _characters(day)
        edge = max(4.0, 2 + (wide - day_wide) / 2)  # of the day; the name is never nearer than two characters
        shown = written or (name, day)
        _keep_with(self.line("", keep=True))
        self.line(shown[0], align="right", right=edge + (day_wide - wide) / 2, keep=True)
        self.line(shown[1], align="right", right=edge)

    def table(self, headings: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float], *, size: float = 12, pitch: float = 20,
              centred: Sequence[int] = (), repeat: bool = True) -> None:
        """widths: in mm. centred: columns whose cells are; numbers and short words. The heading row is repeated on every page."""
        listed = list(rows)
        if any(len(texts) != len(widths) for texts in listed):
            raise ValueError(f"a row of {len(widths)} columns has another number of texts")
        table = self.document.add_table(rows=0, cols=len(widths))
        self._placed(table._tbl)
        if self._grid is None:  # to look for a style takes as long as a row
            table.style = "Table Grid" if "Table Grid" in self.document.styles else None
            self._grid = table._tbl.tblStyle_val or ""
        table._tbl.tblStyle_val = self._grid or None
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        bordered(table)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)

        def row(texts: Sequence[str], *, heading: bool) -> Any:
            made = table.add_row()
            _unbroken(made, heading=heading and repeat)
            _middle(first := made.cells[0])
            paragraph = first.paragraphs[0]
            paragraph.alignment = _ALIGN["centre" if heading else "left"]
            set_ = paragraph.paragraph_format
            set_.space_before = set_.space_after = Pt(0)
            set_.line_spacing_rule, set_.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(pitch)
            styled(paragraph.add_run(), FIRST if heading else BODY, size)
            for other in made._tr.tc_lst[1:]:  # they look as the first one does
                made._tr.replace(other, deepcopy(first._tc))
            for n, (cell, text) in enumerate(zip(made._tr.tc_lst, texts, strict=True)):
                cell.width = Mm(widths[n])
                if n in centred:
                    cell.p_lst[0].alignment = _ALIGN["centre"]
                cell.p_lst[0].r_lst[0].text = one_line(text)
            return made._tr

        if headings:
            row(headings, heading=True)
        if listed:
            # One row stands for all until the file is written: as elements of a tree a county's rows are a hundred megabytes, and take seconds.
            pattern = row([self._mark] * len(widths), heading=False)
            for piece in pattern.iter(qn("w:t")):
                piece.set(qn("xml:space"), "preserve")
            number = str(len(self._rows))
            pattern.addprevious(etree.ProcessingInstruction(self._mark, number))
            pattern.addnext(etree.ProcessingInstruction(self._mark, number))
            self._rows.append(listed)

    def new_page(self) -> None:
        self.line("").paragraph_format.page_break_before = True

    def _placed(self, element: Any) -> None:
        if self._before is not None:
            self._before.addprevious(element)

    def data(self) -> bytes:
        """The file: the same inputs give the same bytes."""
        return packed(parts_of(self.document), {self.document.part.partname.membername: self._with_rows})

    def _with_rows(self, part: bytes) -> Iterator[bytes]:
        """The document's XML with the rows of each table in the place of the one that stands for them."""
        pieces = re.split(rf"<\?{self._mark} (\d+)\?>", part.decode())  # text, number, a row, number, text, …
        yield pieces[0].encode()
        for number, row, after in zip(pieces[1::4], pieces[2::4], pieces[4::4], strict=True):
            first, *others = row.split(self._mark)
            for texts in self._rows[int(number)]:
                said = (f"{escape(one_line(text))}{other}" for text, other in zip(texts, others, strict=True))
                yield f"{first}{''.join(said)}".encode()
            yield after.encode()


@lru_cache(maxsize=16)
def _blank(form: Form) -> bytes:
    """A document of that form with nothing in it. A round has hundreds of papers of a few forms."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(form.top), Mm(form.bottom)
    section.left_margin, section.right_margin = Mm(form.left), Mm(form.right)
    section.header_distance, section.footer_distance = Mm(15), Mm(max(10, form.bottom - 10))
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:linePitch"), str(round(form.pitch * 20)))
    styled(document.styles["Normal"], BODY, form.size)
    _fonts_instead(document)
    _in_chinese(document)
    if form.numbered:
        document.settings.odd_and_even_pages_header_footer = True
        _page_number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
        _page_number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)
    return packed(parts_of(document), method=ZIP_STORED)


def _characters(text: str) -> float:
    """How many Chinese characters wide."""
    return sum(1 if east_asian_width(c) in "WFA" else 0.5 for c in text)


def styled(run: Any, font: Font, size: float, *, bold: bool = False) -> None:
    """A run, or a style, in a font: Chinese in its own, Latin letters and digits in theirs."""
    run.font.name, run.font.size, run.font.bold = _LATIN, Pt(size), bold
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font.name)


def bordered(table: Any) -> None:
    """Thin black lines, whatever the template's styles are."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "000000")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)


def _unbroken(row: Any, *, heading: bool) -> None:
    """A row stands on one page; a heading on each."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if heading:
        properties.append(OxmlElement("w:tblHeader"))


def _middle(cell: Any) -> None:
    at = OxmlElement("w:vAlign")
    at.set(qn("w:val"), "center")
    cell._tc.get_or_add_tcPr().append(at)


def _page_number(footer: Any, align: Any) -> None:
    """— 1 —, at the outer edge."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = align
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(14)
    styled(paragraph.add_run("— "), _PAGE_NUMBER, 14)
    number = paragraph.add_run()
    styled(number, _PAGE_NUMBER, 14)
    for kind in ("begin", None, "end"):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = "PAGE"
        number._element.append(part)
    styled(paragraph.add_run(" —"), _PAGE_NUMBER, 14)


def _fonts_instead(document: Any) -> None:
    """The font table says what stands in where the fonts of official papers are not there."""
    table = next((p for p in document.part.package.iter_parts() if str(p.partname) == "/word/fontTable.xml"), None)
    if table is None:
        return
    listed = "".join(f'<w:font w:name="{f.name}"><w:altName w:val="{f.instead}"/><w:charset w:val="86"/></w:font>'
                     for f in (TITLE, BODY, FIRST, SECOND, _PAGE_NUMBER))
    table._blob = ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts '
                   f'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{listed}</w:fonts>').encode()


def _in_chinese(document: Any) -> None:
    """The text is Chinese: by this a program takes the forms of characters and commas that are written here."""
    properties = document.styles["Normal"].element.get_or_add_rPr()
    language = OxmlElement("w:lang")
    for name, value in (("val", "en-US"), ("eastAsia", "zh-CN")):
        language.set(qn(f"w:{name}"), value)
    properties.append(language)


@dataclass(frozen=True, slots=True)
class _Named:
    """A part without its content."""

    partname: Any
    content_type: str
    blob: bytes = b""
    rels: tuple[()] = ()


def parts_of(document: Any) -> dict[str, bytes]:
    """A document's parts by name, as python-docx saves them; it would pack each of them as well, only to be packed anew."""
    package, out = document.part.package, BytesIO()
    parts = package.parts
    for part in parts:
        part.before_marshal()
    PackageWriter.write(out, package.rels, [_Named(part.partname, part.content_type) for part in parts])  # type: ignore[no-untyped-call]
    with ZipFile(out) as listing:
        told = {name: listing.read(name) for name in (CONTENT_TYPES_URI.membername, PACKAGE_URI.rels_uri.membername)}
    for part in parts:
        told[part.partname.membername] = part.blob
        if len(part.rels):
            told[part.partname.rels_uri.membername] = part.rels.xml
    return told


def packed(parts: Mapping[str, bytes], written: Mapping[str, Callable[[bytes], Iterable[bytes]]] = {}, method: int = ZIP_DEFLATED) -> bytes:
    """A package with its parts in one order and no time of its own. written: what is made of some parts, by name, piece by piece."""
    out = BytesIO()
    with ZipFile(out, "w", method) as told:
        for name in sorted(parts, key=lambda name: (name != CONTENT_TYPES_URI.membername, name)):
            part = ZipInfo(name, _ZIPPED)
            part.compress_type, part.external_attr = method, 0o600 << 16
            with told.open(part, "w") as into:
                into.writelines(written[name](parts[name]) if name in written else [parts[name]])
    return out.getvalue()


def _keep_with(paragraph: Any) -> None:
    """What stands before a paragraph, back to the last one of the text, is kept on its page: blank lines, and the list of enclosures."""
    before = paragraph._p.getprevious()
    while before is not None and before.tag == qn("w:p"):
        earlier = Paragraph(before, paragraph._parent)
        earlier.paragraph_format.keep_with_next = True
        if earlier.text.strip() and not earlier.text.strip().startswith(_ENCLOSED):
            return
        before = before.getprevious()
