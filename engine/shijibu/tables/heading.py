"""What a column of a table is: its names, its kind, its unit, and the order of its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

Language = Literal["en", "zh"]
Kind = Literal["text", "integer", "number", "percent", "date", "truth", "category"]
FRACTION = "fraction 0..1"
"""The unit of a percent: 0.45 is 45%."""
KIND_LABELS: dict[Kind, str] = {
    "text": "文字", "integer": "整数", "number": "数", "percent": "百分数（0.45 即 45%）", "date": "日期", "truth": "是否", "category": "类别",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """A column. id: its English name; label: its Chinese one; about: what it says, in Chinese, where the label does not.

    words: of a category, id and label of each value, in order, the least first; ordered: whether that order means something.
    rule: the id of the rule that it comes from. middle: shown in the middle of its cell. colours: of its values, by label.
    """

    id: str
    label: str
    kind: Kind = "text"
    unit: str = ""
    words: tuple[tuple[str, str], ...] = ()
    ordered: bool = False
    rule: str | None = None
    about: str = ""
    colours: tuple[tuple[str, str], ...] = ()

    def name(self, language: Language) -> str:
        return self.id if language == "en" else self.label

    def categories(self, language: Language) -> list[str]:
        return [id if language == "en" else label for id, label in self.words]

    def word(self, value: str, language: Language) -> str:
        """A category's value as the language has it; one that the heading does not know as it is."""
        return next((label for id, label in self.words if id == value), value) if language == "zh" else value


def words(values: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Words that are the same in either language: those of the field."""
    return tuple((value, value) for value in dict.fromkeys(values))


def apart(own: Sequence[Heading], declared: Iterable[Heading], what: str) -> list[tuple[str, Heading]]:
    """What a scheme declares beside the columns that every table has: the id by which it is kept, and its heading, by another id where
    its own is taken."""
    taken = {h.id for h in own}
    return [(h.id, replace(h, id=f"{what}_{h.id}") if h.id in taken else h) for h in declared]


def distinct(headings: Sequence[Heading]) -> list[Heading]:
    """The same headings, no two with one label."""
    often = Counter(h.label for h in headings)
    return [h if often[h.label] == 1 else replace(h, label=f"{h.label}（{h.id}）") for h in headings]


def merged(rounds: Iterable[Sequence[Heading]]) -> list[Heading]:
    """The headings of several rounds as those of one table: each is called what the last round calls it, and knows the words of all.

    Words keep their order where the rounds agree on it; else the column has no order.
    """
    found: dict[str, Heading] = {}
    for headings in rounds:
        for heading in headings:
            before = found.get(heading.id)
            found[heading.id] = heading if before is None else _one(before, heading)
    return distinct(list(found.values()))


def _one(before: Heading, now: Heading) -> Heading:
    if before.kind != now.kind:
        numbers = {before.kind, now.kind} <= {"integer", "number", "percent"}
        return replace(now, kind="number" if numbers else "text", words=(), ordered=False, unit="")
    if before.words == now.words:
        return replace(now, ordered=before.ordered and now.ordered)
    longer, shorter = sorted((before, now), key=lambda h: len(h.words), reverse=True)
    agree = [w for w in longer.words if w in shorter.words] == list(shorter.words)
    listed = longer.words if agree else tuple(dict.fromkeys((*now.words, *before.words)))
    return replace(now, words=listed, ordered=agree and before.ordered and now.ordered)
