"""The roster: who is under review, read from a workbook or a folder of two CSV files, with every problem said at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from shijibu.errors import ShijibuError
from shijibu.outside_text import one_line
from shijibu.problems.refused import Refused
from shijibu.returns.entry import digits_lost, is_error, plain_text
from shijibu.returns.grid import Cell
from shijibu.returns.kept_file import NotCsv, TooManyMerged, csv_cells, kept_grid
from shijibu.roster.blank_book import CSV_FILES, GUIDE, OFFICIALS, UNITS, YES, county_told, headings, roster_workbook, write_empty_roster
from shijibu.roster.roster_rows import SheetRows, by_rows, heading_row, of_sheet
from shijibu.scheme.model import Scheme
from shijibu.scheme.roster import Official, Roster, Unit
from shijibu.spreadsheet.address import address, column_letters
from shijibu.spreadsheet.names import Directory, parts, same
from shijibu.spreadsheet.text import folded, squeezed

__all__ = ["RosterFault", "read_roster", "roster_workbook", "write_empty_roster"]

_SEPARATORS = re.compile(r"[;,、\s]+")
_AS_WRITTEN = ("code", "id", "unit", "links", "name")
"""Columns whose text a spreadsheet program must not have made a date, a percentage or a long number of."""
_IDS, _LISTS = ("code", "id", "unit"), ("links",)
_LONGEST_ID, _LONGEST_TEXT = 64, 200
"""Characters: what the ledger, a file's name and a printed page have room for."""
_MOST_SAID = 200
"""Faults that a person is told at once."""
_SHOWN = 20
"""Characters of a text that a message shows."""
_REFUSED = {
    "file.encrypted": "文件加了密码，请去掉密码后再用",
    "file.not-a-workbook": "文件不是 .xlsx 工作簿；CSV 名册请给出放有 units.csv 和 officials.csv 的文件夹",
    "file.scrambled": "文件内容是一片乱码，多半是单位的文档加密软件加了密，请先解密，另存为 .xlsx",
    "file.empty": "文件是空的",
}


class RosterFault(ShijibuError):
    """The roster cannot be used; `problems` says where, what and how to mend, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems

    @property
    def sentences(self) -> list[str]:
        more = len(self.problems) - _MOST_SAID
        return ["名册有误：", *self.problems[:_MOST_SAID], *([f"另有 {more} 处，改正以上各处后再看"] if more > 0 else [])]


@dataclass(slots=True)
class _Record:
    """One data row by column id, and how its cells are called in a message."""

    place: str
    row: int
    values: dict[str, str]
    columns: dict[str, int]
    unread: set[str] = field(default_factory=set)
    """Cells that hold an error: said once, not again as blank ones."""

    def at(self, id: str) -> str:
        return f"{self.place}!{address(self.row, self.columns[id])}" if id in self.columns else f"{self.place} 第 {self.row} 行"


@dataclass(slots=True)
class _Reading:
    """What is collected while a roster is read."""

    scheme: Scheme
    file: str
    problems: list[str] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    """Sheets whose headings, and columns of which all cells, are missing: said once, not again at everything that rests on them."""

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


def _from_workbook(path: Path, reading: _Reading) -> list[SheetRows]:
    try:
        grid = kept_grid(path)
    except Refused as refused:
        raise RosterFault([f"{reading.file}：{_REFUSED.get(refused.code, '文件已损坏或不能读取，请用表格软件打开后另存为 .xlsx')}"]) from None
    out = []
    for sheet in grid.sheets:
        try:
            out.append(of_sheet(sheet))
        except TooManyMerged:
            raise RosterFault([f"{reading.file} → {sheet.title}：合并的单元格太多，请取消合并后再用"]) from None
    _whose(reading, out)
    return out


def _whose(reading: _Reading, sheets: list[SheetRows]) -> None:
    """A roster that went out for another county, as its guide says: to its units nothing of this one's may be sent by mistake."""
    ours = reading.scheme.county
    for sheet in sheets:
        title = sheet.rows.get(1, {}).get(1)
        county = county_told(one_line(plain_text(title))) if same(sheet.name) == same(GUIDE) and title is not None else ""
        if county and same(county) != same(ours):
            told = f"这是{county[:_SHOWN]}的名册，不是{ours}的，请换成{ours}的名册；单位和干部确是{ours}的，请删去工作表“{sheet.name}”再用"
            reading.say(f"{sheet.name}!A1", told)


def _from_folder(path: Path, reading: _Reading) -> list[SheetRows]:
    out = []
    for of, name in CSV_FILES.items():
        try:
            out.append(by_rows(name, csv_cells((path / name).read_bytes())))
        except NotCsv as error:
            reading.say(name, str(error))
            reading.unread.add(of)
    return out


