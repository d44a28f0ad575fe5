"""`shijibu bundle`: the folder that an office copies onto a computer without internet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shijibu.commands.loading import loaded_for_good
from shijibu.terminal import err

_MEGABYTE = 1_000_000


def bundle(
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="写到哪里；要么还没有，要么是空的")],
    platforms: Annotated[list[str] | None, typer.Option(
        "--platform", help="给哪种计算机：windows、linux，或只要一种 Python，如 windows-3.12；可给多次，缺省全部")] = None,
) -> None:
    with loaded_for_good():
        from shijibu.bundle.make import INSTALL_CMD, INSTALL_SH, make, source_tree
        from shijibu.bundle.targets import targets

    wanted = targets(platforms or ())
    made = make(folder, wanted, source_tree(), err.print)
    err.print(f"已收齐 {made.wheels} 个安装包，共 {made.bytes / _MEGABYTE:.0f} MB，逐种计算机核对过只用这个文件夹就能装：{folder}")
    err.print(f"下一步：把整个文件夹拷到那台计算机的硬盘上，Windows 双击“{INSTALL_CMD}”，Linux 运行 sh {INSTALL_SH}")
