"""A decided round: what it rests on, what it gives, and how it is read back from the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING

from shijibu import __version__
from shijibu.checks.checked import Checked
from shijibu.errors import ShijibuError
from shijibu.figures.evaluation import Book, Evaluation
from shijibu.figures.steps import SubjectKind
from shijibu.ledger import Confirmation, Decision, Round, RuleChange
from shijibu.ledger.records import NOTHING_DECIDED, Basis
from shijibu.problems.problem import Problem
from shijibu.rounds.amend import LOST, Amendment, amended, amendments_of
from shijibu.rounds.attempts import earlier_attempts
from shijibu.rounds.clock import ClockBehind
from shijibu.rounds.computed import past_round, past_rounds
from shijibu.rounds.kept import Each, books_of, figures_before, figures_in, files_asked, files_of, results_in, roster_of
from shijibu.rounds.proposals import Considered, considered, outlived, proposals_of
from shijibu.rounds.results import Results, RoundFigures
from shijibu.rounds.rules import rules_of
from shijibu.rounds.sections import KeptDecision, accepted_asked, figures_asked_before, roster_asked
from shijibu.rounds.sorting import Sorted
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Roster
from shijibu.spreadsheet.names import Directory

if TYPE_CHECKING:
    from shijibu.ledger import Head, Ledger
    from shijibu.ledger.reading import Reading


class NotDecided(ShijibuError):
    """The ledger has no decision of the round, or none of any, or it must be said of which scheme; the text says what is missing."""


class UnknownUnit(ShijibuError, LookupError):
    """No unit of that code or name got a workbook in the round, or several; `hint` is what may be meant, or what to do."""

    def __init__(self, what: str, hint: str) -> None:
        super().__init__(what + hint)
        self.what, self.hint = what, hint


@dataclass(frozen=True, slots=True)
class Alone:
    """What a round has that was read for one unit or official: roster and accepted files, of which only what is asked for is read."""

    roster: Roster
    accepted: Mapping[str, Checked]


@dataclass
class DecidedRound:
    """A round under its rules, with the files and amendments that it rests on, and what was computed from them.

    Of superseded files of a round from the ledger only the paths are known, of ignored ones and of remarks nothing. revision: 0 while nothing
    is decided yet. basis: what is decided upon it is decided upon that; of one that was read whole from the ledger. notice: that its rules were
    not kept, or changed since; else empty. head: of the audit trail as of the decision. clock: where this computer's was behind the ledger.
    earlier: the problems of each unit's attempt before the present one. confirmations: everything that people decided of what the round
    proposes; outlived: those that count no more though the same is proposed again.
    alone: where it was read for one unit or official that is asked about. Then the ledger must stay open, for workbooks, figures and roster are
    read as they are asked for; `files` has none that were accepted; of issues, of problems, of changes of the rules and of the trail nothing is
    known, and results have nobody's own.
    """

    scheme: Scheme
    period: Period
    round: Round
    files: Sorted
    amendments: Sequence[Amendment]
    results: Results
    figures: RoundFigures
    evaluate: Callable[[], Evaluation] = field(repr=False)
    revision: int = 0
    basis: Basis = NOTHING_DECIDED
    notice: str = ""
    rule_changes: list[RuleChange] = field(default_factory=list)
    head: Head | None = None
    clock: ClockBehind | None = None
    earlier: dict[str, list[Problem]] = field(default_factory=dict)
    confirmations: Sequence[Confirmation] = ()
    outlived: frozenset[int] = frozenset()
    alone: Alone | None = None

    def as_it_stands(self, ledger: Ledger) -> None:
        """What the ledger says of the decision by now: the head of the trail as of it, and what was decided of its proposals."""
        place = self.scheme.id, str(self.period)
        self.head, self.confirmations = ledger.decision_head(*place), ledger.confirmations(*place)
        self.outlived = outlived(ledger, *place, self.revision, self.confirmations)

    def considered(self, *, of: str | None = None) -> list[Considered]:
        """What the round proposes, and what was decided of it; then what it proposes no more. of: of this unit or official alone. Raises
        DecisionUnreadable."""
        records = [c for c in self.confirmations if of is None or c.about.get("subject") == of]
        return considered(proposals_of(self.scheme, self.results, self.figures, of=of), records, self.outlived)

    @cached_property
    def roster(self) -> Roster:
        return roster_of(self.round.roster) if self.alone is None else self.alone.roster

    @cached_property
    def returned(self) -> Mapping[str, Book]:
        """What the accepted workbooks say, as they came."""
        if self.alone is not None:
            return Each(self.alone.accepted, lambda file: Book(file.unit or "", file.tables))
        return books_of(self.files)

    @cached_property
    def books(self) -> Mapping[str, Book]:
        """The same as upheld objections amended it."""
        return amended(self.scheme, self.returned, self.amendments)[0]

    @cached_property
    def sheets(self) -> Mapping[str, Mapping[str, str | None]]:
        """The sheet that each table stands on, by unit."""
        return Each(self.files.accepted if self.alone is None else self.alone.accepted, lambda file: file.sheets)

    @cached_property
    def evaluation(self) -> Evaluation:
        """To ask for any figure and why. What a round from the ledger needs of earlier ones is read now: the ledger must still be open."""
        return self.evaluate()

    def evaluation_about(self, kind: SubjectKind, id: str) -> Evaluation:
        """The same where a unit or an official is asked about. In a round that was read for that, the figures of others are those that were
        decided, as long as this program computes as that one did."""
        if self.alone is None or self.results.engine != __version__:
            return self.evaluation
        official = self.roster.official(id) if kind == "official" else None
        return self.evaluation.about(official.unit if official is not None else id, past_round(str(self.period), self.figures, self.scheme))

    @property
    def clean(self) -> bool:
        """Nothing to settle: no error, no warning, nobody missing, no tie that nobody decided, no amendment without its row, no figure that
        failed, no clock in the past."""
        everything = [*self.files.accepted.values(), *self.files.rejected]
        worst = {p.severity for f in everything for p in f.problems} | {p.severity for said in self.files.remarks.values() for p in said}
        lost = any(a.state == LOST for a in self.results.amendments)
        ties = [c for c in self.considered() if c.proposal.kind == "tie" and c.state == "waiting"]
        unsettled = (self.results.missing, self.results.rejected, ties, self.evaluation.uncomputed, self.clock, lost)
        return not (worst & {"error", "warning"} or any(unsettled))

    def unit_named(self, text: str) -> tuple[str, str]:
        """Code and name of the unit, of those that got a workbook, that a person means by a code or a name. Raises UnknownUnit."""
        names = {u.code: u.name for u in self.roster.units}
        names |= {w.unit_code: w.unit_name or w.title for w in self.scheme.workbooks if w.county and w.unit_code}
        issued = Directory((code, names[code]) for code in self.round.issues if code in names)
        meant = issued.meant(text)
        if len(meant) > 1:
            raise UnknownUnit(f"{self.period.label}叫“{text}”的单位不止一个", f"，请写编码：{'、'.join(meant)}")
        if not meant:
            near = issued.near(text)
            raise UnknownUnit(f"{self.period.label}没有给“{text}”下发工作簿", f"，是不是 {near}？" if near else "，请核对单位编码或名称")
        return meant[0], names[meant[0]]


def only_scheme(ledger: Reading, named: str | None) -> str:
    """The scheme named, or the ledger's only one. Raises NotDecided."""
    known = sorted({scheme for scheme, _ in ledger.versions()}) if named is None else [named]
    if len(known) != 1:
        raise NotDecided(f"台账中有 {len(known)} 个考评方案，请用 --scheme 指明" if known else "台账中还没有下发记录")
    return known[0]


