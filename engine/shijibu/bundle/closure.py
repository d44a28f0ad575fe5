"""Which wheels a target needs, found by following what each asks for there."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.parser import HeaderParser
from functools import lru_cache
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename
from packaging.version import Version

from shijibu.bundle.faults import BundleRefused
from shijibu.bundle.targets import Target


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel that a target takes."""

    name: str
    version: Version
    file: Path

    @property
    def pin(self) -> str:
        return f"{self.name}=={self.version}"


def pins_of(lock: str) -> dict[str, str]:
    """Package -> version of a requirements.lock. A pin under a condition counts for every target: what nothing asks for is not fetched."""
    lines = (line.partition("#")[0].strip() for line in lock.splitlines())
    pinned = {canonicalize_name(r.name): r.specifier for r in map(Requirement, filter(None, lines))}
    return {name: str(specifier).removeprefix("==") for name, specifier in pinned.items()}


def closure(
    target: Target, root: Requirement, wheels: Path, pins: Mapping[str, str], fetch: Callable[[list[str]], object] = lambda wanted: None,
) -> list[Wheel]:  # fmt: skip
    """Every wheel of the folder that `root` comes to on the target, by name. fetch: brings the pinned packages of a step into the folder.

    Raises BundleRefused where the folder lacks one, or the lock pins one that is not allowed.
    """
    taken: dict[str, Wheel] = {}
    followed: set[tuple[str, str]] = set()
    level = [root]
    while level:
        new = {canonicalize_name(r.name): _pinned(r, pins) for r in level if canonicalize_name(r.name) not in taken}
        if new:
            fetch(list(new.values()))
        deeper: list[Requirement] = []
        for wanted in level:
            wheel = taken.setdefault(canonicalize_name(wanted.name), _best(target, wanted, wheels))
            if not wanted.specifier.contains(wheel.version, prereleases=True):
                raise BundleRefused(f"{target.label}：要 {wanted}，收到的是 {wheel.pin}")
            for extra in {"", *wanted.extras} - {e for name, e in followed if name == wheel.name}:
                followed.add((wheel.name, extra))
                deeper += [r for r in _asked(wheel.file) if target.asks_for(r, (extra,))]
        level = deeper
    return [taken[name] for name in sorted(taken)]


def _pinned(wanted: Requirement, pins: Mapping[str, str]) -> str:
    version = pins.get(canonicalize_name(wanted.name))
    return f"{wanted.name}=={version}" if version else f"{wanted.name}{wanted.specifier}"


def _best(target: Target, wanted: Requirement, wheels: Path) -> Wheel:
    """The wheel of the folder that pip would take."""
    order = {tag: n for n, tag in enumerate(target.tags)}
    fitting = []
    for file in sorted(wheels.glob("*.whl")):
        name, version, _, tags = parse_wheel_filename(file.name)
        if name == canonicalize_name(wanted.name) and (places := [order[tag] for tag in tags if tag in order]):
            fitting.append((version, -min(places), Wheel(name, version, file)))
    if not fitting:
        raise BundleRefused(f"{target.label}：没有 {wanted} 的 wheel")
    return max(fitting, key=lambda one: one[:2])[2]


@lru_cache(maxsize=1024)
def _asked(file: Path) -> tuple[Requirement, ...]:
    """What a wheel requires, under whatever condition."""
    with zipfile.ZipFile(file) as packed:
        name = next(n for n in packed.namelist() if n.endswith(".dist-info/METADATA") and n.count("/") == 1)
        said = HeaderParser().parsestr(packed.read(name).decode("utf-8"))
    return tuple(Requirement(line) for line in said.get_all("Requires-Dist") or ())
