"""The commands of a round: roster, issue, check, consolidate, and what is asked of it afterwards."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shijibu.commands.options import (
    Force,
    Json,
    LedgerUrl,
    OneScheme,
    Out,
    PeriodText,
    SchemeId,
    Stop,
    day,
    existing_ledger,
    ledger_place,
    needed_ledger,
    new_or_existing_ledger,
    round_and_period,
    say_next,
    scheme_and_period,
    there,
)
from shijibu.files import write_once
from shijibu.ledger import DecidedMeanwhile
from shijibu.scheme.lookup import scheme_named
from shijibu.scheme.period import Period
from shijibu.spreadsheet.severity import SEVERITY_LABELS
from shijibu.terminal import err, print_json, say
from shijibu.workbook.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shijibu.checks.check import Checked

TAKEN, RETURNED, SKIPPED = "可以接收", "退回", "跳过"


def roster(scheme: SchemeId, out: Out, force: Force = False) -> None:
    """写一份空白名册工作簿，填写单位、干部和联系关系。"""
    from shijibu.workbook.roster_file import roster_workbook

    write_once(out, roster_workbook(scheme_named(scheme)), force=force)
    err.print(f"已写出空白名册：{out}")
    say_next("填好以后下发", "issue", out, "--scheme", scheme, "--period", Period.on(date.today(), scheme_named(scheme).cadence), "--out", "下发")


def filled(scheme: SchemeId, out: Out, force: Force = False) -> None:
    """写一份填好的示例工作簿，供单位填报时参照。"""
    from shijibu.demo.filled import filled_sample

    write_once(out, filled_sample(scheme_named(scheme)), force=force)
    err.print(f"已写出填写示例：{out}")


def issue(
    roster: Annotated[Path, typer.Argument(help="名册：工作簿，或含 units.csv、officials.csv 的文件夹")],
    scheme: SchemeId,
    period: PeriodText,
    out: Out,
    deadline: Annotated[str | None, typer.Option("--deadline", help="截止日，如 2026-04-10")] = None,
    ledger: LedgerUrl = None,
    live: Annotated[str, typer.Option("--live", help="hybrid：加载项与普通公式并用；native：只用普通公式")] = "hybrid",
    as_issued: Annotated[bool, typer.Option("--as-issued", help="方案文件已改时再次下发：仍按该期下发时的方案")] = False,
    force: Force = False,
) -> None:
    """给每个单位下发一本工作簿，并记入台账。"""
    from shijibu.rounds.issue_round import Sending
    from shijibu.workbook.roster_file import read_roster

    if live not in ("hybrid", "native"):
        raise Stop(f"--live 应为 hybrid 或 native，现为“{live}”")
    if as_issued:
        with needed_ledger(ledger) as book:
            found, when = round_and_period(book, scheme, period)
    else:
        found, when = scheme_and_period(scheme, period)
    due = day(deadline, "--deadline") or found.due(when)
    people = read_roster(there(roster, folder=True), found)
    sending = Sending(found, when, people, out, deadline=due, live=live, force=force)  # type: ignore[arg-type]
    with new_or_existing_ledger(ledger) as (book, made):
        issued = sending.send(book)
    if made:
        err.print(f"新建台账：{made}")
    err.print(f"{when.label}：已下发 {len(issued)} 本工作簿到 {out}，截止日 {due.isoformat()}；台账 {ledger_place(ledger)}")
    if due < date.today():
        err.print(f"提醒：截止日 {due.isoformat()} 已经过去，以后交回的都算迟报；如不是这样，请用 --deadline 重新下发")
    say_next("收齐以后检查", "check", "收件", ledger=ledger)


def fields(workbook: Annotated[Path, typer.Argument(help="工作簿")], ledger: LedgerUrl = None, json_: Json = False) -> None:
    """列出一本工作簿里每个栏目的位置；有台账的，按该期的方案。"""
    from shijibu.rounds.rules import kept_by
    from shijibu.scheme.kept import Kept
    from shijibu.workbook.fields import fields_in

    file, kept, book = there(workbook), Kept(), existing_ledger(ledger)
    if book is not None:
        with book:
            kept = kept_by(book)
    try:
        found = fields_in(file, kept=kept)
    except Refused as refused:
        from shijibu.checks.problem import problem_of_refusal

        problem = problem_of_refusal(refused)
        raise Stop(f"{workbook}：{problem.message}；{problem.fix}") from None
    if json_:
        print_json(found)
        return
    for f in found["fields"]:
        say(f"{f['id']}  {f['sheet']}!{f['cell']}  {f['label']}  {f['type']}  {'填写' if f['input'] else '自动'}")


def _status(file: Checked) -> str:
    return SKIPPED if file.ignored else TAKEN if file.accepted else RETURNED


def check(
    paths: Annotated[list[Path], typer.Argument(help="文件或文件夹")],
    json_: Json = False,
    annotate: Annotated[Path | None, typer.Option("--annotate", help="把问题标在各单位工作簿的副本里，写到这个文件夹")] = None,
    ledger: LedgerUrl = None,
    workers: Annotated[int, typer.Option("--workers", help="同时读取几个文件", min=1)] = 1,
    force: Force = False,
) -> None:
    """检查交回的工作簿，一次说清全部问题。"""
    from shijibu.checks.annotate import annotate_all, refuse_edited_copies
    from shijibu.checks.check import Expected
    from shijibu.checks.inbox import check_all, gather
    from shijibu.report.progress import checking
    from shijibu.rounds.clock import clock_behind
    from shijibu.rounds.prospect import prospect
    from shijibu.rounds.rules import kept_by

    files = gather(paths)
    if annotate is not None:
        refuse_edited_copies([file for file, _ in files], annotate, force=force)
    book = existing_ledger(ledger)
    expected = Expected(key=book.key(), kept=kept_by(book)) if book else Expected()
    with checking(err, len(files)) as step:
        checked = check_all(paths, expected, workers=workers, progress=step)
    clock = clock_behind(book) if book else None
    outlook = prospect(checked, book)
    if book:
        book.close()
    if annotate is not None:
        err.print(f"标好问题的副本 {len(annotate_all(checked, annotate, kept=expected.kept, force=force))} 本：{annotate}")
    if outlook.unrecorded:
        err.print(f"检查照常，但台账写不进去，没有记下今天已见到这些文件，汇总时可能因此算作迟报：{outlook.unrecorded}")
    _say_other_ledger(checked, ledger)
    if json_:
        print_json({"files": [c.to_json() | {"counts": outlook.counts(c)} for c in checked]})
    else:
        for c in checked:
            say(f"{c.path}：{_status(c)}")
            for p in c.problems:
                where = " ".join(t for t in (f"[{SEVERITY_LABELS[p.severity]}]", p.place, p.message) if t)
                say(f"  {where}{'；' + p.fix if p.fix else ''}")
        for line in outlook.lines():
            say(line)
        states, found = [_status(c) for c in checked], [p for c in checked for p in c.problems]
        told = "，".join(f"{s} {states.count(s)}" for s in (TAKEN, RETURNED, SKIPPED) if s != SKIPPED or SKIPPED in states)
        counts = {label: sum(p.count for p in found if p.severity == s) for s, label in SEVERITY_LABELS.items()}
        say(f"共 {len(checked)} 个文件：{told}；{'，'.join(f'{label} {n} 处' for label, n in counts.items())}")
    if not files:
        err.print(_no_files(paths))
    rounds = {(c.scheme, c.period) for c in checked if c.accepted and c.scheme and c.period}
    if any(not c.accepted and not c.ignored for c in checked) and annotate is None:
        say_next("给退回的单位一份标好问题的副本", "check", *paths, "--annotate", "退回", ledger=ledger)
    if len(rounds) == 1:
        (of, when), = rounds
        say_next("汇总", "consolidate", *paths, "--scheme", of, "--period", when, "--out", "结果", ledger=ledger)
    if clock:
        err.print(str(clock), style="yellow")
    if clock or not outlook.clean:
        raise typer.Exit(1)


def _no_files(paths: list[Path]) -> str:
    return f"提醒：{'、'.join(map(str, paths))} 里没有文件；请核对是不是收件的文件夹"
def _say_other_ledger(checked: Iterable[Checked], given: str | None) -> None:
    """Where no signature holds, it is rather the ledger that is another one than every return a forgery."""
    signed = [c for c in checked if c.unit is not None and not c.ignored]
    if signed and all(any(p.code == "identity.signature" for p in c.problems) for c in signed):
        err.print(f"交回的工作簿没有一本签名相符：{ledger_place(given)} 可能不是下发时的台账，请用 --ledger 指明下发时的台账")


def consolidate(
    paths: Annotated[list[Path], typer.Argument(help="交回的文件或文件夹")],
    scheme: SchemeId,
    period: PeriodText,
    out: Out,
    json_: Json = False,
    received: Annotated[str | None, typer.Option("--received", help="收到日期，如 2026-04-12；缺省为首次见到的日期")] = None,
    afresh: Annotated[bool, typer.Option("--afresh", help="只按这次给的文件汇总；缺省在本期以前接收的报送上汇总")] = False,
    ledger: LedgerUrl = None,
    workers: Annotated[int, typer.Option("--workers", help="同时读取几个文件", min=1)] = 1,
    scheduler: Annotated[str | None, typer.Option("--scheduler", help="dask 调度器地址，多台机器时使用")] = None,
    force: Force = False,
) -> None:
    """读取、检查、计算，写出报告工作簿、公示和 results.json。以前接收的报送仍然有效，不必再给。"""
    from shijibu.checks.inbox import gather
    from shijibu.report.progress import checking
    from shijibu.report.summary import print_summary
    from shijibu.report.write import refuse_edited_result, write_result
    from shijibu.rounds.consolidate import consolidate as run

    received_on = day(received, "--received")
    existing = existing_ledger(ledger)
    if existing is None:
        scheme_and_period(scheme, period)  # what is wrong with these is said first
        raise Stop(f"没有台账（{ledger_place(ledger)}），请先下发（shijibu issue），或用 --ledger 指明台账")
    refuse_edited_result(out, force=force)
    files = gather(paths)
    if not files:
        err.print(_no_files(paths))
    with existing as book, checking(err, len(files)) as step:
        found, when = round_and_period(book, scheme, period)
        try:
            done = run(paths, found, when, book, received=received_on, afresh=afresh, workers=workers, scheduler=scheduler, progress=step)
        except DecidedMeanwhile:
            raise Stop("该期刚刚改了方案，没有写出结果；请再执行一次") from None
    written = write_result(done, out, force=force)
    if json_:
        print_json(done.results)
    _say_other_ledger([*done.files.accepted.values(), *done.files.rejected, *done.files.superseded], ledger)
    print_summary(err, done, written)
    accepted = sorted(done.files.accepted)
    if accepted:
        say_next("问一个结果是怎么来的", "explain", accepted[0], "--scheme", done.scheme.id, "--period", when, ledger=ledger)
    if not done.clean:
        raise typer.Exit(1)


def withdraw(
    unit: Annotated[str, typer.Argument(help="单位编码或名称")],
    period: PeriodText,
    scheme: OneScheme = None,
    out: Annotated[Path | None, typer.Option("--out", help="把重新计算的结果写到这个文件夹")] = None,
    ledger: LedgerUrl = None,
    json_: Json = False,
    force: Force = False,
) -> None:
    """撤回一个单位本期的报送：记入台账，立即不计它重新计算本期结果。以后再交的，照常汇总。"""
    from shijibu.ledger import DecidedMeanwhile
    from shijibu.report.write import refuse_edited_result, write_result
    from shijibu.rounds.difference import told
    from shijibu.rounds.retrace import the_scheme
    from shijibu.rounds.withdraw import withdraw as run

    if out is not None:
        refuse_edited_result(out, force=force)
    with needed_ledger(ledger) as book:
        try:
            back = run(book, the_scheme(book, scheme), period, unit)
        except DecidedMeanwhile:
            raise Stop("该期结果刚刚被别人重新决定，没有撤回任何内容；请再执行一次") from None
    done = back.done
    err.print(f"{done.period.label}：已撤回{back.name}（{back.unit}）的 {back.path}，该单位现为未报；已重新计算（第 {done.revision} 次决定），"
              f"变化的数字 {len(back.changes)} 个")
    if back.stale:
        err.print(f"以后各期的结果以本期为依据，请依次重新汇总：{'、'.join(p.label for p in back.stale)}")
    if out is not None:
        err.print(f"结果已重写：{write_result(done, out, force=force).results.parent}")
    if json_:
        print_json({"unit": back.unit, "path": back.path, "revision": done.revision, "changes": told(back.changes, done.evaluation.roster),
                    "stale": [str(p) for p in back.stale]})


def explain(
    subject: Annotated[str, typer.Argument(help="干部编号、姓名、单位编码或单位名称")],
    period: Annotated[str | None, typer.Option("--period", help="期次；缺省为最近一期")] = None,
    scheme: OneScheme = None,
    ledger: LedgerUrl = None,
    json_: Json = False,
) -> None:
    """说明一个结果是怎么来的：从填报的单元格到结果的每一步，附规则编号。"""
    from shijibu.report.explanation import explain as explained
    from shijibu.report.explanation import find_subject, to_json, to_text
    from shijibu.report.steps import Step
    from shijibu.rounds.retrace import retrace

    book = existing_ledger(ledger)
    if book is None:
        raise Stop(f"没有台账（{ledger_place(ledger)}），无从说明")
    with book:
        past = retrace(book, scheme=scheme, period=period)
    kind, id = find_subject(past.evaluation, subject)
    told = explained(past.evaluation, kind, id, sheets=past.sheets, results=past.results)
    if past.notice:
        told = [Step("note", f"注意：{past.notice}"), *told]
    if json_:
        print_json(to_json(told))
    else:
        say(*to_text(told).split("\n"))


def audit(
    head: Annotated[str | None, typer.Option("--head", help="报告或公示上印的台账核对码；核对台账是否仍含有它")] = None,
    ledger: LedgerUrl = None,
    json_: Json = False,
) -> None:
    """核验台账：审计记录是否首尾相接，内容和结构是否被改动；与纸上的核对码是否相符。"""
    from shijibu.ledger import Head, NotAHead
    from shijibu.report.seal import audited, head_said

    try:
        paper = None if head is None else Head.parse(head)
    except NotAHead:
        raise Stop(f"--head 应为报告或公示上印的台账核对码，如 128-0a1b-2c3d-4e5f-6071，现为“{head}”") from None
    book = existing_ledger(ledger, adopting=False)  # what is examined is not written to
    if book is None:
        raise Stop(f"没有台账（{ledger_place(ledger)}）")
    with book:
        faults, last = book.verify(), book.head()
        found = None if paper is None else book.head(paper.sequence)
    matches = None if paper is None else found == paper
    if json_:
        print_json({"whole": not faults, "faults": faults, "head": str(last) if last else None, "matches": matches})
    else:
        say(*(faults or ["台账完整，没有被改动"]), head_said(last))
        if paper is not None:
            say(audited(paper, found, last))
    if faults or matches is False:
        raise typer.Exit(1)
