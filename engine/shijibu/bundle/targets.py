"""The computers that a bundle is for: a system and a CPython, and what these make of wheels and of requirements with conditions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags

from shijibu.bundle.faults import BundleRefused

PYTHONS = ("3.11", "3.12", "3.13")
# glibc 2.28 is what the domestic desktops of the counties have (Kylin V10, UOS 20); Debian 12 and Ubuntu 24.04 have later ones.
_OLDEST_GLIBC, _LATEST_GLIBC = 5, 28
_OLD_NAMES = ("manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64")
PLATFORMS = {
    "windows": ("win_amd64",),
    "linux": (*(f"manylinux_2_{n}_x86_64" for n in range(_LATEST_GLIBC, _OLDEST_GLIBC - 1, -1)), *_OLD_NAMES, "linux_x86_64"),
}
"""The wheels' names of a system, the latest first."""
_LABELS = {"windows": "Windows x64", "linux": "Linux x86_64"}
_MARKERS = {
    "windows": {"os_name": "nt", "sys_platform": "win32", "platform_system": "Windows", "platform_machine": "AMD64"},
    "linux": {"os_name": "posix", "sys_platform": "linux", "platform_system": "Linux", "platform_machine": "x86_64"},
}
_CPYTHON = {"implementation_name": "cpython", "platform_python_implementation": "CPython", "platform_release": "", "platform_version": ""}
# A condition on the last part of a Python's version is met if any that an office may have meets it.
_MICROS = (0, 99)


@dataclass(frozen=True)
class Target:
    """system: windows or linux. python: such as 3.12."""

    system: str
    python: str

    @property
    def name(self) -> str:
        """As `--platform` takes it."""
        return f"{self.system}-{self.python}"

    @property
    def label(self) -> str:
        return f"{_LABELS[self.system]} 的 Python {self.python}"

    @cached_property
    def tags(self) -> tuple[Tag, ...]:
        """The wheels that go there, the most fitting first."""
        version = tuple(int(n) for n in self.python.split("."))
        interpreter, platforms = f"cp{''.join(self.python.split('.'))}", PLATFORMS[self.system]
        return (*cpython_tags(version, platforms=platforms), *compatible_tags(version, interpreter, platforms))

    def asks_for(self, requirement: Requirement, extras: Iterable[str]) -> bool:
        """Whether a requirement of a package that was asked for with these extras holds there. pip itself asks the computer that it runs on."""
        if requirement.marker is None:
            return True
        known = _MARKERS[self.system] | _CPYTHON | {"python_version": self.python}
        fulls = [f"{self.python}.{micro}" for micro in _MICROS]
        return any(
            requirement.marker.evaluate(known | {"python_full_version": full, "implementation_version": full, "extra": extra})
            for extra in ("", *extras) for full in fulls
        )  # fmt: skip

    def pip_options(self) -> list[str]:
        """What tells pip to look for this target's wheels."""
        platforms = [word for platform in PLATFORMS[self.system] for word in ("--platform", platform)]
        return ["--only-binary", ":all:", "--implementation", "cp", "--python-version", self.python, *platforms]


def targets(named: Iterable[str]) -> list[Target]:
    """The targets that people name: `windows`, `linux` with all Pythons, `windows-3.12` alone; none named means all. Raises BundleRefused."""
    every = [Target(system, python) for system in PLATFORMS for python in PYTHONS]
    wanted = list(named)
    known = {*PLATFORMS, *(target.name for target in every)}
    for one in wanted:
        if one not in known:
            raise BundleRefused(f"--platform 应为 {'、'.join(sorted(known, reverse=True))}，现为“{one}”")
    return [target for target in every if not wanted or target.system in wanted or target.name in wanted]
