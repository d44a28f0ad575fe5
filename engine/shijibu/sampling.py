"""`shijibu sample`: a reproducible stratified random sample of a list, with a record of how it was drawn (DQ-8, DQ-10)."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path
from typing import Any

import xlsxwriter

from shijibu import __version__
from shijibu.rules.texts import allotted, drawn
from shijibu.workbook.reader import read
from shijibu.workbook.returned import column_letters

_HEADING_ROWS = 10
DRAWN = "抽中"


class CannotSample(Exception):
    """The list cannot be sampled; the text says why."""


def read_list(path: Path) -> tuple[list[str], list[list[str]]]:
    """Headings and rows of an .xlsx (first sheet that has any) or .csv (UTF-8 or GB18030). Raises CannotSample."""
    data = path.read_bytes()
    if path.suffix.lower() == ".csv":
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("gb18030", errors="replace")
        rows = [[c.strip() for c in row] for row in csv.reader(io.StringIO(text))]
    else:
        sheets = [s for s in read(data).sheets if s.cells and s.state == "visible"]
        if not sheets:
            raise CannotSample(f"{path.name}：没有内容")
        cells = sheets[0].cells
        width = max(c for _, c in cells)
        rows = [[_text(cells[r, c].value) if (r, c) in cells else "" for c in range(1, width + 1)] for r in range(1, max(r for r, _ in cells) + 1)]
    rows = [row for row in rows if any(row)]
    if not rows:
        raise CannotSample(f"{path.name}：没有内容")
    return rows[0], rows[1:]


def _text(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else "" if value is None else str(value).strip()


def draw(path: Path, strata: str, size: int, seed: str, out: Path, id_column: str | None = None) -> dict[str, Any]:
    """Draw `size` rows of `path` by `strata` and write them with the record of the draw to `out` (.xlsx or .csv).

    A row is known by the column `id_column`, else by the first column whose values are all there and all different,
    else by its row number. Raises CannotSample.
    """
    headings, rows = read_list(path)
    if strata not in headings:
        raise CannotSample(f"{path.name}：没有“{strata}”一列；现有：{'、'.join(h for h in headings if h)}")
    if not 0 <= size <= len(rows):
        raise CannotSample(f"{path.name}：要抽 {size} 行，只有 {len(rows)} 行")
    rows = [row + [""] * (len(headings) - len(row)) for row in rows]
    ids, told = _ids(headings, rows, id_column, path)
    groups = [row[headings.index(strata)] for row in rows]
    hits = drawn(ids, groups, size, seed)
    sizes = {g: groups.count(g) for g in sorted(set(groups))}
    record = {
        "file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "engine": __version__, "strata": strata, "id": told,
        "size": size, "seed": seed, "rows": len(rows), "method": "按分层最大余数法分配名额，层内按 SHA-256(种子:编号) 由小到大抽取",
        "places": allotted(sizes, size) if rows else {}, "sizes": sizes,
    }
    chosen = [row for row, hit in zip(rows, hits, strict=True) if hit]
    _write(out, headings, chosen, record)
    return record


def _ids(headings: list[str], rows: list[list[str]], wanted: str | None, path: Path) -> tuple[list[str], str]:
    if wanted is not None and wanted not in headings:
        raise CannotSample(f"{path.name}：没有“{wanted}”一列")
    for i, heading in enumerate(headings):
        if wanted in (None, heading):
            column = [row[i] for row in rows]
            if all(column) and len(set(column)) == len(column):
                return column, heading or column_letters(i + 1)
    if wanted is not None:
        raise CannotSample(f"{path.name}：“{wanted}”一列有空白或重复，不能作编号")
    return [str(i) for i in range(1, len(rows) + 1)], "行号"


def _record_rows(record: dict[str, Any]) -> list[list[Any]]:
    titles = {
        "file": "名单文件", "sha256": "名单文件 SHA-256", "rows": "名单行数", "strata": "分层列", "id": "编号列", "size": "抽取数",
        "seed": "种子", "method": "方法", "engine": "实绩簿版本",
    }
    out: list[list[Any]] = [[title, record[key]] for key, title in titles.items()]
    return [*out, ["分层", "总数", "抽取"], *[[g or "（空）", n, record["places"][g]] for g, n in record["sizes"].items()]]


def _write(out: Path, headings: list[str], chosen: list[list[str]], record: dict[str, Any]) -> None:
    if out.suffix.lower() == ".csv":
        with out.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([[_harmless(v) for v in row] for row in [headings, *chosen]])
        with out.with_suffix(".record.csv").open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([[_harmless(v) for v in row] for row in _record_rows(record)])
        return
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#D9E2F3", "border": 1})
        sheet = book.add_worksheet("抽样结果")
        sheet.freeze_panes(1, 0)
        for c, heading in enumerate(headings):
            sheet.write_string(0, c, heading, bold)
            widest = max([len(row[c]) for row in chosen] + [len(heading)])
            sheet.set_column(c, c, min(50, widest * 2 + 2))
        for r, row in enumerate(chosen, 1):
            for c, value in enumerate(row):
                sheet.write_string(r, c, value)
        how = book.add_worksheet("抽样记录")
        how.set_column(0, 0, 22)
        how.set_column(1, 1, 72)
        for r, row in enumerate(_record_rows(record)):
            for c, value in enumerate(row):
                (how.write_number if isinstance(value, int) else how.write_string)(r, c, value)


def _harmless(value: Any) -> Any:
    """A text that a spreadsheet program would run as a formula gets an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.lstrip()[:1] in "=+-@＝＋－＠\t\r" and value[1:2] else value
