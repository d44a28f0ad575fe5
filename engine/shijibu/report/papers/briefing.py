"""情况汇报: to the leaders, what happened in the round, what they have to decide, and what comes next; everybody on a list with the reasons."""

from __future__ import annotations

from datetime import date

from shijibu.report.compared import compared
from shijibu.report.headlines import changes_said, decisions, ranked_kinds, results_said, returns_said
from shijibu.report.papers.draft import Draft, Grid, ending, numbered, title_of
from shijibu.report.proposals import counted, counter, measures_of, remark_of, subject_name
from shijibu.report.reported_round import ReportedRound
from shijibu.report.round_book.confirmations import CONFIRMATIONS
from shijibu.report.sentences import reasons_of
from shijibu.rounds.proposals import Considered
from shijibu.scheme.outcomes import ListRule
from shijibu.scheme.posting import posting
from shijibu.scheme.roster import Official, Unit
from shijibu.spreadsheet.wording import JOINT, day_said, figure_said, first_of, joined

_ENDS, _NAMED = 3, 10
_MOST = 60
"""Of a longer list the rest stands in the report's workbook."""


def briefing(reported: ReportedRound, *, dated: date | None = None) -> Draft:
    """The paper; its attachment is for the leaders alone. Without a day it is to be filled in when it is signed."""
    scheme, last = reported.scheme, compared(reported)
    items, attached, counts = list(decisions(reported)), _attached(reported), counted(reported)
    asked = [f"请研究决定以下 {len(items)} 项：{'；'.join(items)}。"] if items else []
    asked += [f"系统提出的建议共 {counts.all} 项，{counts.said}。"] if counts.decided else []
    asked = [*asked, "名单和理由见附件。" if attached else ""] if asked else ["没有需要研究决定的事项。"]
    body = numbered([
        ("报送情况", [returns_said(reported, _NAMED)]),
        ("考评结果", [results_said(reported, _NAMED), _ends(reported)]),
        ("与上期相比", [changes_said(reported, last) if last else ""]),
        ("需要研究决定的事项", ["".join(asked)]),
        ("下一步安排", [_next(reported)]),
    ])
    return Draft(
        title_of(reported, "情况的汇报"), "", [f"现将{scheme.name}{reported.period.label}的情况汇报如下。", *body],
        f"{reported.period.label}建议名单和理由", attached, ending(reported, dated),
    )


def _ends(reported: ReportedRound) -> str:
    """Of each kind with enough units who leads and who trails."""
    kinds = []
    for kind, figure, scored in ranked_kinds(reported, _ENDS):
        said = [f"{u.name}（{figure_said(reported.of_unit(u.code, figure.id), figure.type)}）" for u in scored]
        kinds.append(f"{kind.label}前三位是{JOINT.join(said[:_ENDS])}，末位是{said[-1]}")
    return f"按{figure.label}排，{'；'.join(kinds)}。" if kinds else ""


def _next(reported: ReportedRound) -> str:
    stands = posting(reported.scheme, reported.period)
    absent = sorted({*reported.rejected_units, *reported.results.missing})
    names = first_of([reported.unit_name(code) or code for code in absent], _NAMED)
    to_come = f"督促{names}抓紧报送或改正，收齐后重新汇总" if absent else ""
    if stands is None:
        return f"{to_come}。" if to_come else ""
    until = f"，至{day_said(stands.last)}止" if stands.last else ""
    shown = f"研究决定后，从{day_said(stands.first)}起公示{stands.days}个工作日{until}，由{reported.scheme.receives}受理意见"
    return f"{joined((to_come, shown))}。"


def _attached(reported: ReportedRound) -> list[Grid]:
    """Everything that is proposed, with what was decided of it."""
    ties = [c for c in reported.open_proposals.values() if c.proposal.kind == "tie"]
    return [*([_ties(reported, ties)] if ties else []), *(_measure(reported, title, those) for title, those in measures_of(reported)),
            *(_list(reported, rule, listed) for rule, listed in reported.listed() if listed)]


def _ties(reported: ReportedRound, ties: list[Considered]) -> Grid:
    rows = [(str(n), reported.unit_name(c.proposal.subject), JOINT.join(_people(reported, c)), remark_of(reported, c)) for n, c in enumerate(ties, 1)]
    return Grid("末位并列", ("序号", "单位", "并列干部", "确认"), rows[:_MOST], (0.6, 1.6, 2.4, 2.0), (0, 1))


def _people(reported: ReportedRound, tie: Considered) -> list[str]:
    return [o.name if (o := reported.roster.official(id)) else id for id in tie.proposal.value]


def _measure(reported: ReportedRound, title: str, those: list[Considered]) -> Grid:
    """Whose figures are proposals, and what they come to."""
    of_units, rows = those[0].proposal.of == "unit", list[tuple[str, ...]]()
    for number, c in enumerate(those[:_MOST], 1):
        official = reported.roster.official(c.proposal.subject)
        beside = reported.kind_label(c.proposal.subject) if of_units else reported.unit_name(official.unit if official else "")
        rows.append((str(number), subject_name(reported, c.proposal), beside, JOINT.join(c.proposal.value), remark_of(reported, c)))
    if len(those) > _MOST:
        rows.append(("", f"另有 {len(those) - _MOST} {counter(those[0].proposal)}，见报告“{CONFIRMATIONS}”表", "", "", ""))
    headings = ("序号", "单位", "类别", "建议", "确认") if of_units else ("序号", "姓名", "单位", "建议", "确认")
    return Grid(title, headings, rows, (0.6, 1.4, 1.4, 1.4, 2.0), (0, 1, 2, 3))


def _list(reported: ReportedRound, rule: ListRule, listed: list[Official | Unit]) -> Grid:
    """Everybody on a list with the reasons, in the order of the list."""
    rows = []
    for number, one in enumerate(listed[:_MOST], 1):
        why = "；".join(text for _, text in reasons_of(reported.evaluation, rule, one))
        who = (one.name, reported.unit_name(one.unit), one.post) if isinstance(one, Official) else (one.name, reported.kind_label(one.code))
        rows.append((str(number), *who, why, remark_of(reported, reported.on_list(rule, one))))
    if len(listed) > _MOST:
        rows.append(("", f"另有 {len(listed) - _MOST} {'人' if rule.of == 'officials' else '家'}，见报告“名单”表", *("" for _ in rows[0][2:])))
    if rule.of == "officials":
        return Grid(rule.title, ("序号", "姓名", "单位", "职务", "理由", "确认"), rows, (0.6, 0.9, 1.4, 0.9, 2.3, 1.2), (0, 1, 3))
    return Grid(rule.title, ("序号", "单位", "类别", "理由", "确认"), rows, (0.6, 1.5, 1, 2.5, 1.2), (0, 2))
