"""pip as a process: to fetch wheels as this computer is set up, and to install as one without an index would."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from shijibu.bundle.faults import BundleRefused
from shijibu.bundle.targets import Target


def build(source: Path, into: Path) -> None:
    """Builds the project's own wheel."""
    _run(["wheel", "--no-deps", "-w", str(into), str(source)], "实绩簿自己的安装包没有做成")


def fetch(target: Target, wanted: list[str], into: Path) -> None:
    """Downloads the wheels of pinned packages for a target, from the index that this computer's pip is set to."""
    _run(["download", "--no-deps", *target.pip_options(), "-d", str(into), *wanted], f"{target.label}：安装包没有收齐")


def resolve(target: Target, wanted: list[str], wheels: Path) -> None:
    """Lets pip install the packages for a target out of the folder alone, without doing it."""
    with TemporaryDirectory() as nowhere:
        _run(["--isolated", "install", "--dry-run", "--no-index", "--no-deps", "--find-links", str(wheels), "--target", nowhere,
              *target.pip_options(), *wanted], f"{target.label}：只用这个文件夹装不上", alone=True)


def _run(words: list[str], fault: str, *, alone: bool = False) -> None:
    """alone: nothing that this computer's pip is set to counts."""
    environment = os.environ | ({"PIP_CONFIG_FILE": os.devnull} if alone else {}) | {"PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, "-P", "-m", "pip", *words, "-q", "--disable-pip-version-check"], capture_output=True, text=True,
                          encoding="utf-8", errors="replace", env=environment)
    if not done.returncode:
        return
    if lacking := sorted(set(re.findall(r"No matching distribution found for (\S+)", done.stderr))):
        raise BundleRefused(f"{fault}：没有 {'、'.join(lacking)} 的 wheel")
    if "No module named pip" in done.stderr:
        raise BundleRefused("这个 Python 环境里没有 pip：用 python -m ensurepip 装上再试")
    said = " ".join(line for line in done.stderr.splitlines() if not line.startswith("WARNING"))
    raise BundleRefused(f"{fault}：{said[-600:] or f'pip 的退出码 {done.returncode}'}")
