"""Generated pages say what the code says."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from shijibu.cli import app

ROOT = Path(__file__).resolve().parents[1]
spec = importlib.util.spec_from_file_location("write_docs", ROOT / "scripts" / "write_docs.py")
assert spec is not None and spec.loader is not None
write_docs = importlib.util.module_from_spec(spec)
spec.loader.exec_module(write_docs)


@pytest.mark.parametrize("page", write_docs.PAGES)
def test_a_generated_page_has_not_drifted(page):
    assert (ROOT / page).read_text(encoding="utf-8") == write_docs.PAGES[page](), "run `make docs`"


def test_every_link_in_the_readmes_leads_somewhere():
    for name in ("README.md", "README.zh-CN.md"):
        for target in re.findall(r"\]\(([^)#]+)\)", (ROOT / name).read_text(encoding="utf-8")):
            assert target.startswith("http") or (ROOT / target).exists(), f"{name}: {target}"


def test_every_command_has_help():
    for command in app.registered_commands:
        assert command.callback is not None and (command.callback.__doc__ or "").strip(), command.name


def test_every_make_target_that_the_readmes_name_exists():
    made = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    for name in ("README.md", "README.zh-CN.md"):
        assert set(re.findall(r"`?make ([a-z]+)", (ROOT / name).read_text(encoding="utf-8"))) <= made
