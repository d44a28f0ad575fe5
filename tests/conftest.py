"""What tests of every part share."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest

# xlwings has its engines from the moment it is imported: the server's tests need all of them, whichever test came first.
os.environ.setdefault("XLWINGS_LICENSE_KEY", "noncommercial")

from shijibu.returns import worker
from shijibu.scheme.load import load
from shijibu_addin.libreoffice.office import Office
from tests.command import forking
from tests.county import County
from tests.decided_counties import COUNTIES, decided

forking()
worker.START_METHOD = "forkserver"


def pytest_collection_finish() -> None:
    """Ten thousand collected tests are no garbage: looking through them again and again took a tenth of the suite's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """A headless LibreOffice, one for each test process."""
    with Office() as running:
        yield running


@pytest.fixture(scope="session")
def counties(tmp_path_factory: pytest.TempPathFactory) -> dict[str, County]:
    """A decided round of each county; no test changes it."""
    assert all(load(id).id == id for id in COUNTIES)
    return {id: decided(tmp_path_factory.mktemp(id), id) for id in COUNTIES}
