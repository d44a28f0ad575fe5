"""What a page offers besides its own subject."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from shijibu import __version__
from shijibu_desk.ledgers import options
from shijibu_desk.role import Role

_OFFERED = {
    Role.OFFICE: (("rounds", "各期"), ("people", "一人一档"), ("rules", "方案"), ("accounts", "账号"), ("backups", "备份")),
    Role.READER: (("rounds", "各期"),),
    Role.UNIT: (("unit", "填报"),),
    Role.OFFICIAL: (("own_file", "本人档案"),),
}


def of_page(request: HttpRequest) -> dict[str, Any]:
    """For every template: the version, whether one signs in here, and what the account may go to."""
    account = getattr(request, "user", None)
    role = getattr(account, "role", None)
    return {"version": __version__, "login": options().login, "offered": _OFFERED.get(role, ()) if role else ()}
