"""A step done in a process of its own, while the host goes on: it says how far it is, can be stopped, and leaves nothing half done."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, Timer
from typing import Any

from shijibu_addin.log import LOG, log_file
from shijibu_addin.macros.office.steps import STEPS
from shijibu_addin.macros.result import NewBook, Result

_MODULE = "shijibu_addin.macros.office"
_PATIENCE = 10.0  # seconds for what was begun to be taken back
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)
STOPPED = "已停止。没有做完的都没有留下；停以前已经做完的仍然有效"


class Apart:
    """A step that runs. Its lines are read in whichever thread waits for them; `stop` comes from any other.

    python: the interpreter of the environment that Shijibu is installed in; a host that is no Python itself names it.
    """

    def __init__(self, name: str, given: Mapping[str, str], python: str = sys.executable, **more: Any) -> None:
        self.name = name
        self._folder = TemporaryDirectory(prefix="shijibu")
        self._stopped, self._ending = False, Lock()
        asked = json.dumps({"name": name, "given": dict(given), "book": str(Path(self._folder.name) / "book.xlsx"), **more})
        try:
            self._process = subprocess.Popen(
                [_console(python), "-P", "-m", _MODULE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment(),
                creationflags=_NO_WINDOW, text=True, encoding="utf-8")  # fmt: skip
        except OSError:
            self._folder.cleanup()
            raise
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(asked + "\n")
            self._process.stdin.flush()
        except OSError:  # it ended before it read; that nothing comes of it is found below
            LOG.error("step %s: the process did not read", name)

    def lines(self) -> Iterator[str | Result]:
        """What it says while it runs, and last what came of it."""
        assert self._process.stdout is not None
        outcome: Result | None = None
        try:
            for line in self._process.stdout:
                told = json.loads(line)
                if "say" in told:
                    yield told["say"]
                else:
                    outcome = self._result(told)
        except ValueError:
            LOG.exception("step %s", self.name)
        finally:
            self._end()
        if outcome is None:
            failed = f"“{STEPS[self.name].title}”没有完成：程序内部出错，已记入日志 {log_file()}"
            outcome = Result(False, STOPPED if self._stopped else failed)
        yield outcome

    def stop(self) -> None:
        """Lets it take back what it had begun, and end; it is ended where it does not."""
        with self._ending:
            if self._process.poll() is None and not self._stopped:
                self._stopped = True
                self._close_input()
                kill = Timer(_PATIENCE, self._process.kill)
                kill.daemon = True
                kill.start()

    def _close_input(self) -> None:
        """What it takes for a word to stop."""
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()

    def _end(self) -> None:
        """Called when it says no more."""
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._process.wait()
        self._close_input()
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._folder.cleanup()

    def _result(self, told: dict[str, Any]) -> Result | None:
        if told["message"] is None:  # its log says why
            return None
        path = Path(told["path"]) if told["path"] else None
        opens: Path | NewBook | None = Path(told["opens"]) if told["opens"] else None
        if told["book"]:
            opens = NewBook(told["book"], (Path(self._folder.name) / "book.xlsx").read_bytes())
        return Result(told["done"], told["message"], path=path, opens=opens)


def _console(python: str) -> str:
    """The interpreter that has an output; Excel is told of the one without a window."""
    own = Path(python).with_name("python.exe")
    return str(own) if Path(python).name.lower() == "pythonw.exe" and own.is_file() else python


def done_apart(name: str, given: Mapping[str, str], **more: Any) -> Result:
    """A step done in a process of its own, for a host that has no line to say how far it is."""
    *_, outcome = Apart(name, given, **more).lines()
    assert isinstance(outcome, Result)
    return outcome


def _environment() -> dict[str, str]:
    """Without what a host's own Python was told: it is another one."""
    return {n: v for n, v in os.environ.items() if not n.startswith("PYTHON")} | {"PYTHONUTF8": "1", "PYTHONIOENCODING": "utf-8"}
