"""Putting the add-in into this user's Excel on Windows, and taking it out again."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from shijibu.errors import ShijibuError
from shijibu.files import write_whole
from shijibu_addin.excel.build import ADDIN, CannotBuild, addin, modules


class CannotInstall(ShijibuError, RuntimeError):
    """The add-in could not be put in or taken out; the text is one sentence for the person."""


def install() -> str:
    """Put the add-in where Excel opens it at each start; what was done, in words. Raises CannotInstall."""
    path = startup_folder() / ADDIN
    try:
        made = addin(modules())
        write_whole(path, made)
    except CannotBuild as error:
        raise CannotInstall(str(error)) from None
    except OSError:
        raise CannotInstall(f"写不了 {path}：请关闭 Excel 后再试") from None
    return f"已装入 {path}；请重新启动 Excel"


def uninstall() -> str:
    """Take the add-in out; what was done, in words. Raises CannotInstall."""
    path = startup_folder() / ADDIN
    try:
        path.unlink()
    except FileNotFoundError:
        raise CannotInstall(f"没有装过：{path} 不存在") from None
    except OSError:
        raise CannotInstall(f"删不掉 {path}：请关闭 Excel 后再试") from None
    return f"已取出 {path}；请重新启动 Excel"


def startup_folder() -> Path:
    """What this user's Excel opens at each start, a place that it trusts. Raises CannotInstall where there is no such Excel."""
    if sys.platform != "win32":
        raise CannotInstall("经典 Excel 加载项只能装在 Windows 上：请在那台电脑上运行 shijibu addin install excel")
    return Path(os.environ.get("APPDATA", Path.home() / "AppData" / "Roaming")) / "Microsoft" / "Excel" / "XLSTART"
