"""The macro 生成公示 in a county whose units post their officials' monthly reports."""

from __future__ import annotations

from pathlib import Path

from shijibu.workbook.names import NOTICE_SHEET
from shijibu_addin.macros import MACROS
from tests.county import County

SCHEMES = Path(__file__).parents[1] / "schemes"


def test_the_reports_are_posted_with_the_days_on_which_they_stand(app, tmp_path, monkeypatch):
    """LS-3: each unit's reports of the month, seven working days from the day after the month."""
    monkeypatch.setenv("SHIJIBU_TEMPLATES", str(SCHEMES))
    county = County.made(tmp_path, "monthly")
    county.issue("2026-01")
    book = app.books.open(county.returned("2026-01", "T01"))
    try:
        done = MACROS["notice"](book)
        assert done.done, done.message
        sheet = book.sheets[NOTICE_SHEET]
        assert sheet["A4"].expand().borders.line_style == "continuous"
        sheet.to_pdf(tmp_path / "notice.pdf")
        assert (tmp_path / "notice.pdf").read_bytes().count(b"/Type/Page/") == 1  # no wider than a page
        shown = [[v for v in row if v is not None] for row in book.sheets[NOTICE_SHEET].used_range.options(ndim=2).value]
    finally:
        book.close()
    assert shown[0] == ["青溪镇2026年1月当月实绩公示"] and shown[1] == [] and shown[3] == ["干部", "工作任务", "完成情况"]
    assert shown[4][0] in {o.name for o in county.roster.team("T01")}
    assert ["公示期：2026年2月1日至2026年2月10日（7个工作日，首日不计）。"] in shown
