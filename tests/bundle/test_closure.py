"""What a target needs is judged by its own conditions, not by those of the computer that makes the bundle."""

from __future__ import annotations

from pathlib import Path

import pytest
from packaging.requirements import Requirement

from shijibu.bundle.closure import closure, pins_of
from shijibu.bundle.faults import BundleRefused
from shijibu.bundle.make import check
from shijibu.bundle.targets import PYTHONS, Target, targets
from tests.bundle.wheels import wheel

ROOT = Requirement("main[desk]==1.0")
WINDOWS, LINUX = Target("windows", "3.12"), Target("linux", "3.12")


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    wheel(tmp_path, "main", "1.0", "screen; sys_platform == 'win32'", "loop; sys_platform != 'win32'", "page[fast]>=2; extra == 'desk'",
          "never; extra == 'x'", "early; python_full_version < '3.11.3'", extras=("desk", "x"))  # fmt: skip
    for name in ("screen", "loop", "early"):
        wheel(tmp_path, name, "1.0")
    wheel(tmp_path, "page", "2.1", "quick; extra == 'fast'", "main", extras=("fast",))
    wheel(tmp_path, "quick", "1.0", tag="cp312-cp312-win_amd64")
    wheel(tmp_path, "quick", "1.0", tag="cp39-abi3-manylinux_2_28_x86_64")
    wheel(tmp_path, "quick", "1.0", tag="cp311-cp311-win_amd64")
    return tmp_path


def names(target: Target, wheels: Path) -> list[str]:
    return [one.file.name.rpartition(".whl")[0].replace("-1.0", "").replace("-py3-none-any", "") for one in closure(target, ROOT, wheels, {})]


def test_a_target_gets_what_its_own_conditions_ask_for(wheels):
    assert names(WINDOWS, wheels) == ["main", "page-2.1", "quick-cp312-cp312-win_amd64", "screen"]
    assert names(LINUX, wheels) == ["loop", "main", "page-2.1", "quick-cp39-abi3-manylinux_2_28_x86_64"]
    assert "early" in names(Target("linux", "3.11"), wheels)  # 3.11.2 is Debian 12's


def test_pip_takes_each_target_from_the_folder_alone(wheels):
    for target in (WINDOWS, LINUX):
        check(target, ROOT, wheels)


def test_a_wheel_that_a_target_lacks_is_named(wheels):
    with pytest.raises(BundleRefused, match=r"Windows x64 的 Python 3\.13：没有 quick.* 的 wheel"):
        check(Target("windows", "3.13"), ROOT, wheels)
    (wheels / "screen-1.0-py3-none-any.whl").unlink()
    with pytest.raises(BundleRefused, match="screen"):
        check(WINDOWS, ROOT, wheels)
    check(LINUX, ROOT, wheels)


def test_each_step_fetches_what_the_lock_pins_and_nothing_twice(wheels):
    fetched: list[str] = []
    closure(WINDOWS, ROOT, wheels, {"page": "2.1", "never": "9"}, fetched.extend)
    assert sorted(fetched) == ["main==1.0", "page==2.1", "quick", "screen"]


def test_a_pin_that_is_not_allowed_is_said(wheels):
    wheel(wheels, "page", "1.0")
    (wheels / "page-2.1-py3-none-any.whl").unlink()
    with pytest.raises(BundleRefused, match=r"要 page\[fast\]>=2.*收到的是 page==1\.0"):
        closure(WINDOWS, ROOT, wheels, {})


def test_the_lock_is_read_with_its_conditions_and_remarks():
    assert pins_of("# x\nPyYAML==6.0.3\nfor_windows==1; sys_platform == 'win32'  # y\n\n") == {"pyyaml": "6.0.3", "for-windows": "1"}


def test_targets_by_system_and_by_python():
    assert [t.name for t in targets(())] == [f"{system}-{python}" for system in ("windows", "linux") for python in PYTHONS]
    assert [t.name for t in targets(("linux", "windows-3.12"))] == ["windows-3.12", *(f"linux-{p}" for p in PYTHONS)]
    with pytest.raises(BundleRefused, match=r"--platform 应为 .*windows-3\.11.*，现为“win32”"):
        targets(("win32",))
