"""What was issued, returned, decided and objected to, in every period."""

from shijibu.ledger.database import LedgerUnavailable
from shijibu.ledger.deciding import DecidedMeanwhile
from shijibu.ledger.ledger import Ledger, open_ledger
from shijibu.ledger.objections import DaysOutOfOrder, ObjectionSettled, UnknownObjection
from shijibu.ledger.records import Decision, Issue, Objection, Return, Round, Sighting, Withdrawal

__all__ = [
    "DaysOutOfOrder", "DecidedMeanwhile", "Decision", "Issue", "Ledger", "LedgerUnavailable", "Objection", "ObjectionSettled", "Return",
    "Round", "Sighting", "UnknownObjection", "Withdrawal", "open_ledger",
]
