"""Files of others printed through a LibreOffice of our own: nothing in them runs, nothing is fetched, and none takes for ever."""

from __future__ import annotations

import io
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pypdf import PdfReader, PdfWriter

from shijibu.checks.printable import Form, Printable
from shijibu.errors import ShijibuError
from shijibu.workbook.layout import HEADER_ROW
from shijibu.workbook.names import HINT_LABEL, SELF_CHECK, UNITS_SHEET
from shijibu.workbook.printed import PAGES_BEGIN, PAGES_END
from shijibu_addin.libreoffice.fitting import fit_rows
from shijibu_addin.libreoffice.office import Office

_IMPORTS = {
    "xlsx": "Calc MS Excel 2007 XML", "xlsb": "Calc MS Excel 2007 Binary", "xls": "MS Excel 97", "ods": "calc8",
    "fods": "OpenDocument Spreadsheet Flat XML", "docx": "MS Word 2007 XML",
}
_EXPORTS = {"docx": "writer_pdf_Export"}
_SECONDS, _SECONDS_A_FORM = 120.0, 5.0
_MOST_PAGES = 200  # of one official's form
_ON_SCREEN = {SELF_CHECK, UNITS_SHEET}
"""Sheets that help who fills in, and that nobody files."""
# Whatever a document asks for: no macros, no links brought up to date, and the web is a place where nobody answers.
_SETTINGS = (
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "2"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("/org.openoffice.Inet/Settings", "ooInetProxyType", "1"),
    *(("/org.openoffice.Inet/Settings", f"ooInet{kind}Proxy{what}", value) for kind in ("HTTP", "HTTPS", "FTP")
      for what, value in (("Name", "127.0.0.1"), ("Port", "9"))),
)  # fmt: skip
_NEVER_RUN, _NO_UPDATE = 0, 0  # com.sun.star.document.MacroExecMode.NEVER_EXECUTE, UpdateDocMode.NO_UPDATE


class NotPrinted(ShijibuError):
    """One file could not be printed; the text says why."""


@dataclass(frozen=True, slots=True)
class Pages:
    """What a file came to. pdf: its pages; of_forms: how many of them are forms of one official each; left_out: officials with nothing to list;
    blank: titles of the sheets that were left out because nobody filled them in.
    """

    pdf: bytes
    count: int
    of_forms: int = 0
    left_out: int = 0
    blank: tuple[str, ...] = ()


class Printer:
    """One LibreOffice after another, in a profile that allows nothing: a new one where a file took the last one down."""

    def __init__(self, seconds: float = _SECONDS) -> None:
        self._seconds = seconds
        self._folder = tempfile.TemporaryDirectory(prefix="shijibu-print-")
        self._place = Path(self._folder.name)
        self._office: Office | None = None
        self._started = self._files = 0

    def __enter__(self) -> Self:
        self.office()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._office is not None:
            self._office.close()
        self._folder.cleanup()

    def office(self) -> Office:
        """The LibreOffice that prints, started where none runs. Raises OfficeMissing, OfficeFailed."""
        if self._office is None or not self._office.running:
            if self._office is not None:
                self._office.kill()
            self._started += 1
            profile = self._place / f"profile{self._started}"
            (profile / "user").mkdir(parents=True)
            (profile / "user" / "registrymodifications.xcu").write_text(_registry(), "utf-8")
            self._office = Office(profile)
        return self._office

    def print(self, file: Printable, *, forms_only: bool = False) -> Pages:
        """A file's pages: the whole of it, each official's forms among them; or these alone. Raises NotPrinted."""
        self._files += 1
        path = self._place / f"file{self._files}.{file.format}"  # a LibreOffice that was ended leaves its lock beside the last one
        path.write_bytes(file.data)
        office = self.office()
        with self._in_time(office, self._seconds + _SECONDS_A_FORM * sum(len(f.names) for f in file.forms)):
            document = self._opened(office, path, file)
            try:
                return _Printing(office, document, file, self._place / "pages.pdf").pages(forms_only=forms_only)
            finally:
                with suppress(Exception):  # it may be gone with its LibreOffice
                    document.close(True)
                path.unlink()

    def _opened(self, office: Office, path: Path, file: Printable) -> Any:
        # Not as read-only: of such a document no print area can be set. It is a copy of our own, which goes.
        document = office.desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, office.properties(
            Hidden=True, FilterName=_IMPORTS[file.format], MacroExecutionMode=_NEVER_RUN, UpdateDocMode=_NO_UPDATE))
        if document is None:
            raise NotPrinted("LibreOffice 打不开这个文件" if file.format != "docx" else "本机的 LibreOffice 没有装文字处理（Writer），打不开 .docx")
        return document

    @contextmanager
    def _in_time(self, office: Office, seconds: float) -> Iterator[None]:
        """Ends a LibreOffice that takes longer; its calls fail then."""
        late = threading.Event()

        def end() -> None:
            late.set()
            office.kill()

        timer = threading.Timer(seconds, end)
        timer.start()
        try:
            yield
        except ShijibuError:
            raise
        except Exception as error:  # uno raises what it has, of no class of Python's
            if late.is_set():
                raise NotPrinted(f"LibreOffice 过了 {seconds:.0f} 秒还没有打印完，已停下") from None
            raise NotPrinted(f"LibreOffice 打印不出来（{type(error).__name__}）") from error
        finally:
            timer.cancel()


