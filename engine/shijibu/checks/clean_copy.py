"""The clean copy: every value of a return lifted into a pristine workbook of the same unit and period, each problem marked in its
cell and listed on a sheet, ready to send back. What could not be placed is on the list with its old address.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from shijibu.checks.built_in import look_over
from shijibu.checks.check import own_evaluation, own_roster
from shijibu.checks.checked import Checked
from shijibu.checks.inbox import named
from shijibu.figures.closed import closed_to
from shijibu.figures.evaluation import Row
from shijibu.files import distinct_names, refuse_changed, together
from shijibu.issuing.issued import RoundWorkbooks, shape_of
from shijibu.issuing.master import build_master
from shijibu.issuing.master_writer import MasterWriter
from shijibu.issuing.patch import Master
from shijibu.issuing.prefill import in_cell
from shijibu.outside_text import fit
from shijibu.problems.finding import Finding
from shijibu.problems.problem import Problem
from shijibu.problems.refused import Refused
from shijibu.returns.admission import grid_of
from shijibu.returns.entry import COMPACT, is_empty, plain_text
from shijibu.returns.grid import Cell
from shijibu.returns.places import range_of
from shijibu.returns.returned import Returned, read_back
from shijibu.returns.worker import run
from shijibu.scheme.kept import Kept
from shijibu.scheme.roster import Unit
from shijibu.scheme.sheets import Column
from shijibu.spreadsheet.address import address, quoted, row_and_column
from shijibu.spreadsheet.days import DAYS_1904
from shijibu.spreadsheet.limits import Limits
from shijibu.spreadsheet.number import NOISE
from shijibu.spreadsheet.severity import SEVERITIES, SEVERITY_COLOURS, SEVERITY_LABELS, Severity
from shijibu.spreadsheet.style import COLOURS, LINE, LINK
from shijibu.spreadsheet.text import squeezed
from shijibu.spreadsheet.text_size import lines
from shijibu.spreadsheet.wording import said
from shijibu.workbook.layout import Layout
from shijibu.workbook.names import IDENTITY_PROPERTY, LIST_SHEET, SIGNING
from shijibu.workbook.template import signed_name

_HEADINGS = (("轻重", 8), ("工作表", 14), ("单元格", 9), ("原单元格", 10), ("原内容", 24), ("问题", 48), ("怎么改", 44))
_SHEET, _CELL = 1, 2  # columns of the list that lead to the place
_VALUE = 40  # characters of what stands in its cell that the list repeats
_LINE, _HIGHEST = 14.5, 409  # points of a line, and of a row at most
_LINKED: dict[str, Any] = {"font_color": LINK, "underline": 1}
_WRITING = 30.0  # seconds that one clean copy may take
Moves = dict[tuple[str, str], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Copied:
    """The clean copy of a file. name: the copy's; unit: the unit's name; deadline: when the round that it is of was due, as it was issued."""

    file: Checked
    name: str
    unit: str
    deadline: date | None


class Beside:
    """What comes to stand beside a copy: nothing, unless somebody has something to say."""

    def names(self, copy: str) -> Collection[str]:
        """Every name that `of` may give to what stands beside the copy of that name."""
        return ()

    def of(self, copied: Copied) -> Mapping[str, bytes]:
        return {}


def copy_names(files: Iterable[Path]) -> dict[Path, str]:
    """The name of each file's clean copy: its own with a mark, unlike any other's."""
    told = {str(file): file for file in files}
    names = distinct_names({key: named(file.stem) for key, file in told.items()}, ".xlsx", mark="_批注", numbered="{}")
    return {told[key]: name for key, name in names.items()}


def refuse_edited_copies(
    files: Iterable[Path], out: Path, *, force: bool, beside: Beside = Beside()
) -> None:
    """Raises WouldReplace where the clean copy of one of the files was edited, or what stands `beside` it: to be asked before the check."""
    copies = list(copy_names(files).values())
    refuse_changed(out, [*copies, *(name for copy in copies for name in beside.names(copy))], force=force)


def annotate_all(
    checked: Iterable[Checked], out: Path, workers: int = 1, kept: Kept = Kept(), *, force: bool = False, beside: Beside = Beside()
) -> list[Path]:
    """A clean copy in `out` for each file that is a workbook of ours, with what stands beside it; gives the copies. What is in a file fails
    no other.

    kept: the rules by which they were checked. Raises WouldReplace unless `force`, OSError.
    """
    listed = [file for file in checked if file.file is not None]
    names = copy_names(file.file for file in listed if file.file is not None)
    ours = {names[f.file]: f for f in listed if f.file is not None and f.unit is not None and not f.ignored}
    jobs = [(name, (f.file, f.problems, kept)) for name, f in ours.items()]
    written: list[Path] = []
    with together(out, force=force) as batch:
        for name, made in run(_annotated_file, jobs, workers, Limits(worker_seconds=_WRITING)):
            if isinstance(made, Refused):  # what cannot be read again has its problem in the answer of the check already
                continue
            data, unit, deadline = made
            batch.write(name, data)
            for other, content in beside.of(Copied(ours[name], name, unit, deadline)).items():
                batch.write(other, content)
            written.append(out / name)
        batch.without(other for name in ours for other in beside.names(name))
    return sorted(written)


def _annotated_file(path: Path, problems: list[Problem], kept: Kept) -> tuple[bytes, str, date | None]:
    """The copy, whose it is, and when it is due."""
    returned = read_back(grid_of(path.read_bytes()), kept=kept)
    look_over(returned)
    deadline = returned.facts.deadline
    return annotated(returned, problems), returned.facts.name, date.fromisoformat(deadline) if deadline else None


def annotated(returned: Returned, problems: list[Problem]) -> bytes:
    """The clean copy of one return."""
    facts, identity, kind = returned.facts, returned.identity, returned.workbook
    roster = own_roster(returned)
    unit = roster.unit(identity.unit) or Unit(code=identity.unit, name=facts.name, kind=facts.kind)
    deadline = date.fromisoformat(facts.deadline) if facts.deadline else returned.period.end
    workbooks = RoundWorkbooks(returned.scheme, returned.period, roster, deadline=deadline)
    lifted: dict[str, dict[str, Any]] = {}
    moves: Moves = {}
    unplaced: list[tuple[str, str, Any]] = []

    def finish(writer: MasterWriter) -> None:
        _lift(returned, writer.layout, lifted, moves, unplaced)
        _lift_signing(returned, writer.layout, lifted)
        _mark(writer, problems, moves, unplaced)

    shape = shape_of(kind, returned.period, facts, closed_to(returned.scheme, kind, returned.period, unit))
    data, placed = build_master(returned.scheme, kind, returned.period, shape, deadline=deadline, units=facts.units, finish=finish)
    changes = workbooks.own_cells(unit, kind, placed, shape, facts, facts.chunks(), identity)
    for sheet, cells in [*lifted.items(), *_figures(returned, placed, moves).items()]:
        changes.setdefault(sheet, {}).update(cells)
    for place in placed.counts():
        changes.setdefault(place.sheet, {})[place.cell] = ""
    return Master(data).fill(changes, properties={IDENTITY_PROPERTY: identity.text()}, modified=returned.modified or datetime(2000, 1, 1, tzinfo=UTC))


def _targets(returned: Returned, table: str, rows: list[Row], room: int) -> dict[int, int]:
    """Each row's number in the clean copy: its own where that is free, else the next one that is; prefilled rows by their key."""
    place = returned.places[table]
    issued = returned.facts.prefilled.get(table, [])
    if place.table.is_fixed:
        keys = place.table.key
        home = {tuple(str(v.get(k)) for k in keys): i for i, v in enumerate(issued, 1)}
        return {r.index: home[t] for r in rows if (t := tuple(str(r.values.get(k)) for k in keys)) in home}
    taken = {r.index for r in rows if r.index <= room}
    free = (n for n in range(1, room + 1) if n not in taken)
    return {r.index: n for r in rows if (n := r.index if r.index <= room else next(free, 0))}


