"""Where the hosts differ: what one of them cannot read, or refuses on a protected sheet.

A task pane reads no colours, formulas or texts of notes; xlwings has no word for a sheet's protection, so each host's own is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import xlwings as xw

UNPROTECT, PROTECT = "shijibuUnprotect", "shijibuProtect"
"""What the task pane's script has to offer: lift a sheet's protection, and put it back as it was."""
_ALLOWED = (
    "AllowFormattingCells", "AllowFormattingColumns", "AllowFormattingRows", "AllowInsertingColumns", "AllowInsertingRows",
    "AllowInsertingHyperlinks", "AllowDeletingColumns", "AllowDeletingRows", "AllowSorting", "AllowFiltering", "AllowUsingPivotTables",
)  # fmt: skip

Colour = tuple[int, int, int] | None


def unable() -> tuple[type[Exception], ...]:
    """What xlwings raises for something that the host cannot do. xlwings is loaded by whoever has a book, not by this module."""
    from xlwings import XlwingsError

    return NotImplementedError, AttributeError, XlwingsError


def rgb(colour: str) -> Colour:
    """#FFC7CE as the three numbers that xlwings gives."""
    bare = colour.removeprefix("#")
    return int(bare[:2], 16), int(bare[2:4], 16), int(bare[4:], 16)


def colour_of(cell: xw.Range, otherwise: Colour) -> Colour:
    """A cell's fill; `otherwise` where the host cannot tell."""
    try:
        told = cell.color
    except unable():
        return otherwise
    return None if told is None else tuple(told)  # type: ignore[return-value]


def note_of(cell: xw.Range) -> tuple[str | None, bool]:
    """The text of a cell's note, and whether that is known: a host may know that there is a note and not what it says."""
    try:
        note = cell.note
        return (None, True) if note is None else (note.text, True)
    except unable():
        return None, False


def column_width(sheet: xw.Sheet, characters: float) -> float:
    """A column's width in the host's own unit: characters, but points in a task pane."""
    return (7 * characters + 5) * 0.75 if sheet.book.app.engine.name == "remote" else characters


def put_link(cell: xw.Range, text: str, sheet: str, address: str, file: Path | None = None) -> None:
    """A text that leads to a cell of this workbook, or of a file on this computer."""
    title = sheet.replace("'", "''")
    if cell.sheet.book.app.engine.name == "libreoffice":
        # Within the workbook LibreOffice writes its own "." as Excel's "!" when it saves; in another file's address it leaves what is there.
        cell.add_hyperlink(f"{file.as_uri()}#'{title}'!{address}" if file else f"#'{title}'.{address}", text, text)
        return
    target = f"[{file}]'{title}'!{address}" if file else f"#'{title}'!{address}"
    cell.formula = f"=HYPERLINK({_quoted(target)},{_quoted(text)})"


def _quoted(text: str) -> str:
    """A text within a formula."""
    return '"' + text.replace('"', '""') + '"'


def set_up_pages(sheet: xw.Sheet, landscape: bool, header: int) -> None:
    """Print the sheet no wider than a page, with the row `header` (from 1) atop each page.

    xlwings has no word for it; a task pane leaves it to the person.
    """
    turn = {"libreoffice": _pages_in_libreoffice, "excel": _pages_in_excel}.get(sheet.book.app.engine.name)
    if turn is not None:
        with suppress(Exception):  # a host without a printer refuses in a way of its own; the sheet is the same without
            turn(sheet, landscape, header)


def _pages_in_libreoffice(sheet: xw.Sheet, landscape: bool, header: int) -> None:
    document, name = sheet.book.api, f"实绩簿{'横向' if landscape else '纵向'}"
    styles = document.StyleFamilies.getByName("PageStyles")
    if not styles.hasByName(name):
        styles.insertByName(name, document.createInstance("com.sun.star.style.PageStyle"))
        style = styles.getByName(name)
        short, long = sorted((style.Width, style.Height))
        style.IsLandscape = landscape
        style.Width, style.Height = (long, short) if landscape else (short, long)
        style.HeaderIsOn = style.FooterIsOn = False
        style.ScaleToPagesX, style.ScaleToPagesY = 1, 0
    sheet.api.PageStyle = name
    sheet.api.setTitleRows(sheet.api.getCellRangeByPosition(0, header - 1, 0, header - 1).getRangeAddress())
    sheet.api.setPrintTitleRows(True)


def _pages_in_excel(sheet: xw.Sheet, landscape: bool, header: int) -> None:
    setup = sheet.api.PageSetup
    setup.Orientation = 2 if landscape else 1
    setup.Zoom = False
    setup.FitToPagesWide, setup.FitToPagesTall = 1, False
    setup.PrintTitleRows = f"${header}:${header}"


def recalculated(book: xw.Book) -> None:
    """Let the host compute every formula first, where it can."""
    with suppress(*unable()):
        book.app.calculate()


@contextmanager
def unlocked(book: xw.Book, titles: Iterable[str]) -> Iterator[None]:
    """The sheets without their protection, which is put back. A sheet under a password of somebody's own stays as it is."""
    with ExitStack() as stack:
        for title in sorted(set(titles)):
            stack.enter_context(_unlocked(book, title))
        yield


@contextmanager
def _unlocked(book: xw.Book, title: str) -> Iterator[None]:
    sheet, engine = book.sheets[title], book.app.engine.name
    lift = {"libreoffice": _in_libreoffice, "excel": _in_excel, "remote": _in_task_pane}.get(engine)
    lock = None
    if lift is not None:
        # Each host refuses in a way of its own; what was not unlocked then refuses the change itself.
        with suppress(Exception):
            lock = lift(book, sheet)
    try:
        yield
    finally:
        if lock is not None:
            lock()


def _in_libreoffice(book: xw.Book, sheet: xw.Sheet) -> Any:
    native = sheet.api
    if not native.isProtected():
        return None
    native.unprotect("")
    return lambda: native.protect("")  # the options stay with the sheet


def _in_excel(book: xw.Book, sheet: xw.Sheet) -> Any:
    native = sheet.api
    if not native.ProtectContents:
        return None
    allowed = {name: getattr(native.Protection, name) for name in _ALLOWED}
    allowed |= {"DrawingObjects": native.ProtectDrawingObjects, "Scenarios": native.ProtectScenarios}
    native.Unprotect("")
    return lambda: native.Protect("", **allowed)


def _in_task_pane(book: xw.Book, sheet: xw.Sheet) -> Any:
    book.app.macro(UNPROTECT)(sheet.name)
    return lambda: book.app.macro(PROTECT)(sheet.name)
