"""File names' endings and the filters of LibreOffice that read and write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from xlwings import XlwingsError

_FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xltx": "Calc MS Excel 2007 XML Template",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
    ".ots": "calc8_template",
    ".csv": "Text - txt - csv (StarCalc)",
    ".tsv": "Text - txt - csv (StarCalc)",
    ".txt": "Text - txt - csv (StarCalc)",
    ".html": "HTML (StarCalc)",
}
_DELIMITERS = {".csv": ",", ".tsv": "\t", ".txt": "\t"}
_FORMATS = {1: "\t", 2: ",", 3: " ", 4: ";"}  # the codes of Excel's Workbooks.Open
_UTF_8 = 76


def saving(path: Path) -> dict[str, Any]:
    """What LibreOffice must be told to write this file. Raises XlwingsError for an ending that it cannot write."""
    ending = path.suffix.lower()
    if ending not in _FILTERS:
        raise XlwingsError(f"{path.name}: save as one of {' '.join(_FILTERS)}; LibreOffice does not write '{ending}'.")
    options = {"FilterName": _FILTERS[ending]}
    if ending in _DELIMITERS:
        options["FilterOptions"] = f"{ord(_DELIMITERS[ending])},34,{_UTF_8},1,,0,false,true,false"
    return options


def loading(path: Path, format: int | None, delimiter: str | None) -> dict[str, Any]:
    """What LibreOffice must be told to read this file: nothing but for texts, which are read as UTF-8."""
    ending = path.suffix.lower()
    if ending not in _DELIMITERS:
        return {}
    mark = (delimiter or "\t") if format == 6 else _FORMATS.get(format or 0, delimiter or _DELIMITERS[ending])
    return {"FilterName": _FILTERS[ending], "FilterOptions": f"{ord(mark)},34,{_UTF_8},1"}
