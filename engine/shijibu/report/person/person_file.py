"""One person, one file (DQ-15): everything that the decided rounds hold of an official, as sections of rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from shijibu.ledger import Objection
from shijibu.report.listed import Column
from shijibu.report.objections import amendments_in_words, figure_label, state_of, subject_name
from shijibu.report.page import column_of
from shijibu.report.person.figures import OWN, PERIOD, changed_list, figure_lists, own_value, unit_value
from shijibu.report.person.ranks import is_rank
from shijibu.report.person.rows import Owned, owned_rows, table_sections
from shijibu.report.proposals import DECISION_COLOURS, DECLINED, proposal_state
from shijibu.report.reported_round import ReportedRound
from shijibu.report.round_book.people import STATE_COLOURS
from shijibu.rounds.decided import DecidedRound
from shijibu.scheme.binding import binding_of
from shijibu.scheme.model import Scheme
from shijibu.scheme.outcomes import Figure
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Official
from shijibu.spreadsheet.wording import JOINT, NO_FIGURE, headed, joined

_OTHER = "他人"


@dataclass(frozen=True, slots=True)
class Section:
    """A list with a heading; `rows` one value a column."""

    title: str
    note: str
    columns: list[Column]
    rows: list[list[Any]]


@dataclass(frozen=True, slots=True)
class PersonFile:
    """An official's file. facts: (label, value); lists: (title, in which rounds); the course has one row a round, numbers and grades as columns."""

    scheme: Scheme
    official: Official
    last: Period
    span: str
    facts: list[tuple[str, str]]
    lists: list[tuple[str, list[str]]]
    course: Section
    sections: list[Section]


def person_file(id: str, rounds: Sequence[DecidedRound], objections: Iterable[Objection]) -> PersonFile:
    """The file of an official whom at least one of the rounds, oldest first, has in its roster."""
    those = [ReportedRound(r) for r in rounds if r.roster.official(id)]
    owned = [row for m in those for row in owned_rows(m, id)]
    scheme, last = those[-1].scheme, those[-1]
    sections = [
        _reasons(those, id), *(Section(*s) for s in table_sections(id, owned, {str(m.period): m for m in those})),
        _objections(those, id, owned, objections), Section(*changed_list(those, id)), _penalties(those, id),
        *(Section(*s) for s in figure_lists(those, id)),
    ]
    span = " 至 ".join(dict.fromkeys((those[0].period.label, last.period.label))) + f"，共 {len(those)} 期"
    filled = [s for s in sections if s.rows]
    return PersonFile(scheme, _who(last, id), last.period, span, _facts(last, id), _lists(those, id), _course(those, id), filled)


def _who(reported: ReportedRound, id: str) -> Official:
    official = reported.roster.official(id)
    assert official is not None
    return official


def _facts(reported: ReportedRound, id: str) -> list[tuple[str, str]]:
    """What the latest roster says."""
    official, names = _who(reported, id), binding_of(reported.scheme).names
    out = [("姓名", official.name), ("编号", official.id), ("单位", f"{reported.unit_name(official.unit)}（{official.unit}）"),
           ("类别", reported.kind_label(official.unit)), ("职务", official.post), ("班子成员", "是" if official.team else "否")]
    for column, value in official.extra.items():
        unit = reported.roster.unit(value)
        out.append((names.attribute(column, "official"), unit.name if unit else value))
    return [(label, value) for label, value in out if value]


def _lists(rounds: Sequence[ReportedRound], id: str) -> list[tuple[str, list[str]]]:
    """Every list of officials, with the rounds in which the official was on it."""
    titles = {r.id: r.title for m in rounds for r in m.scheme.lists if r.of == "officials"}  # the latest version's where there are several
    return [(title, [_on(m, rule, id) for m in rounds if id in m.results.lists.get(rule, [])]) for rule, title in titles.items()]


def _on(reported: ReportedRound, rule: str, id: str) -> str:
    """The round in which the official was on a list, and that the office turned it down."""
    return f"{reported.period.label}（{DECLINED}）" if _state(reported, f"lists.{rule}", id) == DECLINED else reported.period.label


def _state(reported: ReportedRound, what: str, subject: str) -> str:
    """How what is proposed of somebody stands."""
    return next((proposal_state(c) for c in reported.open_proposals.values() if (c.proposal.what, c.proposal.subject) == (what, subject)), "")


def _course(rounds: Sequence[ReportedRound], id: str) -> Section:
    """One row a round: the official's results and the unit's card, course and rank, as far as they ever had a value."""
    scheme = rounds[-1].scheme
    own = [f for f in scheme.official_figures if f.result and any(m.of_official(id, f.id) is not None for m in rounds)]
    of_unit = [f for f in _unit_course(scheme) if any(m.of_unit(_who(m, id).unit, f.id) is not None for m in rounds)]
    people = [_who(m, id) for m in rounds]
    moved, promoted = len({p.unit for p in people}) > 1, len({p.post for p in people}) > 1
    columns = [PERIOD, *([Column("单位", most=18)] if moved else []), *([Column("职务", middle=True)] if promoted else []),
               Column("报送情况", middle=True, colours=STATE_COLOURS), *map(_own, own), *(_of_unit(f) for f in of_unit)]
    rows = []
    for m, who in zip(rounds, people, strict=True):
        figures = [(f, own_value(m, id, f)) for f in own] + [(f, unit_value(m, who.unit, f)) for f in of_unit]
        values = [NO_FIGURE if value is None and f.colours and who.unit in m.evaluation.books else value for f, value in figures]
        rows.append([m.period.label, *([m.unit_name(who.unit)] if moved else []), *([who.post] if promoted else []), m.state_of(who.unit), *values])
    return Section("历次结果", f"空格为没有数据；“{NO_FIGURE}”为该期没有这一项", columns, rows)


