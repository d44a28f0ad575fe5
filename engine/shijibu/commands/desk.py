"""`shijibu desk`, `serve`, `user`: the office's desk and who may sign in there. What they need is not installed with the command."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from shijibu.commands.ledgers import LedgerUrl, ledger_url
from shijibu.commands.loading import loaded_for_good
from shijibu.commands.options import Json, Stop
from shijibu.terminal import err, print_json, say

ROLES = ("office", "unit", "official", "reader")
Folder = Annotated[Path | None, typer.Option("--folder", help="考评台存放收到的文件和结果的文件夹；缺省在台账旁边")]


def _needed() -> None:
    if find_spec("django") is None:
        raise Stop("没有装考评台：请在实绩簿的文件夹里运行 pip install '.[desk]'")


def serve(
    host: Annotated[str, typer.Option("--host", help="监听的地址；缺省只供本机使用")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="端口", min=0, max=65535)] = 8000,
    certificate: Annotated[Path | None, typer.Option("--certificate", help="TLS 证书文件（PEM）；Excel 只接受 https")] = None,
    key: Annotated[Path | None, typer.Option("--key", help="证书的私钥文件（PEM）")] = None,
    names: Annotated[list[str] | None, typer.Option("--name", help="服务器的别名，证书里没有写的；代理之后写 https://名称；可给多次")] = None,
    no_login: Annotated[bool, typer.Option("--no-login", help="考评台免登录，只供本机：坐在这台计算机前的就是考评办")] = False,
    ledger: LedgerUrl = None,
    folder: Folder = None,
) -> None:
    with loaded_for_good():
        from shijibu.backup import desk_folder

    if find_spec("django") is None:
        from shijibu_addin.server.serve import serve as run_addin

        if no_login:
            _needed()
        err.print("没有装考评台（pip install '.[desk]'），只启动加载项的服务器，只供本机使用")
        run_addin(host, port, certificate, key, names or (), err.print, ledger_url(ledger))
        return
    from shijibu_desk.serving import serve as run

    url = ledger_url(ledger)
    run(url, folder or desk_folder(url), host, port, certificate, key, names or (), err.print, login=not no_login)


def desk(
    ledger: Annotated[str | None, typer.Option("--ledger", help="台账文件，或数据库地址；缺省取环境变量 SHIJIBU_LEDGER，再缺省为上次选的")] = None,
    folder: Folder = None,
    port: Annotated[int, typer.Option("--port", help="端口；被占用的，自动换一个", min=0, max=65535)] = 8000,
    no_login: Annotated[bool, typer.Option("--no-login", help="免登录：坐在这台计算机前的就是考评办")] = False,
    choose: Annotated[bool, typer.Option("--choose", help="重新选台账放在哪里；原来的台账不动")] = False,
) -> None:
    with loaded_for_good():
        from shijibu.backup import desk_folder
        from shijibu.files.own_folder import own_folder

    if find_spec("django") is None and not no_login:
        from shijibu.commands.folder_desk import desk_of_a_folder

        desk_of_a_folder(ledger)
        return
    _needed()
    from shijibu_desk.starting.remembered import Remembered
    from shijibu_desk.starting.run import run

    given = ledger_url(ledger) if ledger is not None or (os.environ.get("SHIJIBU_LEDGER") and not choose) else None
    own = Remembered(own_folder())
    run(given, lambda url: folder or desk_folder(url), own, port, err.print, login=not no_login, asking=choose)


def user_add(
    name: Annotated[str, typer.Argument(metavar="账号", help="登录用的账号")],
    role: Annotated[str, typer.Option("--role", help="身份：office 考评办，unit 单位，official 干部本人，reader 阅览")],
    unit: Annotated[str, typer.Option("--unit", help="unit：单位编码")] = "",
    official: Annotated[str, typer.Option("--official", help="official：干部编号")] = "",
    scheme: Annotated[str, typer.Option("--scheme", help="只管这一个方案；缺省为有这个编码的各方案")] = "",
    title: Annotated[str, typer.Option("--title", help="单位或人的名称，显示用")] = "",
    ledger: LedgerUrl = None,
    folder: Folder = None,
    json_: Json = False,
) -> None:
    with loaded_for_good():
        from shijibu.backup import desk_folder

    if role not in ROLES:
        raise Stop(f"--role 应为 {'、'.join(ROLES)}，现为“{role}”")
    for wanted, option, given in (("unit", "--unit", unit), ("official", "--official", official)):
        if (role == wanted) != bool(given.strip()):
            raise Stop(f"--role {wanted} 要写 {option}" if role == wanted else f"{option} 只用于 --role {wanted}")
    _needed()
    from shijibu_desk.options import Options
    from shijibu_desk.setup import prepare

    url = ledger_url(ledger)
    prepare(Options(url, str(folder or desk_folder(url))))
    from django.core.exceptions import ValidationError

    from shijibu_desk.accounts import Wanted, made
    from shijibu_desk.role import Role

    try:
        password = made(Wanted(name, title, Role(role), scheme, unit.strip(), official.strip()), "shijibu user add")
    except ValidationError as error:
        raise Stop(f"账号“{name}”建不了：{'；'.join(error.messages)}") from None
    if json_:
        print_json({"user": name, "role": role, "unit": unit or None, "official": official or None, "password": password})
        return
    err.print(f"已建账号 {name}（{Role(role).label}）。一次性口令只显示这一次，第一次登录时要换成自己的：")
    say(password)
