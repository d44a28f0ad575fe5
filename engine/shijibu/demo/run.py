"""`shijibu demo`: a year of a county with made-up people: roster, issue, fill, return, check, consolidate.

Some units come late, some with mistakes of the usual kinds, one of them corrected in a second return, and one does not come at all.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from shijibu.demo.blank import Blank
from shijibu.demo.fill import Filler, Values, cell_changes
from shijibu.demo.folder import ISSUED, RESULT, RETURNED, ROSTER, demo_folder
from shijibu.demo.people import made_up_roster
from shijibu.figures.evaluation import Row
from shijibu.files import write_whole
from shijibu.issuing.patch import Master
from shijibu.ledger import Issue, Ledger
from shijibu.ledger.address import LEDGER, sqlite_url
from shijibu.report.write import write_result
from shijibu.roster.roster_file import read_roster, write_empty_roster
from shijibu.rounds.consolidate import consolidate
from shijibu.rounds.issue_round import issue_round
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Roster
from shijibu.spreadsheet.address import address
from shijibu.terminal import Terminal

YEAR = 2026
_LAST_DAYS = 5  # before the deadline, when units hand in


def run_demo(
    scheme: Scheme, out: Path, *, units: int | None, periods: int | None, seed: int, console: Terminal, force: bool = False
) -> str:
    """The whole cycle in `out`; gives a unit to ask about. Raises NotADemo, WouldReplace, OSError rather than write over what is not a demo's."""
    with demo_folder(out, force=force):
        return _run(scheme, out, units=units, periods=periods, seed=seed, console=console)


def _run(scheme: Scheme, out: Path, *, units: int | None, periods: int | None, seed: int, console: Terminal) -> str:
    rounds = Period(YEAR, 1, scheme.cadence).of_year[:periods]
    write_empty_roster(scheme, out / ROSTER, made_up_roster(scheme, units, Random(f"{seed}:people")))
    roster = read_roster(out / ROSTER, scheme)
    console.print(f"{scheme.name}：{len(roster.units)} 个单位，{len(roster.officials)} 名干部（均为虚构），{len(rounds)} 期")
    with Ledger.open(sqlite_url((out / LEDGER).as_posix())) as ledger:
        for period in rounds:
            folder = out / str(period)
            issued = issue_round(scheme, period, roster, ledger, folder / ISSUED)
            _return_all(scheme, period, roster, issued, folder, ledger, seed)
            done = consolidate([folder / RETURNED], scheme, period, ledger)
            write_result(done, folder / RESULT)
            console.print(
                f"{period.label}：下发 {len(issued)}，接收 {len(done.files.accepted)}，退回 {len(done.files.rejected)}，"
                f"未报 {len(done.results.missing)}，迟报 {len(done.results.late)} → {folder / RESULT / 'report.xlsx'}"
            )
    console.print(f"台账：{out / LEDGER}")
    return roster.units[0].code


def _return_all(scheme: Scheme, period: Period, roster: Roster, issued: list[Issue], folder: Path, ledger: Ledger, seed: int) -> None:
    """Every unit fills in and returns its workbook, in one way or another."""
    random = Random(f"{seed}:{period}")
    returned = folder / RETURNED
    ordinary = [i for i in issued if not scheme.workbook_for(i.unit).county]
    # With few units all but one come back in order, so that each round has something to decide.
    odd = random.sample(ordinary, min(len(ordinary) - 1, max(1, len(ordinary) // 7))) if len(ordinary) > 1 else []
    absent, wrong, late = odd[:1] if len(ordinary) > 2 else [], odd[1::2], odd[2::2]
    on_time: list[dict[str, Any]] = []
    after: list[dict[str, Any]] = []
    due = scheme.due(period)
    filled: list[dict[str, list[Row]]] = []
    for issue in issued:
        if issue in absent:
            continue
        blank = Blank.issued(scheme, period, roster, due, issue)
        filler = Filler(scheme, period, roster, Random(f"{seed}:{period}:{issue.unit}"), _pace(issue.unit, period, seed), filled)
        rows = filler.rows(blank)
        filled.append(rows)
        right = cell_changes(blank, rows, roster)
        master = Master((folder / ISSUED / issue.file).read_bytes())
        before_due = timedelta(days=random.randint(1, _LAST_DAYS), minutes=random.randint(0, 480))
        saved = datetime.combine(due, time(17), UTC) - before_due
        target = returned / issue.file
        if issue in wrong:
            write_whole(target, master.fill(_with_mistake(blank, rows, roster, random), modified=saved))
            if issue is wrong[0]:  # found out by the unit, corrected and sent again
                on_time.append(_sighting(scheme, period, issue.unit, target))
                target = target.with_stem(target.stem + "（更正）")
                write_whole(target, master.fill(right, modified=saved + timedelta(days=1)))
        else:
            write_whole(target, master.fill(right, modified=saved))
        (after if issue in late else on_time).append(_sighting(scheme, period, issue.unit, target))
    for seen, day in ((on_time, due), (after, due + timedelta(days=2))):
        ledger.sight_all(seen, received=day)


def _sighting(scheme: Scheme, period: Period, unit: str, file: Path) -> dict[str, Any]:
    return {"sha256": hashlib.sha256(file.read_bytes()).hexdigest(), "scheme": scheme.id, "period": str(period), "unit": unit, "path": file.name}


def _pace(unit: str, period: Period, seed: int) -> float:
    """How a unit does: most keep their plan, some lag, some of those catch up, a few are ahead."""
    kind = Random(f"{seed}:{unit}:kind").random()
    if kind < 0.08:
        return 0.72 + 0.1 * (period.round - 1)  # red at first, then better
    if kind < 0.2:
        return 0.86
    return 1.09 if kind > 0.85 else 1.0


def _with_mistake(blank: Blank, rows: dict[str, list[Row]], roster: Roster, random: Random) -> Values:
    """The workbook's cells with one mistake of the usual kinds: a number in words, or a needed cell left empty."""
    places = [
        (table, row, column)
        for table in blank.tables.values()
        for row in rows.get(table.table.id, [])
        for column in table.table.columns
        if column.is_input and column.required and column.type in ("percent", "number", "integer")
    ]
    if not places:
        return cell_changes(blank, rows, roster)
    table, row, column = random.choice(places)
    value = row.values.pop(column.id)
    wrong = cell_changes(blank, rows, roster)
    row.values[column.id] = value
    wrong[table.sheet][address(table.header + row.index, table.columns[column.id])] = random.choice(("九成", "约八十", None))
    return wrong
