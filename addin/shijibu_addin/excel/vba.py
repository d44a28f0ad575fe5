"""The VBA of the add-in, made from the catalogue and the macros: ASCII only, because VBA text has the code page of whoever opens it."""

from __future__ import annotations

from importlib import resources

from shijibu.rules import Rule
from shijibu.rules.names import VBA_PREFIX
from shijibu.scheme import catalogue
from shijibu_addin.excel.words import argument
from shijibu_addin.macros import MACROS

FUNCTIONS, MACRO_SUBS, BRIDGE = "ShijibuFunctions", "ShijibuMacros", "xlwings"
PYTHON = "shijibu_addin.excel.functions"
SETTINGS = "shijibu.conf"
RIBBON = "ShijibuRibbon"
_NEWLINE = "\r\n"
# xlwings asks the workbook in front, and its folder, for settings first. A returned workbook could name a program to run there: only the
# add-in's own sheet and the user's own file are asked, and code that travels inside a workbook is never run.
_TRUST = {
    'Public Const PROJECT_NAME As String = "myaddin"': 'Public Const PROJECT_NAME As String = "shijibu"',
    'If SheetExists(ActiveWorkbook, PROJECT_NAME & ".conf") = True Then': "If False Then",
    'If source = "" Or source = "directory" Then': "If False Then",
    "                uses_embedded_code = True": "                uses_embedded_code = False",
    'For Each cell In Range(sht.Range("A1"), lastCell)': 'For Each cell In sht.Range(sht.Range("A1"), lastCell)',
}


class OtherXlwings(RuntimeError):
    """The installed xlwings is not the one that this add-in is made for."""


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
    """Every macro as a sub, what the ribbon calls, and what is done when the add-in opens."""
    lines = [
        f'Attribute VB_Name = "{MACRO_SUBS}"',
        "' Made by: shijibu addin build excel. One sub for each macro; the ribbon's buttons call ShijibuRibbon.",
        *_text("macros.bas"),
    ]
    for name in MACROS:
        lines += ["", f"Public Sub {sub_name(name)}()", f'    ShijibuRun "{name}"', "End Sub"]
    return _NEWLINE.join(lines) + _NEWLINE


def bridge_module() -> str:
    """xlwings' own module for add-ins, which finds and starts Python; it takes settings only from where the user put them. Raises OtherXlwings."""
    text = resources.files("xlwings").joinpath("xlwings_custom_addin.bas").read_bytes().decode("ascii")
    for found, wanted in _TRUST.items():
        if text.count(found) != 1:
            raise OtherXlwings(f"xlwings_custom_addin.bas has {text.count(found)} times: {found.strip()}")
        text = text.replace(found, wanted)
    return text


def _text(file: str) -> list[str]:
    return resources.files("shijibu_addin.excel").joinpath("basic", file).read_text(encoding="ascii").splitlines()
