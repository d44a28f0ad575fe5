"""The process that does the desk's long work: `python -m shijibu_desk.worker`, started by the server, with which it ends."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import suppress
from typing import IO

from shijibu_desk.options import Options

_PAUSE = 0.3
_BREATH = 2.0  # seconds before a worker that ended is begun anew


class Worker:
    """The worker of a desk, begun anew where it ends before it should: a database that was away for a while must not end the long work."""

    def __init__(self, options: Options) -> None:
        self._options, self._ending, self._process = options, threading.Event(), _started(options)
        self._watch = threading.Thread(target=self._keep, daemon=True)
        self._watch.start()

    def _keep(self) -> None:
        while not self._ending.is_set():
            self._process.wait()
            if not self._ending.wait(_BREATH):
                self._process = _started(self._options)

    def end(self, patience: float = 10) -> None:
        """A job in the middle begins anew with the next worker."""
        self._ending.set()
        process = self._process
        if process.stdin is not None:
            with suppress(BrokenPipeError):
                process.stdin.close()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _started(options: Options) -> subprocess.Popen[str]:
    """A worker's process. It ends when its standard input does, so with whoever started it, however that ends."""
    process = subprocess.Popen([sys.executable, "-P", "-m", "shijibu_desk.worker"], stdin=subprocess.PIPE, text=True, encoding="utf-8",
                               start_new_session=os.name == "posix")
    assert process.stdin is not None
    with suppress(BrokenPipeError):  # it has ended already: that is seen where it is waited for
        process.stdin.write(options.text() + "\n")
        process.stdin.flush()
    return process


def _leave_with(stream: IO[str]) -> None:
    stream.read()
    os._exit(0)


def main() -> None:
    """Jobs one after another, until the server ends."""
    from shijibu_desk.setup import prepare

    options = Options.parse(sys.stdin.readline())
    prepare(options)
    from shijibu_desk.checking import keep_ready

    keep_ready()
    threading.Thread(target=_leave_with, args=(sys.stdin,), daemon=True).start()
    from django_tasks_db.management.commands.db_worker import Worker as TasksWorker

    from shijibu_desk.jobs import begun_again

    begun_again()
    TasksWorker(queue_names=["*"], interval=_PAUSE, batch=False, backend_name="default", startup_delay=False, max_tasks=None,
                worker_id=f"desk-{os.getpid()}", excluded_queue_names=[]).run()


if __name__ == "__main__":
    main()
