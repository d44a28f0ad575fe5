"""What templates ask for."""

from __future__ import annotations

from datetime import date

from django import template
from django.http import HttpRequest

from shijibu.spreadsheet.wording import day_said
from shijibu_addin.server.settings import is_loopback

register = template.Library()


@register.filter
def day(text: str | None) -> str:
    """A day as people write it: 2026年4月10日; nothing for none."""
    return day_said(date.fromisoformat(str(text)[:10])) if text else ""


@register.filter
def reached(request: HttpRequest) -> str:
    """The address at which others reach the desk; nothing where whoever asks sits at its own computer, and came by a name that is nobody else's."""
    name = request.get_host().rpartition(":")[0] or request.get_host()
    return "" if is_loopback(name.strip("[]")) else f"{request.scheme}://{request.get_host()}/"
