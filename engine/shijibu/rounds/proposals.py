"""What a round proposes and a person decides: its open ties, the values that the scheme calls proposals, and everybody on a list.

What somebody confirmed or turned down counts for as long as the very same is proposed in every decision of the round since. Nothing here
changes a figure: the rules compute, people decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from shijibu.ledger import Confirmation
from shijibu.rounds.computed import rounded
from shijibu.rounds.kept import DecisionUnreadable, figures_in, results_in
from shijibu.rounds.results import Figures, Results, RoundFigures
from shijibu.rounds.rules import rules_of
from shijibu.scheme.model import Scheme
from shijibu.scheme.outcomes import Figure, ListRule
from shijibu.spreadsheet.wording import in_sentence

if TYPE_CHECKING:
    from shijibu.ledger.reading import Reading

ProposalKind = Literal["tie", "measure", "list"]
State = Literal["waiting", "confirmed", "declined", "lapsed"]
_MARKS = str.maketrans({"%": "%25", ":": "%3A", ",": "%2C", " ": "%20"})  # what a name is made of has another meaning there


@dataclass(frozen=True, slots=True)
class Proposal:
    """kind: `measure` is any value that the scheme calls a proposal. what: ties.<rule>, units.<figure>, officials.<figure> or lists.<list>;
    title: in words. of: whose it is, a unit's or an official's; a tie is its unit's. value: of a tie the officials, of a measure what it comes
    to; of a list nothing."""

    kind: ProposalKind
    what: str
    rule: str
    title: str
    of: Literal["unit", "official"]
    subject: str
    value: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What commands, pages and the ledger call it; another name where something else is proposed."""
        return ":".join(part for part in (self.what, _plain(self.subject), ",".join(map(_plain, self.value))) if part)

    def about(self) -> dict[str, Any]:
        """As the ledger keeps it."""
        return asdict(self)


def _plain(text: str) -> str:
    return text.translate(_MARKS)


@dataclass(frozen=True, slots=True)
class Considered:
    """A proposal with what was decided of it. records: everything, oldest first. counting: the one that counts, None where a person has yet to
    decide. lapsed: it is proposed no more."""

    proposal: Proposal
    records: tuple[Confirmation, ...] = ()
    counting: Confirmation | None = None
    lapsed: bool = False

    @property
    def state(self) -> State:
        if self.lapsed:
            return "lapsed"
        if self.counting is None:
            return "waiting"
        return "confirmed" if self.counting.confirmed else "declined"

    @property
    def after(self) -> int:
        """The last that was decided of it, as `Ruled.after` asks."""
        return self.records[-1].id if self.records else 0


def proposals_of(scheme: Scheme, results: Results, figures: RoundFigures, *, of: str | None = None) -> list[Proposal]:
    """Everything that a decided round proposes: ties, then measures, then lists, each in the scheme's order. of: what concerns this
    unit or official alone."""
    return [*_ties(results, of), *_measures(scheme, figures, of), *_lists(scheme, results, of)]


def _ties(results: Results, only: str | None) -> Iterator[Proposal]:
    for tie in (t for t in results.ties if only in (None, t.unit)):
        yield Proposal("tie", f"ties.{tie.rule}", tie.rule, "末位并列", "unit", tie.unit, tuple(tie.officials))


def _measures(scheme: Scheme, figures: RoundFigures, only: str | None) -> Iterator[Proposal]:
    levels: tuple[tuple[Literal["unit", "official"], list[Figure], Mapping[str, Figures]], ...] = (
        ("unit", scheme.unit_figures, figures.units), ("official", scheme.official_figures, figures.officials))
    for of, declared, given in levels:
        for figure in (f for f in declared if f.proposed):
            for subject, own in given.items() if only is None else [(only, given.get(only, {}))]:
                value = own.get(figure.id)
                if _stands(own.get(figure.proposed or "")) and _stands(value):
                    yield Proposal(
                        "measure", f"{of}s.{figure.id}", figure.rule or "", figure.label, of, subject, (in_sentence(rounded(value, figure)),))


def _stands(value: Any) -> bool:
    """Whether a figure has a value; that something is not so is none."""
    return value not in (None, False, "", [])


def _lists(scheme: Scheme, results: Results, only: str | None) -> Iterator[Proposal]:
    for rule in scheme.lists:
        yield from (listed(rule, subject) for subject in results.lists.get(rule.id, []) if only in (None, subject))


def listed(rule: ListRule, subject: str) -> Proposal:
    """That somebody is on a list."""
    return Proposal("list", f"lists.{rule.id}", rule.rule, rule.title, "unit" if rule.of == "units" else "official", subject)


def considered(proposals: Iterable[Proposal], records: Iterable[Confirmation], outlived: frozenset[int] = frozenset()) -> list[Considered]:
    """The proposals in their order, each with what was decided of it; then those that are proposed no more, as they were decided. Raises
    DecisionUnreadable.

    outlived: records whose proposal was away for a while since; they count no more though it is back.
    """
    by_name: dict[str, list[Confirmation]] = {}
    for record in records:
        by_name.setdefault(record.proposal, []).append(record)
    out = []
    for proposal in proposals:
        own = by_name.pop(proposal.name, [])
        last = own[-1] if own and own[-1].id not in outlived else None
        out.append(Considered(proposal, tuple(own), last))
    return [*out, *(Considered(_kept(own[-1].about), tuple(own), lapsed=True) for own in by_name.values())]


def _kept(about: Mapping[str, Any]) -> Proposal:
    """A proposal as the ledger kept it."""
    try:
        return Proposal(**{**about, "value": tuple(about["value"])})
    except (TypeError, KeyError):
        raise DecisionUnreadable("台账中的确认记录读不懂，可能被改动过，或由更新的版本写成；请用 shijibu audit 核验") from None


def outlived(ledger: Reading, scheme: str, period: str, revision: int, records: Iterable[Confirmation]) -> frozenset[int]:
    """The records whose proposal some decision between theirs and the current one (`revision`) did not have."""
    open_ = [r for r in records if r.revision + 1 < revision]
    if not open_:
        return frozenset()
    first, gone = min(r.revision for r in open_), set[int]()
    for decision in ledger.revisions(scheme, period):
        if first < decision.revision < revision:
            rules = rules_of(ledger, scheme, period, decision.version).scheme
            names = {p.name for p in proposals_of(rules, results_in(decision), figures_in(decision))}
            gone |= {r.id for r in open_ if r.revision < decision.revision and r.proposal not in names}
    return frozenset(gone)
