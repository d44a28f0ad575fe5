"""The server's application: the gate, what we answer ourselves, and xlwings Server behind."""

from __future__ import annotations

import logging
from typing import Any

from shijibu_addin.server import upstream
from shijibu_addin.server.calls import OUR_FAULT
from shijibu_addin.server.gate import SIGN_IN, TOO_LARGE, TOO_MUCH, Gate, TooLarge, TooMuch
from shijibu_addin.server.routes import routes
from shijibu_addin.server.settings import Settings

LOG = logging.getLogger("shijibu.server")
_STATUS = {401: SIGN_IN, 403: "没有权限", 404: "没有这个地址", 405: "这个地址不接受这样的请求", 422: "请求的内容读不懂"}


def create_app(settings: Settings | None = None) -> Any:
    """The ASGI application for `settings`; by default for this computer alone."""
    settings = settings or Settings()
    return Gate(ungated(settings), settings)


def ungated(settings: Settings) -> Any:
    """The application without its gate, for whoever puts more pages beside it behind one gate."""
    from starlette.applications import Starlette
    from starlette.exceptions import HTTPException
    from starlette.requests import ClientDisconnect
    from starlette.routing import Mount

    packaged = upstream.load()
    handlers = {HTTPException: _refused, TooLarge: _too_large, TooMuch: _too_much, ClientDisconnect: _gone, Exception: _failed}
    _map_errors(packaged)
    return Starlette(routes=[*routes(settings), Mount("/", packaged)], exception_handlers=handlers)


def _map_errors(packaged: Any) -> None:
    """The packaged client tries 500 to 504 again: nothing of the packaged server ends so either."""
    from fastapi.exceptions import RequestValidationError
    from starlette.exceptions import HTTPException
    from xlwings import XlwingsError
    from xlwings_server.object_handles import XlwingsOperationalError

    packaged.exception_handlers[HTTPException] = _refused
    packaged.exception_handlers[RequestValidationError] = _unreadable
    for kind in (XlwingsError, XlwingsOperationalError, Exception):
        packaged.exception_handlers[kind] = _failed


async def _refused(request: Any, error: Any) -> Any:
    from starlette.responses import JSONResponse

    status = error.status_code if error.status_code < 500 else 400
    return JSONResponse({"detail": _STATUS.get(status, OUR_FAULT)}, status, headers=error.headers)


async def _unreadable(request: Any, error: Exception) -> Any:
    from starlette.responses import JSONResponse

    return JSONResponse({"detail": _STATUS[422]}, 400)


async def _too_large(request: Any, error: Exception) -> Any:
    from starlette.responses import JSONResponse

    return JSONResponse({"detail": TOO_LARGE}, 413)


async def _too_much(request: Any, error: Exception) -> Any:
    from starlette.responses import JSONResponse

    return JSONResponse({"detail": TOO_MUCH}, 429)


async def _gone(request: Any, error: Exception) -> Any:
    """Nobody is there to read it; and anybody could fill the log by hanging up."""
    from starlette.responses import Response

    return Response(status_code=400)


async def _failed(request: Any, error: Exception) -> Any:
    from starlette.responses import JSONResponse

    LOG.error("%s", request.url.path, exc_info=error)
    return JSONResponse({"detail": OUR_FAULT}, 400)
