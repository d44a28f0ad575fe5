"""What every part of a scheme is made of: ids, rule ids, formulas, and a strict model."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.types import Strict

from shijibu.language.formula import Formula as FormulaText
from shijibu.rules.values import COUNT_LIMIT as COUNTS
from shijibu.rules.values import LIMIT as NUMBER_LIMIT

Formula = Annotated[FormulaText, Field(description="an expression: calls, names, numbers, texts")]
InputType = Literal["text", "integer", "number", "percent", "date", "choice", "official", "units"]
RuleId = Annotated[str, Field(pattern=r"^[A-Z]{2}-\d+$")]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
ParameterPath = Annotated[str, Field(pattern=r"^[A-Z]{2}-\d+\.[a-z][a-z0-9_]*$", description="<rule id>.<name>")]
COUNT_LIMIT = int(COUNTS)
"""The greatest whole number, as NUMBER_LIMIT is the greatest number, that a scheme or a cell may hold unless a column says less."""
TEXT_LIMIT = 2_000
"""The most characters of a text that somebody enters, unless a column has room for more: one that was taken goes out again in later rounds."""
# A number in quotation marks is a text: nothing is converted, here or in a parameter.
Number = Annotated[float, Strict(), Field(ge=-NUMBER_LIMIT, le=NUMBER_LIMIT, allow_inf_nan=False)]
Whole = Annotated[int, Strict(), Field(ge=-COUNT_LIMIT, le=COUNT_LIMIT)]
Rows = Annotated[int, Strict(), Field(ge=1, le=20_000)]
RoundNumber = Annotated[int, Strict(), Field(ge=1, le=53)]
Days = Annotated[int, Strict(), Field(ge=0, le=366)]
Decimals = Annotated[int, Strict(), Field(ge=0, le=10)]
Truth = Annotated[bool, Strict()]


class Model(BaseModel):
    # Built when a scheme is read, all parts at once: built as they are loaded, each would be built again within every part that holds it.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


def gained(description: str) -> Any:
    """An optional field that the language gained when schemes were in use: unused, it is no part of what a scheme says.

    Workbooks that are out and ledgers bear a scheme's version, which an unused new word must not change.
    """
    return Field(default=None, description=description, exclude_if=lambda value: value is None)
