"""From a scheme's expression to a live cell's formula."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal as Mode

from shijibu.language.dictionary import forms
from shijibu.language.expression import Call, Expression, Literal, Name
from shijibu.language.formula import Formula
from shijibu.language.in_cell import cell_formula, rule_alone
from shijibu.language.values import Value
from shijibu.rules import REGISTRY, Ref, Rule, native_formula
from shijibu.rules.names import PREFIX
from shijibu.rules.native import Argument, literal, spoilt
from shijibu.rules.values import WAITING
from shijibu.scheme.model import Scheme

Live = Mode["hybrid", "native"]
NEEDS_ADDIN = '"需加载项"'
"""What stood in a live cell that no ordinary formula can say, and what the sheets of examples say there."""
LATER = "汇总时算"
"""What stands there now: whoever fills in has nothing to do, the office computes it when it consolidates."""


@dataclass(frozen=True, slots=True)
class LiveFormula:
    """A cell's formula text without "="; `array`: it must be entered as an array formula."""

    text: str
    array: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a live cell's formula stands: `language.in_cell.Cells`."""

    scheme: Scheme
    refer: Callable[[Name], Ref]
    typed: Callable[[Name], str]

    def ref(self, name: Name) -> Ref:
        return self.refer(name)

    def type(self, name: Name) -> str:
        return self.typed(name)

    def known(self, call: Call) -> Argument:
        return _in_cell(call, self.scheme)  # type: ignore[return-value]  # a parameter is what a cell can hold, or a list of it


def compile_live(
    expression: Formula,
    scheme: Scheme,
    refer: Callable[[Name], Ref],
    *,
    live: Live = "hybrid",
    own: Callable[[Name], Ref] | None = None,
    row_number: str = "1",
    typed: Callable[[Name], str] = lambda name: "number",
) -> LiveFormula:
    """The live cell that `expression` (a rule's call, or words) describes: its figure, nothing where there is no data, and WAITING, which
    whatever takes it takes for an error, where an input must be mended first.

    refer: the cell or range of a name; typed: of what type it is. own: for a column rule, this row's own cell of a table's column;
    row_number: a formula that counts this row within its table. Raises ValueError where no formula says the expression.
    """
    call, cells = expression.tree, Placed(scheme, refer, typed)
    if not isinstance(call, Call) or not rule_alone(call, cells):
        return LiveFormula(f"IFERROR({cell_formula(call, cells)},{literal(WAITING)})", False)
    rule = REGISTRY[call.function]
    given = dict(zip((p.name for p in rule.parameters), call.arguments, strict=False)) | dict(call.keywords)
    arguments: list[Argument] = []
    row: dict[str, Ref] = {}
    for p in rule.parameters:
        part = given.get(p.name)
        if part is None:
            arguments.append(scheme.parameter(p.default) if p.default else None)
            continue
        arguments.append(_list(part, scheme) if p.is_list else _argument(part, scheme, refer))
        if rule.returns == "column" and p.is_column and isinstance(part, Name) and own is not None:
            row[p.name] = own(part)
    return LiveFormula(live_text(rule, arguments, row, live, row_number), rule.array)


def live_text(rule: Rule, arguments: list[Argument], row: dict[str, Ref], live: Live, row_number: str = "1") -> str:
    """The formula of a live cell that `rule` computes over `arguments`; row: for a column rule, this row's own cells."""
    native = native_formula(rule, arguments, nodata='""', row=row) if rule.native_body else _needs_addin(rule, arguments)
    measured = {p.name: row[p.name] for p in rule.parameters if p.name in row and p.kind == "numbers"}
    if live == "native":
        return _waits(native, measured)
    addin = f"{PREFIX}{rule.name}({','.join(_told(arguments))})"
    column = rule.returns == "column"
    if column or rule.spreads:  # LibreOffice's IFERROR takes no answer that may be a table where the twin begins with IF
        addin = f"INDEX({addin},{row_number if column else 1})"
    return _waits(f"IFERROR({addin},{native})", measured)


def _waits(formula: str, row: dict[str, Ref]) -> str:
    """An error as WAITING; of a column rule not in a row that has nothing for it yet. row: that row's own cells of what is measured."""
    waiting = literal(WAITING)
    if row:
        untouched = f'IF({"+".join(f"LEN({ref})" for ref in row.values())}=0,"",{waiting})'
        waiting = f"IFERROR({untouched},{waiting})"
    return f"IFERROR({formula},{waiting})"


def _needs_addin(rule: Rule, arguments: list[Argument]) -> str:
    """What stands in place of a twin: nothing while a needed cell is blank, WAITING where one holds what the rule cannot take."""
    needed = [a.address for p, a in zip(rule.parameters, arguments, strict=True) if p.need and isinstance(a, Ref) and ":" not in a.address]
    blank = ",".join(f"LEN({cell})=0" for cell in needed)
    wrong = ",".join(spoilt(p, a.address) for p, a in zip(rule.parameters, arguments, strict=True) if isinstance(a, Ref))
    asked = f"IF(OR({wrong}),{literal(WAITING)},{literal(LATER)})" if wrong else literal(LATER)
    return f'IF(OR({blank}),"",{asked})' if blank else asked


def _argument(part: Expression, scheme: Scheme, refer: Callable[[Name], Ref]) -> Argument:
    if isinstance(part, Literal):
        return part.value
    if isinstance(part, Name):
        return refer(part)
    value = _in_cell(part, scheme)
    if isinstance(value, (int, float, str)):
        return value
    raise ValueError(f"a live cell's arguments are names, numbers, texts and parameters, not {part}")


def _list(part: Expression, scheme: Scheme) -> Argument:
    """A scale by its name, or a list by its parameter's path."""
    if isinstance(part, Literal):
        return scheme.scale(str(part.value))
    value = _in_cell(part, scheme) if isinstance(part, Call) else None
    if value is not None:
        return value  # type: ignore[return-value]
    raise ValueError(f"a live cell's list is a scale's name or a parameter, not {part}")


def _in_cell(call: Call, scheme: Scheme) -> Value:
    """What stands for a form's call in a formula."""
    form = forms().get(call.function)
    return form.in_cell(call, scheme.parameter) if form else None


def _as_range(address: str) -> str:
    """A cell as a range of one, F6:F6: LibreOffice hands an empty cell to an add-in as 0, but a range's empty cell as empty."""
    sheet, mark, cells = address.rpartition("!")
    return address if ":" in cells else f"{sheet}{mark}{cells}:{cells}"


def _told(arguments: list[Argument]) -> list[str]:
    """The add-in call's arguments; trailing ones that are left out are not written."""
    told = [_as_range(a.address) if isinstance(a, Ref) else "" if a is None else literal(a) for a in arguments]
    while told and not told[-1]:
        told.pop()
    return told
