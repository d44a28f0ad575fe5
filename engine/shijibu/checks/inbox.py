"""A folder of returns: which files are there, and checking them all, each in a disposable worker."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from shijibu.checks.check import Expected, check_file
from shijibu.checks.checked import Checked
from shijibu.checks.cluster import run_on
from shijibu.checks.folded import fold
from shijibu.files import RECORD
from shijibu.problems.problem import problem_of_refusal
from shijibu.problems.refused import Refused
from shijibu.returns.worker import run
from shijibu.scheme.load import SchemeFault
from shijibu.spreadsheet.limits import Limits

# What office programs leave beside workbooks: ~$D01.xlsx, .~lock.D01.xlsx#, .~D01.xlsx, ~WRL0001.tmp; and systems: ._D01.xlsx, .DS_Store.
_TEMPORARY = re.compile(
    r"~\$.*|\.~.*|~.*\.tmp|\._.*|desktop\.ini|thumbs\.db|\.(?!.*\.(?:xls[xmb]?|et|ods|fods|csv)$).*", re.IGNORECASE | re.DOTALL)
# Why a file that looks temporary is a workbook of ours nevertheless.
_OURS = {"file.identity-damaged", "scheme.unknown"}
_Key = tuple[int, str]
"""Of a file: its number, and the name that it goes by."""


def gather(paths: Iterable[Path]) -> list[tuple[Path, str]]:
    """Each file of `paths` (a folder is searched whole) with the name it goes by: as given, or relative to the folder given.

    Whatever is no folder is a file, a broken link too; so is a folder that cannot be opened, or that a link elsewhere stands for.
    Raises FileNotFoundError for a path that is not there.
    """
    found: list[tuple[Path, str]] = []
    for path in paths:
        if path.is_dir():
            found += [(file, named(file.relative_to(path).as_posix())) for file in _inside(path)]
        elif path.exists():
            found.append((path, named(str(path))))
        else:
            raise FileNotFoundError(path)
    return sorted(found, key=lambda pair: (pair[1], os.fsencode(pair[0])))


def _inside(folder: Path) -> Iterator[Path]:
    """Folder by folder, however deep they lie in one another: what waits is a list, not a call in a call."""
    home = Path(os.path.realpath(folder))
    waiting = [str(folder)]
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(here) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    elif entry.name != RECORD and not (entry.is_symlink() and _leads_within(entry, home)):
                        yield Path(entry.path)
        except OSError:  # it cannot be opened, or its name is longer than any may be
            yield Path(here)


def _leads_within(link: os.DirEntry[str], home: Path) -> bool:
    """Whether a link stands for a folder of the same inbox, whose files are listed at their place."""
    try:
        return link.is_dir() and Path(os.path.realpath(link.path)).is_relative_to(home)
    except OSError:  # a link that leads round in a circle
        return False


def named(path: str) -> str:
    """A path as people and programs can read it: a name out of an old zip is in the bytes of GB 18030, not of UTF-8."""
    try:
        path.encode()
    except UnicodeEncodeError:
        try:
            return os.fsencode(path).decode("gb18030")
        except UnicodeDecodeError:
            return os.fsencode(path).decode("utf-8", "backslashreplace")
    return path


def looks_temporary(path: Path) -> bool:
    """Whether a file goes by a name as lock files and litter do that lie beside workbooks."""
    return _TEMPORARY.fullmatch(path.name) is not None


def is_ours(checked: Checked) -> bool:
    """Whether a file that was read is a workbook that Shijibu issued, in order or not."""
    return checked.unit is not None or any(p.code in _OURS for p in checked.problems)


def check_all(
    paths: Iterable[Path],
    expected: Expected = Expected(),
    *,
    workers: int = 1,
    scheduler: str | None = None,
    limits: Limits = Limits(),
    progress: Callable[[Checked], None] = lambda checked: None,
    folded: bool = False,
    started: Callable[[], object] | None = None,
) -> list[Checked]:
    """Every file, checked; sorted by path. What poisons a worker costs its own file only. What looks temporary is ignored only where it is
    no workbook of ours. folded: what accepted files say is kept small, for whoever keeps all of them. started: see `worker.run`.

    Raises NoCluster with `scheduler`, SchemeFault where a file's scheme cannot be used: that is no fault of the file.
    """
    files = gather(paths)
    out: list[Checked] = []
    sheets: dict[tuple[tuple[str, str], ...], Mapping[str, str]] = {}
    jobs = [((i, told), (path, told, expected, limits)) for i, (path, told) in enumerate(files)]
    check = _checked_and_folded if folded else check_file
    running = _spread(scheduler, check, jobs, workers, limits) if scheduler else run(check, jobs, workers, limits, started=started)
    for (i, told), result in running:
        checked = Checked(told, problems=[problem_of_refusal(result)]) if isinstance(result, Refused) else result
        if checked.fault:
            raise SchemeFault(checked.fault)
        if looks_temporary(files[i][0]) and not is_ours(checked):
            checked = Checked(told, ignored=True)
        progress(checked)
        checked.sheets = sheets.setdefault(tuple(checked.sheets.items()), checked.sheets)  # as a rule they are called alike in all
        out.append(checked)
    return sorted(out, key=lambda c: (c.path, c.sha256))


def _spread(
    scheduler: str, check: Callable[..., Checked], jobs: Iterable[tuple[_Key, tuple[Any, ...]]], workers: int, limits: Limits,
) -> Iterator[tuple[_Key, Checked | Refused]]:
    """As `worker.run`, on a cluster. Its workers were started in folders of their own; a file that they cannot open is checked here."""
    given = dict(jobs)
    unopened: list[_Key] = []
    for key, result in run_on(scheduler, check, [(key, (path.absolute(), *others)) for key, (path, *others) in given.items()], limits):
        if isinstance(result, Checked):
            if not result.sha256:
                unopened.append(key)
                continue
            result.file = given[key][0]
        yield key, result
    yield from run(check, [(key, given[key]) for key in unopened], workers, limits)


def _checked_and_folded(path: Path, told: str, expected: Expected, limits: Limits) -> Checked:
    return fold(check_file(path, told, expected, limits))
