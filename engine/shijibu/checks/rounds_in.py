"""Which rounds the files of a folder belong to, by what they say of themselves; nothing is checked yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from shijibu.checks.inbox import gather
from shijibu.problems.refused import Refused
from shijibu.returns.admission import bytes_of, grid_of
from shijibu.returns.returned import identity_of
from shijibu.returns.worker import run
from shijibu.spreadsheet.limits import Limits


def rounds_in(paths: Iterable[Path], *, workers: int = 1, limits: Limits = Limits()) -> Counter[tuple[str, str]]:
    """How many files there are of each round, by scheme and period as the workbooks say; what is no workbook of ours counts nowhere.

    Each file is read in a disposable worker. Raises FileNotFoundError for a path that is not there.
    """
    jobs = [((n, name), (path, limits)) for n, (path, name) in enumerate(gather(paths))]
    return Counter(found for _, found in run(_round_of, jobs, workers, limits) if not isinstance(found, Refused) and found is not None)


def _round_of(path: Path, limits: Limits) -> tuple[str, str] | None:
    try:
        identity, _ = identity_of(grid_of(bytes_of(path, limits), limits))
    except Refused:
        return None
    return identity.scheme, identity.period
