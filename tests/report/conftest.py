"""One decided round and its files, for all tests of the report."""

from __future__ import annotations

import pytest

from shijibu.report.write import ResultFiles, write_result
from shijibu.rounds.decided import DecidedRound
from tests.report.made_up import decided


@pytest.fixture(scope="session")
def third_round() -> DecidedRound:
    return decided(3, ties=True)


@pytest.fixture(scope="session")
def written(third_round, tmp_path_factory) -> ResultFiles:
    return write_result(third_round, tmp_path_factory.mktemp("result"))
