"""A LibreOffice with windows that nobody draws, and a person who reads its boxes and presses its buttons, over the accessibility interface."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any

from shijibu_addin.libreoffice.office import Office

WAIT = 60
OK, CANCEL, CHOOSE = "确定", "取消", "选择…"  # of our own forms
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

    def fills_in(self, title: str, texts: dict[str, str] | None = None, paths: dict[str, Path] | None = None) -> None:
        """Answers the questions of a form by their labels: texts are typed, files and folders picked; and goes on."""
        form = self._window(PICKER, title)
        for label, text in (texts or {}).items():
            next(e for e in _tree(form) if _said(e) == label and hasattr(e, "setText")).setText(text)
        for label, path in (paths or {}).items():
            elements = list(_tree(form))
            at = next(n for n, e in enumerate(elements) if _said(e) == label)
            next(e for e in elements[at:] if _said(e) == CHOOSE).doAccessibleAction(0)
            self.picks(path, "Open" if path.is_file() else "Select")
        _press(form, lambda e: _said(e) == OK)

    def gives_up(self, title: str) -> None:
        """Closes a form without an answer."""
        _press(self._window(PICKER, title), lambda e: _said(e) == CANCEL)

    def cancels(self) -> None:
        _press(self._window(PICKER), "Cancel")

    def _window(self, role: int, title: str = "") -> Any:
        """The window of that role and title, with a button that ends it."""
        end = time.monotonic() + WAIT
        while time.monotonic() < end:
            for i in range(self._toolkit.getTopWindowCount()):
                with suppress(Exception):  # windows come and go while they are looked at
                    window = self._toolkit.getTopWindow(i).getAccessibleContext()
                    if window.getAccessibleRole() == role and _is_meant(window, title):
                        return window
            time.sleep(0.1)
        raise TimeoutError(f"no window of role {role}, {title}")


def _is_meant(window: Any, title: str) -> bool:
    """Whether a window has that title; without one, whether it has a button that ends it."""
    return window.getAccessibleName() == title if title else any(e.getAccessibleName() in ("OK", "Cancel") for e in _tree(window))


def _press(window: Any, button: str | Callable[[Any], bool]) -> None:
    """Presses the button of that name, or the one that is meant."""
    meant = button if callable(button) else lambda e: e.getAccessibleName() == button
    next(e for e in _tree(window) if hasattr(e, "doAccessibleAction") and meant(e)).doAccessibleAction(0)


def _said(element: Any) -> str:
    """A name without the letter that LibreOffice adds for the keyboard."""
    return re.sub(r"\([A-Z0-9]\)$", "", element.getAccessibleName())


def _tree(element: Any) -> Iterator[Any]:
    yield element
    for i in range(min(element.getAccessibleChildCount(), 100)):
        child = element.getAccessibleChild(i)
        if child is not None and hasattr(child, "getAccessibleContext"):
            yield from _tree(child.getAccessibleContext())
