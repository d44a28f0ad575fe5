"""What was issued, returned, decided, confirmed and objected to, in every period."""

from shijibu.ledger.chain import Head, NotAHead
from shijibu.ledger.database import LedgerUnavailable
from shijibu.ledger.deciding import DecidedMeanwhile
from shijibu.ledger.ledger import Ledger, open_ledger
from shijibu.ledger.objections import DaysOutOfOrder, ObjectionSettled, UnknownObjection
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
from shijibu.ledger.ruling import OtherRules

__all__ = [
    "Confirmation", "DaysOutOfOrder", "DecidedAt", "DecidedMeanwhile", "Decision", "Head", "Issue", "Ledger", "LedgerUnavailable",
    "NotAHead", "Objection", "ObjectionSettled", "OtherRules", "Return", "Round", "RuleChange", "Ruled", "Sighting", "UnknownObjection",
    "Withdrawal", "open_ledger",
]
