"""Installs Shijibu from the bundle that this file lies in: no network, no administrator.

Needs nothing but Python, and runs before Shijibu is there.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import struct
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
PLACE = HERE / "shijibu"
WINDOWS = os.name == "nt"
_PIECE = 1 << 20
_64_BIT = 8
_MOST_NAMED = 5


class Refused(Exception):
    """Why it cannot be installed, in a sentence."""


def say(line: str) -> None:
    """On the terminal, whatever its encoding."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def this_target() -> str:
    """This computer as the bundle's list of targets names it."""
    system = "windows" if WINDOWS else sys.platform
    return f"{system}-{sys.version_info.major}.{sys.version_info.minor}"


def check_computer() -> None:
    """Raises Refused for a Python or a processor that the bundle holds nothing for."""
    wanted = (HERE / "targets.txt").read_text(encoding="ascii").split()
    if this_target() not in wanted:
        raise Refused(f"这个 Python（{platform.python_version()}，{sys.executable}）用不了本安装包，它支持：{'、'.join(wanted)}")
    if struct.calcsize("P") != _64_BIT or platform.machine().lower() not in ("amd64", "x86_64"):
        raise Refused(f"要 64 位的 Python（x86_64），现为 {platform.machine()} {struct.calcsize('P') * 8} 位：{sys.executable}")


def check_sums() -> None:
    """Raises Refused for files that were damaged or lost on the way."""
    bad = []
    for line in (HERE / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        wanted, _, name = line.partition("  ")
        if not (HERE / name).is_file() or digest(HERE / name) != wanted:
            bad.append(name)
    if bad:
        more = f" 等 {len(bad)} 个" if len(bad) > _MOST_NAMED else ""
        raise Refused(f"文件缺失或损坏，请重新拷贝本文件夹：{'、'.join(bad[:_MOST_NAMED])}{more}")


def digest(file: Path) -> str:
    taken = hashlib.sha256()
    with file.open("rb") as stream:
        while piece := stream.read(_PIECE):
            taken.update(piece)
    return taken.hexdigest()


def python_of(place: Path) -> Path:
    return place / ("Scripts/python.exe" if WINDOWS else "bin/python")


def make_environment() -> None:
    """The environment, anew where another Python made it. What stands there and is none is left alone."""
    settings = PLACE / "pyvenv.cfg"
    if PLACE.exists() and not settings.is_file():
        raise Refused(f"{PLACE} 已经有了，不是以前装的实绩簿，没有动它；请把它移走再装")
    if settings.is_file() and python_of(PLACE).exists():
        made_by = re.search(r"^version\s*=\s*(\S+)", settings.read_text(encoding="utf-8"), re.MULTILINE)
        if made_by is not None and made_by[1].startswith(f"{sys.version_info.major}.{sys.version_info.minor}."):
            return
    try:
        venv.create(PLACE, with_pip=True, clear=True, symlinks=not WINDOWS)
    except (subprocess.CalledProcessError, ImportError):
        raise Refused("这个 Python 建不了虚拟环境：Debian、Ubuntu 上请先装 python3-venv") from None


def install() -> None:
    """The program first and always anew, as a later bundle may bear the same version; then what it needs and does not have yet."""
    own = next((HERE / "wheels").glob("shijibu-*.whl"))
    wanted = f"shijibu[desk]=={own.name.split('-')[1]}"
    run("--force-reinstall", "--no-deps", wanted)
    run("--upgrade", wanted)


def run(*words: str) -> None:
    """pip of the environment; nothing that this computer's pip is set to counts."""
    environment = os.environ | {"PIP_CONFIG_FILE": os.devnull, "PYTHONUTF8": "1"}
    pip = [str(python_of(PLACE)), "-I", "-m", "pip", "--isolated", "install", "--no-index", "--find-links", str(HERE / "wheels")]
    quiet = ["--only-binary", ":all:", "--quiet", "--disable-pip-version-check", "--no-warn-script-location"]
    done = subprocess.run([*pip, *quiet, *words], env=environment, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise Refused("没有装成，原因见上")


def ask(question: str) -> bool:
    """Whether whoever sits there agrees."""
    sys.stdout.write(question)
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() in ("", "y")


def main() -> int:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        check_computer()
        say("正在核对文件……")
        check_sums()
        say(f"正在安装到 {PLACE}（不访问网络，约一两分钟）……")
        make_environment()
        install()
    except Refused as error:
        say(str(error))
        return 2
    except OSError as error:
        say(f"写不进去：{error.filename or HERE}（{error.strerror or error}）。请把整个文件夹拷到自己的文件夹里再装")
        return 2
    command = PLACE / ("Scripts/shijibu.exe" if WINDOWS else "bin/shijibu")
    say("装好了。")
    say(f'下一步，打开考评台（也可以先试用虚构的县）："{command}" desk')
    say(f'在菜单和桌面上建图标："{command}" install-shortcut')
    if sys.stdin is not None and sys.stdin.isatty() and ask("现在就建图标吗？直接按回车就建，不建输入 n："):
        subprocess.run([str(command), "install-shortcut"], stdin=subprocess.DEVNULL)
    return 0


if __name__ == "__main__":
    sys.exit(main())
