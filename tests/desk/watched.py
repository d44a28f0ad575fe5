"""A desk that this process serves, and people at it in a browser who are signed in already; what their pages do wrong is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe

from shijibu_addin.server.serve import settings_for
from tests.browser.pane import Served, holding_choosers
from tests.desk.conftest import Desk

PAPER = 718  # the points of A4 between margins of a centimetre, as a browser counts them
NARROW, WIDE = 400, 1366


@contextmanager
def served(desk: Desk) -> Iterator[str]:
    """The address of the desk, behind its gate as in use."""
    from shijibu_desk.serving import application

    with Served(app=application(desk.options, settings_for("127.0.0.1", accounts=True))) as server:
        yield server.url


class Window:
    """Somebody's own window. session: the session of whom it is."""

    def __init__(self, browser: Any, address: str, session: str = "") -> None:
        self.context = browser.new_context(locale="zh-CN", viewport={"width": WIDE, "height": 768}, accept_downloads=True)
        if session:
            self.context.add_cookies([{"name": "shijibu_desk", "value": session, "url": address}])
        self.page, self.address, self.faults = holding_choosers(self.context.new_page()), address, list[str]()
        self.page.on("console", lambda message: self.faults.append(message.text) if message.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", lambda request: None if request.url.startswith(address) else self.faults.append(f"asked {request.url}"))

    def open(self, path: str) -> Any:
        self.page.goto(f"{self.address}{path}")
        return self.page

    def examine(self, axe: bool = True) -> None:
        """The page as it is now: whatever axe calls serious, what stands beyond the edge of a narrow window, and what paper would not show."""
        at = self.page.url.removeprefix(self.address)
        self.page.set_viewport_size({"width": NARROW, "height": 768})
        if (wide := self.page.evaluate("document.documentElement.scrollWidth")) > NARROW:
            self.faults.append(f"{at} is {wide} wide in a window of {NARROW}")
        if axe:
            self.judge(at)
        self.page.emulate_media(media="print")
        self.page.set_viewport_size({"width": PAPER, "height": 1040})
        self.faults += [f"{at} on paper: {fault}" for fault in self.page.evaluate(_ON_PAPER, PAPER)]
        self.page.emulate_media(media="screen")
        self.page.set_viewport_size({"width": WIDE, "height": 768})

    def judge(self, at: str) -> None:
        """What axe calls serious."""
        serious = [v for v in Axe().run(self.page).response["violations"] if v["impact"] in ("serious", "critical")]
        self.faults += [f"{at}: {v['id']} {v['nodes'][0]['html']}" for v in serious]


# What is seen of a page on paper though it is of use on a screen alone, headings of tables that do not repeat, and tables that are cut off.
_ON_PAPER = """(width) => {
  const seen = (e) => e.getClientRects().length > 0, faults = [];
  const shown = (selector) => [...document.querySelectorAll(selector)].filter(seen);
  for (const e of shown("header.top, nav, .skip, button, select, input, .button")) faults.push("shows " + e.outerHTML.slice(0, 80));
  for (const e of shown("thead")) if (getComputedStyle(e).display !== "table-header-group") faults.push("heading once");
  for (const e of shown("table")) if (e.getBoundingClientRect().right > width + 1) faults.push("cut off: " + e.innerText.slice(0, 60));
  for (const e of shown("h2, h3")) {
    const rest = e.parentElement.innerText.trim().slice(e.innerText.trim().length);
    if (e.nextElementSibling && !seen(e.nextElementSibling) && !rest) faults.push("heading over nothing: " + e.innerText);
  }
  return faults;
}"""
