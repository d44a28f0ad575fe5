"""What a page takes: how many files, and how many bytes. A page that says nothing takes a form without files.

The bytes are counted by the gate in front, before and while they are read; the files here, before any is written down.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.urls import Resolver404, resolve

_AROUND = 64 * 1024  # the form around the files
_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Takes:
    """files: at most so many in one request; bytes: all of them together."""

    files: int = 0
    bytes: int = 3 * _AROUND

    @property
    def request(self) -> int:
        """Bytes of the whole request."""
        return self.bytes + _AROUND


FORM = Takes()
"""A form of fields alone: a few texts of 2,000 characters."""


def takes_of(path: str, role: str | None) -> Takes | None:
    """What the page at `path` takes from an account of that role; None where it is not the account's, nor anybody's."""
    try:
        view = resolve(path).func
    except Resolver404:
        return None
    roles = getattr(view, "roles", ())
    takes: Takes = getattr(view, "takes", FORM)
    return takes if roles is None or role in roles else None


class Part(UploadedFile):
    """A file of a request, within the one that they all lie in: a thousand of them hold no thousand open files."""

    def __init__(self, among: IO[bytes], start: int, **said: Any) -> None:
        super().__init__(**said)
        self._among, self._start = among, start

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        at, end = self._start, self._start + (self.size or 0)
        while at < end:
            self._among.seek(at)
            piece = self._among.read(min(chunk_size or _PIECE, end - at))
            at += len(piece)
            yield piece

    def close(self) -> None:
        self._among.close()


class Files(FileUploadHandler):
    """Writes the files of a request into one that has no name, which is gone with the request, however that ends."""

    _among: IO[bytes]

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._left: int | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        if self._left is None:
            self._left = self._room()
            self._among = TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115
        self._left -= 1
        if self._left < 0:
            self._among.close()
            raise TooManyFilesSent
        super().new_file(*args, **kwargs)
        self._start = self._among.tell()

    def _room(self) -> int:
        assert self.request is not None
        takes = takes_of(self.request.path_info, getattr(getattr(self.request, "user", None), "role", None))
        return takes.files if takes else 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._among.write(raw_data)

    def file_complete(self, file_size: int) -> Part:
        return Part(self._among, self._start, name=self.file_name, content_type=self.content_type, size=file_size, charset=self.charset)
