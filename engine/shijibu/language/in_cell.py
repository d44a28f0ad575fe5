"""What words come to in a cell: an ordinary formula that gives the engine's value of an expression, "" for a blank, and an error value where
the engine waits.

Arithmetic is unrounded inside and rounded as a rule's value where it ends, as `Sum` has it; a comparison with a blank is not true; a
condition that is decided already asks nothing further. Only functions that Excel 2010, WPS and LibreOffice 7 know are used.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from shijibu.errors import ShijibuError
from shijibu.language.expression import Call, Expression, Literal, Name
from shijibu.rules import REGISTRY, Ref
from shijibu.rules.native import Argument, literal, native_formula, rounded
from shijibu.rules.registry import Rule
from shijibu.rules.values import WAITING

_NUMBERS = ("number", "integer", "percent")
_TEXTS = ("text", "choice")
_WRONG = "#VALUE!"


class NotInCell(ShijibuError, ValueError):
    """No ordinary formula gives the engine's value; the text says of what."""


class Cells(Protocol):
    """Where a formula stands."""

    def ref(self, name: Name) -> Ref:
        """The cell or range of a name."""

    def type(self, name: Name) -> str:
        """Of what type it is: number, integer, percent, text, choice, date, official, units."""

    def known(self, call: Call) -> Argument:
        """What a form's call stands for, such as a parameter; None where it stands for nothing."""


@dataclass(frozen=True, slots=True)
class _Value:
    """text: gives the value. number: whether it is one, None where that hangs on what is in cells. sure: it is never blank nor an error."""

    text: str
    number: bool | None
    sure: bool = False

    @property
    def wrong(self) -> str:
        """More than 0 where it is something else than a number or a blank; empty where it never is."""
        return "" if self.sure else f"LEN({self.text})*(1-ISNUMBER({self.text}))"

    @property
    def length(self) -> str:
        """0 where it is blank; empty where it never is."""
        return "" if self.sure else f"LEN({self.text})"


@dataclass(frozen=True, slots=True)
class _Number:
    """A number being worked out. body: it, where nothing is wrong, everything is there, and no divisor is 0."""

    body: str
    wrong: tuple[str, ...] = ()
    lengths: tuple[str, ...] = ()
    divisors: tuple[str, ...] = ()

    def within(self, answer: str, nothing: str) -> str:
        """`answer` where it is a number, `nothing` where it is blank, an error where something is wrong."""
        for divisor in reversed(self.divisors):
            answer = f"IF(({divisor})=0,{nothing},{answer})"
        if self.lengths:
            blank = f"{self.lengths[0]}=0" if len(self.lengths) == 1 else f"OR({','.join(f'{one}=0' for one in self.lengths)})"
            answer = f"IF({blank},{nothing},{answer})"
        return f"IF({'+'.join(self.wrong)}>0,{_WRONG},{answer})" if self.wrong else answer


def rule_alone(tree: Expression, cells: Cells) -> bool:
    """Whether it is a rule's call over names, numbers, texts and parameters: what the rule's own formula says."""
    if not isinstance(tree, Call) or tree.function not in REGISTRY:
        return False
    given = (*tree.arguments, *(v for _, v in tree.keywords))
    return not any(isinstance(part, Call) and cells.known(part) is None for part in given)


def cell_formula(tree: Expression, cells: Cells) -> str:
    """The formula, without "=". Raises NotInCell."""
    if isinstance(tree, Call) and tree.function in _TRUTHS:
        raise NotInCell(f"{tree} 只说成立不成立，要写成 when(…, 成立时, 不成立时)")
    return _Writer(cells).value(tree, exact=False).text


