"""What was issued, returned and decided, in every period."""

from shijibu.ledger.ledger import Ledger, LedgerUnavailable
from shijibu.ledger.records import Decision, Issue, Return, Round

__all__ = ["Decision", "Issue", "Ledger", "LedgerUnavailable", "Return", "Round"]
