"""What the commands share: options, how a command says that it could not run, and what to do next."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from shijibu.errors import ShijibuError
from shijibu.terminal import err

Json = Annotated[bool, typer.Option("--json", help="输出一个 JSON 文档")]
SchemeId = Annotated[str, typer.Option("--scheme", help="考评方案：编号、县名或方案文件，如 deqing、德清")]
PeriodText = Annotated[str, typer.Option("--period", help="期次，如 2026-Q1、2026年3月")]
Out = Annotated[Path, typer.Option("--out", help="写到哪里")]
Workers = Annotated[int, typer.Option("--workers", help="同时读取几个文件", min=1)]
Scheduler = Annotated[str | None, typer.Option("--scheduler", help="dask 调度器地址，多台机器时使用")]
Force = Annotated[bool, typer.Option("--force", help="已有的文件不是本命令写成的，或写成后改动过，也替换")]


class Stop(ShijibuError):
    """The command could not run; the text is the sentence for the person."""


def at_once(workers: int, scheduler: str | None) -> int:
    """How many processes a command uses side by side; with a scheduler, for files are read elsewhere, all processors compute what is left."""
    return workers if scheduler is None else max(workers, os.cpu_count() or 1)


def day(text: str | None, option: str) -> date | None:
    """The date that an option names."""
    if text is None:
        return None
    from shijibu.rules.values import WrongInput
    from shijibu.rules.values import day as day_in
    from shijibu.spreadsheet.numerals import seems_day

    try:
        meant = day_in(text, option)
    except WrongInput:
        meant = None
    if meant is None:
        near = seems_day(text, date.today().year)
        raise Stop(f"{option} 应为日期，如 2026-04-10，现为“{text}”" + (f"；是不是 {near}？" if near else ""))
    return meant.date


def existing_path(path: Path, *, folder: bool = False) -> Path:
    """A path that is there; a folder only where one is taken."""
    if not path.exists():
        raise Stop(f"没有这个文件：{path}")
    if path.is_dir() and not folder:
        raise Stop(f"是文件夹，不是文件：{path}")
    return path


def program() -> str:
    """How the command was called, fit to be pasted: its bare name where that finds it."""
    called = sys.argv[0] if sys.argv else ""
    return "shijibu" if not os.path.dirname(called) or shutil.which("shijibu") == called else called


def say_next(what: str, *words: object, ledger: str | None = None) -> None:
    """The next line to paste, on stderr; `ledger` as it was given."""
    line = [program(), *(str(word) for word in words), *(("--ledger", ledger) if ledger else ())]
    err.print(f"下一步，{what}：{' '.join(map(_pasteable, line))}")


def _pasteable(word: str) -> str:
    """A word as a shell takes it; Chinese names need no quotation marks."""
    if re.fullmatch(r"[\w./:=@%+,\\~-]+" if os.name == "nt" else r"[\w./:=@%+,-]+", word):
        return word
    return subprocess.list2cmdline([word]) if os.name == "nt" else shlex.quote(word)
