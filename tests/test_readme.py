"""The README's commands work as printed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
VENV = Path(sys.executable).parent


def test_the_rounds_commands_work_as_printed_after_the_demo(tmp_path):
    """Each line ends with 0 or 1 (something to settle); the demo is a small one, and `.venv` this one."""
    block = re.search(r"```\n(source \.venv/bin/activate\n.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert block is not None
    script = block[1].replace(".venv/bin/activate", str(VENV / "activate"))
    clean = {k: v for k, v in os.environ.items() if k != "SHIJIBU_LEDGER"}
    demo = [VENV / "shijibu", "demo", "--units", "4", "--periods", "2", "--out", "demo"]
    subprocess.run(demo, cwd=tmp_path, env=clean, check=True, capture_output=True, timeout=300)
    for line in script.strip().splitlines()[2:]:
        preamble = "\n".join(script.splitlines()[:2])
        done = subprocess.run(["bash", "-c", f"{preamble}\n{line}"], cwd=tmp_path, env=clean, capture_output=True, text=True, timeout=300)
        assert done.returncode in (0, 1) and "Traceback" not in done.stderr, (line, done.stderr)
    for made in ("roster.xlsx", "out/manifest.json", "sample.xlsx", "back", "result/report.xlsx", "result/results.json", "files"):
        assert (tmp_path / made).exists(), made


def test_what_the_readmes_say_to_install_is_the_folder_itself():
    """The distribution is on no index: `pip install shijibu[server]` would look for it there."""
    for page in (ROOT / "README.md", ROOT / "README.zh-CN.md", *(ROOT / "docs").glob("*.md")):
        assert not re.search(r"pip install [\'\"]?shijibu", page.read_text(encoding="utf-8")), page