def _lift(returned: Returned, layout: Layout, lifted: dict[str, dict[str, Any]], moves: Moves, unplaced: list[tuple[str, str, Any]]) -> None:
    """Every returned input to its cell in the clean copy."""
    seen: set[tuple[str, int, int]] = set()
    for table, place in returned.places.items():
        target = layout.tables[table]
        to = _targets(returned, table, returned.book.tables[table], target.rows)
        for row in returned.book.tables[table]:
            for column in place.table.columns:
                at = place.columns.get(column.id)
                if at is None or column.live:
                    continue
                number = place.header + row.index
                seen.add((place.sheet.title, number, at))
                cell = place.sheet.cells.get((number, at))
                if row.index not in to:
                    continue
                new = address(target.header + to[row.index], target.columns[column.id])
                moves[place.sheet.title, address(number, at)] = (target.sheet, new)
                if column.is_input and cell is not None and not is_empty(cell):
                    lifted.setdefault(target.sheet, {})[new], *rest = _pieces(fit(_content(cell, column, returned.grid.date1904)))
                    unplaced += [(place.sheet.title, address(number, at), piece) for piece in rest]
        for row in returned.book.tables[table]:
            if row.index not in to:
                unplaced += [(place.sheet.title, where, place.sheet.cells[place.header + row.index, place.columns[c]].told)
                             for c, where in row.cells.items() if (place.header + row.index, place.columns[c]) in place.sheet.cells]
        # Rows that were refused as a whole (unknown or repeated keys) are in no table, but what stands in them is not lost.
        inputs = {place.columns[c.id] for c in place.table.columns if c.is_input and c.id in place.columns}
        below = min((p.header for p in returned.places.values() if p.sheet is place.sheet and p.header > place.header), default=None)
        end = min(below or place.end + 1, place.end + 1)
        unplaced += [(place.sheet.title, address(r, c), cell.told) for (r, c), cell in sorted(place.sheet.cells.items())
                     if place.header < r < end and c in inputs and (place.sheet.title, r, c) not in seen and not is_empty(cell)]
    sheets = {s.title: s for s in returned.grid.sheets}
    unplaced += returned.strays
    for finding in returned.findings:
        if finding.code == "column.extra":
            unplaced += _column(returned, finding)
        elif finding.code in ("sheet.extra", "sheet.copy") or (finding.code == "table.missing" and not _read_from(returned, finding.sheet)):
            extra = sheets.get(finding.sheet or "")
            if extra is not None and extra.title != LIST_SHEET:
                unplaced += [(extra.title, address(r, c), cell.told) for (r, c), cell in sorted(extra.cells.items())
                             if cell.kind != "uncached" and not is_empty(cell)]


