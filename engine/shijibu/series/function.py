"""A rule as a function on Series: one class for all of them, for what they take and give is said by the registry."""

from __future__ import annotations

import inspect
import math
from functools import cache
from typing import Any, Literal

from shijibu.rules import CellError, NoData, OutOfRange, Parameter, Rule, RuleError, WrongInput
from shijibu.scheme import catalogue
from shijibu.scheme.model import Scheme
from shijibu.series.cells import cell_of, cells_of, day_of, index_of, is_column, list_of, series_of
from shijibu.series.described import described

Errors = Literal["raise", "coerce"]
_OF_KIND: dict[str, type[RuleError]] = {kind.kind: kind for kind in (WrongInput, NoData, OutOfRange)}


class SeriesFunction:
    """A rule of the catalogue, called with Series, arrays, lists or single cells. Its docstring says what it takes and gives.

    Where a rule takes a column, it takes a Series; where it takes a cell, a cell or, row by row, a Series of them. Answers are a cell, or a
    Series with the index of what was given. scheme: whose settings and scales count, such as `round.scheme`; else the catalogue's.
    errors: "raise" raises the RuleError whose `kind` a cell of the sheet would show; but where there is one answer a row and it is #N/A,
    it is NA; "coerce" makes NA of every error.
    """

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.__name__ = self.__qualname__ = rule.name.lower()
        self.__module__ = "shijibu.rules"
        self.__doc__ = described(rule)
        self.__signature__ = signature(rule)

    def __repr__(self) -> str:
        return f"<function shijibu.rules.{self.__name__}{self.__signature__}>"

    def __call__(self, *args: Any, scheme: Scheme | None = None, errors: Errors = "raise", **named: Any) -> Any:
        """Raises RuleError (WrongInput, NoData, OutOfRange), TypeError for arguments that it does not have."""
        given = self.__signature__.bind(*args, **named).arguments
        values = [self._value(p, given.get(p.name), scheme) for p in self.rule.parameters]
        columns = [v for p, v in zip(self.rule.parameters, values, strict=True) if is_column(v) and not p.is_list]
        if self.rule.returns == "column":
            return self._column(values, columns, errors)
        by_row = [not p.is_column and not p.is_list and is_column(v) for p, v in zip(self.rule.parameters, values, strict=True)]
        if any(by_row):
            return self._by_row(values, by_row, errors)
        try:
            return self._shown(self.rule(*map(_cells, values)))
        except RuleError:
            if errors == "raise":
                raise
            return self._shown(None)

    def _value(self, parameter: Parameter, given: Any, scheme: Scheme | None) -> Any:
        """One argument; what was left out is the setting of the scheme, or the catalogue's."""
        if parameter.is_list:
            return self._list(parameter, given, scheme)
        if given is None and parameter.default is not None:
            own = scheme is not None and scheme.has(parameter.default)
            setting = scheme.parameter(parameter.default) if own and scheme else catalogue.default_of(parameter) if scheme is None else None
            if setting is None:
                where = f"方案 {scheme.id} " if scheme is not None else ""
                raise WrongInput(f"{where}没有参数 {parameter.default}，请给出{parameter.zh}")
            return setting
        return given

    def _list(self, parameter: Parameter, given: Any, scheme: Scheme | None) -> Any:
        if not isinstance(given, str):
            return list_of(parameter, given)
        try:
            return scheme.scale(given) if scheme is not None else catalogue.scales()[given]
        except KeyError:
            have = scheme.scales if scheme is not None else catalogue.scales()
            raise WrongInput(f"没有名为“{given}”的等次标准；现有：{'、'.join(have) or '无'}") from None

    def _shown(self, value: Any) -> Any:
        """One answer: NaN for a blank number, an empty text for a blank one."""
        if value is None:
            return "" if self.rule.returns == "text" else None if self.rule.returns == "day" else math.nan
        return int(value) if self.rule.returns == "integer" else day_of(value) if self.rule.returns == "day" else value

    def _column(self, values: list[Any], columns: list[Any], errors: Errors) -> Any:
        """A row for each of the column's."""
        index = index_of(columns) if columns else range(1)
        try:
            answers = self.rule(*map(_cells, values))
        except NoData:
            answers = [None] * len(index)  # the sheet shows #N/A in every row
        except RuleError:
            if errors == "raise":
                raise
            answers = [None] * len(index)
        listed = answers if isinstance(answers, list) else [answers]
        return self._series([self._checked(a, errors, row) for a, row in zip(listed, index, strict=True)], index)

    def _by_row(self, values: list[Any], by_row: list[bool], errors: Errors) -> Any:
        """One answer for each row of the Series that stand where the rule takes a cell; its columns are whole in each."""
        index = index_of([v for v, spread in zip(values, by_row, strict=True) if spread])
        ready = [_cells(v) for v in values]
        known: dict[tuple[Any, ...], Any] = {}
        answers = []
        for i, row in enumerate(index):
            cells = tuple(v[i] for v, spread in zip(ready, by_row, strict=True) if spread)
            key = tuple((type(c), c) for c in cells)
            if key not in known:
                own = iter(cells)
                known[key] = self._answer([next(own) if spread else v for v, spread in zip(ready, by_row, strict=True)])
            answers.append(self._checked(known[key], errors, row))
        return self._series(answers, index)

    def _answer(self, row: list[Any]) -> Any:
        try:
            return self.rule(*row)
        except RuleError as error:
            return error

    def _checked(self, answer: Any, errors: Errors, row: Any) -> Any:
        """The answer of a row: NA where the sheet shows #N/A, or any error that is to be NA."""
        if isinstance(answer, CellError):
            answer = _OF_KIND.get(answer.kind, WrongInput)(answer.kind)
        if not isinstance(answer, RuleError):
            return answer
        if errors == "coerce" or isinstance(answer, NoData):
            return None
        raise type(answer)(f"第 {row} 行：{answer}") from None

    def _series(self, answers: list[Any], index: Any) -> Any:
        return series_of(answers, index, self.__name__, self.rule.returns)


def _cells(value: Any) -> Any:
    return cells_of(value) if is_column(value) and not _is_pairs(value) else cell_of(value)


def _is_pairs(value: Any) -> bool:
    """Whether it is a list of two columns, ready."""
    return isinstance(value, list) and bool(value) and isinstance(value[0], (list, tuple))


def _parameters(rule: Rule) -> list[inspect.Parameter]:
    """What can be left out at the end may be left out, as in a sheet; what stands before something needed is given as None."""
    kind, optional, found = inspect.Parameter.POSITIONAL_OR_KEYWORD, True, list[inspect.Parameter]()
    for p in reversed(rule.parameters):
        optional = optional and (p.optional or p.is_setting)
        found.append(inspect.Parameter(p.name, kind, default=None) if optional else inspect.Parameter(p.name, kind))
    return found[::-1]


def signature(rule: Rule) -> inspect.Signature:
    """The signature of a rule's function, without `scheme` and `errors`, which every one takes by name."""
    return inspect.Signature(_parameters(rule))


@cache
def _on_series(name: str) -> SeriesFunction:
    return SeriesFunction(catalogue.function(name))


def on_series(rule: Rule) -> SeriesFunction:
    """The function of a rule of the catalogue."""
    return _on_series(rule.name)
