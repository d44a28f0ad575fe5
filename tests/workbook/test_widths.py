"""What a clerk sees at a glance on a screen 1366 pixels wide: each row's hint, and whose row it is; and what the sheets let him do."""

from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.cell.cell import MergedCell

from shijibu.issuing.master import build_master
from shijibu.issuing.master_writer import Shape
from shijibu.scheme.load import load
from shijibu.scheme.period import Period
from shijibu.scheme.sheets import Column, Table
from shijibu.spreadsheet.wording import NO_CARD
from shijibu.workbook.layout import Layout, SheetLayout, layout
from shijibu.workbook.printed import TO_COVER
from shijibu.workbook.widths import SCREEN, hint_first, narrowed, pixels

ROUNDS = {"deqing": "2026-Q4", "leishan": "2026-03", "yuhang": "2026-Q4", "tongxiang": "2026-03", "yuhuan": "2026-03", "quzhou": "2026-Q4"}
NAMES = ("姓名", "成员", "干部", "单位", "任务", "任务名称", "指标名称", "镇街", "班子")


@pytest.fixture(scope="module")
def books() -> dict[str, tuple[Layout, openpyxl.Workbook]]:
    """Each workbook of each county, by county and workbook: where everything stands, and what came of it."""
    out = {}
    for id, when in ROUNDS.items():
        scheme = load(id)
        period = Period.parse(when, scheme.cadence)
        for workbook in (scheme.unit_workbook, scheme.county_workbook(period.round)):
            if workbook is not None:
                data, placed = build_master(scheme, workbook, period, Shape(2, 2))
                out[f"{id} {workbook.id}"] = (placed, openpyxl.load_workbook(io.BytesIO(data)))
    return out


def seen(sheet: openpyxl.worksheet.worksheet.Worksheet, columns: range) -> int:
    """Pixels of these columns, the hidden ones aside."""
    spans = [(d.min, d.max, 0 if d.hidden else int(d.width * 7)) for d in sheet.column_dimensions.values()]  # a file's widths have the edges
    return sum(next((px for first, last, px in spans if first <= c <= last), 64) for c in columns)


def tables_of(books) -> list[tuple[str, SheetLayout, openpyxl.worksheet.worksheet.Worksheet]]:
    return [(f"{name} {s.sheet.title}", s, book[s.sheet.title]) for name, (at, book) in books.items() for s in at.sheets if s.tables]


def test_each_hint_is_in_view_on_a_screen_1366_pixels_wide(books):
    checked = 0
    for name, placed, sheet in tables_of(books):
        kept = openpyxl.utils.cell.coordinate_from_string(sheet.freeze_panes)[0]
        frozen = openpyxl.utils.column_index_from_string(kept) - 1
        for table in placed.tables:
            if table.hint and not table.quiet:
                checked += 1
                assert table.hint <= frozen or seen(sheet, range(1, table.hint + 1)) <= SCREEN, name
                assert sheet.cell(table.header, table.hint).value == "填写提示", name
    assert checked > 30


def test_what_helps_who_fills_in_is_not_on_paper(books):
    """Hints and the way back to the cover, but for a sheet that takes the whole screen and has no hints."""
    printed = 0
    for name, placed, sheet in tables_of(books):
        areas = [openpyxl.utils.cell.range_boundaries(a.split("!")[1]) for a in sheet.print_area.split(",")]
        on_paper = {c for left, _, right, _ in areas for c in range(left, right + 1)}
        assert not on_paper & {t.hint for t in placed.tables if not t.quiet}, name
        back = [c.column for c in sheet[2] if c.value == TO_COVER]
        assert len(back) == 1, name
        printed += back[0] in on_paper
    assert printed <= 2


def test_what_tells_a_row_stays_in_view_and_leaves_room_for_two_columns(books):
    for name, placed, sheet in tables_of(books):
        corner = openpyxl.utils.cell.coordinate_from_string(sheet.freeze_panes)
        frozen, first = openpyxl.utils.column_index_from_string(corner[0]) - 1, placed.tables[0]
        assert corner[1] == first.first and frozen >= first.begin, name
        beyond = range(frozen + 1, max(first.columns.values()) + 1)
        two = max((seen(sheet, range(c, c + 2)) for c in beyond[:-1]), default=0)
        assert seen(sheet, range(1, frozen + 1)) + two <= SCREEN, name
        named = [first.columns[c.id] for c in first.table.columns if c.label in NAMES and (c.prefill or first.columns[c.id] <= first.begin + 1)]
        assert all(at <= frozen for at in named), (name, named, frozen)


