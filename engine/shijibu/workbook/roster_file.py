"""The roster: who is under review, read from a workbook or a folder of two CSV files, with every problem said at once."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from shijibu.scheme.model import RosterColumn, Scheme
from shijibu.scheme.roster import Official, Roster, Unit
from shijibu.spreadsheet.names import folded
from shijibu.workbook.entry import plain_text
from shijibu.workbook.grid import Cell
from shijibu.workbook.reader import read
from shijibu.workbook.refused import Refused
from shijibu.workbook.returned import address, column_letters
from shijibu.workbook.roster_book import CSV_FILES, OFFICIALS, UNITS, YES, headings, write_empty_roster

__all__ = ["RosterFault", "read_roster", "write_empty_roster"]

_HEADING_ROWS = 10
_SEPARATORS = re.compile(r"[;,、\s]+")
_REFUSED = {
    "file.encrypted": "文件加了密码，请去掉密码后再用",
    "file.legacy-format": "文件是旧格式（.xls），请另存为 .xlsx",
    "file.ods": "文件是 .ods 格式，请另存为 .xlsx",
    "file.not-a-workbook": "文件不是 .xlsx 工作簿；CSV 名册请给出放有 units.csv 和 officials.csv 的文件夹",
    "file.empty": "文件是空的",
}


class RosterFault(Exception):
    """The roster cannot be used; `problems` says where, what and how to mend, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(slots=True)
class _Cells:
    """A sheet (or CSV file) by row and column from 1."""

    name: str
    rows: dict[int, dict[int, Cell]]


@dataclass(slots=True)
class _Record:
    """One data row by column id, and how its cells are called in a message."""

    place: str
    row: int
    values: dict[str, str]
    columns: dict[str, int]

    def at(self, id: str) -> str:
        return f"{self.place}!{address(self.row, self.columns[id])}" if id in self.columns else f"{self.place} 第 {self.row} 行"


@dataclass(slots=True)
class _Reading:
    """What is collected while a roster is read."""

    scheme: Scheme
    file: str
    problems: list[str] = field(default_factory=list)

    def say(self, where: str, what: str) -> None:
        self.problems.append(f"{self.file} → {where}：{what}")


def read_roster(path: Path, scheme: Scheme) -> Roster:
    """The roster in a workbook, or in a folder with units.csv and officials.csv. Raises RosterFault with all problems; FileNotFoundError."""
    reading = _Reading(scheme, path.name)
    sheets = _from_folder(path, reading) if path.is_dir() else _from_workbook(path, reading)
    units = _units(reading, _records(reading, sheets, UNITS))
    officials = _officials(reading, _records(reading, sheets, OFFICIALS), units)
    if not reading.problems and not units:
        reading.say(UNITS, "还没有填写单位，请从标题行的下一行填起")
    if reading.problems:
        raise RosterFault(reading.problems)
    return Roster.of(units.values(), officials)


def _from_workbook(path: Path, reading: _Reading) -> list[_Cells]:
    try:
        grid = read(path.read_bytes())
    except Refused as refused:
        raise RosterFault([f"{reading.file}：{_REFUSED.get(refused.code, '文件已损坏或不能读取，请用表格软件打开后另存为 .xlsx')}"]) from None
    out = []
    for sheet in grid.sheets:
        rows: dict[int, dict[int, Cell]] = {}
        for (r, c), cell in sheet.cells.items():
            rows.setdefault(r, {})[c] = cell
        out.append(_Cells(sheet.title, rows))
    return out


def _from_folder(path: Path, reading: _Reading) -> list[_Cells]:
    out = []
    for name in CSV_FILES.values():
        data = (path / name).read_bytes()
        text = _decoded(data)
        if text is None:
            reading.say(name, "文字编码不认识，请存为 UTF-8 或 GB18030（“CSV UTF-8”）")
            text = ""
        lines = csv.reader(io.StringIO(text, newline=""))
        rows = {r: {c: Cell(v, "text") for c, v in enumerate(line, 1) if v.strip()} for r, line in enumerate(lines, 1)}
        out.append(_Cells(name, rows))
    return out


