"""A headless LibreOffice of our own: started with a profile of its own, reached through a named pipe, ended with everything it started."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from shijibu.errors import ShijibuError
from shijibu_addin.libreoffice.uno_path import OfficeMissing, import_uno, soffice

__all__ = ["FILTERS", "SPREADSHEET", "Office", "OfficeFailed", "OfficeMissing"]

SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"
FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "ods": "calc8", "pdf": "calc_pdf_Export", "csv": "Text - txt - csv (StarCalc)"}
_NEW_PROFILE = 81  # LibreOffice ends so when it has just set up a profile and wants to be started again.
_RESTARTS = 3
# Ends LibreOffice when this process dies without a chance to do so: the pipe closes then, and the read ends.
_WATCH = 'read -r _; kill -9 "-$0"; [ -z "$1" ] || rm -rf -- "$1"'


class OfficeFailed(ShijibuError, RuntimeError):
    """LibreOffice did not start, or did not open a document."""


class Office:
    """One headless LibreOffice. Use it as a context manager, or call close(); a finalizer ends it in any case.

    profile: the user profile's folder; left out, a temporary one is made and removed.
    extensions: folders of unzipped extensions that this instance loads.
    """

    def __init__(
        self,
        profile: Path | None = None,
        extensions: Sequence[Path] = (),
        environment: Mapping[str, str] | None = None,
        timeout: float = 90,
    ) -> None:
        self.uno = import_uno()
        own = profile is None
        self.profile = Path(tempfile.mkdtemp(prefix="shijibu-office-")) if profile is None else Path(profile).resolve()
        self._pipe = f"shijibu{uuid.uuid4().hex[:16]}"
        self._command = self._command_line(soffice(), extensions)
        self._environment = {**os.environ, **(environment or {})}
        self._started = _Started(self.profile if own else None)
        self._finalizer = weakref.finalize(self, self._started.end)
        try:
            self._started.start(self._command, self._environment)
            self.context = self._connect(timeout)
        except BaseException:
            self.kill()
            raise
        self.desktop = self.context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", self.context)

    def _command_line(self, program: Path, extensions: Sequence[Path]) -> list[str]:
        # LibreOffice takes one folder, in which each extension is a folder; unopkg, the other way, refuses to run as root.
        folder = self.profile / "shijibu-extensions"
        for extension in extensions:
            shutil.copytree(extension, folder / Path(extension).name, dirs_exist_ok=True)
        bundled = [f"-env:BUNDLED_EXTENSIONS={folder.as_uri()}"] if extensions else []
        return [
            str(program), f"-env:UserInstallation={self.profile.as_uri()}", *bundled, "--headless", "--norestore", "--nologo", "--nodefault",
            "--nofirststartwizard", f"--accept=pipe,name={self._pipe};urp;StarOffice.ComponentContext",
        ]  # fmt: skip

    def _connect(self, timeout: float) -> Any:
        local = self.uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        end, restarts = time.monotonic() + timeout, 0
        while True:
            try:
                return resolver.resolve(f"uno:pipe,name={self._pipe};urp;StarOffice.ComponentContext")
            except Exception as error:  # uno raises its own NoConnectException until the pipe is there
                code = self._started.process.poll()
                if code == _NEW_PROFILE and restarts < _RESTARTS:
                    restarts += 1
                    self._started.start(self._command, self._environment)
                elif code is not None:
                    raise OfficeFailed(f"LibreOffice ended with {code} while it was starting.") from error
                elif time.monotonic() > end:
                    raise OfficeFailed(f"LibreOffice did not answer within {timeout:g} seconds.") from error
                time.sleep(0.05)

    @property
    def pid(self) -> int:
        """The process that was started; also the id of the group of everything it started."""
        return self._started.process.pid

    @property
    def running(self) -> bool:
        return self._finalizer.alive and self._started.process.poll() is None

    def new(self, hidden: bool = True) -> Any:
        """A new spreadsheet document."""
        return self._load("private:factory/scalc", Hidden=hidden)

    def open(self, path: Path | str, hidden: bool = True, recalculate: bool = True, **properties: Any) -> Any:
        """The document in `path`; recalculate: every formula is computed afresh, whatever values the file holds.

        hidden=False where freeze panes must survive saving (nothing is shown either way). Further properties go to the loader.
        """
        document = self._load(Path(path).resolve().as_uri(), Hidden=hidden, **properties)
        if recalculate:
            self.recalculate(document)
        return document

    def _load(self, url: str, **properties: Any) -> Any:
        document = self.desktop.loadComponentFromURL(url, "_blank", 0, self.properties(**properties))
        if document is None:
            raise OfficeFailed(f"LibreOffice could not open {url}.")
        return document

    def recalculate(self, document: Any) -> None:
        """Compute every formula of the document, changed or not."""
        document.calculateAll()

    def save(self, document: Any, path: Path | str, filter: str = "xlsx") -> Path:
        """Write a copy of the document to `path`; filter: a key of FILTERS or LibreOffice's own name of a filter."""
        target = Path(path).resolve()
        document.storeToURL(target.as_uri(), self.properties(FilterName=FILTERS.get(filter, filter)))
        return target

    def to_pdf(self, document: Any, path: Path | str) -> Path:
        """Write the document's printed pages to `path`."""
        return self.save(document, path, "pdf")

    def properties(self, **values: Any) -> tuple[Any, ...]:
        """Named values in the form that UNO calls take."""
        value_type = self.uno.getClass("com.sun.star.beans.PropertyValue")
        return tuple(value_type(name, 0, value, 0) for name, value in values.items())

    def close(self) -> None:
        """Ask LibreOffice to end, wait, and end its process group if it does not. Calling it again does nothing."""
        if self.running:
            # The connection breaks while the call is under way; a document that refuses to close is killed below.
            with contextlib.suppress(Exception):
                self.desktop.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._started.process.wait(15)
        self.kill()

    def kill(self) -> None:
        """End the process group at once, and remove a temporary profile. Calling it again does nothing."""
        self._finalizer()

    def __enter__(self) -> Office:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Started:
    """What was started and must be ended; apart from Office, so that its finalizer does not keep the Office alive."""

    def __init__(self, temporary: Path | None) -> None:
        self.temporary = temporary
        self.begun: subprocess.Popen[bytes] | None = None
        self.watch: subprocess.Popen[bytes] | None = None

    def start(self, command: list[str], environment: Mapping[str, str]) -> None:
        self.dismiss_watch()
        self.begun = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        if os.name == "posix":
            watched = [str(self.process.pid), str(self.temporary or "")]
            self.watch = subprocess.Popen(["/bin/sh", "-c", _WATCH, *watched], stdin=subprocess.PIPE, start_new_session=True)

    @property
    def process(self) -> subprocess.Popen[bytes]:
        if self.begun is None:
            raise OfficeFailed("LibreOffice was not started.")
        return self.begun

    def end(self) -> None:
        if self.begun is not None:
            self.dismiss_watch()
            self.kill_group()
            self.process.wait()
        if self.temporary is not None:
            shutil.rmtree(self.temporary, ignore_errors=True)

    def kill_group(self) -> None:
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
        elif self.process.poll() is None:
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(self.process.pid)], capture_output=True, check=False)

    def dismiss_watch(self) -> None:
        if self.watch is not None:
            self.watch.kill()
            self.watch.communicate()
            self.watch = None
