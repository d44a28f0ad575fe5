"""One open spreadsheet document and what is kept for it between calls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cached_property
from typing import Any
from weakref import WeakSet

from xlwings import XlwingsError

from shijibu_addin.libreoffice.xlwings_engine.formulas import Formulas
from shijibu_addin.libreoffice.xlwings_engine.number_formats import NumberFormats


class Document:
    """Wraps a document of LibreOffice; books, sheets and ranges share it."""

    def __init__(self, uno: Any, model: Any, service: Callable[[str], Any]) -> None:
        self.uno = uno
        self._model = model
        self._service = service
        self.closed = self.read_only = False
        self.sheets: WeakSet[Any] = WeakSet()  # those that the program holds, to tell them what becomes of them

    @property
    def model(self) -> Any:
        """com.sun.star.sheet.SpreadsheetDocument"""
        if self.closed:
            raise XlwingsError("The book is closed.")
        return self._model

    @cached_property
    def formulas(self) -> Formulas:
        return Formulas(self.uno, self.model)

    @cached_property
    def formats(self) -> NumberFormats:
        return NumberFormats(self.uno, self.model)

    @property
    def epoch(self) -> dt.datetime:
        """The day that dates are counted from: workbooks of old Macs count from 1904."""
        first = self.model.NullDate
        return dt.datetime(first.Year, first.Month, first.Day)

    def areas(self, addresses: Any) -> Any:
        """Many rectangles as one object, so that a property is set on all of them in one call."""
        together = self.model.createInstance("com.sun.star.sheet.SheetCellRanges")
        together.addRangeAddresses(tuple(addresses), False)
        return together

    def function(self, name: str, *arguments: Any) -> Any:
        """What a function of LibreOffice gives for cells or values: rows, where it was given a range."""
        return self._service("com.sun.star.sheet.FunctionAccess").callFunction(name, arguments)

    def struct(self, name: str, *values: Any) -> Any:
        return self.uno.createUnoStruct(name, *values)

    def enum(self, kind: str, value: str) -> Any:
        return self.uno.Enum(kind, value)
