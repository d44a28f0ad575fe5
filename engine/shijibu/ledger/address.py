"""Where a ledger lies: a file, or a database by its URL; and that it cannot be reached."""

from __future__ import annotations

import re
from urllib.parse import unquote

from shijibu.errors import ShijibuError

LEDGER = "shijibu.db"
"""The usual name of a ledger's file."""
_FILE = "sqlite:///"
_SECRET = re.compile(r"pass|secret|token", re.IGNORECASE)


class LedgerUnavailable(ShijibuError):
    """The ledger cannot be opened or reached; `url` names it, without a password, and `reason` says why."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url}（{reason}）")
        self.url, self.reason = url, reason

    @property
    def sentences(self) -> list[str]:
        return [f"台账打不开：{self}"]


def sqlite_url(path: str) -> str:
    """The URL of a ledger's file, whatever its name holds: in a URL ? begins the options, and % a character's number."""
    return _FILE + path.replace("%", "%25").replace("?", "%3F")


def file_of(url: str) -> str | None:
    """The path of the file that a URL names; None for a database that is none."""
    return unquote(url.removeprefix(_FILE).partition("?")[0]) if url.startswith(_FILE) else None


def shown(text: str) -> str:
    """A URL fit to be shown: a file by its path, a database without the password, wherever in it."""
    if (file := file_of(text)) is not None:
        return file
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import SQLAlchemyError

    try:
        url = make_url(text)
    except (SQLAlchemyError, ValueError):
        return re.sub(r"//.*@", "//***@", text)
    hidden = {name: "***" for name in url.query if _SECRET.search(name)}
    if url.password is None and not hidden:
        return text  # rendered, a Chinese file name would be all percent signs
    return url.update_query_dict(hidden).render_as_string(hide_password=True).replace("%2A", "*")
