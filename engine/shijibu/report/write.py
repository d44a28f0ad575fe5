"""Everything that a decided round is written to, in one folder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from shijibu.checks.check import Checked
from shijibu.files import refuse_changed, together
from shijibu.report.material import FileState, Material, ReportFile
from shijibu.report.notice import write_notice
from shijibu.report.results_json import write_results
from shijibu.report.round_book.book import write_report
from shijibu.rounds.consolidate import Consolidated
from shijibu.rounds.sorting import Sorted

RESULTS, REPORT, NOTICE = "results.json", "report.xlsx", "notice.html"


@dataclass(frozen=True, slots=True)
class Written:
    """Where the results of a round stand."""

    results: Path
    report: Path
    notice: Path


def material_of(decided: Consolidated) -> Material:
    """What the reports need of a decided round."""
    scheme, roster, sent = decided.evaluation.scheme, decided.evaluation.roster, decided.round
    issued = frozenset(c for c in sent.issues if roster.unit(c) or scheme.workbook_for(c).county)
    return Material(decided.evaluation, decided.results, decided.figures, tuple(files_of(decided.files)), issued, sent.deadline,
                    tuple(decided.rule_changes), decided.notice, decided.head)


def files_of(files: Sorted) -> list[ReportFile]:
    """Every file with what became of it, by path; what is to be said of a unit's returns together stands at the one that counts."""
    states: dict[FileState, Iterable[Checked]] = {
        "accepted": (f for unit, f in files.accepted.items() if unit not in files.kept),
        "kept": (f for unit, f in files.accepted.items() if unit in files.kept),
        "rejected": files.rejected, "rejected before": files.rejected_before, "superseded": files.superseded, "ignored": files.ignored,
    }
    counting = {id(f): files.remarks.get(unit, []) for unit, f in files.accepted.items()}
    found = [ReportFile(f.path, state, f.unit, (*counting.get(id(f), ()), *f.problems)) for state, there in states.items() for f in there]
    return sorted(found, key=lambda f: f.path)


def refuse_edited_result(out: Path, *, force: bool) -> None:
    """Raises WouldReplace where somebody edited a result in `out`: to be asked before a round is decided."""
    refuse_changed(out, (RESULTS, REPORT, NOTICE), force=force)


def write_result(decided: Consolidated, out: Path, *, force: bool = False) -> Written:
    """results.json, report.xlsx and notice.html in `out`, all three or none. Raises WouldReplace unless `force`, OSError."""
    material = material_of(decided)
    with together(out, force=force) as batch:
        write_report(batch.place / REPORT, material)
        write_notice(batch.place / NOTICE, material)
        write_results(decided.results, batch.place / RESULTS)
    return Written(out / RESULTS, out / REPORT, out / NOTICE)
