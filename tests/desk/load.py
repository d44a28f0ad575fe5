"""Many units at once at a desk that runs as a process of its own: each signs in, downloads, has its file checked and hands it in."""

from __future__ import annotations

import asyncio
import hashlib
import re
import statistics
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.desk.serving import PASSWORD

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
_PATIENCE = 120.0


@dataclass
class Unit:
    """Who hands in. filled: its workbook, filled in."""

    name: str
    one_time: str
    filled: Path


@dataclass
class Answers:
    """How long each kind of step waited for its answer, in seconds, and what went wrong."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failed: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """A row of a Markdown table a step: how often, median, 95 %, longest."""
        return [f"| {step} | {len(took)} | {statistics.median(took):.2f} | {_share(took, 0.95):.2f} | {max(took):.2f} |"
                for step, took in self.took.items()]

    @asynccontextmanager
    async def of(self, step: str) -> AsyncIterator[None]:
        begun = time.perf_counter()
        yield
        self.took[step].append(time.perf_counter() - begun)


def _share(numbers: list[float], share: float) -> float:
    return sorted(numbers)[min(int(len(numbers) * share), len(numbers) - 1)]


async def all_hand_in(address: str, round_: str, units: list[Unit], seconds: float) -> Answers:
    """The units one after another, evenly over so many seconds, whether or not those before are done. round_: as in `deqing/2026-Q1`."""
    answers = Answers()
    async with asyncio.TaskGroup() as group:
        for n, unit in enumerate(units):
            group.create_task(_comes(address, round_, unit, n * seconds / len(units), answers))
    return answers


async def _comes(address: str, round_: str, unit: Unit, after: float, answers: Answers) -> None:
    await asyncio.sleep(after)
    try:
        async with httpx.AsyncClient(base_url=address, follow_redirects=True, timeout=_PATIENCE, headers={"Origin": address}) as client:
            await _hands_in(client, f"/unit/{round_}", unit, answers)
    except (httpx.HTTPError, AssertionError) as error:
        answers.failed.append(f"{unit.name}: {error!r}")


async def _hands_in(client: httpx.AsyncClient, at: str, unit: Unit, answers: Answers) -> None:
    async with answers.of("登录页"):
        page = await client.get("/")
    async with answers.of("登录"):
        page = await client.post("/login/", data=form_of(page, username=unit.name, password=unit.one_time))
    async with answers.of("改口令"):
        page = await client.post("/password/", data=form_of(page, new_password1=PASSWORD, new_password2=PASSWORD))
    assert page.url.path == "/unit/", page.url
    async with answers.of("下载工作簿"):
        workbook = await client.get(f"{at}/workbook/")
    assert workbook.status_code == 200 and workbook.content.startswith(b"PK"), workbook.status_code
    data = unit.filled.read_bytes()
    form, file = form_of(page), {"file": (unit.filled.name, data)}
    async with answers.of("检查"):
        checked = await client.post(f"{at}/check/", data=form, files=file, headers={"HX-Request": "true"})
    assert checked.status_code == 200 and "可以上报" in checked.text, checked.text[:300]
    async with answers.of("上报"):
        taken = await client.post(f"{at}/hand-in/", data={**form, "sha256": hashlib.sha256(data).hexdigest()}, files=file)
    assert taken.status_code == 200 and "已上报" in taken.text, taken.text[:300]


def form_of(page: httpx.Response, **values: str) -> Mapping[str, str]:
    """What a page's form sends."""
    token = _TOKEN.search(page.text)
    assert token is not None, (page.status_code, page.text[:300])
    return {"csrfmiddlewaretoken": token[1], **values}
