"""Everything that a decided round is written to, in one folder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from shijibu.checks.check import Checked
from shijibu.consolidate.consolidate import Consolidated
from shijibu.consolidate.sorting import Sorted
from shijibu.report.material import FileState, Material, ReportFile
from shijibu.report.notice import write_notice
from shijibu.report.results_json import write_results
from shijibu.report.workbook import write_report


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
    """Every file with what became of it, by path."""
    states: dict[FileState, Iterable[Checked]] = {
        "accepted": files.accepted.values(), "rejected": files.rejected, "superseded": files.superseded, "ignored": files.ignored,
    }
    found = [ReportFile(f.path, state, f.unit, tuple(f.problems)) for state, there in states.items() for f in there]
    return sorted(found, key=lambda f: f.path)


def write_result(decided: Consolidated, out: Path) -> Written:
    """results.json, report.xlsx and notice.html in `out`, each replaced in one step."""
    out.mkdir(parents=True, exist_ok=True)
    material = material_of(decided)
    written = Written(out / "results.json", out / "report.xlsx", out / "notice.html")
    write_report(written.report, material)
    write_notice(written.notice, material)
    write_results(decided.results, written.results)
    return written
