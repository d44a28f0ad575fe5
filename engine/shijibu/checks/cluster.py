"""Checking on several machines: the same jobs through a dask scheduler. Used only with --scheduler."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Iterator
from typing import Any

from shijibu.errors import ShijibuError
from shijibu.problems.files import ReaderKilled, Unreadable
from shijibu.problems.refused import Refused
from shijibu.returns.worker import run
from shijibu.spreadsheet.limits import Limits

PATIENCE = 10.0
"""Seconds that a scheduler has to answer."""


class NoCluster(ShijibuError):
    """dask.distributed is not installed, or the scheduler does not answer."""


def run_on(address: str, function: Any, jobs: Iterable[tuple[Any, tuple]], limits: Limits) -> Iterator[tuple[Any, Any | Refused]]:
    """As `worker.run`, each job in a disposable worker of some machine of the cluster. Raises NoCluster.

    The folder with the returns must be there on every machine under the same path.
    """
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise NoCluster("--scheduler 需要安装：在实绩簿的文件夹里运行 pip install '.[cluster]'") from None
    try:
        client = Client(address, timeout=PATIENCE)
    except OSError:
        raise NoCluster(f"调度器 {address} 没有应答") from None
    except ValueError:
        raise NoCluster(f"“{address}”不是调度器的地址，如 tcp://10.0.0.5:8786") from None
    with client:
        futures = {client.submit(_one, function, arguments, limits, pure=False): key for key, arguments in jobs}
        for future in as_completed(list(futures)):
            yield futures[future], (Refused(ReaderKilled()) if future.status == "error" else future.result())


def _one(function: Any, arguments: tuple, limits: Limits) -> Any:
    """One job on a machine of the cluster. A worker that its nanny started may have no children (distributed.worker.daemon): it is
    disposable itself, the nanny puts another in its place, and the scheduler gives up a job that keeps killing workers."""
    if multiprocessing.current_process().daemon:
        try:
            return function(*arguments)
        except Exception as error:
            return Refused(Unreadable(error=type(error).__name__))
    return next(iter(run(function, [(None, arguments)], 1, limits)))[1]
