"""A workbook read into cells: the same whoever saved it, and a Grid or a Refused whatever is in it."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from shijibu.problems.files import Damaged, SheetTooLarge
from shijibu.problems.refused import Refused
from shijibu.returns.grid import Cell, Grid
from shijibu.returns.reader import read
from shijibu.spreadsheet.limits import Limits
from tests.returns.packed import MAIN, STRICT_MAIN, STRICT_OFFICE, in_a_worker, packed, parts, sheet, workbook

office_used = pytest.mark.xdist_group("libreoffice")


def cells(rows: str, strings: str | None = None, **options) -> dict[tuple[int, int], Cell]:
    return read(workbook(rows, strings, **options)).sheets[0].cells


def one(content: str, strings: str | None = None) -> Cell | None:
    return cells(f'<row r="1">{content}</row>', strings).get((1, 1))


@pytest.mark.parametrize(("written", "cell"), [
    ('<c r="A1"/>', None),
    ('<c r="A1" s="3"></c>', None),
    ('<c r="A1"><v>1.5</v></c>', Cell(1.5, "number")),
    ('<c r="A1" t="n"><v>1e3</v></c>', Cell(1000.0, "number")),
    ('<c r="A1"><v>1e999</v></c>', Cell("#NUM!", "error")),
    ('<c r="A1" t="b"><v>1</v></c>', Cell(True, "bool")),
    ('<c r="A1" t="b"><v>0</v></c>', Cell(False, "bool")),
    ('<c r="A1" t="e"><v>#N/A</v></c>', Cell("#N/A", "error")),
    ('<c r="A1" t="inlineStr"><v>甲</v></c>', Cell("甲", "text")),
    ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', Cell("#DIV/0!", "error", "1/0")),
    ('<c r="A1"><f>B1</f></c>', Cell(None, "uncached", "B1")),
    ('<c r="A1"><f>B1</f><v></v></c>', Cell(None, "uncached", "B1")),
    ('<c r="A1" t="str"><f>B1</f><v></v></c>', Cell("", "text", "B1")),
    ('<c r="A1"><f>B1&amp;"x"</f><v>2</v></c>', Cell(2.0, "number", 'B1&"x"')),
    ('<c r="A1"><f t="shared" si="0"/><v>2</v></c>', Cell(2.0, "number", "")),
    ('<c r="A1" t="inlineStr"><is><t>甲</t></is></c>', Cell("甲", "text")),
    ('<c r="A1" t="inlineStr"><is><r><t>甲</t></r><r><rPr/><t xml:space="preserve"> 乙</t></r></is></c>', Cell("甲 乙", "text")),
    ('<c r="A1" t="inlineStr"><is><t>漢</t><rPh sb="0" eb="1"><t>かん</t></rPh></is></c>', Cell("漢", "text")),
    ('<c r="A1" t="inlineStr"><is><t/></is></c>', Cell("", "text")),
    ('<c r="A1" t="s"><v></v></c>', None),
    ('<c r="A1" t="d"><v>2026-03-05</v></c>', Cell(46086.0, "number", shown="2026-03-05")),
    ('<c r="A1" t="str"><v>a_x000D_b_x005F_x0041_</v></c>', Cell("a\rb_x0041_", "text")),
    ('<c r="A1" t="str"><v>_xD83D__xDE00_</v></c>', Cell("😀", "text")),
])
def test_a_cell_is_told_by_what_is_written_in_it(written, cell):
    assert one(written) == cell


@pytest.mark.parametrize("escape", ["_xD800_", "_xDE00_", "_x0000_"])
def test_what_no_text_can_hold_is_replaced_so_that_it_can_be_printed(escape):
    told = one(f'<c r="A1" t="str"><v>a{escape}b</v></c>')
    assert told is not None
    assert str(told.value).encode().decode() == "a\ufffdb"


def test_shared_strings_join_rich_text_and_drop_phonetic_guides():
    strings = "<si><t>一</t></si><si><r><t>红</t></r><r><t>牌</t></r></si><si><t>漢</t><rPh sb='0' eb='1'><t>かん</t></rPh></si>"
    row = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>'
    assert [c.value for c in cells(row, strings).values()] == ["一", "红牌", "漢"]


@pytest.mark.parametrize("content", [
    '<c r="A1" t="s"><v>9</v></c>', '<c r="A1" t="s"><v>-1</v></c>', '<c r="A1"><v>abc</v></c>', '<c r="A0"><v>1</v></c>',
    '<c r="XFE1"><v>1</v></c>', '<c r="A1048577"><v>1</v></c>', '<c r="A1"><v>1</v>',
    '<c r="A1"><v>1_000</v></c>', '<c r="A1"><v>１２</v></c>', "<c/>" * 16384 + "<c><v>1</v></c>",
])
def test_a_cell_that_cannot_be_is_damage(content):
    with pytest.raises(Refused) as caught:
        one(content, "<si><t>a</t></si>")
    assert caught.value.code == "file.damaged"


def test_two_contents_of_one_cell_are_damage():
    with pytest.raises(Refused) as caught:
        one('<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>')
    assert caught.value.code == "file.damaged"


def test_a_shared_formula_stands_in_each_cell_that_shares_it():
    row = '<row r="1"><c r="A1"><f t="shared" ref="A1:B1" si="0">[1]x!A1</f><v>1</v></c><c r="B1"><f t="shared" si="0"/><v>2</v></c></row>'
    assert cells(row) == {(1, 1): Cell(1.0, "number", "[1]x!A1"), (1, 2): Cell(2.0, "number", "[1]x!A1")}


def test_a_shared_formula_that_stands_further_below_or_under_a_padded_number_is_the_cells_own():
    """LibreOffice takes both: what reaches outside may not hide in them."""
    row = ('<row r="1"><c r="A1"><f t="shared" si="07"/><v>1</v></c><c r="B1"><f t="shared" si="9"/><v>2</v></c></row>'
           '<row r="2"><c r="A2"><f t="shared" ref="A1:A2" si="7">[1]x!A1</f><v>1</v></c><c r="B2"><f t="shared">B1+1</f><v>3</v></c></row>')
    assert {at: cell.formula for at, cell in cells(row).items()} == {(1, 1): "[1]x!A1", (1, 2): "", (2, 1): "[1]x!A1", (2, 2): "B1+1"}


def test_of_two_names_alike_the_one_that_leads_outside_is_kept():
    told = "".join(f'<definedName name="a">{text}</definedName>' for text in ("[1]x!A1", "表!$A$1"))
    assert read(packed(styled("", f"<definedNames>{told}</definedNames>"))).names == {"a": "[1]x!A1"}


def styled(rows: str, book: str = "") -> dict[str, str | bytes]:
    """The parts of a workbook whose cells may have the formats of STYLES."""
    made = parts(sheet(rows), book=book, more={"xl/styles.xml": STYLES})
    made["xl/_rels/workbook.xml.rels"] = str(made["xl/_rels/workbook.xml.rels"]).replace(
        "</Relationships>", '<Relationship Id="rId9" Type="http://x/styles" Target="styles.xml"/></Relationships>')
    return made


def test_cells_that_are_written_alike_differ_in_what_their_formats_and_formulas_make_of_it():
    """What one cell came to is not looked at again for the next: only where nothing of it differs."""
    row = ('<row r="1"><c r="A1"><v>2</v></c><c r="B1" s="2"><v>2</v></c><c r="C1" t="b"><v>2</v></c><c r="D1" t="str"><v>2</v></c>'
           '<c r="E1"><f>1+1</f><v>2</v></c><c r="F1"><f t="shared" ref="F1:G1" si="0">3-1</f><v>2</v></c>'
           '<c r="G1"><f t="shared" si="0"/><v>2</v></c><c r="H1"><f t="shared" ref="H1:I1" si="0">4-2</f><v>2</v></c>'
           '<c r="I1"><f t="shared" si="0"/><v>2</v></c><c r="J1" s="2"/><c r="K1"><f t="shared" si="0"/></c><c r="L1"><is><t>a</t></is></c>'
           '<c r="M1" t="inlineStr"><is><t>2</t></is></c><c r="N1"><v>2</v></c></row>')
    told = read(packed(styled(row))).sheets[0].cells
    number, percent = Cell(2.0, "number"), Cell(2.0, "number", shown="200%")
    assert list(told.items()) == [
        ((1, 1), number), ((1, 2), percent), ((1, 3), Cell(False, "bool")), ((1, 4), Cell("2", "text")), ((1, 5), Cell(2.0, "number", "1+1")),
        ((1, 6), Cell(2.0, "number", "3-1")), ((1, 7), Cell(2.0, "number", "3-1")), ((1, 8), Cell(2.0, "number", "4-2")),
        ((1, 9), Cell(2.0, "number", "4-2")), ((1, 11), Cell(None, "uncached", "4-2")), ((1, 13), Cell("2", "text")), ((1, 14), number)]


def test_an_array_formula_stands_in_each_cell_that_it_fills():
    row = '<row r="1"><c r="A1"><f t="array" ref="A1:B1">[1]x!A1:B1</f><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row>'
    assert cells(row) == {(1, 1): Cell(1.0, "number", "[1]x!A1:B1"), (1, 2): Cell(2.0, "number", "[1]x!A1:B1"), (1, 3): Cell(3.0, "number")}


def test_array_formulas_over_the_whole_sheet_are_given_up_at_once():
    row = '<row r="1">' + "".join(f'<c r="{c}1"><f t="array" ref="{c}1:XFD1048576">1</f><v>1</v></c>' for c in "ABCDEFGH") + "</row>"
    assert len(in_a_worker(workbook(row)).sheets[0].cells) == 8


STYLES = f"""<styleSheet xmlns="{MAIN}"><numFmts>
<numFmt numFmtId="164" formatCode='yyyy"年"m"月"'/></numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>
<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="10"/><xf numFmtId="20"/><xf numFmtId="999"/></cellXfs></styleSheet>"""


@pytest.mark.parametrize(("style", "number", "book", "shown"), [
    ("0", 46086, "", None), ("1", 46086, "", "2026-03-05"), ("1", 46086.5, "", "2026-03-05 12:00"),
    ("1", 44624, '<workbookPr date1904="1"/>', "2026-03-05"),
    ("2", 0.45, "", "45%"), ("2", 0.285, "", "28.5%"), ("3", 0.375, "", "09:00"), ("1", -5, "", None), ("1", 1e300, "", None),
    ("4", 5, "", None), ("5", 5, "", None), ("-1", 5, "", None), ("x", 5, "", None), ("²", 5, "", None), ("9" * 5000, 5, "", None),
])
def test_a_cell_tells_what_its_format_makes_of_the_number(style, number, book, shown):
    made = styled(f'<row r="1"><c r="A1" s="{style}"><v>{number}</v></c></row>', book)
    assert read(packed(made)).sheets[0].cells[1, 1] == Cell(float(number), "number", shown=shown)


def test_what_is_drawn_together_to_nothing_is_hidden():
    columns = '<cols><col min="3" max="4" width="0" customWidth="1"/></cols>'
    rows = '<row r="2" ht="0" customHeight="1"/><row r="3" ht="0.05"/><row r="4" ht="1.5"/><row r="5" ht="8"/><row r="6"/>'
    told = read(packed(parts(f'<worksheet xmlns="{MAIN}">{columns}<sheetData>{rows}</sheetData></worksheet>'))).sheets[0]
    assert (told.hidden_rows, told.hidden_columns) == ({2, 3, 4}, [(3, 4)])
    narrow = '<sheetFormatPr defaultRowHeight="0.05" defaultColWidth="0.05"/>'
    narrow += '<cols><col min="2" max="3" width="9"/><col min="5" max="5" width="0.05"/></cols>'
    told = read(packed(parts(f'<worksheet xmlns="{MAIN}">{narrow}<sheetData>{rows}</sheetData></worksheet>'))).sheets[0]
    assert (told.hidden_rows, sorted(told.hidden_columns)) == ({2, 3, 4, 6}, [(1, 1), (4, 4), (5, 5), (6, 16_384)])


def test_rows_and_cells_without_a_reference_count_on():
    assert set(cells("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>")) == {(1, 1), (1, 2), (2, 1)}
    assert set(cells('<row r="5"><c r="C5"><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>')) == {(5, 3), (5, 4), (6, 1)}


def test_cells_count_on_from_a_blank_one_with_a_reference():
    assert set(cells('<row r="2"><c r="E2" s="1"/><c s="1"/><c><v>1</v></c></row>')) == {(2, 7)}


def test_inline_text_stays_in_its_cell():
    row = '<row r="1"><c r="A1"><v>1</v><is><t>鬼</t></is></c><c r="B1"><is><t>鬼</t></is></c><c r="C1" t="inlineStr"><is><t>人</t></is></c></row>'
    assert cells(row) == {(1, 1): Cell(1.0, "number"), (1, 3): Cell("人", "text")}


def test_a_row_of_a_drawing_is_no_row_of_the_sheet():
    """Form controls and embedded objects are anchored in the sheet's part, by elements of the same names."""
    space = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    anchor = f'<x:from xmlns:x="{space}"><x:col>1</x:col><x:row hidden="1">3</x:row></x:from>'
    data = sheet('<row r="1048576"><c r="A1048576"><v>1</v></c></row>', after=f"<controls><control>{anchor}</control></controls>")
    found = read(packed(parts(data))).sheets[0]
    assert (set(found.cells), found.hidden_rows) == ({(1_048_576, 1)}, set())


