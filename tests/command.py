"""The command as a person runs it: a process of its own, with its own folder, environment and exit code.

It is forked from a process that has loaded the program, so that hundreds of tests do not load it hundreds of times. What is about
loading itself, a terminal's encoding, Ctrl-C or an installation starts SHIJIBU anew instead.
"""

from __future__ import annotations

import ast
import multiprocessing
import os
import subprocess
import sys
from functools import cache
from io import BufferedWriter, FileIO, TextIOWrapper
from multiprocessing.context import ForkServerContext
from pathlib import Path
from tempfile import TemporaryDirectory

from shijibu import commands
from shijibu.language.dictionary import places
from tests.modules import tree_of

SHIJIBU = Path(sys.executable).with_name("shijibu")
_COMMANDS = sorted(Path(commands.__path__[0]).glob("*.py"))
# What commands load when they run, and what that loads once it needs it.
_LOADED = sorted({node.module for file in _COMMANDS for node in ast.walk(tree_of(file)) if isinstance(node, ast.ImportFrom)
                  and (node.module or "").startswith("shijibu.")} | {f"shijibu.commands.{file.stem}" for file in _COMMANDS})
_MORE = ("shijibu.demo.filled", "shijibu.issuing.template_ground", "shijibu.ledger.made", "shijibu.report.function_examples",
         "shijibu.report.write", "shijibu.rounds.uphold", "shijibu.scheme_draft.template_of_draft", "shijibu.workbook.template_pictures", *places())
_PATIENCE = 300


@cache
def forking() -> ForkServerContext:
    """Starts processes that have the program loaded."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.command", "shijibu.commands.main", *_LOADED, *_MORE])
    return context


def run(*arguments: object, cwd: Path | None = None, full: bool = False, **environment: str) -> subprocess.CompletedProcess[str]:
    """What came of it. full: no file may grow beyond a kilobyte, which is what a full disk does to whoever writes."""
    words = [str(SHIJIBU), *(os.fsdecode(a) if isinstance(a, bytes) else str(a) for a in arguments)]
    clean = {k: v for k, v in os.environ.items() if k != "SHIJIBU_LEDGER"} | environment
    with TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        process = forking().Process(target=_become, args=(words, str(cwd or Path.cwd()), clean, out, err, full))
        process.start()
        process.join(_PATIENCE)
        if process.exitcode is None:
            process.kill()
            process.join()
        code = process.exitcode
        assert code is not None
        return subprocess.CompletedProcess(words, code, _text(out), _text(err))


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _become(words: list[str], folder: str, environment: dict[str, str], out: Path, err: Path, full: bool) -> None:
    """Makes of this process one that a shell started so, and runs the command in it."""
    from shijibu.returns import worker
    from shijibu.start import main

    worker.START_METHOD = "fork"
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for stream, file in ((1, out), (2, err)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT), stream)
    sys.argv, sys.stdout, sys.stderr = words, *(TextIOWrapper(BufferedWriter(FileIO(n, "w", closefd=False)), encoding="utf-8") for n in (1, 2))
    if full:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))
    main()


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def one_sentence(done: subprocess.CompletedProcess[str]) -> bool:
    return done.returncode == 2 and not unforeseen(done) and len(done.stderr.strip().splitlines()) == 1


def unforeseen(done: subprocess.CompletedProcess[str]) -> bool:
    """Whether it ended in what nobody thought of."""
    return "Traceback" in done.stderr or "程序遇到意外" in done.stderr
