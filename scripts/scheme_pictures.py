"""The pictures of docs/scheme_workbook.zh-CN.md: sheets of Deqing's scheme workbook as LibreOffice prints them.

Needs `soffice`, `pdftotext` and `pdftoppm`. `python scripts/scheme_pictures.py` writes docs/pictures/.
"""

from __future__ import annotations

import subprocess
import tempfile
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from shijibu.returns.admission import grid_of
from shijibu.scheme.load import load
from shijibu.scheme.model import Scheme
from shijibu.scheme_book.again import annotated
from shijibu.scheme_book.draw import FAULTS, HEADER, draw
from shijibu.scheme_book.load import book_in, failing, judged

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
DPI, TOP = 88, 44
# Picture, of which workbook, of which sheet, how much of the page from its top (0 to 1).
WANTED = [
    ("scheme_about", "export", "说明", 0.48), ("scheme_parameters", "export", "参数", 0.42), ("scheme_given", "export", "算例填写", 0.5),
    ("scheme_expected", "export", "算例应为", 0.42), ("scheme_faults", "faults", FAULTS, 0.36), ("scheme_marked", "faults", "算例应为", 0.42),
]


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "export.xlsx").write_bytes(draw(load("deqing")))
        (place / "faults.xlsx").write_bytes(_with_faults())
        for name in ("export", "faults"):
            _run("soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf", "--outdir", folder,
                 str(place / f"{name}.xlsx"))
        for picture, name, sheet, part in WANTED:
            pdf = place / f"{name}.pdf"
            page, width, height = _page(pdf, sheet)
            _run("pdftoppm", "-png", "-singlefile", "-r", str(DPI), "-f", str(page), "-l", str(page), "-x", "0", "-y", str(TOP), "-W", str(width),
                 "-H", str(int(height * part) - TOP), str(pdf), str(PICTURES / picture))


def _with_faults() -> bytes:
    """The line of the yellow card moved to 80, as somebody moves it, and the examples left as they were."""
    book = load_workbook(BytesIO(draw(load("deqing"))))
    sheet = book["参数"]
    value = next(c.column for c in sheet[HEADER] if c.value == "取值")
    next(sheet.cell(row[0].row, value) for row in sheet.iter_rows() if row[1].value == "yellow_below").value = 80
    out = BytesIO()
    book.save(out)
    read = book_in(grid_of(out.getvalue()), "德清方案.xlsx")
    scheme = judged(read)
    assert isinstance(scheme, Scheme)
    return annotated(read, failing(read, scheme))


def _page(pdf: Path, sheet: str) -> tuple[int, int, int]:
    """The first page of a sheet, whose foot bears its name or whose text begins with it, and the page's size in points of the picture."""
    pages = _run("pdftotext", "-layout", str(pdf), "-").split("\f")
    told = [[line.strip() for line in text.splitlines() if line.strip()] for text in pages]
    number = next(n for n, lines in enumerate(told, 1) if lines and (lines[-1].split(" ")[0] == sheet or (sheet in (FAULTS, "说明") and n == 1)))
    info = _run("pdfinfo", "-f", str(number), "-l", str(number), str(pdf))
    size = next(line for line in info.splitlines() if " size:" in line).split(":")[1].split()
    return number, round(float(size[0]) * DPI / 72), round(float(size[2]) * DPI / 72)


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main()
