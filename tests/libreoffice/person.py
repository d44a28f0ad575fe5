"""A LibreOffice with windows that nobody draws, and a person who reads its boxes and presses its buttons, over the accessibility interface."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any

from shijibu_addin.libreoffice.office import Office

WAIT = 60
BOX, PICKER, TEXT = 1, 12, 60  # com.sun.star.accessibility.AccessibleRole: ALERT, FILE_CHOOSER, TEXT


class SeenOffice(Office):
    """An Office that is not headless: its boxes wait for an answer. Its windows are drawn into memory, so that no screen is needed."""

    def __init__(self, extensions: Sequence[Path] = (), environment: Mapping[str, str] | None = None) -> None:
        super().__init__(extensions=extensions, environment={"SAL_USE_VCLPLUGIN": "svp", **(environment or {})})

    def _command_line(self, program: Path, extensions: Sequence[Path]) -> list[str]:
        return [argument for argument in super()._command_line(program, extensions) if argument != "--headless"]


def choose(office: Office, document: Any, url: str) -> None:
    """Run a command on the document as its menu does; comes back when the command is done."""
    frame = document.CurrentController.Frame
    frame.activate()
    helper = office.context.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", office.context)
    helper.executeDispatch(frame, url, "", 0, ())


class Person:
    """Somebody who chooses a command in a SeenOffice and deals with what it shows."""

    def __init__(self, office: SeenOffice, document: Any, url: str) -> None:
        self._toolkit = office.context.ServiceManager.createInstanceWithContext("com.sun.star.awt.Toolkit", office.context)
        self._command = Thread(target=choose, args=(office, document, url), daemon=True)
        self._command.start()

    def reads_and_closes(self) -> str:
        """What the next box says; its button is pressed, and the command must then be over."""
        box = self._window(BOX)
        text = next(e.getAccessibleName() for e in _tree(box) if hasattr(e, "getCaretPosition"))
        _press(box, "OK")
        self._command.join(WAIT)
        assert not self._command.is_alive()
        return text

    def picks(self, path: Path, button: str) -> None:
        """Types a path into the picker that is shown, and presses its button."""
        picker = self._window(PICKER)
        *_, field = (e for e in _tree(picker) if e.getAccessibleRole() == TEXT and hasattr(e, "setText"))
        field.setText(str(path))
        _press(picker, button)

    def cancels(self) -> None:
        _press(self._window(PICKER), "Cancel")

    def _window(self, role: int) -> Any:
        end = time.monotonic() + WAIT
        while time.monotonic() < end:
            for i in range(self._toolkit.getTopWindowCount()):
                with suppress(Exception):  # windows come and go while they are looked at
                    window = self._toolkit.getTopWindow(i).getAccessibleContext()
                    if window.getAccessibleRole() == role and any(e.getAccessibleName() in ("OK", "Cancel") for e in _tree(window)):
                        return window
            time.sleep(0.1)
        raise TimeoutError(f"no window of role {role}")


def _press(window: Any, name: str) -> None:
    next(e for e in _tree(window) if e.getAccessibleName() == name and hasattr(e, "doAccessibleAction")).doAccessibleAction(0)


def _tree(element: Any) -> Iterator[Any]:
    yield element
    for i in range(min(element.getAccessibleChildCount(), 100)):
        child = element.getAccessibleChild(i)
        if child is not None and hasattr(child, "getAccessibleContext"):
            yield from _tree(child.getAccessibleContext())
