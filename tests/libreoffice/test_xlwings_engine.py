"""The engine `libreoffice` of xlwings, on a real LibreOffice: values, formulas, looks and everything else that macros use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xlwings as xw
from openpyxl import load_workbook
from xlwings.conversion import Converter

from shijibu_addin.libreoffice.xlwings_engine import formula_text


@pytest.fixture
def book(app: xw.App) -> Iterator[xw.Book]:
    book = app.books.add()
    yield book
    book.close()


@pytest.fixture
def sheet(book: xw.Book) -> xw.Sheet:
    return book.sheets[0]


@pytest.mark.parametrize(
    "value",
    [1.5, -3.0, "实绩簿 ✓", "00123", "5", True, False, None, dt.datetime(2024, 2, 29), dt.datetime(1999, 12, 31, 23, 59, 58)],
)
def test_a_value_comes_back_as_it_was_written(sheet: xw.Sheet, value: object) -> None:
    sheet["B2"].value = value
    assert sheet["B2"].value == value
    assert type(sheet["B2"].value) is type(value)


def test_a_table_of_every_kind_of_value_comes_back_whole(sheet: xw.Sheet) -> None:
    rows = [["县", 1.0, None], [True, dt.datetime(2024, 5, 6, 7, 8, 9), "甲"], [None, False, dt.datetime(2024, 1, 1)]]
    sheet["A1"].value = rows
    assert sheet["A1:C3"].value == rows


def test_numpy_and_pandas_scalars_become_plain_values(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [np.int64(5), np.bool_(True), np.datetime64("2024-01-01"), pd.Timestamp("2024-03-03 04:05"), pd.NaT, float("nan")]
    assert sheet["A1:F1"].value == [5.0, True, dt.datetime(2024, 1, 1), dt.datetime(2024, 3, 3, 4, 5), None, None]


def test_a_cell_that_held_a_truth_value_can_hold_a_number_again(sheet: xw.Sheet) -> None:
    sheet["A1"].value = True
    sheet["A1"].value = 1
    assert sheet["A1"].value == 1.0
    assert type(sheet["A1"].value) is float


def test_an_apostrophe_keeps_a_formula_a_text(sheet: xw.Sheet) -> None:
    sheet["A1"].value = "'=1+1"
    assert sheet["A1"].value == "=1+1"


def test_one_value_fills_a_range(sheet: xw.Sheet) -> None:
    sheet["A1:B3"].value = "x"
    assert sheet["A1:B3"].value == [["x", "x"]] * 3


def test_dimensions_and_number_options_are_xlwings_own(sheet: xw.Sheet) -> None:
    sheet["A1"].options(transpose=True).value = [1, 2, 3]
    assert sheet["A1:A3"].options(numbers=int).value == [1, 2, 3]
    assert sheet["A1"].options(ndim=2).value == [[1.0]]
    assert sheet["C1:D1"].options(empty="无").value == ["无", "无"]


def test_dates_are_read_as_the_type_that_is_asked_for(sheet: xw.Sheet) -> None:
    sheet["A1"].value = dt.date(2024, 2, 3)
    assert sheet["A1"].options(dates=dt.date).value == dt.date(2024, 2, 3)


def test_errors_are_none_or_their_names(sheet: xw.Sheet) -> None:
    sheet["A1"].value = ["=1/0", "=NA()", "=NOSUCHNAME", '=VALUE("x")']
    assert sheet["A1:D1"].value == [None] * 4
    assert sheet["A1:D1"].options(err_to_str=True).value == ["#DIV/0!", "#N/A", "#NAME?", "#VALUE!"]


def test_a_column_of_errors_is_named_too(sheet: xw.Sheet) -> None:
    sheet["A1:A40"].formula = '=IF(ROW()>38,1/0,IF(ISODD(ROW()),NA(),"好"))'
    assert sheet["A1:A40"].options(err_to_str=True).value == ["#N/A", "好"] * 19 + ["#DIV/0!"] * 2


def test_a_data_frame_goes_in_and_comes_out(sheet: xw.Sheet) -> None:
    frame = pd.DataFrame({"单位": ["甲", "乙"], "得分": [91.5, 88.0], "日期": pd.to_datetime(["2024-01-01", "2024-02-02"])}, index=[10.0, 20.0])
    sheet["A1"].value = frame
    found = sheet["A1"].options(pd.DataFrame, expand="table").value
    pd.testing.assert_frame_equal(found, frame, check_dtype=False, check_names=False)


def test_a_series_goes_in_and_comes_out(sheet: xw.Sheet) -> None:
    sheet["A1"].value = pd.Series([1.0, 2.0], name="分", index=["甲", "乙"])
    assert dict(sheet["A1"].options(pd.Series, expand="table").value) == {"甲": 1.0, "乙": 2.0}


def test_arrays_dictionaries_and_converters_of_ones_own_go_in_and_come_out(sheet: xw.Sheet) -> None:
    class Pairs(Converter):
        @staticmethod
        def read_value(value: list[list[object]], options: dict[str, object]) -> list[str]:
            return [f"{a}={b}" for a, b in value]

        @staticmethod
        def write_value(value: list[str], options: dict[str, object]) -> list[list[str]]:
            return [pair.split("=") for pair in value]

    sheet["A1"].value = np.array([[1, np.nan], [3, 4.5]])
    assert np.array_equal(sheet["A1:B2"].options(np.array).value, [[1, np.nan], [3, 4.5]], equal_nan=True)
    sheet["D1"].options(dict).value = {"甲": 1, "乙": 2}
    assert sheet["D1"].expand().options(dict).value == {"甲": 1.0, "乙": 2.0}
    sheet["G1"].options(Pairs).value = ["甲=优", "乙=良"]
    assert sheet["G1:H2"].options(Pairs, ndim=2).value == ["甲=优", "乙=良"]
    sheet["J1"].options(transpose=True).value = [1, 2, 3]
    assert sheet["J1:J3"].value == [1.0, 2.0, 3.0]


def test_formulas_are_read_in_the_notation_they_were_written_in(book: xw.Book, sheet: xw.Sheet) -> None:
    book.sheets.add("工作 亮相!", after=sheet)
    formulas = [
        "=SUM(A2:B3,C$1)", "='工作 亮相!'!A1&\"，=A1\"", '=IFERROR(VLOOKUP(A2,$A$1:$B$3,2,FALSE),"")', "=SUM({1,2;3,4})", "=STDEV.S(1,2,3)",
        "=EDATE(DATE(2024,1,31),1)", '=TEXTJOIN("-",TRUE,"a","b")', "=COUNTIF(A:A,\">=1\")",
    ]  # fmt: skip
    sheet["A5"].formula = formulas
    assert list(sheet["A5:H5"].formula[0]) == formulas
    assert sheet["E5"].value == 1.0
    assert sheet["D5"].value == 10.0


def test_a_formula_fills_a_range_with_its_references_moved(sheet: xw.Sheet) -> None:
    sheet["A1"].options(transpose=True).value = [1, 2, 3]
    sheet["B1:B3"].formula = '=A1*$A$1&"A1"'
    assert sheet["B1:B3"].formula == (('=A1*$A$1&"A1"',), ('=A2*$A$1&"A1"',), ('=A3*$A$1&"A1"',))
    assert sheet["B1:B3"].value == ["1A1", "2A1", "3A1"]


def test_a_long_column_of_formulas_leaves_looks_and_notes_alone(sheet: xw.Sheet) -> None:
    sheet["B1"].color = (1, 2, 3)
    sheet["C70"].add_note("留着")
    sheet["A1:D200"].formula = "=ROW(A1)+COLUMN($B2)"
    assert (sheet["B1"].color, sheet["B2"].color, sheet["C70"].note.text) == ((1, 2, 3), None, "留着")
    assert sheet["A200:D200"].value == [202.0] * 4
    assert sheet["D200"].formula == "=ROW(D200)+COLUMN($B201)"


def test_a_truth_value_of_a_formula_is_read_as_one(sheet: xw.Sheet) -> None:
    sheet["A1:A2"].formula = "=ROW()>1"
    assert sheet["A1:A2"].value == [False, True]


def test_formula2_and_constants_are_read_as_text(sheet: xw.Sheet) -> None:
    sheet["A1"].formula2 = "=1+1"
    sheet["B1"].value = ["5", 5]
    assert (sheet["A1"].formula2, sheet["B1"].formula, sheet["C1"].formula, sheet["D1"].formula) == ("=1+1", "5", "5", "")


def test_an_array_formula_covers_its_range_and_cannot_be_changed_in_part(sheet: xw.Sheet) -> None:
    sheet["A1"].options(transpose=True).value = [1, 2]
    sheet["B1:B2"].formula_array = "=A1:A2*2"
    assert sheet["B1:B2"].value == [2.0, 4.0]
    assert sheet["B1:B2"].formula_array == "=A1:A2*2"
    assert (sheet["B1"].has_array, sheet["A1"].has_array) == (True, False)
    with pytest.raises(xw.XlwingsError, match="array formula"):
        sheet["B1"].value = 1


def test_ten_thousand_cells_take_a_few_calls(sheet: xw.Sheet) -> None:
    rows = [[dt.datetime(2024, 1, 1) + dt.timedelta(days=i % 300), f"单位{i}", float(i)] for i in range(10_000)]
    sheet["A1"].value = rows
    sheet["D1:D10000"].formula = "=C1*2"
    assert sheet["A1:C10000"].value == rows
    assert sheet["D10000"].value == 19_998.0
    assert sheet["A1"].expand().shape == (10_000, 4)


@pytest.mark.parametrize("code", ["0.00%", "yyyy-mm-dd", "@", 'yyyy"年"m"月"', "#,##0.00", "[Red]0.0", "h:mm AM/PM", "[h]:mm:ss", "General"])
def test_a_number_format_keeps_excels_spelling(sheet: xw.Sheet, code: str) -> None:
    sheet["A1"].number_format = code
    assert sheet["A1"].number_format == code


def test_a_format_that_is_none_is_refused_in_words(sheet: xw.Sheet) -> None:
    with pytest.raises(xw.XlwingsError, match=r"number format 'bogus\['"):
        sheet["A1"].number_format = "bogus["


def test_fonts_colours_and_alignment_are_kept_and_mixed_ones_are_none(sheet: xw.Sheet) -> None:
    cell = sheet["A1"]
    cell.font.bold, cell.font.italic, cell.font.size, cell.font.color, cell.font.name = True, True, 14, "#ff0000", "SimSun"
    cell.color, cell.wrap_text, cell.horizontal_alignment = (1, 2, 3), True, "center"
    assert (cell.font.bold, cell.font.italic, cell.font.size, cell.font.color, cell.font.name) == (True, True, 14.0, (255, 0, 0), "SimSun")
    assert (cell.color, cell.wrap_text, cell.horizontal_alignment) == ((1, 2, 3), True, "center")
    assert (sheet["A1:B1"].font.bold, sheet["A1:B1"].color, sheet["A1:B1"].number_format) == (None, None, "General")
    cell.clear_formats()
    assert (cell.font.bold, cell.color) == (False, None)


def test_borders_are_set_by_side_and_kept_when_saved(app: xw.App, book: xw.Book, sheet: xw.Sheet, tmp_path: Path) -> None:
    table = sheet["B2:D4"]
    assert table.borders.line_style == "none"
    table.borders.set("all", line_style="continuous", weight="thin", color="#A6A6A6")
    table.borders["edge_bottom"].weight = "thick"
    table.borders["edge_top"].line_style = "double"
    table.borders.set("diagonal_up", line_style="dash", color=(255, 0, 0))
    assert (table.borders["inside_vertical"].line_style, table.borders.color) == ("continuous", (166, 166, 166))
    assert (table.borders.line_style, table.borders["edge_bottom"].weight, table.borders["edge_top"].line_style) == (None, "thick", "double")
    assert (table.borders["diagonal_up"].line_style, table.borders["diagonal_down"].line_style) == ("dash", "none")
    assert sheet["A1"].borders["edge_left"].line_style == "none"
    table.borders.clear("inside")
    assert (sheet["C3"].borders["edge_top"].line_style, table.borders["edge_left"].line_style) == ("none", "continuous")
    book.save(tmp_path / "borders.xlsx")
    cell = load_workbook(tmp_path / "borders.xlsx")[sheet.name]["B4"].border
    assert (cell.left.style, cell.left.color.rgb, cell.bottom.style, cell.right.style) == ("thin", "FFA6A6A6", "thick", None)


def test_sizes_are_in_excels_units(sheet: xw.Sheet) -> None:
    sheet["A1:B1"].column_width, sheet["A1"].row_height = 20, 30
    assert (sheet["A1:B1"].column_width, sheet["A1"].row_height, sheet["A1:C1"].column_width) == (20.0, 30.0, None)
    sheet["A1"].value = "很长的一段文字，放不进原来的列宽里，所以要自动调整"
    sheet.autofit("c")
    assert sheet["A1"].column_width > 30
    sheet["A1:A2"].rows.hidden = True
    assert (sheet["A1:A2"].rows.hidden, sheet["A1:A3"].rows.hidden) == (True, None)


def test_merged_cells_keep_the_first_value(sheet: xw.Sheet) -> None:
    sheet["B2"].value = [[1, 2], [3, 4]]
    sheet["B2:C3"].merge()
    assert (sheet["C3"].merge_area.address, sheet["C3"].merge_cells, sheet["A1"].merge_cells) == ("$B$2:$C$3", True, False)
    sheet["B2"].unmerge()
    assert (sheet["B2"].merge_cells, sheet["B2:C3"].value) == (False, [[1.0, None], [None, None]])


def test_rows_columns_and_cells_are_inserted_and_deleted(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, 2], ["=A1*10", 4]]
    sheet["1:1"].insert("down")
    sheet["A:A"].insert("right")
    assert sheet["B2:C3"].value == [[1.0, 2.0], [10.0, 4.0]]
    assert sheet["B3"].formula == "=B2*10"
    sheet["1:1"].delete()
    sheet["A:A"].delete()
    sheet["A1"].delete("left")
    assert sheet["A1:B1"].value == [2.0, None]


def test_copies_move_references_and_fill_larger_ranges(book: xw.Book, sheet: xw.Sheet) -> None:
    sheet["A1"].value = [5, "=A1+1"]
    sheet["A1:B1"].copy(sheet["A3:D5"])
    assert sheet["A5:D5"].value == [5.0, 6.0, 5.0, 6.0]
    assert sheet["D5"].formula == "=C5+1"
    other = book.sheets.add("别的", after=sheet)
    sheet["A1:B1"].copy()
    other["A1"].paste("values")
    other["D1"].paste(transpose=True)
    assert (other["B1"].formula, other["D1:D2"].value) == ("6", [5.0, 6.0])


def test_cells_are_copied_to_another_book_even_from_a_hidden_sheet(app: xw.App, book: xw.Book, sheet: xw.Sheet) -> None:
    book.sheets.add("前", after=sheet)
    sheet["A1"].value = ["甲", dt.datetime(2024, 1, 2)]
    sheet.visible = False
    with app.books.add() as other:
        sheet["A1:B1"].copy(other.sheets[0]["B2"])
        assert other.sheets[0]["B2:C2"].value == ["甲", dt.datetime(2024, 1, 2)]
    assert sheet.visible is False


def test_notes_are_added_changed_and_deleted(sheet: xw.Sheet) -> None:
    assert sheet["B2"].note is None
    sheet["B2"].add_note("请填 90%")
    sheet["B2"].note.text = "请填 90% 或 0.9"
    assert [(n.text, n.location.address) for n in sheet.notes] == [("请填 90% 或 0.9", "$B$2")]
    sheet["B2"].note.delete()
    assert (sheet["B2"].note, len(sheet.notes)) == (None, 0)


def test_addresses_and_parts_of_ranges_are_excels(sheet: xw.Sheet) -> None:
    cells = sheet["B2:D5"]
    assert (cells.get_address(False, False), cells.last_cell.address, cells.count, cells.shape) == ("B2:D5", "$D$5", 12, (4, 3))
    assert (cells.offset(1, 1).address, cells.resize(1, 2).address) == ("$C$3:$E$6", "$B$2:$C$2")
    assert (cells.rows[0].address, cells.columns[2].address) == ("$B$2:$D$2", "$D$2:$D$5")
    assert (sheet["A:B"].address, sheet["2:3"].address, sheet[0, 1].address, sheet["b2:$a1"].address) == ("$A:$B", "$2:$3", "$B$1", "$A$1:$B$2")
    sheet.name = "工作 亮相!"
    assert cells.get_address(include_sheetname=True) == "'工作 亮相!'!$B$2:$D$5"
    sheet.name = "王's 表"
    assert sheet["A1"].get_address(include_sheetname=True) == "'王''s 表'!$A$1"
    assert sheet["A1"].get_address(external=True) == f"'[{sheet.book.name}]王''s 表'!$A$1"
    sheet["A1"].value = 5
    sheet["B1"].formula = f"={sheet['A1'].get_address(include_sheetname=True)}*2"
    assert sheet["B1"].value == 10


def test_end_and_expand_stop_where_excel_stops(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, 2, 3], [4, None, 6], ["=\"\"", 8, 9], [None, None, None], [7, None, None]]
    assert [sheet["A1"].end(d).address for d in ("down", "right")] == ["$A$3", "$C$1"]
    assert [sheet["A3"].end("down").address, sheet["B1"].end("down").address, sheet["A100"].end("up").address] == ["$A$5", "$B$3", "$A$5"]
    assert sheet["A1"].end("left").address == "$A$1"
    assert sheet["A5"].end("down").row == 1_048_576
    assert (sheet["A1"].current_region.address, sheet.used_range.address) == ("$A$1:$C$3", "$A$1:$C$5")


def test_clearing_contents_keeps_the_look(sheet: xw.Sheet) -> None:
    sheet["A1"].value, sheet["A1"].color = dt.datetime(2024, 1, 1), (1, 2, 3)
    sheet.clear_contents()
    assert (sheet["A1"].value, sheet["A1"].color) == (None, (1, 2, 3))
    sheet.clear()
    assert (sheet["A1"].color, sheet["A1"].number_format) == (None, "General")


def test_names_stand_for_ranges_and_constants(book: xw.Book, sheet: xw.Sheet) -> None:
    sheet["A1:A3"].name = "得分"
    book.names.add("满分", "=100")
    sheet["C1"].formula = "=SUM(得分)+满分"
    sheet["A1"].options(transpose=True).value = [1, 2, 3]
    assert (sheet["得分"].address, sheet["A1:A3"].name.name, book.names["得分"].refers_to) == ("$A$1:$A$3", "得分", "=Sheet1!$A$1:$A$3")
    assert sheet["C1"].value == 106.0
    with pytest.raises(xw.XlwingsError, match="does not stand for a range"):
        _ = book.names["满分"].refers_to_range
    book.names["得分"].delete()
    assert ("得分" in book.names, len(book.names)) == (False, 1)


def test_sheets_are_added_named_moved_copied_hidden_and_deleted(book: xw.Book, sheet: xw.Sheet) -> None:
    book.sheets.add("乙", after=sheet)
    assert (book.sheets.active.name, book.sheets["乙"].index) == ("乙", 2)
    sheet["A1"].value = 7
    assert sheet.copy(name="副本")["A1"].value == 7.0
    sheet.name = "甲"
    book.sheets["副本"].move(before=sheet)
    assert book.sheet_names == ["副本", "甲", "乙"]
    book.sheets["副本"].delete()
    sheet.visible = False
    assert [s.visible for s in book.sheets] == [False, True]
    with pytest.raises(xw.XlwingsError, match="only visible sheet"):
        book.sheets["乙"].visible = False
    with pytest.raises(xw.NoSuchObjectError, match="甲, 乙"):
        _ = book.sheets["丙"]


def test_what_is_not_supported_says_so(app: xw.App, sheet: xw.Sheet) -> None:
    uses = (lambda: sheet.charts, app.macro("x"), lambda: sheet["A1"].conditional_formats, lambda: sheet["A1,C3"])
    for use in uses:
        with pytest.raises(xw.XlwingsError, match="not supported by the engine 'libreoffice'"):
            use()


def test_sorting_and_filling_work_on_whole_ranges(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["名", "分"], ["甲", 1], ["乙", 3], ["丙", 2]]
    sheet["A1:B4"].sort(2, ascending=False, has_headers=True)
    assert sheet["A1:A4"].value == ["名", "乙", "丙", "甲"]
    sheet["D1"].options(transpose=True).value = [1, 2]
    sheet["D1:D2"].autofill(sheet["D1:D5"])
    assert sheet["D1:D5"].value == [1.0, 2.0, 3.0, 4.0, 5.0]


def test_a_sheet_stays_whole_after_cells_were_deleted_from_its_rows(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, 2, 3], [4, 5, 6]]
    sheet["A2"].delete("left")
    sheet["XFD2"].value = "末"
    sheet.clear()
    assert sheet["A1:C2"].value == [[None] * 3] * 2


def test_a_deleted_sheet_is_refused_instead_of_standing_for_the_first_one(book: xw.Book, sheet: xw.Sheet) -> None:
    sheet["A1"].value = "留着"
    book.sheets.add("删", after=sheet)
    gone, cell = book.sheets["删"], book.sheets["删"]["A1"]
    book.sheets["删"].delete()
    for use in (lambda: gone.name, lambda: setattr(cell, "value", 1), gone.clear, gone.delete):
        with pytest.raises(xw.XlwingsError, match="sheet has been deleted"):
            use()
    assert (sheet["A1"].value, sheet in book.sheets) == ("留着", False)


def test_a_column_of_errors_other_than_not_available_is_named_too(sheet: xw.Sheet) -> None:
    sheet["A1:A40"].formula = "=IF(ROW()=3,NA(),1/0)"
    assert sheet["A1:A40"].options(err_to_str=True).value == ["#DIV/0!"] * 2 + ["#N/A"] + ["#DIV/0!"] * 37


def test_a_date_over_a_text_that_looked_like_one_is_a_date(sheet: xw.Sheet) -> None:
    sheet["A1"].value = ["2024-01-01", "1"]
    sheet["A1"].value = [dt.datetime(2024, 1, 1), True]
    assert sheet["A1:B1"].value == [dt.datetime(2024, 1, 1), True]


def test_formulas_of_constants_can_be_written_back(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [1.5, True, "甲", None, "=A1*2", "00123", "330521199001011234", 1]
    sheet["A2:H2"].number_format, sheet["A2:G2"].number_format = "@", "General"
    sheet["A2"].formula = sheet["A1:H1"].formula
    assert sheet["A1:H1"].formula == (("1.5", "TRUE", "甲", "", "=A1*2", "00123", "330521199001011234", "1"),)
    assert sheet["A2:H2"].value == [1.5, True, "甲", None, 3.0, "00123", "330521199001011234", "1"]


def test_the_current_region_ends_where_excels_does(sheet: xw.Sheet) -> None:
    sheet["B2"].value = [[1, 2, 3]] * 3
    found = [sheet[place].current_region.address for place in ("C3", "A1", "E5", "F3", "Z9", "C6")]
    assert found == ["$B$2:$D$4", "$A$1:$D$4", "$B$2:$E$5", "$F$3", "$Z$9", "$C$6"]


def test_whether_there_are_formulas_is_told_of_the_range_alone(sheet: xw.Sheet) -> None:
    sheet["A1"].formula = "=1+1"
    assert (sheet["A1"].impl.has_formulas, sheet["D1"].impl.has_formulas) == (True, False)


@pytest.mark.parametrize(
    ("kind", "numbers", "one", "dates"),
    [
        ("fill_default", [1, 3, 5, 7, 9], [4, 4, 4], ["01-31", "02-29", "03-31", "04-30"]),
        ("fill_series", [1, 3, 5, 7, 9], [4, 5, 6], ["01-31", "02-29", "03-31", "04-30"]),
        ("fill_copy", [1, 3, 1, 3, 1], [4, 4, 4], ["01-31", "02-29", "01-31", "02-29"]),
        ("fill_days", None, None, ["01-31", "02-29", "03-29", "04-27"]),
        ("fill_weekdays", None, None, ["01-31", "02-29", "03-01", "03-04"]),
        ("fill_months", None, None, ["01-31", "02-29", "03-29", "04-29"]),
    ],
)
def test_filling_goes_on_from_the_cells_and_leaves_them_alone(
    sheet: xw.Sheet, kind: str, numbers: list[int] | None, one: list[int] | None, dates: list[str]
) -> None:
    if numbers:
        sheet["A1"].value, sheet["A2"].value = [1, 3], 4
        sheet["A1:B1"].autofill(sheet["A1:E1"], kind)
        sheet["A2"].autofill(sheet["A2:C2"], kind)
        assert (sheet["A1:E1"].value, sheet["A2:C2"].value) == (numbers, one)
    sheet["A3"].options(transpose=True).value = [dt.datetime(2024, 1, 31), dt.datetime(2024, 2, 29)]
    sheet["A3:A4"].autofill(sheet["A3:A6"], kind)
    assert [day.strftime("%m-%d") for day in sheet["A3:A6"].value] == dates


def test_copied_formulas_formats_and_values_are_filled_over_any_number_of_rows(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, "=A1*2"], [2, "=A2*2"]]
    sheet["A1"].color = (1, 2, 3)
    sheet["A1:B2"].autofill(sheet["A1:B5"], "fill_copy")
    assert (sheet["B5"].formula, sheet["A5"].value, sheet["A5"].color) == ("=A5*2", 1.0, (1, 2, 3))
    sheet["A1:B2"].autofill(sheet["A1:F2"], "fill_values")
    assert (sheet["F2"].formula, sheet["C1"].color) == ("4", None)
    sheet["A1"].autofill(sheet["A1:A9"], "fill_formats")
    assert (sheet["A9"].value, sheet["A9"].color) == (None, (1, 2, 3))


def test_pasting_writes_over_what_is_there(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    sheet["A1:B2"].copy()
    sheet["B2"].paste()
    assert sheet["A1:C3"].value == [[1.0, 2.0, 3.0], [4.0, 1.0, 2.0], [7.0, 4.0, 5.0]]
    sheet["A1"].copy_from(sheet["C1:C3"], "values")
    assert sheet["A1:A3"].value == [3.0, 2.0, 5.0]


def test_a_part_of_an_array_formula_is_neither_cleared_nor_moved_without_a_word(sheet: xw.Sheet) -> None:
    sheet["A1:B2"].formula_array = "=ROW(A1:B2)"
    uses = (sheet["A1"].clear_contents, sheet["A1"].clear, lambda: setattr(sheet["A1"], "value", None), lambda: sheet["2:2"].insert("down"))
    for use in (*uses, sheet["2:2"].delete):
        with pytest.raises(xw.XlwingsError, match="array formula"):
            use()
    assert sheet["A1:B3"].value == [[1.0, 1.0], [2.0, 2.0], [None, None]]
    sheet["A1:B2"].clear_contents()
    assert sheet["A1:B2"].value == [[None, None]] * 2


def test_a_protected_sheet_says_no_instead_of_nothing(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[2, 1], [1, 2]]
    open_cells = sheet["D1:D2"].api
    protection = open_cells.CellProtection
    protection.IsLocked = False
    open_cells.CellProtection = protection
    sheet.api.protect("")
    cells = sheet["A1:B2"]
    uses = (
        lambda: setattr(cells, "color", (1, 2, 3)), lambda: setattr(cells, "number_format", "0.0"), lambda: setattr(cells.font, "bold", True),
        lambda: setattr(cells, "wrap_text", True), lambda: cells.borders.set("all", line_style="continuous"),
        lambda: cells.set_colors([[None] * 2] * 2), cells.clear, cells.clear_contents, cells.clear_formats,
        cells.merge, lambda: cells.insert("down"), cells.delete,
        lambda: sheet["A1"].add_note("注"), lambda: cells.sort(1), lambda: cells.copy(sheet["G1"]), lambda: sheet["G1"].copy_from(cells),
        lambda: cells.move(sheet["G1"]), lambda: sheet["A1"].autofill(sheet["A1:A9"]),
    )  # fmt: skip
    for use in uses:
        with pytest.raises(xw.XlwingsError, match="protected"):
            use()
    sheet["D1:D2"].color = (1, 2, 3)
    sheet["D1"].value = 5
    assert (sheet["D1"].value, sheet["D2"].color, cells.value) == (5.0, (1, 2, 3), [[2.0, 1.0], [1.0, 2.0]])


def test_rows_and_columns_of_no_size_are_hidden_and_wide_ranges_are_told_at_once(sheet: xw.Sheet) -> None:
    sheet["A2:A3"].row_height = sheet["B1:C1"].column_width = 0
    assert (sheet["2:3"].rows.hidden, sheet["A2"].row_height, sheet["A1:A2"].row_height) == (True, 0, None)
    assert (sheet["B:C"].columns.hidden, sheet["B1"].column_width, sheet["A:A"].rows.hidden) == (True, 0, None)
    sheet["A2:A3"].row_height = sheet["B1:C1"].column_width = 20
    assert (sheet["A:A"].rows.hidden, sheet["A2:A3"].row_height, sheet["B1:C1"].column_width) == (False, 20.0, 20.0)


def test_colours_formats_and_axes_that_are_none_are_refused_and_excels_chinese_general_is_known(sheet: xw.Sheet) -> None:
    with pytest.raises(ValueError, match="0 to 255"):
        sheet["A1"].color = (300, 0, 0)
    with pytest.raises(ValueError, match="axis"):
        sheet.autofit("x")
    for code in ("0.0", "G/通用格式", "0.0", ""):
        sheet["A1"].number_format = code
    assert sheet["A1"].number_format == "General"


def test_sheets_from_one_to_another_and_error_values_keep_their_place_in_formulas(book: xw.Book, sheet: xw.Sheet) -> None:
    book.sheets.add("三 月", after=sheet)["A1"].value = 3
    sheet["A1"].value = 1
    formulas = ["=SUM('Sheet1:三 月'!A1)", "=SUM('Sheet1:三 月'!$A$1:A2)+1", "=IFERROR(#REF!,5)", "=ERROR.TYPE(#DIV/0!)", "=SUM((A1,A1:A2))"]
    sheet["C1"].formula = formulas
    assert list(sheet["C1:G1"].formula[0]) == formulas
    assert sheet["C1:G1"].value == [4.0, 5.0, 5.0, 2.0, 2.0]
    sheet["C2:C3"].formula = formulas[0]
    assert sheet["C3"].formula == "=SUM('Sheet1:三 月'!A2)"


def test_formulas_that_would_be_lost_are_refused(sheet: xw.Sheet) -> None:
    for formula in ("=[x.xlsx]Sheet1!A1", "='C:\\[x.xlsx]S 1'!A1"):
        with pytest.raises(NotImplementedError, match="another book"):
            sheet["A1"].formula = formula
    with pytest.raises(NotImplementedError, match="array formula"):
        sheet["A1:A2"].formula_array = "=IFERROR(#REF!,B1:B2)"
    sheet["A1"].formula = '=IF(1=1,"[x]a! #REF!",2)'
    assert sheet["A1"].value == "[x]a! #REF!"


def test_links_are_set_and_read_and_go_when_the_cell_is_written(sheet: xw.Sheet) -> None:
    sheet["A1"].add_hyperlink("www.xlwings.org", "网站")
    sheet["A2"].formula = '=HYPERLINK("http://a.b","c")'
    assert (sheet["A1"].value, sheet["A1"].hyperlink, sheet["A2"].hyperlink) == ("网站", "http://www.xlwings.org", "http://a.b")
    sheet["A1"].value = 3
    with pytest.raises(xw.XlwingsError, match="no hyperlink"):
        _ = sheet["A1"].hyperlink


def test_rows_and_columns_are_grouped(book: xw.Book, sheet: xw.Sheet, tmp_path: Path) -> None:
    sheet["A1"].value = 1
    sheet["2:3"].group()
    sheet["B:C"].group()
    sheet["E:F"].group()
    sheet["E1:F1"].ungroup("columns")
    book.save(tmp_path / "groups.xlsx")
    saved = load_workbook(tmp_path / "groups.xlsx")[sheet.name]
    assert [saved.row_dimensions[n].outlineLevel for n in (2, 3, 4)] == [1, 1, 0]
    assert (saved.column_dimensions["B"].outlineLevel, saved.column_dimensions["E"].outlineLevel) == (1, 0)


def test_a_text_that_is_no_unicode_is_refused(sheet: xw.Sheet) -> None:
    with pytest.raises(xw.XlwingsError, match="surrogate"):
        sheet["A1"].value = ["甲", "\ud800"]


@pytest.mark.parametrize(("text", "told"), [
    ("=IF(A6=_chosen.records,_hints.1+$B6,C$2)", "=IF(A7=_chosen.records,_hints.1+$B7,C$2)"),
    ("=x.A1+B1", None), ("=x.ab+B1", None), ("=_a.b.C3*2", None), ("=SUM(2:3)", None),
])
def test_a_formula_with_names_is_moved_unless_a_part_of_a_name_could_be_a_cell(text: str, told: str | None) -> None:
    assert formula_text.can_be_moved(text) == (told is not None)
    assert told is None or formula_text.moved(text, 1, 0) == told


def test_a_formula_is_read_again_as_it_stands_now(book: xw.Book, sheet: xw.Sheet) -> None:
    """What was told once is kept for its text alone: a sheet that is renamed and a row that moves have another."""
    other = book.sheets.add("甲")
    book.names.add("hints_1", "='甲'!$A$1")
    sheet["B2"].formula, sheet["B3"].formula = "='甲'!A2+hints_1", "='甲'!A3+hints_1"
    assert [c.formula for c in sheet["B2:B3"]] == ["=甲!A2+hints_1", "=甲!A3+hints_1"]
    other.name = "乙"
    assert [c.formula for c in sheet["B2:B3"]] == ["=乙!A2+hints_1", "=乙!A3+hints_1"]
    sheet.range("1:1").insert("down")
    assert sheet["B3"].formula == "=乙!A2+hints_1" and sheet["B4"].formula == "=乙!A3+hints_1"
