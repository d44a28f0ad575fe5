"""Workbooks with clean texts: what is written of many cells at once is what XlsxWriter writes of each."""

from __future__ import annotations

import gc
from io import BytesIO
from zipfile import ZipFile

import pytest
from xlsxwriter import Workbook

from shijibu.outside_text import clean
from shijibu.spreadsheet import clean_book
from shijibu.spreadsheet.clean_book import CleanBook, CleanSheet
from shijibu.spreadsheet.uncollected import uncollected

ROWS = [["=1+1", 12, None, "甲<&>\"\n乙", 0.1 + 0.2], ["", -0.5, "甲\x07", 10**15, "＝话"], [1e-7, "甲", None, "https://a", 3.0],
        ["甲" * 32_768, "\U00020000" * 16_384, "乙" * 32_767, 1, 2]]


def parts(book: Workbook, out: BytesIO) -> dict[str, bytes]:
    """The parts of a workbook that holds the rows; as XlsxWriter alone writes them where it is its own."""
    with book:
        sheet, look = book.add_worksheet("甲"), book.add_format({"bold": True})
        for r, row in enumerate(ROWS, 20):
            if isinstance(sheet, CleanSheet):
                sheet.write_listed(r, row, [look] * len(row))
                if isinstance(row[3], str):
                    sheet.lead(r, 3, "internal:'甲'!A1", row[3])
                continue
            for c, value in enumerate(row):
                if value is None or value == "":
                    sheet.write_blank(r, c, None, look)
                elif not isinstance(value, str):
                    sheet.write_number(r, c, value, look)
                elif c == 3:
                    sheet.write_url(r, c, "internal:'甲'!A1", look, value)
                else:
                    sheet.write_string(r, c, clean(value), look)
        chart = book.add_chart({"type": "column"})
        for c in range(5):  # a chart says itself what stands in the cells that it shows
            chart.add_series({"values": ["甲", 20, c, 23, c]})
        sheet.insert_chart(40, 0, chart)
        sheet.write_string(30, 1, "行")
        sheet.set_column(1, 1, 9, look)
    return {name: ZipFile(out).read(name) for name in ZipFile(out).namelist()}


def test_a_row_of_a_list_is_what_xlsxwriter_makes_of_its_cells():
    out, plain = BytesIO(), BytesIO()
    ours, theirs = parts(CleanBook(out), out), parts(Workbook(plain, {"in_memory": True}), plain)
    sheet = "xl/worksheets/sheet1.xml"
    assert ours[sheet] == theirs[sheet] and b"<hyperlink " in ours[sheet] and b'spans="1:5"' in ours[sheet]
    for name in ("xl/sharedStrings.xml", "xl/charts/chart1.xml"):
        assert ours[name] == theirs[name]


def test_what_no_cell_holds_is_refused():
    with CleanBook(BytesIO()) as book:
        sheet = book.add_worksheet()
        with pytest.raises(TypeError):
            sheet.write_listed(0, [float("nan")], [book.add_format()])


def test_of_more_links_than_a_sheet_may_have_the_rest_are_texts(monkeypatch):
    monkeypatch.setattr(clean_book, "_MOST_LINKS", 2)
    out = BytesIO()
    with CleanBook(out) as book:
        sheet, look = book.add_worksheet(), book.add_format()
        for row in range(3):
            sheet.write_listed(row, ["甲"], [look])
            sheet.lead(row, 0, "internal:'Sheet1'!A1", "甲")
    xml = ZipFile(out).read("xl/worksheets/sheet1.xml")
    assert xml.count(b"<hyperlink ") == 2 and xml.count(b't="s"') == 3


def test_what_no_link_can_name_costs_a_link_and_not_the_list():
    out = BytesIO()
    with CleanBook(out) as book:
        sheet, look = book.add_worksheet(), book.add_format()
        sheet.write_listed(0, ["甲", "乙"], [look, look])
        led = [sheet.lead(0, column, target, "甲") for column, target in enumerate([f"FILE:///{'a' * 3000}.xlsx", "internal:'Sheet1'!A1"])]
    xml = ZipFile(out).read("xl/worksheets/sheet1.xml")
    assert led == [False, True] and xml.count(b"<hyperlink ") == 1 and xml.count(b't="s"') == 2


def test_links_of_lists_stand_where_xlsxwriter_has_them():
    """In one row with such as lead elsewhere, and in rows without any."""
    here = "internal:'甲'!B7"
    led = [(1, 2, here, "乙\x85<\u2028\n>"), (1, 0, "FILE:///甲/a b.xlsx", "文件"), (1, 1, here, "丙"), (5, 1, here, "丙"), (3, 1, here, "丙"),
           (4, 1, "internal:'甲'!B8", "丙")]

    def written(book: Workbook, out: BytesIO) -> bytes:
        with book:
            sheet, look = book.add_worksheet("甲"), book.add_format()
            for row in range(6):
                if isinstance(sheet, CleanSheet):
                    sheet.high(row, 21 + 3 * (row % 2))
                    sheet.write_listed(row, ["甲"] * 3, [look] * 3)
                else:
                    sheet.set_row(row, 21 + 3 * (row % 2))
            for row, column, target, text in led:
                if isinstance(sheet, CleanSheet):
                    assert sheet.lead(row, column, target, text)
                else:
                    sheet.write_url(row, column, target.replace("FILE", "file"), look, text)
            sheet.write_url(6, 0, "internal:'甲'!A1", look, "返回")
        return ZipFile(out).read("xl/worksheets/sheet1.xml")

    out, plain = BytesIO(), BytesIO()
    ours, theirs = written(CleanBook(out), out), written(Workbook(plain, {"in_memory": True}), plain)
    assert ours[ours.index(b"<hyperlinks>"):] == theirs[theirs.index(b"<hyperlinks>"):] and ours.count(b"<hyperlink ") == len(led) + 1
    assert [ours.count(b'ht="%d"' % height) for height in (21, 24)] == [theirs.count(b'ht="%d"' % height) for height in (21, 24)] == [3, 3]


def test_the_collector_waits_as_long_as_somebody_writes():
    first, second = uncollected(), uncollected()
    with first:
        second.__enter__()
        assert not gc.isenabled()
    assert gc.isenabled()
    second.__exit__(None, None, None)
    with pytest.raises(ValueError), uncollected():
        raise ValueError
    assert gc.isenabled()


@pytest.mark.parametrize("formula", ["=LEN(A1)>0", '=IF(LEN(A1)>0,"CONCAT(",1)>CONCAT(A1)', "=_xlfn.CONCAT(A1)>0", "=DAYS(A1,B1)>SUM(甲)", "=A1>0"])
def test_a_condition_names_newer_functions_as_a_file_has_them(formula):
    def part(book: Workbook, out: BytesIO) -> bytes:
        with book:
            book.add_worksheet("甲").conditional_format("A1", {"type": "formula", "criteria": formula, "format": book.add_format({"bold": True})})
        return ZipFile(out).read("xl/worksheets/sheet1.xml")

    ours, theirs = BytesIO(), BytesIO()
    assert part(CleanBook(ours), ours) == part(Workbook(theirs), theirs)
