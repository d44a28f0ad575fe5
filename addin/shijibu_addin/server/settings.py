"""Who may use the server, and what it offers."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from shijibu.errors import ShijibuError
from shijibu_addin.server.origins import name_of

if TYPE_CHECKING:
    from shijibu_addin.macros import Macro
    from shijibu_addin.server.office_door import OfficeDoor

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


class ServerFault(ShijibuError, ValueError):
    """The server cannot start this way; the text says why and what to do."""


def _macros() -> Mapping[str, Macro]:
    from shijibu_addin.macros import MACROS

    return MACROS


@dataclass(frozen=True)
class Settings:
    """hosts: further names that the server may be called by. origins: whole addresses by which a proxy in front of it is reached, such as
    https://shijibu.example. macros: what the task pane's buttons run, by name. largest_request: bytes that a request to the add-in's server may have.
    accounts: people sign in at the desk, so that other computers may come; else this computer alone is served. office: the way to the office's work
    in the pane, which has none of it where nobody says.
    """

    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    macros: Mapping[str, Macro] = field(default_factory=_macros, repr=False)
    largest_request: int = 64 * 1024 * 1024
    accounts: bool = False
    office: OfficeDoor | None = field(default=None, repr=False)

    @property
    def here_alone(self) -> bool:
        """Only programs of this computer are served."""
        return not self.accounts

    def answers_to(self, host: str) -> bool:
        """Whether a request may name `host`, as its header has it, as its server. An address of digits is safe where a login protects; a name
        must be known."""
        name = name_of(host)
        if name in LOOPBACK_NAMES:
            return True
        if name is None or self.here_alone:
            return False
        return name in {h.lower() for h in self.hosts} or is_address(name) or name in own_names()


def is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_loopback(address: str) -> bool:
    """Whether an address, or the name localhost, stays on this computer."""
    if address.lower() == "localhost":
        return True
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback


@lru_cache(maxsize=1)
def own_names() -> frozenset[str]:
    return frozenset({socket.gethostname().lower(), socket.getfqdn().lower()})
