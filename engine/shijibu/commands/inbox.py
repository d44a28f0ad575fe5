"""What is said of the files given, whichever command takes them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from shijibu.checks.check import Checked
from shijibu.commands.ledgers import ledger_place
from shijibu.terminal import err


def no_files(paths: list[Path]) -> str:
    return f"提醒：{'、'.join(map(str, paths))} 里没有文件；请核对是不是收件的文件夹"


def say_other_ledger(checked: Iterable[Checked], given: str | None) -> None:
    """Where no signature holds, it is rather the ledger that is another one than every return a forgery."""
    signed = [c for c in checked if c.unit is not None and not c.ignored]
    if signed and all(any(p.code == "identity.signature" for p in c.problems) for c in signed):
        err.print(f"交回的工作簿没有一本签名相符：{ledger_place(given)} 可能不是下发时的台账，请用 --ledger 指明下发时的台账")
