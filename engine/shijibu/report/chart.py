"""The look of charts, and where one is put."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

from shijibu.spreadsheet.style import HEADING_FONT, LINE, NAVY


def place_chart(
    sheet: Worksheet, chart: Any, title: str | None, row: int, column: int, size: tuple[int, int], *, turned: bool = False,
    least: float | None = None, step: float | None = None,
) -> None:
    """Put a chart of `size` pixels at a cell. turned: the categories' names stand upright; least, step: the values' axis."""
    font = {"name": HEADING_FONT, "size": 9, "bold": False}
    heading = {**font, "size": 11, "bold": True, "color": NAVY}
    chart.set_title({"name": title, "name_font": heading} if title else {"none": True})
    chart.set_x_axis({"num_font": {**font, "size": 8, "rotation": -90} if turned else font, "line": {"color": LINE}})
    grid = {"visible": True, "line": {"color": "#E7E6E6"}}
    chart.set_y_axis({"num_font": font, "major_gridlines": grid, "line": {"none": True}, "num_format": "0", "min": least, "major_unit": step})
    if title:
        chart.set_legend({"position": "bottom", "font": font})
    chart.set_chartarea({"border": {"color": LINE}})
    chart.set_size({"width": size[0], "height": size[1]})
    sheet.insert_chart(row, column, chart, {"x_offset": 4, "y_offset": 4, "object_position": 1, "description": title or "得分图"})
