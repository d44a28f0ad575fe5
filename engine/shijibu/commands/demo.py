"""`shijibu demo`: a made-up county's year."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shijibu.commands.loading import loaded_for_good
from shijibu.commands.options import Force, Out, SchemeId, say_next
from shijibu.terminal import err


def demo(
    scheme: SchemeId = "deqing",
    units: Annotated[int | None, typer.Option("--units", help="单位总数；缺省按方案", min=1, max=20_000)] = None,
    periods: Annotated[int | None, typer.Option("--periods", help="只演示前几期", min=1)] = None,
    seed: Annotated[int, typer.Option("--seed", help="种子")] = 2026,
    out: Out = Path("demo"),
    force: Force = False,
) -> None:
    with loaded_for_good():
        from shijibu.demo.run import run_demo
        from shijibu.ledger.address import LEDGER
        from shijibu.scheme_book.named import scheme_named

    unit = run_demo(scheme_named(scheme), out, units=units, periods=periods, seed=seed, console=err, force=force)
    say_next("问一个结果是怎么来的", "explain", unit, ledger=str(out / LEDGER))
