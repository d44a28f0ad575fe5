"""Shijibu from Python, as `import shijibu` gives it: the steps of a round, each with its result as an object.

Schemes and periods may be named as on the command line. What cannot be done is a child of ShijibuError, whose text is a sentence for the
person who asked; files and folders may also raise OSError. Nobody's file is replaced unasked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from os import PathLike, fspath
from pathlib import Path

from shijibu.checks.checked import Checked
from shijibu.errors import ShijibuError
from shijibu.figures.live_formula import Live
from shijibu.ledger import Issue, Ledger, LedgerUnavailable
from shijibu.ledger.address import file_of, shown, sqlite_url
from shijibu.report.explanation import Explanation
from shijibu.report.explanation import explain as explain_result
from shijibu.report.status import Status, status_of
from shijibu.report.why import why
from shijibu.report.write import ResultFiles
from shijibu.report.write import write_result as write_files
from shijibu.roster.roster_file import read_roster
from shijibu.rounds.consolidate import consolidate as consolidate_round
from shijibu.rounds.decided import DecidedRound, round_asked_about_one
from shijibu.rounds.issue_round import issue_round as send_round
from shijibu.rounds.prospect import Prospect, checked_ahead
from shijibu.rounds.results import Results
from shijibu.rounds.rules import adopt, round_and_period
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Roster
from shijibu.scheme_book.named import scheme_id_named, scheme_named
from shijibu.simulation.outcome import Simulation
from shijibu.simulation.simulate import simulate as simulate_rounds
from shijibu.simulation.sweep import Range
from shijibu.tables.ledger import OpenLedger
from shijibu.tables.round import RoundTables

__all__ = [
    "DecidedRound", "Explanation", "Ledger", "OpenLedger", "Prospect", "ResultFiles", "Results", "RoundTables", "Scheme", "ShijibuError",
    "Simulation", "Status", "check", "consolidate", "explain", "issue", "load_scheme", "open_ledger", "simulate", "status", "write_result",
]

Place = str | PathLike[str]


def load_scheme(name: Place) -> Scheme:
    """A scheme by its id, its county's name, or its file. Raises UnknownScheme, SchemeFault (every fault with its line), FileNotFoundError."""
    return scheme_named(fspath(name))


def open_ledger(place: Place, *, create: bool = False) -> OpenLedger:
    """The ledger in a file or at a database's URL; a context manager. A file that is not there is made only with `create`.

    Its `round(scheme, period)` gives a decided round as tables, its `history(table)` one table over all periods.

    Raises LedgerUnavailable.
    """
    url = text if "://" in (text := fspath(place)) else sqlite_url(text)
    file = file_of(url)
    if file is not None and not create and not Path(file).is_file():
        raise LedgerUnavailable(shown(url), "没有这个文件")
    ledger = OpenLedger.open(url)
    adopt(ledger)
    return ledger


def issue(
    roster: Roster | Place, scheme: Scheme | str, period: Period | str, ledger: Ledger, out: Place, *, deadline: date | None = None,
    live: Live = "hybrid", force: bool = False,
) -> list[Issue]:
    """A workbook for every unit of the roster, in the folder `out`, recorded in the ledger: all of them or none.

    roster: a Roster, a workbook, or a folder with units.csv and officials.csv. deadline: the scheme's where none is given.
    Raises RosterFault, UnknownScheme, SchemeFault, NotAPeriod, RulesDiffer where the round is out under other rules, WouldReplace unless
    `force`, LedgerUnavailable.
    """
    rules = scheme if isinstance(scheme, Scheme) else load_scheme(scheme)
    people = roster if isinstance(roster, Roster) else read_roster(Path(roster), rules)
    when = period if isinstance(period, Period) else Period.parse(period, rules.cadence)
    return send_round(rules, when, people, ledger, Path(out), deadline=deadline, live=live, force=force)


