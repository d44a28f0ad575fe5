"""Where the returned workbooks of a round still lie, near its report: only the very file that was accepted is one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path, PurePath

from shijibu.files import digest
from shijibu.rounds.decided import DecidedRound

_OPENED = (".xlsx", ".xls", ".et", ".ods", ".fods")
_MOST = 200  # folders beside the report's that are looked into


class ReturnedFiles(Mapping[str, Path]):
    """By unit; looked for when asked. folder: the report's, None where it lies on no disk of this computer."""

    def __init__(self, folder: Path | None, decided: DecidedRound) -> None:
        self._folder, self._accepted = folder, decided.files.accepted
        self._known: dict[str, Path | None] = {}

    def __getitem__(self, unit: str) -> Path:
        if unit not in self._known:
            self._known[unit] = next(self._of(unit), None)
        found = self._known[unit]
        if found is None:
            raise KeyError(unit)
        return found

    def __iter__(self) -> Iterator[str]:
        return (unit for unit in self._accepted if self.get(unit) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @cached_property
    def _folders(self) -> list[Path]:
        if self._folder is None:
            return []
        with suppress(OSError):
            beside = sorted(p for p in self._folder.parent.iterdir() if p.is_dir())[:_MOST]
            return [self._folder, self._folder.parent, *beside]
        return [self._folder]

    def _of(self, unit: str) -> Iterator[Path]:
        file = self._accepted.get(unit)
        path = PurePath(file.path) if file is not None else PurePath()
        if file is None or path.suffix.lower() not in _OPENED or path.is_absolute() or ".." in path.parts:
            return
        for folder in self._folders:
            place = folder / file.path
            with suppress(OSError, ValueError):
                if place.is_file() and digest(place) == file.sha256:
                    yield place.absolute()
