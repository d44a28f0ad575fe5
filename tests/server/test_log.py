"""What strangers send neither steers the terminal on which the log stands nor passes for a line of it."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import pytest

from shijibu_addin.server.log import Formatter
from tests.server.raw import get, status
from tests.server.test_serve import serving

FORGED = "x\n2026-01-01 ERROR shijibu.server: forged\r\x1b[2J\x9b1m\u202e\u2028\ud800"


def logged(message: str, error: Exception | None = None) -> str:
    try:
        if error is not None:
            raise error
        trace = None
    except Exception:
        trace = sys.exc_info()
    return Formatter().format(logging.LogRecord("shijibu.server", logging.ERROR, "", 0, message, None, trace))


def test_a_message_is_one_line_of_plain_characters():
    line = logged(FORGED)
    assert line.endswith(r"x\n2026-01-01 ERROR shijibu.server: forged\r\x1b[2J\x9b1m\u202e\u2028\ud800") and "\n" not in line


def test_the_text_of_an_error_stands_below_its_message():
    first, *others = logged("call", ValueError(FORGED)).split("\n")
    assert first.endswith("shijibu.server: call") and any("forged" in line for line in others)
    assert all(line.startswith("    ") for line in others) and not {"\x1b", "\r", "\x9b", "\u202e", "\u2028"} & set("".join(others))


def test_an_address_writes_nothing_on_the_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)  # the ledger and the desk's folder are made where the command is called
    with serving() as (address, process):
        for path in (b"/\x1b[2Jx", b"/%1b%5b2J", b"/%0d%0aERROR", b"/\xe2\x80\xae"):
            assert status(get(int(address.rpartition(":")[2]), path)) == 400, path
        process.terminate()
        assert process.stderr is not None
        said = process.stderr.read()
    assert "\x1b" not in said and "ERROR" not in said and "\u202e" not in said