def round_asked_about(ledger: Ledger, scheme: str | None = None, period: str | None = None) -> DecidedRound:
    """The round of the scheme named, or the ledger's only one, and of the period named, or the latest decided; as it was decided.

    Raises NotDecided, DecisionUnreadable, UnknownScheme, SchemeFault, NotAPeriod.
    """
    return decided_round(ledger, *_asked_about(ledger, scheme, period), as_decided=True)


def round_asked_about_one(ledger: Reading, scheme: str | None = None, period: str | None = None) -> DecidedRound:
    """The same for whoever asks about one unit or official: what concerns nobody else is read when it is asked for (`DecidedRound.alone`)."""
    return _read_alone(ledger, *_asked_about(ledger, scheme, period))


def _asked_about(ledger: Reading, scheme: str | None, period: str | None) -> tuple[str, str]:
    id = only_scheme(ledger, scheme)
    if period is None:
        decided = ledger.decided_revisions(id)
        if not decided:
            raise NotDecided("台账中还没有汇总结果")
        period = list(decided)[-1]
    return id, str(Period.parse(period))


def decided_round(ledger: Ledger, scheme: str, period: str, *, as_decided: bool = False) -> DecidedRound:
    """The current decision of a round, under the rules that the round goes by now, or those that it was decided under.

    Raises NotDecided, DecisionUnreadable, UnknownScheme, SchemeFault, NotAPeriod.
    """
    when = Period.parse(period)
    decision = ledger.decision(scheme, str(when))
    if decision is None:
        raise _not_decided(str(when))
    return _read(ledger, decision, lambda: figures_before(ledger, scheme, str(when)), as_decided=as_decided)