def check(
    paths: Iterable[Place], ledger: Ledger | None = None, *, workers: int = 1, progress: Callable[[Checked], None] = lambda checked: None,
) -> Prospect:
    """Every problem of every file, folders looked through: `files`, sorted by path, each with `accepted` and `problems`; what consolidation
    would take of them (`counts(file)`), and whether all is `clean`.

    With a ledger signatures are checked, and that the files were seen today is recorded. progress: called with each file when it is done.
    Raises FileNotFoundError, SchemeFault; a file that cannot be read is no error, but a problem of the file.
    """
    return checked_ahead(map(Path, paths), ledger, workers=workers, progress=progress)


def consolidate(
    paths: Iterable[Place], scheme: Scheme | str, period: Period | str, ledger: Ledger, *, received: date | None = None, afresh: bool = False,
    workers: int = 1,
) -> DecidedRound:
    """Read, check, compute, and decide a round, upon what was accepted before or, `afresh`, upon these files alone.

    Its `results` are what results.json has, its `figures` all figures at 4 decimals; `write_result` writes report, notice and results.json.
    received: the day on which the files came; else the day on which each was first seen. Raises NothingIssued, UnknownScheme, NotAPeriod,
    FileNotFoundError, SchemeFault, DecidedMeanwhile where the round's rules were changed meanwhile, LedgerUnavailable.
    """
    rules, when = round_and_period(ledger, scheme.id if isinstance(scheme, Scheme) else scheme, str(period))
    return consolidate_round(map(Path, paths), rules, when, ledger, received=received, afresh=afresh, workers=workers)


def write_result(decided: DecidedRound, out: Place, *, force: bool = False) -> ResultFiles:
    """report.xlsx, notice.html, 领导简报.html, results.json and the papers of a round in the folder `out`, with a slip for each unit that has
    something to mend, all or none. Raises WouldReplace unless `force`, FormFault where a paper's form that the office drew cannot be filled."""
    return write_files(decided, Path(out), force=force)


def status(ledger: Ledger, scheme: Scheme | Place, period: Period | str, *, today: date | None = None) -> Status:
    """How a round stands while it is being collected: of each unit whether its return is accepted, rejected or missing, with a text to remind
    it; the days left, and whether it is `complete`. Nothing is recorded.

    today: the day from which the days are counted, for a report of an earlier one. Raises NothingIssued, UnknownScheme, NotAPeriod, SchemeFault.
    """
    return status_of(ledger, scheme.id if isinstance(scheme, Scheme) else fspath(scheme), str(period), today=today)[0]


def explain(
    subject: str, ledger: Ledger, *, scheme: Scheme | str | None = None, period: Period | str | None = None, figure: str | None = None,
) -> Explanation:
    """Why a unit or an official has its results, from the cells that were filled in: steps, as text or as JSON.

    subject: a code, an id or a name. The ledger's only scheme and its latest decided round where none is named. figure: one figure alone, told
    in full, by its id or label. Raises NotDecided, DecisionUnreadable where the ledger was changed by hand, UnknownSubject, UnknownFigure,
    NotAPeriod.
    """
    id = scheme.id if isinstance(scheme, Scheme) else scheme_id_named(scheme) if scheme is not None else None
    decided = round_asked_about_one(ledger, id, str(period) if period is not None else None)
    return explain_result(decided, subject) if figure is None else why(decided, subject, figure)


def simulate(
    rules: Scheme | Place, ledger: Ledger, *, periods: Iterable[Period | str] = (), since: Period | str | None = None, sweep: str | None = None,
) -> Simulation:
    """Decided rounds computed again under other rules: whose figures, lists and ties would differ, and why. Nothing is decided.

    periods, since: as on the command line; all decided rounds where neither says which. sweep: `DQ-2.red_below=60:90:5`, one number at several
    values. Raises NotDecided, OtherReview, CannotSweep, UnknownScheme, SchemeFault, NotAPeriod.
    """
    tried = rules if isinstance(rules, Scheme) else load_scheme(rules)

    def when(period: Period | str) -> Period:
        return period if isinstance(period, Period) else Period.parse(period, tried.cadence)

    return simulate_rounds(ledger, tried, periods=[when(p) for p in periods], since=when(since) if since is not None else None,
                           sweep=Range.parse(sweep) if sweep is not None else None)
