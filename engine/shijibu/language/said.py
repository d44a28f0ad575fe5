"""A value as an explanation has it."""

from __future__ import annotations

from typing import Any

from shijibu.outside_text import one_line
from shijibu.rules.values import settle


def said(value: Any, *, percent: bool = False, decimals: int = 4) -> str:
    """A value as people read it: no needless decimals, 是 or 否, 无 for nothing."""
    if value is None or value == "":
        return "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        told = [" ".join(map(said, v)) if isinstance(v, (list, tuple)) else said(v, percent=percent, decimals=decimals) for v in value]
        return "、".join(told) or "无"
    if isinstance(value, (int, float)):
        number = settle(float(value) * (100 if percent else 1), decimals)
        return f"{number:.{decimals}f}".rstrip("0").rstrip(".") + ("%" if percent else "")
    return one_line(value)
