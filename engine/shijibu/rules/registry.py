"""The registry of rules: one entry feeds the scheme's expressions, the catalogue, `shijibu call` and every spreadsheet host.

A rule has two faces. The Python face is a pure function over cleaned values: numbers (float or None), texts (str or None) or
columns of them. The native face gives the body of an ordinary formula over references. What both faces owe to wrong input
(error cell, text, all blank, a needed blank, out of range, in this order) is said once, by the parameters, and enforced here for
Python and in `native` for the sheet, so that both give the same kind of error.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Literal

from shijibu.rules.cells import Cells, once
from shijibu.rules.own_rows import OwnRows
from shijibu.rules.parameter import Parameter
from shijibu.rules.relations import Relation
from shijibu.rules.values import (
    WAITING,
    CellError,
    NoData,
    OutOfRange,
    RuleError,
    WrongInput,
    column,
    is_blank,
    label,
    settle,
)


@dataclass
class Rule:
    """A registered rule. `name` is what a sheet calls it (SHIJI.<name>); `rules` are the ids of RULES.md that it computes."""

    name: str
    function: Callable[..., Any]
    parameters: tuple[Parameter, ...]
    rules: tuple[str, ...]
    zh: str
    en: str
    returns: Literal["number", "integer", "text", "day", "column"] = "number"
    # What its settings owe to each other, held when a scheme is loaded.
    relations: tuple[Relation, ...] = ()
    # A scalar rule that is also given columns answers row by row.
    spreads: bool = False
    # False: a call whose inputs are all blank is answered by the rule itself, not by a blank.
    blank_is_blank: bool = True
    # False: what it gives is somebody's entry or one of the scheme's settings, chosen or looked up, and is passed on as it is.
    rounds: bool = True
    # The rows that it looks at; what is wrong in others does not keep it from answering.
    own: OwnRows | None = None
    # For a column rule, the parameter whose groups have nothing to do with each other: what is wrong in one spoils no other.
    apart: str | None = None
    # False: a word of the scheme language or a live cell's helper, not offered in the function catalogue.
    listed: bool = True
    # Calls that people can copy, each as (arguments, what it gives): a list is a column, None is left out, `...` is whatever it gives here.
    # Made-up figures; settings that the shipped schemes give may be left out at the end.
    example: tuple[tuple[tuple[Any, ...], Any], ...] = ()
    native_body: Callable[..., str] | None = field(default=None, repr=False)

    def native(self, body: Callable[..., str]) -> Callable[..., str]:
        """Register the native face: called with one reference text a parameter (and `row` for a column rule), gives the formula's body."""
        self.native_body = body
        return body

    @cached_property
    def inputs(self) -> tuple[Parameter, ...]:
        return tuple(p for p in self.parameters if p.is_input)

    @property
    def array(self) -> bool:
        """Whether the native face must be entered as an array formula."""
        return any(p.is_column for p in self.parameters)

    def __call__(self, *args: Any) -> Any:
        """The rule's value for raw cells, settings included, at 4 decimals. Raises RuleError (WrongInput, NoData, OutOfRange)."""
        return self._rounded(self.exact(*args))

    def _rounded(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._rounded(v) for v in value]
        return settle(value) if self.rounds and isinstance(value, float) else value

    def exact(self, *args: Any) -> Any:
        """The value before it is rounded, for whoever takes it as a part of one greater rule. Raises as a call does."""
        return self._known(*args) if _PLAIN.issuperset(map(type, args)) and self.returns != "column" else self._exact(*args)

    @cached_property
    def _known(self) -> Callable[..., Any]:
        """The same of single cells: the officials of a round have few different ones, and a rule gives the same for the same."""
        return lru_cache(maxsize=_MOST_KNOWN, typed=True)(self._exact)

    def _exact(self, *args: Any) -> Any:
        if len(args) > len(self.parameters):
            raise WrongInput(f"{self.name} 至多 {len(self.parameters)} 个参数，给了 {len(args)} 个")
        given = [*args, *[None] * (len(self.parameters) - len(args))]
        columns = [i for i in self._columns if isinstance(given[i], (list, tuple))]
        for i in columns:
            given[i] = column(given[i])
        heights = {height for i in columns if (height := len(given[i])) != 1}
        if len(heights) != 1:
            return self._answered(given, heights)
        height = heights.pop()
        kept = _filled(given, height)
        if kept == height:
            return self._answered(given, {height})
        cut = [g[:kept] if i in columns and len(g) == height else g for i, g in enumerate(given)]
        answer = self._answered(cut, {kept})
        return answer + answer[-1:] * (height - kept) if isinstance(answer, list) else answer

    @cached_property
    def _columns(self) -> tuple[int, ...]:
        """The parameters, by position, in which a range stands for a column of cells, a row each."""
        return tuple(i for i, p in enumerate(self.parameters) if p.is_column or (self.spreads and not p.is_list))

    def _answered(self, given: list[Any], heights: set[int]) -> Any:
        if self.spreads and heights:
            return self._spread(given, heights)
        return self._apart(given) if self.apart else self._one(given)

    def _spread(self, given: list[Any], heights: set[int]) -> list[Any]:
        if len(heights) > 1:
            raise WrongInput("各列的行数不相等")
        height = heights.pop()
        columns, taken = [], []
        for i, (p, g) in enumerate(zip(self.parameters, given, strict=True)):
            if i in self._columns and isinstance(g, list) and len(g) == height:
                columns.append(g)
                taken.append(_taken(p, g))
            else:
                columns.append([g] * height)
                taken.append([_take(p, g)] * height)
        out: list[Any] = []
        for row, ready in zip(zip(*columns, strict=True), zip(*taken, strict=True), strict=True):
            try:
                out.append(self._one(row) if _APART in ready else self._answer(ready))
            except RuleError as error:
                out.append(CellError(error.kind))
        return out

    def _apart(self, given: list[Any]) -> Any:
        """The column, each group on its own where something is wrong. Raises what is wrong where it is the same in all groups."""
        try:
            return self._one(given)
        except RuleError as whole:
            members = self._members(given)
            if len(members) < 2:
                raise
            out, failed = [None] * sum(map(len, members)), list[str]()
            for own in members:
                try:
                    whose = [(p.is_column and isinstance(g, list), g) for p, g in zip(self.parameters, given, strict=True)]
                    values = self._one([[g[i] for i in own] if cut else g for cut, g in whose])
                except RuleError as error:
                    values = [CellError(error.kind)] * len(own)
                    failed.append(error.kind)
                for i, value in zip(own, values, strict=True):
                    out[i] = value
            if failed == [whole.kind] * len(members):
                raise
            return out

    def _members(self, given: list[Any]) -> list[list[int]]:
        """The rows of each group; none where it cannot be told whose each row is."""
        groups = next(g for p, g in zip(self.parameters, given, strict=True) if p.name == self.apart)
        columns = [g for p, g in zip(self.parameters, given, strict=True) if p.is_column and g is not None]
        if not isinstance(groups, list) or self._spoilt({self.apart: groups}):
            return []
        if any(not isinstance(c, list) or len(c) != len(groups) for c in columns):
            return []
        members: dict[str | None, list[int]] = {}
        for i, cell in enumerate(groups):
            members.setdefault(label(cell, ""), []).append(i)
        return list(members.values())

    def _spoilt(self, given: Mapping[str | None, Any]) -> bool:
        """Whether one of these arguments, by parameter, is an error value or waits for an input to be mended."""
        return any(_has_error(given[p.name], waiting=p.is_text) for p in self.parameters if p.name in given)

    def _any_spoilt(self, given: Sequence[Any]) -> bool:
        """The same of all arguments."""
        return any(g is not None and _has_error(g, waiting=p.is_text) for p, g in zip(self.parameters, given, strict=True))

    def _own(self, given: Sequence[Any]) -> Sequence[Any]:
        """The arguments with the rows blanked that are not looked at. Raises WrongInput where it cannot be told which are."""
        assert self.own is not None
        named = {p.name: (p, g) for p, g in zip(self.parameters, given, strict=True)}
        if self._spoilt({name: named[name][1] for name in (self.own.column, *self.own.keys)}):
            raise WrongInput("参数里有错误值")
        rows, *keys = (named[name][0].clean(named[name][1]) for name in (self.own.column, *self.own.keys))
        counts = self.own.among(rows, keys)
        cut = []
        for p, g in zip(self.parameters, given, strict=True):
            blanked = p.is_column and p.name != self.own.column and isinstance(g, (list, tuple))
            cells = column(g) if blanked else []
            if blanked and len(cells) != len(counts):
                raise WrongInput("各列的行数不相等")
            cut.append([v if own else None for v, own in zip(cells, counts, strict=True)] if blanked else g)
        return cut

    def _one(self, given: Sequence[Any]) -> Any:
        given = self._own(given) if self.own else given
        if self._any_spoilt(given):
            raise WrongInput("参数里有错误值")
        cleaned = [p.clean_column(g) if p.is_column and isinstance(g, list) else p.clean(g) for p, g in zip(self.parameters, given, strict=True)]
        heights = {len(c) for p, g, c in zip(self.parameters, given, cleaned, strict=True) if p.is_column and not (p.optional and g is None)}
        if len(heights) > 1:
            raise WrongInput("各列的行数不相等")
        if self.blank_is_blank and self.inputs and self._all_blank(given):
            return [None] * heights.pop() if self.returns == "column" else None
        for p, c in zip(self.parameters, cleaned, strict=True):
            if c is None and (p.need or p.is_setting):
                raise NoData(f"缺{p.zh}")
        return self._answer([p.in_range(c) for p, c in zip(self.parameters, cleaned, strict=True)])

    def _answer(self, taken: Sequence[Any]) -> Any:
        answer = self.function(*taken)
        if isinstance(answer, float) and not math.isfinite(answer):
            raise OutOfRange("得数超出数的范围")
        return answer

    def _all_blank(self, given: Sequence[Any]) -> bool:
        """Whether nothing is given of what it measures."""
        for p, g in zip(self.parameters, given, strict=True):
            if p.is_input and not (all(map(is_blank, column(g))) if isinstance(g, (list, tuple)) else is_blank(g)):
                return False
        return True


