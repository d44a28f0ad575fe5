"""公示, 通报 and 情况汇报 of all six counties on paper: no empty page, every text whole, the county's longest paper too."""

from __future__ import annotations

import re

from pypdf import PdfReader

from shijibu.report.papers.round_papers import papers_of
from shijibu.report.reported_round import ReportedRound
from tests.command import run
from tests.report.made_up import decided
from tests.report.test_papers import COUNTIES, text_of, untouched


def bare(text: str) -> str:
    """Without spaces, line ends and page numbers."""
    return re.sub(r"—\d+—", "", re.sub(r"\s", "", text))


def test_no_page_is_empty_and_no_text_is_cut(tmp_path):
    papers = {f"{id}_{name}": data for id in COUNTIES for name, data in papers_of(untouched(id)).items()}
    papers |= {f"full_{name}": data for name, data in papers_of(ReportedRound(decided(3, ties=True))).items()}
    folder, pdf = tmp_path / "papers", tmp_path / "all.pdf"
    folder.mkdir()
    for name, data in papers.items():
        (folder / name).write_bytes(data)
    done = run("print", folder, "--out", pdf)
    assert done.returncode == 0, done.stderr
    pages = [bare(page.extract_text()) for page in PdfReader(pdf).pages]
    assert len(pages) >= 3 * len(COUNTIES) and [n for n, text in enumerate(pages, 1) if len(text) < 20] == []
    printed = "".join(pages)
    cut = [f"{name}：{line}" for name, data in papers.items() for line in text_of(data).split("\n") if bare(line) not in printed]
    assert cut == []
