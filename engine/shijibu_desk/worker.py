"""The process that does the desk's long work: `python -m shijibu_desk.worker`, started by the server, with which it ends."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import IO

from shijibu_desk.options import Options

_PAUSE = 0.3


def started(options: Options) -> subprocess.Popen[str]:
    """A worker for the desk. It ends when its standard input does, so with whoever started it, however that ends."""
    process = subprocess.Popen([sys.executable, "-P", "-m", "shijibu_desk.worker"], stdin=subprocess.PIPE, text=True, encoding="utf-8",
                               start_new_session=os.name == "posix")
    assert process.stdin is not None
    process.stdin.write(options.text() + "\n")
    process.stdin.flush()
    return process


def ended(process: subprocess.Popen[str], patience: float = 10) -> None:
    """Ends a worker; a job in the middle begins anew with the next."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _leave_with(stream: IO[str]) -> None:
    stream.read()
    os._exit(0)


def main() -> None:
    """Jobs one after another, until the server ends."""
    from shijibu_desk.setup import prepare

    options = Options.parse(sys.stdin.readline())
    prepare(options)
    threading.Thread(target=_leave_with, args=(sys.stdin,), daemon=True).start()
    from django_tasks_db.management.commands.db_worker import Worker

    from shijibu_desk.jobs import begun_again

    begun_again()
    Worker(queue_names=["*"], interval=_PAUSE, batch=False, backend_name="default", startup_delay=False, max_tasks=None,
           worker_id=f"desk-{os.getpid()}", excluded_queue_names=[]).run()


if __name__ == "__main__":
    main()
