"""What worked examples fill in, read back from its sheet: each cell by the type of the column that it stands under, as a return's is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from shijibu.returns.entry import People, read_entry
from shijibu.returns.grid import Cell, SheetGrid
from shijibu.scheme.sheets import Column
from shijibu.scheme.worked import OWN
from shijibu.scheme_book.book import At, Piece, SchemeBook, filled, meant, text_in
from shijibu.scheme_book.given import BEFORE
from shijibu.scheme_book.labels import Labels
from shijibu.scheme_book.parts import Loc

_OF = "算例"


@dataclass(slots=True)
class _Block:
    """A heading row and what is read below it. named: example, table, whose. given: None where nothing can be read."""

    named: list[str]
    given: dict[str, Any] | None = None
    loc: Loc = ()
    columns: list[Column | None] = field(default_factory=list)
    people: People | None = None


class GivenBlocks:
    """Heading rows, which name example, table and columns, and the rows below each.

    pieces: those of the sheets before, by sheet and names. header: the first cell of the sheet's own headings. places: the column of each.
    """

    def __init__(
        self, book: SchemeBook, pieces: Mapping[tuple[str, tuple[str, ...]], Piece], header: At, places: Sequence[int], *, date1904: bool,
    ) -> None:
        self.book, self.pieces, self.header, self.places, self.date1904 = book, pieces, header, places, date1904
        self.labels = Labels(book.values)
        self._tables = {t.get("id"): t for w in _dicts(book.values, "workbooks") for s in _dicts(w, "sheets") for t in _dicts(s, "tables")}

    def read(self, sheet: SheetGrid, last: int) -> None:
        block: _Block | None = None
        for row in range(self.header.row + 1, last + 1):
            cells = [sheet.cells.get((row, c)) for c in self.places]
            ats = [replace(self.header, row=row, column=c or 1) for c in self.places]
            texts = [text_in(c).strip() if filled(c) else "" for c in cells]
            if not any(texts):
                continue
            if any(texts[:BEFORE]) and (block is None or texts[:BEFORE] != block.named):
                block = self._heading(texts, ats)
            elif block is None:
                self.book.fault(ats[BEFORE], "上面没有写是哪个算例、哪张表、哪些栏目")
            elif block.given is not None:
                self._row(block, cells[BEFORE:], ats)

    def _heading(self, texts: list[str], ats: list[At]) -> _Block:
        (title, table, of), labels = texts[:BEFORE], texts[BEFORE:]
        labels = labels[: max((i for i, label in enumerate(labels, 1) if label), default=0)]
        block = _Block(texts[:BEFORE])
        for at, said, what in ((ats[0], title, "是哪个算例"), (ats[1], table, "是哪张表"), (ats[BEFORE], labels, "填了哪些栏目")):
            if not said:
                self.book.fault(at, f"没有写{what}；先写一行算例、表和各栏目，下面再写内容")
        owner = self.pieces.get((_OF, (title,)))
        if title and owner is None:
            self.book.fault(ats[0], f"“{_OF}”里没有“{title}”{meant(title, [names[-1] for of_part, names in self.pieces if of_part == _OF])}")
        if owner is None or not table or not labels:
            return block
        example, base = owner
        listed = example.setdefault("given", [])
        block.loc, block.columns, block.people = (*base, "given", len(listed)), self._columns(table, labels), self._people(example)
        block.given = {"table": table, "columns": labels, "rows": []} | ({"of": of} if of else {})
        listed.append(block.given)
        self.book.cells |= {block.loc: ats[0], (*block.loc, "table"): ats[1], (*block.loc, "of"): ats[2], (*block.loc, "rows"): ats[BEFORE]}
        self.book.cells |= {(*block.loc, "columns", i): at for i, at in enumerate(ats[BEFORE:])}
        return block

    def _row(self, block: _Block, cells: Sequence[Cell | None], ats: list[At]) -> None:
        assert block.given is not None and block.people is not None
        values: list[Any] = []
        loc = (*block.loc, "rows", len(block.given["rows"]))
        for i, cell in enumerate(cells):
            column = block.columns[i] if i < len(block.columns) else None
            if cell is None or not filled(cell):
                values.append(None)
            elif column is None:
                values.append(cell.told)
            else:
                entry = read_entry(column, cell, block.people, date1904=self.date1904)
                wrong = next((p for p in entry.problems if entry.value is None or p.severity == "error"), None)
                if wrong is not None:
                    self.book.fault(ats[BEFORE + i], f"{wrong.says()}；{wrong.remedy()}")
                values.append(None if wrong else entry.value)
        block.given["rows"].append(values)
        self.book.cells |= {loc: ats[BEFORE]} | {(*loc, i): at for i, at in enumerate(ats[BEFORE:])}

    def _columns(self, table: str, labels: Sequence[str]) -> list[Column | None]:
        """The columns that a heading row names; None for what is none, or is itself faulty."""
        id = self.labels.tables.id(table)
        names, own = self.labels.columns.get(id), {c.get("id"): c for c in _dicts(self._tables.get(id), "columns")}
        return [_column(own.get(names.id(label))) if names else None for label in labels]

    def _people(self, example: Mapping[str, Any]) -> People:
        """Whom an example's cells may name, by their names."""
        roster = [s for s in _dicts(example, "roster") if isinstance(s.get("name"), str)]
        officials = [{"id": s["name"], "name": s["name"]} for s in roster if not s.get("kind")]
        units = {s["name"]: (s["name"], self.labels.kinds.id(str(s["kind"]))) for s in roster if s.get("kind")}
        own = {OWN: (OWN, self.labels.kinds.id(str(example["kind"])))} if example.get("kind") else {}
        return People.of(officials, own | units)


def _column(plain: Any) -> Column | None:
    try:
        return Column.model_validate(plain)
    except ValidationError:
        return None


def _dicts(of: Any, part: str) -> list[dict[str, Any]]:
    listed = of.get(part) if isinstance(of, dict) else None
    return [p for p in listed if isinstance(p, dict)] if isinstance(listed, list) else []
