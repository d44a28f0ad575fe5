"""Decided rounds in memory, evaluated as far as somebody asked, for the pages that need more than what was laid down: why a figure is what it is,
and a person's file. The next who asks about the same decisions finds them evaluated."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from shijibu.rounds.decided import DecidedRound, decided_rounds, round_asked_about
from shijibu_desk.ledgers import ledger

_MOST = 2  # a round that is explained, and the rounds of a person's file
_LOCK = threading.RLock()
_HELD: OrderedDict[tuple[object, ...], Sequence[DecidedRound]] = OrderedDict()


@contextmanager
def held_round(scheme: str, period: str) -> Iterator[DecidedRound]:
    """A round as it was decided, for one who asks at a time. Raises NotDecided, DecisionUnreadable and what rules raise."""
    with _held(scheme, lambda: [round_asked_about(ledger(), scheme, period)], period) as rounds:
        yield rounds[0]


@contextmanager
def held_rounds(scheme: str) -> Iterator[Sequence[DecidedRound]]:
    """Every decided round of a scheme, oldest first, for one who asks at a time. Raises as `held_round`, but none for no round."""
    with _held(scheme, lambda: list(decided_rounds(ledger(), scheme))) as rounds:
        yield rounds


@contextmanager
def _held(scheme: str, read: Callable[[], Sequence[DecidedRound]], *of: str) -> Iterator[Sequence[DecidedRound]]:
    """What is held stands for as long as no round of the scheme was decided anew, and none goes by other rules."""
    book = ledger()
    with _LOCK:
        versions = sorted((at, v) for at, v in book.versions().items() if at[0] == scheme)
        key = (id(book), scheme, of, tuple(book.decided(scheme)), tuple(versions))
        rounds = _HELD.pop(key, None)
        if rounds is None:
            while len(_HELD) >= _MOST:
                _HELD.popitem(last=False)
            rounds = read()
            for one in rounds:
                one.evaluation.past  # noqa: B018  what it needs of earlier rounds is of the same moment
        _HELD[key] = rounds
        for one in rounds:
            one.as_it_stands(book)  # what was decided of its proposals meanwhile
        yield rounds