def test_one_part_may_not_be_several_sheets():
    members = parts(sheet('<row r="1"><c r="A1"><v>1</v></c></row>'))
    book = str(members["xl/workbook.xml"]).replace("</sheets>", '<sheet name="又" sheetId="2" r:id="rId1"/></sheets>')
    with pytest.raises(Refused) as caught:
        read(packed(members | {"xl/workbook.xml": book}))
    assert caught.value.kind == Damaged(part="又")


@pytest.mark.parametrize("target", ["/xl/worksheets/sheet1.xml", "./worksheets/sheet1.xml", "worksheets\\sheet1.xml", "WorkSheets/Sheet1.XML"])
def test_a_part_is_found_however_its_relationship_writes_its_name(target):
    members = parts(sheet('<row r="1"><c r="A1"><v>1</v></c></row>'))
    rels = str(members["xl/_rels/workbook.xml.rels"]).replace("worksheets/sheet1.xml", target)
    assert set(read(packed(members | {"xl/_rels/workbook.xml.rels": rels})).sheets[0].cells) == {(1, 1)}


def test_a_namespace_prefix_changes_nothing():
    data = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="2"><x:c r="B2"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    assert read(packed(parts(data))).sheets[0].cells == {(2, 2): Cell(7.0, "number")}


def test_a_strict_workbook_is_read():
    row = sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', main=STRICT_MAIN)
    assert read(packed(parts(row, "<si><t>严</t></si>", main=STRICT_MAIN, office=STRICT_OFFICE))).sheets[0].cells == {(1, 1): Cell("严", "text")}


