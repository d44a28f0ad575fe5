"""The server as a process."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from shijibu_addin.server.log import to_terminal
from shijibu_addin.server.office_door import OwnComputer
from shijibu_addin.server.origins import name_of, origin
from shijibu_addin.server.settings import ServerFault, Settings, is_loopback

PORT = 8000
_BACKLOG, _CONNECTIONS = 2048, 65536


def settings_for(host: str, names: Iterable[str] = (), *, accounts: bool = False) -> Settings:
    """Settings for listening on `host`. Of `names`, whole addresses such as https://shijibu.example are those of a proxy in front.
    accounts: people sign in at the desk; on the loopback the add-in's functions need no login nevertheless, as they tell of nobody's work.

    Raises ServerFault where other computers could reach it without a login.
    """
    called, proxied = [host], []
    for given in names:
        address = origin(given.rstrip("/"))
        name = name_of(given.rstrip("/").partition("://")[2] if address else given)
        if name is None:
            raise ServerFault(f"服务器的别名（--name）应像 shijibu.example，代理之后应像 https://shijibu.example，现为“{given}”")
        called.append(name)
        if address:
            proxied.append(address)
    beyond = not is_loopback(host) or bool(proxied)
    if beyond and not accounts:
        where = proxied[0] if proxied else host
        raise ServerFault(f"{where} 能从别的计算机访问，须登录考评台的账号（装 '.[desk]'，不加 --no-login）；只给本机用请用 --host 127.0.0.1")
    return Settings(hosts=tuple(called), origins=tuple(proxied), accounts=beyond)


def serve(
    host: str = "127.0.0.1", port: int = PORT, certificate: Path | None = None, key: Path | None = None, names: Iterable[str] = (),
    tell: Callable[[str], object] = print, ledger: str | None = None,
) -> None:  # fmt: skip
    """Run the add-in's server without a desk until stopped, for this computer alone; `names` are further ones that the server is called by, `tell`
    hears where it can be reached; ledger: the URL of the one that the office's commands work on.

    Raises ServerFault, with a sentence, where it cannot start.
    """

    def made(encrypted: bool) -> Any:
        from shijibu_addin.server.app import create_app

        office = OwnComputer(ledger) if ledger is not None else None
        return create_app(replace(settings_for(host, (*names, *certified_names(certificate))), office=office))

    run(made, host, port, certificate, key, tell, login=False)


def run(
    made: Callable[[bool], Any], host: str, port: int, certificate: Path | None, key: Path | None, tell: Callable[[str], object], *, login: bool,
    listening_now: Callable[[], object] = lambda: None, listening: socket.socket | None = None,
) -> None:  # fmt: skip
    """Run an application until stopped. made: makes it, told whether browsers come by https; listening_now: called once its address is told;
    listening: a socket that listens already, in place of host and port.

    Raises ServerFault where it cannot start.
    """
    _checked(certificate, key)
    _many_connections()
    to_terminal()
    try:
        import uvicorn

        app = made(certificate is not None)
    except ModuleNotFoundError as error:
        raise ServerFault(f"缺少 {error.name}：请在实绩簿的文件夹里运行 pip install '.[server]'") from None
    config = configured(app, certificate, key)
    listening = listening or _listening(host, port)
    _tell(tell, listening, config.is_ssl, login)
    listening_now()
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


def configured(app: Any, certificate: Path | None = None, key: Path | None = None) -> Any:
    """The web server's configuration. Whose address it is, the connection says: headers of a proxy are not believed."""
    import uvicorn

    from shijibu_addin.server.connections import Connection

    return uvicorn.Config(
        app, ssl_certfile=certificate, ssl_keyfile=key, http=Connection, ws="none", lifespan="off", log_level="warning",
        server_header=False, proxy_headers=False, forwarded_allow_ips="",
    )  # fmt: skip


def _many_connections() -> None:
    """As many as the system gives: a thousand, its usual limit, is what one computer opens that only wants to be in the way."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _CONNECTIONS if most == resource.RLIM_INFINITY else min(_CONNECTIONS, most)
    if now != resource.RLIM_INFINITY and now < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _checked(certificate: Path | None, key: Path | None) -> None:
    """Raises ServerFault for a certificate and key that do not belong together, or are none."""
    if (certificate is None) != (key is None):
        raise ServerFault("证书（--certificate）和私钥（--key）要一起给")
    if certificate is None or key is None:
        return
    for file in (certificate, key):
        if not file.is_file():
            raise ServerFault(f"没有这个文件：{file}")
    try:
        # A key under a password would be asked for on the terminal.
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certificate, key, password="")
    except (ssl.SSLError, OSError, ValueError):
        raise ServerFault(f"证书 {certificate} 和私钥 {key} 读不出来，或不是一对；应为 PEM 格式，私钥不加密码") from None


def certified_names(certificate: Path | None) -> tuple[str, ...]:
    """The names that a certificate is made out to."""
    if certificate is None:
        return ()
    from cryptography import x509

    found = x509.load_pem_x509_certificate(certificate.read_bytes())
    try:
        named = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return ()
    return tuple(name for name in named.get_values_for_type(x509.DNSName) if "*" not in name)


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=_BACKLOG, reuse_port=False)
    except OSError as error:
        raise ServerFault(f"不能在 {host} 的端口 {port} 上监听（{error.strerror or error}）；换一个 --port，或先停掉占用它的程序") from None


def _tell(tell: Callable[[str], object], listening: socket.socket, encrypted: bool, login: bool) -> None:
    host, port = listening.getsockname()[:2]
    beyond = not is_loopback(host)
    if ipaddress.ip_address(host).is_unspecified:
        host = socket.gethostname()
    elif not beyond:
        host = "localhost"
    base = f"{'https' if encrypted else 'http'}://{f'[{host}]' if ':' in host else host}:{port}"
    tell(f"实绩簿服务器：{base}（{'须登录' if login else '只供本机使用'}，按 Ctrl+C 停止）。加载项清单：{base}/manifest/download")
    if not encrypted:
        tell("没有证书（--certificate、--key）：Excel 只接受 https 的加载项" + ("，口令在网络上也不加密" if beyond and login else ""))
