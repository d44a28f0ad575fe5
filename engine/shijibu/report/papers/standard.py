"""The form of a paper as GB/T 9704 has it, with the places that a draft fills: what stands in for a form that the office drew."""

from __future__ import annotations

from functools import lru_cache

from shijibu.report.papers.document import Paper
from shijibu.report.papers.draft import NOTICE

_PLACE = "{{%s}}"


@lru_cache(maxsize=16)
def standard_form(kind: str, signed: str, day: str) -> bytes:
    """The form as a .docx. signed, day: what its end will come to, so that both lines stand about one middle."""
    paper = Paper(kind, signed)
    paper.title(_PLACE % "标题")
    paper.line(_PLACE % "称谓")
    paper.text(_PLACE % "正文")
    if kind == NOTICE:
        paper.text(_PLACE % "公示期")
        for label in ("受理单位", "联系人", "联系电话", "地址"):
            paper.text(f"{label}：{_PLACE % label}")
    paper.line("")
    paper.text(f"附件：{_PLACE % '附件标题'}")
    paper.signed(signed, day, written=(_PLACE % "落款", _PLACE % "日期"))
    paper.line(_PLACE % "附件")
    return paper.data()
