"""The modules in which xlwings Server looks for functions and macros, made from the catalogue and the macros."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import TYPE_CHECKING, Any

from shijibu.rules import Parameter, Rule
from shijibu.scheme import catalogue

if TYPE_CHECKING:
    from shijibu_addin.macros import Macro

FUNCTIONS, SCRIPTS = "custom_functions", "custom_scripts"


def functions_module() -> ModuleType:
    """Every function of the catalogue, told to xlwings with its descriptions."""
    module = ModuleType(FUNCTIONS)
    for rule in catalogue.functions():
        setattr(module, rule.name, _function(rule))
    return module


def _function(rule: Rule) -> Callable[..., Any]:
    import xlwings.server as xl

    def called(*args: Any) -> Any:
        return catalogue.call(rule.name, list(args))

    called.__name__ = called.__qualname__ = rule.name
    called.__module__, called.__doc__ = FUNCTIONS, f"{rule.zh} {rule.en}"
    called.__annotations__ = {}
    called.__signature__ = inspect.Signature(_parameters(rule))  # type: ignore[attr-defined]
    for parameter in rule.parameters:
        called = xl.arg(parameter.name, doc=_told(parameter))(called)
    return xl.func(called)


def _parameters(rule: Rule) -> list[inspect.Parameter]:
    """What may be left out in Excel: optional parameters that only such ones follow."""
    made: list[inspect.Parameter] = []
    optional = True
    for p in reversed(rule.parameters):
        optional = optional and (p.optional or catalogue.default_of(p) is not None)
        made.append(inspect.Parameter(p.name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=None if optional else inspect.Parameter.empty))
    return made[::-1]


def _told(parameter: Parameter) -> str:
    default = catalogue.default_of(parameter)
    unit = f"（{parameter.unit}）" if parameter.unit else ""
    return f"{parameter.zh}{unit} {parameter.en}" + (f"；默认 {default:g}" if isinstance(default, (int, float)) else "")


def scripts_module(macros: Mapping[str, Macro]) -> ModuleType:
    """The macros by name, told to xlwings with their titles; `shijibu_addin.server.routes` runs them."""
    import xlwings
    import xlwings.server as xl

    module = ModuleType(SCRIPTS)
    for name, macro in macros.items():

        def script(book: Any, macro: Macro = macro) -> None:
            macro(book)

        script.__name__ = script.__qualname__ = name
        script.__signature__ = inspect.Signature([inspect.Parameter("book", inspect.Parameter.POSITIONAL_OR_KEYWORD)])  # type: ignore[attr-defined]
        script.__annotations__ = {"book": xlwings.Book}
        setattr(module, name, xl.script(script, name=macro.title))  # type: ignore[call-overload]
    return module
