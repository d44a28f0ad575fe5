"""Every function has examples, and the rules give what they say."""

from __future__ import annotations

import pytest

from shijibu.rules import REGISTRY, Parameter
from shijibu.scheme import catalogue
from shijibu.scheme.examples import call_text, examples, families, family, signature, spelled


@pytest.mark.parametrize("rule", catalogue.functions(), ids=lambda rule: rule.name)
def test_each_function_has_an_example_that_gives_what_it_says(rule):
    assert rule.example, f"{rule.name} needs an example=(((arguments), what it gives),) in its @rule"
    for example in examples(rule):
        value = example.value()
        assert example.gives is ... or value == example.gives, f"={call_text(rule, _spelled(example))} gives {value!r}"


@pytest.mark.parametrize("rule", catalogue.functions(), ids=lambda rule: rule.name)
def test_the_examples_show_every_parameter_that_must_be_given(rule):
    for example in examples(rule):
        left_out = [p.name for p, a in zip(rule.parameters, example.arguments, strict=True) if a is None and not p.is_setting and not p.optional]
        assert not left_out, f"{rule.name} leaves out {', '.join(left_out)}"
        heights = {len(a) for p, a in example.given if p.is_column}
        assert len(heights) <= 1, f"{rule.name}: columns of unequal height"


def _spelled(example) -> list[str]:
    return [spelled(p, a) for p, a in zip(example.rule.parameters, example.arguments, strict=True)]


def test_each_file_of_rules_has_a_family_of_its_own_and_every_function_is_in_one():
    titles = {(rule.function.__module__, family(rule)) for rule in REGISTRY.values()}
    assert len(titles) == len({module for module, _ in titles}) == len({title for _, title in titles})
    assert sorted(r.name for rules in families().values() for r in rules) == [r.name for r in catalogue.functions()]


def test_a_call_is_spelled_as_a_sheet_takes_it():
    rule = REGISTRY["EITHER"]
    assert call_text(rule, ["", "5"]) == "SHIJI.EITHER(,5)"
    assert call_text(rule, ["4", ""]) == "SHIJI.EITHER(4)"
    assert call_text(rule, ["B9", "C9"], "SHIJI_") == "SHIJI_EITHER(B9,C9)"
    column = Parameter("values", "数值", "numbers", "numbers")
    assert spelled(column, [1, None, 0.5]) == '{1;"";0.5}'
    assert signature(REGISTRY["STARLIMIT"]) == "SHIJI.STARLIMIT(team_size, [percent])"
