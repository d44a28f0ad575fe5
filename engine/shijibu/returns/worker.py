"""Reading in disposable workers: a file that kills or stalls its worker costs itself and nothing else."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from math import ceil
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from types import ModuleType
from typing import Any

from shijibu.problems.files import ReaderKilled, ReaderTimeout, Unreadable
from shijibu.problems.refused import Refused
from shijibu.spreadsheet.limits import Limits

START_METHOD: str | None = None
"""Of a worker; None: forked from a process in which nothing else is at work, for then it need not load the program anew, else spawned."""
WORKERS = max(1, (os.cpu_count() or 1) - 1)
"""Files that are read side by side where somebody sits at the computer: one processor is left to them."""
_POLL = 0.2
_STARTING = 120.0  # seconds a new worker may take to load the program, on a slow machine with many beside it
_BEGUN = "begun"
_DYING = 5.0  # seconds to wait for the exit code of a worker that has closed its pipe
_LEAVING = 0.5  # seconds that an idle worker has to leave
_OUT_OF_TIME = -getattr(signal, "SIGXCPU", 0) or None
_STARTING_ONE = threading.Lock()


def keep_loaded(modules: Iterable[str]) -> None:
    """From now on this process's workers begin with those modules loaded: each is forked from a process that has done nothing else, instead of
    loading the program anew. For a server, in which every file that somebody waits for has a worker of its own. Where the system cannot fork,
    as Windows, all stays as it was.
    """
    global START_METHOD
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return
    from multiprocessing import forkserver

    multiprocessing.set_forkserver_preload(list(modules))
    with _STARTING_ONE, _without_main(), _without_current_folder(), without_interrupts():
        forkserver.ensure_running()
    START_METHOD = "forkserver"


@dataclass(slots=True, eq=False)
class _Worker:
    process: Any
    pipe: Connection
    job: tuple[Any, tuple[Any, ...]] | None = None
    deadline: float = 0.0
    jobs: int = 0
    """How many it has been given."""


def run(
    function: Callable[..., Any], jobs: Iterable[tuple[Any, tuple[Any, ...]]], workers: int = 1, limits: Limits = Limits(), *,
    started: Callable[[], object] | None = None,
) -> Iterator[tuple[Any, Any | Refused]]:
    """(key, result) of `function(*arguments)` for each (key, arguments), as they come.

    The function must be importable. A Refused that it raises comes back as it is, any other exception as
    Unreadable, a worker that dies as ReaderKilled, one that takes more of the processor's time than
    `limits.worker_seconds`, or more by the clock than `limits.worker_patience`, as ReaderTimeout; the others go on.
    A job whose worker dies is tried once more where the worker had done others before: what it died of may be theirs.
    started: called once the first jobs are at work, while there is nothing else to do here.
    """
    waiting, again = iter(jobs), deque[tuple[Any, tuple[Any, ...]]]()
    pool: list[_Worker] = []
    try:
        while True:
            while len(pool) < max(1, workers) and (job := again.popleft() if again else next(waiting, None)) is not None:
                pool.append(_started(limits, [w.pipe for w in pool]))
                _give(pool[-1], function, job)
            busy = [w for w in pool if w.job is not None]
            if not busy:
                return
            if started is not None:
                started()
                started = None
            wait([w.pipe for w in busy], timeout=_POLL)
            for worker in busy:
                job, reply = worker.job, _reply(worker, limits)
                if reply is None or job is None:
                    continue
                outcome, healthy = reply
                worker.job = None
                if not healthy:
                    _end([worker])
                    pool.remove(worker)  # another takes its place above
                    if outcome.code == "reader.killed" and worker.jobs > 1:
                        again.append(job)  # for a new worker only, so that it is tried twice at most
                        continue
                elif (following := next(waiting, None)) is not None:
                    _give(worker, function, following)
                yield job[0], outcome
    finally:
        _end(pool)


def _reply(worker: _Worker, limits: Limits) -> tuple[Any, bool] | None:
    """What became of the worker's job, and whether the worker is of further use; None while it is at work.

    The pipe is asked anew, and before the clock: the caller may have been away for long, and the answer lie there.
    """
    try:
        while worker.pipe.poll():
            what, result = worker.pipe.recv()
            if what != _BEGUN:
                return result, True
            worker.deadline = time.monotonic() + limits.worker_patience
    except (EOFError, OSError):
        worker.process.join(_DYING)
        return Refused(ReaderTimeout() if worker.process.exitcode == _OUT_OF_TIME else ReaderKilled()), False
    except Exception as error:  # a result that does not come out of the pipe as it went in
        return Refused(Unreadable(error=type(error).__name__)), True
    return (Refused(ReaderTimeout()), False) if time.monotonic() > worker.deadline else None


def _started(limits: Limits, others: list[Connection]) -> _Worker:
    """A new worker. others: our ends of the pipes to those that are at work."""
    method = START_METHOD or ("fork" if is_alone() else "spawn")
    context: Any = multiprocessing.get_context(method)
    ours, theirs = context.Pipe()
    # What is forked has our ends too; while anybody holds one open, the worker at its other end does not see that we have closed it.
    held = [*others, ours] if method == "fork" else []
    process = context.Process(target=_serve, args=(theirs, held, limits.worker_memory_bytes, limits.worker_seconds), daemon=True)
    with _STARTING_ONE, _without_main(), _without_current_folder(), without_interrupts(tracked=method != "fork"):
        process.start()
    theirs.close()
    return _Worker(process, ours)


def is_alone() -> bool:
    """Whether nothing but this thread is at work in the process: another one's locks would stay held in what is forked from it for ever.
    Only Linux tells of all threads, those of libraries in C too; and where macOS can fork, its own libraries cannot stand it.
    """
    try:
        return len(os.listdir("/proc/self/task")) == 1
    except OSError:
        return False


@contextmanager
def _without_main() -> Iterator[None]:
    """Hides the running program from `spawn`, which would run it anew in the worker.

    A worker needs nothing of it, starts sooner without it, and a script of somebody's own needs no `__main__` guard.
    """
    main, sys.modules["__main__"] = sys.modules["__main__"], ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextmanager
def _without_current_folder() -> Iterator[None]:
    """Keeps `spawn` from running `python -c` with the current folder first among the places of modules.

    That folder may be the inbox: a `re.py` that came in with the returns would be run.
    """
    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONSAFEPATH"]
        else:
            os.environ["PYTHONSAFEPATH"] = before


@contextmanager
def without_interrupts(*, tracked: bool = True) -> Iterator[None]:
    """Keeps Ctrl-C, which reaches the whole group, from a worker that is still loading and would answer with a traceback; ours waits a moment.
    tracked: what is started has a process beside it that tidies up after it.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    if tracked:
        resource_tracker.ensure_running()  # `spawn` begins it with the first process, and lets interrupts in again when it has
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _give(worker: _Worker, function: Callable[..., Any], job: tuple[Any, tuple[Any, ...]]) -> None:
    worker.job, worker.deadline = job, time.monotonic() + _STARTING
    worker.jobs += 1
    with suppress(BrokenPipeError, ConnectionResetError):  # it died meanwhile: its end of the pipe says so when it is read
        worker.pipe.send((function, job[1]))


