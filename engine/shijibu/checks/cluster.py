"""Checking on several machines: the same jobs through a dask scheduler. Used only with --scheduler."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from shijibu.errors import ShijibuError
from shijibu.memory import keep_for_the_next
from shijibu.problems.files import ReaderKilled, Unreadable
from shijibu.problems.refused import Refused
from shijibu.returns.worker import run
from shijibu.spreadsheet.limits import Limits
from shijibu.spreadsheet.uncollected import uncollected

PATIENCE = 10.0
"""Seconds that a scheduler has to answer."""
_LARGEST, _SHARES = 16, 8
"""Files that are sent together: so many at most, and so few that each processor of the cluster gets its share in so many pieces at least. What is
sent with each, the rules of all rounds, and what scheduler and client do for each, took a tenth of what checking a file takes.
"""


class NoCluster(ShijibuError):
    """dask.distributed is not installed, or the scheduler does not answer."""


def run_on(address: str, function: Any, jobs: Iterable[tuple[Any, tuple]], limits: Limits) -> Iterator[tuple[Any, Any | Refused]]:
    """As `worker.run`, each job in a disposable worker of some machine of the cluster. Raises NoCluster.

    What the jobs name must be there on every machine under the same path.
    """
    try:
        with uncollected():
            from distributed import Client, as_completed, wait
    except ImportError:
        raise NoCluster("--scheduler 需要安装：在实绩簿的文件夹里运行 pip install '.[cluster]'") from None
    try:
        client = Client(address, timeout=PATIENCE)
    except OSError:
        raise NoCluster(f"调度器 {address} 没有应答") from None
    except ValueError:
        raise NoCluster(f"“{address}”不是调度器的地址，如 tcp://10.0.0.5:8786") from None
    with client:
        def sent(batch: Sequence[tuple[Any, tuple]]) -> Any:
            return client.submit(_done, function, batch, limits, pure=False)

        batches = {sent(batch): batch for batch in _batches(list(jobs), sum(client.nthreads().values()))}
        suspected: list[tuple[Any, tuple]] = []
        for future in as_completed(list(batches)):
            batch = batches.pop(future)
            if future.status == "error":
                suspected += batch
            else:
                yield from future.result()
        for job in suspected:  # what keeps killing workers is to cost itself alone, so that each is tried with nothing else beside it
            future = sent([job])
            wait(future)
            yield from [(job[0], Refused(ReaderKilled()))] if future.status == "error" else future.result()


def _batches(jobs: Sequence[tuple[Any, tuple]], processors: int) -> list[Sequence[tuple[Any, tuple]]]:
    """What is sent together."""
    size = min(_LARGEST, max(1, len(jobs) // (_SHARES * max(processors, 1))))
    return [jobs[at:at + size] for at in range(0, len(jobs), size)]


def _done(function: Any, jobs: Sequence[tuple[Any, tuple]], limits: Limits) -> list[tuple[Any, Any | Refused]]:
    """Jobs on a machine of the cluster, and what became of each. A worker that its nanny started may have no children (distributed.worker.daemon):
    it is disposable itself, the nanny puts another in its place, and the scheduler gives up what keeps killing workers."""
    if not multiprocessing.current_process().daemon:
        return list(run(function, jobs, 1, limits))
    if not gc.get_freeze_count():
        gc.freeze()  # dask, and the program that is loaded by now, stay: to seek waste in them again and again took an eighth of a check
        keep_for_the_next()  # a nanny starts its worker with MALLOC_TRIM_THRESHOLD_=65536
    return [(key, _answer(function, arguments)) for key, arguments in jobs]


def _answer(function: Any, arguments: tuple) -> Any | Refused:
    try:
        return function(*arguments)
    except Exception as error:
        return Refused(Unreadable(error=type(error).__name__))
