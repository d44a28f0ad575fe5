"""A formula of a form's cell, in the language of schemes where that says the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.utils.cell import column_index_from_string

from shijibu.errors import ShijibuError

_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_BINARY = {"+": ("plus", 3), "-": ("minus", 3), "*": ("product", 4), "/": ("ratio", 4), ">": ("above", 1), "<": ("below", 1), ">=": ("at_least", 1),
           "<=": ("at_most", 1), "=": ("equals", 1), "<>": ("differs", 1)}
_OF_MANY = {"SUM": "TOTAL", "AVERAGE": "MEAN"}
_DIRECT = {"IF": "when", "AND": "all_of", "OR": "any_of", "MAX": "latest", "MIN": "earliest"}
_FIRST_ALONE = ("ROUND", "IFERROR")
"""Of what they are given only the first counts: how many places are shown is the column's, and what fails waits."""
_PLAIN = {0.0, 1.0, 100.0}
"""Numbers that no rule sets."""


_NOTHING = "''"


class NotSaid(ShijibuError):
    """The language of schemes does not say what the formula does; the text says why."""


@dataclass(slots=True)
class Names:
    """column: what a column of the form is called, by its number. row: of the form's row. constant: what stands for a number of a rule.

    outside: the number that stands in a cell (row, column) beside the table; None where none does.
    """

    column: Mapping[int, str]
    row: int
    constant: Callable[[float], str]
    outside: Callable[[tuple[int, int]], float | None]


def scheme_formula(text: str, names: Names) -> str:
    """The formula of a row's cell. Raises NotSaid."""
    tokens = [t for t in Tokenizer(text if text.startswith("=") else f"={text}").items if t.type != Token.WSPACE]
    parser = _Parser(tokens, names)
    said = parser.expression(0)
    if parser.at < len(tokens):
        raise NotSaid(f"看不懂“{tokens[parser.at].value}”")
    return said


def summed(text: str, column: int, first: int, last: int) -> str | None:
    """TOTAL or MEAN where a formula below a table takes all of a column's rows; None for any other."""
    match = re.fullmatch(r"=?(SUM|AVERAGE)\(\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)\)", text.replace(" ", "").upper())
    if match is None or match[2] != match[4] or column_index_from_string(match[2]) != column:
        return None
    return _OF_MANY[match[1]] if int(match[3]) <= first and int(match[5]) >= last else None


def as_rule(said: str) -> str | None:
    """The rule that says the same, which people know by its name; None where none does."""
    match = re.fullmatch(r"(?:when\(present\((\w+)\), )?ratio\((\w+), (\w+)\)(\)?)", said)
    if match is None or bool(match[1]) != bool(match[4]) or match[1] not in (None, match[2], match[3]):
        return None
    return f"SHAREOF({match[2]}, {match[3]})"


class _Parser:
    def __init__(self, tokens: list[Token], names: Names) -> None:
        self.tokens, self.names, self.at, self.counted = tokens, names, 0, True

    def _next(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def expression(self, least: int) -> str:
        left = self._operand()
        while (token := self._next()) is not None and token.type in (Token.OP_IN, Token.OP_POST):
            if token.type == Token.OP_POST:
                self.at += 1
                left = f"ratio({left}, 100)"
                continue
            word, strength = _BINARY.get(token.value, ("", 0))
            if not word:
                raise NotSaid(f"没有与“{token.value}”相当的词语")
            if strength <= least:
                break
            self.at += 1
            left = _joined(word, left, self.expression(strength))
        return left

    def _operand(self) -> str:
        token = self._next()
        if token is None:
            raise NotSaid("算式不完整")
        self.at += 1
        if token.type == Token.OPERAND:
            return self._value(token)
        if token.type == Token.OP_PRE:
            inner = self.expression(5)
            return inner if token.value == "+" else f"minus(0, {inner})"
        if token.type == Token.PAREN and token.subtype == Token.OPEN:
            inner = self.expression(0)
            self._close(Token.PAREN)
            return inner
        if token.type == Token.FUNC and token.subtype == Token.OPEN:
            return self._call(token.value.rstrip("(").upper())
        raise NotSaid(f"看不懂“{token.value}”")

    def _close(self, kind: str) -> None:
        token = self._next()
        if token is None or token.type != kind or token.subtype != Token.CLOSE:
            raise NotSaid("括号不成对")
        self.at += 1

    def _call(self, name: str) -> str:
        arguments: list[str] = []
        counted = self.counted
        while (token := self._next()) is not None and not (token.type == Token.FUNC and token.subtype == Token.CLOSE):
            if token.type == Token.SEP:
                self.at += 1
                continue
            arguments.append(self.expression(0))
            self.counted = self.counted and name not in _FIRST_ALONE
        self.counted = counted
        self._close(Token.FUNC)
        if name in _OF_MANY:
            return f"{_OF_MANY[name]}(rows({', '.join(arguments)}))"
        if name == "IF" and len(arguments) == 3 and arguments[1] == _NOTHING:
            return f"when({_not(arguments[0])}, {arguments[2]})"
        if name == "IF" and len(arguments) == 3 and arguments[2] == _NOTHING:
            return f"when({arguments[0]}, {arguments[1]})"
        if name in _DIRECT:
            return f"{_DIRECT[name]}({', '.join(arguments)})"
        if name in _FIRST_ALONE and arguments:
            return arguments[0]
        raise NotSaid(f"没有与 {name} 相当的函数")

    def _value(self, token: Token) -> str:
        if token.subtype == Token.NUMBER:
            number = float(token.value)
            return f"{number:g}" if number in _PLAIN or not self.counted else self.names.constant(number)
        if token.subtype == Token.TEXT:
            text = token.value[1:-1].replace('""', '"')
            if "'" in text or "\\" in text:
                raise NotSaid("文字里有引号")
            return f"'{text}'"
        if token.subtype == Token.RANGE:
            return self._reference(token.value.upper())
        raise NotSaid(f"看不懂“{token.value}”")

    def _reference(self, text: str) -> str:
        first, _, last = text.partition(":")
        ends = [_CELL.fullmatch(part) for part in ([first, last] if last else [first])]
        if None in ends:
            raise NotSaid(f"取自别处（{text}）")
        places = [(int(m[2]), column_index_from_string(m[1])) for m in ends if m is not None]
        if not last and (places[0][0] != self.names.row or places[0][1] not in self.names.column):
            number = self.names.outside(places[0])
            if number is not None:
                return self.names.constant(number)
        if any(row != self.names.row for row, _ in places):
            raise NotSaid(f"取自别的行（{text}）")
        columns = range(places[0][1], places[-1][1] + 1)
        known = [self.names.column[c] for c in columns if c in self.names.column]
        if len(known) != len(columns):
            raise NotSaid(f"取自表外（{text}）")
        return ", ".join(known)


def _joined(word: str, left: str, right: str) -> str:
    """Two operands; of a comparison with nothing, whether something is there."""
    if right == _NOTHING and word in ("equals", "differs"):
        return f"{'absent' if word == 'equals' else 'present'}({left})"
    return f"{word}({left}, {right})"


def _not(condition: str) -> str:
    for word, opposite in (("absent", "present"), ("present", "absent")):
        if condition.startswith(f"{word}("):
            return opposite + condition.removeprefix(word)
    return f"none_of({condition})"
