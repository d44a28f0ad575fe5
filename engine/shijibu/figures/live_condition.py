"""A declared check as the sheet can ask it while one types: a condition, and what is said where it is true, in ordinary formulas.

What hangs on other rounds, or on what no formula can say, is `Unsayable`: check alone says it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from shijibu.errors import ShijibuError
from shijibu.language.expression import Call, Expression, Literal, Name
from shijibu.language.formula import Formula, Template
from shijibu.language.values import Value
from shijibu.rules.native import literal
from shijibu.scheme.model import Scheme
from shijibu.spreadsheet.days import serial

_LONGEST = 20  # characters of an entry that a hint repeats
_LAST_DAY = 2958465  # 9999-12-31: no program shows a later one
_BROKEN = "；"  # parts what a hint says, so that nothing said may hold it


class Unsayable(ShijibuError, ValueError):
    """The sheet cannot ask it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value: a formula's text, and what it is: text, number, percent or date."""

    text: str
    type: str = "text"


@dataclass(frozen=True, slots=True)
class Cells:
    """A column: its range, and of its rows those that are meant, as a formula of ones and zeros; none for all."""

    range: str
    type: str = "text"
    meant: str | None = None

    @property
    def there(self) -> str:
        """One for each of the meant rows that holds something."""
        filled = f"(LEN(TRIM({self.range}))>0)"
        return f"{self.meant}*{filled}" if self.meant else f"--{filled}"


Found = Cell | Cells


class Sheet(Protocol):
    """Where a check stands in a workbook."""

    def name(self, name: Name) -> Found | Formula | Value:
        """A cell, a column, a figure's own formula, or a value that is known. Raises Unsayable."""


def condition(asked: Formula, scheme: Scheme, sheet: Sheet) -> str:
    """The condition as a formula that is TRUE or FALSE. Raises Unsayable."""
    return f"IFERROR({_Asker(scheme, sheet).truth(asked.tree)},FALSE)"


def sentence(template: str, fallback: str, scheme: Scheme, sheet: Sheet) -> str:
    """A text with `{name}` places as a formula; `fallback` where a place cannot be said."""
    try:
        asker = _Asker(scheme, sheet)
        parts = [asker.said(p.tree) if isinstance(p, Formula) else literal(p.replace(_BROKEN, "，")) for p in Template(template).parts if p]
    except Unsayable:
        return literal(fallback.replace(_BROKEN, "，"))
    return f'IFERROR({"&".join(parts)},{literal(fallback.replace(_BROKEN, "，"))})'


