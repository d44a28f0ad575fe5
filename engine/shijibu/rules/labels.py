"""YH-3, TX-7, LS-5: what a grade counts for."""

from __future__ import annotations

from shijibu.rules.native import literal, same
from shijibu.rules.parameter import Parameter
from shijibu.rules.registry import rule
from shijibu.rules.values import WrongInput

FAMILY = "等次折分"


@rule(
    "LABELVALUE",
    Parameter("label", "等次", "the grade", "label"),
    Parameter("values", "折分表", "two columns: grade and what it counts for", "pairs"),
    rules=("YH-3", "TX-7", "LS-5"), spreads=True, rounds=False,
    zh="等次折分：按折分表给出等次对应的分；可给一个等次或一列；空白为空白，表中没有的等次报错。",
    en="What a grade counts for by the list of values; one grade or a column; a grade that is not on the list is an error.",
    example=((("较好", [("好", 100), ("较好", 85), ("一般", 70), ("差", 50)]), 85), (("差", [("好", 100), ("差", 50)]), 50)),
)
def label_value(label: str | None, values: list) -> float:
    for name, value in values:
        if name == label:
            return value
    raise WrongInput(f"“{label}”不在折分表中")


@label_value.native
def _(r):
    steps = "".join(f"IF({same(r.label, literal(name))},{literal(value)}," for name, value in r.values)
    return f"{steps}#VALUE!{')' * len(r.values)}"
