"""At the end of a run of benchmarks the page of what it measured; commands as they run where they are installed."""

from __future__ import annotations

import os

import pytest

from tests.benchmarks.measured import write_page


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of commands whose modules are compiled once, wherever the tests keep them from it."""
    compiled = {"PYTHONPYCACHEPREFIX": str(tmp_path_factory.mktemp("compiled"))}
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONDONTWRITEBYTECODE", "SHIJIBU_LEDGER")} | compiled


def pytest_sessionfinish() -> None:
    write_page()
