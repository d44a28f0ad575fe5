"""Either side of the report's benchmark as a process of its own, as the report is written: what a test process holds, and how it collects garbage,
is neither side's.

`python -m tests.benchmarks.report_alone ours LEDGER PERIOD OFFICIALS REPORT` writes a grown county's report, `… plain REPORT FILE` what stands in
its cells, without looks and links. Each says first that it is ready, then, for each line that it is given, what writing took of the processor.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from openpyxl import load_workbook
from xlsxwriter import Workbook

from shijibu.ledger import Ledger
from shijibu.report.reported_round import ReportedRound
from shijibu.report.round_book.book import write_report
from tests.benchmarks.grown import grown
from tests.benchmarks.timing import processor

READY = "ready"


class Alone:
    """A side at work in its process. said: what it says of itself."""

    def __init__(self, *words: str) -> None:
        self._process = subprocess.Popen([sys.executable, "-m", __name__, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.said = self._answer()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.communicate()

    def seconds(self) -> float:
        """What writing takes once more."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return float(self._answer())

    def _answer(self) -> str:
        assert self._process.stdout is not None
        if not (line := self._process.stdout.readline()):
            raise RuntimeError(f"{self._process.args!r} ended with {self._process.wait()}")
        return line.strip()


def ours(url: str, period: str, officials: str, file: str) -> tuple[str, Callable[[], Any]]:
    """Ready once it was written: as by the command every figure is known."""
    with Ledger.open(url) as ledger:
        decided = grown(ledger, "deqing", period, int(officials))
        assert decided.evaluation
    write_report(Path(file), ReportedRound(decided))
    return str(len(decided.roster.officials)), lambda: write_report(Path(file), ReportedRound(decided))


def plain(report: str, file: str) -> tuple[str, Callable[[], Any]]:
    """Ready once the report's cells are read."""
    book = load_workbook(report, read_only=True)
    sheets = {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}
    book.close()
    return READY, lambda: same_cells(sheets, file)


def same_cells(sheets: dict[str, list[list[Any]]], file: str) -> None:
    with Workbook(file, {"strings_to_formulas": False}) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    if value is not None:
                        sheet.write(r, c, value)


if __name__ == "__main__":
    which, *words = sys.argv[1:]
    ready, work = (ours if which == "ours" else plain)(*words)
    print(ready, flush=True)
    for _ in sys.stdin:
        print(processor(work), flush=True)
