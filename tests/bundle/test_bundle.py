"""The bundle for this computer's Python, really made, and installed without an index into an empty environment, from where the demo runs."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from shijibu.bundle.closure import pins_of
from shijibu.bundle.make import DIRECTIONS, INSTALL_CMD, SUMS
from shijibu.bundle.targets import Target, targets
from tests.command import one_sentence, run

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements.lock"
# A computer without internet: no index, no proxy that leads out, nothing that this computer's pip is set to.
ALONE = {k: v for k, v in os.environ.items() if not k.startswith("PIP_")} | {
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9", "PIP_RETRIES": "0"}


@dataclass
class Bundle:
    """where: a folder whose name has a space and Chinese in it."""

    where: Path
    installed: subprocess.CompletedProcess[str]

    def install(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-I", str(self.where / "install.py")], capture_output=True, text=True, encoding="utf-8", env=ALONE)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory) -> Bundle:
    where = tmp_path_factory.mktemp("office") / "考评办 实绩簿"
    done = run("bundle", where, "--platform", f"linux-{sys.version_info.major}.{sys.version_info.minor}", cwd=ROOT)
    assert done.returncode == 0, done.stderr
    path = f"{Path(sys.base_prefix, 'bin')}{os.pathsep}{os.environ['PATH']}"
    installed = subprocess.run(["sh", str(where / "install.sh")], capture_output=True, text=True, encoding="utf-8", env=ALONE | {"PATH": path})
    return Bundle(where, installed)


def test_it_installs_without_an_index_and_runs_the_demo(bundle, tmp_path):
    assert bundle.installed.returncode == 0, bundle.installed.stdout + bundle.installed.stderr
    command = bundle.where / "shijibu" / "bin" / "shijibu"
    assert "装好了" in bundle.installed.stdout and str(command) in bundle.installed.stdout
    done = subprocess.run([str(command), "demo", "--units", "3", "--periods", "1", "--out", str(tmp_path / "demo")], capture_output=True, text=True,
                          cwd=tmp_path, env=ALONE)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "demo" / "2026-Q1" / "result" / "results.json").exists()
    listing = [str(command.with_name("python")), "-I", "-m", "pip", "list", "--format", "json"]
    listed = subprocess.run(listing, capture_output=True, text=True, check=True)
    versions = {one["name"].lower().replace("_", "-"): one["version"] for one in json.loads(listed.stdout)}
    pins = pins_of(LOCK.read_text(encoding="utf-8"))
    assert {"django", "uvicorn", "pandas"} <= set(versions)
    for own in ("pip", "setuptools", "shijibu"):
        versions.pop(own, None)
    assert versions == {name: pins.get(name) for name in versions}


def test_every_file_stands_in_the_sums(bundle):
    lines = (bundle.where / SUMS).read_text(encoding="utf-8").splitlines()
    sums = {name: taken for taken, _, name in (line.partition("  ") for line in lines)}
    files = {f.relative_to(bundle.where).as_posix(): f for f in bundle.where.rglob("*") if f.is_file() and "shijibu" not in f.parts}
    assert set(sums) == set(files) - {SUMS}
    assert all(hashlib.sha256(files[name].read_bytes()).hexdigest() == taken for name, taken in sums.items())


def test_a_damaged_file_is_named_before_anything_is_installed(bundle):
    file = next((bundle.where / "wheels").glob("rich-*.whl"))
    whole = file.read_bytes()
    file.write_bytes(whole[:-1])
    try:
        done = bundle.install()
    finally:
        file.write_bytes(whole)
    assert done.returncode == 2 and f"wheels/{file.name}" in done.stdout and "损坏" in done.stdout


def test_a_folder_of_that_name_which_is_no_environment_is_left_alone(bundle, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(bundle.where, other, ignore=lambda folder, names: {"shijibu"} if Path(folder) == bundle.where else set())
    (other / "shijibu").mkdir()
    (other / "shijibu" / "台账.db").write_bytes(b"theirs")
    done = Bundle(other, bundle.installed).install()
    assert done.returncode == 2 and "没有动它" in done.stdout
    assert [f.name for f in (other / "shijibu").iterdir()] == ["台账.db"]
    (other / "targets.txt").write_text("windows-3.12\n")
    assert "它支持：windows-3.12" in Bundle(other, bundle.installed).install().stdout


def test_a_folder_that_holds_something_is_not_written_into(tmp_path):
    (tmp_path / "theirs").write_text("x")
    done = run("bundle", tmp_path, cwd=ROOT)
    assert one_sentence(done) and "没有替换" in done.stderr and [f.name for f in tmp_path.iterdir()] == ["theirs"]
    assert one_sentence(run("bundle", tmp_path / "new", "--platform", "mac", cwd=ROOT))


def test_the_batch_file_is_what_a_chinese_windows_reads(bundle):
    """GBK under the code page that the file sets itself; no character ends in a byte that the shell obeys, such as | or ^."""
    data = (bundle.where / INSTALL_CMD).read_bytes()
    text = data.decode("gbk")
    assert data.count(b"\n") == data.count(b"\r\n") == text.count("\n")
    lines = text.split("\r\n")
    assert lines[:2] == ["@echo off", "chcp 936 >nul"] and "@" not in text.removeprefix("@echo off")
    first = next(n for n, line in enumerate(lines) if not line.isascii())
    assert lines.index(":none") < first and all(line.isascii() or line.startswith("echo ") for line in lines)
    assert all(byte >= 0x80 for char in text if not char.isascii() for byte in char.encode("gbk"))
    assert '"%~dp0install.py"' in text
    said = (bundle.where / DIRECTIONS).read_bytes()
    assert said.startswith(b"\xef\xbb\xbf") and said.count(b"\n") == said.count(b"\r\n") and b"@" not in said


def resolved(target: Target, folder: Path) -> dict[str, str]:
    """Package -> version as uv resolves the desk's requirements for a target, from wheels alone."""
    words = ["pip", "compile", str(ROOT / "pyproject.toml"), "--extra", "desk", "--only-binary", ":all:", "-q", "--no-header", "--no-annotate",
             "--python-platform", "x86_64-pc-windows-msvc", "--python-version", target.python, "-c", str(LOCK)]  # fmt: skip
    done = subprocess.run([str(Path(sys.executable).with_name("uv")), *words], capture_output=True, text=True, cwd=folder)
    assert done.returncode == 0, (target.name, done.stderr)
    return pins_of(done.stdout)


def test_another_resolver_finds_wheels_of_the_locked_versions_for_every_windows(tmp_path):
    """uv judges conditions and tags for itself, from metadata alone. The wheels of all targets come to 549 MB: `make offline-bundle` fetches them,
    and resolves each."""
    pins, every = pins_of(LOCK.read_text(encoding="utf-8")), targets(("windows",))
    with ThreadPoolExecutor(len(every)) as pool:  # it waits for the index, mostly
        answers = dict(zip(every, pool.map(lambda target: resolved(target, tmp_path), every), strict=True))
    for target, versions in answers.items():
        assert versions == {name: pins.get(name) for name in versions}, target.name
        assert {"django", "pandas", "cryptography", "pywin32", "colorama"} <= set(versions)
