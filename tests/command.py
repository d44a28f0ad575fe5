"""The command as a person runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SHIJIBU = Path(sys.executable).with_name("shijibu")
# No file may grow beyond a kilobyte: what a full disk does to whoever writes.
_FULL = "import os, resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024)); os.execv(sys.argv[1], sys.argv[1:])"


def run(*arguments: object, cwd: Path, full: bool = False) -> subprocess.CompletedProcess[str]:
    command = [str(SHIJIBU), *map(str, arguments)]
    clean = {k: v for k, v in os.environ.items() if k != "SHIJIBU_LEDGER"}
    return subprocess.run([sys.executable, "-c", _FULL, *command] if full else command, capture_output=True, text=True, cwd=cwd, env=clean)


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def one_sentence(done: subprocess.CompletedProcess[str]) -> bool:
    return done.returncode == 2 and not unforeseen(done) and len(done.stderr.strip().splitlines()) == 1


def unforeseen(done: subprocess.CompletedProcess[str]) -> bool:
    """Whether it ended in what nobody thought of."""
    return "Traceback" in done.stderr or "程序遇到意外" in done.stderr
