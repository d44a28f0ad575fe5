"""An objection on its way through the ledger: what the ledger refuses is said in a person's words, and what the objection is about is at hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from shijibu.errors import ShijibuError
from shijibu.ledger import DaysOutOfOrder, DecidedMeanwhile, Ledger, Objection, ObjectionSettled, UnknownObjection
from shijibu.rounds.kept import roster_of
from shijibu.rounds.rules import rules_of
from shijibu.scheme.model import Scheme
from shijibu.scheme.roster import Roster


class ObjectionRefused(ShijibuError):
    """The ledger did not take what was to be done about an objection; the text says why."""


@contextmanager
def in_words(id: int) -> Iterator[None]:
    """What the ledger refuses about the objection `id` within, as an ObjectionRefused."""
    try:
        yield
    except UnknownObjection:
        raise ObjectionRefused(f"没有第 {id} 号异议") from None
    except ObjectionSettled:
        raise ObjectionRefused(f"第 {id} 号异议已经决定，不再更改；有新的情况请另行受理") from None
    except DaysOutOfOrder as error:
        raise ObjectionRefused(f"日期先后不对：{error.later} 早于 {error.earlier}；核实不早于收到，决定不早于核实") from None
    except DecidedMeanwhile:
        raise ObjectionRefused("该期结果刚刚被别人重新决定，没有更改任何内容；请再做一次") from None


def place_of(ledger: Ledger, objection: Objection) -> tuple[Scheme, Roster]:
    """The scheme of an objection and the roster of its round."""
    round_ = ledger.issued(objection.scheme, objection.period)
    assert round_ is not None  # an objection is to a round that went out
    return rules_of(ledger, objection.scheme, objection.period).scheme, roster_of(round_.roster)