def _end(workers: list[_Worker]) -> None:
    """Ends workers: the idle leave when their pipe closes, the busy are killed."""
    for worker in workers:
        worker.pipe.close()
        if worker.job is not None:
            worker.process.kill()
    for worker in workers:
        worker.process.join(_LEAVING)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()


def _serve(pipe: Connection, held: list[Connection], memory: int, seconds: float) -> None:
    """The worker's side: one job at a time until the pipe closes. held: what is not its own to keep open."""
    for other in held:
        other.close()
    gc.freeze()  # what came with the fork is the parent's, and stays: to seek waste in it would also copy each page of it; and what is loaded below
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent ends us without a traceback
    for unneeded in ("numpy", "PIL"):  # openpyxl would load them, to know numbers and pictures that no return hands it
        sys.modules.setdefault(unneeded, None)  # type: ignore[arg-type]
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what a reader says as it dies is for nobody: the parent tells the code
    leave_with_parent()
    bounded = False
    while True:
        try:
            function, arguments = pipe.recv()
        except (EOFError, OSError):
            return
        if not bounded:  # the modules that the function needs are loaded by now
            gc.freeze()
            _bound(memory)
            bounded = True
        _allow(seconds)
        try:
            pipe.send((_BEGUN, None))
            result = function(*arguments)
        except Refused as refused:
            if refused.code == ReaderKilled.code:
                os._exit(1)
            result = refused
        except MemoryError:  # earlier jobs may have left too little: another worker tries, and begins with all
            os._exit(1)
        except Exception as error:
            result = Refused(Unreadable(error=type(error).__name__))
        try:
            pipe.send(("done", result))
        except (BrokenPipeError, OSError):
            return
        except MemoryError:
            os._exit(1)
        except Exception as error:  # a result that cannot be carried over
            pipe.send(("done", Refused(Unreadable(error=type(error).__name__))))


def _bound(memory: int) -> None:
    """Caps the address space at `memory` bytes more than is mapped now, or at what the machine's own limit leaves."""
    try:
        import resource

        with open("/proc/self/statm", encoding="ascii") as told:
            mapped = int(told.read().split()[0]) * resource.getpagesize()
    except (ImportError, OSError):  # Windows and macOS have no such limit that holds; time and caps still do there
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = mapped + memory if hard == resource.RLIM_INFINITY else min(mapped + memory, hard)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


def _allow(seconds: float) -> None:
    """Lets the next job have so much of the processor's time: a busy machine takes nothing from it. The system ends who takes more."""
    try:
        import resource
    except ImportError:  # on Windows the parent's patience alone ends a job
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    wanted = ceil(used.ru_utime + used.ru_stime + seconds)
    with suppress(ValueError, OSError):
        signal.signal(signal.SIGXCPU, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def leave_with_parent() -> None:
    """Lets this process end as soon as its parent does: one that is killed closes nothing in an orderly way."""
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
