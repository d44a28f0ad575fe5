"""An icon that starts `shijibu desk`: in the menu of programs and on the desktop, of Linux desktops and of Windows. Needs no administrator."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from shijibu.errors import ShijibuError
from shijibu.files import write_whole

NAME, SAID = "实绩簿", "打开考评台"
_MARK = "X-Shijibu-Shortcut=true"
_FILE, _ICON = "shijibu.desktop", "shijibu.svg"
# How a shell that quotes with ' is told of one: Windows PowerShell takes the typographic ones for the same.
_QUOTES = "'‘’‚‛"
_FOREIGN = 3
_POWERSHELL = r"System32\WindowsPowerShell\v1.0\powershell.exe"


class ShortcutRefused(ShijibuError):
    """An icon that cannot be made; the text says why."""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """program: the command `shijibu` as a file. icon: a picture, .svg for Linux and .ico for Windows."""

    program: Path
    icon: Path


def install(shortcut: Shortcut) -> list[Path]:
    """Makes the icons, anew where they are ours; gives where they are. Raises ShortcutRefused where something else stands there; OSError."""
    if os.name == "nt":
        return _by_powershell(windows_script(shortcut))
    places = _linux_places()
    for place in places:
        if os.path.lexists(place) and not _is_ours(place):
            raise ShortcutRefused(f"{place} 已经有了，不是本命令建的，没有替换；请先把它移走")
    write_whole(_linux_icon(), shortcut.icon.read_bytes())
    for place in places:
        write_whole(place, desktop_entry(shortcut).encode("utf-8"))
        place.chmod(0o755)  # some desktops start only what may be run
    return places


def remove(shortcut: Shortcut) -> list[Path]:
    """Takes away what `install` made, and nothing else; gives where it was."""
    if os.name == "nt":
        return _by_powershell(windows_script(shortcut, removing=True))
    gone = [place for place in _linux_places() if _is_ours(place)]
    for place in gone:
        place.unlink()
    icon = _linux_icon()
    if icon.is_file() and icon.read_bytes() == shortcut.icon.read_bytes():
        icon.unlink()
    return gone


def _data_home() -> Path:
    named = Path(os.environ.get("XDG_DATA_HOME", ""))
    return named if named.is_absolute() else Path.home() / ".local" / "share"


def _linux_icon() -> Path:
    return _data_home() / "icons" / "hicolor" / "scalable" / "apps" / _ICON


def _linux_places() -> list[Path]:
    """The menu's folder, and the desktop's where there is one."""
    asked = shutil.which("xdg-user-dir")
    said = subprocess.run([asked, "DESKTOP"], capture_output=True, text=True, encoding="utf-8").stdout.strip() if asked else ""
    desktop = Path(said) if said else Path.home() / "Desktop"
    menu = _data_home() / "applications" / _FILE
    return [menu, desktop / _FILE] if desktop.is_dir() and desktop != Path.home() else [menu]


def _is_ours(place: Path) -> bool:
    return place.is_file() and not place.is_symlink() and _MARK.encode() in place.read_bytes().splitlines()


def desktop_entry(shortcut: Shortcut) -> str:
    """By freedesktop's Desktop Entry Specification. It has a terminal: what is closed there ends the desk."""
    program = str(shortcut.program)
    if any(ord(c) < 32 for c in program):
        raise ShortcutRefused(f"文件夹名里有不能用的字符：{program!r}")
    quoted = "".join(f"\\{c}" if c in '"`$\\' else "%%" if c == "%" else c for c in program)
    exec_ = f'"{quoted}" desk'.replace("\\", "\\\\")  # quoted as an argument, and that as a value
    return "\n".join((
        "[Desktop Entry]", "Type=Application", "Version=1.0", f"Name={NAME}", f"Comment={SAID}", f"Exec={exec_}", "Icon=shijibu", "Terminal=true",
        "Categories=Office;", _MARK, "",
    ))  # fmt: skip


def windows_script(shortcut: Shortcut, *, removing: bool = False) -> str:
    """For Windows PowerShell: .lnk files in the start menu and on the desktop, their window minimised. It prints where they are; an exit code of 3
    says that another program's stands there."""
    program, icon, name = (_powershell(text) for text in (str(shortcut.program), str(shortcut.icon), f"{NAME}.lnk"))
    made = "" if removing else f"""
    $link.TargetPath = {program}
    $link.Arguments = 'desk'
    $link.WorkingDirectory = $HOME
    $link.WindowStyle = 7
    $link.Description = {_powershell(SAID)}
    $link.IconLocation = {icon}
    $link.Save()
    $place"""
    foreign = "continue" if removing else f"Write-Output $place; exit {_FOREIGN}"
    taken = "\n        Remove-Item -LiteralPath $place\n        $place" if removing else ""
    return f"""$ErrorActionPreference = 'Stop'
[Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false
$shell = New-Object -ComObject WScript.Shell
$places = @($shell.SpecialFolders.Item('Programs'), $shell.SpecialFolders.Item('Desktop')) | ForEach-Object {{ Join-Path $_ {name} }}
foreach ($place in $places) {{
    $link = $shell.CreateShortcut($place)
    if (Test-Path -LiteralPath $place) {{
        if ((Split-Path $link.TargetPath -Leaf) -ne 'shijibu.exe' -or $link.Arguments -ne 'desk') {{ {foreign} }}{taken}
    }}{made}
}}
exit 0
"""


def _powershell(text: str) -> str:
    """A text as a literal of PowerShell, in which nothing is expanded."""
    return f"'{''.join(c * 2 if c in _QUOTES else c for c in text)}'"


def _by_powershell(script: str) -> list[Path]:
    """Runs a script that Windows' own PowerShell takes whatever its policy for files of scripts is."""
    encoded = base64.b64encode(script.encode("utf-16-le")).decode()
    program = Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), _POWERSHELL)
    done = subprocess.run([str(program), "-NoProfile", "-NonInteractive", "-EncodedCommand", encoded], capture_output=True, text=True,
                          encoding="utf-8", errors="replace")
    places = [Path(line) for line in done.stdout.splitlines() if line.strip()]
    if done.returncode == _FOREIGN:
        raise ShortcutRefused(f"{places[-1]} 已经有了，不是本命令建的，没有替换；请先把它移走")
    if done.returncode:
        raise ShortcutRefused(f"Windows 没有建成图标：{done.stderr.strip()[-300:]}")
    return places