def decided_rounds(ledger: Ledger, scheme: str, *, first: str | None = None, before: str | None = None) -> Iterator[DecidedRound]:
    """The decided rounds of a scheme from `first` on and before `before`, oldest first, each under the rules that it was decided under."""

    @cache
    def still_earlier() -> list[tuple[str, RoundFigures]]:
        return [] if first is None else figures_before(ledger, scheme, first)

    those: list[tuple[str, RoundFigures]] = []
    for i, decision in enumerate(ledger.decisions(scheme, first=first, before=before)):
        one = _read(ledger, decision, lambda i=i: [*still_earlier(), *those[:i]], as_decided=True)  # type: ignore[misc]
        those.append((decision.period, one.figures))
        yield one


def _read(
    ledger: Ledger, decision: Decision, earlier: Callable[[], list[tuple[str, RoundFigures]]], *, as_decided: bool,
) -> DecidedRound:
    """earlier: the figures of the rounds before it, by period."""
    place = decision.scheme, decision.period
    round_ = ledger.issued(*place)
    assert round_ is not None  # nothing is decided that was not issued
    rules = rules_of(ledger, *place, decision.version if as_decided else None)
    results = results_in(decision)
    files = files_of(ledger.returns(*place), results.superseded)
    later = _changed_later(decision.version, round_) if as_decided else ""

    def evaluate() -> Evaluation:
        past = past_rounds(earlier(), one.scheme)
        return Evaluation(one.scheme, one.period, one.roster, one.books, past, late=results.late, rejected=files.uncorrected_units)

    one = DecidedRound(
        rules.scheme, Period.parse(decision.period), round_, files, amendments_of(ledger, *place), results,
        figures_in(decision), evaluate, decision.revision, decision.basis, rules.notice or later, rule_changes=ledger.rule_changes(*place))
    one.as_it_stands(ledger)
    one.earlier = earlier_attempts(ledger, *place, files.present())
    return one


def _read_alone(ledger: Reading, scheme: str, period: str) -> DecidedRound:
    decision = ledger.decided_at(scheme, period)
    if decision is None:
        raise _not_decided(period)
    place = scheme, period
    round_ = ledger.round_alone(*place)
    assert round_ is not None
    rules = rules_of(ledger, *place, decision.version)
    kept = KeptDecision(ledger, *place, decision.revision)
    results, files = kept.results, files_asked(ledger, *place)

    def evaluate() -> Evaluation:
        past = past_rounds(figures_asked_before(ledger, *place), one.scheme)
        return Evaluation(one.scheme, one.period, one.roster, one.books, past, late=results.late, rejected=files.uncorrected_units)

    one = DecidedRound(
        rules.scheme, Period.parse(period), round_, files, amendments_of(ledger, *place), results, kept.figures, evaluate, decision.revision,
        notice=rules.notice or _changed_later(decision.version, round_), confirmations=ledger.confirmations(*place),
        alone=Alone(roster_asked(ledger, *place), accepted_asked(ledger, *place, decision.revision)))
    one.outlived = outlived(ledger, *place, decision.revision, one.confirmations)
    return one


def _changed_later(version: str | None, round_: Round) -> str:
    """That a round goes by other rules by now than those of the version that it was decided under."""
    return "" if version in (None, round_.version) else "该期的方案后来改过，还没有重新汇总；以下按汇总时的方案说明"


def _not_decided(period: str) -> NotDecided:
    return NotDecided(f"台账中没有{Period.parse(period).label}的汇总结果")
