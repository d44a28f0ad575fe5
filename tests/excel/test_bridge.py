"""xlwings' VBA as we ship it: what it starts, whatever workbook is in front and wherever it lies; nothing in it that is not needed."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import warnings
from importlib import resources
from pathlib import Path

import pytest
import xlsxwriter
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.exceptions import VBARuntimeError
from pyopenvba.interpreter._objects import VBAObject, method

from shijibu_addin.excel import bridge as trusted
from shijibu_addin.excel import vba
from shijibu_addin.excel.build import ADDIN, modules

with warnings.catch_warnings():  # it uses old names of its own parser's
    warnings.simplefilter("ignore")
    from oletools.olevba import VBA_Scanner

PYTHON = r"C:\Program Files\shijibu\.venv\Scripts\pythonw.exe"
SHELL = r"C:\WINDOWS\system32\cmd.exe"
IN_FRONT = "$(x);evil;evil.zip;&calc '实绩'.xlsx"  # a name that Windows takes
# What a scanner of malicious code may say of our modules, each for a reason.
NEEDED = {
    "Auto_Open": "describes the functions in Chinese when Excel starts",
    "Lib": "the DLL of xlwings, and the call that loads it", "CreateObject": "settings and the shell", "WScript.Shell": "starts Python for a macro",
    "shell": "the same", "run": "the same", "Command": "in names: PythonCommand", "call": "in names: CallUDF",
    "Environ": "the user's folder, and where Windows is", "environment": "in a comment", "ExpandEnvironmentStrings": "settings with %NAME%",
    "Open": "reads the user's settings and a failure's text", "Exec": "in names: ExecuteWindows",
    "Kill": "removes the failure's text when it has been shown", "Chr": "a quotation mark",
    "Hex Strings": "a number in a link", "Base64 Strings": "names that look like some", "binary": "in the licence",
}  # fmt: skip


class Shell(VBAObject):
    """WScript.Shell, which keeps what it is told to start."""

    vba_type_name = "IWshShell3"

    def __init__(self) -> None:
        self.started: list[str] = []

    @method(name="ExpandEnvironmentStrings")
    def expand(self, text: object) -> object:
        return text

    @method(name="Run")
    def run(self, command: object, style: object, wait: object) -> object:
        self.started.append(str(command))
        return 0


MACHINE = f"""
Public Shell As Object
Public Function WScript()
    Set WScript = Shell
End Function
Public Function MachineEnviron(name As String)
    MachineEnviron = "C:\\Users\\clerk\\" & name
    If name = "ComSpec" Then MachineEnviron = "{SHELL}"
End Function
Public Function MachineAttr(name As String)
    If name <> "{PYTHON}" Then Err.Raise 53
    MachineAttr = 0
End Function
Public Function CreateGUID()
    CreateGUID = "guid"
End Function
"""


def on_a_machine(text: str) -> str:
    """The module with what an interpreter of VBA has no machine for, and "False" compared as Excel does."""
    text = re.sub(r'(GetConfig\("[^"]+", False\)) = True', r"CBool(\1)", text)
    for name in ("WScript", "CreateGUID"):
        text = re.sub(rf"(?ms)^(Public )?Function {name}\(.*?^End Function\r$", "", text)
    text = text.replace("Environ(", "MachineEnviron(").replace("GetAttr(", "MachineAttr(").replace("Application.Hwnd", '"1"')
    return text.replace("Application.Path", r'"C:\Office"').replace("Kill LOG_FILE", "")


@pytest.fixture
def excel(built, tmp_path) -> ExcelApplication:
    """Excel with the add-in, which names its Python, and a workbook in front that names another, lying beside modules to be found."""
    folder = tmp_path / "evil"
    folder.mkdir()
    returned = folder / IN_FRONT
    with xlsxwriter.Workbook(returned) as book:
        sheet = book.add_worksheet(vba.SETTINGS)
        for row, setting in enumerate((("ADD_WORKBOOK_TO_PYTHONPATH", "True"), ("SHOW CONSOLE", "True"), ("INTERPRETER_WIN", "evil.exe"))):
            sheet.write_row(row, 0, setting)
        book.add_worksheet("xlwings.py").write(0, 0, "import evil")
    app = ExcelApplication.open(built / ADDIN)
    app.add_module(MACHINE, name="Machine")
    app.add_module(on_a_machine(modules()[vba.BRIDGE]), name=vba.BRIDGE)
    app.activate_workbook(app.open_workbook(returned))
    assert (app.evaluate("ActiveWorkbook.Name"), app.evaluate("ThisWorkbook.Name")) == (IN_FRONT, ADDIN)
    app.interpreter.module("Machine").variables["shell"].set(Shell())
    return app


def named(app: ExcelApplication, python: str = PYTHON) -> ExcelApplication:
    """The add-in's own sheet with an interpreter, as it is made on Windows."""
    app.add_module(f"""
        Public Sub SetUp()
            ThisWorkbook.Worksheets("{vba.SETTINGS}").Range("A2").Value = "INTERPRETER_WIN"
            ThisWorkbook.Worksheets("{vba.SETTINGS}").Range("B2").Value = "{python}"
        End Sub
    """, name="SettingUp")
    app.run("SetUp")
    return app


