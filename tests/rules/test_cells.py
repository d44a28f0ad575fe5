"""A column that is asked for again and again gives what a list of the same cells gives."""

from __future__ import annotations

from typing import Any

import pytest

from shijibu.language.values import waiting
from shijibu.rules import REGISTRY, CellError, Rule, RuleError
from shijibu.rules.cells import Cells

RULES = [rule for rule in REGISTRY.values() if rule.example and any(p.is_column for p in rule.parameters)]


def answers(rule: Rule, arguments: list[Any]) -> Any:
    """What a rule answers, or why it does not."""
    try:
        return rule(*arguments)
    except RuleError as error:
        return type(error), str(error)


@pytest.mark.parametrize("spoilt", [None, CellError("#N/A"), "待改正", "", ["一", "二"]], ids=["as it is", "error", "waiting", "blank", "list"])
def test_what_is_kept_of_a_column_is_what_a_list_gives(spoilt: Any):
    """Each rule's own examples, also with one cell of each column spoilt; asked three times, for what the first time found is kept."""
    for rule in RULES:
        for given, _ in rule.example:
            lists = [[*g[:-1], spoilt] if isinstance(g, list) and spoilt is not None else g for g in given]
            cells = [Cells(g) if isinstance(g, list) and p.is_column else g for p, g in zip(rule.parameters, lists, strict=False)]
            cells += lists[len(cells):]
            for _ in range(3):
                assert answers(rule, cells) == answers(rule, lists), rule.name
            assert [list(c) if isinstance(c, Cells) else c for c in cells] == lists, rule.name


def test_an_error_among_the_cells_makes_what_looks_into_them_wait():
    assert waiting([Cells(["甲", CellError("#N/A")])]) and not waiting([Cells(["甲", None])])
