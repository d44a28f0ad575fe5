"""Processes, files and the host: starting and ending apps, saving and opening books, and doing without xlwings.pro."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings as xw

import shijibu_addin.libreoffice  # adds the engine
from shijibu_addin.libreoffice.office import Office
from shijibu_addin.libreoffice.xlwings_engine import attach
from tests.processes import members_of_group, wait_until


@pytest.fixture(autouse=True)
def _active() -> Iterator[None]:
    before = xw.engines.active
    xw.engines["libreoffice"].activate()
    yield
    xw.engines.active = before


def run(code: str) -> str:
    """What code prints in a Python of its own, without a licence key for xlwings."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("XLWINGS_")}
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_two_apps_have_books_of_their_own_and_ending_them_leaves_no_process() -> None:
    first, second = xw.App(visible=False), xw.App(visible=False, add_book=False)
    try:
        first.books[0].sheets[0]["A1"].value = "一"
        second.books.add().sheets[0]["A1"].value = "二"
        assert first.pid != second.pid
        assert (first.books[0].sheets[0]["A1"].value, second.books[0].sheets[0]["A1"].value) == ("一", "二")
        assert xw.apps.active == second
        first.activate()
        assert xw.apps.active == first
        assert members_of_group(first.pid)
    finally:
        first.quit()
        second.kill()
    assert wait_until(lambda: not members_of_group(first.pid) + members_of_group(second.pid))
    assert first.pid not in xw.apps.keys()  # noqa: SIM118  # the collection iterates over apps
    assert second.pid not in xw.apps.keys()  # noqa: SIM118


def test_a_book_is_saved_opened_and_closed(app: xw.App, tmp_path: Path) -> None:
    book = app.books.add()
    book.sheets[0]["A1"].value = [["甲", 2], ["=B1*2", True]]
    book.sheets[0]["B1"].number_format = "0.00"
    book.names.add("数", "=Sheet1!$B$1")
    book.save(tmp_path / "汇总.xlsx")
    assert (book.name, book.fullname) == ("汇总.xlsx", str(tmp_path / "汇总.xlsx"))
    book.sheets[0]["A1"].value = "乙"
    book.save()
    book.close()
    with pytest.raises(xw.XlwingsError, match="closed"):
        _ = book.name
    again = app.books.open(tmp_path / "汇总.xlsx")
    try:
        assert again.sheets[0]["A1:B2"].value == [["乙", 2.0], [4.0, True]]
        assert (again.sheets[0]["B1"].number_format, again.names["数"].refers_to) == ("0.00", "=Sheet1!$B$1")
        assert app.books["汇总.xlsx"] == again == xw.Book(tmp_path / "汇总.xlsx")
    finally:
        again.close()


def test_a_file_of_a_kind_that_cannot_be_written_is_refused(app: xw.App, tmp_path: Path) -> None:
    with app.books.add() as book, pytest.raises(xw.XlwingsError, match=r"does not write '\.docx'"):
        book.save(tmp_path / "x.docx")


