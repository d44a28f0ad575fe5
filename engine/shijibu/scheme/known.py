"""What is known when a workbook goes out: formulas over the roster, the period and parameters alone."""

from __future__ import annotations

from shijibu.language import attributes
from shijibu.language.evidence import Whose
from shijibu.language.forms.param import Param
from shijibu.language.node import Constant, Node
from shijibu.language.rule_call import RuleCall
from shijibu.language.scope import Level
from shijibu.language.word import WordCall
from shijibu.scheme.binding import Asked, Binding, binding_of
from shijibu.scheme.model import Scheme
from shijibu.scheme.names import OfficialAttribute, OfficialFigure, OfPeriod, OfUnit, UnitAttribute, UnitFigure


def is_known(scheme: Scheme, asked: Asked, level: Level) -> bool:
    """Whether nothing that a return says, now or earlier, has to do with it. Raises NotAnExpression."""
    binding = binding_of(scheme)
    return _known(binding, binding.node(asked, level), frozenset())


def _known(binding: Binding, node: Node, inside: frozenset[tuple[Whose, str]]) -> bool:
    if isinstance(node, UnitAttribute):
        return node.id not in attributes.OF_RETURN
    if isinstance(node, (UnitFigure, OfficialFigure)):
        whose: Whose = "unit" if isinstance(node, UnitFigure) else "official"
        figure, key = binding.names.figures[whose][node.id], (whose, node.id)
        if figure.formula is None or figure.across or figure.rounds is not None or key in inside:
            return False
        return _known(binding, binding.node(figure.formula, whose), inside | {key})
    if isinstance(node, (Constant, Param, OfficialAttribute, OfPeriod)):
        return True
    return isinstance(node, (WordCall, RuleCall, OfUnit)) and all(_known(binding, part, inside) for part in node.parts)
