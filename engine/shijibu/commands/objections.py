"""`shijibu objection`: objections received, looked into, settled and listed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shijibu.commands.ledgers import LedgerUrl, OneScheme, SchemeNamed, forms_beside, needed_ledger
from shijibu.commands.loading import loaded_for_good
from shijibu.commands.options import Force, Json, PeriodText, Stop, day, say_next
from shijibu.terminal import err, print_json, say

if TYPE_CHECKING:
    from shijibu.ledger import Ledger
    from shijibu.rounds.results import Change
    from shijibu.rounds.uphold import Upheld

Id = Annotated[int, typer.Argument(metavar="号数", help="异议的号数", min=1, max=2_147_483_647)]


def receive(
    subject: Annotated[str, typer.Argument(metavar="单位或干部", help="提出异议的单位或干部：编码、编号或名称")],
    figure: Annotated[str, typer.Argument(metavar="数字或名单", help="对哪个数字或名单有异议：编号或名称，如 进度指数")],
    text: Annotated[str, typer.Argument(metavar="内容", help="异议的内容")],
    period: PeriodText,
    scheme: OneScheme = None,
    received: Annotated[str | None, typer.Option("--received", help="收到日期，如 2026-04-20；缺省为今天")] = None,
    ledger: LedgerUrl = None,
    json_: Json = False,
) -> None:
    with loaded_for_good():
        from shijibu.report.explanation import find_subject
        from shijibu.report.objections import find_figure
        from shijibu.rounds.decided import round_asked_about

    received_on = day(received, "--received") or date.today()
    with needed_ledger(ledger) as book:
        round_ = round_asked_about(book, scheme, period)
        kind, id = find_subject(round_.evaluation, subject)
        meant = find_figure(round_.scheme, kind, figure)
        number = book.object(round_.scheme.id, str(round_.period), subject=id, figure=meant.id, text=_said(text, "异议的内容"), received=received_on)
        _tell(book, number, json_)
    say_next("记下核实的情况", "objection", "look", number, "--note", "核实的情况", ledger=ledger)


def look(
    id: Id,
    note: Annotated[str, typer.Option("--note", help="核实的情况")],
    checked: Annotated[str | None, typer.Option("--checked", help="核实日期；缺省为今天")] = None,
    ledger: LedgerUrl = None,
    json_: Json = False,
) -> None:
    with loaded_for_good():
        from shijibu.rounds.objecting import in_words

    when = day(checked, "--checked") or date.today()
    with needed_ledger(ledger) as book:
        with in_words(id):
            book.check_objection(id, checked=when, note=_said(note, "--note"))
        _tell(book, id, json_)
    say_next("决定（成立用 --uphold）", "objection", "settle", id, "--reject", "--reason", "理由", ledger=ledger)


def settle(
    id: Id,
    uphold: Annotated[bool | None, typer.Option("--uphold/--reject", help="成立，或不成立")] = None,
    reason: Annotated[str, typer.Option("--reason", help="理由")] = "",
    set_: Annotated[list[str] | None, typer.Option("--set", help="更改的填报栏，如 tasks[3].actual=0.45；编号同 shijibu fields，可写多次")] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="更改哪个单位的工作簿，如 COUNTY；缺省为提出异议的单位")] = None,
    decided: Annotated[str | None, typer.Option("--decided", help="决定日期；缺省为今天")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="把重新计算的结果写到这个文件夹")] = None,
    scheme: Annotated[str | None, typer.Option("--scheme", help="方案工作簿旁边有自己的文稿模板的，写方案工作簿", callback=SchemeNamed.of)] = None,
    ledger: LedgerUrl = None,
    json_: Json = False,
    force: Force = False,
) -> None:
    with loaded_for_good():
        from shijibu.rounds.objecting import in_words

    when = day(decided, "--decided") or date.today()
    why = _said(reason, "--reason")
    if uphold is None:
        raise Stop("请用 --uphold（成立）或 --reject（不成立）指明决定")
    if set_ and not uphold:
        raise Stop("不成立的异议不更改填报，不能用 --set")
    if not set_ and (unit is not None or out is not None):
        raise Stop("--unit 和 --out 要与 --set 一起用")
    if out is not None:
        from shijibu.report.papers.round_papers import forms_of, refuse_bad_forms  # they need what draws papers, for which nobody else waits
        from shijibu.report.write import refuse_edited_result, write_result

        refuse_edited_result(out, force=force)
    with needed_ledger(ledger) as book:
        if not set_:
            with in_words(id):
                book.settle_objection(id, decided=when, decision="upheld" if uphold else "rejected", reason=why)
            _tell(book, id, json_)
            return
        from shijibu.rounds.uphold import (
            uphold as uphold_objection,  # what lays out and reads workbooks; who decides without a correction is spared it
        )

        if out is not None:
            with in_words(id):
                refuse_bad_forms(forms_beside(scheme) or forms_of(book.objection(id).scheme))
        with in_words(id):
            upheld = uphold_objection(book, id, set_, decided=when, reason=why, unit=unit)
        if out is not None:
            written = write_result(upheld.done, out, force=force, forms=forms_beside(scheme))
            err.print(f"结果已重写：{written.results.parent}")
        if json_:
            print_json(_upheld_json(book, upheld))
        _print_upheld(book, upheld, say if not json_ else err.print)


def show(id: Id, ledger: LedgerUrl = None, json_: Json = False) -> None:
    with loaded_for_good():
        from shijibu.report.objections import objection_json, objection_lines
        from shijibu.rounds.objecting import in_words, place_of
        from shijibu.rounds.recompute import changed_by_objection

    with needed_ledger(ledger) as book:
        with in_words(id):
            objection = book.objection(id)
        scheme, roster = place_of(book, objection)
        changes = changed_by_objection(book, id)
    if json_:
        print_json(objection_json(objection, scheme, roster) | {"changes": [c.model_dump() for c in changes]})
        return
    say(*objection_lines(objection, scheme, roster))
    if objection.changed:
        _say_changes("它使以下数字变化", changes, objection.subject, say)


def recompute(
    period: Annotated[str | None, typer.Option("--period", help="从哪一期开始；缺省为最早一期")] = None,
    scheme: OneScheme = None,
    out: Annotated[Path | None, typer.Option("--out", help="把重新计算的各期结果写到这个文件夹，每期一个子文件夹")] = None,
    ledger: LedgerUrl = None,
    json_: Json = False,
    force: Force = False,
) -> None:
    with loaded_for_good():
        from shijibu.ledger import DecidedMeanwhile
        from shijibu.rounds.decided import only_scheme
        from shijibu.rounds.recompute import recompute as recompute_round
        from shijibu.scheme.period import Period

    if out is not None:
        from shijibu.report.papers.round_papers import forms_of, refuse_bad_forms  # as above
        from shijibu.report.write import refuse_edited_result, write_result

    out_json = []
    with needed_ledger(ledger) as book:
        try:
            id = only_scheme(book, scheme)
            first = str(Period.parse(period)) if period is not None else None
            decided = [d.period for d in book.decisions(id, first=first)]
            if not decided:
                raise Stop("台账中还没有可重新计算的汇总结果")
            if out is not None:
                refuse_bad_forms(forms_beside(scheme) or forms_of(id))
                for one in decided:
                    refuse_edited_result(out / one, force=force)
            for one in decided:
                recomputed = recompute_round(book, id, one)
                done, changes = recomputed.done, recomputed.changes
                if done.notice:
                    err.print(f"提醒：{done.notice}")
                if out is not None:
                    write_result(done, out / one, force=force, forms=forms_beside(scheme))
                out_json.append({"period": one, "revision": done.revision, "changes": [c.model_dump() for c in changes]})
                if not json_:
                    _say_changes(f"{done.period.label}变化的数字（第 {done.revision} 次决定）", changes, "", say,
                                 nothing=f"{done.period.label}没有变化")
        except DecidedMeanwhile:
            raise Stop("该期结果刚刚被别人重新决定；请再执行一次") from None
    if json_:
        print_json({"rounds": out_json})
    if out is not None:
        err.print(f"结果已重写：{out}")


def list_(
    period: Annotated[str | None, typer.Option("--period", help="期次；缺省为全部")] = None,
    scheme: OneScheme = None,
    ledger: LedgerUrl = None,
    json_: Json = False,
) -> None:
    with loaded_for_good():
        from shijibu.report.objections import objection_json, objection_lines
        from shijibu.rounds.objecting import place_of
        from shijibu.scheme.period import Period

    if period is not None:
        period = str(Period.parse(period))
    with needed_ledger(ledger) as book:
        objections = book.objections(scheme, period)
        places = {(o.scheme, o.period): place_of(book, o) for o in objections}
    if json_:
        print_json({"objections": [objection_json(o, *places[o.scheme, o.period]) for o in objections]})
        return
    for o in objections:
        say(*objection_lines(o, *places[o.scheme, o.period]))
    if not objections:
        say("没有异议")


def _said(text: str, what: str) -> str:
    if not text.strip():
        raise Stop(f"{what}不能为空")
    return text.strip()


def _tell(book: Ledger, id: int, json_: bool) -> None:
    from shijibu.report.objections import objection_json, objection_lines
    from shijibu.rounds.objecting import place_of

    objection = book.objection(id)
    if json_:
        print_json(objection_json(objection, *place_of(book, objection)))
    else:
        say(*objection_lines(objection, *place_of(book, objection)))


def _upheld_json(book: Ledger, upheld: Upheld) -> dict[str, Any]:
    from shijibu.report.objections import objection_json

    objection, done = book.objection(upheld.objection), upheld.done
    return {
        "objection": objection_json(objection, done.scheme, done.roster), "revision": done.revision,
        "amendments": [a.model_dump() for a in done.results.amendments if a.objection == objection.id],
        "changes": [c.model_dump() for c in upheld.changes], "other_changes": [c.model_dump() for c in upheld.other_changes],
        "problems": [p.to_json() for p in upheld.problems], "stale": [str(p) for p in upheld.stale],
        "carried": {f: [str(p) for p in periods] for f, periods in upheld.carried.items()},
    }


def _print_upheld(book: Ledger, upheld: Upheld, say: Callable[..., None]) -> None:
    from shijibu.report.objections import objection_lines, upheld_lines

    objection, done = book.objection(upheld.objection), upheld.done
    for line in objection_lines(objection, done.scheme, done.roster):
        say(line)
    revision = f"（第 {done.revision} 次决定）"
    _say_changes(f"{done.period.label}因此变化的数字{revision}", upheld.changes, objection.subject, say)
    if upheld.other_changes:
        _say_changes(f"{done.period.label}另因方案或以前各期有变而更新的数字{revision}", upheld.other_changes, objection.subject, say)
    say(*upheld_lines(upheld))
    if upheld.stale:
        say("请依次重新汇总（shijibu consolidate），或按台账重新计算（shijibu objection recompute）")


def _say_changes(title: str, changes: list[Change], subject: str, say: Callable[..., None], *, nothing: str = "没有数字因此变化") -> None:
    """A heading and one line a figure: whose, before and after."""
    from shijibu.report.objections import change_rows

    say(f"{title}：" if changes else nothing)
    for unit, official, label, before, after in change_rows(changes, subject):
        say(f"  {unit}{' ' + official if official else ''} {label}：{before} → {after}")
