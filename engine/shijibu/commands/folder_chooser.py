"""A folder chosen in a window of the system, and a file opened with the system's own program."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from shijibu.commands.options import Stop

_TYPED = ("请在实绩簿的文件夹里运行 pip install '.[desk]' 装上考评台，或直接写："
          "shijibu consolidate 收件的文件夹 --scheme 方案 --period 期次 --out 结果的文件夹")


def chosen_folder(title: str) -> Path | None:
    """The folder that a person chooses; None where the person chose none. Raises Stop where no window can be shown."""
    try:
        import tkinter
        from tkinter import filedialog
    except ImportError:
        raise Stop(f"没有装考评台，这里的 Python 也没有选文件夹的窗口（tkinter）。{_TYPED}") from None
    try:
        root = tkinter.Tk()
    except tkinter.TclError:
        raise Stop(f"没有装考评台，这里也没有屏幕可以选文件夹。{_TYPED}") from None
    root.withdraw()
    try:
        chosen = filedialog.askdirectory(parent=root, title=title, mustexist=True)
    finally:
        root.destroy()
    return Path(chosen) if chosen else None


def opened(file: Path) -> bool:
    """Whether a program of the system was asked to show the file."""
    try:
        if sys.platform == "win32":
            os.startfile(file)
            return True
        program = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
        seen = sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
        if program is None or not seen:
            return False
        subprocess.Popen([program, str(file)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    except OSError:
        return False
    return True
