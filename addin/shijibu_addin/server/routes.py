"""What we answer ourselves, before xlwings Server is asked: calls, macros, the pane, the manifest, and who we are."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from shijibu import __version__
from shijibu.errors import ShijibuError
from shijibu_addin.macros.groups import grouped
from shijibu_addin.macros.office import STEPS, OfficeStep
from shijibu_addin.server.auth import admitted
from shijibu_addin.server.calls import HALF_A_CHARACTER, Refusal, answer
from shijibu_addin.server.functions import scripts_module
from shijibu_addin.server.icons import PATHS, icon
from shijibu_addin.server.macro_runs import NotRun, ran
from shijibu_addin.server.manifest import FILE, manifest
from shijibu_addin.server.office_routes import office_routes
from shijibu_addin.server.own_figures import NoFigures
from shijibu_addin.server.pane import in_chinese
from shijibu_addin.server.settings import Settings
from shijibu_addin.server.turns import in_turn

MOST_CALLS = 10_000
_MOST_DIGITS = 400
_PATIENCE = 60  # seconds that the calls of one request may take together
_TOO_LONG = "一起重算的太多，没有算完；请分几次重算"
_UNREADABLE = "请求的内容读不懂"
_ABOUT = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>实绩簿</title></head><body>
<h1>实绩簿 Shijibu {version}</h1><p>这里是 Excel 加载项的服务器。加载项清单：<a href="/manifest/download">{file}</a></p></body></html>"""


class Wrong(ShijibuError):
    """A request that cannot be answered; the text says why in Chinese."""


def routes(settings: Settings) -> list[Route]:
    """The routes of one server."""
    pane, meta = partial(_pane, settings=settings), partial(_scripts_meta, module=scripts_module(settings.macros))
    return [
        Route("/", _about, methods=["GET"]),
        *(Route(path, _manifest, methods=["GET"]) for path in ("/manifest", "/manifest.xml", "/manifest/download")),
        *(Route(path, pane, methods=["GET"]) for path in ("/taskpane", "/taskpane.html")),
        *(Route(path, _icon, methods=["GET"]) for path in PATHS),
        *(Route(path, meta, methods=["GET"]) for path in ("/xlwings/custom-scripts-meta", "/xlwings/custom-scripts-meta.json")),
        Route("/xlwings/alert", _nothing, methods=["GET"]),  # the packaged dialog: ours speaks in the pane
        Route("/shijibu/session", _session, methods=["GET"]),
        Route("/shijibu/calls", _said(_calls), methods=["POST"]),
        Route("/xlwings/custom-functions-call", _said(_call), methods=["POST"]),
        Route("/xlwings/custom-scripts-call/{name}", _said(partial(_macro, settings=settings)), methods=["POST"]),
        *office_routes(settings.office),
    ]


def _said(handler: Callable[[Request], Any]) -> Callable[[Request], Any]:
    """The handler with what is wrong said as the client expects it: 400, which it shows and does not try again."""

    async def wrapped(request: Request) -> Response:
        try:
            return await handler(request)
        except (Wrong, Refusal, NotRun) as error:
            return _json({"detail": str(error)}, 400)

    return wrapped


def _json(content: Any, status: int = 200) -> Response:
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Response(HALF_A_CHARACTER.sub("�", text), status, media_type="application/json")


async def _body(request: Request) -> dict[str, Any]:
    data = await request.body()
    try:
        body = await in_turn(_read, data)
    except (ValueError, RecursionError):
        raise Wrong(_UNREADABLE) from None
    if not isinstance(body, dict):
        raise Wrong(_UNREADABLE)
    return body


def _read(data: bytes) -> Any:
    """JSON; a whole number of more digits than Python takes in is no number that a cell holds, and must not cost the calls beside it."""
    try:
        return json.loads(data)
    except json.JSONDecodeError:
        raise
    except ValueError:
        return json.loads(data, parse_int=lambda digits: int(digits) if len(digits) < _MOST_DIGITS else float(digits))


async def _call(request: Request) -> Response:
    """One call, as the packaged client posts it before the task pane's script has loaded."""
    body = await _body(request)
    return _json({"result": await in_turn(answer, body)})


async def _calls(request: Request) -> Response:
    """Many calls at once, answered in their order."""
    calls = (await _body(request)).get("calls")
    if not isinstance(calls, list) or len(calls) > MOST_CALLS:
        raise Wrong(f"应有一列函数调用，至多 {MOST_CALLS} 个")
    return await in_turn(_results, calls)


def _results(calls: list[Any]) -> Response:
    """Each call's result, as far as they are done in good time: nobody fetches them after minutes, and the next are waiting."""
    until = time.monotonic() + _PATIENCE
    return _json({"results": [_result(call) if time.monotonic() < until else {"detail": _TOO_LONG} for call in calls]})


def _result(call: Any) -> dict[str, Any]:
    try:
        return {"result": answer(call)}
    except Refusal as error:
        return {"detail": str(error)}


async def _macro(request: Request, settings: Settings) -> Response:
    macro = settings.macros.get(request.path_params["name"])
    if macro is None:
        raise Wrong(f"没有名为“{request.path_params['name']}”的宏")
    return _json(await in_turn(ran, macro, await _body(request), _figures(request, settings)))


def _figures(request: Request, settings: Settings) -> Any:
    """What the ledger behind the server says to whoever asks."""
    if settings.office is None:
        return NoFigures()
    return settings.office.figures(request.headers.get("cookie", ""), request.headers.get("authorization", ""))


async def _session(request: Request) -> Response:
    return _json({"user": admitted.get()})


async def _pane(request: Request, settings: Settings) -> Response:
    from xlwings_server.templates import TemplateResponse

    commands: dict[str, Any] = {**(STEPS if settings.office is not None else {}), **settings.macros}
    groups = [(g, [(name, c.title, _opens(c)) for name, c in own.items()]) for g, own in grouped(commands).items()]
    page = TemplateResponse(request=request, name="taskpane.html", context={"groups": groups})
    return HTMLResponse(in_chinese(page.body.decode()))


def _opens(command: Any) -> str:
    """What the command's button opens before it is run: a form, a picker, or nothing."""
    return "form" if isinstance(command, OfficeStep) else "file" if command.asks == "file" else ""


async def _icon(request: Request) -> Response:
    return Response(icon(PATHS[request.url.path]), media_type="image/png", headers={"Cache-Control": "max-age=86400"})


async def _scripts_meta(request: Request, module: Any) -> Response:
    import xlwings.server

    return JSONResponse(xlwings.server.custom_scripts_meta(module))


async def _manifest(request: Request) -> Response:
    headers = {"Content-Disposition": f"attachment; filename={FILE}"} if request.url.path.endswith("download") else {}
    return Response(manifest(str(request.base_url)), media_type="application/xml", headers=headers)


async def _nothing(request: Request) -> Response:
    return _json({"detail": "没有这个地址"}, 404)


async def _about(request: Request) -> Response:
    return HTMLResponse(_ABOUT.format(version=__version__, file=FILE))
