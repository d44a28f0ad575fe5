"""What templates ask for."""

from __future__ import annotations

from datetime import date

from django import template

from shijibu.spreadsheet.wording import day_said

register = template.Library()


@register.filter
def day(text: str | None) -> str:
    """A day as people write it: 2026年4月10日; nothing for none."""
    return day_said(date.fromisoformat(str(text)[:10])) if text else ""
