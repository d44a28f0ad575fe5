"""What is read of a sheet without the parser is what the parser says of it, and of whatever is not plain the parser alone is asked."""

from __future__ import annotations

import io
import os
import tracemalloc
from random import Random

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from shijibu.returns import plain_cells, row_cells
from shijibu.returns.alike import Above, Known, forget
from shijibu.returns.named_strings import SharedString
from shijibu.returns.plain_rows import plain_row
from shijibu.spreadsheet.limits import Limits
from tests.county import County
from tests.fuzz.mutate import change_xml, flip_bytes
from tests.fuzz.seeds import in_order
from tests.returns.both_ways import both_ways
from tests.returns.packed import MAIN, packed, parts, sheet
from tests.saved_again import saved_again

CASES = int(os.environ.get("SHIJIBU_FUZZ_CASES", "150"))
_STRINGS = '<si><t>甲</t></si><si><r><rPr><color rgb="FFFFFFFF"/></rPr><t>乙</t></r></si>'


def book(one_sheet: str | bytes) -> bytes:
    return packed(parts(one_sheet, _STRINGS))


def row(*cells: str) -> bytes:
    return book(sheet(f'<row r="1">{"".join(cells)}</row>'))


def saved_by_openpyxl() -> bytes:
    made, out = openpyxl.Workbook(), io.BytesIO()
    made.active.append(["任务", 1.5, True, "=B1*2", None, "<&>"])
    made.save(out)
    return out.getvalue()


def saved_by_xlsxwriter() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        page = made.add_worksheet()
        page.write_row(0, 0, ["任务", 1.5, True, "=B1*2", " 空 "])
        page.write_array_formula("A3:A4", "{=A1:A2&1}", None, "任务1")
        page.write_blank(5, 5, None, made.add_format({"bold": True}))
    return out.getvalue()


def as_excel_writes() -> bytes:
    """Shared formulas, rows with spans and a prefix of their own, a formula that is computed each time."""
    rows = ('<row r="1" spans="1:3" ht="18" customHeight="1" x14ac:dyDescent="0.2"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" s="1"/>'
            '<c r="D1"><f t="shared" ref="D1:D3" si="0">A1&amp;"好"</f><v>1</v></c></row><row r="2" spans="1:3" hidden="1"/>'
            '<row r="3" x14ac:dyDescent="0.2"><c r="D3" t="str"><f t="shared" si="0"/><v>甲好</v></c>'
            '<c r="E3"><f ca="1">NOW()</f><v>46086.5</v></c></row>')
    return book(f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<worksheet xmlns="{MAIN}" xmlns:x14ac="urn:x"><cols><col min="2" max="3"'
                f' hidden="1"/></cols><sheetData>{rows}</sheetData><mergeCells><mergeCell ref="A5:B6"/></mergeCells></worksheet>')


@pytest.mark.parametrize("made", [saved_by_openpyxl, saved_by_xlsxwriter, as_excel_writes])
def test_what_programs_write_is_read_without_the_parser(made):
    both = both_ways(made())
    assert both.plain == both.parsed
    assert (both.without, both.by_parser) == (1, 0)


@pytest.mark.xdist_group("libreoffice")
def test_returns_as_we_issue_them_and_as_libreoffice_saves_them(counties: dict[str, County], office, tmp_path):
    """Of every county."""
    for county in counties.values():
        file = next(county.folder.glob("*/returned/**/*.xlsx"))
        for data in (file.read_bytes(), saved_again(office, file, tmp_path / file.name).read_bytes()):
            both = both_ways(data)
            assert both.plain == both.parsed
            assert both.by_parser == 0 < both.without


