"""Expressions: calls, names, numbers and texts, and nothing else."""

from __future__ import annotations

import pytest

from shijibu.language.expression import Call, Literal, Name, NotAnExpression, calls, names, parse


@pytest.mark.parametrize(("text", "wanted"), [
    ("index", Name(("index",))),
    ("tasks.planned", Name(("tasks", "planned"))),
    ("0.9", Literal(0.9)),
    ("-2", Literal(-2)),
    ("'红牌'", Literal("红牌")),
    ("CARD(index, worst_ratio)", Call("CARD", (Name(("index",)), Name(("worst_ratio",))))),
    ("f(a, size=3)", Call("f", (Name(("a",)),), (("size", Literal(3)),))),
    ("  f( g(1) )  ", Call("f", (Call("g", (Literal(1),)),))),
])
def test_an_expression_is_a_call_a_name_a_number_or_a_text(text, wanted):
    assert parse(text) == wanted


@pytest.mark.parametrize("text", [
    "1 + 1", "a if b else c", "a and b", "not a", "a < b", "[1, 2]", "{}", "f(*a)", "f(**a)",
    "a[0]", "a.b()", "lambda: 1", "__import__('os').system('x')",
    "True", "None", "-'a'", "-a", "f(x for x in y)", "b'x'", "f'{a}'", "a := 1", "1j", "",
])
def test_nothing_else_is_an_expression(text):
    with pytest.raises(NotAnExpression):
        parse(text)


def test_the_part_that_is_not_allowed_is_named():
    with pytest.raises(NotAnExpression, match=r"CARD.*a \+ 1"):
        parse("CARD(a + 1, b)")


def test_names_and_calls_are_found_in_order_however_deep():
    expression = parse("f(a, g(b.c, 1), k=h(d))")
    assert [str(n) for n in names(expression)] == ["a", "b.c", "d"]
    assert [c.function for c in calls(expression)] == ["f", "g", "h"]


@pytest.mark.parametrize("text", ["f(a, g(b.c, 1), k=h('红牌'))", "tasks.ratio", "-0.5"])
def test_what_an_expression_says_of_itself_reads_back_as_the_same(text):
    assert parse(str(parse(text))) == parse(text)
