"""The commands of the menu 实绩簿 in LibreOffice: every macro, and what only this host needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shijibu_addin.libreoffice import dialogs
from shijibu_addin.libreoffice.calls import LOG, log_file
from shijibu_addin.libreoffice.fix_names import fix_names
from shijibu_addin.libreoffice.office import SPREADSHEET
from shijibu_addin.libreoffice.office_steps import answers_to, run_step
from shijibu_addin.macros import MACROS, Macro
from shijibu_addin.macros.menu import menu, title_of
from shijibu_addin.macros.office import STEPS

_HERE = "LibreOffice"
OWN = {"fix_names": "修正函数名", "about": "关于实绩簿"}


def commands() -> dict[str, dict[str, str]]:
    """The titles in the menu by group and the commands' names, in the menu's order; the last group is what only this host has."""
    return {**{group: {name: c.title for name, c in own.items()} for group, own in menu().items()}, _HERE: OWN}


def run(context: Any, command: str, python: str | None = None) -> None:
    """Run a command on the document in front and say what it did; a failure of ours is a line in the log and a message. python: the interpreter of
    the environment with Shijibu, for what takes long."""
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    document = desktop.getCurrentComponent()
    try:
        done, message = _run(context, document, command, python)
    except Exception:
        LOG.exception("menu %s", command)
        done, message = False, f"“{OWN.get(command) or title_of(command)}”没有完成：程序内部出错，已记入日志 {log_file()}"
    if command in STEPS:
        document = desktop.getCurrentComponent()  # the workbook that was opened
    if dialogs.seen(document):
        dialogs.show_box(context, dialogs.window_of(document), message, kind="INFOBOX" if done else "ERRORBOX")


def _run(context: Any, document: Any, command: str, python: str | None) -> tuple[bool, str]:
    if command == "about":
        from shijibu.scheme import catalogue

        return True, str(catalogue.call("VERSION", []))
    if document is None or not document.supportsService(SPREADSHEET):
        return False, "请先打开一个工作簿"
    if command in STEPS:
        result = run_step(context, document, command, python)
        return result.done, result.message
    if command == "fix_names":
        return True, fix_names(document)
    result = _run_macro(context, document, MACROS[command])
    return result.done, result.message


def _run_macro(context: Any, document: Any, macro: Macro) -> Any:
    from shijibu_addin.libreoffice.xlwings_engine import attach

    given = [_asking(context, document, macro)] if macro.asks and dialogs.seen(document) else []
    return macro(attach(context).books.active, *given)


def _asking(context: Any, document: Any, macro: Macro) -> Callable[..., Any]:
    """Asks for what the macro takes: a file or folder, beside the document first, or answers to its questions."""
    if macro.asks == "answers":
        return lambda fields: answers_to(context, document, macro.title, fields)
    ask = {"folder": dialogs.choose_folder, "ledger": dialogs.choose_ledger}.get(macro.asks or "", dialogs.choose_file)
    return lambda: ask(context, macro.title, dialogs.folder_of(document))