_NOT_PLAIN = {
    "no reference": '<c><v>1</v></c>',
    "in small letters": '<c r="a1"><v>1</v></c>',
    "beyond the last column": '<c r="XFE1"><v>1</v></c>',
    "beyond the last row": '<c r="A1048577"><v>1</v></c>',
    "twice": '<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>',
    "twice, and nothing in it": '<c r="A1"><v>1</v></c><c r="A1" s="1"></c>',
    "a look in small letters": '<c r="a1" s="1"/><c r="B1"><v>1</v></c>',
    "a look beyond the last column": '<c r="XFE1" s="1"/><c r="B1"><v>1</v></c>',
    "a row behind a look": '<c r="A1" s="1"/><row r="2" hidden="1"/>',
    "a look with a type": '<c r="A1" s="1" t="s"/><c r="B1"><v>1</v></c>',
    "a reference that means a character": '<c r="A1" t="str"><v>a&#10;b</v></c>',
    "one that means none": '<c r="A1" t="str"><v>a&nbsp;b</v></c>',
    "a character that XML has not": '<c r="A1" t="str"><v>a\x01b</v></c>',
    "nor this one": '<c r="A1" t="str"><v>a\ufffeb</v></c>',
    "a line's end of old": '<c r="A1" t="str"><v>a\rb</v></c>',
    "an end of a section": '<c r="A1" t="str"><v>a]]>b</v></c>',
    "a section": '<c r="A1" t="str"><v><![CDATA[<c r="B1"><v>1</v></c>]]></v></c>',
    "a remark": '<c r="A1"><v>1<!-- </v></c><c r="B1"><v> -->2</v></c>',
    "rich text": '<c r="A1" t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r></is></c>',
    "a picture": '<c r="A1" t="e" vm="1"><v>#VALUE!</v></c>',
    "no content but a type": '<c r="A1" t="inlineStr"/>',
    "a shared text that is not there": '<c r="A1" t="s"><v>7</v></c>',
    "no number": '<c r="A1"><v>1_000</v></c>',
    "a shared formula before its text": '<c r="A1"><f t="shared" si="0"/><v>1</v></c><c r="B1"><f t="shared" ref="A1:B1" si="0">C1</f><v>1</v></c>',
    "two of one number": '<c r="A1"><f t="shared" si="0">C1</f></c><c r="B1"><f t="shared" si="0">D1</f></c><c r="E1"><f t="shared" si="0"/></c>',
    "a table of results": '<c r="A1"><f t="dataTable" ref="A1:B2" dt2D="1" r1="C1" r2="D1"/><v>1</v></c>',
    "another prefix": f'<x:c xmlns:x="{MAIN}" r="A1"><x:v>1</x:v></x:c>',
    "another namespace": '<c xmlns="urn:other" r="A1"><v>1</v></c>',
    "an attribute twice": '<c r="A1" r="B1"><v>1</v></c>',
    "spaces between": ' <c r="A1"><v>1</v></c> ',
    "not closed": '<c r="A1"><v>1</v>',
    "closed twice": '<c r="A1"><v>1</v></c></c>',
    "a row in a row": '<row r="2"><c r="A2"><v>1</v></c></row>',
    "a row's end": '</row><c r="A1"><v>1</v></c><row>',
    "a row's attribute twice": '</row><row r="2" r="3"><c r="A2"><v>1</v></c>',
    "an unknown prefix": '</row><row x:r="2"><c r="A2"><v>1</v></c>',
    "a row that is none": '</row><row r="x"><c r="A2"><v>1</v></c>',
    "a cell behind the rows": '<c r="C1"><v>1</v></c><c r="D1"/></row></sheetData><c><v>2</v></c><sheetData><row>',
    "the rows of a remark": '<c r="B2"><v>1</v></c></row></sheetData><!-- <sheetData><row r="5"><c r="A5"><v>7</v></c></row></sheetData> -->'
                            '<sheetData><row r="6">',
    "a row of another namespace": '</row><row r="5" xmlns="urn:x"><c r="A5"><v>7</v></c>',
    "a number that completes a reference": '<c r="A1" t="str"><v>&&#97;mp;x</v></c>',
    "one that completes another": '<c r="A1" t="str"><v>&&#108;t;</v></c>',
    "a shared formula without its number": '<c r="A5"><f t="shared">B5</f></c><c r="A6"><f t="shared" si="0"/></c><c r="A7"><f t="shared"/></c>',
    "a tag that a cell divides": '</row><row r="2"<c r="A2"><v>1</v></c> ht="3">',
    "a cell that a cell divides": '<c r="B1"<c r="A1"><v>1</v></c> s="1"/>',
    "a tag in a reference": '<c r="A<b>1"></c><c r="C1"><v>1</v></c>',
    "a reference without an end": '<c r="A1></c><c r="C1"><v>1</v></c>',
    "the end of the rows": '</row></sheetData><sheetData><row r="4"><c r="A4"><v>1</v></c>',
    "a row's end behind an empty row": '</row><row r="2"/></row><row r="3">',
    "a row that opens before an empty row": '</row><row r="2"><row r="3"/>',
    "cells behind an empty row": '</row><row r="2"/><c r="A3"><v>1</v></c></row><row r="4">',
    "a row's end twice": '</row></row><row r="2">',
    "cells between rows": '</row><c r="A3"><v>1</v></c></row><row r="4">',
    "cells behind the rows": '</row><c r="A3"><v>1</v></c><row r="4">',
    "a row that is not closed": '</row><row r="2"></row><row r="3"></row></sheetData><x a="</row>"/></worksheet>',
}


