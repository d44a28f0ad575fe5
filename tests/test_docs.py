"""Generated pages say what the code says."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path

import pytest

from shijibu.commands.main import app
from shijibu.scheme.load import load, scheme_ids
from shijibu.scheme.uses import computes

ROOT = Path(__file__).resolve().parents[1]
spec = importlib.util.spec_from_file_location("write_docs", ROOT / "scripts" / "write_docs.py")
assert spec is not None and spec.loader is not None
write_docs = importlib.util.module_from_spec(spec)
sys.path.insert(0, str(ROOT / "scripts"))  # where its parts are
spec.loader.exec_module(write_docs)


@pytest.mark.parametrize("page", write_docs.PAGES)
def test_a_generated_page_has_not_drifted(page):
    assert (ROOT / page).read_text(encoding="utf-8") == write_docs.PAGES[page](), "run `make docs`"


def test_every_link_in_the_documents_leads_somewhere():
    for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("workbook_templates/*/*.md")):
        for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
            assert target.startswith("http") or (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_command_has_help():
    for command in app.registered_commands:
        assert command.callback is not None and (command.callback.__doc__ or "").strip(), command.name


def test_every_make_target_that_the_readmes_name_exists():
    made = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    for name in ("README.md", "README.zh-CN.md"):
        assert set(re.findall(r"`?make ([a-z-]+)", (ROOT / name).read_text(encoding="utf-8"))) <= made


RULES = {"DQ": 16, "LS": 10, "YH": 9, "TX": 7, "YA": 9, "QZ": 13}  # how many rules each system has, by prefix
SCHEMES = [load(id) for id in scheme_ids()]
CITED = [(scheme, rule) for scheme in SCHEMES for rule in scheme.cited]


@pytest.mark.parametrize(("scheme", "rule"), CITED, ids=[f"{s.id}-{r}" for s, r in CITED])
def test_every_rule_has_its_clause_something_that_computes_or_meets_it_and_a_test(scheme, rule):
    clause = write_docs.clause_of(scheme, rule)
    assert clause is not None and clause.title, f"{rule}: what does the source say?"
    assert computes(scheme, rule), f"{rule}: no parameter, formula or reference"
    assert write_docs.tests_that_name(rule), f"{rule}: no test names it"


@pytest.mark.parametrize("scheme", SCHEMES, ids=[s.id for s in SCHEMES])
def test_no_clause_is_of_a_rule_that_nothing_cites(scheme):
    assert not set(scheme.clauses) - set(scheme.cited)


def test_the_schemes_cite_all_64_rules():
    assert {rule for _, rule in CITED} == {f"{prefix}-{n}" for prefix, count in RULES.items() for n in range(1, count + 1)}
    assert len({rule for _, rule in CITED}) == 64


def test_the_rules_page_names_each_rule_with_its_sentence_and_its_tests():
    page = write_docs.rules_page()
    section = page.split("### DQ-13 亮牌限星\n")[1].split("\n### ")[0]
    assert "> 最近被亮黄牌的不得评为五星级，被亮红牌的最高只能评为三星级；" in section
    assert "| `DQ-13.red_cap` | 亮红牌的最高星级 | 3 星 | S |" in section and "[STARCAP](functions.md#starcap)" in section
    assert "- column `stars.cap` 星级评定·限星: `STARCAP(unit.card)`" in section
    assert "- `tests/rounds/test_deqing.py::test_the_card_caps_the_stars_before_the_quota`" in section


def test_a_test_names_a_rule_in_its_name_docstring_or_comments_and_not_in_its_data(tmp_path, monkeypatch):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_it.py").write_text(
        '"""XA-9 of the file."""\n\n\ndef test_of_xa_1():\n    pass\n\n\n'
        '# XA-2\ndef test_b():\n    """XA-3, XA-4."""\n    # XA-5\n    x = "XA-6"\n\n\n'
        'class TestC:\n    def test_d(self):\n        """XA-7"""\n', encoding="utf-8")
    monkeypatch.setattr(write_docs, "ROOT", tmp_path)
    write_docs._tests.cache_clear()
    try:
        named = {n: write_docs.tests_that_name(f"XA-{n}") for n in range(1, 10)}
    finally:
        write_docs._tests.cache_clear()
    here = "tests/test_it.py::"
    assert named[1] == [f"{here}test_of_xa_1"] and named[7] == [f"{here}TestC::test_d"]
    assert [named[n] for n in (2, 3, 4, 5)] == [[f"{here}test_b"]] * 4
    assert [named[n] for n in (6, 8, 9)] == [[]] * 3
