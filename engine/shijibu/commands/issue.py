"""`shijibu roster`, `shijibu filled`, `shijibu issue`: what goes out to the units."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from shijibu.commands.ledgers import LedgerUrl, ledger_place, needed_ledger, new_or_existing_ledger
from shijibu.commands.loading import loaded_for_good
from shijibu.commands.options import Force, Out, PeriodText, SchemeId, Stop, day, existing_path, say_next
from shijibu.terminal import err


def roster(scheme: SchemeId, out: Out, force: Force = False) -> None:
    with loaded_for_good():
        from shijibu.files import write_once
        from shijibu.roster.roster_file import roster_workbook
        from shijibu.scheme.period import Period
        from shijibu.scheme_book.named import scheme_named

    write_once(out, roster_workbook(scheme_named(scheme)), force=force)
    err.print(f"已写出空白名册：{out}")
    say_next("填好以后下发", "issue", out, "--scheme", scheme, "--period", Period.on(date.today(), scheme_named(scheme).cadence), "--out", "下发")


def filled(scheme: SchemeId, out: Out, force: Force = False) -> None:
    with loaded_for_good():
        from shijibu.demo.filled import filled_sample
        from shijibu.files import write_once
        from shijibu.scheme_book.named import scheme_named

    write_once(out, filled_sample(scheme_named(scheme)), force=force)
    err.print(f"已写出填写示例：{out}")


def issue(
    roster: Annotated[Path, typer.Argument(metavar="名册", help="名册：工作簿，或含 units.csv、officials.csv 的文件夹")],
    scheme: SchemeId,
    period: PeriodText,
    out: Out,
    deadline: Annotated[str | None, typer.Option("--deadline", help="截止日，如 2026-04-10")] = None,
    ledger: LedgerUrl = None,
    live: Annotated[str, typer.Option("--live", help="hybrid：加载项与普通公式并用；native：只用普通公式")] = "hybrid",
    as_issued: Annotated[bool, typer.Option("--as-issued", help="方案文件已改时再次下发：仍按该期下发时的方案")] = False,
    force: Force = False,
) -> None:
    with loaded_for_good():
        from shijibu.roster.roster_file import read_roster
        from shijibu.rounds.issue_round import Sending
        from shijibu.rounds.rules import round_and_period, scheme_and_period

    if live not in ("hybrid", "native"):
        raise Stop(f"--live 应为 hybrid 或 native，现为“{live}”")
    if as_issued:
        with needed_ledger(ledger) as book:
            rules, when = round_and_period(book, scheme, period)
    else:
        rules, when = scheme_and_period(scheme, period)
    due = day(deadline, "--deadline") or rules.due(when)
    people = read_roster(existing_path(roster, folder=True), rules)
    sending = Sending(rules, when, people, out, deadline=due, live=live, force=force)  # type: ignore[arg-type]
    with new_or_existing_ledger(ledger) as (book, made):
        issued = sending.send(book)
    if made:
        err.print(f"新建台账：{made}")
    err.print(f"{when.label}：已下发 {len(issued)} 本工作簿到 {out}，截止日 {due.isoformat()}；台账 {ledger_place(ledger)}")
    if due < date.today():
        err.print(f"提醒：截止日 {due.isoformat()} 已经过去，以后交回的都算迟报；如不是这样，请用 --deadline 重新下发")
    if rules.unsaid:
        err.print(f"提醒：方案没有写{'、'.join(rules.unsaid)}，公示、退回回执和催报里留空待填；在方案文件的 contact 下写一次，以后各期都有")
    say_next("收齐以后检查", "check", "收件", ledger=ledger)
