"""At the end of a run of benchmarks the page of what it measured."""

from __future__ import annotations

from tests.benchmarks.measured import write_page


def pytest_sessionfinish() -> None:
    write_page()
