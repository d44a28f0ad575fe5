"""The built add-in, and an Excel whose Python half is xlwings' own Windows code under an emulated pywin32."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shijibu_addin.excel.build import build, modules
from tests.excel.pywin32 import emulated
from tests.excel.vba_host import Excel


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    """The folder with everything that `shijibu addin build excel` writes."""
    return build(tmp_path_factory.mktemp("excel")).parent


@pytest.fixture(scope="module")
def python() -> Iterator[object]:
    with emulated() as server:
        yield server


@pytest.fixture(scope="module")
def excel(python) -> Excel:
    return Excel(modules(), python)
