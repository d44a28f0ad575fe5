"""`shijibu simulate`: what other rules would have made of the rounds that are decided."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shijibu.commands.ledgers import LedgerUrl, OneScheme, needed_ledger
from shijibu.commands.loading import loaded_for_good
from shijibu.commands.options import Force, Json, Stop
from shijibu.outside_text import json_bytes
from shijibu.terminal import err, print_json, say

if TYPE_CHECKING:
    from shijibu.simulation.outcome import Simulation

DATA, BOOK = "simulation.json", "simulation.xlsx"


def simulate(
    with_: Annotated[str | None, typer.Option("--with", help="试算用的方案：方案工作簿、scheme.yaml 或它所在的文件夹")] = None,
    period: Annotated[list[str] | None, typer.Option("--period", help="试算哪一期，可写几次；缺省为全部已汇总的各期")] = None,
    since: Annotated[str | None, typer.Option("--since", help="从哪一期起试算；以前各期仍用自己的方案")] = None,
    sweep: Annotated[str | None, typer.Option("--sweep", help="逐值试算一个参数：参数=起:止:步长，如 DQ-2.red_below=60:90:5")] = None,
    out: Annotated[Path | None, typer.Option("--out", help=f"写到这个文件夹（{BOOK}、{DATA}）")] = None,
    scheme: OneScheme = None,
    ledger: LedgerUrl = None,
    json_: Json = False,
    force: Force = False,
) -> None:
    with loaded_for_good():
        from shijibu.files import together
        from shijibu.report.simulation_book import simulation_book
        from shijibu.rounds.decided import only_scheme
        from shijibu.scheme.period import Period
        from shijibu.scheme_book.named import scheme_named
        from shijibu.simulation.simulate import simulate as simulate_rounds
        from shijibu.simulation.sweep import Range

    if with_ is None and sweep is None:
        raise Stop("请用 --with 给出试算用的方案，或用 --sweep 逐值试算一个参数")
    range_ = Range.parse(sweep) if sweep is not None else None
    tried = scheme_named(with_) if with_ is not None else None
    with needed_ledger(ledger) as book:
        rules = tried or only_scheme(book, scheme)
        cadence = tried.cadence if tried is not None else None
        periods = [Period.parse(text, cadence) for text in period or ()]
        done = simulate_rounds(book, rules, periods=periods, since=Period.parse(since, cadence) if since is not None else None, sweep=range_)
    if out is not None:
        with together(out, force=force) as batch:
            batch.write(DATA, json_bytes(done.to_json()))
            batch.write(BOOK, simulation_book(done))
    if json_:
        print_json(done.to_json())
    else:
        _print(done)
    if out is not None:
        err.print(f"已写出：{out / BOOK}、{out / DATA}")
    if not done.clean:
        raise typer.Exit(1)


def _print(done: Simulation) -> None:
    from shijibu.report.simulation_said import NOTHING_DECIDED, fared, headline_of, sweep_said, swept_lines

    say(f"{done.name}　试算", NOTHING_DECIDED, *headline_of(done))
    for fares in done.periods:
        say("", fares.label, *(f"  {text}" for text in (*fared(fares), *fares.notes, *fares.uncomputed)))
    if done.sweep is not None:
        say("", *sweep_said(done.sweep), *(f"  {text}" for text in swept_lines(done.sweep)))
