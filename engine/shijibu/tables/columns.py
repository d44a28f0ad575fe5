"""What a scheme declares, figures and the columns that units fill in, as headings."""

from __future__ import annotations

from collections.abc import Iterator

from shijibu.language.dictionary import words as language_words
from shijibu.language.expression import Call, Expression, Literal, Name
from shijibu.rules.cards import CARDS
from shijibu.scheme.model import Scheme
from shijibu.scheme.outcomes import Figure
from shijibu.scheme.sheets import Column, Table
from shijibu.tables.heading import Heading, Kind, words

_WORST_FIRST = ("red", "yellow", "green", "blue")
_OF_TYPE: dict[str, Kind] = {"integer": "integer", "number": "number", "percent": "percent", "date": "date"}


def of_figure(scheme: Scheme, figure: Figure) -> Heading:
    """A figure's heading. A card or a grade is a category, the lowest first, where the scheme tells all its words."""
    colours = tuple(figure.colours.items())
    if figure.type in _OF_TYPE:
        return Heading(figure.id, figure.label, _OF_TYPE[figure.type], rule=figure.rule)
    tree = figure.formula.tree if figure.formula is not None else None
    if isinstance(tree, Call) and _is_truth(tree):
        return Heading(figure.id, figure.label, "truth", rule=figure.rule)
    ranked = _ranked(scheme, figure, tree)
    if ranked:
        return Heading(figure.id, figure.label, "category", words=words(ranked), ordered=True, rule=figure.rule, colours=colours)
    return Heading(figure.id, figure.label, rule=figure.rule, colours=colours)


def of_column(scheme: Scheme, column: Column) -> Iterator[Heading]:
    """A filled-in column's heading; of one that names officials or units a second one follows with their names."""
    if column.type == "choice" and column.choices:
        yield Heading(column.id, column.label, "category", words=words(column.choices), rule=column.rule, colours=tuple(column.colours.items()))
        return
    yield Heading(column.id, column.label, _OF_TYPE.get(column.type, "text"), rule=column.rule, colours=tuple(column.colours.items()))
    if column.type in ("official", "units"):
        yield Heading(f"{column.id}_name", f"{column.label}名称" if column.type == "units" else f"{column.label}姓名", rule=column.rule)


def entered(table: Table) -> list[Column]:
    """The columns of a table that somebody fills in, or that the county gives."""
    return [c for c in table.columns if c.live is None and c.last is None]


def _is_truth(call: Call) -> bool:
    """Whether a call is of a word that gives a truth."""
    word = language_words().get(call.function)
    return word is not None and isinstance(word.example[1], bool)


def _ranked(scheme: Scheme, figure: Figure, tree: Expression | None) -> list[str]:
    """All words that a figure may have, the worst first; none where the scheme does not tell."""
    if scheme.is_card(figure) and set(figure.colours) <= set(CARDS):
        return sorted(CARDS, key=lambda card: _rank(figure, card))
    if isinstance(tree, Call) and tree.function == "GRADE":
        named = [a.value for a in tree.arguments if isinstance(a, Literal)]
        return [label for _, label in reversed(scheme.scale(str(named[0])))] if named else []
    if isinstance(tree, Name) and len(tree.path) == 2:
        table = scheme.table(tree.path[0])
        column = table.column(tree.path[1]) if table is not None else None
        if column is not None and column.live is not None and isinstance(column.live.tree, Call) and column.live.tree.function == "GRADE":
            return _ranked(scheme, figure, column.live.tree)
    return []


def _rank(figure: Figure, word: str) -> int:
    return _WORST_FIRST.index(figure.colours[word]) if word in figure.colours else len(_WORST_FIRST)