def test_each_sheet_is_protected_alike_and_without_a_password(books):
    protected = {(name, sheet.title): sheet.protection for name, (_, book) in books.items() for sheet in book if sheet.sheet_state == "visible"}
    told = {k: (p.sheet, p.password, p.sort, p.insertRows, p.deleteRows, p.deleteColumns, p.insertColumns) for k, p in protected.items()}
    assert {k: v for k, v in told.items() if v != (True, None, False, False, True, True, True)} == {}  # true is what must not be done


def test_the_cells_of_a_row_stand_on_one_line_in_letters_of_one_size(books):
    """Of what is filled in or listed: titles, notes and where somebody signs have sizes of their own."""
    uneven = {}
    for name, (_, book) in books.items():
        for sheet in (s for s in book if s.sheet_state == "visible"):
            for row in sheet.iter_rows():
                boxed = [c for c in row if c.border.left.style and not c.font.b and not isinstance(c, MergedCell)]  # which openpyxl reads bare
                looks = {c.alignment.vertical for c in boxed}
                sizes = {c.font.sz for c in boxed if not c.font.u} if "登记表" in sheet.title or "核验单" in sheet.title else set()
                if len(looks | {"center"}) > 1 or len(sizes) > 1:
                    uneven[name, sheet.title, row[0].row] = looks, sizes
    assert uneven == {}


def test_a_cover_says_that_there_is_no_card_once_there_is_something_to_judge_by(books):
    said = {}
    for name, (at, book) in books.items():
        scheme = load(name.split()[0])
        if scheme.card is None or scheme.card.id not in at.cover.figures:
            continue
        here, sheet = at.cover.figures, book[at.cover.sheet]
        cell = sheet.cell(here[scheme.card.id].row, here[scheme.card.id].column).coordinate
        (rule,) = [r for area, rules in sheet.conditional_formatting._cf_rules.items() if cell in area.cells for r in rules
                   if r.dxf.numFmt and NO_CARD in r.dxf.numFmt.formatCode]
        index = sheet.cell(here["index"].row, here["index"].column)
        said[name] = f"${index.column_letter}${index.row}" in rule.formula[0]
    assert said == {"deqing unit": True, "tongxiang unit": True}


@pytest.mark.parametrize("scheme", ROUNDS)
def test_hints_are_in_view_in_every_round(scheme):
    found = load(scheme)
    for round_ in range(1, {"quarter": 4, "month": 12}.get(found.cadence, 1) + 1):
        for workbook in (found.unit_workbook, found.county_workbook(round_)):
            at = layout(found, workbook, round_, team_size=3, staff_size=3, subject_rows={}) if workbook else None
            for sheet in (s for s in at.sheets if s.tables) if at else ():
                edges = [t.hint for t in sheet.tables if t.hint and not t.quiet and t.hint > sheet.frozen]
                assert all(pixels(sheet.widths[:e]) <= SCREEN for e in edges), sheet.sheet.title


def wide_table(widths: list[float], type: str = "text") -> Table:
    return Table(id="t", title="t", rows=3, columns=[Column(id=f"c{i}", label="栏", type=type, width=w) for i, w in enumerate(widths)])


def test_texts_give_way_where_a_little_is_missing_and_hints_come_first_where_more_is():
    assert not hint_first([wide_table([30] * 4)]) and not hint_first([wide_table([30] * 6)])
    assert hint_first([wide_table([30] * 8)]) and hint_first([wide_table([10] * 30)])
    assert not hint_first([])
    room = narrowed([30.0] * 7, [True] * 7)
    assert pixels(room) <= SCREEN < pixels([30] * 7) and min(room) >= 22
    assert narrowed([10.0] * 3, [True] * 3) == [10.0] * 3
    assert narrowed([10.0, *[30.0] * 6], [False, *[True] * 6])[0] == 10.0
