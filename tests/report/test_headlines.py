"""The round in sentences, and the links by which a reader gets from them to what they rest on."""

from __future__ import annotations

import re

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.cell_range import CellRange

from shijibu.figures.book import PastRound
from shijibu.report.brief import brief_of
from shijibu.report.compared import compared
from shijibu.report.headlines import headlines
from shijibu.report.reported_round import ReportedRound
from shijibu.report.round_book.book import write_report
from shijibu.scheme.period import Period
from tests.report.made_up import decided
from tests.report.test_notice import under
from tests.report.test_papers import COUNTIES, untouched


@pytest.fixture(scope="module")
def reported(third_round):
    return ReportedRound(third_round)


@pytest.fixture(scope="module")
def book(written):
    return load_workbook(written.report)


def test_the_first_sentence_names_who_is_missing_rejected_and_late(reported):
    rejected, missing, late = map(reported.unit_name, ("D05", "T07", "T02"))
    assert headlines(reported)[0] == f"应报 32 家，接收 30 家，退回 1 家（{rejected}），未报 1 家（{missing}），迟报 1 家（{late}）。"


def test_every_card_is_counted_with_the_names_of_those_who_got_it(reported, third_round):
    sentence = next(t for t in headlines(reported) if t.startswith("亮牌情况"))
    for card in ("蓝牌", "黄牌", "红牌"):
        units = [u.name for u in third_round.results.units if u.figures["card"] == card]
        assert f"{card} {len(units)} 家" in sentence and all(name in sentence for name in units[:6])


def test_what_needs_a_decision_is_said_with_the_names(reported, third_round):
    sentence = next(t for t in headlines(reported) if "研究决定" in t)
    assert f"末位并列 {len(third_round.results.ties)} 处（{reported.unit_name('D01')}）" in sentence
    for rule, listed in reported.listed():
        assert (f"{rule.title} {len(listed)} 人（{listed[0].name}" in sentence) is bool(listed) if listed else rule.title not in sentence


def test_a_unit_rose_by_as_many_places_as_its_ranks_say(reported, third_round):
    against = compared(reported)
    past = {str(p.period): p for p in third_round.evaluation.past}[str(against.period)]
    ranks = {u.code: u.figures["rank"] for u in third_round.results.units}
    moved = {code: against.climbed(code) for code in ranks}
    assert any(moved.values())
    for code, rank in ranks.items():
        before = past.units.get(code, {}).get("rank")
        assert moved[code] == (None if rank is None or before is None else before - rank)


def test_the_first_round_is_compared_with_none():
    first = ReportedRound(decided(1))
    assert compared(first) is None and not [t for t in headlines(first) if t.startswith("与")]


def test_in_a_round_without_cards_nobody_is_said_to_have_none(tmp_path):
    """TX-6: cards are given in the last month of a quarter."""
    codes = [u.code for u in untouched("tongxiang").roster.units]
    past = [PastRound(Period.parse(f"2026-0{n}"), {code: {"card": "黄牌" if n == 3 else None, "coverage": 90.0} for code in codes}, {}, {})
            for n in (2, 3, 4)]
    made = untouched("tongxiang", "2026-05", past)
    write_report(tmp_path / "report.xlsx", made)
    sheet = load_workbook(tmp_path / "report.xlsx")["排名"]
    assert made.card_figure is None and not any("亮牌" in text for text in headlines(made))
    assert [c.value for c in sheet[4] if "亮牌" in str(c.value)] == ["3月重点工作亮牌"]
    assert "不亮牌" not in {c.value for row in sheet.iter_rows() for c in row}
    assert [str(p) for p, _ in untouched("tongxiang", "2026-06", past).card_rounds] == ["2026-03", "2026-06"]
    assert str(compared(untouched("tongxiang", "2026-06", past)).cards[0]) == "2026-03"


def test_the_name_of_a_list_takes_one_line_of_it(tmp_path):
    for id in ("leishan", "yuhang"):  # 全县通报批评名单（干部）, 未制定帮扶整改方案的干部
        write_report(tmp_path / f"{id}.xlsx", untouched(id))
        sheet = load_workbook(tmp_path / f"{id}.xlsx")["名单"]
        assert sheet.max_row > 5 and all(sheet.row_dimensions[row].height < 28 for row in range(5, sheet.max_row + 1))


def test_every_link_of_the_report_leads_to_the_name_that_it_stands_under(book):
    names, home = 0, 0
    for sheet in book:
        for cell in (c for row in sheet.iter_rows() for c in row if c.hyperlink):
            title, at = re.fullmatch(r"'(.+)'!([A-Z]+\d+)", cell.hyperlink.location).groups()
            target = book[title][at]
            if cell.value == "返回首页":
                home += 1
                assert title == "总览"
                printed = CellRange(sheet.print_area.partition("!")[2].replace("$", ""))
                assert not (printed.min_row <= cell.row and printed.min_col <= cell.column <= printed.max_col), f"{sheet.title}!{cell.coordinate}"
            elif title in ("单位", "干部") and sheet.title != "总览" and not (sheet.title == "单位" and title == "干部"):
                names += 1
                assert target.value == cell.value, f"{sheet.title}!{cell.coordinate}"
    assert names > 100 and home == len(book.sheetnames) - 1


def test_the_tiles_of_the_first_page_lead_to_their_sheets(book):
    tiles = {c.value: c.hyperlink.location for row in book["总览"].iter_rows() for c in row if c.hyperlink and isinstance(c.value, str)}
    assert tiles["未报"] == "'未报'!A5" and tiles["蓝牌"] == "'排名'!A5" and tiles["待定并列"] == "'并列'!A5" and tiles["错误"] == "'问题'!A5"
    assert book["名单"][tiles["表扬名单"].partition("!")[2]].value == "表扬名单" and tiles["打印领导简报"] == "'领导简报'!A1"


def test_a_count_rises_and_falls_by_whole_numbers(third_round):
    counts = third_round.scheme.unit_figure("yellows")
    assert counts.type == "integer"
    made = under(third_round, report=third_round.scheme.report.model_copy(update={"trend": "yellows", "rank_by": "yellows"}))
    said = next(t for t in headlines(made) if t.startswith("与"))
    assert re.search(r"升得最多的是\S+（↑\d+，现为 \d+）", said)
    assert all(re.fullmatch(r"\d+", line.top.score) for line in brief_of(made).ends)


@pytest.mark.parametrize("id", COUNTIES)
def test_units_are_counted_without_the_offices_own_book(id):
    made = untouched(id)
    units, own = len(made.roster.units), [made.unit_name(code) for code in made.issued if made.scheme.county_name(code)]
    assert re.fullmatch(rf"应报 {units} 家，接收 0 家，未报 {units} 家（.*）" + "".join(f"；{name}未报" for name in own) + "。", headlines(made)[0])
