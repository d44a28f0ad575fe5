"""No address leads to a file that is not the server's to give: every route and mount, raw bytes over a socket, without a login."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from shijibu_addin.server import upstream
from shijibu_addin.server.app import create_app
from shijibu_addin.server.settings import Settings
from tests.desk.process import account, application
from tests.server.client import PASSWORD, Client
from tests.server.raw import get, listening, status
from tests.server.routes import routes

SECRET = "口令 of the office"
APP = create_app()
MOUNTS = sorted({path for path, route in routes(APP) if isinstance(route, Mount) and path})
BASES = sorted({"/desk", *(path.replace("{name}", "check").replace("{script_name}", "check").rstrip("/") for path, _ in routes(APP))})
UPS = [
    "..", ".", "%2e%2e", "%2E.", ".%2e", "%252e%252e", "%25252e%25252e", "..;", "..;a=b", "..%00", "..%20", "...", "..%c0%af..", "%c0%ae%c0%ae",
    "%e0%80%ae%e0%80%ae", "%uff0e%uff0e", "%ef%bc%8e%ef%bc%8e", "%e2%80%a5", "..%ff", "..%09", "..%0d%0a",
]  # fmt: skip
BETWEEN = ["/", "//", "/./", "%2f", "%2F", "%252f", "%5c", "%5C", "%255c", "\\", "%c0%af", "%c1%9c", "%e0%80%af", "%ef%bc%8f", ";/", "%00/"]
ELSEWHERE = [
    "//etc/passwd", "/%2fetc/passwd", "%2f%2fetc%2fpasswd", "/C:/Windows/win.ini", "/C:%5cWindows%5cwin.ini", "/c%3a/boot.ini",
    "/%5c%5chost%5cshare%5cx", "/\\\\host\\share\\x", "/file:///etc/passwd", "/~root/.bashrc", "/.env", "/.git/config", "/js/main.js%00",
    "/js/main.js%00.png", "/js/main.js::$DATA", "/js/main.js.", "/js/main.js%20", "/js;/main.js", "/js/..", "/js/.", "/js//main.js",
]  # fmt: skip


def traversals(base: str, target: Path) -> Iterator[bytes]:
    """Ways from `base` up to the root and down to `target`, one step up and down again, and to other places."""
    inner = target.relative_to("/").parts
    for up in UPS:
        yield f"{base}/{'/'.join([up] * 20)}/{'/'.join(inner)}".encode()
    for between in BETWEEN:
        yield f"{base}/{between.join(['..'] * 20 + list(inner))}".encode()
        yield f"{base}{between}{between.join(['..'] * 20 + list(inner))}".encode()
        yield f"{base}/..{between}..{between}pyproject.toml".encode()
        yield f"{base}{between}..{between}templates{between}taskpane.html".encode()
    yield f"{base}/".encode() + b"\xff\xfe/../x"
    yield f"{base}/".encode() + "．．／".encode() + b"x"
    yield f"{base}/{target}".encode()
    yield from (f"{base}{place}".encode() for place in ELSEWHERE)


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("office") / "token.txt"
    path.write_text(SECRET, encoding="utf-8")
    return path


@pytest.fixture(scope="module", params=[False, True], ids=["this computer alone", "with the desk"])
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    with listening(application(Settings(accounts=True)) if request.param else create_app()) as port:
        yield port


def test_the_table_has_every_mount_and_route():
    assert MOUNTS == ["/static"] and {"/taskpane.html", "/shijibu/calls", "/xlwings/custom-scripts-call/check", "/static", ""} <= set(BASES)


@pytest.mark.parametrize("base", BASES)
def test_no_address_leads_out(port: int, base: str, secret: Path):
    for path in traversals(base, secret):
        said = get(port, path)
        # Only a plain path may be looked at: below a base it is one that nobody has.
        refused = {400} if path != f"{base}{secret}".encode() else {400, 401, 404, 405}
        assert status(said) in refused and SECRET.encode() not in said and b"xw-click" not in said, path


@pytest.mark.parametrize("way", [
    b"http://127.0.0.1/static/../../pyproject.toml", b"../../etc/passwd", b"*", b"", b"static/js/main.js", b"/" + b"a" * 2000,
])  # fmt: skip
def test_what_is_no_address_is_refused(port: int, way: bytes):
    assert status(get(port, way)) == 400


def test_a_login_does_not_open_the_way_either(secret: Path):
    account("lujing", PASSWORD)
    app = application(Settings(accounts=True))
    token = Client(app=app).sign_in("lujing").json()["token"]
    with listening(app) as port:
        for base in (*MOUNTS, "/desk"):
            for path in traversals(base, secret):
                said = get(port, path, b"Authorization: Bearer " + token.encode())
                assert status(said) in (400, 404) and SECRET.encode() not in said, path


def test_every_mount_serves_only_what_lies_inside():
    """The packaged one does not look; a mount of another kind must be looked at first."""
    mounted = [route.app for path, route in routes(APP) if isinstance(route, Mount) and path]
    assert mounted and all(type(app) is StaticFiles and not app.follow_symlink and app.lookup_path("../x") == ("", None) for app in mounted)


def test_a_link_that_leads_out_is_not_followed(tmp_path: Path, secret: Path):
    folder = tmp_path / "static"
    (folder / "js").mkdir(parents=True)
    (folder / "js" / "own.js").write_text("own", encoding="utf-8")
    (folder / "js" / "link.js").symlink_to(secret)
    (folder / "linked").symlink_to(secret.parent)
    (folder / "again.js").symlink_to(folder / "js" / "own.js")
    served = upstream.static_files(folder)
    assert served.lookup_path("js/link.js")[1] is None and served.lookup_path("linked/token.txt")[1] is None
    assert Path(served.lookup_path("again.js")[0]).read_text(encoding="utf-8") == "own"


@pytest.mark.parametrize("path", ["/static/js/main.js", "/static/css/style.css", "/static/vendor/@alpinejs/csp/3.17.5/dist/module.esm.min.js"])
def test_every_packaged_file_and_ours_are_still_served(path: str):
    assert Client().get(path).status_code == 200


def test_every_static_file_has_a_plain_address():
    """What the gate refuses nobody could fetch."""
    client = Client()
    for folder in (upstream.HOME / "static", Path(upstream.static_files(upstream.HOME / "static").all_directories[1])):
        names = [f.relative_to(folder).as_posix() for f in folder.rglob("*") if f.is_file() and f.suffix not in (".pyc",)]
        assert names and all(client.request("HEAD", f"/static/{name}").status_code == 200 for name in names)
