"""Live cells: what a scheme's expression becomes where a rule takes a list, a scale or pairs."""

from __future__ import annotations

import pytest

from shijibu.figures.evaluation import Evaluation, Scope
from shijibu.figures.live_formula import compile_live
from shijibu.issuing.hints import untouched_hint
from shijibu.language.formula import Formula
from shijibu.rules import Ref
from shijibu.rules.ranking import grade
from shijibu.scheme.faults import faults
from shijibu.scheme.load import load
from shijibu.scheme.model import ParameterValue, Scheme
from shijibu.scheme.outcomes import Figure
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Roster, Unit

BANDS = [(90, "优秀"), (75, '称"职'), (0, "不称职")]
VALUES = ParameterValue(value=[["好", 100], ["较好", 85.5]], title="折分")


def scheme(*figures: str) -> Scheme:
    """Deqing's scheme with a scale, a list of values, and unit figures f0, f1, ..."""
    deqing = load("deqing")
    more = [Figure(id=f"f{i}", label="甲", formula=f) for i, f in enumerate(figures)]
    parameters = {**deqing.parameters, "YH-3": {"values": VALUES}}
    return deqing.model_copy(update={"scales": {"bands": BANDS}, "parameters": parameters, "unit_figures": [*deqing.unit_figures, *more]})


def live(expression: str, how: str = "hybrid") -> str:
    return compile_live(Formula(expression), scheme(), lambda name: Ref("$A$1"), live=how).text  # type: ignore[arg-type]


def test_the_add_in_is_told_the_schemes_own_list_and_the_formula_spells_it_out():
    text = live("LABELVALUE(grade, param('YH-3.values'))")
    assert text.startswith('IFERROR(IFERROR(INDEX(SHIJI.LABELVALUE($A$1:$A$1,{"好",100;"较好",85.5}),1),')
    assert 'IF(EXACT($A$1&"","好"&""),100,IF(EXACT($A$1&"","较好"&""),85.5,#VALUE!))' in text


@pytest.mark.parametrize("name", ["bands", "deqing.bands"])
def test_a_scale_goes_by_its_name_with_or_without_the_schemes(name):
    assert live(f"GRADE(score, '{name}')").startswith('IFERROR(IFERROR(SHIJI.GRADE($A$1:$A$1,{90,"优秀";75,"称""职";0,"不称职"}),')
    assert '>=75,"称""职",' in live(f"GRADE(score, '{name}')", "native")


def test_a_list_that_is_neither_a_scale_nor_a_parameter_is_refused():
    with pytest.raises(ValueError, match="live cell's list"):
        live("LABELVALUE(grade, score)")


def test_the_engine_takes_the_same_scale_and_list():
    found = scheme("GRADE(88, 'bands')", "GRADE(88, 'deqing.bands')", "MEAN(LABELVALUE(rows('好', '较好'), param('YH-3.values')))")
    roster = Roster.of([Unit(code="A", name="甲", kind="department")], [])
    evaluation = Evaluation(found, Period.parse("2026-Q1"), roster, {})
    assert [evaluation.value(f.formula, Scope("A")) for f in found.unit_figures[-3:]] == [grade(88, BANDS), grade(88, BANDS), (100 + 85.5) / 2]


def test_a_scale_that_the_scheme_does_not_have_is_a_fault():
    told = [what for _, what in faults(scheme("GRADE(88, 'bands')", "GRADE(88, 'ten_bands')"))]
    assert told == ["GRADE：没有名为 ten_bands 的等次"]


@pytest.mark.parametrize("how", ["hybrid", "native"])
def test_a_rule_that_no_formula_can_say_says_nothing_of_a_blank(how):
    """LS-3: where the add-in is not there, a started row says so, an untouched one is empty, and one with no day in it waits."""
    wrong = "IF(ISERROR($A$1),1,LEN($A$1)*(1-ISNUMBER($A$1)*($A$1>=0)*($A$1<2958466)))>0"
    native = f'IF(OR(LEN($A$1)=0),"",IF(OR({wrong}),"待改正","汇总时算"))'
    wanted = native if how == "native" else f"IFERROR(SHIJI.NOTICEEND($A$1:$A$1,7),{native})"
    assert live("NOTICEEND(posted_on, 7)", how) == f'IFERROR({wanted},"待改正")'


@pytest.mark.parametrize(("optional", "expected", "said"), [(False, False, True), (True, False, False), (True, True, True)])
def test_an_optional_row_is_hinted_at_only_where_it_is_expected(optional, expected, said):
    """LS-1: one who did not report does not keep the unit's return from being accepted, but the sheet speaks of the empty row."""
    table = load("leishan").table("verdicts").model_copy(update={"optional": optional, "expected": expected})
    assert bool(untouched_hint(table)) is said
