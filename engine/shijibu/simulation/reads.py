"""What a scheme's figures read: other figures, deductions, and the scheme's own numbers, through the live columns between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from shijibu.language.evidence import Whose
from shijibu.language.forms.ever import Ever
from shijibu.language.forms.matching import Matching
from shijibu.language.forms.param import Param
from shijibu.language.formula import Formula
from shijibu.language.node import Constant, Node
from shijibu.language.over_rounds import OverRounds
from shijibu.language.rule_call import RuleCall
from shijibu.language.scope import Level
from shijibu.scheme.binding import Asked, binding_of
from shijibu.scheme.model import Scheme
from shijibu.scheme.names import OfficialFigure, OfRowsOwner, OfTitledPenalty, OwnCell, TableColumn, UnitFigure

FigureId = tuple[Whose, str]


@dataclass(slots=True)
class Reads:
    """figures, over_rounds: in this round, and in earlier ones. columns: live ones, as `<table>.<column>`. earlier: whether anything of earlier
    rounds is read."""

    figures: dict[FigureId, None] = field(default_factory=dict)
    over_rounds: dict[FigureId, None] = field(default_factory=dict)
    penalties: dict[str, None] = field(default_factory=dict)
    parameters: dict[str, None] = field(default_factory=dict)
    columns: dict[str, None] = field(default_factory=dict)
    earlier: bool = False


class Readings:
    """Of one scheme, each asked once."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme, self._binding = scheme, binding_of(scheme)
        self._made: dict[tuple[Asked, Level, str | None], Reads] = {}

    def figure(self, whose: Whose, id: str) -> Reads:
        """What a figure's formula reads; nothing of one that has none."""
        figure = self._binding.names.figures[whose].get(id)
        return self._whole(self.asked(figure.formula, whose)) if figure is not None and figure.formula is not None else Reads()

    def penalty(self, id: str) -> Reads:
        """What decides whether a deduction is made, and of how much; asked of units alone."""
        penalty = next((p for p in self.scheme.penalties if p.id == id), None)
        return self.joined(self.asked(part, "unit") for part in (penalty.source, penalty.points, penalty.payer)) if penalty else Reads()

    def asked(self, formula: Asked, level: Level, table: str | None = None) -> Reads:
        """What a formula reads where it stands."""
        key = formula, level, table
        if key not in self._made:
            self._made[key] = Reads()  # a scheme's formulas go in no circle, columns of one table may name each other
            self._walk(self._binding.node(formula, level, table), self._made[key])
        return self._made[key]

    def _whole(self, reads: Reads) -> Reads:
        """With what its live columns read: where columns name each other, one was not walked to its end when the other asked for it."""
        out, followed = self.joined([reads]), set[str]()
        while columns := out.columns.keys() - followed:
            followed |= columns
            for column in sorted(columns):
                _join(out, self._of_column(*column.split(".", 1)))
        return out

    @staticmethod
    def joined(several: Iterable[Reads]) -> Reads:
        out = Reads()
        for one in several:
            _join(out, one)
        return out

    def _walk(self, node: Node, into: Reads) -> None:
        match node:
            case UnitFigure(id=id):
                into.figures["unit", id] = None
            case OfficialFigure(id=id):
                into.figures["official", id] = None
            case OfTitledPenalty(id=id):
                into.penalties[id] = None
            case Param(path=path):
                into.parameters[path] = None
            case OwnCell(table=table, column=column) | TableColumn(table=table, column=column):
                self._column(table, column, into)
            case OfRowsOwner(official=official, unit=unit):
                self._walk(official, into)
                self._walk(unit, into)
            case OverRounds(target=target):
                into.earlier = True
                self._over_rounds(target, into)
            case Ever():
                into.earlier = True
            case Matching(table=table, agreeing=agreeing):
                for column in agreeing:
                    self._column(table, column, into)
            case RuleCall():
                into.parameters |= dict.fromkeys(node.settings)
                for parameter, part in node.given:
                    if parameter.kind == "scale" and isinstance(part, Constant):
                        self._scale(str(part.given), into)
        for part in node.parts:
            self._walk(part, into)

    def _scale(self, name: str, into: Reads) -> None:
        held = self.scheme.scales.get(name.removeprefix(f"{self.scheme.id}."))
        if isinstance(held, str):
            into.parameters[held] = None

    def _over_rounds(self, target: Node, into: Reads) -> None:
        of_target = Reads()
        self._walk(target, of_target)
        into.over_rounds |= of_target.figures

    def _column(self, table: str, column: str, into: Reads) -> None:
        if f"{table}.{column}" not in into.columns and self._live(table, column) is not None:
            into.columns[f"{table}.{column}"] = None
            _join(into, self._of_column(table, column))

    def _of_column(self, table: str, column: str) -> Reads:
        live = self._live(table, column)
        return Reads() if live is None else self.asked(live, "row", table)

    def _live(self, table: str, column: str) -> Formula | None:
        found = self.scheme.table(table)
        own = found.column(column) if found else None
        return own.live if own is not None else None


def _join(into: Reads, more: Reads) -> None:
    into.figures |= more.figures
    into.over_rounds |= more.over_rounds
    into.penalties |= more.penalties
    into.parameters |= more.parameters
    into.columns |= more.columns
    into.earlier = into.earlier or more.earlier
