"""What templates ask for."""

from __future__ import annotations

from datetime import date

from django import template

register = template.Library()


@register.filter
def day(text: str | None) -> str:
    """A day as people write it: 2026年4月10日; nothing for none."""
    if not text:
        return ""
    d = date.fromisoformat(str(text)[:10])
    return f"{d.year}年{d.month}月{d.day}日"
