"""The head of the audit trail on paper, and what a comparison with it says."""

from __future__ import annotations

from shijibu.ledger import Head

NAME = "台账核对码"


def head_said(head: Head | None) -> str:
    """The head as report, notice and audit print it."""
    return f"{NAME} {head}" if head else f"没有{NAME}：台账没有审计记录"


def audited(paper: Head, found: Head | None, last: Head | None) -> str:
    """What the ledger says to a head on paper. found: its own head as of the same entry; last: of its last entry."""
    if found == paper:
        later = (last.sequence if last else 0) - paper.sequence
        after = f"以后又有 {later} 条" if later else "以后没有新的记录"
        return f"与核对码 {paper} 相符：第 {paper.sequence} 条审计记录及以前的都在，{after}"
    if found is None:
        return (f"与核对码 {paper} 不符：台账只有 {last.sequence if last else 0} 条审计记录，没有第 {paper.sequence} 条。"
                "后面的记录被截去，或换成了以前的副本，或这不是同一本台账")
    return (f"与核对码 {paper} 不符：台账的第 {paper.sequence} 条审计记录是 {found}。"
            "这一条或以前的记录被整个改写过，或核对码抄错了，或这不是同一本台账")
