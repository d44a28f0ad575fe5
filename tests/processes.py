"""Which processes are there, for tests that look whether something was left running."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def members_of_group(group: int) -> list[int]:
    """The processes of a process group; the dead whom nobody has fetched yet are none."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, own_group = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(own_group) == group and state != "Z":
            found.append(int(stat.parent.name))
    return found


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Memory:
    """The most memory that this process takes beyond what it had at the beginning, whatever ran in it before."""

    def __init__(self) -> None:
        Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
        self.before = self._told("VmRSS")

    def most(self) -> int:
        """Bytes."""
        return self._told("VmHWM") - self.before

    @staticmethod
    def _told(name: str) -> int:
        line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))
        return int(line.split()[1]) * 1024


def wait_until(true: Callable[[], object], seconds: float = 20) -> bool:
    """Whether it came true in time."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def family(pid: int) -> list[int]:
    """A process and whatever it started that still runs, and so on."""
    children = "".join(task.read_text() for task in Path(f"/proc/{pid}/task").glob("*/children")).split()
    return [pid, *(one for child in children for one in family(int(child)))]


def processor_seconds(pid: int) -> float:
    """What a process took of the processors until now, with all that it started."""
    ticks = 0
    for one in family(pid):
        with suppress(OSError):  # it ended just now, and is counted with its parent the next time
            ticks += sum(int(n) for n in Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> int:
    """Bytes that a process has in memory now."""
    return next(int(line.split()[1]) * 1024 for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
