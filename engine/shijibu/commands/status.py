"""`shijibu status`: how a round stands while it is being collected, and what to write to whom."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shijibu.commands.ledgers import LedgerUrl, existing_ledger, ledger_place
from shijibu.commands.loading import loaded_for_good
from shijibu.commands.options import Force, Json, PeriodText, SchemeId, Stop, say_next
from shijibu.terminal import err, print_json, say, stdout, styled

if TYPE_CHECKING:
    from shijibu.report.status import Status, UnitStatus
    from shijibu.scheme.model import Scheme
    from shijibu.scheme.period import Period

REMINDERS = "催报.txt"
_COLOURS = {"accepted": "", "rejected": "red", "missing": "yellow"}


def status(
    scheme: SchemeId,
    period: PeriodText,
    out: Annotated[Path | None, typer.Option("--out", help=f"把各单位的催报文字写到这个文件夹（{REMINDERS}），不再显示")] = None,
    ledger: LedgerUrl = None,
    json_: Json = False,
    force: Force = False,
) -> None:
    with loaded_for_good():
        from shijibu.files import together
        from shijibu.report.status import status_of
        from shijibu.rounds.clock import clock_behind
        from shijibu.rounds.rules import scheme_and_period

    book = existing_ledger(ledger)
    if book is None:
        scheme_and_period(scheme, period)  # what is wrong with these is said first
        raise Stop(f"没有台账（{ledger_place(ledger)}），请先下发（shijibu issue），或用 --ledger 指明台账")
    with book:
        now, rules, when = status_of(book, scheme, period)
        clock = clock_behind(book)
    texts = [u.reminder for u in now.units if u.reminder is not None]
    if out is not None:
        with together(out, force=force) as batch:
            # Windows' editor takes a file without the mark for one in GBK.
            batch.write(REMINDERS, ("\ufeff" + "\n\n".join(texts) + "\n").replace("\n", "\r\n").encode())
        err.print(f"催报 {len(texts)} 份：{out / REMINDERS}")
    if json_:
        print_json(now.model_dump())
    else:
        _print(now, rules, when)
        if texts and out is None:
            say("", "催报（逐段复制）：", *(line for text in texts for line in ("", *text.split("\n"))))
    if clock:
        err.print(str(clock), style="yellow")
    if now.waiting:
        say_next("把新收到的汇总进来", "consolidate", "收件", "--scheme", now.scheme, "--period", now.period, "--out", "结果", ledger=ledger)
    if not now.complete:
        raise typer.Exit(1)


def _print(now: Status, scheme: Scheme, period: Period) -> None:
    from rich.table import Table

    from shijibu.report.status_said import counts_said, due_said

    say(f"{scheme.name}　{period.label}", due_said(now))
    say(counts_said(now))
    several = (("迟报", now.late), ("逾期更正", now.corrected), ("已收到、还没有汇总", now.waiting), ("报送已撤回", now.withdrawn),
               ("从没有收到", now.never_seen))
    noted = [f"{what} {len(codes)}" for what, codes in several if codes]
    if noted:
        say(f"其中{'，'.join(noted)}")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("编码", "单位", "状态", "首次收到", "错误", "警告"):
        table.add_column(heading, justify="right" if heading in ("错误", "警告") else "left", no_wrap=heading in ("编码", "首次收到", "错误", "警告"))
    for unit in now.units:
        counts = (str(n) if n else "" for n in (unit.errors, unit.warnings))
        code = "" if unit.kind == "county" else unit.code  # the office's own book is known by its name
        table.add_row(*(styled(t, _COLOURS[unit.state]) for t in (code, unit.name, _state(unit), unit.seen or "", *counts)))
    stdout.print(table)


def _state(unit: UnitStatus) -> str:
    from shijibu.report.status_said import STATES, marks_said

    return "、".join([STATES[unit.state], *marks_said(unit)])
