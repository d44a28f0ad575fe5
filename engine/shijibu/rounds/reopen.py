"""A decided round brought back from the ledger with its files as they were sorted, so that it can be computed and written anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shijibu.checks.check import Checked
from shijibu.errors import ShijibuError
from shijibu.figures.evaluation import Row
from shijibu.ledger import Decision, Ledger, Return, Round
from shijibu.problems.problem import Problem
from shijibu.rounds.results import roster_of
from shijibu.rounds.rules import rules_of
from shijibu.rounds.sorting import Sorted
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.spreadsheet.names import Directory


class CannotReopen(ShijibuError):
    """The ledger has no decision of the round; the text says so."""


class UnknownUnit(ShijibuError, LookupError):
    """No unit of that code or name got a workbook in the round, or several; `hint` is what may be meant, or what to do."""

    def __init__(self, what: str, hint: str) -> None:
        super().__init__(what + hint)
        self.what, self.hint = what, hint


@dataclass(slots=True)
class Reopened:
    """What a decided round rests on. Of superseded files only the paths are known, of ignored ones and of remarks nothing."""

    scheme: Scheme
    period: Period
    round: Round
    files: Sorted
    decision: Decision
    notice: str = ""


def reopened(ledger: Ledger, scheme: str, period: str, *, as_decided: bool = False) -> Reopened:
    """The current decision of a round with its returns, under the rules that the round goes by now, or those that it was decided under.

    Raises CannotReopen, UnknownScheme, SchemeFault, NotAPeriod.
    """
    when = Period.parse(period)
    decision, round_ = ledger.decision(scheme, str(when)), ledger.round(scheme, str(when))
    if decision is None or round_ is None:
        raise CannotReopen(f"台账中没有{when.label}的汇总结果")
    rules = rules_of(ledger, scheme, str(when), decision.version if as_decided else None)
    files = files_of(ledger.returns(scheme, str(when)), decision.results["superseded"])
    return Reopened(rules.scheme, when, round_, files, decision, rules.notice)


def unit_named(round_: Reopened, text: str) -> tuple[str, str]:
    """Code and name of the unit, of those that got a workbook, that a person means by a code or a name. Raises UnknownUnit."""
    names = {u.code: u.name for u in roster_of(round_.round.roster).units}
    names |= {w.unit_code: w.unit_name or w.title for w in round_.scheme.workbooks if w.county and w.unit_code}
    issued = Directory((code, names[code]) for code in round_.round.issues if code in names)
    meant = issued.meant(text)
    if len(meant) > 1:
        raise UnknownUnit(f"{round_.period.label}叫“{text}”的单位不止一个", f"，请写编码：{'、'.join(meant)}")
    if not meant:
        near = issued.near(text)
        raise UnknownUnit(f"{round_.period.label}没有给“{text}”下发工作簿", f"，是不是 {near}？" if near else "，请核对单位编码或名称")
    return meant[0], names[meant[0]]


def files_of(returned: Iterable[Return], superseded: Iterable[str]) -> Sorted:
    """The files of a decision, each where it ended up."""
    out = Sorted(superseded=[Checked(path) for path in superseded])
    for one in returned:
        file = _checked(one)
        if one.accepted and one.unit:
            out.accepted[one.unit] = file
            out.kept |= {one.unit} if one.kept else set()
        else:
            (out.rejected_before if one.kept else out.rejected).append(file)
    return out


def _checked(one: Return) -> Checked:
    return Checked(
        one.path, sha256=one.sha256, unit=one.unit, number=one.number, facts=one.facts,
        modified=datetime.fromisoformat(one.modified) if one.modified else None,
        problems=[Problem(**p) for p in one.problems],
        tables={name: rows_of(told) for name, told in one.inputs.items()}, sheets={name: told["sheet"] for name, told in one.inputs.items()},
    )


def returns_of(files: Sorted) -> list[Return]:
    """What the ledger keeps of the files that a decision rests on."""
    return [
        Return(
            unit=f.unit, sha256=f.sha256, path=f.path, accepted=f.accepted, modified=f.modified.isoformat() if f.modified else None,
            inputs={t: {"sheet": f.sheets.get(t), "rows": [_row(r) for r in rows]} for t, rows in f.tables.items()} if f.accepted else {},
            problems=[p.to_json() for p in f.problems], number=f.number, facts=f.facts, kept=kept,
        )
        for f, kept in [*((f, unit in files.kept) for unit, f in files.accepted.items()), *((f, False) for f in files.rejected),
                        *((f, True) for f in files.rejected_before)]
    ]


def _row(row: Row) -> dict[str, Any]:
    return {"index": row.index, "values": row.values, "cells": row.cells}


def rows_of(told: dict[str, Any]) -> list[Row]:
    """A table's rows as the ledger keeps them."""
    return [Row(**row) for row in told["rows"]]
