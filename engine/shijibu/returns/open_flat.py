"""A flat OpenDocument file: one XML document instead of a package."""

from __future__ import annotations

import io
import zipfile

from shijibu.returns.package import OPEN_DOCUMENT


def flat_as_package(data: bytes) -> bytes | None:
    """A flat file (.fods) as the package that it could have been; None where the data is none."""
    head = data[:16_384]
    if head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] != b"<" or b"office:document" not in head or OPEN_DOCUMENT not in head:
        return None
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", OPEN_DOCUMENT)
        archive.writestr("content.xml", data)
    return made.getvalue()
