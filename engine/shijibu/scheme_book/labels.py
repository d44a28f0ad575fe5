"""What worked examples call things: in the workbook by the labels that people read, in the scheme by its own words.

A label that two things share is no name for either. What is called by no known name stays as it is, and is a fault where the scheme is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from shijibu.spreadsheet.names import same
from shijibu.spreadsheet.wording import NOTHING

Plain = dict[str, Any]
Turn = Callable[["Names", str], str]


class Names:
    """Things of one sort: the label of each, by the scheme's word."""

    def __init__(self, labels: Mapping[str, str]) -> None:
        shared = Counter(map(same, labels.values()))
        self.labels = {id: label for id, label in labels.items() if shared[same(label)] == 1 and same(label) not in map(same, labels)}
        self._ids = {same(label): id for id, label in self.labels.items()}

    def label(self, id: str) -> str:
        return self.labels.get(id, id)

    def id(self, label: str) -> str:
        return self._ids.get(same(label), label)


class Labels:
    """The labels of a scheme, from its plain data; what is wrong with these is another's to say."""

    def __init__(self, said: Plain) -> None:
        roster = said.get("roster") if isinstance(said.get("roster"), dict) else {}
        columns = _pieces(roster, "columns")
        tables = [t for w in _pieces(said, "workbooks") for s in _pieces(w, "sheets") for t in _pieces(s, "tables")]
        lists = _labelled(_pieces(said, "lists"), "title")
        self.kinds = Names(_labelled(_pieces(roster, "kinds"), "label"))
        self.extra = {of: Names(_labelled([c for c in columns if c.get("of") == of], "heading")) for of in ("units", "officials")}
        self.tables = Names(_labelled(tables, "title"))
        self.columns = {str(t.get("id")): Names(_labelled(_pieces(t, "columns"), "label")) for t in tables}
        self.figures = {of: Names(_labelled(_pieces(said, f"{of}_figures"), "label") | lists) for of in ("unit", "official")}

    def shown(self, example: Plain) -> Plain:
        """An example as the workbook says it."""
        return self._turned(example, lambda names, word: names.label(word), _nothing_said)

    def meant(self, example: Plain) -> Plain:
        """An example of the workbook as the scheme says it."""
        return self._turned(example, lambda names, word: names.id(word), lambda value: value)

    def _turned(self, example: Plain, turn: Turn, value: Callable[[Any], Any]) -> Plain:
        officials = {s.get("name") for s in _pieces(example, "roster") if not s.get("kind")}

        def figure(piece: Plain) -> Any:
            told = piece.get("figure")
            if not isinstance(told, str):
                return told
            head, dot, last = told.partition(".")
            if not dot:
                return turn(self.figures["official" if piece.get("of") in officials else "unit"], told)
            table = self.tables.id(head)
            return f"{turn(self.tables, head)}.{turn(self.columns.get(table, Names({})), last)}"

        def subject(piece: Plain) -> Plain:
            names, extra = self.extra["units" if piece.get("kind") else "officials"], piece.get("extra")
            turned = {"extra": {turn(names, str(k)): v for k, v in extra.items()}} if isinstance(extra, dict) else {}
            return piece | turned | self._kind(piece, turn)

        def given(piece: Plain) -> Plain:
            told, listed = piece.get("table"), piece.get("columns")
            names = self.columns.get(self.tables.id(told), Names({})) if isinstance(told, str) else Names({})
            columns = {"columns": [turn(names, c) if isinstance(c, str) else c for c in listed]} if isinstance(listed, list) else {}
            return piece | ({"table": turn(self.tables, told)} if isinstance(told, str) else {}) | columns

        out = example | self._kind(example, turn)
        for part, made in (("roster", subject), ("given", given)):
            if part in out:
                out[part] = [made(piece) for piece in _pieces(out, part)]
        for part in ("before", "expects"):
            if part in out:
                out[part] = [p | ({"figure": figure(p)} if "figure" in p else {}) | ({"value": value(p["value"])} if "value" in p else {})
                             for p in _pieces(out, part)]
        return out

    def _kind(self, piece: Plain, turn: Turn) -> Plain:
        told = piece.get("kind")
        return {"kind": turn(self.kinds, told)} if isinstance(told, str) else {}


def _nothing_said(value: Any) -> Any:
    if isinstance(value, list):
        return [_nothing_said(v) for v in value]
    return NOTHING if value is None else value


def _pieces(of: Any, part: str) -> list[Plain]:
    listed = of.get(part) if isinstance(of, dict) else None
    return [p for p in listed if isinstance(p, dict)] if isinstance(listed, list) else []


def _labelled(pieces: Iterable[Plain], label: str) -> dict[str, str]:
    return {p["id"]: p[label] for p in pieces if isinstance(p.get("id"), str) and isinstance(p.get(label), str)}
