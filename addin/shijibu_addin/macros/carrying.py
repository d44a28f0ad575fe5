"""带入上期: what was committed last period, and how far it had come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shijibu.figures.evaluation import Row
from shijibu.problems.refused import Refused
from shijibu.returns.grid import Grid
from shijibu.returns.reader import read
from shijibu.returns.returned import Place, Returned, read_back
from shijibu.scheme.sheets import Table
from shijibu.spreadsheet.text import folded
from shijibu_addin.macros.book_grid import grid_of
from shijibu_addin.macros.changing import make
from shijibu_addin.macros.files import agreed_name, chosen, folder_of
from shijibu_addin.macros.journal import Change, Journal, Step
from shijibu_addin.macros.opened import Opened, opened
from shijibu_addin.macros.progress import progress_columns
from shijibu_addin.macros.result import NotDone, Result

if TYPE_CHECKING:
    import xlwings as xw

CARRY = "carry_over"


def carry_over(book: xw.Book, last: xw.Book | Grid | Path | str | bytes | Callable[[], Path | None] | None = None) -> Result:
    """Fill blank cells from last period's workbook: committed columns, and the last actual progress. What is filled in stays.

    last: the earlier workbook, open, read or as a file, or a function that asks for it; left out, it is looked for beside this one.
    """
    journal = Journal(book)
    found = opened(book, journal.own_sheets())
    before = _earlier(book, found.returned, chosen(last))
    wanted: list[Change] = []
    gone: set[str] = set()
    for id, place in found.returned.places.items():
        if not place.table.is_fixed and id in before.places:
            wanted += _table(found, place, before.book.tables[id], gone)
    made = make(book, wanted)
    journal.steps.append(Step(CARRY, made))
    journal.save()
    told = f"从{before.period.label}带入 {len(made)} 个单元格" if made else f"{before.period.label}的内容都已在表中，没有可带入的"
    names = {o["id"]: o["name"] for o in before.facts.officials}
    left = "、".join(names.get(id, id) for id in sorted(gone))
    return Result(True, told + (f"。{left}已不在本单位，相应的负责人请重新选择" if gone else ""), len(made))


def _earlier(book: xw.Book, now: Returned, last: Any) -> Returned:
    """Last period's workbook of the same unit. Raises NotDone where it is not that."""
    if last is None:
        last = _beside(book, now)
    try:
        if isinstance(last, Grid):
            before = read_back(last)
        elif isinstance(last, bytes):
            before = read_back(read(last))
        elif isinstance(last, (str, Path)):
            before = read_back(read(Path(last).read_bytes()))
        else:
            before = read_back(grid_of(last))
    except OSError:
        raise NotDone(f"打不开上期的工作簿：{Path(str(last)).name}") from None
    except Refused:
        raise NotDone("所选的上期文件不是实绩簿发出的工作簿（.xlsx），没有带入") from None
    if (before.identity.scheme, before.identity.unit) != (now.identity.scheme, now.identity.unit):
        raise NotDone(f"所选的是{before.facts.name}的工作簿，不是{now.facts.name}的，没有带入")
    if not before.period < now.period:
        raise NotDone(f"所选的是{before.period.label}的工作簿，要选早于{now.period.label}的")
    return before


def _beside(book: xw.Book, now: Returned) -> Path:
    folder, name = folder_of(book), agreed_name(now, now.period.previous)
    if folder is None or not (folder / name).is_file():
        raise NotDone(f"没有找到上期的工作簿。请把“{name}”放到本文件所在的文件夹，再运行一次")
    return folder / name


def _table(found: Opened, place: Place, earlier: list[Row], gone: set[str]) -> Iterator[Change]:
    """The changes of one table. A row is known by its first committed text, else it takes the next free one."""
    table = place.table
    carried = [c for c in table.columns if c.carry and c.is_input]
    progress = progress_columns(table).get("actual")
    if not carried:
        return
    title = next((c.id for c in carried if c.type == "text"), carried[0].id)
    rows = list(found.returned.book.tables[table.id])
    room = range(1, max(place.last - place.header, 0) + 1)
    free = (n for n in room if n not in {r.index for r in rows})
    known = set(found.shown.officials)
    for was in earlier:
        if all(was.values.get(c.id) is None for c in carried):
            continue
        row = _same(was, rows, title, [c.id for c in carried])
        if row is not None:
            rows.remove(row)
        number = row.index if row is not None else next(free, None)
        if number is None:
            continue
        values = {c.id: was.values.get(c.id) for c in carried} | ({progress: was.values.get(progress)} if progress else {})
        yield from _row(found, place, number, _of_today(table, values, known, gone))


def _same(was: Row, rows: list[Row], title: str, carried: list[str]) -> Row | None:
    """The row of this period with the same title; of several the one that agrees most."""
    wanted = folded(str(was.values.get(title) or ""))
    alike = [r for r in rows if wanted and folded(str(r.values.get(title) or "")) == wanted]
    return max(alike, key=lambda r: sum(r.values.get(c) == was.values.get(c) for c in carried), default=None)


def _of_today(table: Table, values: dict[str, Any], known: set[str], gone: set[str]) -> dict[str, Any]:
    """Without the officials who have left the unit; they are noted in `gone`."""
    officials = {c.id for c in table.columns if c.type == "official"}
    left = {c: v for c, v in values.items() if c in officials and v is not None and v not in known}
    gone |= set(left.values())
    return {c: v for c, v in values.items() if c not in left}


def _row(found: Opened, place: Place, number: int, values: dict[str, Any]) -> Iterator[Change]:
    for column, value in values.items():
        change = None if value is None else found.entry(place, number, column, value)
        if change is not None:
            yield change