class _Printing:
    """One open document on its way to paper."""

    def __init__(self, office: Office, document: Any, file: Printable, target: Path) -> None:
        self.office, self.document, self.file, self.target = office, document, file, target
        self.filter = _EXPORTS.get(file.format, "calc_pdf_Export")
        self.left_out = 0

    def pages(self, *, forms_only: bool) -> Pages:
        if self.file.format == "docx":
            pdf = [] if forms_only else [self._exported()]
            return _joined(pdf, [], 0)
        self.office.recalculate(self.document)
        sheets = {sheet.Name: sheet for sheet in self.document.Sheets}
        forms = [(form, sheets[form.sheet]) for form in self.file.forms if form.sheet in sheets]
        aside = _ON_SCREEN | {form.sheet for form, _ in forms} | set(self.file.blank)
        seen = [sheet for name, sheet in sheets.items() if sheet.IsVisible and name not in aside]
        whole = []
        if seen and not forms_only:
            with self._alone(seen, sheets.values()):
                whole = [self._exported()]
        of_forms = []
        for form, sheet in forms:
            if form.sheet in self.file.blank and not forms_only:
                continue
            with self._alone([sheet], sheets.values()):
                of_forms += self._of_everybody(form, sheet)
        return replace(_joined(whole, of_forms, self.left_out), blank=() if forms_only else self.file.blank)

    def _of_everybody(self, form: Form, sheet: Any) -> list[bytes]:
        """A form of each official who has anything to list; of everybody where nobody has."""
        with_rows = []
        for name in form.names:
            self._choose(form, sheet, name)
            if _lists(form, sheet):
                with_rows.append(name)
        names = with_rows or form.names
        self.left_out += len(form.names) - len(names)
        out = []
        for name in names:
            self._choose(form, sheet, name)
            for page in range(1, _pages(form, sheet) + 1):
                if form.page is not None:
                    sheet.getCellByPosition(form.page[1] - 1, form.page[0] - 1).Value = page
                    self.document.calculate()
                fit_rows(sheet)
                out.append(self._exported())
        return out

    def _choose(self, form: Form, sheet: Any, name: str) -> None:
        sheet.getCellByPosition(form.chosen[1] - 1, form.chosen[0] - 1).String = name
        if form.page is not None:
            sheet.getCellByPosition(form.page[1] - 1, form.page[0] - 1).Value = 1
        self.document.calculate()

    @contextmanager
    def _alone(self, shown: list[Any], sheets: Iterable[Any]) -> Iterator[None]:
        """Nothing but these sheets on paper: LibreOffice prints hidden ones too, but none without a print area where others have one."""
        before = [(sheet, sheet.getPrintAreas()) for sheet in sheets]
        names = {sheet.Name for sheet in shown}
        for sheet, areas in before:
            sheet.setPrintAreas(_areas(sheet, areas) if sheet.Name in names else ())
        self.document.getRendererCount(self.document, ())  # LibreOffice looks where its pages end
        for sheet in shown:
            _end_with_what_is_filled(sheet, blank_rows=sheet.Name not in self.file.ending)
        try:
            yield
        finally:
            for sheet, areas in before:
                sheet.setPrintAreas(areas)

    def _exported(self) -> bytes:
        self.document.storeToURL(self.target.as_uri(), self.office.properties(FilterName=self.filter))
        return self.target.read_bytes()