@pytest.mark.parametrize("cells", _NOT_PLAIN.values(), ids=_NOT_PLAIN)
def test_of_what_is_not_plain_the_parser_is_asked(cells):
    for _ in range(3):  # the third time all of it has come before
        both = both_ways(row(cells))
        assert both.plain == both.parsed


@pytest.mark.parametrize("before", [
    '<worksheet xmlns="{main}"><!-- <sheetData> -->',
    '<worksheet xmlns="{main}"><sheetPr><![CDATA[<sheetData>]]></sheetPr>',
    "<worksheet xmlns='{main}' a='<sheetData>'>",
    '<worksheet xmlns="{main}"><extLst><ext><sheetData><row r="9"><c r="A9"><v>9</v></c></row></sheetData></ext></extLst>',
    '<worksheet xmlns="{main}"><c r="A9" t="inlineStr"><is><rPh>',
    '<worksheet xmlns="{main}"><rPr><color rgb="FFFFFFFF"/></rPr>',
    '<rPh xmlns="{main}">',
    '<worksheet xmlns="urn:other">',
    '<worksheet>',
    '<x:worksheet xmlns:x="{main}">',
    '<?xml version="1.0" encoding="GB18030"?><worksheet xmlns="{main}">',
    '<?xml version="1.0" encoding="iso-8859-1"?><worksheet xmlns="{main}">',
    '<?xml version="1.0" encoding="nonsense-8"?><worksheet xmlns="{main}">',
    '\ufeff<worksheet xmlns="{main}">',
    '<worksheet xmlns="{main}"><sheetData ><row r="1"><c r="B1"><v>1</v></c></row><!-- ',
    '<worksheet xmlns="{main}"><sheetData ><row r="1"><c r="B1" t="str"><v><![CDATA[',
    '<worksheet xmlns="{main}"><sheetData ><?x ',
    '<!DOCTYPE a [<!ENTITY amp "b">]><worksheet xmlns="{main}">',
])
@pytest.mark.parametrize("after", ["", " --></sheetData></worksheet>", "]]></v></c></row></sheetData></worksheet>", "?></sheetData></worksheet>"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_what_stands_before_the_rows_may_make_something_else_of_them(before, after, encoding):
    rows = ('<sheetData><row r="1"><c r="A1" t="str"><v>甲</v></c><c r="B1"><f>"甲"&amp;1</f><v>1</v></c>'
            '<c r="C1" t="inlineStr"><is><t>乙</t></is></c></row></sheetData>' + (after or "</worksheet>"))
    both = both_ways(book((before.format(main=MAIN) + rows).encode(encoding)))
    assert both.plain == both.parsed


_WRITTEN = st.sampled_from((
    "", '<v></v>', "<v/>", "<v />", "<v>1</v>", "<v>0.3</v>", "<v>甲</v>", "<v> </v>", "<v>-1e5</v>", "<v>nan</v>", "<v>&lt;&amp;lt;&gt;</v>",
    "<f>B1</f>", "<f/>", "<f></f><v>2</v>", '<f aca="false">A1&amp;"x"</f><v>x</v>',
    '<f t="shared" si="0"/><v>3</v>', '<f t="shared" si="00"/><v>3</v>', '<f t="shared" ref="A1:C9" si="0">A$1</f><v>3</v>',
    '<f t="array" ref="A1:B2">A1:A2</f><v>4</v>', '<f t="array" ref="A1">A1:A2</f>', '<f si="0"/>',
    "<is><t>甲 乙</t></is>", '<is><t xml:space="preserve"> 丙 </t></is>', "<v>_x000D_</v>", "<f>DISPIMG(1)</f><v>=DISPIMG(1)</v>", "<v>1</v><v>2</v>",
    "<f>1+1</f><v>2</v><is><t>&bogus;</t></is>", "<f>1+1</f><v>2</v><is><t>一二三四五六七八九十</t></is>", "<f>1+1</f><is><t>甲</t></is>",
))
_CELL = st.builds(
    lambda column, line, style, type, written: f'<c r="{column}{line}"{style}' + (f"{type}>{written}</c>" if written or type else "/>"),
    st.sampled_from("ABCDEFG"), st.integers(1, 9), st.sampled_from(("", ' s="0"', ' s="1"', ' s="99"')),
    st.sampled_from(("", ' t="n"', ' t="s"', ' t="str"', ' t="b"', ' t="e"', ' t="inlineStr"', ' t="d"')), _WRITTEN)
_ROW = st.builds(lambda told, cells: f"<row{told}>{''.join(cells)}</row>",
                 st.sampled_from(("", ' r="1"', ' r="2" hidden="1"', ' ht="3"', ' r="0"', ' r="5" spans="1:3"')), st.lists(_CELL, max_size=6))


@settings(max_examples=CASES, deadline=None)
@given(st.lists(_ROW, max_size=5), st.integers(0, 40), st.integers(0, 60))
def test_rows_of_all_kinds_come_to_the_same(rows, cells, characters):
    """With bounds that some of them exceed."""
    data = book(sheet("".join(rows), after='<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'))
    for limits in (Limits(), Limits(), Limits(), Limits(cells=cells, characters=characters)):
        both = both_ways(data, limits)
        assert both.plain == both.parsed


_LOOK = st.sampled_from(("", "<rPr/>", '<rPr><sz val="0.5"/></rPr>', '<rPr><color rgb="FFFFFFFF"/><b val="true"/></rPr>',
                         '<rPr><rFont val="a/b"/><sz val="0.5"/></rPr>', '<rPr><sz val="1" val="2"/></rPr>',
                         '<rPr><color theme="0"/><sz val="x"/></rPr>', '<rPr><x:b/></rPr>', '<rPr><color rgb="&lt;"/></rPr>'))
_PLAIN_TEXT = st.sampled_from(("<t>甲</t>", '<t xml:space="preserve"> 乙&#10;</t>', "<t/>", "<t></t>", "<t>&amp;lt;_x000D_</t>", "<t>&nbsp;</t>",
                               "<t>丙</t> ", "<t>\x01</t>", "<t>&</t>", "<t>lt;</t>", '<t>漢</t><rPh sb="0" eb="1"><t>かん</t></rPh>'))
_STRING = st.builds("<si>{}</si>".format, _PLAIN_TEXT | st.lists(st.builds("<r>{}{}</r>".format, _LOOK, _PLAIN_TEXT), max_size=3).map("".join))


@settings(max_examples=CASES, deadline=None)
@given(st.lists(_STRING | st.sampled_from(("<si/>", "<si>", "</si>", "<!-- -->")), max_size=5), st.integers(0, 20))
def test_shared_strings_of_all_kinds_come_to_the_same(strings, characters):
    rows = "".join(f'<c r="A{n}" t="s"><v>{n - 1}</v></c>' for n in range(1, len(strings) + 1))
    data = packed(parts(sheet(f'<row r="1">{rows}</row>'), "".join(strings)))
    for limits in (Limits(), Limits(characters=characters), Limits(shared_strings=2)):
        both = both_ways(data, limits)
        assert both.plain == both.parsed


def test_rows_in_the_letters_of_another_encoding_are_none():
    """In UTF-16 those bytes are Chinese characters of a text."""
    letters = b'<sheetData><row r="1"><c r="A1"><v>7</v></c></row></sheetData>'
    text = (letters + b" " * (len(letters) % 2)).decode("utf-16-le")
    data = book(f'\ufeff<worksheet xmlns="{MAIN}"><sheetData ><row r="1"/>{text}</sheetData></worksheet>'.encode("utf-16-le"))
    both = both_ways(data)
    assert both.plain == both.parsed


@pytest.mark.parametrize(("strings", "after"), [
    ("<si><r><rPr><si/></rPr><t>a</t></r></si><si><t>b</t></si>", ""),
    ('<si><r><rPr><color xmlns="u" rgb="FFFFFFFF"/></rPr><t>a</t></r></si>', ""),
    ("<si><r><t>&</t></r><r><t>amp;</t></r></si>", ""),
    ("<si><r><t>&#2</t></r><r><t>0013;</t></r></si>", ""),
    ("<si><r></r></si><si><r>a</r></si><si><r><t>a</t></r>b</si>", ""),
    ("<si><t>a</t></si>", "\x0b"),
    ("<si><t>a</t></si>", " <!-- </sst> -->"),
])
def test_of_strings_that_are_not_plain_the_parser_is_asked(strings, after):
    made = parts(sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'), strings)
    made["xl/sharedStrings.xml"] = str(made["xl/sharedStrings.xml"]) + after
    both = both_ways(packed(made))
    assert both.plain == both.parsed


@pytest.mark.parametrize("text", ["&bogus;", "a & b", "&#0;", "a"])
def test_a_text_beside_a_formula_is_looked_at(text):
    for limits in (Limits(), Limits(characters=4)):
        both = both_ways(row(f'<c r="A1"><f>1+1</f><v>2</v><is><t>{text}</t></is></c>'), limits)
        assert both.plain == both.parsed


def row_of_numbers(*numbers: int, strings: str = _STRINGS, above: str = "", before: str = "") -> bytes:
    """A row of a first text and of what a formula above makes of numbers."""
    cells = "".join(f'<c r="{chr(66 + n)}2"><f t="shared" si="0"/><v>{number}</v></c>' for n, number in enumerate(numbers))
    shared = above or '<c r="B1"><f t="shared" ref="B1:Z2" si="0">A1*2</f><v>1</v></c>'
    made = sheet(f'<row r="1">{shared}</row><row r="2"><c r="A2" t="s"><v>0</v></c>{cells}</row>')
    return packed(parts(made.replace("<sheetData>", f"{before}<sheetData>"), strings))


@pytest.mark.parametrize("other", [
    row_of_numbers(1, 2, strings="<si><t>丙</t></si>"),
    row_of_numbers(1, 2, strings='<si><r><rPr><color rgb="FFFFFFFF"/></rPr><t>甲</t></r></si>'),
    row_of_numbers(1, 2, above='<c r="B1"><f t="shared" ref="B1:Z2" si="0">A1*3</f><v>1</v></c>'),
    row_of_numbers(1, 2, above='<c r="B1"><v>1</v></c>'),
    row_of_numbers(1, 2, above='<c r="B1"><f t="shared" ref="B1:Z2" si="0">A1*2</f><v>1</v></c><c r="B2"><v>1</v></c>'),
    row_of_numbers(1, 2, strings=""),
    row_of_numbers(1, 2, before='<sheetFormatPr defaultRowHeight="1"/>'),
])
def test_a_row_that_is_known_is_no_other_that_is_written_alike(other):
    """Other strings, other looks of them, another formula above, none, a cell twice, no strings, rows that nobody sees."""
    for _ in range(3):
        both = both_ways(row_of_numbers(1, 2))
        assert both.plain == both.parsed and both.by_parser == 0
    for _ in range(3):
        both = both_ways(other)
        assert both.plain == both.parsed


@pytest.mark.parametrize("other", [
    {"main": f'{MAIN}" xmlns:p="urn:x'},
    {"main": f'{MAIN}" xmlns:p="{MAIN}', "limits": Limits(characters=8)},
    {"main": f'{MAIN}" xmlns:p="{MAIN}', "before": '<sheetProtection sheet="1"/><mergeCells><mergeCell ref="A7:B7"/></mergeCells>'},
])
def test_what_stands_behind_the_rows_is_known_by_all_on_which_it_depends(other):
    """What a prefix means, what texts may still cost, what stood before the rows."""
    behind = '<p:mergeCells><p:mergeCell ref="A1:B1"/></p:mergeCells><headerFooter><oddHeader>&amp;C密件请收好</oddHeader></headerFooter>'

    def made(main: str, limits: Limits = Limits(), before: str = "") -> tuple[bytes, Limits]:
        one = sheet('<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>', main=main, after=behind)
        return packed(parts(one.replace("<sheetData>", f"{before}<sheetData>"))), limits

    for said in [{"main": f'{MAIN}" xmlns:p="{MAIN}'}, other] * 3:
        both = both_ways(*made(**said))
        assert both.plain == both.parsed


def test_rows_that_come_again_are_taken_apart_once(monkeypatch):
    data, taken = row_of_numbers(3, 1, 4, 1, 5), list[bytes]()
    both_ways(data)
    both_ways(data)  # where much is kept already
    monkeypatch.setattr(row_cells, "plain_row", lambda written: taken.append(written) or plain_row(written))
    assert both_ways(data).by_parser == 0
    assert taken == []
    both_ways(row_of_numbers(3, 1, 4, 1, 6))
    assert len(taken) == 1


def test_a_sheet_that_nobody_touches_is_taken_apart_twice_and_is_the_same_each_time(monkeypatch):
    """What lies under merged ranges, and what is hidden, is each workbook's own."""
    rows = "".join(f'<row r="{n}" hidden="{n // 8}"><c r="A{n}"><v>{n}</v></c><c r="B{n}"><v>1</v></c></row>' for n in range(1, 9))
    array = '<row r="9"><c r="A9"><f t="array" ref="A9:B9">A1:B1</f><v>1</v></c><c r="B9"><v>1</v></c></row>'
    data = book(sheet(rows + array, after='<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'))
    forget()
    taken = list[bytes]()
    taken_apart = plain_cells._taken_apart
    monkeypatch.setattr(plain_cells, "_taken_apart", lambda reader, written: taken.append(written) or taken_apart(reader, written))
    for _ in range(4):
        both = both_ways(data)
        assert both.plain == both.parsed and both.by_parser == 0
    assert len(taken) == 2
    few = Limits(cells=5)
    assert both_ways(data, few).plain == both_ways(data, few).parsed == "sheet.too-large"


def test_a_row_is_known_whatever_numbers_its_strings_have(monkeypatch):
    """A text that somebody writes above moves the numbers of all that come after it."""
    def written(*texts: str) -> bytes:
        strings = "".join(f"<si><t>{text}</t></si>" for text in texts)
        cells = "".join(f'<c r="{column}2" t="s"><v>{texts.index(text)}</v></c>' for column, text in zip("AB", ("任务", "进度"), strict=True))
        return packed(parts(sheet(f'<row r="2">{cells}</row>'), strings))

    taken = list[bytes]()
    for _ in range(2):  # where much is kept already
        assert both_ways(written("任务", "进度")).by_parser == 0
    monkeypatch.setattr(row_cells, "plain_row", lambda row: taken.append(row) or plain_row(row))
    for texts in [("进度", "任务"), ("甲", "任务", "乙", "进度"), (*map(str, range(5_000)), "任务", "进度")]:
        both = both_ways(written(*texts))
        assert both.plain == both.parsed and both.by_parser == 0
    assert taken == []


def test_a_string_that_stands_in_the_table_twice_is_the_same():
    both = both_ways(packed(parts(sheet('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'), "<si><t>甲</t></si>" * 2)))
    assert both.plain == both.parsed and both.by_parser == 0


@pytest.mark.parametrize("number", ["2", "00", "-1", "+1", "1_0", "1234567890", "１", "&#48;", "A" * 16, " 0", "0 "])
@pytest.mark.parametrize("strings", [_STRINGS, f"{_STRINGS}<!-- -->"])
def test_a_string_by_a_number_that_no_program_writes_is_the_parsers(strings, number):
    """Of a plain table and of one that the parser has read."""
    both = both_ways(packed(parts(sheet(f'<row r="1"><c r="A1" t="s"><v>{number}</v></c><c r="B1" t="s"><v>1</v></c></row>'), strings)))
    assert both.plain == both.parsed


def test_texts_have_one_mark_where_they_look_alike_and_are_not_too_long():
    def mark(text: str, *looks: bytes) -> bytes:
        return SharedString.of(text, len(text), looks).name

    assert mark("甲") == mark("甲") and mark("甲", b"<b/>") == mark("甲", b"<b/>")
    assert len({mark("甲"), mark("乙"), mark("甲", b"<b/>"), mark("甲", b"<b/>", b"<b/>"), mark("甲<b/>"), mark("甲", b"<b/><b/>"), mark("")}) == 7
    assert mark("甲" * 10_000) != mark("甲" * 10_000), "nobody reads ten thousand characters to find out that they are the same"


def test_a_sheet_that_is_known_is_no_other_without_its_cells():
    """The same before and behind the rows, and tags between them that the parser refuses."""
    good, bad = (row(f'<c r="A1"><v>1</v></c></row><row r="2"{told}>') for told in ("", ' x:y="1"'))
    for data in (good, good, bad, bad):
        both = both_ways(data)
        assert both.plain == both.parsed


def test_characters_count_where_what_stands_before_the_rows_is_known():
    made = sheet('<row r="1"><c r="A1"><v>1</v></c></row>')
    data = book(made.replace("<sheetData>", "<headerFooter><oddHeader>密件请收好</oddHeader></headerFooter><sheetData>"))
    for limits in (Limits(), Limits(), Limits(characters=3), Limits(characters=11)):
        both = both_ways(data, limits)
        assert both.plain == both.parsed


def test_what_was_forgotten_is_taken_apart_anew(monkeypatch):
    """So that benchmarks see what a round's first return takes."""
    data, taken = row_of_numbers(2, 7), list[bytes]()
    both_ways(data)
    forget()
    assert all(room.left == room.room for room in Known.rooms)
    monkeypatch.setattr(row_cells, "plain_row", lambda written: taken.append(written) or plain_row(written))
    both = both_ways(data)
    assert both.plain == both.parsed and taken


def test_what_is_kept_has_a_bound_and_what_was_asked_for_longest_ago_is_forgotten():
    """When little room is left what comes once is not kept."""
    known, above = Known[bytes](10_000), Above()
    for written in (b"1", b"2", b"3"):
        known.keep(above, written, written, 4_000)
    assert [known.get(above, written) for written in (b"3", b"2", b"1")] == [None, b"2", b"1"]
    known.keep(above, b"3", b"3", 4_000)
    assert [known.get(above, written) for written in (b"1", b"2", b"3")] == [b"1", None, b"3"]
    assert known.get(Above(), b"1") is None
    assert 0 <= known.left < 2_000


def test_one_strange_sheet_pushes_out_nothing_that_is_known(monkeypatch):
    """Each of its rows has a formula of its own that stands once for many cells; or each of many workbooks has styles of its own, and large ones."""
    good, taken = row_of_numbers(2, 7, 1, 8), list[bytes]()
    both_ways(good)
    both_ways(good)
    rows = "".join(f'<row r="{n}"><c r="A{n}"><f t="shared" ref="A{n}:B{n}" si="{n}">A1+{n}</f><v>1</v></c></row>' for n in range(1, 500))
    assert both_ways(book(sheet(rows))).by_parser == 0
    fonts = "<font><sz val='11'/></font>" * 6_000
    for n in range(12):
        styles = f'<styleSheet xmlns="{MAIN}"><fonts>{fonts}</fonts><cellXfs><xf fontId="{n}"/></cellXfs></styleSheet>'
        both_ways(with_styles(sheet('<row r="1"><c r="A1"><v>1</v></c></row>'), styles))
    monkeypatch.setattr(row_cells, "plain_row", lambda written: taken.append(written) or plain_row(written))
    assert both_ways(good).by_parser == 0
    assert taken == []


def with_styles(one_sheet: str, styles: str) -> bytes:
    made = parts(one_sheet, "")
    rels = "xl/_rels/workbook.xml.rels"
    more = '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>'
    return packed(made | {"xl/styles.xml": styles, rels: str(made[rels]).replace("</Relationships>", f"{more}</Relationships>")})


def test_what_strange_rows_and_strings_take_is_bounded_or_counts(monkeypatch):
    """The tag of a row may be as long as a text; a string may have a hundred thousand runs, each with a look of its own."""
    tracemalloc.start()
    for n in range(60):
        both_ways(book(sheet("".join(f'<row r="{row}" note="{n:03}{row:03}{"x" * 100_000}"/>' for row in range(1, 4)))))
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 1 << 23
    runs = "".join(f'<r><rPr><sz val="{n}"/></rPr><t>a</t></r>' for n in range(10, 5_010))
    rows = Known[row_cells.RowCells](1 << 24)
    monkeypatch.setattr(row_cells, "_ROWS", rows)
    both_ways(packed(parts(sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'), f"<si>{runs}</si>")))
    assert rows.left < (1 << 24) - 5_000 * 100


def test_what_is_kept_for_the_next_workbook_has_a_bound():
    """One formula that many cells share is one text; what they come to is forgotten before it takes too much."""
    formula = "A" * 8_000 + "\U0001f600"
    cells = "".join(f'<c r="A{n}"><f t="shared" si="0"/><v>{n}</v></c>' for n in range(2, 6_000))
    data = row(f'<c r="A1"><f t="shared" ref="A1:A6000" si="0">{formula}</f><v>1</v></c>{cells}')
    tracemalloc.start()
    for _ in range(2):
        both = both_ways(data)
    assert both.without == 1 and both.plain == both.parsed
    del both
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 1 << 23


@pytest.mark.parametrize("seed", range(CASES // 30))
def test_changed_returns_come_to_the_same(counties: dict[str, County], seed):
    """One in order besides, small, with one of everything."""
    random = Random(seed)
    file = next(counties["deqing"].folder.glob("*/returned/**/*.xlsx"))
    for good in (file.read_bytes(), *[packed(in_order())] * 20):
        data = random.choice((change_xml, change_xml, flip_bytes))(good, random)
        both = both_ways(data)
        assert both.plain == both.parsed
