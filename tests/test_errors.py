"""One base for all that Shijibu raises, told to a person in whole sentences."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from shijibu.errors import ShijibuError
from shijibu.ledger import LedgerUnavailable
from shijibu.roster.roster_file import RosterFault
from shijibu.rounds.amend_inputs import CannotAmend
from shijibu.scheme.load import SchemeFault

ROOT = Path(__file__).parents[1]


def test_everything_that_is_raised_has_one_base():
    """But in the xlwings engine, which stands without Shijibu."""
    classes = {node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
               for source in (ROOT / "engine", ROOT / "addin") for file in source.rglob("*.py") if file.parent.name != "xlwings_engine"
               for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.ClassDef)}
    raised = {"Exception", "ValueError", "LookupError", "RuntimeError", "OSError", "TypeError", "KeyError", "ArithmeticError"}
    assert {name for name, bases in classes.items() if bases & raised and "ShijibuError" not in bases} == {"ShijibuError"}


@pytest.mark.parametrize(("error", "sentences"), [
    (ShijibuError("没有这一期"), ["没有这一期"]),
    (SchemeFault("scheme.yaml:3: 一\nscheme.yaml:9: 二"), ["方案文件有误：", "scheme.yaml:3: 一", "scheme.yaml:9: 二"]),
    (RosterFault(["一", "二"]), ["名册有误：", "一", "二"]),
    (LedgerUnavailable("shijibu.db", "磁盘是只读的"), ["台账打不开：shijibu.db（磁盘是只读的）"]),
    (CannotAmend(["一", "二"]), ["一", "二"]),
])
def test_each_is_told_in_sentences(error, sentences):
    assert error.sentences == sentences


def test_of_very_many_faults_of_a_roster_the_first_are_told_and_how_many_more_there_are():
    sentences = RosterFault([f"第 {n} 行" for n in range(1, 501)]).sentences
    assert len(sentences) == 202 and sentences[-1] == "另有 300 处，改正以上各处后再看"
