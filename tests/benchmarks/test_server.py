"""Functions in Excel over the server: our batched calls against xlwings Server's own single calls, and an array against the bare JSON of
it and against xlwings Server's own array call, in one run. Times are printed, never asserted."""

from __future__ import annotations

import asyncio
import json
import os
import time
from random import Random
from typing import Any

import httpx
import pytest

from shijibu_addin.server import upstream
from shijibu_addin.server.app import create_app
from shijibu_addin.server.auth import admitted
from tests.benchmarks.timing import best
from tests.browser.pane import Pane, Served, chromium

WHOLE = bool(os.environ.get("SHIJIBU_BENCH_UNITS"))  # `make bench`: as much as is told of in the docs
CELLS, UPSTREAM_CELLS = (10_000, 1_000) if WHOLE else (2_000, 400)
ARRAY, UPSTREAM_ARRAY = (100_000, 10_000) if WHOLE else (20_000, 4_000)
PATH = "/xlwings/custom-functions-call"
# What a sheet does when it recalculates: all cells ask at once. The values differ, so that none is answered by another.
RECALCULATED = """async (count) => {
  const start = performance.now();
  const values = await Promise.all(Array.from({length: count}, (_, i) => Test.call('STARLIMIT', i + 1)));
  return [(performance.now() - start) / 1000, values.every((v, i) => v[0][0] === Math.floor((i + 1) * 0.6 + 1e-9))];
}"""


async def packaged(scope: Any, receive: Any, send: Any) -> None:
    """xlwings Server as it comes, with our functions and without our routes."""
    admitted.set("benchmark")
    await upstream.load()(scope, receive, send)


def a_cell(running: Any, app: Any, script: str | None, count: int) -> float:
    """Seconds that a cell takes where `count` recalculate at once; the best of two."""
    with Served(app=app) as server:
        pane = Pane(running, server.url, script=script)
        took = [pane.page.evaluate(RECALCULATED, count) for _ in range(2)]
        pane.close()
    assert all(right for _, right in took)
    return min(seconds for seconds, _ in took) / count


def test_batched_calls_against_single_calls(capsys: pytest.CaptureFixture[str]):
    with chromium() as running:
        ours, upstreams = a_cell(running, None, None, CELLS), a_cell(running, packaged, "", UPSTREAM_CELLS)
    alone = batches()
    with capsys.disabled():
        print(f"\n{CELLS} single cells in Chromium, batched = 1 ({ours * CELLS:.2f} s)")
        print(f"  the server's part of it {alone / (ours * CELLS):.2f} ({alone:.2f} s)")
        print(f"  xlwings Server's own single calls {upstreams / ours:.0f} ({upstreams * CELLS:.1f} s, from {UPSTREAM_CELLS} cells)")
    assert upstreams > 2 * ours


def test_an_array_against_its_json_and_xlwings_servers_own(capsys: pytest.CaptureFixture[str]):
    random = Random(2026)
    numbers = [[round(random.uniform(60, 100), 2)] for _ in range(ARRAY)]
    half, few = UPSTREAM_ARRAY // 2, numbers[:UPSTREAM_ARRAY]
    for name, args, small in (("WEIGHTED", [numbers[::2], numbers[1::2]], [few[:half], few[half:]]), ("RANKIN", [numbers], [few])):
        body = {"func_name": name, "args": args, "runtime": "1.4"}
        data = json.dumps(body)
        plain = best(lambda data=data: json.dumps(json.loads(data)))
        ours = posted(create_app(), data)
        theirs = posted(packaged, json.dumps({**body, "args": small, "client": "Office.js", "version": ""})) * ARRAY / UPSTREAM_ARRAY
        with capsys.disabled():
            print(f"\n{name} of {ARRAY} cells; its JSON read and written = 1 ({plain:.3f} s)")
            print(f"  our server {ours / plain:.1f} ({ours:.2f} s)")
            print(f"  xlwings Server {theirs / plain:.0f} ({theirs:.1f} s, from {UPSTREAM_ARRAY} cells)")
        assert theirs > ours


def batches() -> float:
    """Seconds that the server takes for the calls of CELLS cells, as the pane posts them."""
    calls = [json.dumps({"calls": [{"func_name": "STARLIMIT", "args": [[[n]]]} for n in range(k, k + 1000)]}) for k in range(0, CELLS, 1000)]
    app = create_app()
    return sum(posted(app, data, "/shijibu/calls") for data in calls)


def posted(app: Any, data: str, path: str = PATH) -> float:
    """Seconds from a request's arrival to its answer, without a network; the best of three."""

    async def once() -> float:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app, client=("127.0.0.1", 1)), base_url="http://127.0.0.1") as client:
            start = time.perf_counter()
            answer = await client.post(path, content=data.encode(), headers={"Content-Type": "application/json"})
            took = time.perf_counter() - start
        assert answer.status_code == 200, answer.text
        return took

    return min(asyncio.run(once()) for _ in range(3))