class _Writer:
    def __init__(self, cells: Cells) -> None:
        self.cells = cells

    # values

    def value(self, part: Expression, *, exact: bool) -> _Value:
        """A value as it stands in a cell of its own: "" for a blank, whatever it is."""
        if isinstance(part, Literal):
            return _constant(part.value)
        if isinstance(part, Name):
            found = self.one(part)
            return _Value(f'IF({found.length}=0,"",{_unless_waiting(found)})', found.number)
        if part.function in _SUMS or part.function in _OF_MANY:
            number = self.number(part, exact=exact)
            return _Value(number.within(number.body if exact or part.function in _OF_MANY else rounded(number.body), '""'), True)
        if part.function in _VALUES:
            return _VALUES[part.function](self, part.arguments, exact)
        if part.function in REGISTRY and not exact:
            return self._rule(REGISTRY[part.function], part)
        known = self.cells.known(part)
        if isinstance(known, (int, float, str)):
            return _constant(known)
        raise NotInCell(f"{part} 在单元格里算不了")

    def one(self, name: Name) -> _Value:
        """What stands in a cell, as it is."""
        ref, kind = self.cells.ref(name), self.cells.type(name)
        if ":" in ref.address:
            raise NotInCell(f"{name} 是一整栏，这里只能写一格")
        if kind not in (*_NUMBERS, *_TEXTS):
            raise NotInCell(f"{name} 是日期、干部或单位，单元格里只能用数和文字来算")
        return _Value(ref.address, kind in _NUMBERS)

    def _rule(self, rule: Rule, call: Call) -> _Value:
        """A rule's own formula, of single cells and settings."""
        if rule.native_body is None or rule.returns == "column" or rule.array:
            raise NotInCell(f"{call} 不能写在别的词语里")
        given = dict(zip((p.name for p in rule.parameters), call.arguments, strict=False)) | dict(call.keywords)
        arguments: list[Argument] = []
        for p in rule.parameters:
            part = given.get(p.name)
            if part is None and p.default:
                arguments.append(self.cells.known(Call("param", (Literal(p.default),))))
            elif part is None:
                arguments.append(None)
            elif isinstance(part, Name):
                arguments.append(self.cells.ref(part))
            elif isinstance(part, Literal) and not p.is_list:
                arguments.append(part.value)
            elif isinstance(part, Call) and (known := self.cells.known(part)) is not None:
                arguments.append(known)
            else:
                raise NotInCell(f"{part} 不能写在 {rule.name} 里")
        return _Value(native_formula(rule, arguments, nodata='""'), rule.returns in ("number", "integer"))

    # numbers

    def number(self, part: Expression, *, exact: bool) -> _Number:
        """What is worked out of it; exact: inside something greater, where nothing is rounded."""
        if isinstance(part, Call) and part.function in _SUMS:
            return _sum(part.function, [self.number(p, exact=True) for p in part.arguments])
        if isinstance(part, Call) and part.function in _OF_MANY:
            return self._of_many(part, exact=exact)
        found = self.one(part) if isinstance(part, Name) else self.value(part, exact=exact)
        if found.number is False:
            raise NotInCell(f"{part} 是文字，不能当数来算")
        return _Number(found.text, (found.wrong,) if found.wrong else (), (found.length,) if found.length else ())

    def _of_many(self, call: Call, *, exact: bool) -> _Number:
        """The sum, mean or least of a column's numbers, or of several cells'; nothing where none is there."""
        function, inner = _OF_MANY[call.function], call.arguments
        if call.keywords or len(inner) != 1:
            raise NotInCell(f"{call} 在单元格里算不了")
        if isinstance(inner[0], Name):
            ref = self.cells.ref(inner[0]).address
            if self.cells.type(inner[0]) not in _NUMBERS:
                raise NotInCell(f"{inner[0]} 不是数")
            wrong, lengths, listed = [f"SUMPRODUCT((LEN({ref})>0)*(1-ISNUMBER({ref})))"], f"SUMPRODUCT(LEN({ref}))", ref
        elif isinstance(inner[0], Call) and inner[0].function == "rows" and inner[0].arguments:
            parts = [self.value(p, exact=exact) if not isinstance(p, Name) else self.one(p) for p in inner[0].arguments]
            if any(p.number is False for p in parts):
                raise NotInCell(f"{inner[0]} 里有文字")
            wrong, lengths = [p.wrong for p in parts if p.wrong], "+".join(p.length or "1" for p in parts)
            plain = all(isinstance(p, (Name, Literal)) for p in inner[0].arguments)
            if not plain and function != "SUM":
                raise NotInCell(f"{inner[0]} 里有要算的，{call.function} 在单元格里算不了")
            listed = ",".join(p.text if p.sure or isinstance(e, Name) else f"N({p.text})" for p, e in zip(parts, inner[0].arguments, strict=True))
        else:
            raise NotInCell(f"{call} 在单元格里算不了")
        body = f"{function}({listed})"
        return _Number(body if exact else rounded(body), tuple(wrong), (f"({lengths})",))

    # truths

    def truth(self, part: Expression) -> str:
        """TRUE, FALSE, or an error where it waits."""
        if isinstance(part, Call) and part.function in _TRUTHS:
            return _TRUTHS[part.function](self, part.arguments)
        found = self.one(part) if isinstance(part, Name) else self.value(part, exact=False)
        return f"IF(LEN({found.text})=0,FALSE,IF(ISNUMBER({found.text}),{found.text}<>0,{_unless_waiting(found, 'TRUE')}))"

    def held(self, part: Expression) -> _Number:
        """As it is held against a line: what is worked out on the spot without binary noise, and not rounded."""
        if isinstance(part, Call) and part.function in _SUMS:
            number = self.number(part, exact=True)
            return _Number(f"ROUND({number.body},10)", number.wrong, number.lengths, number.divisors)
        return self.number(part, exact=False)

    def decided(self, parts: Sequence[Expression], *, by: bool) -> str:
        """Whether one part is true (by), or one is not: decided by the first that says so, whatever the others wait for."""
        truths = [self.truth(p) for p in parts]
        if len(truths) == 1:
            return truths[0] if by else f"NOT({truths[0]})"
        says = "+".join(f"IFERROR(IF({t},{int(by)},{int(not by)}),0)" for t in truths)
        rest = f"OR({','.join(truths)})" if by else f"NOT(AND({','.join(truths)}))"
        return f"IF({says}>0,TRUE,{rest})"

    def any(self, part: Expression) -> str:
        """Where something stands, of whatever type it is; what comes of the rest."""
        return self.cells.ref(part).address if isinstance(part, Name) else self.value(part, exact=False).text

    def plain(self, part: Expression) -> _Value:
        """Something to be compared as it is: a cell's content, or what comes of the rest."""
        return self.one(part) if isinstance(part, Name) else self.value(part, exact=False)


