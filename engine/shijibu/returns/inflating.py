"""A zip's member inflated piece by piece: by ISA-L, which takes a third of what zlib takes, and by zlib on a machine for which there is none."""

from __future__ import annotations

import copy
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

library: Any
try:
    from isal import isal_zlib as library
except ImportError:
    library = zlib

STEP = 1 << 18
"""Bytes of a piece, at the most."""
_READ = 1 << 16
_RAW = -zlib.MAX_WBITS


def inflated(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """A member that is stored or deflated, in pieces of at most STEP bytes.

    Raises what zipfile does, and BadZipFile too for what is no deflate stream, or says more than the zip's directory has it say.
    """
    pieces, crc, left = (_deflated if member.compress_type == zipfile.ZIP_DEFLATED else _stored)(package, member), 0, member.file_size
    for piece in pieces:
        crc = library.crc32(piece, crc)
        left -= len(piece)
        if left < 0:
            break
        yield piece
    if left < 0 or crc != member.CRC:
        raise zipfile.BadZipFile(member.filename)


def _stored(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a member as they stand in the zip: zipfile looks at its head, and would inflate it with zlib."""
    as_stored: Any = copy.copy(member)
    as_stored.compress_type, as_stored.file_size = zipfile.ZIP_STORED, member.compress_size
    del as_stored.CRC  # it is that of what they say
    with package.open(as_stored) as stream:
        while piece := stream.read(_READ):
            yield piece


def _deflated(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    stream, written, more = library.decompressobj(_RAW), _stored(package, member), True
    while not stream.eof and more:
        data = stream.unconsumed_tail or next(written, b"")
        try:
            piece = stream.decompress(data, STEP)
        except library.error:
            raise zipfile.BadZipFile(member.filename) from None
        # A stream that ends too early has all the same said what it did: see the sum of its bytes.
        more = bool(piece) or len(stream.unconsumed_tail) < len(data)
        if piece:
            yield piece
