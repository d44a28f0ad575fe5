"""What a scheme's report and public notice show."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from shijibu.scheme.terms import (
    Formula,
    Id,
    Model,
    RuleId,
)


class ReportSheet(Model):
    """A sheet of the report workbook: units or officials, with the figures named."""

    title: str
    of: Literal["units", "officials"]
    rule: RuleId | None = None
    where: Formula | None = None
    figures: list[str]


class Report(Model):
    """What the report workbook and the public notice show."""

    rank_by: Id | None = None
    rank: Id | None = Field(default=None, description="the unit figure that is the rank by `rank_by` within the kind")
    trend: Id | None = Field(default=None, description="the unit figure whose course over the rounds is shown and charted")
    cards: Id | None = None
    sheets: list[ReportSheet] = []
    notice: list[str] = Field(default=[], description="unit figures that the public notice shows")
    notice_lists: list[Id] = Field(default=[], description="lists of officials that the public notice names")
    notice_text: list[str] = []
