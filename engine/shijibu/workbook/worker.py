"""Reading in disposable workers: a file that kills or stalls its worker costs itself and nothing else."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any

from shijibu.workbook.limits import Limits
from shijibu.workbook.refused import Refused

_POLL = 0.2


@dataclass(slots=True)
class _Worker:
    process: Any
    pipe: Connection
    key: Any = None
    deadline: float = 0.0
    busy: bool = False


def run(
    function: Callable[..., Any], jobs: Iterable[tuple[Any, tuple]], workers: int = 1, limits: Limits = Limits()
) -> Iterator[tuple[Any, Any | Refused]]:
    """(key, result) of `function(*arguments)` for each (key, arguments), as they come.

    The function must be importable. What it raises comes back as Refused('file.unreadable'), a worker that dies as
    Refused('reader.killed'), one that overruns `limits.worker_seconds` as Refused('reader.timeout'); the others go on.
    """
    pending = iter(jobs)
    pool: list[_Worker] = []
    try:
        for _ in range(max(1, workers)):
            if (job := next(pending, None)) is None:
                break
            pool.append(_started(limits))
            _give(pool[-1], function, job, limits)
        while any(w.busy for w in pool):
            ready = wait([w.pipe for w in pool if w.busy], timeout=_POLL)
            for i, worker in enumerate(pool):
                if not worker.busy:
                    continue
                outcome: Any
                if worker.pipe in ready:
                    try:
                        outcome, lost = worker.pipe.recv(), False
                    except (EOFError, OSError):
                        outcome, lost = Refused("reader.killed"), True
                elif time.monotonic() > worker.deadline:
                    outcome, lost = Refused("reader.timeout"), True
                else:
                    continue
                key, worker.busy = worker.key, False
                job = next(pending, None)
                if lost:
                    _end(worker)
                    if job is not None:
                        worker = pool[i] = _started(limits)
                if job is not None:
                    _give(worker, function, job, limits)
                yield key, outcome
    finally:
        for worker in pool:
            _end(worker)


def _started(limits: Limits) -> _Worker:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, limits.worker_memory_bytes), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _give(worker: _Worker, function: Callable[..., Any], job: tuple[Any, tuple], limits: Limits) -> None:
    worker.key, arguments = job
    worker.busy, worker.deadline = True, time.monotonic() + limits.worker_seconds
    with suppress(BrokenPipeError, ConnectionResetError):  # it died meanwhile: its end of the pipe says so when it is read
        worker.pipe.send((function, arguments))


def _end(worker: _Worker) -> None:
    worker.pipe.close()
    worker.process.join(0.2)
    if worker.process.is_alive():
        worker.process.kill()
        worker.process.join()


def _serve(pipe: Connection, memory: int) -> None:
    """The worker's side: one job at a time until the pipe closes."""
    try:
        import resource
    except ImportError:  # Windows has no such limit; time and caps still hold there
        pass
    else:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    while True:
        try:
            function, arguments = pipe.recv()
        except (EOFError, OSError, KeyboardInterrupt):
            return
        try:
            result = function(*arguments)
        except MemoryError:
            result = Refused("reader.killed")
        except Exception as error:
            result = Refused("file.unreadable", error=type(error).__name__)
        try:
            pipe.send(result)
        except (BrokenPipeError, OSError):
            return
        except Exception as error:  # a result that cannot be carried over
            pipe.send(Refused("file.unreadable", error=type(error).__name__))
