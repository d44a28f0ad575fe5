"""One parameter at several values, and what the rounds would come to at each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shijibu.errors import ShijibuError
from shijibu.ledger import Ledger
from shijibu.outside_text import one_line
from shijibu.rounds.decided import DecidedRound
from shijibu.scheme.load import scheme_or_faults
from shijibu.scheme.model import Scheme
from shijibu.simulation.again import Rounds, again
from shijibu.simulation.compare import counts, differing, list_title
from shijibu.simulation.outcome import Sweep, SweptRound, SweptValue
from shijibu.simulation.similar import similar_pairs
from shijibu.spreadsheet.names import may_be

MOST = 200  # values; each computes every round
_TEXT = re.compile(r"\s*([^=\s]+)\s*[=＝]\s*([-+.\d]+)\s*[:：]\s*([-+.\d]+)\s*(?:[:：]\s*([+.\d]+)\s*)?")


class CannotSweep(ShijibuError):
    """What is asked names no parameter that is one number, or no values."""


@dataclass(frozen=True, slots=True)
class Range:
    """Values of a parameter: from `first` to `last`, both included where the steps meet it."""

    path: str
    first: Decimal
    last: Decimal
    step: Decimal

    @classmethod
    def parse(cls, text: str) -> Range:
        """`DQ-2.red_below=60:90:5`; without a step, 1. Raises CannotSweep."""
        match = _TEXT.fullmatch(text)
        numbers = [_number(match[n]) for n in (2, 3, 4) if match[n]] if match else []
        if match is None or None in numbers:
            raise CannotSweep(f"“{one_line(text)}”应写成 参数=起:止:步长，如 DQ-2.red_below=60:90:5")
        first, last, *step = (n for n in numbers if n is not None)
        out = cls(match[1], first, last, step[0] if step else Decimal(1))
        if out.step <= 0 or out.last < out.first:
            raise CannotSweep(f"“{one_line(text)}”：起应不大于止，步长应大于 0")
        if len(out.values) > MOST:
            raise CannotSweep(f"“{one_line(text)}”有 {len(out.values)} 个值，最多 {MOST} 个；请放大步长")
        return out

    @property
    def values(self) -> list[float | int]:
        """The values, whole numbers as such."""
        count = min(int((self.last - self.first) / self.step), 100 * MOST) + 1
        listed = (self.first + n * self.step for n in range(count))
        return [int(v) if v == v.to_integral_value() else float(v) for v in listed]


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except ArithmeticError:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 15 else None


def swept(range_: Range, those: Rounds, under: Callable[[DecidedRound], Scheme], tried: Scheme, ledger: Ledger) -> Sweep:
    """Every round that was asked for at each value. A value that the scheme cannot have says why. Raises CannotSweep."""
    _one_number(tried, range_.path)
    rule, _, name = range_.path.partition(".")
    parameter = tried.parameters[rule][name]
    titles = {r.id: list_title(r.id, tried) for r in tried.lists}
    return Sweep(path=range_.path, title=parameter.title, unit=parameter.unit, now=parameter.value, list_titles=titles,
                 values=[_at(value, range_.path, those, under, ledger) for value in range_.values])


def _one_number(scheme: Scheme, path: str) -> None:
    numbers = [p for p in scheme.parameter_paths if isinstance(scheme.parameter(p), int | float)]
    if path not in numbers:
        what = "不是一个数，不能逐值试算" if scheme.has(path) else "不是方案的参数"
        raise CannotSweep(f"{one_line(path)} {what}{may_be(path, numbers)}")


def _at(value: float | int, path: str, those: Rounds, under: Callable[[DecidedRound], Scheme], ledger: Ledger) -> SweptValue:
    made: dict[int, tuple[Scheme, Scheme]] = {}  # with the scheme itself, which lives as long as its key

    def rules(round_: DecidedRound) -> Scheme:
        scheme = under(round_)
        if str(round_.period) not in those.chosen or not scheme.has(path):
            return scheme
        if id(scheme) not in made:
            made[id(scheme)] = scheme, with_value(scheme, path, value)
        return made[id(scheme)][1]

    rounds = []
    try:
        for one in again(those, rules):
            units, officials = differing(one)
            lists = {id: len(listed) for id, listed in one.now.results.lists.items()}
            similar = {id: pairs.after for id, pairs in (similar_pairs(one, ledger) or {}).items()}
            rounds.append(SweptRound(period=str(one.was.period), label=one.was.period.label, units=units, officials=officials, lists=lists,
                                     similar=similar or None, counts=counts(one)))
            del one  # before the next is computed
    except NotAllowed as fault:
        return SweptValue(value=value, fault=str(fault), periods=[])
    return SweptValue(value=value, periods=rounds)


class NotAllowed(ShijibuError):
    """A scheme cannot have the value; the text says why."""


def with_value(scheme: Scheme, path: str, value: Any) -> Scheme:
    """The scheme with another value of a parameter. Raises NotAllowed."""
    rule, _, name = path.partition(".")
    values = scheme.model_dump(mode="json")
    values["parameters"][rule][name]["value"] = value
    made = scheme_or_faults(values)
    if isinstance(made, Scheme):
        return made
    raise NotAllowed("；".join(dict.fromkeys(what for _, what in made)))
