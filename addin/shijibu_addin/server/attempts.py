"""How often a token may be tried. A try counts from its beginning, before what it brings is read: ones that come late are counted too."""

from __future__ import annotations

import ipaddress
import time
from dataclasses import dataclass, field

_LASTS = 60
_A_PEER, _TOGETHER = 5, 100


@dataclass(eq=False)
class Attempt:
    """One try, by whom, and when it began."""

    peer: str
    began: float = field(default_factory=time.monotonic)


class Attempts:
    """The tries of the last minute that were not right, or not yet: at most five from one address, and a hundred from all."""

    def __init__(self) -> None:
        self._made: list[Attempt] = []

    def begun(self, peer: str) -> Attempt | None:
        """A new try from an address; None where there were too many."""
        oldest, peer = time.monotonic() - _LASTS, _network(peer)
        self._made = [made for made in self._made if made.began > oldest]
        if len(self._made) >= _TOGETHER or sum(made.peer == peer for made in self._made) >= _A_PEER:
            return None
        self._made.append(Attempt(peer))
        return self._made[-1]

    def was_right(self, attempt: Attempt) -> None:
        """The try does not count any more."""
        if attempt in self._made:
            self._made.remove(attempt)


def _network(peer: str) -> str:
    """Whom an address belongs to: one computer has a whole network of IPv6 addresses, and an IPv4 address may be written as one of them."""
    try:
        address = ipaddress.ip_address(peer.partition("%")[0])
    except ValueError:
        return peer
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))