def test_hidden_rows_merged_cells_and_protection_are_seen():
    after = '<sheetProtection sheet="1"/><mergeCells><mergeCell ref="A1:C2"/></mergeCells>'
    found = read(packed(parts(sheet('<row r="3" hidden="1"/><row r="4" hidden="0"/>', after=after)))).sheets[0]
    assert (found.hidden_rows, found.merged, found.protected) == ({3}, [(1, 1, 2, 3)], True)


def test_local_names_go_by_the_title_of_their_sheet():
    names = '<definedName name="tasks">表!$A$1:$B$9</definedName><definedName name="tasks" localSheetId="0">表!$C$1</definedName>'
    grid = read(workbook("", names=names))
    assert (grid.names, grid.local_names) == ({"tasks": "表!$A$1:$B$9"}, {("表", "tasks"): "表!$C$1"})


@pytest.mark.parametrize(("told", "modified"), [
    ("2026-04-05T09:30:00Z", datetime(2026, 4, 5, 9, 30, tzinfo=UTC)),
    ("2026-04-05T17:30:00+08:00", datetime(2026, 4, 5, 9, 30, tzinfo=UTC)),
    ("2026-04-05T09:30:00", datetime(2026, 4, 5, 9, 30, tzinfo=UTC)),
    ("yesterday", None), ("", None), ("0001-01-01T00:00:00+14:00", None),
])
def test_when_it_was_modified_is_told_in_utc_or_not_at_all(told, modified):
    core = f'<c:p xmlns:c="urn:c" xmlns:dcterms="http://purl.org/dc/terms/"><dcterms:modified>{told}</dcterms:modified></c:p>'
    assert read(workbook("", more={"docProps/core.xml": core})).modified == modified