def test_a_file_that_is_no_workbook_is_refused(app: xw.App, tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(bytes(range(256)) * 20)
    opened = len(app.books)
    with pytest.raises(xw.XlwingsError, match=r"x\.xlsx"):
        app.books.open(tmp_path / "x.xlsx")
    with pytest.raises(FileNotFoundError):
        app.books.open(tmp_path / "没有.xlsx")
    assert len(app.books) == opened


def test_comma_separated_values_are_utf_8(app: xw.App, tmp_path: Path) -> None:
    with app.books.add() as book:
        book.sheets[0]["A1"].value = [["中", "a,b"], [1, 2]]
        book.save(tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_text(encoding="utf-8") == '中,"a,b"\n1,2\n'
    with app.books.open(tmp_path / "x.csv") as book:
        assert book.sheets[0]["A1:B2"].value == [["中", "a,b"], [1.0, 2.0]]


def test_books_sheets_and_ranges_become_pdf(app: xw.App, tmp_path: Path) -> None:
    with app.books.add() as book:
        book.sheets[0]["A1"].value = "第一页"
        book.sheets.add("二", after=book.sheets[0])["A1"].value = "第二页"
        book.to_pdf(tmp_path / "book.pdf")
        book.sheets["二"].to_pdf(tmp_path / "sheet.pdf")
        book.sheets[0]["A1"].to_pdf(tmp_path / "range.pdf")
        pages = {name: (tmp_path / name).read_bytes().count(b"/Type/Page/") for name in ("book.pdf", "sheet.pdf", "range.pdf")}
        assert pages == {"book.pdf": 2, "sheet.pdf": 1, "range.pdf": 1}
        assert [sheet.visible for sheet in book.sheets] == [True, True]


def test_a_sheet_becomes_pdf_alone_where_the_others_have_print_areas(app: xw.App, tmp_path: Path) -> None:
    with app.books.add() as book:
        book.sheets.add("二", after=book.sheets[0])
        for sheet in book.sheets:
            sheet["A1"].value = sheet.name
            sheet.page_setup.print_area = "A1:B2"
        book.sheets["二"].to_pdf(tmp_path / "sheet.pdf")
        assert (tmp_path / "sheet.pdf").read_bytes().count(b"/Type/Page/") == 1
        assert [(sheet.visible, sheet.page_setup.print_area) for sheet in book.sheets] == [(True, "$A$1:$B$2")] * 2


def test_freeze_panes_and_print_areas_are_saved(app: xw.App, tmp_path: Path) -> None:
    with app.books.add() as book:
        book.sheets[0]["A1"].value = 1
        book.sheets[0].freeze_panes.freeze_at("A1:B2")
        book.sheets[0].page_setup.print_area = "A1:C3"
        book.save(tmp_path / "f.xlsx")
    sheet = zipfile.ZipFile(tmp_path / "f.xlsx").read("xl/worksheets/sheet1.xml").decode()
    assert 'xSplit="2"' in sheet
    assert 'ySplit="2"' in sheet
    with app.books.open(tmp_path / "f.xlsx") as book:
        assert book.sheets[0].page_setup.print_area == "$A$1:$C$3"


def test_settings_of_an_app_can_be_set_and_set_back(app: xw.App) -> None:
    with app.properties(display_alerts=False, screen_updating=False, calculation="manual", status_bar="计算中"):
        book = app.books.add()
        book.sheets[0]["A1"].value = [1, "=A1+1"]
        book.sheets[0]["A1"].value = 5
        assert book.sheets[0]["B1"].value != 6.0
        app.calculate()
        assert book.sheets[0]["B1"].value == 6.0
        book.close()
    assert (app.calculation, app.screen_updating, app.display_alerts, app.status_bar) == ("automatic", True, True, False)
    assert (app.alert("继续吗", buttons="yes_no"), app.alert("好")) == ("yes", "ok")
    assert app.version.major >= 7
    assert app.visible is False


def test_an_attached_app_uses_the_office_that_is_there_and_leaves_it_running(office: Office) -> None:
    document = office.new()
    app = attach(office.context)
    try:
        assert app.pid == os.getpid()
        assert xw.apps.active == app
        book = next(book for book in app.books if book.api == document)
        book.sheets[0]["A1"].value = ["甲", "=1+1"]
        assert document.Sheets.getByIndex(0).getCellByPosition(1, 0).Value == 2.0
    finally:
        app.quit()
        document.close(True)
    assert office.running
    assert app.pid not in xw.apps.keys()  # noqa: SIM118


def test_code_written_for_xlwings_runs_unchanged(tmp_path: Path) -> None:
    def monthly(folder: Path) -> None:
        with xw.App(visible=False) as app:
            wb = xw.Book()
            ws = wb.sheets[0]
            ws.name = "Data"
            ws.range("A1").value = ["Unit", "Score"]
            ws.range("A2").value = [["A", 90], ["B", 80]]
            ws.range("C1").value = "Rank"
            ws.range("C2:C3").formula = "=RANK(B2,$B$2:$B$3)"
            last = ws.range("A" + str(ws.cells.last_cell.row)).end("up").row
            for cell in ws.range(f"B2:B{last}"):
                if cell.value > 85:
                    cell.color = (255, 255, 0)
            ws.range("A1").expand("right").font.bold = True
            ws.autofit()
            wb.save(folder / "out.xlsx")
            wb.close()
            assert app.books.count == 1

    monthly(tmp_path)
    with xw.App(visible=False, add_book=False) as app:
        sheet = app.books.open(tmp_path / "out.xlsx").sheets["Data"]
        assert sheet["A1"].expand().value == [["Unit", "Score", "Rank"], ["A", 90.0, 1.0], ["B", 80.0, 2.0]]
        assert (sheet["B2"].color, sheet["B3"].color, sheet["C1"].font.bold) == ((255, 255, 0), None, True)


def test_the_engine_needs_nothing_of_xlwings_pro() -> None:
    told = run("""
        import sys
        class NoPro:
            def find_spec(self, name, path=None, target=None):
                if name.startswith("xlwings.pro"):
                    raise ImportError(name)
        sys.meta_path.insert(0, NoPro())
        import xlwings as xw
        import shijibu_addin.libreoffice
        xw.engines["libreoffice"].activate()
        with xw.App(visible=False) as app:
            app.books[0].sheets[0]["A1"].value = [[1, "=A1+1"]]
            print(app.books[0].sheets[0]["A1:B1"].value, xw.__pro__, any(name.startswith("xlwings.pro") for name in sys.modules))
    """)
    assert told == "[1.0, 2.0] False False"


def test_importing_the_package_waits_neither_for_xlwings_nor_for_libreoffice() -> None:
    told = run("""
        import sys
        import shijibu_addin.libreoffice
        print([name for name in ("xlwings", "uno", "pandas") if name in sys.modules])
        import xlwings
        print([engine.name for engine in xlwings.engines], "uno" in sys.modules, xlwings.__spec__.loader is xlwings.__loader__)
    """)
    assert told.splitlines() == ["[]", "['libreoffice'] False True"]


def test_without_xlwings_the_package_imports_and_xlwings_fails_as_ever() -> None:
    told = run("""
        import sys
        class NoXlwings:
            def find_spec(self, name, path=None, target=None):
                if name == "xlwings":
                    raise ModuleNotFoundError(name)
        sys.meta_path.insert(0, NoXlwings())
        import shijibu_addin.libreoffice
        try:
            from shijibu_addin.libreoffice.xlwings_engine import attach
            attach(None)
        except ModuleNotFoundError as error:
            print(error)
    """)
    assert told == "xlwings"


def test_without_libreoffice_starting_an_app_says_what_to_install() -> None:
    told = run("""
        import xlwings as xw
        import shijibu_addin.libreoffice
        from shijibu_addin.libreoffice import office
        def missing():
            raise office.OfficeMissing("LibreOffice was not found: install it.")
        office.soffice = missing
        xw.engines["libreoffice"].activate()
        try:
            xw.App(visible=False)
        except xw.XlwingsError as error:
            print(error)
    """)
    assert told == "LibreOffice was not found: install it."


def test_the_engine_does_not_import_shijibu() -> None:
    folder = Path(shijibu_addin.libreoffice.__file__).parent / "xlwings_engine"
    lines = [line.strip() for file in folder.glob("*.py") for line in file.read_text(encoding="utf-8").splitlines()]
    imports = [line for line in lines if line.startswith(("import ", "from "))]
    assert imports
    assert not [line for line in imports if line.split()[1].split(".")[0] == "shijibu" or "xlwings.pro" in line]


def test_what_is_closed_or_ended_says_so_in_errors_of_xlwings() -> None:
    app = xw.App(visible=False)
    closed, book = app.books.add(), app.books[0]
    sheet = closed.sheets[0]
    closed.close()
    for use in (lambda: closed.sheets[0], closed.save, closed.close, lambda: list(closed.names), lambda: sheet.name, lambda: sheet["A1"].value):
        with pytest.raises(xw.XlwingsError, match="book is closed"):
            use()
    app.quit()
    for use in (lambda: app.version, lambda: len(app.books), app.books.add, app.calculate):
        with pytest.raises(xw.XlwingsError, match="ended"):
            use()
    with pytest.raises(xw.XlwingsError, match="book is closed"):
        book.sheets[0]["A1"].value = 1


@pytest.mark.parametrize("ending", ["xlsx", "xlsm", "ods", "xls"])
def test_a_book_with_a_password_opens_with_nothing_else(app: xw.App, tmp_path: Path, ending: str) -> None:
    with app.books.add() as book:
        book.sheets[0]["A1"].value = "机密"
        book.save(tmp_path / f"x.{ending}", password="秘密 1")
        book.sheets[0]["A1"].value = "机密二"
        book.save()
    for password in (None, "别的"):
        with pytest.raises(xw.XlwingsError, match="could not open"):
            app.books.open(tmp_path / f"x.{ending}", password=password)
    with app.books.open(tmp_path / f"x.{ending}", password="秘密 1") as book:
        assert book.sheets[0]["A1"].value == "机密二"


def test_a_password_that_would_not_be_kept_is_refused(app: xw.App, tmp_path: Path) -> None:
    with app.books.add() as book:
        with pytest.raises(NotImplementedError, match="password"):
            book.save(tmp_path / "x.csv", password="密")
        book.save(tmp_path / "x.xlsx", password="密")
        with pytest.raises(NotImplementedError, match="password"):
            book.save(tmp_path / "x.ods", password="密")
    assert [file.name for file in tmp_path.iterdir()] == ["x.xlsx"]


def test_a_book_opened_to_be_read_says_that_it_cannot_be_changed(app: xw.App, tmp_path: Path) -> None:
    with app.books.add() as book:
        book.save(tmp_path / "x.xlsx")
    with app.books.open(tmp_path / "x.xlsx", read_only=True) as book:
        for use in (lambda: setattr(book.sheets[0]["A1"], "value", 1), lambda: setattr(book.sheets[0]["A1"], "color", (1, 2, 3))):
            with pytest.raises(xw.XlwingsError, match="read only"):
                use()


def test_comma_separated_values_of_a_chinese_excel_are_read(app: xw.App, tmp_path: Path) -> None:
    (tmp_path / "gbk.csv").write_bytes("单位,分\n余杭,1\n".encode("gb18030"))
    (tmp_path / "bom.csv").write_bytes("\ufeff单位,分\n余杭,1\n".encode())
    for name, origin in (("gbk.csv", None), ("bom.csv", None), ("gbk.csv", 936), ("bom.csv", 65001)):
        with app.books.open(tmp_path / name, origin=origin) as book:
            assert book.sheets[0]["A1:B2"].value == [["单位", "分"], ["余杭", 1.0]]
    with pytest.raises(NotImplementedError, match="origin=3"):
        app.books.open(tmp_path / "gbk.csv", origin=3)


def test_web_pages_and_flat_files_are_read_again(app: xw.App, tmp_path: Path) -> None:
    for ending in ("html", "fods"):
        with app.books.add() as book:
            book.sheets[0]["A1"].value = ["甲", 2]
            book.save(tmp_path / f"x.{ending}")
        with app.books.open(tmp_path / f"x.{ending}") as book:
            assert book.sheets[0]["A1:B1"].value == ["甲", 2.0]


def test_no_folder_is_made_for_a_path_that_is_not_there(app: xw.App, tmp_path: Path) -> None:
    with app.books.add() as book:
        for write in (lambda: book.save(tmp_path / "没有" / "x.xlsx"), lambda: book.to_pdf(tmp_path / "没有" / "x.pdf")):
            with pytest.raises(FileNotFoundError, match="没有"):
                write()
    assert not (tmp_path / "没有").exists()


def test_a_sheet_copied_to_a_book_that_has_its_name_is_numbered_as_in_excel(app: xw.App) -> None:
    with app.books.add() as book, app.books.add() as other:
        book.sheets[0].copy(after=other.sheets[0])
        assert other.sheet_names == ["Sheet1", "Sheet1 (2)"]