class _Asker:
    def __init__(self, scheme: Scheme, sheet: Sheet) -> None:
        self._scheme, self._sheet = scheme, sheet

    # conditions

    def truth(self, part: Expression) -> str:
        if isinstance(part, Call) and part.function in _TRUTHS:
            return _TRUTHS[part.function](self, part.arguments)
        found = self.value(part)
        if isinstance(found, Cells):
            raise Unsayable(str(part))
        return f"(LEN({found.text})>0)"

    def _all(self, parts: Sequence[Expression]) -> str:
        return f"AND({','.join(self.truth(p) for p in parts)})"

    def _any(self, parts: Sequence[Expression]) -> str:
        return f"OR({','.join(self.truth(p) for p in parts)})"

    def _none(self, parts: Sequence[Expression]) -> str:
        return f"NOT({self._any(parts)})"

    def _present(self, parts: Sequence[Expression]) -> str:
        told = []
        for found in map(self.value, parts):
            told.append(f"SUMPRODUCT({found.there})>0" if isinstance(found, Cells) else f"LEN(TRIM({found.text}))>0")
        return told[0] if len(told) == 1 else f"OR({','.join(told)})"

    def _absent(self, parts: Sequence[Expression]) -> str:
        return f"NOT({self._present(parts)})"

    def _equals(self, parts: Sequence[Expression]) -> str:
        a, b = (self.cell(p).text for p in parts)
        return f'AND(LEN({a})>0,EXACT({a}&"",{b}&""))'

    def _differs(self, parts: Sequence[Expression]) -> str:
        a, b = (self.cell(p).text for p in parts)
        return f'NOT(EXACT({a}&"",{b}&""))'

    def _compared(self, sign: str) -> Callable[[Sequence[Expression]], str]:
        def held(parts: Sequence[Expression]) -> str:
            a, b = (self.cell(p).text for p in parts)
            return f"IF(COUNT({a},{b})=2,ROUND(({a})-({b}),10){sign}0,FALSE)"
        return held

    def _outside(self, parts: Sequence[Expression]) -> str:
        v, low, high = (self.cell(p).text for p in parts)
        return f"IF(COUNT({v},{low},{high})=3,OR({v}<{low},{v}>{high}),FALSE)"

    def _one_of(self, parts: Sequence[Expression]) -> str:
        v = self.cell(parts[0]).text
        return f'OR({",".join(f"EXACT({v}&{_EMPTY},{self.cell(p).text}&{_EMPTY})" for p in parts[1:])})'

    def _listed(self, parts: Sequence[Expression]) -> str:
        v, known = self.cell(parts[0]).text, self.known(parts[1])
        if not isinstance(known, list):
            raise Unsayable(str(parts[1]))
        texts = [k for k in known if isinstance(k, (str, int, float))]
        return f'OR({",".join(f"EXACT({v}&{_EMPTY},{literal(str(k))})" for k in texts)})' if texts else "FALSE"

    # values

    def cell(self, part: Expression) -> Cell:
        found = self.value(part)
        if isinstance(found, Cells):
            raise Unsayable(str(part))
        return found

    def value(self, part: Expression) -> Found:
        if isinstance(part, Literal):
            return _constant(part.value)
        if isinstance(part, Name):
            found = self._sheet.name(part)
            if isinstance(found, Formula):
                return self.value(found.tree)
            return found if isinstance(found, (Cell, Cells)) else _constant(found)
        if part.function == "param":
            return _constant(self.known(part))
        if part.function not in _VALUES:
            raise Unsayable(str(part))
        return _VALUES[part.function](self, part.arguments)

    def known(self, part: Expression) -> Value:
        """What a parameter says."""
        if isinstance(part, Call) and part.function == "param" and isinstance(part.arguments[0], Literal):
            return self._scheme.parameter(str(part.arguments[0].value))
        raise Unsayable(str(part))

    def _column(self, part: Expression) -> Cells:
        found = self.value(part)
        if isinstance(found, Cell):
            raise Unsayable(str(part))
        return found

    def _months(self, parts: Sequence[Expression]) -> Cell:
        day, months = (self.cell(p).text for p in parts)
        return Cell(f"EDATE({day}+IF(LEN({day})=0,NA(),0),{months})", "date")

    def _days(self, parts: Sequence[Expression]) -> Cell:
        day, days = (self.cell(p).text for p in parts)
        return Cell(f"({day}+{days}+IF(LEN({day})=0,NA(),0))", "date")

    def _week(self, parts: Sequence[Expression]) -> Cell:
        day = self.cell(parts[0]).text
        return Cell(f"({day}-WEEKDAY({day},2)+1+IF(LEN({day})=0,NA(),0))", "date")

    def _sum(self, sign: str) -> Callable[[Sequence[Expression]], Cell]:
        def made(parts: Sequence[Expression]) -> Cell:
            a, b = (self.cell(p).text for p in parts)
            return Cell(f"ROUND(({a}){sign}({b}),10)", "number")
        return made

    def _count(self, parts: Sequence[Expression]) -> Cell:
        told = []
        for part in parts:
            if isinstance(part, Call) and part.function == "distinct":
                told.append(self._different(self._column(part.arguments[0])))
            else:
                told.append(f"SUMPRODUCT({self._column(part).there})")
        return Cell("+".join(told), "number")

    @staticmethod
    def _different(column: Cells) -> str:
        """How many different values: each of the meant rows that is the first with its value."""
        cells, meant = column.range, column.meant or "1"
        first = f"(MATCH(({meant})&\"|\"&{cells},({meant})&\"|\"&{cells},0)=ROW({cells})-MIN(ROW({cells}))+1)"
        return f"SUMPRODUCT({column.there}*{first})"

    def _times(self, parts: Sequence[Expression]) -> Cell:
        column = self._column(parts[0])
        wanted = [self.cell(p).text for p in parts[1:]]
        if column.type == "official":  # an official's cell holds the id or the name in the dropdown
            wanted += [f"IFERROR(INDEX(officials_list,MATCH({w},officials_ids,0)),{w})" for w in wanted]
        hits = "+".join(f'EXACT({column.range}&"",{w}&"")' for w in wanted)
        meant = f"{column.meant}*" if column.meant else ""
        return Cell(f"SUMPRODUCT({meant}(({hits})>0))", "number")

    def _total(self, parts: Sequence[Expression]) -> Cell:
        column = self._column(parts[0])
        return Cell(f"ROUND(SUMPRODUCT({column.meant or '1'}*ISNUMBER({column.range}),{column.range}),10)", "number")

    def _picked(self, parts: Sequence[Expression]) -> Cells:
        values, labels = self._column(parts[0]), self._column(parts[1])
        wanted = "+".join(f'EXACT({labels.range}&"",{self.cell(p).text}&"")' for p in parts[2:])
        return Cells(values.range, values.type, f"(({wanted})>0)*(LEN({labels.range})>0)")

    def _as_written(self, parts: Sequence[Expression]) -> Found:
        """Texts are compared as they are written here; other ways of writing them are seen by check."""
        return self.value(parts[0])

    # what is said

    def said(self, part: Expression) -> str:
        found = self.cell(part)
        match found.type:
            case "date":
                day = f'IF(N({found.text})>{_LAST_DAY},{found.text},TEXT({found.text},"yyyy-mm-dd"))'
                return f'IF(LEN({found.text})=0,"",{day})'
            case "number":
                return f"ROUND({found.text},2)"
            case "percent":
                return f"ROUND({found.text},4)"
        return f'LEFT(SUBSTITUTE({found.text}&"",{literal(_BROKEN)},"，"),{_LONGEST})'


