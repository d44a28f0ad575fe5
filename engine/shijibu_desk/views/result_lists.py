"""The lists of a decided round, a page each: what the sheets of the report have, with what is looked for first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from shijibu.report.table import Cell
from shijibu.spreadsheet.wording import MISSING
from shijibu_desk.result_pages import Shown
from shijibu_desk.role import Role
from shijibu_desk.roles import page
from shijibu_desk.views.results import pages_of

_AT_ONCE = 200  # rows of a page on the screen; all of them where somebody prints
_FULL = 100
_PAGES = {"unit": "why_unit", "official": "why_official"}


@dataclass(frozen=True, slots=True)
class Line:
    """A row. strong: it sums others up; bar: how long its bar is, of a hundred; None where it has none; links: where each cell leads, as far as
    it leads anywhere: a name to the figures of whom it names, a figure to where it comes from."""

    cells: Sequence[Cell]
    strong: bool
    bar: float | None
    links: Sequence[str]

    @property
    def linked(self) -> Iterable[tuple[Cell, str]]:
        return zip(self.cells, self.links, strict=True)


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
    rows = [_linked(line, shown, scheme, period) for line in current]
    facts = {
        "round": pages.overview(), "table": shown.table, "bar": shown.bar, "groups": _groups(shown, rows), "current": current, "q": query,
        "count": len(lines), "whole": whole, "name": listing, "scheme": scheme, "period": period,
    }
    return render(request, "desk/result_rows.html" if request.htmx else "desk/result_list.html", facts)


def _lines(shown: Shown) -> list[Line]:
    """Every row; the greatest number has the longest bar, whatever its kind, so that bars of several kinds can be compared."""
    column = shown.bar
    numbers = [row[column].number or 0 for row in shown.table.rows] if column is not None else []
    most = max(numbers, default=0)
    bars = [round(max(n, 0) * _FULL / most, 1) if most > 0 else 0.0 for n in numbers] if column is not None else [None] * len(shown.table.rows)
    return [Line(row, i in shown.table.strong, bar, ()) for i, (row, bar) in enumerate(zip(shown.table.rows, bars, strict=True))]


def _groups(shown: Shown, lines: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """The rows of a ranking by kind, with the kind's name; of any other list all together."""
    if shown.bar is None:
        return [("", list(lines))]
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.cells[0].text, []).append(line)
    return list(groups.items())


def _linked(line: Line, shown: Shown, scheme: str, period: str) -> Line:
    """The same with where its cells lead. A card column says of who returned nothing that it did: no figure, and nothing to look into."""
    addresses = {(c.kind, c.id): reverse(_PAGES[c.kind], args=(scheme, period, c.id)) for c in line.cells if c.kind in _PAGES}
    own = next((at for whose, at in addresses.items() if whose[0] == "official"), next(iter(addresses.values()), ""))
    kind = "official" if any(whose == "official" for whose, _ in addresses) else "unit"
    links = [addresses.get((c.kind, c.id)) or (f"{own}#{kind}.{figure}" if own and figure and c.text not in ("", MISSING) else "")
             for c, figure in zip(line.cells, shown.table.figures, strict=True)]
    return replace(line, links=links)
