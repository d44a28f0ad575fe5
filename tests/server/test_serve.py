"""The command `shijibu serve` as a process: TLS, accounts, who it listens to, and one clear sentence where it cannot start."""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.desk.serving import account_of
from tests.server.client import PASSWORD

CALL = {"func_name": "STARLIMIT", "args": [[[7]]]}
COMMAND = [sys.executable, "-c", "import sys; sys.argv[0] = 'shijibu'; from shijibu.commands.main import main; main()", "serve"]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ledger and the desk's folder are made where the command is called."""
    monkeypatch.chdir(tmp_path)


@contextmanager
def serving(*options: str, **environment: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The server on a free port; gives the address that it tells of."""
    process = subprocess.Popen([*COMMAND, "--port", "0", *options], stderr=subprocess.PIPE, text=True, env={**os.environ, **environment})
    try:
        assert process.stderr is not None
        said = process.stderr.readline()
        address = re.search(r"https?://\S+?:\d+", said)
        assert address, said + process.stderr.read()
        yield address.group(), process
    finally:
        process.kill()
        process.wait()


def refused(*options: str, **environment: str) -> str:
    """What the command says where it does not start."""
    done = subprocess.run([*COMMAND, "--port", "0", *options], capture_output=True, text=True, timeout=60, env={**os.environ, **environment})
    assert (done.returncode, done.stdout) == (2, "") and len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.stderr


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for localhost and shijibu.example, and its key."""
    folder, key = tmp_path_factory.mktemp("tls"), ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "shijibu.example")]), dt.datetime.now(dt.UTC)
    names = [x509.DNSName("shijibu.example"), x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    made = made.not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
    signed = made.add_extension(x509.SubjectAlternativeName(names), critical=False).sign(key, hashes.SHA256())
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / "cert.pem").write_bytes(signed.public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    locked = serialization.BestAvailableEncryption(b"secret")
    (folder / "locked.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, locked))
    return folder / "cert.pem", folder / "key.pem"


def test_on_this_computer_without_more(tmp_path: Path):
    with serving() as (address, process):
        assert address.startswith("http://localhost:")
        assert httpx.post(f"{address}/xlwings/custom-functions-call", json=CALL).json() == {"result": [[4]]}
        assert "SHIJI" in httpx.get(f"{address}/manifest/download").text
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0


def test_encrypted_and_under_accounts_for_other_computers(certified: tuple[Path, Path], tmp_path: Path):
    one_time = account_of(tmp_path, "kaoping", "office")
    options = ["--host", "0.0.0.0", "--certificate", str(certified[0]), "--key", str(certified[1])]
    with serving(*options) as (address, _):
        port = address.rpartition(":")[2]
        trusting = ssl.create_default_context(cafile=certified[0])
        with httpx.Client(base_url=f"https://localhost:{port}", verify=trusting) as client:
            assert client.post("/xlwings/custom-functions-call", json=CALL).status_code == 401

            def sign_in(password: str) -> httpx.Response:
                form = client.get("/pane/session/").json()["form"]
                headers = {"X-CSRFToken": form, "Origin": f"https://localhost:{port}", "Referer": f"https://localhost:{port}/taskpane.html"}
                return client.post("/pane/session/", json={"username": "kaoping", "password": password}, headers=headers)

            assert "一次性口令" in sign_in(one_time).json()["detail"]  # it is exchanged at the desk first
            login = {"username": "kaoping", "password": one_time}
            for path, form in (("/login/", login), ("/password/", {"new_password1": PASSWORD, "new_password2": PASSWORD})):
                given = client.get(path).text.partition('name="csrfmiddlewaretoken" value="')[2][:64]
                sent = client.post(path, data=form | {"csrfmiddlewaretoken": given}, headers={"Referer": f"https://localhost:{port}{path}"})
                assert sent.status_code == 302, sent.text
            assert {c.name for c in client.cookies.jar} == {"__Host-shijibu_desk", "__Host-shijibu_desk_form"}, "none that another port could lay"
            assert all(cookie.secure for cookie in client.cookies.jar)
            assert client.post("/xlwings/custom-functions-call", json=CALL).json() == {"result": [[4]]}
            client.cookies.clear()
            token = sign_in(PASSWORD).json()["token"]
            client.cookies.clear()
            bearer = {"Authorization": f"Bearer {token}"}
            assert client.post("/xlwings/custom-functions-call", json=CALL, headers=bearer).json() == {"result": [[4]]}
            named = client.get("/manifest/download", headers={"Host": f"shijibu.example:{port}"})
            assert f"https://shijibu.example:{port}/taskpane.html" in named.text, "the names of the certificate are the server's"
            assert client.get("/manifest/download", headers={"Host": "other.example"}).status_code == 400


def test_settings_of_another_xlwings_server_do_not_change_ours(tmp_path: Path):
    """An office may run one of its own, configured by the same variables."""
    others = {"XLWINGS_AUTH_PROVIDERS": '["custom"]', "XLWINGS_FUNCTIONS_NAMESPACE": "OTHER", "XLWINGS_ENABLE_SOCKETIO": "true",
              "XLWINGS_PROJECT_DIR": str(tmp_path), "XLWINGS_ENVIRONMENT": "dev"}  # fmt: skip
    with serving("--host", "0.0.0.0", **others) as (address, _):
        local = f"http://127.0.0.1:{address.rpartition(':')[2]}"
        assert httpx.post(f"{local}/xlwings/custom-functions-call", json=CALL, headers={"Authorization": "test-token"}).status_code == 401
        assert "SHIJI" in httpx.get(f"{local}/manifest/download").text


def test_beyond_this_computer_the_accounts_of_the_desk_are_asked_for():
    with serving("--host", "0.0.0.0") as (address, _):
        port = address.rpartition(":")[2]
        assert httpx.post(f"http://127.0.0.1:{port}/xlwings/custom-functions-call", json=CALL).status_code == 401
        assert httpx.get(f"http://127.0.0.1:{port}/rounds/").headers["location"] == "/login/?next=/rounds/"


def test_beyond_this_computer_without_a_login_it_does_not_start():
    assert "不能免登录" in refused("--host", "0.0.0.0", "--no-login")


@pytest.mark.skipif(os.name == "nt", reason="there is no such limit")
def test_a_thousand_connections_are_not_all_there_are():
    code = ("import resource; most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]; resource.setrlimit(resource.RLIMIT_NOFILE, (256, most));"
            "from shijibu_addin.server.serve import _many_connections; _many_connections(); print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])")
    assert int(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout) > 1024


def test_a_taken_port_is_told():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert "监听" in refused("--port", str(taken.getsockname()[1]))


def test_a_certificate_that_is_none_is_told(certified: tuple[Path, Path], tmp_path: Path):
    certificate, key = map(str, certified)
    locked = str(certified[0].with_name("locked.pem"))
    assert "要一起给" in refused("--certificate", certificate)
    assert "没有这个文件" in refused("--certificate", str(tmp_path / "none.pem"), "--key", key)
    for pair in ((key, certificate), (certificate, certificate), (certificate, locked)):
        assert "读不出来，或不是一对" in refused("--certificate", pair[0], "--key", pair[1])
