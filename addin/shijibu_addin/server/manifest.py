"""The add-in's manifest: every address in it is this server's own."""

from __future__ import annotations

import uuid
from pathlib import Path
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from shijibu import __version__
from shijibu.files import together
from shijibu_addin.server.upstream import HOME, NAMESPACE

FILE = "shijibu-addin.xml"
ADDRESS = "https://localhost:8000"
_TEMPLATE = HOME / "manifest.xml"


def build(out: Path, address: str = ADDRESS, *, force: bool = False) -> Path:
    """Write the manifest of a server at `address` into the folder `out`.

    Raises ValueError for an address that Excel would not take, OSError, and WouldReplace unless `force`.
    """
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(f"地址应像 {ADDRESS}，以 https 开头，后面没有路径，现为“{address}”")
    with together(out, force=force) as batch:
        batch.write(FILE, manifest(address).encode())
    return out / FILE


def manifest(base_url: str) -> str:
    """The manifest for a server that Excel reaches at `base_url`, such as https://shijibu.example:8443. The same address, the same id."""
    base = base_url.rstrip("/")
    filled = {
        "@ID@": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{base}/shijibu")),
        "@VERSION@": ".".join([*__version__.split("."), "0", "0", "0"][:4]),
        "@BASE@": escape(base),
        "@NAMESPACE@": NAMESPACE,
    }
    text = _TEMPLATE.read_text(encoding="utf-8")
    for mark, value in filled.items():
        text = text.replace(mark, value)
    return text
