"""Where a form's tables lie: headings over one row or several, the rows to fill in, a row of totals, notes below."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from shijibu.scheme_draft.form import FormSheet

_LEAST_HEADINGS = 3
_MOST_HEADING_ROWS = 3
_LONGEST_HEADING = 40
_TOTAL = re.compile(r"^[（(]?(合\s*计|小\s*计|总\s*计|总\s*分|平\s*均)")
_NOTE = re.compile(r"^(备\s*注|注|说\s*明|填\s*[表报写]?\s*说\s*明|注\s*意)\s*[:：]|^\d+[.．、]\s*\S{6,}|^[（(]\d+[)）]")
_SIGNED = re.compile(r"填[表报]人|审核人|负责人签[字名]|[（(]盖章[)）]|填[表报](日期|时间)|填报单位|单位名称|联系电话|制表")
_NUMBERED = re.compile(r"^(序\s*号|编\s*号|No\.?|№)$", re.IGNORECASE)


@dataclass(slots=True)
class Heading:
    """A column of a table: its headings from top to bottom, each once."""

    column: int
    said: tuple[str, ...]
    place: tuple[int, int]

    @property
    def label(self) -> str:
        return "·".join(self.said)

    @property
    def is_number(self) -> bool:
        """序号: the rows count themselves."""
        return bool(_NUMBERED.match(self.said[-1].replace(" ", ""))) if self.said else False


@dataclass(slots=True)
class FormTable:
    """A table of a form. body: its rows to fill in. totals: a row that sums them up."""

    top: int
    headings: list[Heading]
    body: range
    totals: int | None = None
    title: str = ""


@dataclass(slots=True)
class Asked:
    """A form of pairs, 姓名 and an empty cell beside it: what is asked, and the place of the answer."""

    label: str
    place: tuple[int, int]
    answer: tuple[int, int]


@dataclass(slots=True)
class Layout:
    """What a sheet of a form consists of. heads: what stands above, its title first. notes: what is said below and between."""

    title: str = ""
    heads: list[str] = field(default_factory=list)
    tables: list[FormTable] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    signed: list[str] = field(default_factory=list)


def layout_of(sheet: FormSheet) -> Layout:
    """The tables of a sheet; where it has none, the pairs that it asks."""
    out = Layout()
    row, taken = sheet.rows.start, set[int]()
    while row < sheet.rows.stop:
        table = _table_at(sheet, row)
        if table is None:
            row += 1
            continue
        out.tables.append(table)
        end = (table.totals or table.body.stop - 1) + 1
        taken |= set(range(table.top, end))
        row = end
    if not out.tables:
        out.asked = _pairs(sheet)
        taken = {place[0] for a in out.asked for place in (a.place, a.answer)}
    _around(sheet, out, taken)
    return out


def _runs(sheet: FormSheet, row: int) -> list[int]:
    """The columns of a row that have a heading, where they stand beside each other and are no answers."""
    found = [c for c in sheet.columns if (text := sheet.text(row, c)) and len(text) <= _LONGEST_HEADING and (row, c) not in sheet.numbers]
    best: list[int] = []
    run: list[int] = []
    for column in found:
        run = [*run, column] if run and column == run[-1] + 1 else [column]
        best = max(best, run, key=len)
    return best


def _table_at(sheet: FormSheet, row: int) -> FormTable | None:
    """The table whose headings begin in a row."""
    run = _runs(sheet, row)
    if len({sheet.first_of((row, c)) for c in run}) < 2 or len(run) < _LEAST_HEADINGS or _spans_all(sheet, row, run):
        return None
    bottom = max([row, *(sheet.spans[first][2] for c in run if (first := sheet.first_of((row, c))) in sheet.spans and first[0] == row)])
    while bottom < row + _MOST_HEADING_ROWS - 1 and _continues(sheet, row, bottom, run):
        bottom += 1
    if bottom - row >= _MOST_HEADING_ROWS:
        return None
    headings = [Heading(c, _said(sheet, row, bottom, c), sheet.first_of((bottom, c))) for c in run]
    if len({h.label for h in headings}) < len(headings) or _is_pair(sheet, row, run):
        return None
    body, totals = _body(sheet, bottom + 1, run)
    if not body:
        return None
    return FormTable(row, headings, body, totals, _title_above(sheet, row))


def _said(sheet: FormSheet, top: int, bottom: int, column: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(t for r in range(top, bottom + 1) if (t := re.sub(r"\s+", "", sheet.text(r, column)))))


def _spans_all(sheet: FormSheet, row: int, run: list[int]) -> bool:
    first = sheet.first_of((row, run[0]))
    return first in sheet.spans and sheet.spans[first][3] >= run[-1]


def _continues(sheet: FormSheet, top: int, bottom: int, run: list[int]) -> bool:
    """Whether the row below still heads: a heading above spans several columns, which have names of their own there."""
    grouped = [c for c in run if (first := sheet.first_of((bottom, c))) in sheet.spans and sheet.spans[first][3] > sheet.spans[first][1]
               and sheet.spans[first][2] == bottom]
    return bool(grouped) and all(sheet.text(bottom + 1, c) and (bottom + 1, c) not in sheet.numbers for c in grouped)


def _is_pair(sheet: FormSheet, row: int, run: list[int]) -> bool:
    """姓名 | 王明 | 性别 | 女: answers between labels, as on a registration form; below stand labels again, and no empty row."""
    below = [sheet.text(row + 1, c) for c in run]
    return sum(bool(t) for t in below) > 1 and any(not t for t in below) and not any(_is_count(sheet, row + 1, c) for c in run)


def _is_count(sheet: FormSheet, row: int, column: int) -> bool:
    return sheet.text(row, column) in ("1", "1.0")


def _body(sheet: FormSheet, first: int, run: list[int]) -> tuple[range, int | None]:
    """The rows to fill in, and the row of totals below them."""
    row = first
    last_seen = max(sheet.rows.stop, max((r for r, _ in sheet.formulas), default=0) + 1)
    while row < last_seen:
        lead = next((t for c in run[:2] if (t := sheet.text(row, c))), "")
        if _TOTAL.match(lead):
            return range(first, row), row
        wide = sheet.first_of((row, run[0]))
        if _NOTE.match(lead) or _SIGNED.search(lead) or (wide in sheet.spans and sheet.spans[wide][3] >= run[len(run) // 2] and len(run) > 2):
            break
        inside = [(row, c) for c in run]
        if not any(p in sheet.boxed or sheet.text(*p) or p in sheet.formulas for p in inside):
            break
        if row > first and not any(sheet.text(row - 1, c) for c in run) and _heads(sheet, row):
            break
        row += 1
    return range(first, row), None


def _heads(sheet: FormSheet, row: int) -> bool:
    """Whether another table's headings stand there."""
    run = _runs(sheet, row)
    return len(run) >= _LEAST_HEADINGS and any(_NUMBERED.match(sheet.text(row, c)) for c in run)