def _decoded(data: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _records(reading: _Reading, sheets: list[_Cells], of: str) -> list[_Record]:
    """The data rows under the heading row, blank rows left out."""
    wanted = {folded(c.heading): c.id for c in headings(reading.scheme, of)}
    needed = {c.heading: c.id for c in headings(reading.scheme, of) if c.needed}
    named = [s for s in sheets if folded(s.name) in (of, CSV_FILES[of])]
    best: tuple[int, int, _Cells, dict[str, int]] | None = None
    for sheet in named or sheets:
        for r in range(1, _HEADING_ROWS + 1):
            found = {wanted[t]: c for c, cell in sorted(sheet.rows.get(r, {}).items(), reverse=True) if (t := folded(plain_text(cell))) in wanted}
            if found and (best is None or len(found) > best[0]):
                best = (len(found), r, sheet, found)
    if best is None or (not named and not set(needed.values()) <= set(best[3])):
        reading.say(named[0].name if named else of, f"找不到标题行，前十行内应有：{'、'.join(needed)}")
        return []
    _, header, sheet, columns = best
    missing = [h for h, id in needed.items() if id not in columns]
    if missing:
        reading.say(f"{sheet.name} 第 {header} 行", f"缺少标题“{'”“'.join(missing)}”，请补上这{'一' if len(missing) == 1 else '几'}列")
        return []
    return _below(reading, sheet, header, columns)


def _below(reading: _Reading, sheet: _Cells, header: int, columns: dict[str, int]) -> list[_Record]:
    records = []
    for r in sorted(row for row in sheet.rows if row > header):
        record = _Record(sheet.name, r, {}, columns)
        for id, c in columns.items():
            cell = sheet.rows[r].get(c)
            if cell is None:
                continue
            if cell.kind in ("error", "uncached"):
                what = f"是错误值 {cell.value}" if cell.kind == "error" else "公式没有结果"
                reading.say(record.at(id), f"{what}，请改为文字")
            record.values[id] = "" if cell.kind in ("error", "uncached") else folded(plain_text(cell))
        if any(record.values.values()):
            records.append(record)
    return records


def _units(reading: _Reading, records: list[_Record]) -> dict[str, Unit]:
    roster, reserved = reading.scheme.roster, {w.unit_code.upper() for w in reading.scheme.workbooks if w.unit_code}
    kinds = {folded(word): k.id for k in roster.kinds for word in k.also}
    kinds |= {folded(k.label): k.id for k in roster.kinds} | {k.id: k.id for k in roster.kinds}
    labels = "、".join(k.label for k in roster.kinds)
    units: dict[str, Unit] = {}
    links: list[tuple[_Record, str]] = []
    seen: dict[str, str] = {}
    for record in records:
        code = _code(reading, record, "code", "单位编码", seen)
        if code and code.upper() in reserved:
            reading.say(record.at("code"), f"“{code}”是考评办汇总簿专用的编码，请换一个")
        _needed(reading, record, "name", "单位名称")
        told = record.values.get("kind", "")
        if told not in kinds:
            reading.say(record.at("kind"), f"“{told}”不是类别，请填 {labels}" if told else f"没有填类别，请填 {labels}")
        if code:
            named = tuple(dict.fromkeys(p for p in _SEPARATORS.split(record.values.get("links", "")) if p))
            extra = _extra(reading, record, "units")
            units[code] = Unit(code=code, name=record.values.get("name", ""), kind=kinds.get(told, ""), links=named, extra=extra)
            links.append((record, code))
    for record, code in links:
        units[code] = _linked(reading, record, units[code], units)
    return units


def _linked(reading: _Reading, record: _Record, unit: Unit, units: dict[str, Unit]) -> Unit:
    """The unit with its links by the codes as the roster spells them."""
    roster = reading.scheme.roster
    if not unit.links:
        return unit
    source, target = reading.scheme.kind(roster.link_from or ""), reading.scheme.kind(roster.link_to or "")
    if source and unit.kind not in ("", source.id):
        reading.say(record.at("links"), f"只有{source.label}填“{roster.link_heading}”，请清空这一格")
        return unit
    by_code = {c.upper(): c for c in units}
    found = []
    for part in unit.links:
        code = by_code.get(part.upper())
        if code is None:
            near = get_close_matches(part, list(units), n=1, cutoff=0.6)
            reading.say(record.at("links"), f"没有编码为“{part}”的单位" + (f"，是否“{near[0]}”" if near else "，请改为“单位”表里有的编码"))
        elif target and units[code].kind not in ("", target.id):
            reading.say(record.at("links"), f"“{part}”不是{target.label}，请填{target.label}的编码")
        else:
            found.append(code)
    return unit.model_copy(update={"links": tuple(found)})


def _named_units(reading: _Reading, records: list[_Record], of: str, units: dict[str, Unit]) -> None:
    """Columns of the scheme that name a unit, by its code as the roster spells it."""
    by_code = {c.upper(): c for c in units}
    for column in reading.scheme.roster.columns:
        for record in records if column.of == of and column.type == "units" else ():
            told = record.values.get(column.id, "")
            if told and told.upper() not in by_code:
                near = get_close_matches(told, list(units), n=1, cutoff=0.6)
                reading.say(record.at(column.id), f"“{UNITS}”表里没有“{told}”" + (f"，是否“{near[0]}”" if near else "，请改为表里有的编码，或者空着"))
            record.values[column.id] = by_code.get(told.upper(), "")


def _officials(reading: _Reading, records: list[_Record], units: dict[str, Unit]) -> list[Official]:
    roster, by_code = reading.scheme.roster, {c.upper(): c for c in units}
    _named_units(reading, records, "officials", units)
    officials: list[Official] = []
    seen: dict[str, str] = {}
    for record in records:
        id = _code(reading, record, "id", "干部编号", seen)
        _needed(reading, record, "name", "姓名")
        told = record.values.get("unit", "")
        unit = by_code.get(told.upper())
        if not told:
            reading.say(record.at("unit"), "没有填单位编码")
        elif unit is None:
            near = get_close_matches(told, list(units), n=1, cutoff=0.6)
            reading.say(record.at("unit"), f"“单位”表里没有“{told}”" + (f"，是否“{near[0]}”" if near else "，请改编码或在“单位”表里补上"))
        team, post = record.values.get("team", ""), record.values.get("post", "")
        if team not in YES:
            reading.say(record.at("team"), f"“{team}”应为 是 或 否" if team else "没有填班子成员，请填 是 或 否")
        # Staff outside the team hold posts of every name; only a team member's decides something.
        if YES.get(team) and post not in roster.posts:
            reading.say(record.at("post"), (f"“{post}”不是职务" if post else "班子成员没有填职务") + f"，请填 {'、'.join(roster.posts)}")
        if id and unit:
            officials.append(Official(id=id, name=record.values.get("name", ""), unit=unit, post=post, team=YES.get(team, False),
                                      extra=_extra(reading, record, "officials")))
    return officials


def _code(reading: _Reading, record: _Record, id: str, label: str, seen: dict[str, str]) -> str:
    """A code, told apart without regard to case, as returned workbooks are read so."""
    code = record.values.get(id, "")
    if not code:
        reading.say(record.at(id), f"没有填{label}")
    elif _SEPARATORS.search(code):
        reading.say(record.at(id), f"{label}“{code}”里有空格或分隔号，请去掉")
    elif code.upper() in seen:
        reading.say(record.at(id), f"{label}“{code}”重复，{seen[code.upper()]}已经用过，请改一个")
    else:
        seen[code.upper()] = f"{column_letters(record.columns[id])}{record.row} "
        return code
    return ""


def _needed(reading: _Reading, record: _Record, id: str, label: str) -> None:
    if not record.values.get(id):
        reading.say(record.at(id), f"没有填{label}")


def _extra(reading: _Reading, record: _Record, of: str) -> dict[str, str]:
    """The columns that the scheme adds, where they are filled in."""
    extra: dict[str, str] = {}
    for column in reading.scheme.roster.columns:
        value = record.values.get(column.id, "") if column.of == of else ""
        if value and not _allowed(column, value):
            reading.say(record.at(column.id), f"“{value}”应为 {'、'.join(column.choices or [])}，或者空着")
        elif value:
            extra[column.id] = value
    return extra


def _allowed(column: RosterColumn, value: str) -> bool:
    return column.choices is None or value in column.choices
