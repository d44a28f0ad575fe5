"""`shijibu objection`: objections received, looked into, settled and listed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from shijibu.commands.ledgers import LedgerUrl, OneScheme, needed_ledger
from shijibu.commands.options import Force, Json, PeriodText, Stop, day, say_next
from shijibu.ledger import DaysOutOfOrder, DecidedMeanwhile, Ledger, Objection, ObjectionSettled, UnknownObjection
from shijibu.report.explanation import find_subject
from shijibu.report.objections import change_rows, find_figure, objection_json, objection_lines
from shijibu.report.write import refuse_edited_result, write_result
from shijibu.rounds.difference import told
from shijibu.rounds.recompute import changed_by_objection, decided_anew
from shijibu.rounds.results import roster_of
from shijibu.rounds.retrace import retrace, the_scheme
from shijibu.rounds.rules import rules_of
from shijibu.rounds.uphold import Upheld, uphold
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Roster
from shijibu.terminal import err, print_json, say

T = TypeVar("T")
Id = Annotated[int, typer.Argument(help="异议的号数", min=1, max=2_147_483_647)]


def receive(
    subject: Annotated[str, typer.Argument(help="提出异议的单位或干部：编码、编号或名称")],
    figure: Annotated[str, typer.Argument(help="对哪个数字或名单有异议：编号或名称，如 进度指数")],
    text: Annotated[str, typer.Argument(help="异议的内容")],
    period: PeriodText,
    scheme: OneScheme = None,
    received: Annotated[str | None, typer.Option("--received", help="收到日期，如 2026-04-20；缺省为今天")] = None,
    ledger: LedgerUrl = None,
    json_: Json = False,
) -> None:
    received_on = day(received, "--received") or date.today()
    with needed_ledger(ledger) as book:
        past = retrace(book, scheme=scheme, period=period)
        kind, id = find_subject(past.evaluation, subject)
        found = find_figure(past.evaluation.scheme, kind, figure)
        asked = past.evaluation
        number = book.object(asked.scheme.id, str(asked.period), subject=id, figure=found.id, text=_said(text, "异议的内容"), received=received_on)
        _tell(book, number, json_)
    say_next("记下核实的情况", "objection", "look", number, "--note", "核实的情况", ledger=ledger)


def look(
    id: Id,
    note: Annotated[str, typer.Option("--note", help="核实的情况")],
    checked: Annotated[str | None, typer.Option("--checked", help="核实日期；缺省为今天")] = None,
    ledger: LedgerUrl = None,
    json_: Json = False,
) -> None:
    when = day(checked, "--checked") or date.today()
    with needed_ledger(ledger) as book:
        _settling(id, lambda: book.check_objection(id, checked=when, note=_said(note, "--note")))
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
    ledger: LedgerUrl = None,
    json_: Json = False,
    force: Force = False,
) -> None:
    when = day(decided, "--decided") or date.today()
    why = _said(reason, "--reason")
    if uphold is None:
        raise Stop("请用 --uphold（成立）或 --reject（不成立）指明决定")
    if set_ and not uphold:
        raise Stop("不成立的异议不更改填报，不能用 --set")
    if not set_ and (unit is not None or out is not None):
        raise Stop("--unit 和 --out 要与 --set 一起用")
    if out is not None:
        refuse_edited_result(out, force=force)
    with needed_ledger(ledger) as book:
        if not set_:
            decision = "upheld" if uphold else "rejected"
            _settling(id, lambda: book.settle_objection(id, decided=when, decision=decision, reason=why))  # type: ignore[arg-type]
            _tell(book, id, json_)
            return
        upheld = _upheld(book, id, set_, when, why, unit)
        if out is not None:
            written = write_result(upheld.done, out, force=force)
            err.print(f"结果已重写：{written.results.parent}")
        if json_:
            print_json(_upheld_json(book, upheld))
        _print_upheld(book, upheld, say if not json_ else err.print)


def show(id: Id, ledger: LedgerUrl = None, json_: Json = False) -> None:
    with needed_ledger(ledger) as book:
        found = _settling(id, lambda: book.objection(id))
        scheme, roster = _place(book, found)
        changes = told(changed_by_objection(book, id), roster)
    if json_:
        print_json(objection_json(found, scheme, roster) | {"changes": changes})
        return
    say(*objection_lines(found, scheme, roster))
    if found.changed:
        _say_changes("它使以下数字变化", changes, found.subject, say)


def recompute(
    period: Annotated[str | None, typer.Option("--period", help="从哪一期开始；缺省为最早一期")] = None,
    scheme: OneScheme = None,
    out: Annotated[Path | None, typer.Option("--out", help="把重新计算的各期结果写到这个文件夹，每期一个子文件夹")] = None,
    ledger: LedgerUrl = None,
    json_: Json = False,
    force: Force = False,
) -> None:
    out_json = []
    with needed_ledger(ledger) as book:
        try:
            id = the_scheme(book, scheme)
            first = str(Period.parse(period)) if period is not None else None
            decided = [d.period for d in book.decisions(id, first=first)]
            if not decided:
                raise Stop("台账中还没有可重新计算的汇总结果")
            if out is not None:
                for one in decided:
                    refuse_edited_result(out / one, force=force)
            for one in decided:
                anew = decided_anew(book, id, one)
                done, changes = anew.done, told(anew.changes, anew.done.evaluation.roster)
                if done.notice:
                    err.print(f"提醒：{done.notice}")
                if out is not None:
                    write_result(done, out / one, force=force)
                out_json.append({"period": one, "revision": done.revision, "changes": changes})
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
    if period is not None:
        period = str(Period.parse(period))
    with needed_ledger(ledger) as book:
        found = book.objections(scheme, period)
        places = {(o.scheme, o.period): _place(book, o) for o in found}
    if json_:
        print_json({"objections": [objection_json(o, *places[o.scheme, o.period]) for o in found]})
        return
    for o in found:
        say(*objection_lines(o, *places[o.scheme, o.period]))
    if not found:
        say("没有异议")


def _said(text: str, what: str) -> str:
    if not text.strip():
        raise Stop(f"{what}不能为空")
    return text.strip()


def _place(book: Ledger, objection: Objection) -> tuple[Scheme, Roster]:
    """The scheme of an objection and the roster of its round."""
    round_ = book.round(objection.scheme, objection.period)
    assert round_ is not None
    return rules_of(book, objection.scheme, objection.period).scheme, roster_of(round_.roster)


def _tell(book: Ledger, id: int, json_: bool) -> None:
    found = book.objection(id)
    if json_:
        print_json(objection_json(found, *_place(book, found)))
    else:
        say(*objection_lines(found, *_place(book, found)))


def _settling(id: int, do: Callable[[], T]) -> T:
    """What the ledger refuses, in the person's words."""
    try:
        return do()
    except UnknownObjection:
        raise Stop(f"没有第 {id} 号异议；用 shijibu objection list 查看") from None
    except ObjectionSettled:
        raise Stop(f"第 {id} 号异议已经决定，不再更改；有新的情况请另行受理") from None
    except DaysOutOfOrder as error:
        raise Stop(f"日期先后不对：{error.later} 早于 {error.earlier}；核实不早于收到，决定不早于核实") from None


