"""File names' endings and the filters of LibreOffice that read and write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from xlwings import XlwingsError

from shijibu_addin.libreoffice.xlwings_engine.unsupported import unsupported

_FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xltx": "Calc MS Excel 2007 XML Template",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
    ".ots": "calc8_template",
    ".fods": "OpenDocument Spreadsheet Flat XML",
    ".csv": "Text - txt - csv (StarCalc)",
    ".tsv": "Text - txt - csv (StarCalc)",
    ".txt": "Text - txt - csv (StarCalc)",
    ".html": "HTML (StarCalc)",
}
_DELIMITERS = {".csv": ",", ".tsv": "\t", ".txt": "\t"}
_FORMATS = {1: "\t", 2: ",", 3: " ", 4: ";"}  # the codes of Excel's Workbooks.Open
_UTF_8, _GB_18030 = 76, 85  # LibreOffice's numbers of character sets
_ORIGINS = {65001: _UTF_8, 936: _GB_18030, 54936: _GB_18030, 950: 86, 1252: 1, 437: 3}  # by the code pages of Windows


def saving(path: Path) -> dict[str, Any]:
    """What LibreOffice must be told to write this file. Raises XlwingsError for an ending that it cannot write."""
    ending = path.suffix.lower()
    if ending not in _FILTERS:
        raise XlwingsError(f"{path.name}: save as one of {' '.join(_FILTERS)}; LibreOffice does not write '{ending}'.")
    options = {"FilterName": _FILTERS[ending]}
    if ending in _DELIMITERS:
        options["FilterOptions"] = f"{ord(_DELIMITERS[ending])},34,{_UTF_8},1,,0,false,true,false"
    return options


def password_kind(path: Path) -> str:
    """Who says how a file of this ending is encrypted. Raises Unsupported where nobody does."""
    ending = path.suffix.lower()
    if ending in (".xlsx", ".xlsm", ".xltx"):
        return "Excel"
    if ending in (".ods", ".ots", ".xls"):
        return "LibreOffice"
    raise unsupported(f"save(password=...) of a file that ends in '{ending}'")


def loading(path: Path, format: int | None, delimiter: str | None, origin: int | None) -> dict[str, Any]:
    """What LibreOffice must be told to read this file: nothing but for web pages and texts. These are read in the character set of `origin`, else
    as UTF-8 or, as Excel writes them in China, as GB 18030."""
    ending = path.suffix.lower()
    if ending in (".html", ".htm"):
        return {"FilterName": "calc_HTML_WebQuery"}
    if ending not in _DELIMITERS:
        return {}
    mark = (delimiter or "\t") if format == 6 else _FORMATS.get(format or 0, delimiter or _DELIMITERS[ending])
    return {"FilterName": _FILTERS[ending], "FilterOptions": f"{ord(mark)},34,{_characters(path, origin)},1"}


def _characters(path: Path, origin: int | None) -> int:
    if origin is not None:
        if origin not in _ORIGINS:
            raise unsupported(f"open(origin={origin})")
        return _ORIGINS[origin]
    try:
        path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return _GB_18030
    return _UTF_8