def _lift_signing(returned: Returned, layout: Layout, lifted: dict[str, dict[str, Any]]) -> None:
    """Who filled it in and answers for it, as it was typed beside its labels on the cover, and where the template asks for it."""
    cover = layout.cover
    for number, moved in enumerate(layout.signing, 1):
        found = range_of(returned.grid, signed_name(number))
        typed = found[0].cells.get((found[1], found[2])) if found else None
        if typed is not None and typed.formula is None and not is_empty(typed):
            lifted.setdefault(moved.sheet, {})[moved.cell] = fit(plain_text(typed))
    sheet = next((s for s in returned.grid.sheets if s.title == cover.sheet), None)
    labels = {squeezed(SIGNING[id]): place for id, place in cover.signing.items()}
    for (row, column), label in sheet.cells.items() if sheet else ():
        place, cell = labels.get(squeezed(plain_text(label))), sheet.cells.get((row, column + 1)) if sheet else None
        if place is not None and cell is not None and cell.formula is None and not is_empty(cell):
            lifted.setdefault(place.sheet, {})[place.cell] = fit(plain_text(cell))


def _read_from(returned: Returned, title: str | None) -> bool:
    """Whether a table lies in the sheet of that title."""
    return any(place.sheet.title == title for place in returned.places.values())


def _column(returned: Returned, finding: Finding) -> list[tuple[str, str, Any]]:
    """What stands in a column of the unit's own."""
    sheet, (_, column) = next(s for s in returned.grid.sheets if s.title == finding.sheet), row_and_column(finding.cell or "")
    header = min(p.header for p in returned.places.values() if p.sheet is sheet)
    filled = sorted((r, cell.told) for (r, c), cell in sheet.cells.items() if c == column and r > header and not is_empty(cell))
    return [(sheet.title, address(r, column), value) for r, value in filled]


def _pieces(value: Any) -> list[Any]:
    """A text in as many pieces as it takes cells to hold it; what is no text is one."""
    most = Limits().cell_characters
    return [value[i : i + most] for i in range(0, len(value), most)] if isinstance(value, str) and len(value) > most else [value]


def _content(cell: Cell, column: Column, date1904: bool) -> Any:
    """What is lifted: the value; of an error cell its name as text. The copy's cell has the format of its column and the days of 1900:
    a number that shows as something else keeps the text that it shows.
    """
    if cell.kind == "number" and column.type == "date" and date1904 and isinstance(cell.value, (int, float)):
        return cell.value if cell.value >= COMPACT else cell.value + DAYS_1904
    if cell.shown is not None and column.type != "date" and not (column.type == "percent" and cell.shown.endswith("%")):
        return cell.shown
    return cell.value if cell.value is not None else (f"={cell.formula}" if cell.formula else None)


