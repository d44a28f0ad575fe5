"""What reading a return asks of a template is the same whether openpyxl read it or nobody needed to load openpyxl."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from random import Random
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.drawing.image import Image
from openpyxl.styles import Border, GradientFill, PatternFill, Protection, Side
from openpyxl.worksheet.formula import ArrayFormula

from shijibu.scheme.load import TEMPLATE
from shijibu.spreadsheet.address import address
from shijibu.workbook.template import opened
from shijibu.workbook.template_form import SheetForm, form_of, plain_forms
from tests.templates.forms import monthly, saved
from tests.templates.test_pictures import with_emblem

TEMPLATES = sorted((Path(__file__).parents[2] / "workbook_templates").glob(f"*/{TEMPLATE}"))


def plain(data: bytes) -> list[SheetForm] | None:
    with ZipFile(BytesIO(data)) as package:
        return plain_forms(package)


def as_openpyxl_has_it(data: bytes) -> list[SheetForm]:
    return [form_of(ws) for ws in load_workbook(BytesIO(data), rich_text=True).worksheets]


def changed(data: bytes, part: str, was: bytes, now: bytes) -> bytes:
    """A package with something in one of its parts written otherwise, at two places at the most."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as package, ZipFile(out, "w") as odd:
        for name in package.namelist():
            told = package.read(name)
            assert name != part or was in told
            odd.writestr(name, told.replace(was, now, 2) if name == part else told)
    return out.getvalue()


def held_to_openpyxl(data: bytes) -> None:
    """What is not known without openpyxl is asked of it later."""
    forms, asked = plain(data), as_openpyxl_has_it(data)
    assert forms is not None
    assert [replace(f, asides=a.asides) if f.asides is None else f for f, a in zip(forms, asked, strict=True)] == asked


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.parent.name)
def test_a_template_that_came_along_is_read_without_openpyxl(file):
    held_to_openpyxl(file.read_bytes())


def test_an_offices_form_is_read_without_openpyxl():
    held_to_openpyxl(saved(monthly()))


@pytest.mark.parametrize(("was", "now"), [
    (b"</si>", b'<phoneticPr fontId="1" type="noConversion"/></si>'),  # as Excel in Chinese writes it
    (b"</si>", "<rPh sb='0' eb='1'><t>音</t></rPh></si>".encode()),
    (b"<si><t>", b"<si><t/></si><si><t>"),
    (b"<si><t>", b"<si><r><rPr><b/></rPr><t>a</t></r><r><t xml:space='preserve'> b</t></r></si><si><t>"),
])
def test_strings_as_excel_writes_them_are_read_without_openpyxl(was, now):
    held_to_openpyxl(changed(TEMPLATES[0].read_bytes(), "xl/sharedStrings.xml", was, now))


def scattered(random: Random) -> Workbook:
    """Whatever may stand on a sheet, and look, in the common way."""
    book = Workbook()
    for _ in range(random.randint(1, 2)):
        ws = book.create_sheet()
        for _ in range(random.randint(0, 40)):
            cell = ws.cell(random.randint(1, 12), random.randint(1, 9))
            cell.value = random.choice([None, "{{ unit.name }}", " 表 {{loop.index}}", 5, 2.50, "=SUM(A1)", "一\n二", "a&<b>", "1" * 40,
                                        CellRichText("甲", TextBlock(InlineFont(b=True), "乙"))])
            if random.random() < 0.4:
                cell.border = Border(**{random.choice(["left", "right", "top", "bottom", "diagonal"]): Side(style="thin")})
            if random.random() < 0.2:
                cell.fill = PatternFill(random.choice(["solid", None]), fgColor="FFEEF3FA")
            if random.random() < 0.2:
                cell.protection = Protection(locked=random.random() < 0.5)
            if random.random() < 0.2:
                cell.number_format = random.choice(["0", "0.00%", "@", "0.00"])
                if cell.number_format == "@" and not isinstance(cell.value, str):
                    cell.value = None
        for _ in range(random.randint(0, 3)):
            top, left = random.randint(1, 4) * 3, random.randint(1, 3) * 3
            ws.merge_cells(start_row=top, start_column=left, end_row=top + random.randint(0, 2), end_column=left + random.randint(1, 2))
        ws.column_dimensions[random.choice("ABC")].width = random.choice([3, 9.5, 40])
        ws.row_dimensions[random.randint(1, 9)].height = random.choice([8, 33.25])
        ws.sheet_format.defaultRowHeight = random.choice([15, 20.25])
        ws.page_margins.left = random.choice([0.25, 1])
        ws.page_setup.orientation = random.choice(["landscape", "portrait"])
        ws.oddFooter.center.text = random.choice([None, "第 &P 页"])
    return book


def test_whatever_is_common_is_read_as_openpyxl_reads_it():
    for seed in range(60):
        held_to_openpyxl(saved(scattered(Random(seed))))


def of_a_cell(value: object) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book.active["B2"] = value
    return change


def gradient(book: Workbook) -> None:
    book.active["B2"].fill = GradientFill(stop=("FF0000", "00FF00"))


def picture(book: Workbook) -> None:
    book.active.add_image(Image(BytesIO(ZipFile(BytesIO(with_emblem())).read("xl/media/image1.png"))))


@pytest.mark.parametrize("change", [
    of_a_cell(datetime.date(2026, 1, 5)), of_a_cell(True), of_a_cell("#N/A"), of_a_cell(ArrayFormula("B2", "=A1:A3")), of_a_cell("_x005F_"), gradient,
    picture,
])
def test_what_is_rare_is_asked_of_openpyxl(change):
    book = monthly()
    change(book)
    data = saved(book)
    assert plain(data) is None
    assert [s.form for s in opened(data).sheets] == as_openpyxl_has_it(data)


@pytest.mark.parametrize(("part", "was", "now"), [
    ("xl/worksheets/sheet1.xml", b"<worksheet", b"<!DOCTYPE x><worksheet"),
    ("xl/worksheets/sheet1.xml", b'r="A1"', b'r="A2"'),
    ("xl/worksheets/sheet1.xml", b'r="A1"', b'r="a1"'),
    ("xl/worksheets/sheet1.xml", b"schemas.openxmlformats.org/spreadsheetml/2006/main", b"purl.oclc.org/ooxml/spreadsheetml/main"),
    ("xl/worksheets/sheet1.xml", b"</sheetData>", b""),
    ("xl/styles.xml", b"cellXfs", b"cellXf"),
    ("xl/_rels/workbook.xml.rels", b"worksheets/sheet1.xml", b"worksheets/sheet9.xml"),
])
def test_what_is_odd_or_torn_is_left_to_openpyxl(part, was, now):
    assert plain(changed(saved(monthly()), part, was, now)) is None


def test_the_drawing_is_opened_where_it_is_drawn_after():
    template = opened(TEMPLATES[0].read_bytes())
    sheet = template.sheets[0]
    (row, column), words = next(iter(sheet.form.cells.items()))
    assert sheet.ws[address(row, column)].value == words.text and template.book.sheetnames == [s.title for s in template.sheets]
