"""A ledger of its own for each test, and returns to decide on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from shijibu.ledger import Ledger, Return


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "实绩.db"


@pytest.fixture
def url(file: Path) -> str:
    return f"sqlite:///{file.as_posix()}"


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    with Ledger.open(url) as opened:
        yield opened


@pytest.fixture
def tamper(file: Path) -> Callable[..., None]:
    """Change the file behind the ledger's back."""

    def run(sql: str, *values: Any) -> None:
        connection = sqlite3.connect(file)
        with connection:
            assert connection.execute(sql, values).rowcount, "the tampering must hit something"
        connection.close()

    return run


@pytest.fixture
def returned() -> Callable[..., Return]:
    """A return of a unit; say only what matters."""

    def make(unit: str | None = "T01", *, accepted: bool = True, actual: float = 0.9, path: str = "T01.xlsx") -> Return:
        inputs = {"tasks": {"sheet": "工作亮相", "rows": [{"actual": actual, "cell": "F8"}]}} if accepted else {}
        problems = [] if accepted else [{"code": "value.not-a-number", "cell": "F8"}]
        return Return(unit, f"{unit}-{actual}", path, accepted, "2026-04-05T09:00:00+00:00", inputs, problems)

    return make
