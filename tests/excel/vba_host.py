"""The add-in as Excel has it: its VBA run by pyOpenVBA's interpreter over a sheet, calling xlwings' COM server as COM would."""

from __future__ import annotations

from typing import Any

from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter._objects import VBAObject, method
from pyopenvba.interpreter._values import EMPTY, MISSING, VBAArray, VBAErrorValue
from xlsxwriter.utility import xl_rowcol_to_cell

from shijibu.rules import CellError
from tests.excel import pywin32

LEFT_OUT = object()
BRIDGE = """
Public Bridge As Object
Public Function XLPy()
    Set XLPy = Bridge
End Function
Public Function RunPython(command As String)
    Bridge.Run command
End Function
"""
ERRORS = {2000: "#NULL!", 2007: "#DIV/0!", 2015: "#VALUE!", 2023: "#REF!", 2029: "#NAME?", 2036: "#NUM!", 2042: "#N/A"}


class Server(VBAObject):
    """What XLPy is to VBA: xlwings' own object behind what COM does to values."""

    vba_type_name = "XLPython"

    def __init__(self, python: Any) -> None:
        self.python, self.commands, self.calls, self.broken = python, [], 0, False

    @method(name="CallUDF")
    def call_udf(self, script: object, fname: object, args: object) -> object:
        self.calls += 1
        if self.broken:
            raise pywin32_failure()
        return from_com(self.python.CallUDF(str(script), str(fname), to_com(args)))

    @method(name="Run")
    def run(self, command: object) -> None:
        self.commands.append(str(command))


def pywin32_failure() -> Exception:
    """What VBA meets when Python cannot be reached."""
    from pyopenvba.interpreter._values import error

    return error(1000, "Could not create Python process.")


def to_com(value: Any) -> Any:
    """A Variant as pywin32 hands it to Python."""
    if value is EMPTY:
        return None
    if value is MISSING:
        return pywin32.MISSING
    if isinstance(value, VBAErrorValue):
        return pywin32.error_code(value.number)
    if not isinstance(value, VBAArray):
        return value
    if value.dimensions == 1:
        return tuple(to_com(v) for v in value.items)
    (low, high), (left, right) = value.bounds
    return tuple(tuple(to_com(value.items[value.offset([r, c])]) for c in range(left, right + 1)) for r in range(low, high + 1))


def from_com(value: Any) -> Any:
    """What Python gives as VBA gets it: rows are an array of two dimensions, counted from 0."""
    if not isinstance(value, list):
        return value
    made = VBAArray([(0, len(value) - 1), (0, len(value[0]) - 1)])
    for r, row in enumerate(value):
        for c, v in enumerate(row):
            made.items[made.offset([r, c])] = v
    return made


def plain(value: Any) -> Any:
    """An answer as a cell takes it: an error value is told from a text that looks like one, a column is a list."""
    if isinstance(value, VBAErrorValue):
        return CellError(ERRORS[value.number])
    if isinstance(value, VBAArray):
        return [plain(v) for v in value.items]
    return value


class Excel:
    """An Excel with the add-in's modules, and one sheet to call its functions on."""

    def __init__(self, modules: dict[str, str], python: Any) -> None:
        self.app = ExcelApplication()
        self.app.add_workbook()
        self.app.add_module(BRIDGE, name="xlwings")
        for name, text in modules.items():
            if name != "xlwings":
                self.app.add_module(text, name=name)
        self.server = Server(python)
        self.app.interpreter.initialise()
        self.app.interpreter.module("xlwings").variables["bridge"].set(self.server)

    def call(self, name: str, *arguments: Any) -> Any:
        """SHIJI_<name> over cells that hold the arguments: a list is a column, rows of two are two columns."""
        sheet, column, told = self.app.sheet(1), 0, []
        for argument in arguments:
            if argument is LEFT_OUT:
                told.append("")
                continue
            rows = [list(r) if isinstance(r, tuple) else [r] for r in argument] if isinstance(argument, list) else [[argument]]
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    self._put(sheet, xl_rowcol_to_cell(r, column + c), value)
            last = xl_rowcol_to_cell(len(rows) - 1, column + len(rows[0]) - 1)
            told.append(f'Range("{xl_rowcol_to_cell(0, column)}:{last}")')
            column += len(rows[0])
        return self.value(f"SHIJI_{name}({', '.join(told)})")

    def value(self, expression: str) -> Any:
        """What a VBA expression gives; an Error is told from a text that looks like one."""
        self.app.add_module(f"Public Answer\nPublic Sub Ask()\n    Answer = {expression}\nEnd Sub\n", name="Asking")
        self.app.run("Ask")
        return plain(self.app.interpreter.module("Asking").variables["answer"].get())

    def _put(self, sheet: Any, cell: str, value: Any) -> None:
        if not isinstance(value, str) or not value:
            sheet.set_value(cell, value)
            return
        # A text that is entered as it is could become a date or a number.
        formula = value if value.startswith("=") else f'="{value}"'
        self.app.add_module(f'Public Sub Enter()\n    Range("{cell}").Formula = "{_doubled(formula)}"\nEnd Sub\n', name="Entering")
        self.app.run("Enter")


def _doubled(text: str) -> str:
    return text.replace('"', '""')
