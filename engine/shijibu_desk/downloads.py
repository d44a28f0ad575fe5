"""Files on their way to a browser."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

from shijibu.backup import UPLOADS
from shijibu_desk.ledgers import options

PAPER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox allow-popups"
"""For a page that Shijibu wrote: it has its look in itself, and nothing that runs."""
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_IN_MEMORY = 8 * 1024 * 1024


def attachment(data: bytes, name: str, kind: str = "application/octet-stream") -> HttpResponse:
    """A file to be saved under a name, which may be Chinese."""
    answer = HttpResponse(data, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return answer


def zipped(files: Iterable[Path], name: str) -> FileResponse:
    """Files in one zip, without folders. Their names are UTF-8 and marked so, which the Explorer of Windows unpacks rightly."""
    made = tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=str(Path(options().folder) / UPLOADS))  # noqa: SIM115
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as zip_:  # workbooks are compressed already
        for file in files:
            zip_.write(file, file.name)
    made.seek(0)
    return FileResponse(made, as_attachment=True, filename=name, content_type="application/zip")
