"""How much a problem weighs, and what people call it and see of it."""

from __future__ import annotations

from typing import Literal

Severity = Literal["error", "warning", "notice"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "notice")
SEVERITY_LABELS: dict[Severity, str] = {"error": "错误", "warning": "警告", "notice": "提示"}
SEVERITY_COLOURS: dict[Severity, str] = {"error": "red", "warning": "yellow", "notice": "blue"}
