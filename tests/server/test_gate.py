"""Who comes in: this computer alone without a desk, beyond it whoever has an account; never another website, never the packaged token."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from shijibu_addin.server.app import create_app
from shijibu_addin.server.headers import HEADERS
from shijibu_addin.server.icons import PATHS
from shijibu_addin.server.serve import settings_for
from shijibu_addin.server.settings import ServerFault, Settings
from tests.desk.process import account, application
from tests.server.client import PASSWORD, Client
from tests.server.raw import answer_to, get, listening, status
from tests.server.routes import routes

CALL = {"func_name": "STARLIMIT", "args": [[[7]]]}
CALLS = "/xlwings/custom-functions-call"


@pytest.fixture
def open_to_all() -> Client:
    """A server with a desk, asked from another computer."""
    account("menwei", PASSWORD)
    return Client(app=application(Settings(accounts=True, hosts=("shijibu.example",))), peer="192.0.2.7", base="http://shijibu.example:8000")


def test_without_a_desk_only_this_computer_is_served():
    here = Client()
    assert here.post(CALLS, CALL).json() == {"result": [[4]]}
    for path in ("/", "/taskpane.html", "/manifest", "/static/js/main.js", "/xlwings/custom-functions-meta"):
        assert here.beside("192.0.2.7").get(path).status_code == 401, path
    assert here.beside("192.0.2.7").post(CALLS, CALL).status_code == 401


@pytest.mark.parametrize("header", [
    "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Server", "X-Forwarded", "Forwarded", "Forwarded-For", "X-Real-IP", "Via",
    "X-Client-IP", "True-Client-IP", "CF-Connecting-IP", "X-Cluster-Client-IP", "X-Original-URL", "X-Original-Forwarded-For", "X-ARR-LOG-ID",
    "X-ARR-SSL", "X-Envoy-External-Address", "Fastly-Client-IP", "Fly-Client-IP", "X-Amzn-Trace-Id", "X-Scheme", "Client-IP", "X-Remote-Addr",
])  # fmt: skip
def test_whom_a_proxy_speaks_for_is_not_this_computer(header):
    assert Client().post(CALLS, CALL, headers={header: "127.0.0.1"}).status_code == 401


def test_a_proxy_that_adds_nothing_speaks_an_older_http():
    """nginx does, unless it is told otherwise."""
    with listening(create_app()) as port:
        older = b"GET /taskpane.html HTTP/1.0\r\nHost: localhost:%d\r\nConnection: close\r\n\r\n" % port
        assert (status(answer_to(port, older)), status(get(port, b"/taskpane.html"))) == (401, 200)


def test_the_packaged_token_opens_nothing(open_to_all: Client):
    for headers in ({}, {"Authorization": "test-token"}, {"Authorization": "Bearer test-token"}, {"Cookie": "shijibu_desk=test-token"}):
        assert open_to_all.post(CALLS, CALL, headers=headers).status_code == 401


@pytest.mark.parametrize("headers", [
    {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}, {"Origin": ""},
    {"Origin": "https://127.0.0.1:8000"}, {"Origin": "http://127.0.0.1:8001"}, {"Origin": "http://127.0.0.1"}, {"Origin": "http://localhost:8000"},
    {"Origin": "http://127.0.0.1:8000.evil.example"}, {"Origin": "http://127.0.0.1:8000/"}, {"Origin": "http://evil@127.0.0.1:8000"},
    {"Origin": "//127.0.0.1:8000"}, {"Origin": "127.0.0.1:8000"}, {"Origin": "file://127.0.0.1:8000"}, {"Origin": "http://127.0.0.1:8000 null"},
])
def test_another_website_cannot_use_the_persons_browser(headers):
    assert Client().post(CALLS, CALL, headers=headers).status_code == 403


@pytest.mark.parametrize(("base", "sent"), [
    ("http://127.0.0.1:8000", "http://127.0.0.1:8000"), ("http://127.0.0.1:80", "http://127.0.0.1"), ("https://127.0.0.1:443", "https://127.0.0.1"),
    ("https://LOCALHOST:8443", "https://localhost:8443"), ("http://[::1]:8000", "http://[::1]:8000"),
])
def test_our_own_page_may_ask(base: str, sent: str):
    assert Client(base=base).post(CALLS, CALL, headers={"Origin": sent}).status_code == 200


def test_two_origins_are_none():
    twice = [("Origin", "http://127.0.0.1:8000"), ("Origin", "https://evil.example")]
    assert Client().post(CALLS, CALL, headers=twice).status_code == Client().post(CALLS, CALL, headers=twice[::-1]).status_code == 403


def test_a_page_without_encryption_may_not_use_an_encrypted_server():
    """Whoever sits on the network writes what he likes into such a page."""
    client = Client(base="https://localhost:8443")
    assert client.post(CALLS, CALL, headers={"Origin": "http://localhost:8443"}).status_code == 403


def test_the_address_of_a_proxy_that_encrypts_is_ours_when_it_was_named():
    account("menwei", PASSWORD)
    app, public = application(settings_for("127.0.0.1", ["https://Shijibu.example/"], accounts=True)), {"Origin": "https://shijibu.example"}
    client = Client(app=app, base="http://shijibu.example")
    token = {"Authorization": f"Bearer {client.sign_in('menwei').json()['token']}"}
    assert client.post(CALLS, CALL, headers=public | token).status_code == 200
    for other in ("https://shijibu.example:8443", "https://other.example"):
        assert client.post(CALLS, CALL, headers={"Origin": other} | token).status_code == 403
    unnamed = Client(app=application(settings_for("0.0.0.0", ["shijibu.example"], accounts=True)), base="http://shijibu.example")
    assert unnamed.post(CALLS, CALL, headers=public | token).status_code == 403


@pytest.mark.parametrize("name", ["", "https://", "https://x/path", "a b", "x\x1b[2J", "ftp://x", "-x"])
def test_a_name_that_is_none_is_told(name: str):
    with pytest.raises(ServerFault, match="--name"):
        settings_for("127.0.0.1", [name])


@pytest.mark.parametrize("host", [
    "evil.example", "127.0.0.1.evil.example:8000", "localhost.evil.example", "", "127.0.0.1:8000@evil.example", "[::1]evil.example", "localhost:",
    "localhost:x", "localhost,evil.example", "local host", "evil.example#localhost",
])  # fmt: skip
def test_a_name_that_is_not_the_servers_is_refused(host):
    """A website may point its own name at this computer."""
    assert Client().get("/taskpane.html", headers={"Host": host}).status_code == 400
    assert Client(app=application(Settings(accounts=True))).get("/taskpane.html", headers={"Host": host}).status_code == 400


def routes_of(app: Any) -> list[tuple[str, str]]:
    """Every method and path of the application as it is mounted, by ourselves or packaged; of a mount the path of its folder."""
    found = [(path.replace("{script_name}", "check").replace("{name}", "check") or "/", route) for path, route in routes(app)]
    return [(method, path) for path, route in found for method in getattr(route, "methods", None) or ["GET"]]


def test_what_computes_or_tells_of_anybodys_work_needs_an_account(open_to_all: Client):
    """Open are only the pane, its scripts, the manifest and the list of functions, which Excel fetches without cookies."""
    found = [*routes_of(create_app()), ("POST", "/taskpane.html"), ("GET", "/shijibu/none")]
    answers = {(method, path): open_to_all.request(method, path) for method, path in found if path != "/" and not path.startswith("/static/")}
    assert open_to_all.get("/").headers["location"] == "/login/?next=/"  # the desk's own
    opened = {path for (_, path), answer in answers.items() if answer.status_code != 401}
    assert opened == {
        "/favicon.ico", "/manifest", "/manifest.xml", "/manifest/download", "/taskpane", "/taskpane.html", "/xlwings/custom-functions-meta",
        "/xlwings/custom-functions-meta.json", "/xlwings/custom-functions-code", "/xlwings/custom-functions-code.js",
        "/xlwings/custom-scripts-meta", "/xlwings/custom-scripts-meta.json",
    }  # fmt: skip
    assert len(found) > 12 and all("登录" in a.json()["detail"] for a in answers.values() if a.status_code == 401 and a.content)


def test_nothing_of_the_packaged_server_ends_in_a_500():
    client = Client()
    for method, path in routes_of(client.app):
        for body in (b"", b"{}", b"[1]"):
            assert client.request(method, path, content=body).status_code < 500, (method, path, body)


def test_a_socket_is_not_opened():
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "websocket", "path": "/socket.io/", "query_string": b"", "headers": [(b"host", b"127.0.0.1")], "client": ("192.0.2.7", 1)}
    asyncio.run(application(Settings(accounts=True))(scope, receive, send))
    assert [m["type"] for m in sent] == ["websocket.close"]
    assert Client().get("/socket.io/?EIO=4&transport=polling").status_code == 404


def test_a_request_may_not_be_endless():
    small = Client(Settings(largest_request=1000))
    assert small.post(CALLS, {"func_name": "STARLIMIT", "args": ["x" * 2000]}).status_code == 413

    async def chunks() -> Any:
        for _ in range(20):
            yield b"x" * 100

    assert small.request("POST", CALLS, content=chunks()).status_code == 413


def test_every_answer_keeps_the_page_to_this_server(open_to_all: Client):
    more = [("GET", path) for path in ("/unknown", "/static/js/main.js", "/static/none.js", "/%2e%2e")]
    asked = [*routes_of(create_app()), *more, ("PUT", "/")]
    for client in (Client(), open_to_all):
        for method, path in asked:
            answer = client.request(method, path)
            if path in ("/", "/unknown") and client is open_to_all and method != "PUT":
                assert answer.headers["content-security-policy"].startswith("default-src 'none'")  # the desk's own are stricter
                continue
            for name, value in HEADERS.items():
                kept = "max-age=86400" if name == "Cache-Control" and path in PATHS and answer.status_code == 200 else value
                assert answer.headers.get_list(name) == [kept], (method, path, name)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "LOCK"])
def test_other_methods_are_refused_before_anything_is_asked(open_to_all: Client, method: str):
    for client in (Client(), open_to_all):
        for _, path in routes_of(create_app()):
            answer = client.request(method, path)
            assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST"), path


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "shijibu.example"])
def test_beyond_this_computer_accounts_are_a_must(host: str):
    with pytest.raises(ServerFault, match="须登录"):
        settings_for(host)
    with pytest.raises(ServerFault, match="shijibu\\.example 能从别的计算机访问"):
        settings_for("127.0.0.1", ["https://shijibu.example"])
    assert not settings_for(host, accounts=True).here_alone


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.2"])
def test_on_this_computer_a_login_may_be_left_out(host: str):
    assert settings_for(host).here_alone and settings_for(host, accounts=True).here_alone
