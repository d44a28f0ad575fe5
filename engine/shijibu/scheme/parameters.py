"""A parameter of a scheme: its value, and what it may be where no rule says it already; and what parameters owe to each other."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, SkipValidation

from shijibu.rules.relations import RelationKind
from shijibu.scheme.terms import Model, Number, ParameterPath, Truth

ROSTER = "roster"
ChoicesPath = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$", description="<table>.<column>, or roster.<column>")]
ParameterKind = Literal[
    "number", "amount", "positive", "count", "percent", "share", "weight", "text", "label", "texts", "bands", "values", "weights",
    "weighted_choices", "pairs",
]


class ParameterValue(Model):
    """One number, text or list that a rule takes; `default` marks what the source text leaves open.

    The value is checked against its kind after the whole file was read (`scheme.parameter_faults`), so that all faults come at once.
    """

    value: SkipValidation[float | int | str | list[str] | list[list[float | str]]]
    title: str
    unit: str = ""
    default: Truth = False
    kind: ParameterKind | None = Field(default=None, description="what the value may be; not needed where a rule or a word that takes it says so")
    low: Number | None = Field(default=None, description="the least number allowed")
    high: Number | None = Field(default=None, description="the greatest number allowed; of a table: in its column of numbers")
    one_of: ParameterPath | ChoicesPath | list[str] | None = Field(
        default=None, description="the texts that may stand there (of a table: in its column of names, of weighted_choices: of words), or whose "
                                  "they are: a parameter's, of a table the first of each row; the choices of <table>.<column> or of roster.<column>")


DECLARED = ("kind", "low", "high", "one_of")
"""The fields that say what a value may be: a scheme that says so computes as one that does not."""


class ParameterRelation(Model):
    """What parameters owe to each other; of a table, its column of numbers counts."""

    kind: RelationKind = Field(description="rising: each is greater than the one before; not_falling: none is less; whole: they sum to 1; "
                                           "equal: all are the same; among: each number of the first table is one of the last")
    of: list[ParameterPath] = Field(min_length=1)