def test_the_date_system_is_told():
    assert read(workbook("", book='<workbookPr date1904="1"/>')).date1904
    assert not read(workbook("")).date1904


def test_more_cells_than_allowed_are_refused_with_the_limit_in_force():
    with pytest.raises(Refused) as caught:
        read(workbook("<row><c><v>1</v></c><c><v>1</v></c><c><v>1</v></c></row>"), Limits(cells=2))
    assert caught.value.kind == SheetTooLarge(limit=2)


@pytest.mark.parametrize("where", ["<si><t>{}</t></si>", None], ids=["shared", "in the cell"])
def test_more_text_than_allowed_is_refused(where):
    long = "甲" * 5000
    row = '<row r="1"><c r="A1" t="str"><v>' + ("" if where else long) + "</v></c></row>"
    with pytest.raises(Refused) as caught:
        read(workbook(row, where.format(long) if where else None), Limits(characters=4000))
    assert caught.value.code == "file.inflates-too-large"


VALUES = [[1, 2.5, -3e-9, "甲 <&> \"乙\"", True], ["２", " 空 格 ", "多\n行", "=非公式", False], [None, 0, "0", 123456789012, "a_b"]]


def by_openpyxl() -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for r, row in enumerate(VALUES, 1):
        for c, value in enumerate(row, 1):
            cell = book.active.cell(r, c, value)
            if isinstance(value, str):
                cell.data_type = "s"
    book.save(stream)
    return stream.getvalue()


