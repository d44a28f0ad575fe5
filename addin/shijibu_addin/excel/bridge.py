"""xlwings' own VBA module for add-ins, which finds and starts Python, cut down to what Excel on Windows needs and to sources that are trusted.

A returned workbook must not choose what is run. As xlwings ships it, settings (the interpreter among them) may come from the workbook in front or
its folder, code inside a workbook is run, and Python, cmd.exe and modules are also sought in the current folder, where the workbook may lie.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources

from shijibu.errors import ShijibuError

CALLED = ("XLPy", "RunPython")  # what our modules call
_TRUST = {
    'Public Const PROJECT_NAME As String = "myaddin"': 'Public Const PROJECT_NAME As String = "shijibu"',
    # Settings: the add-in's own sheet and the user's own file.
    'If SheetExists(ActiveWorkbook, PROJECT_NAME & ".conf") = True Then': "If False Then",
    'If source = "" Or source = "directory" Then': "If False Then",
    'For Each cell In Range(sht.Range("A1"), lastCell)': 'For Each cell In sht.Range(sht.Range("A1"), lastCell)',
    # No interpreter but a named one: a bare name is sought in the current folder before the PATH.
    'interpreter = GetConfig("INTERPRETER", "python")': 'interpreter = GetConfig("INTERPRETER")',
    'PYTHON_WIN = GetConfig("INTERPRETER", "pythonw")': 'Err.Raise 1002, Description:="No Python is named in the settings"',
    'PYTHON_WIN = "cmd.exe " &': 'PYTHON_WIN = Environ("ComSpec") & " " &',
    'WScript.Run("cmd.exe /C " &': 'WScript.Run(Environ("ComSpec") & " /C " &',
    # Modules: those that are installed. An empty entry would be the current folder, and each other command line starts a Python of its own.
    '" -B -c ""': '" -P -B -c ""',
    'PYTHONPATH = AddExcelDir & ";" & ActiveFullName & ";" & ThisFullName & ";" & GetConfig("ONEDRIVE_CONSUMER_WIN") & ";" & '
    'GetConfig("ONEDRIVE_COMMERCIAL_WIN") & ";" & GetConfig("SHAREPOINT_WIN") & ";" & GetConfig("PYTHONPATH")': 'PYTHONPATH = "false"',
    'PYTHONPATH = AddExcelDir & ";" & ActiveWorkbook.FullName & ";" & ThisWorkbook.FullName & ";" & GetConfig("ONEDRIVE_CONSUMER_WIN") & ";" & '
    'GetConfig("ONEDRIVE_COMMERCIAL_WIN") & ";" & GetConfig("SHAREPOINT_WIN") & ";" & GetConfig("PYTHONPATH")': 'PYTHONPATH = "false"',
    "                uses_embedded_code = True": "                uses_embedded_code = False",
}
_TIMES = {'PYTHON_WIN = GetConfig("INTERPRETER", "pythonw")': 2, 'PYTHON_WIN = "cmd.exe " &': 2, '" -B -c ""': 2}
_KNOWN = {"Mac": False, "Not Mac": True, "MAC_OFFICE_VERSION >= 15": False}
_APP = re.compile(r'App = "(.+)"')
_HEAD = re.compile(r"(?:Public |Private )?(?:Sub|Function) (\w+)\(")
_DECLARED = re.compile(r"\s*(?:Private )?Declare (?:PtrSafe )?Function (\w+)")
_NO_CODE = re.compile(r'"[^"]*"|\'.*')


class OtherXlwings(ShijibuError, RuntimeError):
    """The installed xlwings is not the one that this add-in is made for."""


def bridge() -> list[str]:
    """The module's lines. Raises OtherXlwings."""
    text = resources.files("xlwings").joinpath("xlwings_custom_addin.bas").read_bytes().decode("ascii")
    for found, wanted in _TRUST.items():
        if text.count(found) != _TIMES.get(found, 1):
            raise OtherXlwings(f"xlwings_custom_addin.bas has {text.count(found)} times: {found.strip()}")
        text = text.replace(found, wanted)
    return list(_reached(list(_never_run(_for_windows(text.splitlines())))))


def _for_windows(lines: list[str]) -> Iterator[str]:
    """Without the branches for macOS and other programs; whether Excel has 32 or 64 bits stays open."""
    branches: list[tuple[bool | None, bool]] = []  # of each #If: its condition if it is known, and whether the branch is taken
    for line in lines:
        told = line.split("'")[0].strip()
        if told.startswith("#Const"):
            continue
        if told.startswith("#If"):
            known = _condition(told.removeprefix("#If").removesuffix("Then").strip())
            branches.append((known, known is not False))
            wanted = known is None
        elif told.startswith(("#Else", "#End If")):
            known, _ = branches.pop()
            wanted = known is None
            if told == "#Else":
                branches.append((known, wanted or not known))
            elif told.startswith("#ElseIf"):
                now = _condition(told.removeprefix("#ElseIf").removesuffix("Then").strip()) if known is False else False
                branches.append((known or now, bool(now)))
        else:
            wanted = True
        if wanted and all(taken for _, taken in branches):
            yield line


def _condition(text: str) -> bool | None:
    app = _APP.fullmatch(text)
    return app[1] == "Microsoft Excel" if app else _KNOWN.get(text)


def _never_run(lines: Iterator[str]) -> Iterator[str]:
    """Without the blocks under `If False Then`."""
    depth = 0
    for line in lines:
        told = line.split("'")[0].strip()
        if depth or told == "If False Then":
            depth += (told.startswith("If ") and told.endswith(" Then")) - (told == "End If")
        else:
            yield line


def _reached(lines: list[str]) -> Iterator[str]:
    """The licence and declarations, and the procedures that a call of ours can reach."""
    first = next(i for i, line in enumerate(lines) if _HEAD.match(line))
    procedures = {body[0].lower(): body[1] for body in _procedures(lines[first:])}
    wanted, found = [], [name.lower() for name in CALLED]
    while found:
        name = found.pop()
        if name not in wanted:
            wanted.append(name)
            found += sorted(_words(procedures[name]) & procedures.keys())
    words = set().union(*(_words(procedures[name]) for name in wanted))
    for line in lines[:first]:
        declared = _DECLARED.match(line)
        if declared is None or declared[1].lower() in words:
            yield line
    for name, body in procedures.items():
        if name in wanted:
            yield from (*body, "")


def _procedures(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    start, name = 0, ""
    for i, line in enumerate(lines):
        head = _HEAD.match(line)
        if head:
            start, name = i, head[1]
        elif line.startswith(("End Sub", "End Function")):
            yield name, lines[start : i + 1]


def _words(lines: list[str]) -> set[str]:
    return {word.lower() for line in lines for word in re.findall(r"\w+", _NO_CODE.sub("", line))}
