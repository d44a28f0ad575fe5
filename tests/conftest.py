"""What tests of every part share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shijibu_addin.libreoffice.office import Office


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """A headless LibreOffice, one for each test process."""
    with Office() as running:
        yield running
