"""`shijibu sample`: a reproducible stratified random sample of a list, with a record of how it was drawn (DQ-8, DQ-10)."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from shijibu import __version__
from shijibu.errors import ShijibuError
from shijibu.files import together
from shijibu.outside_text import csv_cell
from shijibu.problems.problem import problem_of_refusal
from shijibu.problems.refused import Refused
from shijibu.returns.admission import bytes_of
from shijibu.returns.entry import digits_lost, is_empty, is_error, plain_text
from shijibu.returns.grid import SheetGrid
from shijibu.returns.kept_file import NotCsv, TooManyMerged, csv_cells, kept_grid, under_merged
from shijibu.returns.seen import seen
from shijibu.rules.texts import allotted, drawn
from shijibu.spreadsheet.address import address, column_letters
from shijibu.spreadsheet.clean_book import CleanBook
from shijibu.spreadsheet.limits import Limits
from shijibu.spreadsheet.names import same

_HEADING_ROWS = 10
_FEW = 5
_MOST_COLUMNS = 256
_CSV_ENDINGS = (".csv", ".tsv", ".txt")
DRAWN = "抽中"


class CannotSample(ShijibuError):
    """The list cannot be sampled; the text says why."""


@dataclass(slots=True)
class KeptList:
    """A list as a person sees it: headings, and the rows below with the number of each in the file; what is to be said of it.

    doubtful: columns with cells whose text a spreadsheet program has spoilt, or that hold an error, each with the first such cell.
    """

    headings: list[str]
    rows: list[tuple[int, list[str]]]
    notices: list[str] = field(default_factory=list)
    doubtful: dict[int, str] = field(default_factory=dict)

    def column(self, heading: str) -> int | None:
        """Its place, counted from 0. Raises CannotSample where two columns have the heading."""
        places = [i for i, h in enumerate(self.headings) if same(h) == same(heading)]
        if len(places) > 1:
            raise CannotSample(f"有 {len(places)} 列都叫“{heading}”（{'、'.join(column_letters(i + 1) for i in places)}），请改一个标题")
        return places[0] if places else None


def read_list(path: Path, heading: str) -> KeptList:
    """The list in a workbook (the first visible sheet with that heading in its first ten rows) or a CSV file. Raises CannotSample."""
    sheets = [_from_csv(path)] if path.suffix.lower() in _CSV_ENDINGS else _sheets(path)
    if not sheets:
        raise CannotSample("没有内容")
    for sheet in sheets:
        if (header := _heading_row(sheet, heading)) is not None:
            return _below(sheet, header, same(heading))
    first = min(r for r, _ in sheets[0].cells)
    there = "、".join(seen(c) for (r, _), c in sorted(sheets[0].cells.items()) if r == first and seen(c))
    raise CannotSample(f"前十行里没有“{heading}”这一列；第 {first} 行是：{there}")


def _sheets(path: Path) -> list[SheetGrid]:
    try:
        grid = kept_grid(path)
    except Refused as refused:
        problem = problem_of_refusal(refused)
        raise CannotSample(f"{problem.message}；{problem.fix}") from None
    return [s for s in grid.sheets if s.cells and s.state == "visible"]


def _from_csv(path: Path) -> SheetGrid:
    try:
        cells = csv_cells(bytes_of(path, Limits()))
    except Refused as refused:
        raise CannotSample(problem_of_refusal(refused).message) from None
    except NotCsv as error:
        raise CannotSample(str(error)) from None
    if not cells:
        raise CannotSample("没有内容")
    return SheetGrid(path.name, "visible", cells)


def _heading_row(sheet: SheetGrid, heading: str) -> tuple[int, int] | None:
    """The first and the last row of the headings: two where the heading stands in two cells, one above the other, or its cell spans two."""
    tall = {(top, left): bottom for top, left, bottom, _ in sheet.merged}
    for r, c in sorted(place for place in sheet.cells if place[0] <= _HEADING_ROWS):
        above = plain_text(sheet.cells[r, c])
        if same(above) == same(heading):
            return r, min(tall.get((r, c), r), _HEADING_ROWS)
        if (below := sheet.cells.get((r + 1, c))) is not None and same(above + plain_text(below)) == same(heading):
            return r, r + 1
    return None


def _headings(sheet: SheetGrid, rows: tuple[int, int], over: dict[tuple[int, int], tuple[int, int]], width: int, heading: str) -> list[str]:
    """What stands over each column: its lowest cell, or what two cells say together where that is the heading that is sought."""
    out = []
    for c in range(1, width + 1):
        tall = over.get((rows[0], c), (rows[0], c))
        places = dict.fromkeys(over.get((r, c), (r, c)) for r in (tall[0], *range(rows[0], rows[1] + 1)))
        told = [text for place in places if place in sheet.cells and (text := " ".join(plain_text(sheet.cells[place]).splitlines()))]
        whole = "".join(told)
        out.append(whole if same(whole) == heading else told[-1] if told else "")
    return out


def _below(sheet: SheetGrid, header: tuple[int, int], strata: str) -> KeptList:
    """The rows under the headings, blank ones left out; a merged cell stands for each row that it spans, as it does on the screen."""
    first, last = header
    width = max(c for r, c in sheet.cells if first <= r <= last)
    if width > _MOST_COLUMNS:
        raise CannotSample(f"第 {first} 行的标题到了 {column_letters(width)} 列，最多读 {_MOST_COLUMNS} 列；请删去多余的列")
    try:
        over = under_merged(sheet, width)
    except TooManyMerged:
        raise CannotSample("合并的单元格太多，请取消合并后再抽") from None
    headings = _headings(sheet, header, over, width, strata)
    out = KeptList(headings, [])
    rows = sorted({r for r, _ in sheet.cells if r > last})
    for r in rows:
        cells = [sheet.cells.get(over.get((r, c), (r, c))) for c in range(1, width + 1)]
        own = [cell for c, cell in enumerate(cells, 1) if (r, c) in sheet.cells and not is_empty(cell)]
        if not own:
            continue
        out.rows.append((r, [plain_text(cell) if cell else "" for cell in cells]))
        for i, cell in enumerate(cells):
            if cell is not None and (is_error(cell) or cell.kind == "uncached" or digits_lost(cell)):
                out.doubtful.setdefault(i, f"{sheet.title}!{address(r, i + 1)}")
    if beyond := next((place for place in sorted(sheet.cells) if place[0] > last and place[1] > width), None):
        out.notices.append(f"标题以外还有内容（如 {address(*beyond)}），没有带入抽样结果")
    if merged := sorted({r for r, _ in over} & {r for r, _ in out.rows}):
        out.notices.append(f"合并单元格按其所跨的每一行都是同一内容计（第 {_some(merged)} 行）")
    if hidden := sorted(sheet.hidden_rows & {r for r, _ in out.rows}):
        out.notices.append(f"有 {len(hidden)} 行是隐藏或筛选掉的（第 {_some(hidden)} 行），仍参加抽样；不要的请先删去")
    at = [same(h) for h in headings].index(strata)
    if blank := [r for r, row in out.rows if not row[at]]:
        out.notices.append(f"有 {len(blank)} 行没有填“{next(h for h in headings if same(h) == strata)}”（第 {_some(blank)} 行），合为“（空）”一层")
    for i, where in out.doubtful.items():
        out.notices.append(f"“{headings[i]}”一列有错误值、没有结果的公式或丢了后几位的长编号（如 {where}）")
    return out


def _some(rows: list[int]) -> str:
    return "、".join(map(str, rows[:_FEW])) + (" 等" if len(rows) > _FEW else "")


def draw(path: Path, strata: str, size: int, seed: str, out: Path, id_column: str | None = None, *, force: bool = False) -> dict[str, Any]:
    """Draw `size` rows of `path` by `strata` and write them with the record of the draw to `out` (.xlsx or .csv).

    A row is known by the column `id_column`, else by the first column whose values are all there and all different,
    else by its row number. Another draw is not replaced, unless `force`. Raises CannotSample, WouldReplace, OSError.
    """
    try:
        kept = read_list(path, strata)
        return _drawn(kept, path, strata, size, seed, out, id_column, force=force)
    except CannotSample as error:
        raise CannotSample(f"{path.name}：{error}") from None


def _drawn(kept: KeptList, path: Path, strata: str, size: int, seed: str, out: Path, id_column: str | None, *, force: bool) -> dict[str, Any]:
    at = kept.column(strata)
    assert at is not None
    if at in kept.doubtful:
        raise CannotSample(f"{kept.doubtful[at]} 是错误值，“{kept.headings[at]}”不能用来分层；请改正后再抽")
    if not 0 <= size <= len(kept.rows):
        raise CannotSample(f"要抽 {size} 行，只有 {len(kept.rows)} 行")
    ids, told = _ids(kept, id_column)
    groups = [row[at] for _, row in kept.rows]
    hits = drawn(ids, groups, size, seed)
    sizes = dict(sorted(Counter(groups).items()))
    record = {
        "file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "engine": __version__, "strata": kept.headings[at], "id": told,
        "size": size, "seed": seed, "rows": len(kept.rows), "method": "按分层最大余数法分配名额，层内按 SHA-256(种子:编号) 由小到大抽取",
        "places": allotted(sizes, size) if kept.rows else {}, "sizes": sizes, "notices": kept.notices,
    }
    chosen = [row for (_, row), hit in zip(kept.rows, hits, strict=True) if hit]
    with together(out.parent, force=force, recorded=False) as batch:
        for name, data in _written(out, kept.headings, chosen, record).items():
            batch.write(name, data)
    return record


def _ids(kept: KeptList, wanted: str | None) -> tuple[list[str], str]:
    only = None if wanted is None else kept.column(wanted)
    if wanted is not None and only is None:
        raise CannotSample(f"没有“{wanted}”一列")
    for i, heading in enumerate(kept.headings):
        if only in (None, i) and i not in kept.doubtful:
            column = [row[i] for _, row in kept.rows]
            if all(column) and len(set(column)) == len(column):
                return column, heading or column_letters(i + 1)
    if only is not None:
        why = f"有错误值或丢了后几位的编号（如 {kept.doubtful[only]}）" if only in kept.doubtful else "有空白或重复"
        raise CannotSample(f"“{wanted}”一列{why}，不能作编号")
    return [str(i) for i in range(1, len(kept.rows) + 1)], "行号"


def _record_rows(record: dict[str, Any]) -> list[list[Any]]:
    titles = {
        "file": "名单文件", "sha256": "名单文件 SHA-256", "rows": "名单行数", "strata": "分层列", "id": "编号列", "size": "抽取数",
        "seed": "种子", "method": "方法", "engine": "实绩簿版本",
    }
    out: list[list[Any]] = [[title, record[key]] for key, title in titles.items()]
    out += [["说明", notice] for notice in record["notices"]]
    return [*out, ["分层", "总数", "抽取"], *[[g or "（空）", n, record["places"][g]] for g, n in record["sizes"].items()]]


def _written(out: Path, headings: list[str], chosen: list[list[str]], record: dict[str, Any]) -> dict[str, bytes]:
    """The files: one workbook, or two tables. The same draw gives the same bytes."""
    if out.suffix.lower() == ".csv":
        return {out.name: _csv([headings, *chosen]), out.with_suffix(".record.csv").name: _csv(_record_rows(record))}
    made = io.BytesIO()
    with CleanBook(made) as book:
        book.set_properties({"title": "抽样结果", "created": datetime(2000, 1, 1)})
        bold = book.add_format({"bold": True, "bg_color": "#D9E2F3", "border": 1, "quote_prefix": True})
        text = book.add_format({"quote_prefix": True})
        sheet = book.add_worksheet("抽样结果")
        sheet.freeze_panes(1, 0)
        for c, heading in enumerate(headings):
            sheet.write_string(0, c, heading, bold)
            widest = max([len(row[c]) for row in chosen] + [len(heading)])
            sheet.set_column(c, c, min(50, widest * 2 + 2))
        for r, row in enumerate(chosen, 1):
            for c, value in enumerate(row):
                sheet.write_string(r, c, value, text)
        how = book.add_worksheet("抽样记录")
        how.set_column(0, 0, 22)
        how.set_column(1, 1, 72)
        for r, row in enumerate(_record_rows(record)):
            for c, value in enumerate(row):
                (how.write_number if isinstance(value, int) else how.write_string)(r, c, value)
    return {out.name: made.getvalue()}


def _csv(rows: list[list[Any]]) -> bytes:
    """With a mark in front by which spreadsheet programs know UTF-8."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[csv_cell(v) for v in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")