def _unit_course(scheme: Scheme) -> list[Figure]:
    ids = (scheme.report.cards, scheme.report.trend, scheme.report.rank_by, scheme.report.rank)
    return [f for id in dict.fromkeys(ids) if id and (f := scheme.unit_figure(id)) is not None]


def _own(figure: Figure) -> Column:
    """A place among others is a text, 3/12."""
    return Column(figure.label, middle=True) if is_rank(figure) else column_of(figure)


def _of_unit(figure: Figure) -> Column:
    column = _own(figure)
    label = figure.label.removeprefix("本轮")
    return Column(headed("单位", label), column.kind, column.most, column.colours, column.middle)


def _reasons(rounds: Sequence[ReportedRound], id: str) -> Section:
    """The lists and reasons as they were decided, and ties that were open."""
    rows: list[list[Any]] = []
    for m in rounds:
        unit = _who(m, id).unit
        reasons = next((o.reasons for o in m.results.officials if o.id == id), [])
        for c in m.open_proposals.values():
            if c.proposal.kind == "measure" and c.proposal.subject in (id, unit):
                rows.append([m.period.label, "建议" if c.proposal.of == "official" else "单位建议", c.proposal.title, JOINT.join(c.proposal.value),
                             proposal_state(c), c.proposal.rule])
        for rule in m.scheme.lists:
            subject = id if rule.of == "officials" else unit
            if subject in m.results.lists.get(rule.id, []):
                head = f"列入{rule.title}："
                why = [r.text.removeprefix(head) for r in reasons if r.text.startswith(head)]
                kind = "名单" if rule.of == "officials" else "单位名单"
                rows.append([m.period.label, kind, rule.title, "；".join(why), _state(m, f"lists.{rule.id}", subject), rule.rule])
        heads = tuple(f"列入{rule.title}：" for rule in m.scheme.lists)
        rows += [[m.period.label, "理由", "", r.text, "", r.rule] for r in reasons if not r.text.startswith(heads)]
        for c in m.open_proposals.values():
            if c.proposal.kind == "tie" and id in c.proposal.value:
                got = "名额给本人" if c.counting and id in c.counting.awarded else ""
                said = f"与另外 {len(c.proposal.value) - 1} 人末位并列，须由人决定"
                rows.append([m.period.label, "并列", "", said, joined((proposal_state(c), got), "，"), c.proposal.rule])
    columns = [PERIOD, Column("类别", middle=True), Column("名单", most=32), Column("理由", most=80),
               Column("确认", middle=True, colours=DECISION_COLOURS), Column("规则", middle=True)]
    return Section("名单和理由", "名单为建议，由考评办研究确定", columns, rows)


def _objections(rounds: Sequence[ReportedRound], id: str, owned: Sequence[Owned], objections: Iterable[Objection]) -> Section:
    """Objections that the official made, and those that changed what stands in the official's own rows; of another official's no more than that."""
    by_period = {str(m.period): m for m in rounds}
    cells = {(o.period, o.holder, o.field) for o in owned}
    about = {(p, a.objection) for p, m in by_period.items() for a in m.results.amendments if (p, a.unit, a.field.partition(".")[0]) in cells}
    rows: list[list[Any]] = []
    for o in objections:
        m = by_period.get(o.period)
        if m is None or (o.subject != id and (o.period, o.id) not in about):
            continue
        other = o.subject != id and m.roster.official(o.subject) is not None
        who = OWN if o.subject == id else _OTHER if other else subject_name(m.roster, o.subject)
        said, looked, why = (o.text, f"{o.checked}：{o.note}" if o.checked else "", f"：{o.reason}") if not other else ("", "", "")
        changed = amendments_in_words(o, m.scheme, only=None if o.subject == id else _rows_of(owned, o))
        rows.append([o.id, m.period.label, who, figure_label(m.scheme, m.roster, o), said, o.received.isoformat(), looked, state_of(o),
                     f"{o.decided}{why}" if o.decided else "", "\n".join(changed)])
    columns = [
        Column("号", "integer", middle=True), PERIOD, Column("提出", most=18), Column("数字", most=18), Column("内容", most=36),
        Column("收到", middle=True), Column("核实", most=30), Column("结果", middle=True, colours={"成立": "green", "不成立": "red"}),
        Column("决定和理由", most=30), Column("更改的填报", most=34),
    ]
    return Section("异议", "本人提出的异议，以及更改了本人填报的异议", columns, rows)


def _rows_of(owned: Sequence[Owned], objection: Objection) -> set[str]:
    """The official's own rows in the workbook that an objection changed."""
    return {o.field for o in owned if o.period == objection.period and o.holder == (objection.changed or {}).get("unit")}


def _penalties(rounds: Sequence[ReportedRound], id: str) -> Section:
    """What the official's unit lost in each round because of others."""
    rows: list[list[Any]] = []
    for m in rounds:
        unit = _who(m, id).unit
        titles = {p.id: p.title for p in m.scheme.penalties}
        for p in m.figures.penalties.get(unit, []):
            title = titles.get(p["penalty"], p["penalty"])
            rows.append([m.period.label, m.unit_name(unit), title, p["because"], m.unit_name(p["source"]), p["points"], p["rule"]])
    columns = [PERIOD, Column("单位", most=24), Column("项目", most=32), Column("原因", most=40), Column("起因单位", most=24),
               Column("扣分", "number"), Column("规则", middle=True)]
    return Section("所在单位扣分", "所在单位在各期被扣的分", columns, rows)
