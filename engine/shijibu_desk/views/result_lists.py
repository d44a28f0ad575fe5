"""The lists of a decided round, a page each: what the sheets of the report have, with what is looked for first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from shijibu.report.table import Cell
from shijibu_desk.result_pages import Shown
from shijibu_desk.role import Role
from shijibu_desk.roles import page
from shijibu_desk.views.results import pages_of

_AT_ONCE = 200  # rows of a page on the screen; all of them where somebody prints
_FULL = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A row. strong: it sums others up; bar: how long its bar is, of a hundred; None where it has none."""

    cells: Sequence[Cell]
    strong: bool
    bar: float | None


@page(Role.OFFICE, Role.READER)
def result_list(request: HttpRequest, scheme: str, period: str, listing: str) -> HttpResponse:
    """A list of the round: those rows in which something stands, by pages or all at once."""
    pages = pages_of(scheme, period)
    shown = pages.listing(listing) if pages else None
    if pages is None or shown is None:
        raise Http404
    query = request.GET.get("q", "").strip()
    lines = [line for line in _lines(shown) if not query or any(query.lower() in c.text.lower() for c in line.cells)]
    whole = request.GET.get("all") == "1"
    current = Paginator(lines, max(len(lines), 1) if whole else _AT_ONCE).get_page(request.GET.get("page"))
    facts = {
        "round": pages.overview(), "table": shown.table, "bar": shown.bar, "groups": _groups(shown, list(current)), "current": current, "q": query,
        "count": len(lines), "whole": whole, "name": listing, "scheme": scheme, "period": period,
    }
    return render(request, "desk/result_rows.html" if request.htmx else "desk/result_list.html", facts)


def _lines(shown: Shown) -> list[Line]:
    """Every row; the greatest number has the longest bar, whatever its kind, so that bars of several kinds can be compared."""
    column = shown.bar
    numbers = [row[column].number or 0 for row in shown.table.rows] if column is not None else []
    most = max(numbers, default=0)
    bars = [round(max(n, 0) * _FULL / most, 1) if most > 0 else 0.0 for n in numbers] if column is not None else [None] * len(shown.table.rows)
    return [Line(row, i in shown.table.strong, bar) for i, (row, bar) in enumerate(zip(shown.table.rows, bars, strict=True))]


def _groups(shown: Shown, lines: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """The rows of a ranking by kind, with the kind's name; of any other list all together."""
    if shown.bar is None:
        return [("", list(lines))]
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.cells[0].text, []).append(line)
    return list(groups.items())
