"""A step of the office in LibreOffice: its dialog, its work in a process of its own, and the workbook that comes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from shijibu_addin.libreoffice import dialogs
from shijibu_addin.macros.office import STEPS
from shijibu_addin.macros.office.apart import Apart
from shijibu_addin.macros.office.field import Field
from shijibu_addin.macros.office.known import keep_answers, last_answers
from shijibu_addin.macros.result import NewBook, Result

_FILTER = "Calc MS Excel 2007 XML"
_NOT_ASKED = Result(False, "没有选择，什么也没有做")
_NO_PYTHON = Result(False, "没有完成：扩展不知道实绩簿的程序在哪里。请重新运行 shijibu addin install libreoffice，再启动 LibreOffice")


def run_step(context: Any, document: Any, name: str, python: str | None) -> Result:
    """Ask, do it, and open what came of it. python: the interpreter of the environment with Shijibu."""
    from shijibu_addin.libreoffice.watching import watched

    if not dialogs.seen(document):  # nobody answers
        return _NOT_ASKED
    if python is None or not Path(python).is_file():
        return _NO_PYTHON
    step, window = STEPS[name], dialogs.window_of(document)
    given = answers_to(context, document, step.title, step.fields)
    if given is None:
        return _NOT_ASKED
    work = Apart(name, given, python)
    result: Result = watched(context, window, step.title, work.lines(), work.stop)
    if result.opens is not None:
        _open(context, result.opens)
    return result


def answers_to(context: Any, document: Any, title: str, fields: Callable[[Mapping[str, str]], list[Field]]) -> dict[str, str] | None:
    """What the person answers in a dialog, which is there again the next time; None where they would rather not."""
    from shijibu_addin.libreoffice.form import Form  # it needs the bridge, which is only there inside LibreOffice

    given = Form(context, dialogs.window_of(document), title, fields, last_answers()).answers()
    if given is not None:
        keep_answers(given)
    return given


def _open(context: Any, what: Path | NewBook) -> None:
    """In a window of its own. What lies nowhere yet has no file: saving it asks for one."""
    create = context.ServiceManager.createInstanceWithContext
    desktop = create("com.sun.star.frame.Desktop", context)
    if isinstance(what, Path):
        desktop.loadComponentFromURL(what.absolute().as_uri(), "_blank", 0, ())
        return
    import uno

    stream = context.ServiceManager.createInstanceWithArgumentsAndContext(
        "com.sun.star.io.SequenceInputStream", (uno.ByteSequence(what.data),), context)
    values = {"InputStream": stream, "FilterName": _FILTER, "AsTemplate": True}
    properties = tuple(uno.createUnoStruct("com.sun.star.beans.PropertyValue", Name=n, Value=v) for n, v in values.items())
    desktop.loadComponentFromURL("private:stream", "_blank", 0, properties).setTitle(what.name)
