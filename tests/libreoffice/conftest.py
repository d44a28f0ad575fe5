"""A LibreOffice driven through xlwings, for the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import xlwings as xw

import shijibu_addin.libreoffice  # noqa: F401  # adds the engine


@pytest.fixture(scope="module")
def app() -> Iterator[xw.App]:
    before = xw.engines.active
    xw.engines["libreoffice"].activate()
    with xw.App(visible=False) as running:
        yield running
    xw.engines.active = before
