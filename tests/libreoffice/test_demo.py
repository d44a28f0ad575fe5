"""Each county's demo, with every return opened, computed and saved by a real LibreOffice before it is consolidated."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shijibu.checks.live import same
from shijibu.demo.run import YEAR, run_demo
from shijibu.figures.live_formula import LATER
from shijibu.issuing.prefill import in_cell
from shijibu.ledger import Ledger
from shijibu.ledger.address import LEDGER
from shijibu.returns.reader import read
from shijibu.returns.returned import read_back
from shijibu.rounds.consolidate import consolidate
from shijibu.rounds.decided import DecidedRound
from shijibu.scheme.load import load
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.terminal import Terminal

pytestmark = pytest.mark.xdist_group("libreoffice")
UNITS, ROUNDS = 3, 2


def saved_again(office: Any, returned: Path, target: Path) -> None:
    """Every return as LibreOffice leaves it after computing each formula anew."""
    target.mkdir()
    for file in sorted(returned.glob("*.xlsx")):
        document = office.open(file, recalculate=False)
        document.calculateAll()
        office.save(document, target / file.name, "xlsx")
        document.close(True)


def sight(ledger: Ledger, scheme: Scheme, period: Period, folder: Path, late: list[str]) -> None:
    """The saved files came in on the days on which the demo's own did."""
    due = scheme.due(period)
    for file in folder.glob("*.xlsx"):
        data = file.read_bytes()
        day = due + timedelta(days=2 if read_back(read(data)).book.code in late else 0)
        seen = {"sha256": hashlib.sha256(data).hexdigest(), "scheme": scheme.id, "period": str(period), "unit": None, "path": file.name}
        ledger.sight_all([seen], received=day)


def compared(done: DecidedRound, folder: Path) -> int:
    """How many live cells of the accepted files show what the round's own evaluation, over all workbooks, says."""
    count = 0
    for unit, file in done.files.accepted.items():
        book = read_back(read((folder / file.path).read_bytes()))
        shown = {}
        for id, (sheet, row, column) in book.unit_cells.items():
            if not book.scheme.unit_figure(id).problems:
                shown[f"unit.{id}"] = sheet.cells.get((row, column)), done.evaluation.unit(unit, id)
        for table, place in book.places.items():
            for column in (c for c in place.table.columns if c.live and not c.deferred):
                for row in book.book.tables[table]:
                    engine = in_cell(column, done.evaluation.cell(unit, table, row, column.id))
                    shown[f"{table}[{row.index}].{column.id}"] = place.cell(book.row_number(table, row), column.id), engine
        for field, (cell, engine) in shown.items():
            assert cell is None or cell.kind != "uncached", f"{unit} {field}: LibreOffice computed it"
            if cell and cell.value == LATER:  # what no ordinary formula can say, and this LibreOffice has no add-in
                continue
            agrees = same(cell, engine) if cell else engine in (None, "")
            assert agrees, f"{unit} {field}: the sheet shows {cell and cell.value}, the engine says {engine}"
        count += sum(engine is not None for _, engine in shown.values())
    return count


@pytest.mark.parametrize("county", ["deqing", "leishan", "yuhang", "tongxiang", "yuhuan", "quzhou"])
def test_a_demo_that_libreoffice_saved_has_the_same_results_and_its_sheets_show_them(county, office, tmp_path):
    scheme = load(county)
    run_demo(scheme, tmp_path, units=UNITS, periods=ROUNDS, seed=7, console=Terminal(quiet=True))
    with Ledger.open(f"sqlite:///{(tmp_path / LEDGER).as_posix()}") as ledger:
        for period in Period(YEAR, 1, scheme.cadence).of_year[:ROUNDS]:
            before = json.loads((tmp_path / str(period) / "result" / "results.json").read_text("utf-8"))
            folder = tmp_path / str(period) / "saved"
            saved_again(office, tmp_path / str(period) / "returned", folder)
            sight(ledger, scheme, period, folder, before["late"])
            done = consolidate([folder], scheme, period, ledger, afresh=True)  # the demo decided the round with the files as they were
            assert done.results.model_dump() == before
            live = any(f.live for f in scheme.unit_figures if f.result)  # Yuhuan's figures wait for the office's own workbook
            assert compared(done, folder) > (4 * UNITS if live else -1)
