"""Telling the ledger what was seen: each content with the unit that returned it, where that is beyond doubt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from shijibu.checks.checked import Checked

if TYPE_CHECKING:
    from shijibu.ledger.reading import Reading


def sight(ledger: Reading, files: Iterable[Checked], received: date | None = None) -> None:
    """Record that these files are there, on the day named or today.

    A workbook of another round is seen as that round's. One whose signature fails may be anybody's: it is seen as nobody's.
    """
    ledger.sight_all([_seen(f) for f in files if f.sha256], received=received)


def _seen(file: Checked) -> dict[str, str | None]:
    forged = any(p.code == "identity.signature" for p in file.problems)
    whose = {} if forged else {"scheme": file.scheme, "period": file.period, "unit": file.unit}
    return {"sha256": file.sha256, "path": file.path, **whose}
