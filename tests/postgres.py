"""A PostgreSQL server of one's own, on the loopback: Debian's package, started and ended by who uses it."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

_OWNER = "postgres"
"""The server refuses to run as root: as whom Debian's package runs it."""


def _programs() -> Path:
    """Where the server's programs are."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    assert on_path, "PostgreSQL is not installed: apt-get install postgresql"
    return Path(on_path).parent


@dataclass
class Postgres:
    """A server; `url` is a ledger's."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"postgresql://shijibu:made-up@127.0.0.1:{self.port}/postgres"

    def run(self, program: str, *options: str) -> None:
        as_owner: dict[str, object] = {}
        if os.geteuid() == 0:
            owner = pwd.getpwnam(_OWNER)
            as_owner = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        # Its output goes to no pipe: the server that pg_ctl starts would hold it open.
        subprocess.run([str(_programs() / program), *options], cwd=self.folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       env={**os.environ, "LC_ALL": "C.UTF-8"}, **as_owner)  # type: ignore[call-overload]

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self, how: str = "fast") -> None:
        """how: `immediate` as if the power had failed."""
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-m", how, "stop")


@contextmanager
def postgres() -> Iterator[Postgres]:
    folder = Path(mkdtemp(prefix="shijibu-postgres-"))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Postgres(folder, port)
    (folder / "password").write_text("made-up\n")
    if os.geteuid() == 0:
        for place in (folder, folder / "password"):
            shutil.chown(place, _OWNER, _OWNER)
    try:
        server.run("initdb", "-D", str(folder / "data"), "-U", "shijibu", "--pwfile", str(folder / "password"), "-A", "scram-sha-256", "-E", "UTF8",
                   "--locale=C.UTF-8", "--no-sync")
        server.start()
        try:
            yield server
        finally:
            with suppress(subprocess.CalledProcessError):  # a test may have stopped it
                server.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
