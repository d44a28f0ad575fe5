"""Step one of the assistant: where the ledger lies. It runs before there is a desk, which is made for one ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from jinja2 import Environment, FileSystemLoader

from shijibu.demo.folder import MARK
from shijibu.errors import ShijibuError
from shijibu.files import takes_files
from shijibu.ledger import Ledger
from shijibu.ledger.address import LEDGER, sqlite_url
from shijibu_desk.answers import HEADERS
from shijibu_desk.starting.token import ADDRESS, admits

DEMO = "演示"
_ROOT = Path(__file__).parents[1]
_STYLE = "/desk/desk/desk.css"
_PAGES = Environment(loader=FileSystemLoader(_ROOT / "templates" / "first"), autoescape=True)
_OWN_HEADERS = HEADERS | {"Referrer-Policy": "same-origin", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True, slots=True)
class Place:
    """folder: where the ledger lies or will. demo: a made-up county is to be tried there."""

    folder: Path
    demo: bool

    @property
    def ledger(self) -> str:
        return sqlite_url(((self.folder / DEMO if self.demo else self.folder) / LEDGER).as_posix())


class NoPlace(ShijibuError):
    """A folder that takes no ledger; the text says why."""


def place_named(text: str, *, demo: bool) -> Place:
    """The folder that a person named; nothing is written yet. Raises NoPlace, LedgerUnavailable for what stands there and is no ledger."""
    folder = Path(text.strip().strip('"'))
    if "\0" in text or not folder.is_absolute():
        raise NoPlace(f"要写完整的文件夹，如 {default_folder()}，现为“{text}”")
    place = Place(folder, demo)
    try:
        takes_files(folder)
        if not demo and (file := folder / LEDGER).exists():
            if file.is_file() and not file.stat().st_size:
                raise NoPlace(f"{file} 是空文件，不是台账；请先恢复备份，或换一个文件夹")
            Ledger.open(place.ledger).close()
        if demo and (made := folder / DEMO).exists() and not (made / MARK).is_file():
            raise NoPlace(f"{made} 已经有了，不是以前的演示，没有动它；请换一个文件夹")
    except OSError as error:
        raise NoPlace(f"这个文件夹不能用：{folder}（{error.strerror or error}）") from None
    return place


def default_folder() -> Path:
    return Path.home() / "实绩簿"


class PlaceAsked:
    """An ASGI application of one form. placed: called with what was chosen, after its answer went out. It stands behind the gate."""

    def __init__(self, trace: str, placed: Callable[[Place], object]) -> None:
        self._trace, self._placed = trace, placed
        self._place: Place | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        if scope["path"] == _STYLE:
            await _answer(send, 200, (_ROOT / "static" / "desk" / "desk.css").read_bytes(), "text/css")
            return
        token = (parse_qs(scope["query_string"].decode("latin-1")).get("token") or [""])[0]
        if scope["path"] != ADDRESS or not admits(self._trace, token):
            await _answer(send, 404, _page("closed.html"))
            return
        if self._place is not None:  # chosen once; the server is about to make room for the desk
            await self._answer_placed(send, self._place, token)
            return
        if scope["method"] != "POST":
            await _answer(send, 200, _page("place.html", folder=default_folder(), faults=[]))
            return
        given = parse_qs((await _body(receive)).decode("utf-8", "replace"))
        text, demo = (given.get("folder") or [""])[0], given.get("kind") == ["demo"]
        try:
            place = place_named(text, demo=demo)
        except ShijibuError as error:
            await _answer(send, 200, _page("place.html", folder=text, demo=demo, faults=error.sentences))
            return
        if self._place is None:
            self._place = place
        await self._answer_placed(send, self._place, token)
        self._placed(self._place)

    async def _answer_placed(self, send: Any, place: Place, token: str) -> None:
        await _answer(send, 200, _page("placed.html", next=f"{ADDRESS}?token={token}", place=place))


def _page(name: str, **facts: object) -> bytes:
    return _PAGES.get_template(name).render(**facts).encode("utf-8", "replace")


async def _body(receive: Any) -> bytes:
    """The whole of it; the gate in front has an end."""
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    return body


async def _answer(send: Any, status: int, body: bytes, kind: str = "text/html; charset=utf-8") -> None:
    headers = [(name.lower().encode(), value.encode()) for name, value in (_OWN_HEADERS | {"Content-Type": kind}).items()]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, (b"content-length", str(len(body)).encode())]})
    await send({"type": "http.response.body", "body": body})
