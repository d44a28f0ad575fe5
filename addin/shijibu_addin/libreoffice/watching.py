"""What is said in LibreOffice while something runs beside it, with a button to stop it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import Event, Thread
from typing import Any

from shijibu_addin.libreoffice.form import ACCEPTED, Dialog

STOP = "停止"
_WIDTH, _EDGE, _LINES, _BUTTON = 240, 8, 22, (56, 15)
_AGAIN = 0.05


def watched(context: Any, window: Any, title: str, lines: Iterator[Any], stop: Callable[[], None]) -> Any:
    """Shows the lines one after another while they come, and gives the last, which is no text. They are read beside the dialog's own loop, so that
    LibreOffice stays alive; the button, or closing the dialog, stops what gives them."""
    dialog, ended, last = Dialog(context, window, title, _WIDTH), Event(), list[Any]()
    said = dialog.add("FixedText", "said", (_EDGE, _EDGE + 2, _WIDTH - 2 * _EDGE, _LINES), Label="正在开始……", MultiLine=True)
    top = _EDGE + _LINES + 6
    dialog.add("Button", "stop", (_WIDTH - _EDGE - _BUTTON[0], top, *_BUTTON), Label=STOP)
    dialog.pressed("stop", stop)

    def read() -> None:
        try:
            for line in lines:
                last[:] = [line]
                with suppress(Exception):  # the dialog is gone
                    said.Label = f"{line}……"
        finally:
            while not ended.wait(_AGAIN):  # the dialog may not have begun yet
                with suppress(Exception):
                    dialog.end(ACCEPTED)

    reading = Thread(target=read, daemon=True)
    reading.start()
    try:
        dialog.execute(top + _BUTTON[1] + _EDGE)
    finally:
        ended.set()
        stop()  # which does nothing where it is over
        reading.join()
    return last[0]
