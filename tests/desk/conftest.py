"""A desk within the test's process: Django is configured once a process, for a ledger and folder of each module's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from shijibu_desk.options import Options
from tests.county import County
from tests.desk import process

if TYPE_CHECKING:
    from django.test import Client

PERIOD = "2026-Q1"


@dataclass
class Desk:
    """A desk with a county that sent a round out; `signed_in` gives a browser without a window."""

    county: County
    options: Options

    def account(self, name: str, role: str, **whose: str) -> Any:
        from shijibu_desk.models import Account

        return Account.objects.create_user(name, None, role=role, **whose)

    def signed_in(self, account: Any) -> Client:
        from django.test import Client

        client = Client(raise_request_exception=False)
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client


@contextmanager
def desk_of(county: County, folder: Path) -> Iterator[Desk]:
    """A desk of that county, whose first round is out: its own ledger and folder, empty tables."""
    process.options()
    from django.core.management import call_command
    from django.test import override_settings

    from shijibu.backup import UPLOADS
    from shijibu_desk.places import RoundFolder

    options = Options(county.ledger_url, str(folder))
    (folder / UPLOADS).mkdir(parents=True)
    with override_settings(SHIJIBU_DESK=options):
        call_command("flush", verbosity=0, interactive=False)
        county.issue(PERIOD)
        out = RoundFolder(county.scheme.id, PERIOD).issued
        out.mkdir(parents=True)
        for file in county.files.values():
            (out / file.name).write_bytes(file.read_bytes())
        yield Desk(county, options)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("county")
    with desk_of(County.made(folder, "deqing", 3), folder / "desk") as made:
        yield made
