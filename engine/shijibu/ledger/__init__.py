"""What was issued, returned, decided and objected to, in every period."""

from shijibu.ledger.database import LedgerUnavailable
from shijibu.ledger.ledger import Ledger, open_ledger
from shijibu.ledger.objections import ObjectionSettled, UnknownObjection
from shijibu.ledger.records import Decision, Issue, Objection, Return, Round

__all__ = [
    "Decision", "Issue", "Ledger", "LedgerUnavailable", "Objection", "ObjectionSettled", "Return", "Round", "UnknownObjection",
    "open_ledger",
]
