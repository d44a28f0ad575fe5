"""Everything that a decided round is written to, in one folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from shijibu.report.material import FileState, Material, ProblemLike, ReportFile
from shijibu.report.notice import write_notice
from shijibu.report.results_json import write_results
from shijibu.report.workbook import write_report
from shijibu.scheme.evaluate import Evaluation


class FileLike(Protocol):
    """A checked file, as checks.check.Checked."""

    path: str
    unit: str | None
    problems: list[Any]


class FilesLike(Protocol):
    """Where every file ended up, as consolidate.sorting.Sorted."""

    accepted: Mapping[str, Any]
    rejected: Iterable[Any]
    superseded: Iterable[Any]
    ignored: Iterable[Any]


class RoundLike(Protocol):
    """What was issued, as ledger.Round."""

    @property
    def issues(self) -> Mapping[str, Any]: ...
    @property
    def deadline(self) -> date | None: ...


class Decided(Protocol):
    """A decided round, as consolidate.Consolidated: this side takes its data and knows nothing of how it came about."""

    round: Any
    files: Any
    evaluation: Evaluation
    results: dict[str, Any]
    figures: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    """Where the results of a round stand."""

    results: Path
    report: Path
    notice: Path


def material_of(decided: Decided) -> Material:
    """What the reports need of a decided round."""
    scheme, roster, sent = decided.evaluation.scheme, decided.evaluation.roster, decided.round
    issued = frozenset(c for c in sent.issues if roster.unit(c) or scheme.workbook_for(c).county)
    return Material(decided.evaluation, decided.results, decided.figures, tuple(files_of(decided.files)), issued, sent.deadline)


def files_of(files: FilesLike) -> list[ReportFile]:
    """Every file with what became of it, by path."""
    states: dict[FileState, Iterable[FileLike]] = {
        "accepted": files.accepted.values(), "rejected": files.rejected, "superseded": files.superseded, "ignored": files.ignored,
    }
    found = [ReportFile(f.path, state, f.unit, _problems(f)) for state, there in states.items() for f in there]
    return sorted(found, key=lambda f: f.path)


def _problems(file: FileLike) -> tuple[ProblemLike, ...]:
    return tuple(file.problems)


def write_result(decided: Decided, out: Path) -> Written:
    """results.json, report.xlsx and notice.html in `out`, each replaced in one step."""
    out.mkdir(parents=True, exist_ok=True)
    material = material_of(decided)
    written = Written(out / "results.json", out / "report.xlsx", out / "notice.html")
    write_report(written.report, material)
    write_notice(written.notice, material)
    write_results(decided.results, written.results)
    return written
