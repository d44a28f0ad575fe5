"""The desk of a test's process: Django is configured once a process, whichever test asks first."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from shijibu.ledger.address import sqlite_url
from shijibu_addin.server.settings import Settings
from shijibu_desk.options import Options
from shijibu_desk.setup import prepare


@lru_cache
def options() -> Options:
    """What Django was configured with; its tables are there."""
    folder = Path(mkdtemp(prefix="desk"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = Options(sqlite_url((folder / "shijibu.db").as_posix()), str(folder / "desk"))
    prepare(made)
    return made


def apart(function: Callable[[], Any]) -> Any:
    """What the function gives, asked in a thread of its own: where a browser runs, this one has an event loop, and Django refuses to wait in it."""

    def asked() -> Any:
        options()
        from django.db import connections

        try:
            return function()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asked).result()


def application(settings: Settings) -> Any:
    """Desk and add-in's server behind the gate, as `shijibu serve` runs them."""
    from shijibu_desk.serving import application as served

    return apart(lambda: served(options(), settings))


def account(name: str, password: str, role: str = "reader", **whose: str | bool) -> Any:
    """An account with an own password, anew where there was one."""

    def made() -> Any:
        from axes.models import AccessAttempt

        from shijibu_desk.models import Account

        Account.objects.filter(username=name).delete()
        AccessAttempt.objects.filter(username=name).delete()
        return Account.objects.create_user(name, password, role=role, **whose)

    return apart(made)
