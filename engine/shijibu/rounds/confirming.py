"""Deciding what a round proposes: confirmed or turned down, by whom and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shijibu.errors import ShijibuError
from shijibu.ledger import Confirmation, DecidedMeanwhile, Ledger, Ruled
from shijibu.rounds.decided import DecidedRound
from shijibu.rounds.proposals import Considered
from shijibu.spreadsheet.names import may_be

LONGEST = 2000
"""The most characters of a reason."""


class ConfirmingRefused(ShijibuError):
    """What was to be decided cannot be; the text says why, a sentence a fault, and nothing was entered."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("；".join(sentences))
        self.faults = sentences

    @property
    def sentences(self) -> list[str]:
        return self.faults


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to decide of a proposal. name: the proposal's; after: the last decision of it that was seen, None for whatever
    stands; awarded: of a tie that is confirmed, the officials who get the place."""

    name: str
    confirmed: bool
    reason: str = ""
    after: int | None = None
    awarded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entered:
    """What came of it. entered: kept in the ledger; in_the_way: what others decided of the same since it was seen, which stays."""

    entered: Sequence[Confirmation]
    in_the_way: Sequence[Confirmation]


def confirm(ledger: Ledger, round_: DecidedRound, wanted: Iterable[Wanted], by: str) -> Entered:
    """Decide proposals of a round; `round_` shows afterwards what stands. Raises ConfirmingRefused where one of them cannot be decided so, or
    the round was decided anew since it was read: then nothing is entered."""
    open_ = {c.proposal.name: c for c in round_.considered() if not c.lapsed}
    faults, ruled = ([] if by.strip() else ["要写明由谁确认"]), list[Ruled]()
    for one in wanted:
        found = open_.get(one.name)
        if found is None:
            faults.append(f"“{one.name}”已经不在这一期的建议里，请看过新的结果再决定")
            continue
        faults += _faults(found, one)
        after = found.after if one.after is None else one.after
        ruled.append(Ruled(one.name, found.proposal.about(), one.confirmed, one.reason.strip(), after, one.awarded))
    if not ruled and not faults:
        faults = ["没有选要决定的事项"]
    if faults:
        raise ConfirmingRefused(list(dict.fromkeys(faults)))
    try:
        entered, in_the_way = ledger.confirm(round_.scheme.id, str(round_.period), revision=round_.revision, ruled=ruled, by=by.strip())
    except DecidedMeanwhile:
        raise ConfirmingRefused(["这一期刚刚重新汇总过，没有记下任何决定；请看过新的结果再决定"]) from None
    round_.as_it_stands(ledger)
    return Entered(entered, in_the_way)


def _faults(found: Considered, one: Wanted) -> list[str]:
    proposal, out = found.proposal, list[str]()
    if not one.confirmed and not one.reason.strip():
        out.append("不采纳的，要写理由")
    if len(one.reason) > LONGEST:
        out.append(f"理由最多 {LONGEST} 字")
    strangers = [id for id in one.awarded if id not in proposal.value]
    if proposal.kind != "tie" or not one.confirmed:
        out += ["只有确认并列时才写名额给谁"] if one.awarded else []
    elif strangers:
        out.append(f"{'、'.join(strangers)} 不在并列的人当中：{'、'.join(proposal.value)}")
    elif not 0 < len(set(one.awarded)) < len(proposal.value):
        out.append("并列是名额不够：确认并列，要选名额给谁，不能一个不选，也不能全选")
    return out


def meant(round_: DecidedRound, text: str) -> list[str]:
    """The names of the proposals that a person means: of one by its name or as much of it as tells it from others, of all that wait of a list
    or figure by lists.<list> or units.<figure>. Raises ConfirmingRefused."""
    open_ = {c.proposal.name: c for c in round_.considered() if not c.lapsed}
    if text in open_:
        return [text]
    beginning = [name for name in open_ if name.startswith(f"{text}:")]
    if any(open_[name].proposal.what == text for name in beginning):
        waiting = [name for name in beginning if open_[name].state == "waiting"]
        if not waiting:
            raise ConfirmingRefused([f"“{text}”没有待确认的了；要改变决定，请写一项的全名"])
        return waiting
    if len(beginning) == 1:
        return beginning
    if beginning:
        raise ConfirmingRefused([f"“{text}”不止一项，请写全：{'、'.join(beginning)}"])
    raise ConfirmingRefused([f"这一期没有“{text}”这项建议{may_be(text, [*open_, *{c.proposal.what: None for c in open_.values()}])}"])
