"""领导简报 as a page: the same round in the same words as the report's sheet, and the way to everything else in the folder."""

from __future__ import annotations

import re
from urllib.parse import unquote

from openpyxl import load_workbook

from shijibu.report.brief import brief_of
from shijibu.report.brief_page import brief_html
from shijibu.report.headlines import headlines
from shijibu.report.reported_round import ReportedRound
from tests.report.made_up import decided
from tests.report.test_notice import Page


def test_the_page_says_what_the_sheet_says(third_round, written):
    html, reported = written.brief.read_text(encoding="utf-8"), ReportedRound(third_round)
    page, sheet = Page(html), load_workbook(written.report)["领导简报"]
    assert page.open == [] and all(f'<p class="text">{text}</p>' in html for text in headlines(reported))
    cells = [str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None]
    brief = brief_of(reported)
    assert len(brief.ends) == 6 and len(page.tables[0]) == 7 and all(cell in cells for row in page.tables[0] for cell in row if cell)
    assert page.tables[1] == [list(pair) for pair in brief.lists] and all(cell in cells for row in page.tables[1] for cell in row)


def test_it_leads_to_every_file_of_the_folder_and_nowhere_else(written):
    html, folder = written.brief.read_text(encoding="utf-8"), written.brief.parent
    targets = {unquote(t).rstrip("/") for t in re.findall(r'href="([^"]+)"', html)}
    there = {p.name for p in folder.iterdir() if not p.name.startswith(".")} - {written.brief.name, "results.json"}
    assert targets == there and "退回" in targets and not re.search(r"https?:|<script|<link|<img|url\(|@import|\son\w+=", html)


def test_what_units_typed_is_text():
    evil = '<script>alert(1)</script>"&'
    html = brief_html(ReportedRound(decided(1, names={"T07": evil})), [("a", '甲"><script>.docx')])
    assert "<script" not in html and "&lt;script&gt;alert(1)" in html
