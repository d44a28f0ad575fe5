"""Lists: what is there, what is chosen of it, and how much of it there is."""

from __future__ import annotations

from shijibu.language.values import Value, blank, flat, is_number, present, together
from shijibu.language.word import Presence, Word


def _only(values: Value) -> Value:
    """The one value that all there are agree on; None where there is none or they differ."""
    agreed = set(present([values]))
    return agreed.pop() if len(agreed) == 1 else None


def _picked(values: Value, labels: Value, *wanted: Value) -> Value:
    """The values of the rows whose label is wanted. Rows without a partner are none."""
    return [v for v, label in zip(flat([values]), flat([labels]), strict=False) if label in flat(wanted)]


def _unpicked(values: Value, labels: Value, *unwanted: Value) -> Value:
    return [v for v, label in zip(flat([values]), flat([labels]), strict=False) if label not in flat(unwanted)]


def _filled(values: Value, instead: Value) -> Value:
    return [instead if blank(v) else v for v in flat([values])]


def _without(values: Value, unwanted: Value) -> Value:
    gone = flat([unwanted])
    return [v for v in present([values]) if v not in gone]


def _means(values: Value, labels: Value, *unwanted: Value) -> Value:
    """Of each list of numbers the mean of those whose label is none of those named; nothing where none is left."""
    gone, out = set(together(unwanted)), list[Value]()
    for own, named in zip(values or [], labels or [], strict=False):  # type: ignore[arg-type]
        left = [v for v, label in zip(own or [], named or [], strict=False) if is_number(v) and label not in gone]  # type: ignore[arg-type]
        out.append(sum(left) / len(left) if left else None)
    return out


present_ = Presence("present", lambda *values: any(not blank(v) for v in flat(values)), "one of the values is there",
                    lambda *a: f"有{'或'.join(a)}", ("present('', 1)", True))
absent = Presence("absent", lambda *values: all(blank(v) for v in flat(values)), "all values are blank",
                  lambda *a: f"没有{'、'.join(a)}", ("absent('', 1)", False))
count = Word("count", lambda *values: len(present(values)), "how many of the values are there", lambda *a: f"{'、'.join(a)}中有数据的个数",
             ("count(rows(1, '', 0))", 2))
only = Word("only", _only, "the one value that all that are there agree on; blank where they differ", lambda v: f"{v}中唯一的值",
            ("only(rows('甲', '', '甲'))", "甲"))
rows = Word("rows", lambda *values: flat(values), "all values in one list", lambda *a: f"{'、'.join(a)}合在一起", ("rows(1, rows(2, 3))", [1, 2, 3]),
            spread=True)
blank_as = Word("blank_as", lambda v, instead: instead if blank(v) else v, "the first argument, or the second where it is blank",
                lambda v, instead: f"{v}，空白按{instead}计", ("blank_as('', 0)", 0))
picked = Word("picked", _picked, "the values in whose rows the label is one of those named",
              lambda values, labels, *wanted: f"{labels}为{'或'.join(wanted)}的{values}", ("picked(rows(1, 2, 3), rows('a', 'b', 'a'), 'a')", [1, 3]))
unpicked = Word("unpicked", _unpicked, "the values in whose rows the label is none of those named",
                lambda values, labels, *unwanted: f"{labels}不是{'或'.join(unwanted)}的{values}",
                ("unpicked(rows(1, 2, 3), rows('a', 'b', 'a'), 'a')", [2]))
together_ = Word("together", lambda *values: together(values), "what is there in lists within lists, in one list",
                 lambda *a: f"{'、'.join(a)}合在一起", ("together(rows(1, ''), 2)", [1, 2]))
without = Word("without", _without, "the values that are there and do not stand in the second list",
               lambda values, unwanted: f"{values}中除去{unwanted}的", ("without(rows('a', 'b', ''), rows('b'))", ["a"]))
means = Word("means", _means,
             "of each list of numbers the mean of those whose label, in the second list's list, is none of the others named; unrounded",
             lambda values, labels, *unwanted: f"{values}各自的平均" + (f"（{labels}在{'、'.join(unwanted)}之列的不计）" if unwanted else ""),
             ("means(rows(), rows(), 'a')", []))
naming = Word("naming", lambda values, code: sum(code in str(v).split(";") for v in together([values])),
              "how many values name a code; several codes in a value stand between ;", lambda values, code: f"{values}中写明{code}的次数",
              ("naming(rows('A;B', 'B', ''), 'B')", 2))
filled = Word("filled", _filled, "the values, with the second argument for each blank", lambda values, instead: f"{values}，空白按{instead}计",
              ("filled(rows(1, ''), 0)", [1, 0]))
first_of = Word("first_of", lambda *values: next(iter(present(values)), None), "the first value that is there",
                lambda *a: f"{'、'.join(a)}中最先的一个", ("first_of(rows('', 'y'))", "y"))
last_of = Word("last_of", lambda *values: next(iter(reversed(present(values))), None), "the last value that is there",
               lambda *a: f"{'、'.join(a)}中最近的一个", ("last_of(rows('x', ''))", "x"))
distinct = Word("distinct", lambda *values: list(dict.fromkeys(present(values))), "the values without blanks and repeats",
                lambda *a: f"不重复的{'、'.join(a)}", ("distinct(rows(1, 1, 2))", [1, 2]))
there = Word("there", lambda *values: present(values), "the values without blanks", lambda *a: f"{'、'.join(a)}中有数据的",
             ("there(rows('a', '', 'a'))", ["a", "a"]))
