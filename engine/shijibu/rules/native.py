"""The native face of a rule as a whole formula: the guard that every rule shares, around the rule's own body.

Only functions that Excel 2010, WPS and LibreOffice 7 know are used. A formula over columns must be entered as an array formula
(`Rule.array`): IF and ISNUMBER over a range answer cell by cell only there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from shijibu.rules.parameter import Parameter
from shijibu.rules.registry import Rule
from shijibu.rules.values import WAITING


@dataclass(frozen=True, slots=True)
class Ref:
    """A cell or range by its address text, such as Ref("$F$8:$F$47")."""

    address: str

    def __str__(self) -> str:
        return self.address


_DAYS = 2958466  # as a sheet counts days, one more than 9999-12-31
Argument = Ref | float | int | str | Sequence[Sequence[float | int | str]] | None


def literal(value: float | int | str | Sequence[Sequence[float | int | str]]) -> str:
    """A number, a text, or rows of them as an array constant, as it stands in a formula."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "{" + ";".join(",".join(literal(cell) for cell in row) for row in value) + "}"
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def given(ref: str | None) -> str:
    """An optional cell's reference; an empty text, which every rule takes for a blank, where it is left out."""
    return '""' if ref is None else ref


def same(a: str, b: str) -> str:
    """Whether two cells (or each cell of a column and one cell) hold the same name. `=` would take A for a."""
    return f'EXACT({a}&"",{b}&"")'


def numbers(ref: str) -> str:
    """A column whose blanks and empty texts count as 0 (array formulas only)."""
    return f"IF(ISNUMBER({ref}),{ref},0)"


def rounded(formula: str, decimals: int = 4) -> str:
    return f"ROUND(ROUND({formula},10),{decimals})"


def noiseless(formula: str) -> str:
    """As a figure inside a rule is held against a line; see `compared`."""
    return f"ROUND({formula},10)"


def native_formula(rule: Rule, arguments: list[Argument], *, nodata: str = "NA()", row: Mapping[str, Ref] | None = None) -> str:
    """The formula text (without "=") of `rule` over `arguments`, one for each parameter (None where an optional one is left out).

    nodata: what stands for "no data": NA() as a function, an empty text in a live cell.
    row: for a column rule, this row's own cell for each column parameter; the formula then answers for this row.
    Raises ValueError for a rule without a native face, and for a list (a scale, pairs) that is given as a range.
    """
    if rule.native_body is None:
        raise ValueError(f"{rule.name} has no native face")
    pairs = list(zip(rule.parameters, arguments, strict=True))
    refs = {p.name: _told(p, a) for p, a in pairs}
    body = rule.native_body(SimpleNamespace(**refs, nodata=nodata, row=SimpleNamespace(**{k: v.address for k, v in (row or {}).items()})))
    live = [(p, a.address) for p, a in pairs if isinstance(a, Ref)]
    inputs = [a for p, a in pairs if p.is_input and a is not None]
    if rule.blank_is_blank and rule.inputs and not inputs:
        return '""'
    literals = any(not isinstance(a, Ref) for a in inputs)
    rows = _Rows.of(rule, refs, row or {})
    for conditions, answer in (
        ([rows.any(p, _out_of_range(p, a)) for p, a in live if p.kind in ("number", "numbers")], "#NUM!"),
        ([f"LEN({a})=0" for p, a in live if p.need or (p.is_setting and not p.is_column)], nodata),
        (["" if literals else _all_blank(rule, live, rows)], '""'),
        ([rows.any(p, _wrong_kind(p, a)) for p, a in live] + ([] if rows.which else _heights(live)), "#VALUE!"),
        ([rows.any(p, _is_error(p, a)) for p, a in live if p.name not in rows.named], "#VALUE!"),
        ([t for p, a in live if p.name in rows.named for t in (rows.any(p, _wrong_kind(p, a)), rows.any(p, _is_error(p, a)))], "#VALUE!"),
        (_heights(live) if rows.which else [], "#VALUE!"),
    ):
        told = [c for c in conditions if c]
        if told:
            body = f"IF({told[0] if len(told) == 1 else 'OR(' + ','.join(told) + ')'},{answer},{body})"
    return body


