"""The roster workbook as it goes out: two sheets to fill in, with dropdowns, and a short guide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from xlsxwriter.worksheet import Worksheet

from shijibu.files import write_whole
from shijibu.scheme.model import Scheme
from shijibu.scheme.roster import Roster
from shijibu.spreadsheet.clean_book import CleanBook
from shijibu.spreadsheet.names import Directory
from shijibu.spreadsheet.style import GIVEN, HEADING_FONT, INPUT, LINE, NAVY, Styles

UNITS, OFFICIALS, GUIDE = "单位", "干部", "说明"
CSV_FILES = {UNITS: "units.csv", OFFICIALS: "officials.csv"}
YES = {"是": True, "否": False}
_GUIDE_TITLE = "考评名册：怎么填"
_ROOM = {UNITS: 150, OFFICIALS: 1200}
_LONGEST_LIST = 255  # a dropdown's texts together


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of the roster."""

    id: str
    heading: str
    width: float
    note: str
    needed: bool = False
    choices: tuple[str, ...] = ()


def headings(scheme: Scheme, of: str) -> list[Heading]:
    """The columns of a roster sheet, in the order in which they are written."""
    roster = scheme.roster
    kinds = tuple(k.label for k in roster.kinds)
    if of == UNITS:
        columns = [
            Heading("code", "单位编码", 12, "不重复的编码，如 T01；发出后不要再改", True),
            Heading("name", "单位名称", 26, "单位的规范名称", True),
            Heading("kind", "类别", 10, f"从下拉单中选：{'、'.join(kinds)}", True, kinds),
        ]
        source, target = scheme.kind(roster.link_from or ""), scheme.kind(roster.link_to or "")
        if source and target:
            note = f"由{source.label}填写所联系{target.label}，写单位名称或编码，多个用“；”隔开，没有就空着"
            columns.append(Heading("links", roster.link_heading, 22, note))
    else:
        columns = [
            Heading("id", "干部编号", 14, "不重复的编号，如 T01-01；调动后不变", True),
            Heading("name", "姓名", 12, "同一单位有重名的，工作簿里用编号区分", True),
            Heading("unit", "单位编码", 12, f"“{UNITS}”表里的编码或名称", True),
            Heading("post", "职务", 10, f"班子成员填 {'、'.join(roster.posts)}；其他干部可空着", True, tuple(roster.posts)),
            Heading("team", "班子成员", 10, "是或否；班子人数由此而来", True, tuple(YES)),
        ]
    own = "units" if of == UNITS else "officials"
    for column in roster.columns:
        if column.of == own:
            choices = tuple(column.choices or ())
            columns.append(Heading(column.id, column.heading, 14, (f"填 {'、'.join(choices)}；" if choices else "") + "可空着", False, choices))
    return columns


def county_told(guide_title: str) -> str:
    """The county that the title of a roster's guide names; empty where it names none."""
    county = guide_title.removesuffix(_GUIDE_TITLE)
    return county if county != guide_title else ""


def write_empty_roster(scheme: Scheme, path: Path, roster: Roster | None = None) -> None:
    """Write the roster workbook to `path`: empty, or filled in with `roster`."""
    write_whole(path, roster_workbook(scheme, roster))


def roster_workbook(scheme: Scheme, roster: Roster | None = None) -> bytes:
    """The roster workbook, empty or filled in. The same arguments give the same bytes."""
    out = BytesIO()
    book = CleanBook(out)
    book.set_properties({"title": f"{scheme.county}考评名册", "author": scheme.in_county(scheme.office), "created": datetime(2000, 1, 1)})
    styles = Styles(book)
    _write(book.add_worksheet(UNITS), styles, scheme, UNITS, _unit_rows(scheme, roster) if roster else [])
    _write(book.add_worksheet(OFFICIALS), styles, scheme, OFFICIALS, _official_rows(scheme, roster) if roster else [])
    _guide(book.add_worksheet(GUIDE), styles, scheme)
    book.close()
    return out.getvalue()


