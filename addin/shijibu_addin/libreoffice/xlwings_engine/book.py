"""Books: the open spreadsheet documents of an app."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlwings import XlwingsError, base_classes

from shijibu_addin.libreoffice.xlwings_engine import file_types
from shijibu_addin.libreoffice.xlwings_engine.document import Document
from shijibu_addin.libreoffice.xlwings_engine.name import Names
from shijibu_addin.libreoffice.xlwings_engine.range import Range, range_of
from shijibu_addin.libreoffice.xlwings_engine.sheet import Sheets
from shijibu_addin.libreoffice.xlwings_engine.unsupported import complete, refused, unsupported

if TYPE_CHECKING:
    from shijibu_addin.libreoffice.xlwings_engine.app import App


@complete
class Books(base_classes.Books):
    """The open books of an app, in the order in which they were opened."""

    def __init__(self, app: App) -> None:
        self.app = app

    @property
    def api(self) -> Any:
        """com.sun.star.frame.Components"""
        return self.app.desktop.Components

    def _book(self, model: Any) -> Book:
        return Book(self.app, self.app.document(model))

    @property
    def active(self) -> Book:
        models = self.app.models()
        if not models:
            raise XlwingsError("No book is open.")
        wanted = [self.app.active_model] if self.app.headless else []
        for model in (*wanted, self.app.desktop.getCurrentComponent(), models[-1]):
            if model is not None and model in models:
                return self._book(model)
        raise XlwingsError("No book is open.")

    def __call__(self, name_or_index: int | str) -> Book:
        books = list(self)
        if isinstance(name_or_index, str):
            wanted = name_or_index.lower()
            for book in books:
                if wanted in (book.name.lower(), book.fullname.lower()):
                    return book
            raise KeyError(name_or_index)
        if not 1 <= name_or_index <= len(books):
            raise IndexError(f"There is no book {name_or_index}: {len(books)} open.")
        return books[name_or_index - 1]

    def __contains__(self, name_or_index: int | str) -> bool:
        try:
            return bool(self(name_or_index))
        except (KeyError, IndexError):
            return False

    def __len__(self) -> int:
        return len(self.app.models())

    def __iter__(self) -> Iterator[Book]:
        return (self._book(model) for model in self.app.models())

    def add(self) -> Book:
        return self._load("private:factory/scalc")

    def open(
        self, fullname: str, update_links: bool | None = None, read_only: bool | None = None, format: int | None = None,
        password: str | None = None, write_res_password: str | None = None, ignore_read_only_recommended: bool | None = None,
        origin: int | None = None, delimiter: str | None = None, editable: bool | None = None, notify: bool | None = None,
        converter: int | None = None, add_to_mru: bool | None = None, local: bool | None = None, corrupt_load: int | None = None,
    ) -> Book:  # fmt: skip
        """Open a file and compute its formulas, whatever values it holds for them. Macros in it are not run."""
        path = Path(fullname)
        options: dict[str, Any] = {"ReadOnly": bool(read_only), **file_types.loading(path, format, delimiter, origin)}
        if password is not None:
            options["Password"] = password
        if update_links:
            options["UpdateDocMode"] = 3  # com.sun.star.document.UpdateDocMode.FULL_UPDATE
        book = self._load(path.resolve().as_uri(), **options)
        self.app.files.add(path.resolve())
        book.document.model.calculateAll()
        return book

    def _load(self, url: str, **options: Any) -> Book:
        # Not hidden: LibreOffice loses freeze panes of hidden documents on saving. Nothing is shown where it is headless.
        with refused(f"open {url}"):
            model = self.app.desktop.loadComponentFromURL(url, "_blank", 0, self.app.properties(**options))
        if model is None or not model.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            if model is not None:
                model.close(True)
            why = "it may be no spreadsheet, have another password, or be open elsewhere (a .~lock file beside it)"
            raise XlwingsError(f"LibreOffice could not open {url}: {why}.")
        if self.app.calculation == "manual":
            model.enableAutomaticCalculation(False)
        self.app.active_model = model
        book = self._book(model)
        book.document.read_only = model.isReadonly()
        return book


@complete
class Book(base_classes.Book):
    """One open document."""

    def __init__(self, app: App, document: Document) -> None:
        self._app = app
        self.document = document

    @property
    def app(self) -> App:
        return self._app

    @property
    def api(self) -> Any:
        """com.sun.star.sheet.SpreadsheetDocument"""
        return self.document.model

    @property
    def fullname(self) -> str:
        url = self.api.URL
        return self.document.uno.fileUrlToSystemPath(url) if url.startswith("file:") else url or self.api.Title

    @property
    def name(self) -> str:
        return os.path.basename(self.fullname)

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self)

    @property
    def selection(self) -> Range | None:
        selected = self.api.CurrentController.Selection if self.api.CurrentController is not None else None
        if selected is None or not hasattr(selected, "RangeAddress"):
            return None
        return range_of(self, selected)

    def activate(self) -> None:
        self._app.active_model = self.api
        if not self._app.headless and self.api.CurrentController is not None:
            self.api.CurrentController.Frame.activate()

    def close(self) -> None:
        """Close without saving."""
        model = self.api
        with refused("close the book"):
            model.setModified(False)
            model.close(True)
        self.document.closed = True
        self._app.forget(self.document)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Write the book to its file, or to `path`, which is its file from then on; the ending names the format."""
        if path is None and self.api.hasLocation() and password is None:
            with refused(lambda: f"save {self.fullname}"):
                self.api.store()
            return
        target = Path(path) if path is not None else Path(self.fullname)
        if path is None and not self.api.hasLocation():
            target = Path.cwd() / f"{self.api.Title}.xlsx"
        options = file_types.saving(target)
        _must_have_folder(target)
        if password is not None:
            options |= self._encryption(target, password)
        with refused(f"save {target}, which may be open elsewhere (a .~lock file beside it)"):
            self.document.uno.invoke(self.api, "storeAsURL", (target.resolve().as_uri(), self._app.properties(**options)))
        self._app.files.add(target.resolve())

    def _encryption(self, target: Path, password: str) -> dict[str, Any]:
        # LibreOffice writes files of Excel in the clear when it is given a password alone, and other files when it had one for a file of Excel.
        if file_types.password_kind(target) == "Excel":
            pairs = (("OOXPassword", password), ("CryptoType", "Standard"))
            values = tuple(self.document.struct("com.sun.star.beans.NamedValue", *pair) for pair in pairs)
            return {"EncryptionData": self.document.uno.Any("[]com.sun.star.beans.NamedValue", values)}
        kept = (part.Name for told in self.api.getArgs() if told.Name == "EncryptionData" for part in told.Value or ())
        if "OOXPassword" in kept:
            raise unsupported(f"Saving a book with a password as '{target.suffix}' after it had one as a file of Excel")
        return {"Password": password}

    def to_pdf(self, path: str, quality: str = "standard") -> None:
        """Write the printed pages of the visible sheets."""
        self.export_pdf(path, quality)

    def export_pdf(self, path: str, quality: str, selection: Any = None) -> None:
        """Write printed pages; selection: the cells to print, else every visible sheet."""
        _must_have_folder(Path(path))
        data: dict[str, Any] = {"Quality": 60 if quality == "minimum" else 90}
        if selection is not None:
            data["Selection"] = selection
        wrapped = self.document.uno.Any("[]com.sun.star.beans.PropertyValue", self._app.properties(**data))
        options = self._app.properties(FilterName="calc_pdf_Export", FilterData=wrapped)
        hidden = [(sheet, areas) for sheet in self.api.Sheets if not sheet.IsVisible and (areas := sheet.getPrintAreas())]
        for sheet, _ in hidden:  # LibreOffice prints the print areas of hidden sheets, too
            sheet.setPrintAreas(())
        try:
            with refused(f"write {path}"):
                self.document.uno.invoke(self.api, "storeToURL", (Path(path).resolve().as_uri(), options))
        finally:
            for sheet, areas in hidden:
                sheet.setPrintAreas(areas)


def _must_have_folder(file: Path) -> None:
    """LibreOffice would make every folder that is missing, those of a slip of the pen, too."""
    if not file.resolve().parent.is_dir():
        raise FileNotFoundError(f"No such folder: '{file.resolve().parent}'")
