"""`shijibu confirm`: what a round proposes, listed, and confirmed or turned down."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shijibu.commands.ledgers import LedgerUrl, OneScheme, forms_beside, needed_ledger
from shijibu.commands.loading import loaded_for_good
from shijibu.commands.options import Force, Json, PeriodText, Stop, say_next
from shijibu.terminal import err, print_json, say

if TYPE_CHECKING:
    from shijibu.ledger import Ledger
    from shijibu.report.reported_round import ReportedRound
    from shijibu.rounds.confirming import Entered, Wanted
    from shijibu.rounds.decided import DecidedRound

NOTHING_PROPOSED = "这一期没有建议要确认"


def confirm(
    period: PeriodText,
    items: Annotated[list[str] | None, typer.Argument(
        metavar="事项", help="建议的名称，如 lists.talk:T01-02；lists.talk 是该名单上待确认的全部；不写就列出全部")] = None,
    decline: Annotated[bool, typer.Option("--decline", help="不采纳；要写 --reason")] = False,
    reason: Annotated[str, typer.Option("--reason", help="理由")] = "",
    award: Annotated[list[str] | None, typer.Option("--award", help="并列的名额给谁：干部编号，可写多次")] = None,
    by: Annotated[str, typer.Option("--by", help="由谁决定：姓名")] = "",
    again: Annotated[bool, typer.Option("--again", help="已经决定过的，改变决定；以前的决定留在台账里")] = False,
    scheme: OneScheme = None,
    out: Annotated[Path | None, typer.Option("--out", help="把结果连同决定重写到这个文件夹")] = None,
    ledger: LedgerUrl = None,
    json_: Json = False,
    force: Force = False,
) -> None:
    with loaded_for_good():
        from shijibu.report.proposals import counted, proposal_lines, proposals_json, record_json
        from shijibu.report.reported_round import ReportedRound
        from shijibu.rounds.confirming import Wanted
        from shijibu.rounds.decided import only_scheme, round_asked_about

    if not items and (decline or reason or award or by or again):
        raise Stop("请写要决定的事项，如 lists.talk:T01-02；不写事项就只列出全部")
    if out is not None:
        from shijibu.report.papers.round_papers import forms_of, refuse_bad_forms  # they need what draws papers, for which nobody else waits
        from shijibu.report.write import refuse_edited_result, write_result

        refuse_edited_result(out, force=force)
    with needed_ledger(ledger) as book:
        if out is not None:
            refuse_bad_forms(forms_beside(scheme) or forms_of(only_scheme(book, scheme)))
        round_ = round_asked_about(book, scheme, period)
        done = _decided(book, round_, items, Wanted("", not decline, reason, None if again else 0, tuple(award or ())), by) if items else None
        reported = ReportedRound(round_)
        if out is not None:
            err.print(f"结果已重写：{write_result(round_, out, force=force, forms=forms_beside(scheme)).results.parent}")
    if json_:
        print_json(proposals_json(reported) if done is None else {
            "entered": [record_json(r) for r in done.entered], "in_the_way": [record_json(r) for r in done.in_the_way]})
    elif done is None:
        say(*(proposal_lines(reported) or [NOTHING_PROPOSED]))
    if done is not None:
        _tell(reported, done)
    counts = counted(reported)
    if counts.all:
        err.print(f"建议共 {counts.all} 项：{counts.said}")
    name = next((name for name, c in reported.open_proposals.items() if c.state == "waiting" and c.proposal.kind != "tie"), None)
    if done is None and name is not None:
        say_next("确认一项（不采纳加 --decline --reason 理由）", "confirm", name, "--by", "姓名", "--period", period, ledger=ledger)
    if done is not None and done.in_the_way:
        raise typer.Exit(1)


def _decided(book: Ledger, round_: DecidedRound, items: list[str], as_: Wanted, by: str) -> Entered:
    from shijibu.rounds.confirming import Wanted, meant
    from shijibu.rounds.confirming import confirm as confirm_proposals

    if not by.strip():
        raise Stop("请用 --by 写明由谁决定")
    names = dict.fromkeys(name for item in items for name in meant(round_, item))
    wanted = [Wanted(name, as_.confirmed, as_.reason, as_.after, as_.awarded) for name in names]
    return confirm_proposals(book, round_, wanted, by)


def _tell(reported: ReportedRound, done: Entered) -> None:
    from shijibu.report.proposals import decision_said

    if done.entered:
        what = "确认" if done.entered[0].confirmed else "不采纳"
        err.print(f"已记入台账：{what} {len(done.entered)} 项")
    for record in done.in_the_way:
        said = f"{'已确认' if record.confirmed else '不采纳'} {decision_said(reported, record)}"
        err.print(f"{record.proposal} 已经决定，没有改动：{said}；要改变决定，加 --again")
