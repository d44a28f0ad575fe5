"""What is known before anybody is asked: the schemes, the rounds in a ledger, and what was answered last time."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path

from shijibu.errors import ShijibuError
from shijibu.files.own_folder import CHOSEN_LEDGER, own_folder, remember, remembered
from shijibu.ledger import Ledger
from shijibu.ledger.address import file_of
from shijibu.scheme.lookup import scheme_titles
from shijibu.scheme.period import Period
from shijibu.scheme_book.named import scheme_named
from shijibu_addin.macros.office.work import ledger_shown, ledger_url

_LAST = "office.json"
_KEPT = ("ledger", "scheme", "round", "roster", "inbox", "into")
"""Answers that are there again the next time; a period and a day are not."""


def last_answers() -> dict[str, str]:
    """What was answered last time at this computer; the ledger is that of SHIJIBU_LEDGER, else the one that was chosen last, here or at the desk."""
    own = own_folder()
    answers = {name: text for name, text in remembered(own / _LAST).items() if name in _KEPT}
    ledger = os.environ.get("SHIJIBU_LEDGER") or answers.get("ledger") or remembered(own / CHOSEN_LEDGER).get("ledger", "")
    return answers | ({"ledger": ledger_shown(ledger)} if ledger else {})


def keep_answers(given: Mapping[str, str]) -> None:
    """For the next time; a computer that does not keep them asks again."""
    with suppress(OSError):
        remember(own_folder() / _LAST, remembered(own_folder() / _LAST) | {n: t for n, t in given.items() if n in _KEPT and t})


def schemes() -> tuple[tuple[str, str], ...]:
    """Id and name of every scheme."""
    return tuple(scheme_titles().items())


def rounds(ledger: str) -> tuple[tuple[str, str], ...]:
    """Every round in the ledger that an answer names, the latest first: what is handed on, and what people read. Empty where there is no ledger."""
    titles = scheme_titles()
    listed = sorted(_issued(ledger), key=lambda r: (r[1], r[0]), reverse=True)
    return tuple((f"{id}/{period}", f"{Period.parse(period).label}　{titles.get(id, id)}") for id, period in listed)


def decided(ledger: str, scheme: str) -> tuple[tuple[str, str], ...]:
    """Every round of a scheme that is decided in the ledger that an answer names, the latest first."""
    if all(id != scheme for id, _ in _issued(ledger)):
        return ()
    try:
        with Ledger.open(ledger_url(ledger)) as book:
            return tuple((d.period, Period.parse(d.period).label) for d in reversed(book.decisions(scheme)))
    except (ShijibuError, OSError):
        return ()


def next_period(ledger: str, scheme: str) -> str:
    """The round that is likely to go out: today's, or where that is out already the one after the latest."""
    try:
        today = Period.on(date.today(), scheme_named(scheme).cadence)
    except (ShijibuError, OSError):
        return ""
    out = [Period.parse(period) for id, period in _issued(ledger) if id == scheme]
    return str(max(out).next if today in out else today)


def _issued(ledger: str) -> list[tuple[str, str]]:
    """Scheme and period of every round that is out."""
    if not ledger:
        return []
    url = ledger_url(ledger)
    file = file_of(url)
    try:
        if file is not None and not Path(file).stat().st_size:  # opening it would make a ledger of it
            return []
        with Ledger.open(url) as book:
            return list(book.versions())
    except (ShijibuError, OSError):
        return []
