"""What is said of the files given, whichever command takes them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from shijibu.commands.ledgers import ledger_place
from shijibu.terminal import err

if TYPE_CHECKING:
    from shijibu.checks.checked import Checked


def no_files(paths: list[Path]) -> str:
    return f"提醒：{'、'.join(map(str, paths))} 里没有文件；请核对是不是收件的文件夹"


def say_other_ledger(checked: Iterable[Checked], given: str | None) -> None:
    from shijibu.report.verdicts import signatures_said

    if said := signatures_said(list(checked), ledger_place(given)):
        err.print(f"{said}，请用 --ledger 指明下发时的台账")
