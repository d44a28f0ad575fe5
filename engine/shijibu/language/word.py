"""Words of the language: each is one object that says how it is checked, what it gives, and how it is said in Chinese.

A word takes values as figures have them and gives a value or a truth. A comparison with a blank is not true, so that nobody lands on
a list by what is missing. A new word is one object in a file of `language/words/`.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from shijibu.language.evidence import Whose
from shijibu.language.expression import Call
from shijibu.language.kinds import Kind
from shijibu.language.node import At, Evaluates, Node, Record
from shijibu.language.values import Value, known, waiting
from shijibu.rules import OutOfRange, RuleError, Waits, WrongInput
from shijibu.rules.values import compared
from shijibu.spreadsheet.number import settle
from shijibu.spreadsheet.wording import in_sentence

_signature = cache(inspect.signature)


@dataclass(frozen=True, slots=True)
class Word:
    """meaning: of its arguments' values; its parameters say how many there are. gives: what it means, for docs/scheme.md.

    zh: it in Chinese, of its arguments in Chinese. example: a call that people can copy, and what it gives. takes: what a parameter of
    the scheme must be that stands in the argument's place. spread: its arguments count as if they stood where it stands.
    """

    name: str
    meaning: Callable[..., Value]
    gives: str
    zh: Callable[..., str]
    example: tuple[str, Value]
    takes: tuple[Kind | None, ...] = ()
    spread: bool = False

    @property
    def count(self) -> str:
        """How many arguments it takes, as people say it."""
        own = _signature(self.meaning).parameters.values()
        most, least = len(own), sum(p.default is p.empty and p.kind is not p.VAR_POSITIONAL for p in own)
        if any(p.kind is p.VAR_POSITIONAL for p in own):
            return f"至少 {least} 项"
        return f" {least} 项" if least == most else f" {least} 到 {most} 项"

    def faults(self, call: Call) -> Iterator[str]:
        try:
            _signature(self.meaning).bind(*call.arguments)
        except TypeError:
            yield f"{self.name} 应有{self.count}，现有 {len(call.arguments)} 项"
        if call.keywords:
            yield f"{self.name} 的各项按次序写，不写名称"

    def value(self, asked: Evaluates, parts: Sequence[Node], at: At) -> Value:
        return self.of([asked.part(part, at) for part in parts])

    def of(self, values: Sequence[Value]) -> Value:
        """What it gives. Raises WrongInput for what it cannot take, OutOfRange beyond all numbers, Waits where a value is in want of a mended one."""
        if waiting(values):
            raise Waits("所用的数待改正")
        try:
            value = self.meaning(*values)
        except (TypeError, ValueError, ArithmeticError):
            raise WrongInput(f"{self.name} 不能由“{'、'.join(in_sentence(v) for v in values)[:60]}”得出") from None
        if isinstance(value, float) and not math.isfinite(value):
            raise OutOfRange(f"{self.name} 的得数超出数的范围")
        return value

    def telling(self, parts: Sequence[Record]) -> Sequence[Record]:
        """Which of its parts an explanation tells of, where a figure is this word's own."""
        return parts

    def is_met(self, parts: Sequence[Record]) -> bool:
        """Whether it has a value at all, as its parts came out."""
        return True


class Presence(Word):
    """Asks whether values are there: one that could not be computed is not."""

    __slots__ = ()

    def value(self, asked: Evaluates, parts: Sequence[Node], at: At) -> Value:
        values: list[Value] = []
        for part in parts:
            try:
                values.append(known(asked.part(part, at)))
            except RuleError:  # said where it is
                values.append(None)
        return self.of(values)


class Comparison(Word):
    """What is worked out on the spot is held against a line unrounded, only freed of binary noise."""

    __slots__ = ()

    def value(self, asked: Evaluates, parts: Sequence[Node], at: At) -> Value:
        return self.of([self._held(asked, part, at) for part in parts])

    def _held(self, asked: Evaluates, part: Node, at: At) -> Value:
        worked_out = isinstance(part, WordCall) and isinstance(part.word, Sum)
        value = asked.part(part, at.plainly(exact=worked_out))
        return compared(value) if worked_out and isinstance(value, float) else value


class Sum(Word):
    """A sum on the spot: as a part of something greater it stays unrounded, as a figure's value it is rounded like a rule's."""

    __slots__ = ()

    def value(self, asked: Evaluates, parts: Sequence[Node], at: At) -> Value:
        value = self.of([asked.part(part, at.inside(exact=True)) for part in parts])
        return settle(value) if isinstance(value, float) and not at.exact else value


@dataclass(frozen=True, slots=True)
class Truths(Word):
    """Asks only until it is decided: a condition is asked of every official of a county for every unit's workbook.

    by: the truth of a part by which it is decided.
    """

    by: bool = True

    def value(self, asked: Evaluates, parts: Sequence[Node], at: At) -> Value:
        plainly, truths, decided, open_ = at.plainly(), list[Value](), False, list[RuleError]()
        for part in parts:
            if not decided:
                try:
                    truths.append(asked.part(part, plainly))
                    decided = bool(truths[-1]) is self.by
                except RuleError as error:  # another may decide without it
                    open_.append(error)
            elif at.record is not None:
                asked.unasked(part, plainly)
        if open_ and not decided:
            raise open_[0]
        return self.of(truths)


class Choice(Word):
    """A condition, what there is where it is true, and what there is, if anything, where it is not: only the one is asked for."""

    __slots__ = ()

    def value(self, asked: Evaluates, parts: Sequence[Node], at: At) -> Value:
        truth, then, *otherwise = parts
        if asked.part(truth, at.plainly()):
            value = asked.part(then, at)
            for other in otherwise:
                asked.unasked(other, at)
            return value
        asked.unasked(then, at)
        return asked.part(otherwise[0], at) if otherwise else None

    def telling(self, parts: Sequence[Record]) -> list[Record]:
        return [part for part in parts if not part.unasked]

    def is_met(self, parts: Sequence[Record]) -> bool:
        return bool(parts[0].value)


@dataclass(frozen=True, slots=True)
class WordCall(Node):
    """A word with its arguments. of_round: as a node's."""

    word: Word
    arguments: tuple[Node, ...]
    text: str
    of_round: bool = field(default=False, compare=False)

    @classmethod
    def of(cls, word: Word, arguments: tuple[Node, ...], text: str) -> WordCall:
        return cls(word, arguments, text, all(part.of_round for part in arguments))

    @property
    def says(self) -> str:
        return self.text

    @property
    def parts(self) -> Sequence[Node]:
        return self.arguments

    def value(self, asked: Evaluates, at: At) -> Value:
        if self.of_round and at.record is None:
            return asked.once(("of round", id(self), at.exact), lambda: self.word.value(asked, self.arguments, at))
        return self.word.value(asked, self.arguments, at)

    def phrase(self, level: Whose) -> str:
        return self.word.zh(*(part.phrase(level) for part in self.arguments))
