"""What the sheets of a workbook say of themselves as it goes out: who draws them writes it, and who reads them back knows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from shijibu.scheme.model import Scheme
from shijibu.scheme.sheets import Column, PersonalSheet, Sheet, Workbook
from shijibu.spreadsheet.wording import NO_FIGURE
from shijibu.workbook.layout import CoverLayout, Layout, SheetLayout, TableLayout, layout
from shijibu.workbook.names import ATTRIBUTES, HINT_LABEL, SELF_CHECK, SIGNING, UNITS_SHEET
from shijibu.workbook.template import TemplateSheet

FIGURES, MISSING, GUIDE = "自动计算", "还缺什么、错在哪里", "怎么填"
TABLE, FILLED, WRONG = "工作表", "已填", "缺项或有误"
LEGEND = ("请填写", "已填好", "自动计算")
SELF_CHECK_GUIDE = "每处缺的、错的一行，点“转到”去改；改好一处少一行。“要改”的改好才能上报，“提醒”核对无误的可以不改。"
SELF_CHECK_CLEAR = "没有要改的，也没有要核对的"
SELF_CHECK_HEADINGS = ("序号", "工作表", "单元格", "轻重", "问题", "链接")
TO_COVER = "返回封面"
NUMBER, OFFICIAL, PAGE, CHOOSE = "序号", "干部", "第几页", "← 从下拉单中选择，下面自动列出本人记录，可直接打印"
CUT = "有的内容这一格放不下，打印会缺字：先把那一行拉高，或用 shijibu print 打印"
PAGES_BEGIN, PAGES_END = "共 ", " 页"
"""Around the number of pages that an official's rows take, right of where the page is chosen."""
ASKED = frozenset({PAGE, *SIGNING.values()})
"""Labels beside which something is filled in that is no entry of a table."""
UNITS_HEADINGS = ("单位名称", "类别", "单位编码")
UNITS_GUIDE = "表中要填单位的，照这里的名称填，也可以填编码；要填几个的，用“；”隔开。"
UNIT, PERIOD, NAME = "单位", "期次", "姓名"
_LONGEST_LIST = 255
"""Characters of all of a dropdown's texts together."""


def cover_heading(scheme: Scheme, cover: Sheet) -> str:
    return scheme.in_county(cover.heading)


def head_line(scheme: Scheme, unit: tuple[str, str], period: str, deadline: date, *, county: bool) -> str:
    """Under each sheet's title: whose it is (name and code), of which round, by when; the office's own book goes back to nobody."""
    day = f"{deadline.month}月{deadline.day}日前"
    if county:
        return f"{scheme.office}自用　{period}　{day}填好"
    name, code = unit
    return f"{name}（{code}）　{period}　{day}交回{scheme.office}"


def guide_lines(cover: CoverLayout) -> list[str]:
    """How the workbook is filled in, on the cover."""
    return [f"{i}. {line}" for i, line in enumerate(cover.guide, 1)]


def guide(sheet: Sheet) -> str:
    """The same over a table."""
    return " ".join(sheet.intro)


def table_named(table: TableLayout) -> str:
    """A table in the cover's box of what is missing."""
    return table.sheet if table.sheet == table.table.title else f"{table.sheet}：{table.table.title}"


def copies(sheet: Sheet, personal: PersonalSheet) -> list[str]:
    """The headings of a form's copies."""
    return [sheet.heading + (f"（{copy}）" if copy else "") for copy in personal.copies or [""]]


def signature(text: str) -> str:
    return f"{text}："


def in_hidden_sheet(choices: Sequence[str]) -> bool:
    """Whether a dropdown's list is too long for the dropdown itself, or has commas in it."""
    return len(",".join(choices)) > _LONGEST_LIST or any("," in c for c in choices)


def printed(scheme: Scheme, workbook: Workbook, round_: int) -> Iterator[str]:
    """Every text of a workbook that is neither the unit's own nor computed. `workbook` names the day it is due."""
    placed = layout(scheme, workbook, round_, team_size=1, staff_size=1, subject_rows={})
    for own in placed.extra:
        yield from own.words()
    for sheet in placed.sheets:
        if sheet.drawn is not None:
            yield from _drawn(sheet, sheet.drawn)
            continue
        if sheet.sheet.cover:
            yield from _cover(scheme, sheet.sheet, placed)
            yield from [NO_FIGURE] if workbook.county else []  # in place of a code that the office's own book has not
        else:
            yield sheet.sheet.heading
            yield guide(sheet.sheet)
        if sheet.sheet.personal:
            yield from _personal(sheet.sheet, sheet.sheet.personal, placed)
        for table in sheet.tables:
            yield from _table(table)
    yield from (SELF_CHECK, SELF_CHECK_GUIDE, *SELF_CHECK_HEADINGS, TO_COVER)
    if workbook.asks_for_units(round_):
        yield from (UNITS_SHEET, UNITS_GUIDE, *UNITS_HEADINGS)


def _drawn(sheet: SheetLayout, drawn: TemplateSheet) -> Iterator[str]:
    """What the office's own template says, and what is added beside it."""
    yield from drawn.words()
    if sheet.sheet.personal:
        yield from (CHOOSE, PAGE)
    for table in sheet.tables:
        yield from _added(table)


def _cover(scheme: Scheme, sheet: Sheet, placed: Layout) -> Iterator[str]:
    cover = placed.cover
    yield from (cover_heading(scheme, sheet), scheme.name, MISSING, TABLE, FILLED, WRONG, GUIDE, *LEGEND, *guide_lines(cover))
    yield from (ATTRIBUTES[id] for id in cover.attributes)
    yield from (figure.label for id in cover.figures if (figure := scheme.unit_figure(id)) is not None)
    yield from (table_named(placed.tables[id]) for id in cover.box)
    yield from (SIGNING[id] for id in cover.signing)
    if cover.figures:
        yield FIGURES


def _personal(sheet: Sheet, personal: PersonalSheet, placed: Layout) -> Iterator[str]:
    columns: Iterable[Column | None] = (placed.tables[personal.of].table.column(id) for id in personal.columns)
    yield from (OFFICIAL, CHOOSE, NUMBER, PAGE, *(c.label for c in columns if c is not None), *map(signature, personal.signatures))
    if personal.is_form:
        yield from (UNIT, PERIOD, NAME, *(f.label for f in personal.facts), *copies(sheet, personal))


def _table(table: TableLayout) -> Iterator[str]:
    yield from (c.label for c in table.table.columns)
    yield from _added(table)


def _added(table: TableLayout) -> Iterator[str]:
    if table.hint and not table.quiet:
        yield HINT_LABEL
    for column in table.table.columns:
        if column.is_input and in_hidden_sheet(column.choices or []):
            yield from column.choices or []
