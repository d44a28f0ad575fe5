"""The real server, and the task pane that it serves in headless Chromium; only Office itself is a stand-in of ours (office.js)."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from playwright import sync_api

from shijibu_addin.server.app import create_app
from shijibu_addin.server.settings import Settings

OFFICE = Path(__file__).with_name("office.js")
CHROMIUM = shutil.which("chromium")  # where the system has none, Playwright's own
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]  # fmt: skip
WIDTH, HEIGHT = 330, 720  # a task pane beside a sheet


@contextmanager
def chromium(**environment: str) -> Iterator[Any]:
    """A headless Chromium, with more in its environment. As long as it runs, an event loop runs in this thread, and asyncio.run does not."""
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS, env={**os.environ, **environment})
        yield running
        running.close()


def holding_choosers(page: Any) -> Any:
    """The page, whose file choosers wait for a test from now on. Playwright asks the browser to hold them when somebody expects one, and does
    not wait for its answer: on a busy machine the key that opens one was sometimes faster, and a browser without a window dismisses it.
    """
    page.on("filechooser", lambda chooser: None)
    return page


class Served:
    """The real server, or another application, on a free port of the loopback."""

    def __init__(self, settings: Settings | None = None, app: Any = None):
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        served = app or create_app(settings)
        self.server = uvicorn.Server(uvicorn.Config(served, log_level="warning", ws="none", lifespan="off", proxy_headers=False))
        self.thread = threading.Thread(target=self.server.run, args=([self.socket],), daemon=True)

    def __enter__(self) -> Served:
        self.thread.start()
        while not self.server.started:
            time.sleep(0.02)
        return self

    def __exit__(self, *_: Any) -> None:
        self.server.should_exit = True
        self.thread.join(10)
        self.socket.close()


class Pane:
    """An open task pane, and every request that it made."""

    def __init__(self, browser: Any, url: str, office: bool = True, script: str | None = None):
        self.requests: list[Any] = []
        self.context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
        self.page = holding_choosers(self.context.new_page())
        self.page.on("request", lambda request: self.requests.append(request))
        self.errors: list[str] = []
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))
        self.page.on("console", lambda m: self.errors.append(m.text))
        if office:
            self.page.route("**/office.js", lambda route: route.fulfill(path=OFFICE, content_type="text/javascript"))
        if script is not None:
            self.page.route("**/js/main.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))
        self.page.goto(f"{url}/taskpane.html")
        if office:
            self.until("() => !!(globalThis.Test?.functions.STARLIMIT)")
        if office and script is None:
            self.until("() => !!globalThis.callbacks?.shijibuTell && !!document.querySelector('[xw-click-initialized]')")

    def close(self) -> list[str]:
        """Close the pane; gives the requests that left the loopback."""
        self.context.close()
        return [r.url for r in self.requests if urlsplit(r.url).hostname != "127.0.0.1"]

    def posted(self, path: str) -> list[Any]:
        """The posts to a path."""
        return [r for r in self.requests if r.method == "POST" and urlsplit(r.url).path == path]

    def until(self, condition: str) -> None:
        """Wait for a condition; the pane's own policy forbids the evaluation that wait_for_function needs."""
        for _ in range(200):
            if self.page.evaluate(condition):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{condition} did not come: {self.errors}")

    def select(self, title: str, address: str) -> None:
        """Select a cell, as a person does before pressing a button."""
        self.page.evaluate("([title, address]) => { Test.select(title, address); }", [title, address])

    def told(self, text: str, seconds: float = 20) -> None:
        """The pane says this, so long after at most."""
        sync_api.expect(self.page.locator("#shijibu-told")).to_contain_text(text, timeout=seconds * 1000)

    def alarmed(self, text: str) -> None:
        """The pane shows this as an error."""
        sync_api.expect(self.page.locator("#global-error-alert")).to_contain_text(text)

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button).click()

    def call(self, name: str, *values: Any) -> Any:
        """A function's value as a cell gets it."""
        return self.page.evaluate("([name, values]) => Test.call(name, ...values)", [name, list(values)])

    def open(self, book: dict[str, Any]) -> None:
        self.page.evaluate("(book) => { Test.open(book); }", book)

    def sheet(self, name: str) -> dict[str, Any] | None:
        """A sheet of the open workbook as it is now."""
        return next((s for s in self.sheets() if s["name"] == name), None)

    def sheets(self) -> list[dict[str, Any]]:
        return self.page.evaluate("() => structuredClone(Test.book.sheets)")
