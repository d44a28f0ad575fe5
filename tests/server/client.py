"""Requests to the application as if from a peer, without a network."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

from shijibu_addin.server.app import create_app
from shijibu_addin.server.settings import Settings

PASSWORD = "江南好风景-7734"


class Client:
    """One peer of one application; keeps the cookies that it is given."""

    def __init__(self, settings: Settings | None = None, peer: str = "127.0.0.1", base: str = "http://127.0.0.1:8000", app: Any = None):
        self.app = app or create_app(settings)
        self.peer, self.base, self.cookies = peer, base, httpx.Cookies()

    def beside(self, peer: str) -> Client:
        """Another peer of the same application."""
        other = object.__new__(Client)
        other.app, other.peer, other.base, other.cookies = self.app, peer, self.base, httpx.Cookies()
        return other

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, client=(self.peer, 50000))
            async with httpx.AsyncClient(transport=transport, base_url=self.base, cookies=self.cookies) as client:
                response = await client.request(method, path, **options)
                self.cookies.update(client.cookies)
                return response

        return asyncio.run(asked())

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, json: Any = None, **options: Any) -> httpx.Response:
        return self.request("POST", path, json=json, **options)

    def sign_in(self, name: str, password: str = PASSWORD) -> httpx.Response:
        """As the task pane does it, with an account of the desk."""
        form = self.get("/pane/session/").json().get("form", "")
        return self.post("/pane/session/", {"username": name, "password": password}, headers={"X-CSRFToken": form})

    def call(self, name: str, *args: Any) -> httpx.Response:
        """One function's call, as the packaged client posts it."""
        return self.post("/xlwings/custom-functions-call", {"func_name": name, "args": list(args), "runtime": "1.4"})
