"""Texts."""

from __future__ import annotations

from shijibu.language.values import Value, blank, flat
from shijibu.language.word import Word
from shijibu.rules.texts import normalised as one_writing


def _normalised(texts: Value) -> Value:
    if isinstance(texts, list):
        return [_normalised(t) for t in texts]
    return one_writing(texts) or texts if isinstance(texts, str) else texts


def _joined(*texts: Value) -> Value:
    return None if any(blank(t) for t in flat(texts)) else "·".join(map(str, flat(texts))) or None


def _paired(first: Value, second: Value) -> Value:
    """Each entry of the second joined to that of the first in its place, or to the one first."""
    entries = flat([second])
    return [_joined(a, b) for a, b in zip(first if isinstance(first, list) else [first] * len(entries), entries, strict=False)]


joined = Word("joined", _joined, "texts, or those of a list, with · between; blank where one is blank", lambda *a: "、".join(a),
              ("joined('甲', '乙')", "甲·乙"))
paired = Word("paired", _paired,
              "each entry of the second list joined to the first list's entry in its place, or to the one first value, with · between",
              lambda a, b: f"{a}与{b}逐一对应", ("paired('甲', rows('乙', ''))", ["甲·乙", None]))
normalised = Word("normalised", _normalised,
                  "a text, or those of a list, in one width, one case, without punctuation, with one form of digits, as LS-8 compares them",
                  lambda text: f"{text}（不计宽窄、大小写和标点）", ("normalised('ＡＢ，c')", "abc"))
