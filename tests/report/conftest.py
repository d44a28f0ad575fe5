"""One decided round and its files, for all tests of the report."""

from __future__ import annotations

import pytest

from shijibu.report.write import Written, write_result
from tests.report.made_up import Made, decided


@pytest.fixture(scope="session")
def third_round() -> Made:
    return decided(3, ties=True)


@pytest.fixture(scope="session")
def written(third_round, tmp_path_factory) -> Written:
    return write_result(third_round, tmp_path_factory.mktemp("result"))
