"""情况汇报: to the leaders, what happened in the round, what they have to decide, and what comes next; everybody on a list with the reasons."""

from __future__ import annotations

from datetime import date

from shijibu.report.compared import compared
from shijibu.report.headlines import changes_said, decisions, ranked_kinds, results_said, returns_said
from shijibu.report.papers.draft import Draft, Grid, ending, numbered, title_of
from shijibu.report.reported_round import ReportedRound
from shijibu.report.sentences import reasons_of
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
    items = list(decisions(reported))
    asked = [f"请研究决定以下 {len(items)} 项：{'；'.join(items)}。", "名单和理由见附件。" if _lists(reported) else ""] if items else [
        "没有需要研究决定的事项。"]
    body = numbered([
        ("报送情况", [returns_said(reported, _NAMED)]),
        ("考评结果", [results_said(reported, _NAMED), _ends(reported)]),
        ("与上期相比", [changes_said(reported, last) if last else ""]),
        ("需要研究决定的事项", ["".join(asked)]),
        ("下一步安排", [_next(reported)]),
    ])
    return Draft(
        title_of(reported, "情况的汇报"), "", [f"现将{scheme.name}{reported.period.label}的情况汇报如下。", *body],
        f"{reported.period.label}建议名单和理由", _lists(reported), ending(reported, dated),
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


def _lists(reported: ReportedRound) -> list[Grid]:
    return [_list(reported, rule, listed) for rule, listed in reported.listed() if listed]


def _list(reported: ReportedRound, rule: ListRule, listed: list[Official | Unit]) -> Grid:
    """Everybody on a list with the reasons, in the order of the list."""
    rows = []
    for number, one in enumerate(listed[:_MOST], 1):
        why = "；".join(text for _, text in reasons_of(reported.evaluation, rule, one))
        who = (one.name, reported.unit_name(one.unit), one.post) if isinstance(one, Official) else (one.name, reported.kind_label(one.code))
        rows.append((str(number), *who, why))
    if len(listed) > _MOST:
        rows.append(("", f"另有 {len(listed) - _MOST} {'人' if rule.of == 'officials' else '家'}，见报告“名单”表", *("" for _ in rows[0][2:])))
    if rule.of == "officials":
        return Grid(rule.title, ("序号", "姓名", "单位", "职务", "理由"), rows, (0.6, 0.9, 1.5, 1.1, 2.8), (0, 1, 3))
    return Grid(rule.title, ("序号", "单位", "类别", "理由"), rows, (0.6, 1.6, 1, 3), (0, 2))