def told(command: str) -> str:
    """The Python text of a command line."""
    found = re.search(r' -P -B -c "((?:\\"|[^"])*)"', command)
    assert found, command
    return found[1].replace('\\"', '"')


def test_a_workbook_in_front_cannot_say_which_program_is_started(excel):
    assert excel.evaluate('GetConfig("ADD_WORKBOOK_TO_PYTHONPATH", "true")') == "False"
    assert excel.evaluate('GetConfig("INTERPRETER_WIN", "none")') == "none"
    assert excel.evaluate('GetConfig("SHOW CONSOLE", "no", "sheet")') == "no"
    assert excel.evaluate('GetConfig("INTERPRETER_WIN", "none", "directory")') == "none"


def test_functions_have_one_python_whatever_workbook_is_in_front(excel):
    """The DLL keeps one process for each command line, and takes $(...) in it for something of its own."""
    command = named(excel).evaluate("XLPyCommand()")
    assert command.startswith(f'{SHELL}  /K ""{PYTHON}" -P -B -c "') and "evil" not in command
    assert len(command) < 2048 and re.findall(r"\$\(.*?\)", command) == ["$(CLSID)"]
    assert "xlwings.serve(" in ast.unparse(ast.parse(told(command)))


def test_a_macro_is_run_by_the_named_python_on_the_workbook_in_front(excel):
    named(excel).run(vba.sub_name("check"))
    (command,) = excel.interpreter.module("Machine").variables["shell"].get().started
    assert command.startswith(f'{SHELL} /C C: & cd "{str(PYTHON).rpartition(chr(92))[0]}" & "{PYTHON}" -P -B -c "')
    assert f'--wb="{IN_FRONT}" --from_xl=1' in command and command.count("evil") == IN_FRONT.count("evil")
    assert told(command).endswith("from shijibu_addin.excel.menu import run; run('check')")


def test_no_python_is_looked_for_where_none_is_named(excel):
    """A bare name would be sought in the current folder first."""
    excel.run(vba.sub_name("check"))
    assert excel.interpreter.module("Machine").variables["shell"].get().started == []
    with pytest.raises(VBARuntimeError, match="No Python is named"):
        excel.evaluate("XLPy()")


def test_modules_beside_the_workbook_are_not_imported(excel, tmp_path):
    """The text that Excel starts Python with, run where a module waits to be taken for xlwings."""
    command = named(excel).evaluate("XLPyCommand()")
    for name in ("xlwings", "shijibu_addin", "evil"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('taken')\n")
    program = told(command).replace("xlwings.serve('$(CLSID)')", "print(xlwings.__file__, '' in sys.path)")
    done = subprocess.run([sys.executable, "-P", "-B", "-c", program], cwd=tmp_path, capture_output=True, text=True)
    place, has_current_folder = done.stdout.split()
    assert Path(place).parent.name == "xlwings" and has_current_folder == "False"


def test_a_scanner_finds_nothing_that_is_not_needed():
    said = [entry for text in modules().values() for entry in VBA_Scanner(text).scan(False)]
    found = {keyword.lower() for kind, keyword, _ in said if kind in {"AutoExec", "Suspicious"}}
    assert found == {word.lower() for word in NEEDED}
    assert "vbproject" not in found, "nothing changes code"


def test_nothing_is_called_that_was_cut_away():
    original = resources.files("xlwings").joinpath("xlwings_custom_addin.bas").read_text(encoding="ascii")
    head = re.compile(r"^(?:Public |Private )?(?:Sub|Function) (\w+)\(", re.M)
    kept = modules()[vba.BRIDGE]
    gone = set(head.findall(original)) - set(head.findall(kept))
    assert {"ImportPythonUDFs", "ImportXlwingsUdfsModule", "ExecuteMac", "KillFileOnMac"} <= gone
    code = "\n".join(re.sub(r'"[^"]*"|\'.*', "", line) for line in kept.splitlines())
    assert not {name for name in gone if re.search(rf"\b{name}\b", code, re.I)}
    assert len(re.findall(r"(?m)^\s*#If", code)) == len(re.findall(r"(?m)^\s*#End If", code)) > 0
    assert "Redistribution and use in source and binary forms" in kept, "the licence goes with the text"


def test_another_xlwings_than_the_one_that_was_read_is_refused(monkeypatch):
    monkeypatch.setattr(trusted, "_TRUST", {**trusted._TRUST, "what a later version has no more": ""})
    with pytest.raises(trusted.OtherXlwings, match="a later version"):
        vba.bridge_module()
