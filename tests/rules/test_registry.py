"""What every rule owes to wrong input, in this order: error cell, wrong kind, all blank, a needed blank, out of range."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shijibu.rules import REGISTRY, CellError, NoData, OutOfRange, RuleError, WrongInput, native_formula
from shijibu.rules.native import Ref
from shijibu.rules.star_rating import star_limit, star_score
from shijibu.rules.task_progress import progress, ratio
from tests.parity.cases import cases

LISTS = {"scale": [(90, "优秀"), (60, "称职"), (0, "不称职")], "pairs": [("好", 100), ("较好", 85), ("差", 50)]}


def test_an_error_cell_is_wrong_input_whatever_else_is_wrong():
    with pytest.raises(WrongInput):
        ratio(CellError("#N/A"), -5, 1.2)


def test_text_is_wrong_input_even_where_another_cell_is_blank():
    with pytest.raises(WrongInput):
        ratio("九成", None, 1.2)


def test_all_blank_is_blank_and_not_no_data():
    assert ratio(None, "", 1.2) is None
    assert progress([None, ""], [None, None], ["", None], 1.2) is None


def test_a_needed_blank_is_no_data_even_where_another_number_is_out_of_range():
    with pytest.raises(NoData):
        star_score(None, 120, 80, 0.4, 0.4, 0.2)


def test_out_of_range_is_a_number_error_and_binary_noise_is_not_out_of_range():
    with pytest.raises(OutOfRange):
        ratio(100.01, 50, 1.2)
    assert ratio(100 + 2**-46, 50, 1.2) == 50 / 100
    with pytest.raises(OutOfRange):
        star_limit(7.5, 60)
    assert star_limit(3 - 2**-51, 100) == 3


def test_what_is_known_of_one_call_is_not_taken_for_another():
    """True is equal to 1 and no number; what is wrong is wrong each time; a call that comes again is not worked out again."""
    for _ in range(2):
        assert ratio(2, 1, 1.2) == ratio(2.0, 1.0, 1.2) == 0.5
        for wrong in (True, "1", CellError("#N/A")):
            with pytest.raises(WrongInput):
                ratio(2, wrong, 1.2)
        with pytest.raises(OutOfRange):
            ratio(101, 50, 1.2)
    asked = list[tuple[object, ...]]()
    counting = replace(ratio, function=lambda *given: asked.append(given) or 0.25)
    assert [counting(8, 3, 1.2), counting(8, 3, 1.2), counting([8], [3], 1.2)] == [0.25, 0.25, 0.25]
    assert len(asked) == 2, "a range is looked at each time"


def test_columns_of_unequal_height_are_wrong_input():
    with pytest.raises(WrongInput):
        progress([50, 50], [50], [1, 1], 1.2)


def test_an_answer_that_no_cell_can_hold_is_out_of_range():
    with pytest.raises(OutOfRange):
        REGISTRY["TOTAL"]([1e308, 1e308])


@pytest.mark.parametrize("rule", [r for r in REGISTRY.values() if r.spreads or r.array], ids=lambda rule: rule.name)
def test_blank_rows_below_change_no_answer_and_stay_as_blank_rows_are(rule):
    """A whole column of a sheet is answered by the rows that hold something."""
    for case in cases(rule, 30, 7):
        given = [[v for (v,) in a] if isinstance(a, list) and not p.is_list else a for p, a in zip(rule.parameters, case.raw(), strict=True)]

        def with_blanks(count, blank, given=given):
            return [[*g, *[blank] * count] if isinstance(g, list) and not p.is_list else g for p, g in zip(rule.parameters, given, strict=True)]

        longer = with_blanks(25, None)
        heights = {len(g) for p, g in zip(rule.parameters, longer, strict=True) if isinstance(g, list) and not p.is_list}
        whole = _answer(lambda longer=longer, heights=heights: rule._rounded(rule._answered(longer, heights)))
        answer = _answer(lambda: rule(*with_blanks(5000, "")))
        if isinstance(whole, list):
            assert answer[: len(whole)] == whole and all(a == whole[-1] for a in answer[len(whole):])
        else:
            assert answer == whole


def _answer(call):
    try:
        return call()
    except RuleError as error:
        return error.kind


def test_too_many_arguments_are_wrong_input():
    with pytest.raises(WrongInput):
        ratio(1, 2, 3, 4)


@pytest.mark.parametrize("rule", REGISTRY.values(), ids=lambda rule: rule.name)
def test_every_rule_says_what_it_does_in_two_languages_and_which_rules_it_computes(rule):
    assert rule.zh and rule.en and (rule.rules or not rule.parameters) and rule.name.isupper() and rule.name.isascii()
    assert all(p.zh and p.en for p in rule.parameters)


@pytest.mark.parametrize("rule", REGISTRY.values(), ids=lambda rule: rule.name)
@pytest.mark.parametrize("given", [CellError("#N/A"), "文字", -1.0, None, "", 1e300, [[1.0], ["x"]], True])
def test_no_input_breaks_a_rule(rule, given):
    """A rule answers, or raises one of the three errors that a cell can show."""
    for filled in range(1, len(rule.parameters) + 1):
        try:
            rule(*[LISTS.get(p.kind, given) for p in rule.parameters[:filled]])
        except RuleError as error:
            assert error.kind in ("#VALUE!", "#N/A", "#NUM!")


@pytest.mark.parametrize("rule", [r for r in REGISTRY.values() if r.native_body], ids=lambda rule: rule.name)
def test_native_formulas_keep_to_functions_of_2010_and_to_the_length_excel_allows(rule):
    arguments = [
        LISTS[p.kind] if p.is_list else 1.2 if p.is_setting else Ref("$AB$1008:$AB$1047" if p.is_column else "$AB$1008") for p in rule.parameters
    ]
    formula = native_formula(rule, arguments, row={p.name: Ref("$AB1008") for p in rule.parameters if p.is_column})
    assert len(formula) < 8192
    newer = ("IFNA(", "IFS(", "LET(", "XLOOKUP(", "FILTER(", "TEXTJOIN(", "CONCAT(", "UNIQUE(", "SORT(", "SWITCH(", "LAMBDA(", "SEQUENCE(")
    assert not [name for name in newer if name in formula]
