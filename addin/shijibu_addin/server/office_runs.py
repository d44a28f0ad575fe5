"""A step of the office from the task pane: its questions, and its work in a process of its own, told line by line."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import aclosing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from starlette.concurrency import iterate_in_threadpool

from shijibu.ledger.address import file_of
from shijibu_addin.macros.office import STEPS
from shijibu_addin.macros.office.apart import Apart
from shijibu_addin.macros.result import NewBook, Result
from shijibu_addin.server.calls import OUR_FAULT
from shijibu_addin.server.macro_runs import NotRun
from shijibu_addin.server.office_door import OfficeDoor
from shijibu_addin.server.office_files import Sent, lay_down, shown, zipped
from shijibu_addin.server.turns import turn

LOG = logging.getLogger("shijibu.server")
_NO_ROUND = "台账里还没有下发过任何一期"


def asked(name: str, given: Mapping[str, str], door: OfficeDoor) -> list[dict[str, Any]]:
    """The questions of a step for the pane, after the answers so far."""
    questions = shown(STEPS[name].fields(_with_ledger(name, given, door)), given)
    for question in questions:
        if question["kind"] == "choice" and not question["choices"]:
            question["hint"] = _NO_ROUND
        if question["kind"] == "folder":
            question["hint"] = "多个文件、一个文件夹，或一个 .zip"
    return questions


class OfficeRun:
    """One run. by: the account that asks."""

    def __init__(self, name: str, sent: Sent, door: OfficeDoor, by: str) -> None:
        self._name, self._sent, self._door, self._by = name, sent, door, by
        self._work: Apart | None = None
        self._stopped = False

    async def lines(self) -> AsyncIterator[bytes]:
        """What it says, and last its result, each a line of JSON. Whoever does not read on stops it."""
        async with turn():
            try:
                async with aclosing(iterate_in_threadpool(self._told())) as told:  # type: ignore[type-var]
                    async for line in told:
                        yield (json.dumps(line, ensure_ascii=False) + "\n").encode()
            finally:
                self._stopped = True
                if self._work is not None:
                    self._work.stop()

    def _told(self) -> Iterator[dict[str, Any]]:
        try:
            with TemporaryDirectory(prefix="shijibu") as folder:
                yield from self._done(Path(folder))
        except NotRun as refusal:
            yield _refused(str(refusal))
        except Exception:
            LOG.exception("%s", self._name)
            yield _refused(OUR_FAULT)

    def _done(self, folder: Path) -> Iterator[dict[str, Any]]:
        step = STEPS[self._name]
        typed = _with_ledger(self._name, self._sent.given, self._door)
        given = lay_down([f for f in step.fields(typed) if f.name != "ledger"], self._sent, folder) | {"ledger": typed["ledger"]}
        self._work = Apart(self._name, given, by=self._by, linked=False, schemes=dict(self._door.schemes()))
        if self._stopped:
            return
        for told in self._work.lines():
            if isinstance(told, Result):
                yield self._result(told, folder / "into")
            else:
                yield {"say": told}

    def _result(self, result: Result, written: Path) -> dict[str, Any]:
        told: dict[str, Any] = {"done": result.done, "message": result.message, "book": None, "files": None}
        if result.done and written.is_dir():
            self._door.finished(self._by, self._name, written)
            told["files"] = {"name": f"{next(written.iterdir()).name}.zip", "content": _text(zipped(written))}
        if isinstance(result.opens, NewBook):
            told["book"] = {"name": result.opens.name, "content": _text(result.opens.data)}
        elif result.opens is not None:
            told["book"] = {"name": result.opens.stem, "content": _text(result.opens.read_bytes())}
        return told


def _with_ledger(name: str, given: Mapping[str, str], door: OfficeDoor) -> dict[str, str]:
    """The answers with the server's ledger; files can be looked through without one."""
    file = file_of(door.ledger)
    missing = name == "office_check" and file is not None and not Path(file).is_file()
    return {**given, "ledger": "" if missing else door.ledger}


def _refused(sentence: str) -> dict[str, Any]:
    return {"done": False, "message": sentence, "book": None, "files": None}


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