def _used(sheet: Any) -> Any:
    """All of a sheet that holds anything."""
    cursor = sheet.createCursor()
    cursor.gotoStartOfUsedArea(False)
    cursor.gotoEndOfUsedArea(True)
    return cursor


def _areas(sheet: Any, areas: tuple[Any, ...]) -> tuple[Any, ...]:
    """What is printed of a sheet: all that was filled in with what is computed from it, and no column of hints.

    As a workbook goes out, the rows that do not fit on the first page are printed without what is computed: each of them holds formulas, and
    LibreOffice would print them all. Here it is seen which are filled.
    """
    if not areas:
        return (_used(sheet).RangeAddress,)
    first = areas[0]
    for heading in _shown(sheet, first)[HEADER_ROW - 1:HEADER_ROW]:
        for column, text in enumerate(heading, first.StartColumn):
            if text == HINT_LABEL:
                sheet.Columns.getByIndex(column).IsVisible = False
    if len(areas) != 2 or areas[1].StartRow != first.EndRow + 1 or areas[1].StartColumn != first.StartColumn:
        return areas
    first.EndRow = areas[1].EndRow
    titles = sheet.getTitleRows()
    titles.StartRow, titles.EndRow = 0, HEADER_ROW - 1
    sheet.setTitleRows(titles)
    return (first,)


def _end_with_what_is_filled(sheet: Any, *, blank_rows: bool) -> None:
    """No page after the one on which the last row stands that shows anything; and no blank rows below it, unless they are wanted."""
    areas = sheet.getPrintAreas()
    if len(areas) != 1:
        return
    area = areas[0]
    shown = _shown(sheet, area)
    seen = [sheet.Columns.getByIndex(area.StartColumn + at).IsVisible for at in range(len(shown[0]))]
    last = area.StartRow + max((n for n, row in enumerate(shown) if any(v != "" for v, is_seen in zip(row, seen, strict=True) if is_seen)), default=0)
    if not blank_rows:
        area.EndRow = max(last, HEADER_ROW - 1)
        sheet.setPrintAreas((area,))
        return
    ends = [found.Position - 1 for found in sheet.getRowPageBreaks() if found.Position > last]
    if ends and min(ends) < area.EndRow:
        area.EndRow = min(ends)
        sheet.setPrintAreas((area,))


def _shown(sheet: Any, area: Any) -> tuple[tuple[Any, ...], ...]:
    """What stands in a range, row by row."""
    rows: tuple[tuple[Any, ...], ...] = sheet.getCellRangeByPosition(area.StartColumn, area.StartRow, area.EndColumn, area.EndRow).getDataArray()
    return rows


def _lists(form: Form, sheet: Any) -> bool:
    """Whether a row is listed: each has its number, or whatever stands first in it."""
    first, last, column = form.listed
    end = last or _used(sheet).RangeAddress.EndRow + 1
    values = [row[0] for row in sheet.getCellRangeByPosition(column - 1, first - 1, column - 1, end - 1).getDataArray()]
    return any(isinstance(value, float) or (last and value != "") for value in values)


def _pages(form: Form, sheet: Any) -> int:
    """How many pages the chosen official's rows take, as the sheet says beside where the page is chosen."""
    if form.page is None:
        return 1
    said = sheet.getCellByPosition(form.page[1], form.page[0] - 1).String
    number = said.removeprefix(PAGES_BEGIN).removesuffix(PAGES_END)
    return min(int(number), _MOST_PAGES) if number.isascii() and number.isdigit() and len(number) < 9 else 1


def _joined(whole: list[bytes], forms: list[bytes], left_out: int) -> Pages:
    counts = [sum(len(PdfReader(io.BytesIO(pdf)).pages) for pdf in pdfs) for pdfs in (whole, forms)]
    return Pages(merged([("", pdf) for pdf in whole + forms]), sum(counts), counts[1], left_out)


def merged(parts: list[tuple[str, bytes]]) -> bytes:
    """One PDF of several, a bookmark at each that has a title; the same parts give the same bytes, and nothing in it leads anywhere."""
    writer = PdfWriter()
    for title, pdf in parts:
        writer.append(io.BytesIO(pdf), outline_item=title or None, import_outline=False)
    writer.remove_links()
    writer.metadata = {"/Producer": "Shijibu"}
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _registry() -> str:
    items = "".join(f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
                    for path, name, value in _SETTINGS)
    head = 'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<oor:items {head}>{items}</oor:items>\n'
