"""`shijibu addin`: the spreadsheet programs and what they need."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from shijibu.commands.messages import did_you_mean
from shijibu.commands.options import Force, Stop
from shijibu.terminal import err

# Target: the modules that build its files and that put them into this computer's program; "" where that is done by hand.
HOSTS = {
    "libreoffice": ("shijibu_addin.libreoffice.extension", "shijibu_addin.libreoffice.install"),
    "server": ("shijibu_addin.server.manifest", ""),
    "excel": ("shijibu_addin.excel.build", "shijibu_addin.excel.install"),
}
Target = Annotated[str, typer.Argument(metavar="目标", help=f"目标：{'、'.join(HOSTS)}")]


def _host(target: str) -> Any:
    """The modules of a spreadsheet host, by name."""
    if target not in HOSTS:
        raise Stop(f"没有“{target}”这个目标{did_you_mean(target, list(HOSTS))}现有：{'、'.join(HOSTS)}")
    build, install = HOSTS[target]
    return import_module(build), import_module(install) if install else None


def addin_build(
    target: Target,
    out: Annotated[Path, typer.Option("--out", help="写到哪个文件夹")] = Path("."),
    address: Annotated[str | None, typer.Option("--address", help="server：Excel 访问服务器的地址；缺省 https://localhost:8000")] = None,
    force: Force = False,
) -> None:
    if address is not None and target != "server":
        raise Stop("--address 只用于 server")
    builder, _ = _host(target)
    try:
        err.print(f"已生成 {builder.build(out, force=force) if address is None else builder.build(out, address, force=force)}")
    except ValueError as error:
        raise Stop(str(error)) from None


def addin_install(target: Target) -> None:
    _addin(target, "install")


def addin_uninstall(target: Target) -> None:
    _addin(target, "uninstall")


def _addin(target: str, what: str) -> None:
    _, install = _host(target)
    if install is None:
        raise Stop(f"{target} 不用这个命令装入：先 shijibu addin build {target}，再按 docs/{target}.md 加到 Excel 里")
    err.print(getattr(install, what)())