_EMPTY = '""'
_TRUTHS: dict[str, Callable[[_Asker, Sequence[Expression]], str]] = {
    "all_of": _Asker._all, "any_of": _Asker._any, "none_of": _Asker._none, "present": _Asker._present, "absent": _Asker._absent,
    "equals": _Asker._equals, "differs": _Asker._differs, "outside": _Asker._outside, "one_of": _Asker._one_of, "listed": _Asker._listed,
    "above": lambda a, p: a._compared(">")(p), "below": lambda a, p: a._compared("<")(p), "later": lambda a, p: a._compared(">")(p),
    "at_least": lambda a, p: a._compared(">=")(p), "at_most": lambda a, p: a._compared("<=")(p),
}
_VALUES: dict[str, Callable[[_Asker, Sequence[Expression]], Found]] = {
    "plus_months": _Asker._months, "plus_days": _Asker._days, "week_of": _Asker._week, "count": _Asker._count, "times": _Asker._times,
    "TOTAL": _Asker._total, "picked": _Asker._picked, "normalised": _Asker._as_written,
    "plus": lambda a, p: a._sum("+")(p), "minus": lambda a, p: a._sum("-")(p), "product": lambda a, p: a._sum("*")(p),
}


def _constant(value: Value) -> Cell:
    if isinstance(value, str):
        try:
            return Cell(str(serial(date.fromisoformat(value))), "date")
        except ValueError:
            return Cell(literal(value))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Cell(literal(value), "number")
    if value is None:
        return Cell(_EMPTY)
    raise Unsayable(repr(value))
