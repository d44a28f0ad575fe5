"""Writing the add-in for classic Excel, anywhere: the VBA modules, shijibu.xlam and a demo workbook. The same catalogue gives the same bytes."""

from __future__ import annotations

import io
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from shijibu.errors import ShijibuError
from shijibu.files import together
from shijibu.report.function_examples import write_function_examples
from shijibu.rules.names import VBA_PREFIX
from shijibu.scheme import catalogue
from shijibu_addin.excel.bridge import OtherXlwings
from shijibu_addin.excel.ribbon import PART, RELATIONSHIP, ribbon
from shijibu_addin.excel.vba import BRIDGE, FUNCTIONS, MACRO_SUBS, SETTINGS, bridge_module, function_module, macro_module

ADDIN, DEMO, MODULES = "shijibu.xlam", "函数示例.xlsm", "vba"
_CATEGORY = "实绩簿"
_LONGEST = 255  # characters of a description in the function wizard
_STAMP = (2026, 1, 1, 0, 0, 0)
_PLAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO, _ADDIN = (f"application/vnd.ms-excel.{kind}.macroEnabled.main+xml" for kind in ("sheet", "addin"))


class CannotBuild(ShijibuError, ValueError):
    """What is needed to build is not installed; the text is one sentence for the person."""


def build(out: Path, *, force: bool = False) -> Path:
    """Write the add-in, which is given back, and beside it the demo workbook and the modules as text.

    Raises CannotBuild, OSError, and WouldReplace unless `force`.
    """
    texts = modules()
    made = {ADDIN: addin(texts), DEMO: demo(texts)} | {f"{MODULES}/{name}.bas": text.encode("ascii") for name, text in texts.items()}
    with together(out, force=force) as batch:
        for name, data in made.items():
            batch.write(name, data)
    return out / ADDIN


def modules() -> dict[str, str]:
    """The VBA modules by name. Raises CannotBuild."""
    try:
        return {BRIDGE: bridge_module(), FUNCTIONS: function_module(), MACRO_SUBS: macro_module()}
    except OtherXlwings as error:
        raise CannotBuild(f"装着的 xlwings 与加载项不配，请重新安装实绩簿（{error}）") from None


def settings() -> dict[str, str]:
    """What xlwings is told: no modules beside the workbook in front, and on Windows this Python; built elsewhere, the user's file names one."""
    python = {"INTERPRETER_WIN": str(Path(sys.executable).with_name("pythonw.exe"))} if sys.platform == "win32" else {}
    return {"ADD_WORKBOOK_TO_PYTHONPATH": "False"} | python


def addin(texts: dict[str, str]) -> bytes:
    """The .xlam: the modules, the settings and descriptions on its one sheet, and the ribbon's tab."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "addin.xlsm"
        with xlsxwriter.Workbook(path, {"in_memory": True}) as file:
            file.set_properties({"title": _CATEGORY, "created": datetime(*_STAMP)})
            settings_sheet(file)
        return _packed(_with_modules(path, texts), _ADDIN, {PART: ribbon()})


def demo(texts: dict[str, str]) -> bytes:
    """The .xlsm: the examples of all functions, by their names in classic Excel, with the modules inside."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "demo.xlsm"
        write_function_examples(path, prefix=VBA_PREFIX, also=lambda file: settings_sheet(file).hide())
        return _packed(_with_modules(path, texts), _MACRO, {})


def settings_sheet(file: xlsxwriter.Workbook) -> Worksheet:
    """Columns A and B: settings as xlwings reads them; C1: the functions' category; from D on a function a row, for the function wizard."""
    sheet = file.add_worksheet(SETTINGS)
    for row, setting in enumerate(settings().items()):
        sheet.write_row(row, 0, setting)
    sheet.write_string(0, 2, _CATEGORY)
    for row, rule in enumerate(catalogue.functions()):
        told = catalogue.entry(rule)["parameters"]
        sheet.write_row(row, 3, (f"{VBA_PREFIX}{rule.name}", rule.zh[:_LONGEST], len(told)))
        sheet.write_row(row, 6, [f"{p['zh']}{'（可不填）' if p['optional'] else ''}"[:_LONGEST] for p in told])
    return sheet


def _with_modules(path: Path, texts: dict[str, str]) -> bytes:
    """The workbook in `path` with a VBA project of these modules."""
    try:
        from pyopenvba import ExcelFile
    except ImportError:
        raise CannotBuild("生成经典 Excel 的加载项要用 pyOpenVBA：请先运行 pip install pyOpenVBA") from None
    with ExcelFile(path) as book:
        project = book.add_vba_project()
        for name, text in texts.items():
            project.add_module(name, text)
        book.save()
    return path.read_bytes()


def _packed(workbook: bytes, kind: str, further: dict[str, str]) -> bytes:
    """The workbook as a file of this kind, with further parts that belong to the whole package."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in _parts(made, kind, further):
            info = zipfile.ZipInfo(name, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, data)
    return out.getvalue()


def _parts(made: zipfile.ZipFile, kind: str, further: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    for name in made.namelist():
        data = made.read(name)
        if name == "[Content_Types].xml":
            data = data.replace(f'"{_PLAIN}"'.encode(), f'"{kind}"'.encode()).replace(f'"{_MACRO}"'.encode(), f'"{kind}"'.encode())
        elif name == "_rels/.rels":
            told = "".join(f'<Relationship Id="shijibu{n}" Type="{RELATIONSHIP}" Target="{part}"/>' for n, part in enumerate(further, 1))
            data = data.replace(b"</Relationships>", told.encode() + b"</Relationships>")
        yield name, data
    for name, text in further.items():
        yield name, text.encode()