def _upheld(book: Ledger, id: int, settings: list[str], when: date, reason: str, unit: str | None) -> Upheld:
    try:
        return _settling(id, lambda: uphold(book, id, settings, decided=when, reason=reason, unit=unit))
    except DecidedMeanwhile:
        raise Stop("该期结果刚刚被别人重新决定，没有更改任何内容；请再执行一次") from None


def _upheld_json(book: Ledger, upheld: Upheld) -> dict[str, Any]:
    found, done, roster = book.objection(upheld.objection), upheld.done, upheld.done.evaluation.roster
    return {
        "objection": objection_json(found, done.scheme, roster), "revision": done.revision,
        "amendments": [a for a in done.results["amendments"] if a["objection"] == found.id],
        "changes": told(upheld.changes, roster), "other_changes": told(upheld.other_changes, roster),
        "problems": [p.to_json() for p in upheld.problems], "stale": [str(p) for p in upheld.stale],
        "carried": {f: [str(p) for p in periods] for f, periods in upheld.carried.items()},
    }


def _print_upheld(book: Ledger, upheld: Upheld, say: Any) -> None:
    found, done, roster = book.objection(upheld.objection), upheld.done, upheld.done.evaluation.roster
    for line in objection_lines(found, done.scheme, roster):
        say(line)
    revision = f"（第 {done.revision} 次决定）"
    _say_changes(f"{done.period.label}因此变化的数字{revision}", told(upheld.changes, roster), found.subject, say)
    if upheld.other_changes:
        _say_changes(f"{done.period.label}另因方案或以前各期有变而更新的数字{revision}", told(upheld.other_changes, roster), found.subject, say)
    if done.notice:
        say(f"提醒：{done.notice}")
    for p in upheld.problems:
        say(f"提醒：{p.place + ' ' if p.place else ''}{p.message}{'；' + p.fix if p.fix else ''}")
    for field, periods in upheld.carried.items():
        say(f"提醒：{field} 已按原值带入{'、'.join(p.label for p in periods)}下发的工作簿，请通知单位在那里更正")
    if upheld.stale:
        later = "、".join(p.label for p in upheld.stale)
        say(f"以后各期的结果以本期为依据，请依次重新汇总（shijibu consolidate），或按台账重新计算（shijibu objection recompute）：{later}")


def _say_changes(title: str, changes: list[dict[str, Any]], subject: str, say: Any, *, nothing: str = "没有数字因此变化") -> None:
    """A heading and one line a figure: whose, before and after."""
    say(f"{title}：" if changes else nothing)
    for unit, official, label, before, after in change_rows(changes, subject):
        say(f"  {unit}{' ' + official if official else ''} {label}：{before} → {after}")
