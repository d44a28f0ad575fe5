"""The person in front of LibreOffice: whether there is one, what is said to them, and which file or folder they choose.

A box or a picker of a headless LibreOffice answers at once, as if cancelled: none of them ever blocks it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

TITLE = "实绩簿"
_NOBODY = ("headless", "invisible", "convert-to", "print-to-file", "cat")
_CHOSEN = 1  # com.sun.star.ui.dialogs.ExecutableDialogResults.OK
_OPEN = 0  # com.sun.star.ui.dialogs.TemplateDescription.FILEOPEN_SIMPLE


def seen(document: Any) -> bool:
    """Whether somebody sees the document's window, in the process in which this runs."""
    window = window_of(document)
    return window is not None and bool(window.isVisible()) and not headless()


def window_of(document: Any) -> Any:
    """The document's window; None for a document without one."""
    controller = getattr(document, "CurrentController", None)
    return controller.Frame.ContainerWindow if controller is not None else None


def folder_of(document: Any) -> Path | None:
    """The folder in which the document's file lies; None for one that was never saved, or lies elsewhere than on this computer."""
    import uno

    return Path(uno.fileUrlToSystemPath(document.URL)).parent if document.URL.startswith("file:") else None


@cache
def headless() -> bool:
    """Whether this process was started to work without a person."""
    return any(argument.lstrip("-").partition(":")[0] in _NOBODY for argument in _command_line() if argument.startswith("-"))


def _command_line() -> list[str]:
    """How this process was started; sys.argv says nothing of it inside LibreOffice."""
    if sys.platform == "win32":
        import ctypes

        get = ctypes.windll.kernel32.GetCommandLineW
        get.restype = ctypes.c_wchar_p
        return get().split()
    if os.path.exists("/proc/self/cmdline"):
        return Path("/proc/self/cmdline").read_bytes().decode(errors="replace").split("\0")
    return subprocess.run(["ps", "-o", "command=", "-p", str(os.getpid())], capture_output=True, text=True, check=False).stdout.split()


def show_box(context: Any, window: Any, text: str, title: str = TITLE, kind: str = "INFOBOX", buttons: int = 1) -> int:
    """Show a message over the window until a button is pressed; gives which, as com.sun.star.awt.MessageBoxResults numbers them."""
    import uno

    toolkit = _service(context, "com.sun.star.awt.Toolkit")
    box = toolkit.createMessageBox(window, uno.Enum("com.sun.star.awt.MessageBoxType", kind), buttons, title, text)
    try:
        return int(box.execute())
    finally:
        box.dispose()


def choose_file(context: Any, title: str, folder: Path | None) -> Path | None:
    """The workbook that the person chooses, starting in `folder`; None where they choose none."""
    return _file(context, title, folder, "Excel (*.xlsx)", "*.xlsx")


def choose_ledger(context: Any, title: str, folder: Path | None) -> Path | None:
    """The ledger's file that the person chooses, starting in `folder`; None where they choose none."""
    return _file(context, f"{title}：选台账", folder, "台账 (*.db)", "*.db")


def _file(context: Any, title: str, folder: Path | None, label: str, pattern: str) -> Path | None:
    picker = context.ServiceManager.createInstanceWithArgumentsAndContext("com.sun.star.ui.dialogs.FilePicker", (_OPEN,), context)
    picker.appendFilter(label, pattern)
    return _chosen(picker, title, folder, lambda: picker.getFiles()[0])


def choose_folder(context: Any, title: str, folder: Path | None) -> Path | None:
    """The folder that the person chooses, starting in `folder`; None where they choose none."""
    picker = _service(context, "com.sun.star.ui.dialogs.FolderPicker")
    return _chosen(picker, title, folder, lambda: picker.getDirectory())


def _chosen(picker: Any, title: str, folder: Path | None, answer: Any) -> Path | None:
    import uno

    picker.setTitle(title)
    if folder is not None:
        picker.setDisplayDirectory(folder.as_uri())
    return Path(uno.fileUrlToSystemPath(answer())) if picker.execute() == _CHOSEN else None


def _service(context: Any, name: str) -> Any:
    return context.ServiceManager.createInstanceWithContext(name, context)
