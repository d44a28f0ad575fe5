"""The addresses of the office's work in the task pane."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from shijibu_addin.macros.office import STEPS
from shijibu_addin.server.macro_runs import NotRun
from shijibu_addin.server.office_door import NotTheOffice, OfficeDoor
from shijibu_addin.server.office_files import read_sent
from shijibu_addin.server.office_runs import OfficeRun, asked
from shijibu_addin.server.turns import in_turn

_Handler = Callable[[Request, OfficeDoor, str], Awaitable[Response]]


def office_routes(door: OfficeDoor | None) -> list[Route]:
    """None where nobody said on which ledger the office works."""
    if door is None:
        return []
    return [
        Route("/shijibu/office/{name}/questions", partial(_guarded, handler=_questions, door=door), methods=["POST"]),
        Route("/shijibu/office/{name}", partial(_guarded, handler=_run, door=door), methods=["POST"]),
    ]


async def _guarded(request: Request, handler: _Handler, door: OfficeDoor) -> Response:
    """For accounts of the office, and steps that there are; what is wrong is said as the pane expects it."""
    try:
        by = await door.admits(request.headers.get("cookie", ""), request.headers.get("authorization", ""))
        if request.path_params["name"] not in STEPS:
            raise NotRun("没有这个功能")
        return await handler(request, door, by)
    except NotTheOffice as refusal:
        return _said(str(refusal), refusal.status)
    except NotRun as refusal:
        return _said(str(refusal), 400)


def _said(sentence: str, status: int) -> Response:
    return JSONResponse({"detail": sentence}, status)


async def _questions(request: Request, door: OfficeDoor, by: str) -> Response:
    sent = read_sent(await request.body())
    questions: Any = await in_turn(asked, request.path_params["name"], sent.given, door)
    return JSONResponse({"questions": questions})


async def _run(request: Request, door: OfficeDoor, by: str) -> Response:
    sent = read_sent(await request.body())
    return StreamingResponse(OfficeRun(request.path_params["name"], sent, door, by).lines(), media_type="application/x-ndjson")
