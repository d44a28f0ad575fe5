"""Conditions, and what hangs on them."""

from __future__ import annotations

from shijibu.language.values import Value, blank
from shijibu.language.word import Choice, Truths, Word


def _when(truth: Value, then: Value, otherwise: Value = None) -> Value:
    return then if truth else otherwise


def _differs(a: Value, b: Value) -> Value:
    return (a if a != "" else None) != (b if b != "" else None)


equals = Word("equals", lambda a, b: not blank(a) and a == b, "a and b are the same, and there", lambda a, b: f"{a}等于{b}",
              ("equals('甲', '甲')", True))
differs = Word("differs", _differs, "a and b are not the same; a blank differs from a value", lambda a, b: f"{a}不同于{b}", ("differs('', 1)", True))
all_of = Truths("all_of", lambda *truths: all(truths), "every condition is true", lambda *a: "，且".join(a),
                ("all_of(above(2, 1), above(1, 2))", False), by=False)
any_of = Truths("any_of", lambda *truths: any(truths), "one condition is true", lambda *a: "，或".join(a), ("any_of(above(2, 1), above(1, 2))", True))
none_of = Truths("none_of", lambda *truths: not any(truths), "no condition is true", lambda *a: f"不是（{'，也不是'.join(a)}）",
                 ("none_of(above(1, 2))", True))
when = Choice("when", _when, "the second argument where the condition is true, else the third, or blank",
              lambda truth, then, otherwise=None: f"如果{truth}，取{then}" + (f"，否则取{otherwise}" if otherwise else ""),
              ("when(above(1, 2), '高', '低')", "低"))
one_of = Word("one_of", lambda v, *choices: v in choices, "the first argument is one of the others",
              lambda v, *choices: f"{v}是{'或'.join(choices)}", ("one_of('差', '一般', '差')", True))
listed = Word("listed", lambda v, values: not blank(v) and v in (values if isinstance(values, list) else [values]),
              "the first argument stands in the list, such as a parameter's", lambda v, values: f"{v}在{values}之列",
              ("listed('a', rows('a', 'b'))", True))
