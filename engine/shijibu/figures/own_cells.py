"""Whether a condition looks at nothing but the cells of the row of which it is asked."""

from __future__ import annotations

from shijibu.language.forms.param import Param
from shijibu.language.node import Constant, Node
from shijibu.language.rule_call import RuleCall
from shijibu.language.word import WordCall
from shijibu.scheme.names import OfPeriod, OwnCell


def own_cells(node: Node) -> list[str] | None:
    """The columns of its own row on which a part of a formula depends, beside what is the same all over the round; None where it depends on
    anything else, or may do so."""
    if isinstance(node, OwnCell):
        return [node.column]
    if not isinstance(node, (Constant, OfPeriod, Param, RuleCall, WordCall)):
        return None
    columns: list[str] = []
    for part in node.parts:
        own = own_cells(part)
        if own is None:
            return None
        columns += own
    return columns