def _records(reading: _Reading, sheets: list[SheetRows], of: str) -> list[_Record]:
    """The data rows under the heading row, blank rows left out."""
    if of in reading.unread:
        return []
    wanted = {same(c.heading): c.id for c in headings(reading.scheme, of)}
    needed = {c.heading: c.id for c in headings(reading.scheme, of) if c.needed}
    named = [s for s in sheets if same(s.name) in (same(of), CSV_FILES[of])]
    headed = [(sheet, *told) for sheet in named or sheets if (told := heading_row(sheet, wanted))]
    best = max(headed, key=lambda h: len(h[2]), default=None)
    if best is None or (not named and not set(needed.values()) <= set(best[2])):
        reading.say(named[0].name if named else of, f"找不到标题行，前十行内应有：{'、'.join(needed)}")
        reading.unread.add(of)
        return []
    sheet, header, columns = best
    missing = [h for h, id in needed.items() if id not in columns]
    if missing:
        reading.say(f"{sheet.name} 第 {header} 行", f"缺少标题“{'”“'.join(missing)}”，请补上这{'一' if len(missing) == 1 else '几'}列")
        reading.unread.add(of)
        return []
    records = _below(reading, sheet, header, columns)
    for heading, id in needed.items():
        if len(records) > 1 and not any(record.values.get(id) or id in record.unread for record in records):
            reading.say(f"{sheet.name} 第 {header} 行", f"“{heading}”一列都是空的，请逐行填写")
            reading.unread.add(f"{of}.{id}")
    return records


def _below(reading: _Reading, sheet: SheetRows, header: int, columns: dict[str, int]) -> list[_Record]:
    records = []
    for r in sorted(row for row in sheet.rows if row > header):
        record = _Record(sheet.name, r, {}, columns)
        for id, c in columns.items():
            cell = sheet.rows[r].get(c)
            if cell is None:
                continue
            if cell.kind == "uncached" or is_error(cell):
                what = "公式没有结果" if cell.kind == "uncached" else f"是错误值 {cell.value}"
                reading.say(record.at(id), f"{what}，请改为文字")
                record.unread.add(id)
                continue
            if id in _AS_WRITTEN and (digits_lost(cell) or cell.shown is not None):
                reading.say(record.at(id), _spoilt(cell))
            told = one_line(folded(plain_text(cell)))
            if "\ufffd" in told:
                reading.say(record.at(id), f"“{told[:_SHOWN]}”里有乱码或看不见的控制字符，请重新输入这一格")
            longest = _LONGEST_ID if id in _IDS else _LONGEST_TEXT
            if id not in _LISTS and len(told) > longest:
                reading.say(record.at(id), f"“{told[:_SHOWN]}…”有 {len(told)} 字，请控制在 {longest} 字以内")
            record.values[id] = told
        if any(record.values.values()) or record.unread:
            records.append(record)
    return records


def _spoilt(cell: Cell) -> str:
    if cell.shown is None:
        return f"长编号成了数，后几位已经丢失（现为 {plain_text(cell)}），请把这一列设为文本格式，再重新填写"
    return f"填的内容被表格软件变成了“{cell.shown}”，请把这一列设为文本格式，再重新填写"


def _units(reading: _Reading, records: list[_Record]) -> dict[str, Unit]:
    roster, reserved = reading.scheme.roster, {same(w.unit_code) for w in reading.scheme.workbooks if w.unit_code}
    kinds = {same(word): k.id for k in roster.kinds for word in (*k.also, k.label, k.id)}
    labels = "、".join(k.label for k in roster.kinds)
    units: dict[str, Unit] = {}
    records_of: dict[str, _Record] = {}
    seen: dict[str, str] = {}
    for record in records:
        code = _code(reading, record, "code", "单位编码", seen, UNITS)
        if code and same(code) in reserved:
            reading.say(record.at("code"), f"“{code}”是考评办汇总簿专用的编码，请换一个")
        _needed(reading, record, "name", "单位名称", UNITS)
        told = record.values.get("kind", "")
        if told and same(told) not in kinds:
            reading.say(record.at("kind"), f"“{told}”不是类别，请填 {labels}")
        elif not told and not _was_said(reading, record, UNITS, "kind"):
            reading.say(record.at("kind"), f"没有填类别，请填 {labels}")
        if code:
            extra = _extra(reading, record, "units")
            units[code] = Unit(code=code, name=record.values.get("name", ""), kind=kinds.get(same(told), ""), extra=extra)
            records_of[code] = record
    known = _directory(units)
    for code, record in records_of.items():
        units[code] = _linked(reading, record, units[code], units, known)
    return units


def _directory(units: dict[str, Unit]) -> Directory:
    return Directory((u.code, u.name) for u in units.values())


def _one_unit(reading: _Reading, where: str, text: str, known: Directory) -> str | None:
    """The code of the unit that a cell names, by its code or name; None, said, where there is none or more than one."""
    meant = known.meant(text)
    if len(meant) == 1:
        return meant[0]
    if meant:
        reading.say(where, f"有两个以上单位叫“{text}”，请写明是哪一个：{'、'.join(map(known.shown, meant))}")
    elif UNITS not in reading.unread:
        nearest = known.near(text)
        reading.say(where, f"“{UNITS}”表里没有“{text}”" + (f"，是否“{nearest}”" if nearest else "，请改为表里有的名称或编码，或者在表里补上"))
    return None


