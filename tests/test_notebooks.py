"""The notebooks of docs/notebooks run as they stand, on made-up people, and their charts show every character.

They run as scripts whose lines are the notebooks' cells. A kernel (nbclient, ipykernel and the twenty packages that come with them) would start for
each and say no more. They are kept without output: what they show is of whoever runs them, and a picture in a file would drift unseen.
"""

from __future__ import annotations

import json
import runpy
import warnings
from pathlib import Path

import matplotlib
import pytest

import shijibu
from shijibu.demo.run import run_demo
from shijibu.terminal import Terminal

FOLDER = Path(__file__).parents[1] / "docs" / "notebooks"
SCRIPTS = sorted(FOLDER.glob("*.py"))
CHARTS = {"year_in_figures": 4, "new_rule": 0}


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("notebooks") / "demo"
    run_demo(shijibu.load_scheme("deqing"), folder, units=3, periods=2, seed=3, console=Terminal(quiet=True))
    return folder


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda s: s.stem)
def test_a_notebook_runs(script, demo, monkeypatch):
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    drawn = []
    monkeypatch.setattr(plt, "show", lambda: (drawn.append(plt.gcf()), plt.gcf().canvas.draw(), plt.close("all")))
    monkeypatch.setenv("SHIJIBU_LEDGER", str(demo / "shijibu.db"))
    before = (demo / "shijibu.db").read_bytes()
    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)  # a character that no font has
        runpy.run_path(str(script))
    assert len(drawn) == CHARTS[script.stem] and (demo / "shijibu.db").read_bytes() == before


def test_what_is_opened_is_what_runs():
    assert {s.stem for s in SCRIPTS} == {n.stem for n in FOLDER.glob("*.ipynb")} == set(CHARTS)
    for script in SCRIPTS:
        made = json.loads(script.with_suffix(".ipynb").read_text(encoding="utf-8"))
        assert [c["cell_type"] for c in made["cells"]][:2] == ["markdown", "code"]
        code = "\n".join("".join(c["source"]) for c in made["cells"] if c["cell_type"] == "code")
        kept = [line for line in script.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
        assert [line for line in code.splitlines() if line] == kept and all(c.get("outputs", []) == [] for c in made["cells"])