def _unit_rows(scheme: Scheme, roster: Roster) -> list[dict[str, str]]:
    kinds, shown = {k.id: k.label for k in scheme.roster.kinds}, _shown(roster)
    return [{"code": u.code, "name": u.name, "kind": kinds.get(u.kind, u.kind), "links": shown.listed(";".join(u.links)), **u.extra}
            for u in roster.units]


def _shown(roster: Roster) -> Directory:
    return Directory((u.code, u.name) for u in roster.units)


def _official_rows(scheme: Scheme, roster: Roster) -> list[dict[str, str]]:
    told, shown = {truth: word for word, truth in YES.items()}, _shown(roster)
    naming = {c.id for c in scheme.roster.columns if c.type == "units"}
    return [{"id": o.id, "name": o.name, "unit": o.unit, "post": o.post, "team": told[o.team],
             **{id: shown.listed(value) if id in naming else value for id, value in o.extra.items()}} for o in roster.officials]


def _write(sheet: Worksheet, styles: Styles, scheme: Scheme, of: str, rows: Sequence[dict[str, str]]) -> None:
    columns = headings(scheme, of)
    last = max(_ROOM[of], len(rows) + 50)
    # Codes are text: 001 keeps its zeros.
    text = styles.get(num_format="@", border=1, border_color=LINE, bg_color=INPUT)
    sheet.hide_gridlines(2)
    sheet.set_row(0, 28)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width, styles.get(num_format="@"))
        sheet.write_string(0, at, column.heading, styles.header)
        rule: dict[str, Any] = {"validate": "any", "input_title": column.heading, "input_message": column.note}
        if column.choices and len(",".join(column.choices)) <= _LONGEST_LIST:
            warns = "warning" if column.id == "post" else "stop"
            rule |= {"validate": "list", "source": list(column.choices), "error_type": warns, "error_title": "请改正", "error_message": column.note}
        sheet.data_validation(1, at, last, at, rule)
    for r in range(1, last + 1):
        values = rows[r - 1] if r <= len(rows) else {}
        for at, column in enumerate(columns):
            value = values.get(column.id) or ""
            sheet.write_string(r, at, value, text) if value else sheet.write_blank(r, at, None, text)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, last, len(columns) - 1)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&C第 &P 页 共 &N 页")
    sheet.print_area(0, 0, max(len(rows), 40), len(columns) - 1)


def _guide(sheet: Worksheet, styles: Styles, scheme: Scheme) -> None:
    title = styles.get(font_name=HEADING_FONT, font_size=16, bold=True, font_color=NAVY)
    section = styles.get(font_name=HEADING_FONT, font_size=12, bold=True, font_color=NAVY)
    name = styles.get(bold=True, border=1, border_color=LINE, bg_color=GIVEN, align="center")
    note = styles.get(border=1, border_color=LINE, text_wrap=True, indent=1)
    plain = styles.get(text_wrap=True)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 66)
    sheet.set_row(0, 32)
    sheet.write_string(0, 0, scheme.county + _GUIDE_TITLE, title)
    row = 2
    for of in (UNITS, OFFICIALS):
        sheet.write_string(row, 0, f"工作表“{of}”", section)
        row += 1
        for column in headings(scheme, of):
            sheet.set_row(row, 22)
            sheet.write_string(row, 0, column.heading, name)
            sheet.write_string(row, 1, column.note, note)
            row += 1
        row += 1
    reserved = "、".join(w.unit_code for w in scheme.workbooks if w.unit_code)
    lines = [
        "一行一个单位、一行一名干部，从标题下一行填起；列的次序可以调整，标题文字不要改。",
        "可以直接把别处的名单粘贴进来；编码按文字保存，开头的 0 不会丢。",
    ]
    if reserved:
        lines.append(f"编码 {reserved} 由考评办的汇总簿使用，单位不要用。")
    for line in lines:
        sheet.merge_range(row, 0, row, 1, line, plain)
        row += 1
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)