def _figures(returned: Returned, layout: Layout, moves: Moves) -> dict[str, dict[str, Any]]:
    """The engine's figures as cached values of the copy's live cells."""
    evaluation, code = own_evaluation(returned), returned.book.code
    out: dict[str, dict[str, Any]] = {}
    for table, place in returned.places.items():
        target = layout.tables[table]
        to = _targets(returned, table, returned.book.tables[table], target.rows)
        for row in returned.book.tables[table]:
            for column in place.table.columns:
                if column.live and row.index in to:
                    value = in_cell(column, evaluation.cell(code, table, row, column.id))
                    where = address(target.header + to[row.index], target.columns[column.id])
                    out.setdefault(target.sheet, {})[where] = "" if value is None else value
    for id, at in layout.cover.figures.items():
        figure = returned.scheme.unit_figure(id)
        if figure and not figure.problems:
            value = evaluation.unit(code, id)
            out.setdefault(at.sheet, {})[at.cell] = "" if value is None else value
    return out


def _mark(writer: MasterWriter, problems: list[Problem], moves: Moves, unplaced: list[tuple[str, str, Any]]) -> None:
    """Notes and colours in the cells, and the list as the last sheet, on which the copy opens."""
    by_cell: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        if problem.sheet and problem.cell:
            by_cell.setdefault(moves.get((problem.sheet, problem.cell), (problem.sheet, problem.cell)), []).append(problem)
    marked: dict[str, dict[str, Any]] = {}
    for (title, cell), found in by_cell.items():
        sheet = writer.sheet(title)
        if sheet is None:
            continue
        note = "\n".join(f"【{SEVERITY_LABELS[p.severity]}】{p.message}" + (f"\n改法：{p.fix}" if p.fix else "") for p in found)
        sheet.write_comment(cell, note, {"x_scale": 2, "y_scale": 1 + 0.4 * len(found)})
        colour = SEVERITY_COLOURS[min((p.severity for p in found), key=SEVERITIES.index)]
        marked.setdefault(title, {})[cell] = writer.styles.colour(colour, border=1, border_color=LINE)
    for title, looks in marked.items():
        if sheet := writer.sheet(title):
            sheet.mark(looks)
    _list(writer, problems, moves, unplaced)


def _begun(value: Any) -> Any:
    """What the cell holds whole, by its beginning."""
    if value is None:
        return ""
    return value[:_VALUE] + "……" if isinstance(value, str) and len(value) > _VALUE else value


def _list(writer: MasterWriter, problems: list[Problem], moves: Moves, unplaced: list[tuple[str, str, Any]]) -> None:
    styles = writer.styles
    sheet = writer.book.add_worksheet(LIST_SHEET)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, "问题清单：请逐条改正后交回", styles.get(bold=True, font_size=14))
    for c, (heading, width) in enumerate(_HEADINGS):
        sheet.set_column(c, c, width)
        sheet.write_string(2, c, heading, styles.header)
    rows: list[tuple[Severity, list[Any]]] = []
    titles = {s.name for s in writer.book.worksheets()}
    for p in problems:
        new = moves.get((p.sheet or "", p.cell or ""), (p.sheet or "", p.cell or ""))
        rows.append((p.severity, [SEVERITY_LABELS[p.severity], new[0], new[1], p.cell or "", _begun(p.value), p.message, p.fix]))
    most = len(problems) + Limits().listed
    for title, cell, value in unplaced:
        for piece in _pieces(value):
            rows.append(("warning", ["未放入", title, "", cell, "" if piece is None else piece, "这项内容没有放进表格", "如需上报，请填到表格里"]))
    if len(rows) > most:
        rows[most:] = [("warning", ["未列出", "", "", "", "", f"还有 {len(rows) - most} 项没有列出", "见交回的原文件"])]
    for r, (severity, values) in enumerate(rows or [("notice", ["", "", "", "", "", "没有发现问题", ""])], 3):
        font, fill = COLOURS[SEVERITY_COLOURS[severity]]
        texts = [value if isinstance(value, str) else said(value, decimals=NOISE, nothing="") for value in values]
        most_lines = max(lines(text, width - 2) for text, (_, width) in zip(texts, _HEADINGS, strict=True))
        sheet.set_row(r, min(_LINE * most_lines + 4, _HIGHEST))  # not every program finds it by itself
        for c, (text, value) in enumerate(zip(texts, values, strict=True)):
            weight = {"bg_color": fill, "font_color": font} if c == 0 else {}
            linked = _LINKED if c in (_SHEET, _CELL) and value and values[_SHEET] in titles else {}
            style = styles.get(border=1, border_color="#A6A6A6", text_wrap=True, num_format="@", valign="vcenter", **weight, **linked)
            if linked:
                sheet.write_url(r, c, f"internal:{quoted(values[_SHEET])}!{values[_CELL] or 'A1'}", style, text)
            else:
                sheet.write_string(r, c, text, style)
    sheet.activate()
    sheet.freeze_panes(3, 0)
    sheet.autofilter(2, 0, 2 + max(len(rows), 1), len(_HEADINGS) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
