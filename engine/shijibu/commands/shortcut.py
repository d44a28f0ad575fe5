"""`shijibu install-shortcut`: an icon to double-click."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from shijibu.commands.loading import loaded_for_good
from shijibu.commands.options import Stop
from shijibu.terminal import err, say


def install_shortcut(remove_: Annotated[bool, typer.Option("--remove", help="去掉以前建的图标")] = False) -> None:
    with loaded_for_good():
        from shijibu.shortcut import Shortcut, install, remove

    windows = os.name == "nt"
    if not windows and not sys.platform.startswith("linux"):
        raise Stop("这种系统上不能建图标；请直接运行 shijibu desk")
    desk = find_spec("shijibu_desk")
    if desk is None or desk.origin is None or find_spec("django") is None:
        raise Stop("没有装考评台：请在实绩簿的文件夹里运行 pip install '.[desk]'")
    program = Path(sys.executable).with_name("shijibu.exe" if windows else "shijibu")
    if not program.is_file():
        raise Stop(f"找不到命令 {program}；请在装实绩簿的环境里运行")
    shortcut = Shortcut(program, Path(desk.origin).parent / "static" / "desk" / ("icon.ico" if windows else "icon.svg"))
    places = remove(shortcut) if remove_ else install(shortcut)
    say(*places)
    err.print((f"去掉了 {len(places)} 个图标" if places else "没有要去掉的图标") if remove_ else "图标建好了，双击就打开考评台")
