"""What was issued, returned, decided, confirmed and objected to, in every period.

What a ledger keeps stands in `records`, without a database. `Ledger` and what it does need SQLAlchemy, which takes a tenth of a second to
load: they are loaded when they are asked for here, and a command without a ledger does not wait for them. So modules that only name the class
import it for types alone.
"""

from typing import TYPE_CHECKING

from shijibu.ledger.address import LedgerUnavailable
from shijibu.ledger.records import (
    Confirmation,
    DecidedAt,
    Decision,
    Issue,
    Objection,
    Return,
    Round,
    RuleChange,
    Ruled,
    Sighting,
    Withdrawal,
)

if TYPE_CHECKING:
    from shijibu.ledger.chain import Head, NotAHead
    from shijibu.ledger.deciding import DecidedMeanwhile
    from shijibu.ledger.ledger import Ledger, open_ledger
    from shijibu.ledger.objections import DaysOutOfOrder, ObjectionSettled, UnknownObjection
    from shijibu.ledger.ruling import OtherRules

__all__ = [
    "Confirmation", "DaysOutOfOrder", "DecidedAt", "DecidedMeanwhile", "Decision", "Head", "Issue", "Ledger", "LedgerUnavailable",
    "NotAHead", "Objection", "ObjectionSettled", "OtherRules", "Return", "Round", "RuleChange", "Ruled", "Sighting", "UnknownObjection",
    "Withdrawal", "open_ledger",
]
_PLACES = {
    "Head": "chain", "NotAHead": "chain", "DecidedMeanwhile": "deciding", "Ledger": "ledger", "open_ledger": "ledger", "DaysOutOfOrder": "objections",
    "ObjectionSettled": "objections", "UnknownObjection": "objections", "OtherRules": "ruling",
}


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
