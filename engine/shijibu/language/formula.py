"""What a scheme's file has where an expression or a sentence with places stands: the text, parsed once, when the scheme is read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Self

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from shijibu.language.expression import Expression, NotAnExpression, parse

_PLACE = re.compile(r"\{([^}]*)\}?")


class Formula(str):
    """An expression's text; `tree` is what it says. A text that says nothing is a fault, which is told with all others of the scheme."""

    _tree: Expression | None
    fault: str | None

    def __new__(cls, text: str) -> Self:
        if type(text) is cls:
            return text
        made = super().__new__(cls, text)
        made._tree, made.fault = None, None
        try:
            made._tree = parse(text)
        except NotAnExpression as error:
            made.fault = str(error)
        return made

    @property
    def tree(self) -> Expression:
        """Raises NotAnExpression."""
        if self._tree is None:
            raise NotAnExpression(self.fault or str(self))
        return self._tree

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(cls, core_schema.str_schema(min_length=1))


class Template(str):
    """A sentence with `{name}` places; `parts` are its texts and, for the places, formulas."""

    parts: tuple[str | Formula, ...]

    def __new__(cls, text: str) -> Self:
        if type(text) is cls:
            return text
        made = super().__new__(cls, text)
        parts: list[str | Formula] = []
        done = 0
        for place in _PLACE.finditer(text):
            parts += [text[done:place.start()], Formula(place[1])]
            done = place.end()
        made.parts = (*parts, text[done:])
        return made

    @property
    def formulas(self) -> Iterable[Formula]:
        """What stands in its places."""
        return (part for part in self.parts if isinstance(part, Formula))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(cls, core_schema.str_schema())


def sound(formula: Formula | None) -> Formula | None:
    """A formula that says something. Raises ValueError, as pydantic's validators do."""
    if formula is not None and formula.fault:
        raise ValueError(formula.fault)
    return formula
