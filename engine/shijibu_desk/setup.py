"""Making Django this process's desk: its folder, its settings, its tables."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

from shijibu.backup import UPLOADS
from shijibu.ledger import Ledger
from shijibu.ledger.address import file_of
from shijibu.rounds.rules import adopt
from shijibu_desk.options import Options
from shijibu_desk.settings import SCHEMA, settings_of

LOCAL = "本机"
"""The account of whoever sits at this computer, where a desk is started without a login."""
_ONCE = threading.Lock()


def prepare(options: Options) -> None:
    """Django is configured, and the desk's tables are there. A process has one desk. Raises LedgerUnavailable, OSError."""
    with _ONCE:
        folder = Path(options.folder)
        for own in (folder, folder / UPLOADS):
            own.mkdir(mode=0o700, parents=True, exist_ok=True)
        with Ledger.open(options.ledger) as ledger:
            adopt(ledger)
            key = ledger.key()
        _configure(settings_of(options, key))
        _make_tables(options)


def _configure(values: dict[str, Any]) -> None:
    import django
    from django.conf import settings

    if not settings.configured:
        settings.configure(**values)
        django.setup()


def _make_tables(options: Options) -> None:
    from django.core.management import call_command
    from django.db import connection

    if file_of(options.ledger) is None:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    else:
        before = os.umask(0o077)
        try:
            connection.ensure_connection()  # makes the file
        finally:
            os.umask(before)
    call_command("migrate", verbosity=0, interactive=False)
    if not options.login:
        from shijibu_desk.models import Account
        from shijibu_desk.role import Role

        Account.objects.get_or_create(username=LOCAL, defaults={"role": Role.OFFICE, "title": LOCAL, "password": "!"})
