"""Everything that a decided round is written to, in one folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from shijibu.figures.uncomputed import Uncomputed
from shijibu.files import refuse_changed, safe_name, together, written_before
from shijibu.report.brief_page import BRIEF_PAGE, brief_html
from shijibu.report.notice import write_notice
from shijibu.report.papers.round_papers import FILES, papers_of
from shijibu.report.papers.slips import FOLDER, slips_of
from shijibu.report.reported_round import ReportedRound
from shijibu.report.results_json import write_results
from shijibu.report.round_book.book import write_report
from shijibu.report.sentences import reasons_of
from shijibu.rounds.decided import DecidedRound
from shijibu.rounds.forked import done_apart
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period

RESULTS, REPORT, NOTICE = "results.json", "report.xlsx", "notice.html"


@dataclass(frozen=True, slots=True)
class ResultFiles:
    """Where the results of a round stand."""

    results: Path
    report: Path
    notice: Path
    papers: tuple[Path, ...] = ()
    """公示, 通报 and 情况汇报 as .docx."""
    brief: Path | None = None
    """领导简报, a page that leads to all the others."""
    pdfs: tuple[Path, ...] = ()
    """The papers and slips as PDF, where that was wanted."""


def result_folder(scheme: Scheme, period: Period) -> str:
    """What the folder of a round's result is called where nobody says."""
    return safe_name(f"{scheme.county}{period.label}汇总_{scheme.id}")


def refuse_edited_result(out: Path, *, force: bool) -> None:
    """Raises WouldReplace where somebody edited a result in `out`: to be asked before a round is decided."""
    refuse_changed(out, (RESULTS, REPORT, NOTICE, BRIEF_PAGE, *FILES.values(), *_written_before(out)), force=force)


def write_result(
    decided: DecidedRound, out: Path, *, force: bool = False, forms: Path | None = None,
    as_pdf: Callable[[Mapping[str, bytes]], dict[str, bytes]] | None = None, workers: int = 0,
) -> ResultFiles:
    """results.json, report.xlsx, notice.html, 领导简报.html and the papers in `out`, with a slip for each unit that has something to mend,
    all or none. forms: the folder of the papers' forms that the office drew; that of the scheme where none is given. as_pdf: what makes PDF
    files of papers and slips, by name; without it none are written, and those of the result before go. workers: so many processes of their own
    make the report and the papers; with none of them this one does.

    Raises WouldReplace unless `force`, FormFault where a paper's form that the office drew cannot be filled, OSError.
    """
    reported = ReportedRound(decided)

    def made() -> tuple[dict[str, bytes], dict[str, bytes]]:
        return papers_of(reported, forms), slips_of(reported)

    known = reported.evaluation  # what it needs of the ledger is read before anything is forked
    for rule, listed in reported.listed():  # and what the papers ask is asked: what fails of it stands in the report, whoever makes them
        for one in listed:
            reasons_of(known, rule, one)
    with together(out, force=force) as batch:
        (papers, slips), failed = done_apart([made, lambda: _reported(batch.place / REPORT, reported)], workers)
        known.failed |= dict.fromkeys(failed)
        pdfs = as_pdf({**papers, **slips}) if as_pdf else {}
        write_notice(batch.place / NOTICE, reported)
        batch.write(BRIEF_PAGE, brief_html(reported, _neighbours(slips)).encode("utf-8"))
        write_results(decided.results, batch.place / RESULTS)
        for name, data in {**papers, **slips, **pdfs}.items():
            batch.write(name, data)
        batch.without(_written_before(out))
    return ResultFiles(
        out / RESULTS, out / REPORT, out / NOTICE, tuple(out / name for name in FILES.values()), out / BRIEF_PAGE, tuple(out / name for name in pdfs))


def _reported(path: Path, reported: ReportedRound) -> list[Uncomputed]:
    """Writes the report, and gives what could not be computed by then."""
    write_report(path, reported)
    return reported.evaluation.uncomputed


def _neighbours(slips: Iterable[str]) -> list[tuple[str, str]]:
    """What the brief leads to: label and name."""
    papers = [(name, name) for name in FILES.values()]
    return [("报告", REPORT), ("公示（网页）", NOTICE), *papers, *([("退回回执和核对单", f"{FOLDER}/")] if slips else [])]


def _written_before(out: Path) -> list[str]:
    """The slips and the PDF files that were written there before: not every round has the same."""
    return [name for name in written_before(out) if name.startswith(f"{FOLDER}/") or name.endswith(".pdf")]
