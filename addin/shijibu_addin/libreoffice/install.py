"""Putting the extension into this user's LibreOffice, and taking it out again."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from shijibu.errors import ShijibuError
from shijibu_addin.libreoffice.extension import IDENTIFIER, build, environment, unpack
from shijibu_addin.libreoffice.uno_path import built_for, soffice

_BUNDLED = "shijibu"


class CannotInstall(ShijibuError, RuntimeError):
    """The extension could not be put in or taken out; the text is one sentence for the person."""


def install() -> str:
    """Put the extension in; what was done, in words. Raises CannotInstall, OfficeMissing."""
    _same_python()
    if _is_root():
        return f"已为本机所有用户装入 {unpack(_bundled_folder())}；请重新启动 LibreOffice"
    with tempfile.TemporaryDirectory() as folder:
        _unopkg("add", "--force", "--suppress-license", str(build(Path(folder))))
    return "已装入 LibreOffice 的扩展；请重新启动 LibreOffice"


def uninstall() -> str:
    """Take the extension out; what was done, in words. Raises CannotInstall, OfficeMissing."""
    if _is_root():
        folder = _bundled_folder()
        if not folder.exists():
            raise CannotInstall(f"没有装过：{folder} 不存在")
        shutil.rmtree(folder)
        return f"已取出 {folder}；请重新启动 LibreOffice"
    _unopkg("remove", IDENTIFIER)
    return "已取出 LibreOffice 的扩展；请重新启动 LibreOffice"


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _bundled_folder() -> Path:
    """Where LibreOffice keeps extensions of the whole machine: unopkg refuses to run as root."""
    return soffice().parent.parent / "share" / "extensions" / _BUNDLED


def _same_python() -> None:
    """LibreOffice runs our code in its own Python: its minor version must be this environment's."""
    theirs, ours = built_for(), environment()["python"]
    if theirs and theirs != ours:
        raise CannotInstall(f"LibreOffice 内的 Python 是 {theirs}，实绩簿装在 Python {ours}：请用 python{theirs} 重新建立环境再装")


def _unopkg(*arguments: str) -> None:
    program = soffice().with_name("unopkg.exe" if os.name == "nt" else "unopkg")
    done = subprocess.run([str(program), *arguments], capture_output=True, text=True)
    if done.returncode:
        raise CannotInstall(_why((done.stderr or done.stdout).splitlines(), done.returncode))


def _why(lines: list[str], code: int) -> str:
    """The sentence that says what stopped unopkg; its own last words are only that it failed."""
    if any("no such extension" in line for line in lines):
        return "没有装过实绩簿的扩展"
    told = [line.strip() for line in lines if line.strip() and "unopkg failed" not in line]
    return f"unopkg 没有完成：{told[0].removeprefix('ERROR:').strip() if told else code}"