def _title_above(sheet: FormSheet, row: int) -> str:
    """What stands right above a table across it: 一、重点任务."""
    text = next((t for c in sheet.columns if (t := sheet.text(row - 1, c))), "") if row > 1 else ""
    return re.sub(r"^[一二三四五六七八九十]+[、.．]\s*", "", text) if re.match(r"^[一二三四五六七八九十]+[、.．]", text) else ""


def _pairs(sheet: FormSheet) -> list[Asked]:
    """Labels with an empty cell to their right, or else below."""
    out: list[Asked] = []
    seen: set[str] = set()
    for (row, column), text in sorted(sheet.texts.items()):
        label = re.sub(r"[\s:：]+", "", text)
        end = sheet.spans.get((row, column), (row, column, row, column))[3]
        beside = sheet.first_of((row, end + 1))
        if not label or len(label) > _LONGEST_HEADING or label in seen or (row, column) not in sheet.boxed:
            continue
        if _NOTE.match(text) or _SIGNED.search(text):
            continue
        if beside in sheet.boxed and not sheet.texts.get(beside):
            out.append(Asked(label, (row, column), beside))
            seen.add(label)
    return out if len(out) >= _LEAST_HEADINGS else []


def _around(sheet: FormSheet, out: Layout, taken: set[int]) -> None:
    """The title, the lines above, the notes and the places to sign."""
    first = min(taken, default=sheet.rows.stop)
    titles = {t.title for t in out.tables if t.title}
    for row in sheet.rows:
        if row in taken:
            continue
        said = dict.fromkeys(t for c in sheet.columns if (t := sheet.text(row, c)) and sheet.first_of((row, c)) not in sheet.numbers)
        for text in said:
            if _SIGNED.search(text):
                out.signed.append(text)
            elif any(title in text for title in titles):
                continue
            elif row < first and not out.title:
                out.title = re.sub(r"\s+", "", text)
            elif row < first:
                out.heads.append(text)
            else:
                out.notes.append(text)
