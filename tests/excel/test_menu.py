"""What a button runs in Python: the macro on the workbook in front; a failure of ours ends with one sentence and a line in the log."""

from __future__ import annotations

import pytest
import xlwings as xw

from shijibu_addin import macros
from shijibu_addin.excel import menu
from shijibu_addin.log import LOG
from shijibu_addin.macros import Macro, Result


@pytest.fixture(autouse=True)
def log(tmp_path, monkeypatch):
    """A log of its own; handlers are as before afterwards."""
    file, before = tmp_path / "addin.log", LOG.handlers[:]
    monkeypatch.setenv("SHIJIBU_ADDIN_LOG", str(file))
    LOG.handlers.clear()
    yield file
    for handler in LOG.handlers:
        handler.close()
    LOG.handlers[:] = before


class Book:
    """The workbook in front of an Excel that nobody sees."""

    class app:
        visible = False


def test_the_macro_gets_the_workbook_in_front(monkeypatch):
    front, seen = Book(), []
    monkeypatch.setattr(xw.Book, "caller", classmethod(lambda cls: front))
    monkeypatch.setitem(macros.MACROS, "check", Macro("校验本表", lambda book: seen.append(book) or Result(True, "好")))
    menu.run("check")
    assert seen == [front]


def test_a_failure_is_one_sentence_and_a_line_in_the_log(monkeypatch, log):
    def broken(book: object) -> Result:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr(xw.Book, "caller", classmethod(lambda cls: Book()))
    monkeypatch.setitem(macros.MACROS, "check", Macro("校验本表", broken))
    with pytest.raises(SystemExit) as end:
        menu.run("check")
    assert end.value.code == f"“校验本表”没有完成：程序内部出错，已记入日志 {log}"
    assert "ZeroDivisionError: ours" in log.read_text(encoding="utf-8")
