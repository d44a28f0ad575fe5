"""The desk on the loopback, with the browser opened at it. One listening socket goes from the assistant's first step to the desk, so that a browser
that asks in between waits."""

from __future__ import annotations

import socket
import threading
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from shijibu.demo.run import run_demo
from shijibu.ledger.address import LEDGER
from shijibu.scheme_book.named import scheme_named
from shijibu.terminal import err
from shijibu_addin.server.gate import SMALL_FORM, Gate
from shijibu_addin.server.serve import configured, settings_for
from shijibu_addin.server.settings import ServerFault
from shijibu_desk.serving import serve
from shijibu_desk.starting.place import DEMO, Place, PlaceAsked
from shijibu_desk.starting.remembered import Remembered
from shijibu_desk.starting.token import ADDRESS, new_token, trace_of

HERE = "127.0.0.1"
_BACKLOG = 128
# A made-up county that is there within half a minute.
_DEMO_SCHEME, _DEMO_UNITS, _DEMO_ROUNDS = "deqing", 6, 2


def run(
    ledger: str | None, folder_of: Callable[[str], Path], remembered: Remembered, port: int, tell: Callable[[str], object], *, login: bool = True,
    asking: bool = False,
) -> None:  # fmt: skip
    """Run the desk until stopped, or open the browser at the one that runs. ledger: its URL where it was given; else the one that was chosen before,
    else the assistant asks; asking: it asks again. folder_of: the desk's folder of a ledger. Raises ServerFault, LedgerUnavailable, OSError.
    """
    with remembered.alone() as alone:
        if not alone:
            _show_running(remembered, tell)
            return
        token = new_token()
        with _listening(port) as listening:
            address = f"http://localhost:{listening.getsockname()[1]}"
            first = f"{address}{ADDRESS}?token={token}"
            url, opened = ledger or (None if asking else remembered.ledger), False
            if url is None:
                tell(f"第一次使用，请在浏览器里选台账放在哪里：{first}")
                remembered.runs_at(first)
                _open(first)
                opened = True
                place = _asked(listening, trace_of(token))
                if place is None:
                    return
                url = _prepared(place, remembered)

            def ready() -> None:
                from shijibu_desk.accounts import office_signs_in

                tell(f"考评台：{address}/（只供本机使用；关掉本窗口或按 Ctrl+C 停止）")
                shown = first if login and not office_signs_in() else f"{address}/"
                remembered.runs_at(shown)
                if not opened:
                    _open(shown)

            serve(url, folder_of(url), HERE, 0, None, None, (), lambda line: None, login=login, listening=listening, first=trace_of(token),
                  ready=ready)


def _show_running(remembered: Remembered, tell: Callable[[str], object]) -> None:
    address = remembered.running
    if address is None:
        raise ServerFault("考评台正在启动，稍等片刻再试")
    tell(f"考评台已经在运行：{address}")
    _open(address, waits=True)


def _listening(port: int) -> socket.socket:
    """The port, or another one where it is taken."""
    for one in (port, 0):
        with suppress(OSError):
            return socket.create_server((HERE, one), backlog=_BACKLOG, reuse_port=False)
    raise ServerFault(f"本机（{HERE}）上不能监听")


def _asked(listening: socket.socket, trace: str) -> Place | None:
    """What is chosen in the browser; None where it was stopped before."""
    import uvicorn

    chosen: list[Place] = []

    def placed(place: Place) -> None:
        chosen.append(place)
        server.should_exit = True

    app: Any = Gate(PlaceAsked(trace, placed), replace(settings_for(HERE), largest_request=SMALL_FORM))
    server = uvicorn.Server(configured(app))
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listening.dup()])  # which it closes; ours goes on listening
    return chosen[0] if chosen else None


def _prepared(place: Place, remembered: Remembered) -> str:
    """The ledger's URL, once its folder is there, and the made-up county where one is to be tried."""
    place.folder.mkdir(parents=True, exist_ok=True)
    if place.demo and not (place.folder / DEMO / LEDGER).exists():
        run_demo(scheme_named(_DEMO_SCHEME), place.folder / DEMO, units=_DEMO_UNITS, periods=_DEMO_ROUNDS, seed=2026, console=err, force=False)
    remembered.choose(place.ledger)
    return place.ledger


def _open(address: str, *, waits: bool = False) -> None:
    """The browser, beside the server; where there is none, the address was said. waits: the program ends with it."""
    opening = threading.Thread(target=webbrowser.open, args=(address,), daemon=True)
    opening.start()
    if waits:
        opening.join(10)