def _filled(columns: list[Any], height: int) -> int:
    """How many rows of `height` columns are looked at: those up to the last that holds anything, and one of the blank ones after it, which
    answers for all of them. A whole column (A:A) has a million."""
    last = 0
    for cells in columns:
        if isinstance(cells, list) and len(cells) == height:
            last = next((i + 1 for i in range(height - 1, last - 1, -1) if not is_blank(cells[i])), last)
    return min(last + 1, height)


_PLAIN = frozenset((str, int, float, bool, type(None)))
_MOST_KNOWN = 1_024
_RANGES = frozenset((list, tuple, Cells))
_APART: Any = object()  # for a cell that is blank or wrong: its row is answered on its own


def _take(parameter: Parameter, given: Any) -> Any:
    """One argument as the rule takes it."""
    try:
        cleaned = parameter.clean(given)
        return _APART if cleaned is None and not parameter.is_list else parameter.in_range(cleaned)
    except RuleError:
        return _APART


def _taken(parameter: Parameter, cells: list[Any]) -> list[Any]:
    """A column's cells as the rule takes them; equal ones are looked at once."""
    keys = list(zip(map(type, cells), cells, strict=True))
    try:
        known = {key: _take(parameter, key[1]) for key in set(keys)}
    except TypeError:  # a list in a cell, which only JSON can hold
        return [_take(parameter, v) for v in cells]
    return [known[key] for key in keys]


def _has_error(given: Any, *, waiting: bool) -> bool:
    if not isinstance(given, (list, tuple)):
        return type(given) is CellError or (waiting and given == WAITING)
    return once(given, (_has_error, waiting), lambda: _among(given, waiting))


def _among(given: Sequence[Any], waiting: bool) -> bool:
    kinds = set(map(type, given))
    if not kinds.isdisjoint(_RANGES):
        return _has_error(column(given), waiting=waiting)
    return CellError in kinds or (waiting and WAITING in given)


REGISTRY: dict[str, Rule] = {}


def rule(name: str, *parameters: Parameter, rules: Sequence[str] = (), zh: str, en: str, **options: Any) -> Callable[[Callable[..., Any]], Rule]:
    """Register a function as the rule `name`; see Rule for the options."""

    def register(function: Callable[..., Any]) -> Rule:
        if name in REGISTRY:
            raise ValueError(f"rule {name} is registered twice")
        REGISTRY[name] = Rule(name, function, parameters, tuple(rules), zh, en, **options)
        return REGISTRY[name]

    return register