def _constant(value: float | int | str) -> _Value:
    return _Value(literal(value), not isinstance(value, str), sure=value != "")


def _unless_waiting(found: _Value, answer: str | None = None) -> str:
    """`answer`, or the value itself; an error for a cell that waits."""
    return f'IF(EXACT({found.text}&"",{literal(WAITING)}),{_WRONG},{answer or found.text})'


def _sum(word: str, parts: Sequence[_Number]) -> _Number:
    if len(parts) != 2:
        raise NotInCell(f"{word} 应有两项")
    a, b = parts
    wrong, lengths = tuple(dict.fromkeys(a.wrong + b.wrong)), tuple(dict.fromkeys(a.lengths + b.lengths))
    divisors = tuple(dict.fromkeys(a.divisors + b.divisors + ((b.body,) if word in ("ratio", "percent") else ())))
    return _Number(_SUMS[word].format(f"({a.body})", f"({b.body})"), wrong, lengths, divisors)


_SUMS = {"plus": "{}+{}", "minus": "{}-{}", "product": "{}*{}", "ratio": "{}/{}", "percent": "{}/{}*100"}
_OF_MANY = {"TOTAL": "SUM", "MEAN": "AVERAGE", "LOWEST": "MIN"}


def _compared(sign: str) -> Callable[[_Writer, Sequence[Expression]], str]:
    def held(writer: _Writer, parts: Sequence[Expression]) -> str:
        a, b = _each(parts, 2, writer.held)
        both = _Number("", tuple(dict.fromkeys(a.wrong + b.wrong)), tuple(dict.fromkeys(a.lengths + b.lengths)), a.divisors + b.divisors)
        return both.within(f"({a.body}){sign}({b.body})", "FALSE")
    return held


def _each(parts: Sequence[Expression], count: int, make: Callable[[Expression], _Number]) -> list[_Number]:
    if len(parts) != count:
        raise NotInCell(f"应有 {count} 项")
    return [make(p) for p in parts]


def _outside(writer: _Writer, parts: Sequence[Expression]) -> str:
    v, low, high = _each(parts, 3, writer.held)
    wrong = tuple(dict.fromkeys(v.wrong + low.wrong + high.wrong))
    above = _Number("", (), high.lengths, high.divisors).within(f"({v.body})>({high.body})", _WRONG)
    answer = f"IF(({v.body})<({low.body}),TRUE,{above})"  # the upper line is asked where the lower one does not decide
    return _Number("", wrong, v.lengths + low.lengths, v.divisors + low.divisors).within(answer, "FALSE")


def _same(a: _Value, b: _Value) -> str:
    """Whether two values are the same number or the same text; FALSE where one is blank and the other is not."""
    x, y = a.text, b.text
    return f'IF(ISNUMBER({x})<>ISNUMBER({y}),FALSE,IF(ISNUMBER({x}),{x}={y},EXACT({x}&"",{y}&"")))'


def _told(found: _Value, answer: str) -> str:
    return answer if found.sure else _unless_waiting(found, answer)


def _equals(writer: _Writer, parts: Sequence[Expression]) -> str:
    return _among(writer, parts[:1], [writer.plain(p) for p in parts[1:2]])


def _differs(writer: _Writer, parts: Sequence[Expression]) -> str:
    a, b = (writer.plain(p) for p in parts)
    return _told(a, _told(b, f"NOT({_same(a, b)})"))


def _among(writer: _Writer, parts: Sequence[Expression], others: Sequence[_Value]) -> str:
    found = writer.plain(parts[0])
    answer = f"OR({','.join(_same(found, other) for other in others)})" if others else "FALSE"
    answer = answer if found.sure else f"IF(LEN({found.text})=0,FALSE,{answer})"
    for other in (*others, found):
        answer = _told(other, answer)
    return answer


def _one_of(writer: _Writer, parts: Sequence[Expression]) -> str:
    return _among(writer, parts, [writer.plain(p) for p in parts[1:]])


