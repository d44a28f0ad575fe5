"""The desk as a server: behind the gate, beside the add-in's server, in one process, with a worker for the long work."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from shijibu.memory import give_back_large
from shijibu_addin.server.gate import OPEN_PATHS, Gate
from shijibu_addin.server.serve import certified_names, run, settings_for
from shijibu_addin.server.settings import ServerFault, Settings, is_loopback
from shijibu_desk.options import Options
from shijibu_desk.setup import prepare
from shijibu_desk.worker import Worker


def application(options: Options, settings: Settings) -> Any:
    """The ASGI application: the desk, and the add-in's server where xlwings Server is installed. Raises LedgerUnavailable, OSError."""
    prepare(options)
    from django.core.asgi import get_asgi_application

    from shijibu_desk.office_door import DeskDoor
    from shijibu_desk.visitors import Visitors

    desk, settings = get_asgi_application(), replace(settings, office=DeskDoor())
    addin, segments = _addin(settings)
    visitors = Visitors(segments)

    async def by_address(scope: Any, receive: Any, send: Any) -> None:
        """Each request to whose address it is."""
        await (desk if scope["type"] == "http" and visitors.holds(scope["path"]) else addin)(scope, receive, send)

    return Gate(by_address, settings, desk=visitors)


def _addin(settings: Settings) -> tuple[Any, frozenset[str]]:
    """The add-in's server, and the first words of its addresses; none of them where it is not installed."""
    if find_spec("xlwings_server") is None:
        return None, frozenset()
    from shijibu_addin.server import upstream
    from shijibu_addin.server.app import ungated
    from shijibu_addin.server.routes import routes

    app = ungated(settings)
    served = {*(route.path for route in routes(settings)), *OPEN_PATHS, upstream.STATIC}
    return app, frozenset(path.split("/")[1] for path in served) - {""}


def serve(
    ledger: str, folder: Path, host: str, port: int, certificate: Path | None, key: Path | None, names: Iterable[str],
    tell: Callable[[str], object], *, login: bool = True, listening: socket.socket | None = None, first: str = "",
    ready: Callable[[], object] | None = None,
) -> None:  # fmt: skip
    """Run desk and add-in server until stopped, with a worker beside them. listening: a socket in place of host and port; first: as in Options;
    ready: called once people can come, in place of the word on how the first account is made. Raises ServerFault, LedgerUnavailable, OSError."""
    if not login and not is_loopback(host):
        raise ServerFault(f"{host} 能从别的计算机访问，不能免登录（--no-login）；只给本机用请去掉 --host")
    workers: list[Worker] = []

    def made(encrypted: bool) -> Any:
        settings = settings_for(host, (*names, *certified_names(certificate)), accounts=login)
        proxied = any(origin.startswith("https:") for origin in settings.origins)
        options = Options(ledger, str(folder), settings.origins, encrypted or proxied, login, first)
        app = application(options, settings)
        from shijibu_desk.checking import keep_ready

        keep_ready()
        give_back_large()
        workers.append(Worker(options))
        return app

    def hint() -> None:
        if ready is not None:
            ready()
        elif login:
            _say_first(tell)

    try:
        run(made, host, port, certificate, key, tell, login=login, listening_now=hint, listening=listening)
    finally:
        for worker in workers:
            worker.end()


def _say_first(tell: Callable[[str], object]) -> None:
    """Where nobody of the office can sign in yet, how the first account is made."""
    from shijibu_desk.accounts import office_signs_in

    if not office_signs_in():
        tell("还没有考评办的账号：另开一个窗口执行 shijibu user add 账号 --role office，得到一次性口令")