def _linked(reading: _Reading, record: _Record, unit: Unit, units: dict[str, Unit], known: Directory) -> Unit:
    """The unit with its links by the codes as the roster spells them."""
    roster = reading.scheme.roster
    named = parts(record.values.get("links", ""), known)
    if not named:
        return unit
    source, target = reading.scheme.kind(roster.link_from or ""), reading.scheme.kind(roster.link_to or "")
    if source and unit.kind not in ("", source.id):
        reading.say(record.at("links"), f"只有{source.label}填“{roster.link_heading}”，请清空这一格")
        return unit
    links = []
    for part in named:
        code = _one_unit(reading, record.at("links"), part, known)
        if code is not None and target and units[code].kind not in ("", target.id):
            reading.say(record.at("links"), f"“{part}”不是{target.label}，请填{target.label}")
        elif code is not None:
            links.append(code)
    return unit.model_copy(update={"links": tuple(dict.fromkeys(links))})


def _named_units(reading: _Reading, records: list[_Record], of: str, known: Directory) -> None:
    """Columns of the scheme that name a unit, by its code as the roster spells it."""
    for column in reading.scheme.roster.columns:
        for record in records if column.of == of and column.type == "units" else ():
            told = record.values.get(column.id, "")
            record.values[column.id] = (_one_unit(reading, record.at(column.id), told, known) or "") if told else ""


def _officials(reading: _Reading, records: list[_Record], units: dict[str, Unit]) -> list[Official]:
    known, posts = _directory(units), {same(post): post for post in reading.scheme.roster.posts}
    _named_units(reading, records, "officials", known)
    officials: list[Official] = []
    seen: dict[str, str] = {}
    for record in records:
        id = _code(reading, record, "id", "干部编号", seen, OFFICIALS)
        _needed(reading, record, "name", "姓名", OFFICIALS)
        _needed(reading, record, "unit", "单位编码", OFFICIALS)
        told = record.values.get("unit", "")
        unit = _one_unit(reading, record.at("unit"), told, known) if told else None
        team, post = squeezed(record.values.get("team", "")), record.values.get("post", "")
        post = posts.get(same(post), post)
        if team and team not in YES:
            reading.say(record.at("team"), f"“{team}”应为 是 或 否")
        elif not team and not _was_said(reading, record, OFFICIALS, "team"):
            reading.say(record.at("team"), "没有填班子成员，请填 是 或 否")
        # Staff outside the team hold posts of every name; only a team member's decides something.
        if YES.get(team) and post not in posts.values() and (post or not _was_said(reading, record, OFFICIALS, "post")):
            reading.say(record.at("post"), (f"“{post}”不是职务" if post else "班子成员没有填职务") + f"，请填 {'、'.join(posts.values())}")
        if id and unit:
            officials.append(Official(id=id, name=record.values.get("name", ""), unit=unit, post=post, team=YES.get(team, False),
                                      extra=_extra(reading, record, "officials")))
    return officials


def _code(reading: _Reading, record: _Record, id: str, label: str, seen: dict[str, str], of: str) -> str:
    """A code, told apart as in returned workbooks: without regard to case, width or padding."""
    code = record.values.get(id, "")
    _needed(reading, record, id, label, of)
    if not code:
        return ""
    if _SEPARATORS.search(code):
        reading.say(record.at(id), f"{label}“{code}”里有空格或分隔号，请去掉")
    elif same(code) in seen:
        reading.say(record.at(id), f"{label}“{code}”重复，{seen[same(code)]}已经用过，请改一个")
    else:
        seen[same(code)] = f"{column_letters(record.columns[id])}{record.row} "
        return code
    return ""


def _needed(reading: _Reading, record: _Record, id: str, label: str, of: str) -> None:
    if not record.values.get(id) and not _was_said(reading, record, of, id):
        reading.say(record.at(id), f"没有填{label}")


def _was_said(reading: _Reading, record: _Record, of: str, id: str) -> bool:
    """Whether a blank was said already: of its column, or of the error in its cell."""
    return id in record.unread or f"{of}.{id}" in reading.unread


def _extra(reading: _Reading, record: _Record, of: str) -> dict[str, str]:
    """The columns that the scheme adds, where they are filled in."""
    extra: dict[str, str] = {}
    for column in reading.scheme.roster.columns:
        value = record.values.get(column.id, "") if column.of == of else ""
        choice = next((c for c in column.choices or () if same(c) == same(value)), None)
        if value and column.choices is not None and choice is None:
            reading.say(record.at(column.id), f"“{value}”应为 {'、'.join(column.choices or [])}，或者空着")
        elif value:
            extra[column.id] = choice or value
    return extra
