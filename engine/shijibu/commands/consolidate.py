"""`shijibu consolidate`, `shijibu withdraw`: a round's result."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shijibu.commands.inbox import no_files, say_other_ledger
from shijibu.commands.ledgers import LedgerUrl, OneScheme, existing_ledger, forms_beside, ledger_place, needed_ledger
from shijibu.commands.loading import loaded_for_good, stay
from shijibu.commands.office_printer import papers_as_pdf
from shijibu.commands.options import Force, Json, Out, PeriodText, Scheduler, SchemeId, Stop, Workers, at_once, day, say_next
from shijibu.terminal import err, print_json


def consolidate(
    paths: Annotated[list[Path], typer.Argument(metavar="文件", help="交回的文件或文件夹")],
    scheme: SchemeId,
    period: PeriodText,
    out: Out,
    json_: Json = False,
    received: Annotated[str | None, typer.Option("--received", help="收到日期，如 2026-04-12；缺省为首次见到的日期")] = None,
    afresh: Annotated[bool, typer.Option("--afresh", help="只按这次给的文件汇总；缺省在本期以前接收的报送上汇总")] = False,
    pdf: Annotated[bool, typer.Option("--pdf", help="文稿和退回回执另写一份 PDF，用本机的 LibreOffice")] = False,
    ledger: LedgerUrl = None,
    workers: Workers = 1,
    scheduler: Scheduler = None,
    force: Force = False,
) -> None:
    with loaded_for_good():
        from shijibu.checks.inbox import gather
        from shijibu.ledger import DecidedMeanwhile
        from shijibu.report.papers.round_papers import refuse_bad_forms
        from shijibu.report.progress import checking
        from shijibu.report.summary import print_summary
        from shijibu.report.verdicts import foreign_said
        from shijibu.report.write import refuse_edited_result, write_result
        from shijibu.rounds.consolidate import consolidate as consolidate_round
        from shijibu.rounds.rules import round_and_period, scheme_and_period
        from shijibu.scheme_book.named import forms_named

    received_on = day(received, "--received")
    workers = at_once(workers, scheduler)
    existing = existing_ledger(ledger)
    if existing is None:
        scheme_and_period(scheme, period)  # what is wrong with these is said first
        raise Stop(f"没有台账（{ledger_place(ledger)}），请先下发（shijibu issue），或用 --ledger 指明台账")
    refuse_edited_result(out, force=force)
    forms = forms_named(scheme)
    files = gather(paths)
    if not files:
        err.print(no_files(paths))
    with papers_as_pdf(wanted=pdf) as as_pdf:
        with existing as book, checking(err, len(files)) as step:
            rules, when = round_and_period(book, scheme, period)
            refuse_bad_forms(forms)
            try:
                done = consolidate_round(paths, rules, when, book, received=received_on, afresh=afresh, workers=workers, scheduler=scheduler,
                                         progress=step)
            except DecidedMeanwhile:
                raise Stop("该期刚刚改了方案，没有写出结果；请再执行一次") from None
        stay(swept=True)  # the processes that write it share what was decided
        written = write_result(done, out, force=force, forms=forms, as_pdf=as_pdf, workers=workers)
    if json_:
        print_json(done.results.model_dump())
    say_other_ledger([*done.files.accepted.values(), *done.files.rejected, *done.files.superseded], ledger)
    if said := foreign_said(done.files):
        err.print(f"提醒：{said}")
    print_summary(err, done, written)
    accepted = sorted(done.files.accepted)
    if accepted:
        say_next("问一个结果是怎么来的", "explain", accepted[0], "--scheme", done.scheme.id, "--period", when, ledger=ledger)
    if not done.clean:
        raise typer.Exit(1)


def withdraw(
    unit: Annotated[str, typer.Argument(metavar="单位", help="单位编码或名称")],
    period: PeriodText,
    scheme: OneScheme = None,
    out: Annotated[Path | None, typer.Option("--out", help="把重新计算的结果写到这个文件夹")] = None,
    ledger: LedgerUrl = None,
    json_: Json = False,
    force: Force = False,
) -> None:
    with loaded_for_good():
        from shijibu.ledger import DecidedMeanwhile
        from shijibu.report.papers.round_papers import forms_of, refuse_bad_forms
        from shijibu.report.write import refuse_edited_result, write_result
        from shijibu.rounds.decided import only_scheme
        from shijibu.rounds.withdraw import withdraw as withdraw_return

    if out is not None:
        refuse_edited_result(out, force=force)
    with needed_ledger(ledger) as book:
        id = only_scheme(book, scheme)
        if out is not None:
            refuse_bad_forms(forms_beside(scheme) or forms_of(id))
        try:
            back = withdraw_return(book, id, period, unit)
        except DecidedMeanwhile:
            raise Stop("该期结果刚刚被别人重新决定，没有撤回任何内容；请再执行一次") from None
    done = back.done
    err.print(f"{done.period.label}：已撤回{back.name}（{back.unit}）的 {back.path}，该单位现为未报；已重新计算（第 {done.revision} 次决定），"
              f"变化的数字 {len(back.changes)} 个")
    if back.stale:
        err.print(f"以后各期的结果以本期为依据，请依次重新汇总：{'、'.join(p.label for p in back.stale)}")
    if out is not None:
        err.print(f"结果已重写：{write_result(done, out, force=force, forms=forms_beside(scheme)).results.parent}")
    if json_:
        print_json(back.to_json())
