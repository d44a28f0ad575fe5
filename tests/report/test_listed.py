"""Cells of a list that lead somewhere: they look so where they do, and are plain texts where no link is possible."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from shijibu.report.listed import Column, Linked, Outside
from shijibu.report.page import FIRST, ReportBook
from shijibu.spreadsheet import clean_book
from shijibu.spreadsheet.clean_book import CleanBook


def test_a_file_that_lies_too_deep_for_a_link_is_named_without_one():
    """A Chinese character of a path is nine in an address, of which Excel takes 2,079."""
    def led(characters: int) -> str:
        return Outside.to("甲", Path("/", *["县" * 50] * (characters // 50), "甲.xlsx"))

    assert isinstance(led(200), Outside) and type(led(250)) is str and led(250) == "甲"


def test_a_text_that_leads_nowhere_does_not_look_as_if_it_did(monkeypatch):
    monkeypatch.setattr(clean_book, "_MOST_LINKS", 2)
    out = BytesIO()
    with CleanBook(out) as file:
        ReportBook(file, "甲县", "2026年", "").list("名单", "名单", [Column("名单")], [[Linked(text, "名单", 0)] for text in "甲乙丙"])
    cells = [row[0] for row in load_workbook(out)["名单"].iter_rows(min_row=FIRST + 1)]
    looks = [(c.value, c.hyperlink is not None, c.font.underline) for c in cells]
    assert looks == [("甲", True, "single"), ("乙", True, "single"), ("丙", False, None)]
