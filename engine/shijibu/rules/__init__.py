"""The rules of the review systems, each with two faces: pure Python, and an ordinary spreadsheet formula where one can say it.

For people who work with data each rule of the catalogue is here as a function on Series as well, `shijibu.rules.progress(…)`: what is asked
for by the name of a function is made by `shijibu.series`, when it is asked for. `__init__.pyi`, which is generated, says them all.
"""

from shijibu.rules import (  # noqa: F401
    about,
    ballots,
    cards,
    composite,
    counting,
    delivery,
    dimensions,
    labels,
    means,
    quota,
    ranking,
    shares,
    star_rating,
    task_progress,
    texts,
    working_days,
)
from shijibu.rules.native import Ref, native_formula
from shijibu.rules.parameter import Parameter
from shijibu.rules.registry import REGISTRY, Rule
from shijibu.rules.values import CellError, NoData, OutOfRange, RuleError, Waits, WrongInput

__all__ = ["REGISTRY", "CellError", "NoData", "OutOfRange", "Parameter", "Ref", "Rule", "RuleError", "Waits", "WrongInput", "native_formula"]


def __getattr__(name: str) -> object:
    if not name.islower() or (rule := REGISTRY.get(name.upper())) is None or not rule.listed:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return import_module("shijibu.series").on_series(rule)


def __dir__() -> list[str]:
    return sorted({*globals(), *(rule.name.lower() for rule in REGISTRY.values() if rule.listed)})
