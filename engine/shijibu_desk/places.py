"""Where a round's files lie in the desk's folder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from shijibu.files import safe_name
from shijibu_desk.ledgers import options


@dataclass(frozen=True, slots=True)
class RoundFolder:
    """A round's files. scheme, period: as the ledger has them, both of letters, digits and dashes."""

    scheme: str
    period: str

    @property
    def _home(self) -> Path:
        return Path(options().folder) / "rounds" / self.scheme / self.period

    @property
    def issued(self) -> Path:
        """The workbooks that went out."""
        return self._home / "issued"

    @property
    def returns(self) -> Path:
        """What came back: a folder for each file, numbered as they came."""
        return self._home / "returns"

    @property
    def result(self) -> Path:
        """What the last consolidation wrote."""
        return self._home / "result"

    @property
    def pages(self) -> Path:
        """What the pages of the round's result show."""
        return self._home / "pages"

    @property
    def printed(self) -> Path:
        """Papers as PDF."""
        return self._home / "printed"

    def keep(self, number: int, name: str, content: Iterable[bytes]) -> Path:
        """A file that came, whole or not at all; gives its path within `returns`."""
        safe = Path(name)
        ending = safe.suffix if len(safe.suffix) <= 6 else ""
        told = Path(f"{number:05d}") / safe_name(name, ending)
        place = self.returns / told
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partly = place.with_name("~part.tmp")  # which consolidation skips; one that a kill left there is written anew
        with partly.open("wb") as file:
            for piece in content:
                file.write(piece)
        partly.replace(place)
        return told
