"""The checks that every return goes through beside those of its entries, one a file, in the order in which they speak.

A new one is a file here, its line in CHECKS, its kind in problems/ and its row in tests/returns/failures.yaml.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from shijibu.checks.built_in.around_tables import around_tables
from shijibu.checks.built_in.beside_figures import beside_figures
from shijibu.checks.built_in.carried import carried
from shijibu.checks.built_in.cover import cover
from shijibu.checks.built_in.extra_sheets import extra_sheets
from shijibu.checks.built_in.formulas import formulas, rules
from shijibu.checks.built_in.moved import moved
from shijibu.checks.built_in.names import names
from shijibu.checks.built_in.notes import notes
from shijibu.checks.built_in.out_of_sight import out_of_sight
from shijibu.checks.built_in.page_heads import page_heads
from shijibu.checks.built_in.pictures import pictures
from shijibu.checks.built_in.text_boxes import text_boxes
from shijibu.checks.built_in.unlocked import unlocked
from shijibu.problems.finding import Finding
from shijibu.returns.grid import SheetGrid
from shijibu.returns.places import Returned

Check = Callable[[Returned], Iterable[Finding]]
SheetCheck = Callable[[Returned, SheetGrid], Iterable[Finding]]


def on_each_sheet(*checks: SheetCheck) -> Check:
    """All that is to be said of a sheet together, sheet by sheet."""
    return lambda returned: _of_sheets(returned, returned.grid.sheets, checks)


def on_each_sheet_with_tables(*checks: SheetCheck) -> Check:
    """The same of the sheets that the unit's tables lie on, in the order of the tables."""
    return lambda returned: _of_sheets(returned, {p.sheet.title: p.sheet for p in returned.places.values()}.values(), checks)


def _of_sheets(returned: Returned, sheets: Iterable[SheetGrid], checks: Iterable[SheetCheck]) -> Iterator[Finding]:
    for sheet in sheets:
        for check in checks:
            yield from check(returned, sheet)


CHECKS: tuple[Check, ...] = (
    extra_sheets,
    on_each_sheet_with_tables(around_tables, out_of_sight, unlocked),
    moved,
    cover,
    beside_figures,
    notes,
    on_each_sheet(formulas, rules, page_heads, text_boxes),
    names,
    pictures,
)


def look_over(returned: Returned) -> None:
    """Adds what stands around the tables and what is out of sight to what reading found: listed, never lost.

    A check sees what those before it found. What the file carries is said first, before what was read of it.
    """
    returned.findings[:0] = carried(returned)
    for check in CHECKS:
        returned.findings += list(check(returned))
