"""The rules of the review systems, each with two faces: pure Python, and an ordinary spreadsheet formula where one can say it."""

from shijibu.rules import (  # noqa: F401
    about,
    ballot,
    card,
    composite,
    counting,
    delivery,
    dimensions,
    labels,
    means,
    progress,
    quota,
    ranking,
    shares,
    stars,
    texts,
    workdays,
)
from shijibu.rules.native import Ref, native_formula
from shijibu.rules.registry import REGISTRY, Parameter, Rule
from shijibu.rules.values import CellError, NoData, OutOfRange, RuleError, Waits, WrongInput

__all__ = ["REGISTRY", "CellError", "NoData", "OutOfRange", "Parameter", "Ref", "Rule", "RuleError", "Waits", "WrongInput", "native_formula"]