@dataclass(frozen=True, slots=True)
class _Rows:
    """Which rows of the columns count for a formula. which: per row, whether it does; empty where all do. named: the parameters that say so."""

    which: str = ""
    named: tuple[str, ...] = ()

    @classmethod
    def of(cls, rule: Rule, refs: Mapping[str, Any], row: Mapping[str, Ref]) -> _Rows:
        if rule.own is not None:
            whose = f'TRIM({refs[rule.own.column]}&"")' if rule.own.trimmed else refs[rule.own.column]
            return cls(f"({'+'.join(same(whose, refs[key]) for key in rule.own.keys)}>0)", (rule.own.column, *rule.own.keys))
        if rule.apart is not None and refs[rule.apart] is not None and rule.apart in row:
            return cls(same(refs[rule.apart], row[rule.apart].address), (rule.apart,))
        return cls()

    def any(self, p: Parameter, faults: str) -> str:
        """Whether a single cell, or any row that counts, has a fault; faults: the number of them, per row for a column."""
        return f"SUM({self.counting(p, faults)})>0" if p.is_column else f"{faults}>0"

    def counting(self, p: Parameter, numbers: str) -> str:
        """A column of numbers that are 0 in the rows that do not count."""
        return f"IF({self.which},{numbers},0)" if self.which and p.name not in self.named else numbers


def _told(p: Parameter, a: Argument) -> Any:
    """What a rule's body is told: an address or a literal's text; a list as it is, because a formula spells it out."""
    if p.is_list:
        if isinstance(a, Ref):
            raise ValueError(f"{p.name} must be a list, not a range")
        return p.clean(a)
    return a.address if isinstance(a, Ref) else None if a is None else literal(a)  # type: ignore[arg-type]


def _is_error(p: Parameter, a: str) -> str:
    """1 for an error value, and for a live cell that waits. Where a number belongs, the text in it is a wrong kind already."""
    return f'IF(ISERROR({a}),1,--EXACT({a}&"",{literal(WAITING)}))' if p.is_text else f"--ISERROR({a})"


def spoilt(p: Parameter, a: str) -> str:
    """Whether a cell or column holds what no rule can take for this parameter, for a formula that has no twin."""
    every = _Rows()
    if p.is_day:
        return every.any(p, f"IF(ISERROR({a}),1,LEN({a})*(1-ISNUMBER({a})*({a}>=0)*({a}<{_DAYS})))")
    return f"{every.any(p, _is_error(p, a))},{every.any(p, _wrong_kind(p, a))}"


def _wrong_kind(p: Parameter, a: str) -> str:
    # A truth value is a number to LibreOffice's ISNUMBER, so that a single cell is asked for it as well.
    return {
        "number": f"LEN({a})*(1-ISNUMBER({a})+ISLOGICAL({a}))",
        "numbers": f"LEN({a})*(1-ISNUMBER({a}))",
        "text": f"LEN({a})*(1-ISTEXT({a}))",
        "texts": f"LEN({a})*(1-ISTEXT({a}))",
        "label": f"--ISLOGICAL({a})",
        "labels": f"--ISLOGICAL({a})",
    }[p.kind]


def _heights(live: list[tuple[Parameter, str]]) -> list[str]:
    columns = [a for p, a in live if p.is_column]
    return [f"ROWS({columns[0]})<>ROWS({other})" for other in columns[1:]]


def _all_blank(rule: Rule, live: list[tuple[Parameter, str]], rows: _Rows) -> str:
    inputs = [(p, a) for p, a in live if p.is_input]
    if not rule.blank_is_blank or not inputs:
        return ""
    return "+".join(f"SUM({rows.counting(p, f'LEN({a})')})" if p.is_column else f"LEN({a})" for p, a in inputs) + "=0"


def _out_of_range(p: Parameter, a: str) -> str:
    value = f"ROUND({a if p.is_column else f'N({a})'},10)"
    faults = [f"({value}<{literal(p.low)})"] if p.low is not None else []
    faults += [f"({value}>{literal(p.high)})"] if p.high is not None else []
    faults += [f"({value}>0)*({value}<1)"] if p.hundredths else []
    faults += [f"({value}<={literal(p.above)})"] if p.above is not None else []
    faults += [f"({value}<>INT({value}))"] if p.whole else []
    faults += [f"({f'ABS({value})' if p.low is None else value}>{p.limit:.0f})"] if p.high is None else []
    return f"IF(ISNUMBER({a}),{'+'.join(faults)},0)" if p.is_column else f"ISNUMBER({a})*({'+'.join(faults)})"
