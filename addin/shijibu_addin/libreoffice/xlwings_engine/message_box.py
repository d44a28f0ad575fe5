"""Asking the person in front of LibreOffice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import XlwingsError

if TYPE_CHECKING:
    from shijibu_addin.libreoffice.xlwings_engine.app import App

_BUTTONS = {"ok": 1, "ok_cancel": 2, "yes_no": 3, "yes_no_cancel": 4}  # com.sun.star.awt.MessageBoxButtons
_ANSWERS = {0: "cancel", 1: "ok", 2: "yes", 3: "no"}  # com.sun.star.awt.MessageBoxResults


def ask(app: App, prompt: str, title: str | None, buttons: str, mode: str | None) -> str:
    """Show the message and give the button that was pressed."""
    if buttons not in _BUTTONS:
        raise XlwingsError(f"Buttons are one of {', '.join(_BUTTONS)}, not {buttons!r}.")
    kind = "ERRORBOX" if mode == "critical" else "INFOBOX" if buttons == "ok" else "QUERYBOX"
    toolkit: Any = app.service("com.sun.star.awt.Toolkit")
    frame = app.desktop.getCurrentFrame()
    window = frame.ContainerWindow if frame is not None else None
    box = toolkit.createMessageBox(window, app.uno.Enum("com.sun.star.awt.MessageBoxType", kind), _BUTTONS[buttons], title or "", str(prompt))
    try:
        return _ANSWERS.get(box.execute(), "cancel")
    finally:
        box.dispose()
