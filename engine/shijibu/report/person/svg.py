"""A chart as shapes of an SVG picture, for a template to write: numbers only, and texts that it escapes."""

from __future__ import annotations

from typing import Any

from shijibu.report.person.charts import CourseChart, axis
from shijibu.spreadsheet.wording import said

WIDTH, HEIGHT = 900, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 12, 18, 26
_GAP, _MOST = 0.3, 34  # of a round's width between its columns; the widest column


def drawing(chart: CourseChart) -> dict[str, Any]:
    """Width, height, and what to draw: grid (y, text), names (x, text), lines (colour, points), points (x, y, figure, colour), columns (x, y,
    width, figure, colour)."""
    ticks = axis(chart)
    width = (WIDTH - _LEFT - _RIGHT) / len(chart.rounds)

    def y(value: float) -> float:
        return round(HEIGHT - _BOTTOM - (value - ticks[0]) / (ticks[-1] - ticks[0]) * (HEIGHT - _TOP - _BOTTOM), 1)

    def x(i: int) -> float:
        return round(_LEFT + width * (i + 0.5), 1)

    out: dict[str, Any] = {
        "title": chart.title, "width": WIDTH, "height": HEIGHT, "left": _LEFT, "right": WIDTH - _RIGHT, "base": y(max(ticks[0], 0)),
        "grid": [(y(t), said(t, decimals=2)) for t in ticks], "names": [(x(i), _short(r, chart.rounds)) for i, r in enumerate(chart.rounds)],
        "legend": [(s.label, s.colour) for s in chart.series], "lines": [], "points": [], "columns": [],
    }
    bar = min(width * (1 - _GAP) / len(chart.series), _MOST)
    for n, series in enumerate(chart.series):
        points = [(x(i), y(v), said(v, decimals=2) if chart.said else "", series.colour) for i, v in enumerate(series.values) if v is not None]
        if chart.lines:
            out["lines"] += [(series.colour, run) for run in _runs([None if v is None else (x(i), y(v)) for i, v in enumerate(series.values)])]
            out["points"] += points
        else:
            left = bar * (n - len(chart.series) / 2)
            out["columns"] += [(round(px + left, 1), py, round(bar - 1, 1), text, colour) for px, py, text, colour in points]
    return out


def _runs(places: list[tuple[float, float] | None]) -> list[str]:
    """The points of each unbroken run, as a polyline has them; a round without data breaks a line."""
    runs: list[list[str]] = [[]]
    for place in places:
        if place is None:
            runs.append([])
        else:
            runs[-1].append(f"{place[0]},{place[1]}")
    return [" ".join(run) for run in runs if len(run) > 1]


def _short(label: str, labels: list[str]) -> str:
    """2026年第一季度; without the year where many stand side by side and all are of one year."""
    year = label[:5]
    return label[5:] if len(labels) > 6 and all(one.startswith(year) for one in labels) else label
