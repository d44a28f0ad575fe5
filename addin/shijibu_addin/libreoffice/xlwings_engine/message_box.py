"""Asking the person in front of LibreOffice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlwings import XlwingsError

from shijibu_addin.libreoffice.dialogs import show_box

if TYPE_CHECKING:
    from shijibu_addin.libreoffice.xlwings_engine.app import App

_BUTTONS = {"ok": 1, "ok_cancel": 2, "yes_no": 3, "yes_no_cancel": 4}  # com.sun.star.awt.MessageBoxButtons
_ANSWERS = {0: "cancel", 1: "ok", 2: "yes", 3: "no"}  # com.sun.star.awt.MessageBoxResults


def ask(app: App, prompt: str, title: str | None, buttons: str, mode: str | None) -> str:
    """Show the message and give the button that was pressed."""
    if buttons not in _BUTTONS:
        raise XlwingsError(f"Buttons are one of {', '.join(_BUTTONS)}, not {buttons!r}.")
    kind = "ERRORBOX" if mode == "critical" else "INFOBOX" if buttons == "ok" else "QUERYBOX"
    frame = app.desktop.getCurrentFrame()
    window = frame.ContainerWindow if frame is not None else None
    return _ANSWERS.get(show_box(app.context, window, str(prompt), title or "", kind, _BUTTONS[buttons]), "cancel")
