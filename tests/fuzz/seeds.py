"""Where the fuzz target starts: a small workbook in order, part by part, with one of everything that a sheet can hold."""

from __future__ import annotations

import io
import zipfile
from functools import lru_cache
from pathlib import Path

from shijibu.spreadsheet.limits import Limits
from tests.returns.packed import packed, parts, sheet

_ROWS = (
    '<row r="1" hidden="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>甲_x000D_乙</t>'
    '<rPh sb="0" eb="1"><t>jia</t></rPh></is></c></row>'
    '<row r="3"><c r="A3"><f>B3*2</f><v>1.5</v></c><c t="e"><v>#N/A</v></c><c r="D3" t="b"><v>1</v></c><c r="E3" t="str"><f>"x"</f><v>x</v></c></row>'
    '<row><c t="d"><v>2026-03-05</v></c><c r="XFD1048576"><f>A1</f></c></row>'
)
_AFTER = '<sheetProtection sheet="1"/><mergeCells><mergeCell ref="A5:B6"/></mergeCells>'
_STRINGS = "<si><t>任务名称</t></si><si><r><t>富</t></r><r><t xml:space=\"preserve\"> 文本</t></r></si>"
_NAMES = '<definedName name="tasks">表!$A$1:$K$9</definedName><definedName name="tasks" localSheetId="0">表!$A$1</definedName>'
_CORE = ('<cp:coreProperties xmlns:cp="urn:c" xmlns:dcterms="http://purl.org/dc/terms/"><dcterms:modified>2026-04-05T09:30:00Z</dcterms:modified>'
         "</cp:coreProperties>")
LIMITS = Limits(inflated_bytes=2**22, cells=20_000, characters=2**20, tags=200_000)
PARTS = ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels", "docProps/core.xml")


@lru_cache(maxsize=1)
def in_order() -> dict[str, bytes]:
    """The parts of the workbook."""
    made = parts(sheet(_ROWS, after='<cols><col min="2" max="3" hidden="1"/></cols>' + _AFTER), _STRINGS, names=_NAMES,
                 book='<workbookPr date1904="0"/>', more={"docProps/core.xml": _CORE})
    return {name: content.encode() if isinstance(content, str) else content for name, content in made.items()}


def package_of(data: bytes) -> bytes:
    """The workbook that an input stands for."""
    which = data[0] % (len(PARTS) + 1)
    if which == len(PARTS):
        return data[1:]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in (in_order() | {PARTS[which]: data[1:]}).items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return stream.getvalue()


def write_seeds(folder: Path) -> None:
    """An input for each part, and one that is the whole file."""
    for n, name in enumerate(PARTS):
        (folder / f"seed{n}").write_bytes(bytes([n]) + in_order()[name])
    (folder / f"seed{len(PARTS)}").write_bytes(bytes([len(PARTS)]) + packed(in_order()))
