"""A desk as a process, and people at it in a browser."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

COMMAND = [sys.executable, "-c", "import sys; sys.argv[0] = 'shijibu'; from shijibu.commands.main import main; main()"]
PASSWORD = "江南好风景-7734"
PATIENCE = 120_000  # ms: machines are busy


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The desk of the ledger in `folder`, on a free port; gives its address and its process."""
    process = subprocess.Popen([*COMMAND, "serve", "--port", "0", *options], cwd=folder, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        said = process.stderr.readline()
        while (address := re.search(r"https?://\S+?:\d+", said)) is None:
            more = process.stderr.readline()
            assert more, said
            said += more
        threading.Thread(target=process.stderr.read, daemon=True).start()  # a full pipe would hold the server up
        yield address.group(), process
    finally:
        end(process)


def end(process: subprocess.Popen[str]) -> None:
    """Ends it as Ctrl+C does, and what does not listen."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def account_of(folder: Path, name: str, role: str, *options: str) -> str:
    """Makes an account by the command; gives its one-time password."""
    asked = [*COMMAND, "user", "add", name, "--role", role, "--json", *options]
    password: str = json.loads(subprocess.run(asked, cwd=folder, capture_output=True, text=True, check=True).stdout)["password"]
    return password


def sign_in(page: Any, address: str, name: str, one_time: str, password: str = PASSWORD) -> None:
    """Signs in for the first time, and chooses an own password."""
    page.goto(f"{address}/")
    page.get_by_label("账号").fill(name)
    page.get_by_label("口令").fill(one_time)
    page.get_by_role("button", name="登录").click()
    page.get_by_label("新口令").fill(password)
    page.get_by_label("再输一次").fill(password)
    page.get_by_role("button", name="保存").click()
    page.get_by_role("button", name="退出").wait_for()
