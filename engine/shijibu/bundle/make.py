"""A bundle is made: wheels collected, the installer and the directions put beside them, sums written, and what came of it resolved."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import parse_wheel_filename

from shijibu.bundle import pip
from shijibu.bundle.closure import closure, pins_of
from shijibu.bundle.faults import BundleRefused
from shijibu.bundle.targets import Target
from shijibu.files import digest
from shijibu.files.whole_file import made_folders, part_name

WHEELS, SUMS, TARGETS = "wheels", "SHA256SUMS", "targets.txt"
INSTALL_CMD, INSTALL_SH, DIRECTIONS = "安装.cmd", "install.sh", "说明.txt"
LOCK = "requirements.lock"
_PARTS = Path(__file__).parent / "parts"
_EXTRA = "desk"


@dataclass(frozen=True, slots=True)
class Made:
    """wheels: how many files; bytes: of the whole folder."""

    wheels: int
    bytes: int


def source_tree() -> Path:
    """The project's own source folder. Raises BundleRefused where the program was installed without it."""
    for folder in (Path(__file__).parents[3], Path.cwd()):
        if (folder / LOCK).is_file() and (folder / "pyproject.toml").is_file():
            return folder
    raise BundleRefused("离线安装包要在能上网的计算机上、实绩簿的源文件夹里做：进入那个文件夹再运行")


def make(folder: Path, targets: list[Target], source: Path, tell: Callable[[str], object]) -> Made:
    """Makes the bundle for the targets. folder: not there yet, or empty; it appears whole or not at all. source: the project's.

    Raises BundleRefused, OSError.
    """
    if os.path.lexists(folder) and (not folder.is_dir() or any(folder.iterdir())):
        raise BundleRefused(f"{folder} 已经有了，没有替换；请换一个名字，或先把它移走")
    with made_folders(folder.absolute().parent):
        part = folder.absolute().parent / part_name()
        try:
            wheels = part / WHEELS
            wheels.mkdir(parents=True)
            tell("正在生成实绩簿自己的安装包")
            pip.build(source, wheels)
            own = next(wheels.glob("shijibu-*.whl"))
            collect(own, targets, wheels, pins_of((source / LOCK).read_text(encoding="utf-8")), tell)
            _put_parts(part, targets, str(parse_wheel_filename(own.name)[1]))
            made = Made(sum(1 for _ in wheels.glob("*.whl")), sum(f.stat().st_size for f in part.rglob("*") if f.is_file()))
            if folder.is_dir():
                folder.rmdir()
            part.rename(folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return made


def collect(own: Path, targets: list[Target], wheels: Path, pins: dict[str, str], tell: Callable[[str], object]) -> None:
    """Fetches what each target needs beside the project's own wheel, and has pip resolve it from the folder alone."""
    name, version, *_ = parse_wheel_filename(own.name)
    root, pins = Requirement(f"{name}[{_EXTRA}]=={version}"), {k: v for k, v in pins.items() if k != name}

    for target in targets:
        tell(f"正在收集：{target.label}")

        def fetch(wanted: list[str], target: Target = target) -> None:
            if others := [w for w in wanted if not w.startswith(f"{name}==")]:
                pip.fetch(target, others, wheels)

        closure(target, root, wheels, pins, fetch)
    for target in targets:
        check(target, root, wheels)


def check(target: Target, root: Requirement, wheels: Path) -> None:
    """What the folder holds is enough for the target, by its own conditions and by pip's judgement. Raises BundleRefused."""
    pip.resolve(target, [wheel.pin for wheel in closure(target, root, wheels, {})], wheels)


def _put_parts(folder: Path, targets: list[Target], version: str) -> None:
    pythons = sorted({target.python for target in targets}, key=lambda p: int(p.partition(".")[2]), reverse=True)
    systems = "、".join(dict.fromkeys(target.label.partition(" 的")[0] for target in targets))
    words = {
        "PYTHONS": " ".join(pythons), "SHORT_PYTHONS": " ".join(p.replace(".", "") for p in pythons), "SAID_PYTHONS": "、".join(reversed(pythons)),
        "SH_PYTHONS": " ".join(f"python{p}" for p in pythons), "SYSTEMS": systems, "VERSION": version,
    }  # fmt: skip
    (folder / "install.py").write_bytes((_PARTS / "install.py").read_bytes())
    shell = folder / INSTALL_SH
    shell.write_bytes(_filled("install.sh", words).encode("utf-8"))
    shell.chmod(0o755)
    # What Windows opens has its line ends; its batch files are read in the code page, which Chinese ones have as GBK and the file sets itself.
    (folder / INSTALL_CMD).write_bytes(_filled("install.cmd", words).replace("\n", "\r\n").encode("gbk"))
    (folder / DIRECTIONS).write_bytes(_filled("directions.txt", words).replace("\n", "\r\n").encode("utf-8-sig"))
    (folder / TARGETS).write_bytes("".join(f"{target.name}\n" for target in targets).encode("ascii"))
    files = sorted((f for f in folder.rglob("*") if f.is_file()), key=lambda f: f.relative_to(folder).as_posix())
    lines = [f"{digest(f)}  {f.relative_to(folder).as_posix()}\n" for f in files]
    (folder / SUMS).write_bytes("".join(lines).encode("utf-8"))


def _filled(part: str, words: dict[str, str]) -> str:
    text = (_PARTS / part).read_text(encoding="utf-8").replace("\r\n", "\n")
    for name, value in words.items():
        text = text.replace(f"@{name}@", value)
    return text
