"""Everything that a decided round is written to, in one folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from shijibu.files import refuse_changed, together
from shijibu.report.notice import write_notice
from shijibu.report.reported_round import ReportedRound
from shijibu.report.results_json import write_results
from shijibu.report.round_book.book import write_report
from shijibu.rounds.decided import DecidedRound

RESULTS, REPORT, NOTICE = "results.json", "report.xlsx", "notice.html"


@dataclass(frozen=True, slots=True)
class ResultFiles:
    """Where the results of a round stand."""

    results: Path
    report: Path
    notice: Path


def refuse_edited_result(out: Path, *, force: bool) -> None:
    """Raises WouldReplace where somebody edited a result in `out`: to be asked before a round is decided."""
    refuse_changed(out, (RESULTS, REPORT, NOTICE), force=force)


def write_result(decided: DecidedRound, out: Path, *, force: bool = False) -> ResultFiles:
    """results.json, report.xlsx and notice.html in `out`, all three or none. Raises WouldReplace unless `force`, OSError."""
    reported = ReportedRound(decided)
    with together(out, force=force) as batch:
        write_report(batch.place / REPORT, reported)
        write_notice(batch.place / NOTICE, reported)
        write_results(decided.results, batch.place / RESULTS)
    return ResultFiles(out / RESULTS, out / REPORT, out / NOTICE)
