"""A decided year of Deqing's first rounds, for all tests of the simulation; none of them may change it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shijibu.demo.run import run_demo
from shijibu.ledger import Ledger
from shijibu.ledger.address import LEDGER, sqlite_url
from shijibu.scheme.load import load
from shijibu.terminal import Terminal


@pytest.fixture(scope="session")
def ledger_file(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("simulated")
    run_demo(load("deqing"), folder / "demo", units=8, periods=3, seed=3, console=Terminal(quiet=True))
    return folder / "demo" / LEDGER


@pytest.fixture
def ledger(ledger_file) -> Iterator[Ledger]:
    with Ledger.open(sqlite_url(ledger_file.as_posix())) as ledger:
        head = ledger.head()
        yield ledger
        assert ledger.head() == head, "a simulation decides nothing"
