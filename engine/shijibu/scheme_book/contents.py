"""What stands in the cells of a scheme workbook: of a scheme, or of a workbook that came back, whatever is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from shijibu.scheme.model import Scheme
from shijibu.scheme_book.forms import STRUCTURE, Content, content
from shijibu.scheme_book.given import lines as given_lines
from shijibu.scheme_book.headings import KEYS, WORDS
from shijibu.scheme_book.labels import Labels
from shijibu.scheme_book.parts import PARTS, Part, Place, basics, part
from shijibu.scheme_book.rows import PieceRow, at, rows

Line = list[Content | None]


@dataclass(slots=True)
class Contents:
    """basics: the contents of 基本, line by line. parts: the rows of each sheet. template: the county's own in Base64; empty where it has none."""

    basics: Line = field(default_factory=list)
    parts: dict[str, list[Line]] = field(default_factory=dict)
    template: str = ""

    def basic(self, name: str) -> str:
        """A text of 基本 by what the scheme calls it."""
        told = next((c for p, c in zip(basics(), self.basics, strict=True) if p.path == (name,)), None)
        return "" if told is None else str(told)

    def column(self, title: str, field: str) -> list[str]:
        """The texts of a sheet's column, by what the scheme calls the field; rows that have none there are left out."""
        place = next(i for i, p in enumerate(columns(part(title))) if p.path == (field,))
        return [str(line[place]) for line in self.parts[title] if line[place] is not None]


def contents(scheme: Scheme) -> Contents:
    said = scheme.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    labels = Labels(said)
    said["examples"] = [labels.shown(example) for example in said.get("examples", ())]
    lines = {p.title: list(given_lines(said["examples"]) if p.blocks else _lines(p, said)) for p in PARTS}
    return Contents([_content(at(said, p.path), p) for p in basics()], lines, scheme.template or "")


def _lines(of: Part, said: dict[str, Any]) -> Iterator[Line]:
    return ([_content(v, c) for v, c in zip(_values(of, row), columns(of), strict=True)] for row in rows(of, said))


def columns(of: Part) -> list[Place]:
    """A sheet's columns: what a row belongs to, what tells it, its fields."""
    above = [Place((), owner.title, "属于哪一个", "text", True, names=owner.title) for owner in of.above]
    keys = [Place((key,), *KEYS[key], "text", True, names="rule" if key == "rule" else "表" if key == "table" else "") for key in of.keyed]
    return [*above, *keys, *of.places]


def _values(of: Part, row: PieceRow) -> Iterator[Any]:
    yield from row.owners
    yield from row.keys
    yield from (row.piece if of.alone else at(row.piece, p.path) for p in of.places)


def _content(value: Any, place: Place) -> Content | None:
    if value is None:
        return None
    if place.words:
        value = {k: WORDS.get(v, v) for k, v in value.items()} if place.form == STRUCTURE else WORDS[value]
    return content(value, place.form)
