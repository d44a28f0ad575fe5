"""The product's icon, three bars in a book, drawn when it is asked for: Office takes PNG alone, in four sizes."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache

_PAPER, _COVER = b"\xff\xff\xff", b"\xb0\x2a\x37"
_DRAWING = [
    "################",
    "################",
    "###...........##",
    "###........##.##",
    "###........##.##",
    "###.....##.##.##",
    "###.....##.##.##",
    "###.....##.##.##",
    "###.##..##.##.##",
    "###.##..##.##.##",
    "###.##..##.##.##",
    "###.##..##.##.##",
    "###.##..##.##.##",
    "###...........##",
    "###...........##",
    "################",
]
SIDE = len(_DRAWING)
SIZES = (16, 32, 64, 80)
PATHS = {f"/static/images/icons/shijibu-{size}.png": size for size in SIZES} | {"/static/images/favicon.png": 32, "/favicon.ico": 32}
"""Where each size is served: for the manifest, and for the task pane's page."""


@lru_cache
def icon(size: int) -> bytes:
    """A PNG of size x size pixels; size is a multiple of 16."""
    scale = size // SIDE
    lines = ["".join(dot * scale for dot in row) for row in _DRAWING]
    bits = [b"\0" + int(line.replace("#", "1").replace(".", "0"), 2).to_bytes(size // 8, "big") for line in lines]
    chunks = {
        b"IHDR": struct.pack(">IIBBBBB", size, size, 1, 3, 0, 0, 0),
        b"PLTE": _PAPER + _COVER,
        b"IDAT": zlib.compress(b"".join(row * scale for row in bits), 9),
        b"IEND": b"",
    }
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks.items()
    )
