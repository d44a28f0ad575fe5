"""The VBA of the add-in, made from the catalogue and the macros: ASCII only, because VBA text has the code page of whoever opens it."""

from __future__ import annotations

from importlib import resources

from shijibu.rules import Rule
from shijibu.rules.names import VBA_PREFIX
from shijibu.scheme import catalogue
from shijibu_addin.excel.bridge import bridge
from shijibu_addin.excel.words import argument
from shijibu_addin.macros.menu import menu

FUNCTIONS, MACRO_SUBS, BRIDGE = "ShijibuFunctions", "ShijibuMacros", "xlwings"
PYTHON = "shijibu_addin.excel.functions"
SETTINGS = "shijibu.conf"
RIBBON = "ShijibuRibbon"
_NEWLINE = "\r\n"


def sub_name(macro: str) -> str:
    """What a macro is called in VBA: check -> SHIJIBU_CHECK."""
    return f"SHIJIBU_{macro.upper()}"


def function_module() -> str:
    """Every function of the catalogue as SHIJI_X, with what they share."""
    lines = [
        f'Attribute VB_Name = "{FUNCTIONS}"',
        "' Made by: shijibu addin build excel. One function for each rule; Python computes them.",
        *_text("functions.bas"),
    ]
    for rule in catalogue.functions():
        lines += ["", *_function(rule)]
    return _NEWLINE.join(lines) + _NEWLINE


def _function(rule: Rule) -> list[str]:
    name, names = f"{VBA_PREFIX}{rule.name}", [argument(p.name) for p in rule.parameters]
    optional = ", ".join(f"Optional {n}" for n in names)
    return [
        f"Public Function {name}({optional})",
        f'    {name} = ShijibuAnswer("{rule.name}", Array({", ".join(names)}))',
        "End Function",
    ]


def macro_module() -> str:
    """Every command of the menu as a sub, what the ribbon calls, and what is done when the add-in opens."""
    lines = [
        f'Attribute VB_Name = "{MACRO_SUBS}"',
        "' Made by: shijibu addin build excel. One sub for each command; the ribbon's buttons call ShijibuRibbon.",
        *_text("macros.bas"),
    ]
    for name in (name for own in menu().values() for name in own):
        lines += ["", f"Public Sub {sub_name(name)}()", f'    ShijibuRun "{name}"', "End Sub"]
    return _NEWLINE.join(lines) + _NEWLINE


def bridge_module() -> str:
    """What of xlwings' VBA the add-in needs. Raises OtherXlwings."""
    return _NEWLINE.join(bridge()) + _NEWLINE


def _text(file: str) -> list[str]:
    return resources.files("shijibu_addin.excel").joinpath("basic", file).read_text(encoding="ascii").splitlines()
