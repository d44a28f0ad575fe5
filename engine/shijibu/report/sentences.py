"""What several reports say in the same words: why somebody is on a list, how a tie is settled, and where a text stands."""

from __future__ import annotations

from shijibu.figures.evaluation import Evaluation, Scope
from shijibu.problems.catalogue import CATALOGUE
from shijibu.report.reported_round import ReportedRound
from shijibu.rounds.results import TextPlace
from shijibu.scheme.model import Scheme
from shijibu.scheme.outcomes import ListRule
from shijibu.scheme.roster import Official, Roster, Unit


def reasons_of(evaluation: Evaluation, rule: ListRule, one: Official | Unit) -> list[tuple[str, str]]:
    """Why somebody is on a list: (rule id, text)."""
    scope = Scope(one.unit, official=one.id) if isinstance(one, Official) else Scope(one.code)
    return [(r.rule, evaluation.fill(r.text, scope)) for r in rule.reasons if r.when is None or evaluation.true(r.when, scope)]


def kind_of(scheme: Scheme, code: str) -> str:
    """What a problem's kind is called; of a check that the scheme declares, the rule that it goes by."""
    if code in CATALOGUE:
        return CATALOGUE[code].title
    rule = next((c.rule for c in scheme.checks if c.code == code and c.rule), None)
    return f"方案核对 {rule}" if rule else "方案核对"


def how_settled(reported: ReportedRound, rule: str) -> str:
    """Where a unit says whom it puts first."""
    scheme = reported.scheme
    tie = next((t for t in scheme.ties if t.rule == rule), None)
    table = scheme.table(tie.table) if tie else None
    column = table.column(tie.settled_by) if tie and table else None
    return f"由单位研究后在“{table.title}”填写“{column.label}”，重新交回" if table and column else "研究确定"


def place_of(place: TextPlace) -> str:
    """Where a text stands in its workbook."""
    return f"{place.sheet or place.table}!{place.cell or f'第{place.row}行'}"


def whose(roster: Roster, place: TextPlace) -> str:
    """The official's name, or the id of one who is in the roster no more; empty where the table does not say."""
    official = roster.official(place.official or "")
    return official.name if official else place.official or ""
