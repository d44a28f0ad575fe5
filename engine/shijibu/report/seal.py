"""The head of the audit trail on paper, and what a comparison with it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shijibu.ledger import Head, Ledger

NAME = "台账核对码"


def head_said(head: Head | None) -> str:
    """The head as report, notice and audit print it."""
    return f"{NAME} {head}" if head else f"没有{NAME}：台账没有审计记录"


def audited(paper: Head, own: Head | None, last: Head | None) -> str:
    """What the ledger says to a head on paper. own: its own head as of the same entry; last: of its last entry."""
    if own == paper:
        later = (last.sequence if last else 0) - paper.sequence
        after = f"以后又有 {later} 条" if later else "以后没有新的记录"
        return f"与核对码 {paper} 相符：第 {paper.sequence} 条审计记录及以前的都在，{after}"
    if own is None:
        return (f"与核对码 {paper} 不符：台账只有 {last.sequence if last else 0} 条审计记录，没有第 {paper.sequence} 条。"
                "后面的记录被截去，或换成了以前的副本，或这不是同一本台账")
    return (f"与核对码 {paper} 不符：台账的第 {paper.sequence} 条审计记录是 {own}。"
            "这一条或以前的记录被整个改写过，或核对码抄错了，或这不是同一本台账")


@dataclass(frozen=True, slots=True)
class Audit:
    """Whether a ledger is whole. last: the head of its last entry; paper: a head on paper, and own: the ledger's head as of that entry."""

    faults: list[str]
    last: Head | None
    paper: Head | None = None
    own: Head | None = None

    @property
    def matches(self) -> bool | None:
        """Whether the ledger still holds what the paper says; None where there is no paper."""
        return None if self.paper is None else self.own == self.paper

    @property
    def clean(self) -> bool:
        return not self.faults and self.matches is not False

    def to_json(self) -> dict[str, Any]:
        """As programs read it."""
        return {"whole": not self.faults, "faults": self.faults, "head": str(self.last) if self.last else None, "matches": self.matches}

    def lines(self) -> list[str]:
        """As people read it."""
        said = [] if self.paper is None else [audited(self.paper, self.own, self.last)]
        return [*(self.faults or ["台账完整，没有被改动"]), head_said(self.last), *said]


def audit_of(ledger: Ledger, paper: Head | None = None) -> Audit:
    """Looks through the whole ledger, and compares it with a head on paper."""
    return Audit(ledger.verify(), ledger.head(), paper, None if paper is None else ledger.head(paper.sequence))