def by_xlsxwriter() -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet()
        for r, row in enumerate(VALUES):
            page.write_row(r, 0, row)
    return stream.getvalue()


def values(grid: Grid) -> list[list]:
    found = grid.sheets[0].cells
    return [[found[r, c].value if (r, c) in found else None for c in range(1, 6)] for r in range(1, 4)]


def test_openpyxl_and_xlsxwriter_files_read_alike():
    assert values(read(by_xlsxwriter())) == VALUES
    assert values(read(by_openpyxl())) == VALUES


@office_used
def test_a_file_that_libreoffice_saved_reads_alike(office, tmp_path):
    (tmp_path / "a.xlsx").write_bytes(by_xlsxwriter())
    document = office.open(tmp_path / "a.xlsx")
    office.save(document, tmp_path / "b.xlsx", "xlsx")
    document.close(True)
    assert values(read((tmp_path / "b.xlsx").read_bytes())) == VALUES


@pytest.mark.parametrize("make", [by_openpyxl, by_xlsxwriter])
def test_calamine_sees_the_same_values(make):
    data = make()
    theirs = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert [[v if v != "" else None for v in row] for row in theirs] == values(read(data))


def grid_or_refused(data: bytes) -> None:
    try:
        assert isinstance(read(data, Limits(inflated_bytes=2**24)), Grid)
    except Refused as refused:
        assert refused.code.startswith(("file.", "sheet."))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\3\4", b"PK\5\6", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<"]))
def test_random_bytes_give_a_grid_or_a_refusal(data, start):
    grid_or_refused(start + data)


SAMPLE = by_xlsxwriter()


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_workbook_with_bytes_overwritten_gives_a_grid_or_a_refusal(changes):
    data = bytearray(SAMPLE)
    for at, byte in changes:
        data[at] = byte
    grid_or_refused(bytes(data))


MEMBERS = {n: zipfile.ZipFile(io.BytesIO(SAMPLE)).read(n) for n in zipfile.ZipFile(io.BytesIO(SAMPLE)).namelist()}
PIECES = st.sampled_from([
    b"", b"<", b">", b'"',
    b"&#0;", b"&x;", b"</c>", b"<c>", b'<c r="ZZZ9"/>', b'r="0"', b't="s"', b"-1", b"9" * 30, b"\xff", b"NaN", b"<v>", b"<row/>",
    b'localSheetId="x"', b'Target="../../../x"',
])


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(MEMBERS)), st.floats(0, 1), st.integers(0, 60), PIECES)
def test_a_workbook_with_a_part_torn_gives_a_grid_or_a_refusal(name, where, gap, piece):
    part = MEMBERS[name]
    at = int(where * len(part))
    grid_or_refused(packed(MEMBERS | {name: part[:at] + piece + part[at + gap :]}, level=1))