def _listed(writer: _Writer, parts: Sequence[Expression]) -> str:
    known = writer.cells.known(parts[1]) if len(parts) == 2 and isinstance(parts[1], Call) else None
    if known is None or isinstance(known, Ref):
        raise NotInCell("listed 在单元格里只能用参数列出的")
    values = [known] if isinstance(known, (int, float, str)) else list(known)
    if not all(isinstance(k, (int, float, str)) for k in values):
        raise NotInCell("listed 在单元格里只能用参数列出的")
    return _among(writer, parts, [_constant(k) for k in values if isinstance(k, (int, float, str))])


def _present(writer: _Writer, parts: Sequence[Expression]) -> str:
    """One that waits is not there."""
    lengths = []
    for part in parts:
        found = writer.any(part)
        if ":" in found and isinstance(part, Name):
            raise NotInCell(f"{part} 是一整栏，这里只能写一格")
        lengths.append(f'IFERROR(IF(EXACT({found}&"",{literal(WAITING)}),0,LEN(TRIM({found}&""))),0)')
    return f"{'+'.join(lengths)}>0"


def _when(writer: _Writer, parts: Sequence[Expression], exact: bool) -> _Value:
    if len(parts) not in (2, 3):
        raise NotInCell("when 应有两到三项")
    then = writer.value(parts[1], exact=exact)
    other = writer.value(parts[2], exact=exact) if len(parts) == 3 else _Value('""', then.number)
    return _Value(f"IF({writer.truth(parts[0])},{then.text},{other.text})", then.number if then.number == other.number else None)


def _blank_as(writer: _Writer, parts: Sequence[Expression], exact: bool) -> _Value:
    if len(parts) != 2:
        raise NotInCell("blank_as 应有两项")
    found = writer.one(parts[0]) if isinstance(parts[0], Name) else writer.value(parts[0], exact=exact)
    instead = writer.value(parts[1], exact=exact)
    both = found.number if found.number == instead.number else None
    text = f"IF(LEN({found.text})=0,{instead.text},{found.text if found.sure else _unless_waiting(found)})"
    return _Value(text if instead.sure else f"IF(ISERROR({instead.text}),{_WRONG},{text})", both)


def _greatest(function: str) -> Callable[[_Writer, Sequence[Expression], bool], _Value]:
    """The greatest or least of the numbers that are there."""
    def made(writer: _Writer, parts: Sequence[Expression], exact: bool) -> _Value:
        if len(parts) == 1 and isinstance(parts[0], Call) and parts[0].function == "rows":
            parts = parts[0].arguments
        if not parts or not all(isinstance(p, (Name, Literal)) or writer.cells.known(p) is not None for p in parts):
            raise NotInCell("latest、earliest 在单元格里只能用几格的数")
        numbers = [writer.number(p, exact=exact) for p in parts]
        wrong = tuple(dict.fromkeys(w for n in numbers for w in n.wrong))
        there = "+".join(n.lengths[0] if n.lengths else "1" for n in numbers)
        return _Value(_Number("", wrong, (f"({there})",)).within(f"{function}({','.join(n.body for n in numbers)})", '""'), True)
    return made


def _count(writer: _Writer, parts: Sequence[Expression], exact: bool) -> _Value:
    """How many are there, of cells and of columns; one that waits makes it wait."""
    flat = [q for p in parts for q in (p.arguments if isinstance(p, Call) and p.function == "rows" else [p])]
    there, waits = [], []
    for part in flat:
        if not isinstance(part, Name):
            raise NotInCell(f"{part} 在单元格里数不了")
        ref = writer.any(part)
        there.append(f'SUMPRODUCT(--(LEN(TRIM({ref}&""))>0))')
        waits.append(f"COUNTIF({ref},{literal(WAITING)})")
    return _Value(f"IF({'+'.join(waits)}>0,{_WRONG},{'+'.join(there)})", True)


_TRUTHS: dict[str, Callable[[_Writer, Sequence[Expression]], str]] = {
    "above": _compared(">"), "below": _compared("<"), "at_least": _compared(">="), "at_most": _compared("<="), "outside": _outside,
    "equals": _equals, "differs": _differs, "one_of": _one_of, "listed": _listed, "present": _present,
    "absent": lambda w, p: f"NOT({_present(w, p)})",
    "all_of": lambda w, p: f"NOT({w.decided(p, by=False)})", "any_of": lambda w, p: w.decided(p, by=True),
    "none_of": lambda w, p: f"NOT({w.decided(p, by=True)})",
}
_VALUES: dict[str, Callable[[_Writer, Sequence[Expression], bool], _Value]] = {
    "when": _when, "blank_as": _blank_as, "latest": _greatest("MAX"), "earliest": _greatest("MIN"), "count": _count,
}
