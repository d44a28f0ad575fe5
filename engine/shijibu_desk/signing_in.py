"""Signing in with an account and its password: whoever tries is counted before the next one is looked at, and by the network that tries."""

from __future__ import annotations

import ipaddress
import threading
from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest

# A password costs a tenth of a second and 16 MiB to compare. Many at once would be looked at before the first was counted, and fill the memory.
_ONE_AT_A_TIME = threading.Lock()


class SignIn(AuthenticationForm):
    """Account and password, at the desk's own page and in the task pane."""

    def clean(self) -> dict[str, Any]:
        with _ONE_AT_A_TIME:
            return super().clean()


def network_of(request: HttpRequest) -> str:
    """Who tries: one computer has a whole network of IPv6 addresses, and an IPv4 address may be written as one of them. What a proxy's headers say,
    anybody may say."""
    peer = str(request.META.get("REMOTE_ADDR", "")).partition("%")[0]
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return "0.0.0.0"
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False).network_address)
