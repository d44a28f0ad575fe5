"""What names stand for: decided once for each place, and told as a fault where nothing stands behind one."""

from __future__ import annotations

import copy
import pickle

import pytest

from shijibu.language.scope import Scope
from shijibu.scheme import names
from shijibu.scheme.binding import binding_of
from shijibu.scheme.faults import faults
from shijibu.scheme.model import Scheme
from tests.language.made_up import SCHEME, evaluation

UNIT, OFFICIAL, ROW = Scope("A"), Scope("A", official="A-1"), Scope("A", table="tasks", row=1)
LEVELS = {"unit": UNIT, "official": OFFICIAL, "row": ROW}


def bound(text: str, level: str):
    return binding_of(SCHEME).node(text, level, "tasks" if level == "row" else None)  # type: ignore[arg-type]


@pytest.mark.parametrize(("text", "level", "kind", "value", "said"), [
    ("total", "unit", names.UnitFigure, 7, "总分"),
    ("field", "unit", names.UnitAttribute, "工业", "领域"),
    ("late", "unit", names.UnitAttribute, "是", "迟报"),
    ("kind_label", "unit", names.UnitAttribute, "科室", "单位类别"),
    ("team_size", "unit", names.UnitAttribute, 1, "班子人数"),
    ("score", "official", names.OfficialFigure, 4, "得分"),
    ("field", "official", names.OfficialAttribute, "水利", "专长"),
    ("team", "official", names.OfficialAttribute, "是", "班子成员"),
    ("planned", "row", names.OwnCell, 3, "计划"),
    ("unit.total", "unit", names.OfUnit, 7, "总分"),
    ("unit.total", "official", names.OfUnit, 7, "单位总分"),
    ("unit.name", "official", names.OfUnit, "甲局", "单位名称"),
    ("unit.field", "row", names.OfUnit, "工业", "领域"),
    ("period.last", "unit", names.OfPeriod, "2026-03-31", "本期最后一天"),
    ("period.round", "row", names.OfPeriod, 3, "本年第几轮"),
    ("county.returned", "official", names.OfCounty, None, "汇总簿已报"),
    ("owner.score", "row", names.OfRowsOwner, 4, "得分"),
    ("owner.field", "row", names.OfRowsOwner, "水利", "专长"),
    ("tasks.points", "unit", names.TableColumn, [4, 3], "分值"),
    ("tasks.points", "official", names.TableColumn, [4], "分值"),
    ("tasks.points", "row", names.TableColumn, [4, 3], "分值"),
    ("linkage.points", "unit", names.OfTitledPenalty, [0.5], "联动扣分"),
    ("home", "unit", names.Home, "B", "home"),
    ("home", "row", names.Home, "B", "home"),
])
def test_a_name_is_one_kind_of_thing_where_it_stands(text, level, kind, value, said):
    node = bound(text, level)
    assert type(node) is kind and node.phrase("official" if level == "official" else "unit") == said
    assert binding_of(SCHEME).faults(text, level, "tasks" if level == "row" else None) == ()
    assert evaluation().value(text, LEVELS[level]) == value


@pytest.mark.parametrize(("text", "level", "told"), [
    ("nothing", "unit", "nothing is called 'nothing' here"),
    ("score", "unit", "nothing is called 'score' here"),
    ("total", "official", "nothing is called 'total' here"),
    ("total", "row", "nothing is called 'total' here"),
    ("a.b.c", "unit", "nothing is called a.b.c"),
    ("unit.score", "official", "no unit figure 'score'"),
    ("period.end", "unit", "a period has no 'end'"),
    ("county.code", "unit", "the county's own workbook has no 'code'"),
    ("owner.nothing", "row", "no row's owner has 'nothing' here"),
    ("owner.score", "unit", "no row's owner has 'score' here"),
    ("tasks.nothing", "unit", "table tasks has no column 'nothing'"),
    ("nothing.points", "unit", "nothing is called nothing.points"),
    ("count(where(tasks.title, present(total)))", "unit", "nothing is called 'total' here"),
    ("count(everywhere(tasks.title, tasks.unit, present(score)))", "official", "nothing is called 'score' here"),
    ("owners(tasks.nothing)", "unit", "no row's owner has 'nothing' here"),
    ("staff(total)", "unit", "nothing is called 'total' here"),
    ("nothing(total)", "unit", "no rule or word is called 'nothing'"),
    ("param('DQ-9.other')", "unit", "no such parameter: param('DQ-9.other')"),
    ("TOTAL(tasks.points, sum=1)", "unit", "TOTAL has no parameter 'sum'"),
    ("CARD(total, 1)", "unit", "CARD needs the parameter DQ-2.red_below"),
    ("RANKIN(planned)", "row", "RANKIN takes whole columns: write tasks.planned for planned"),
])
def test_what_nothing_stands_behind_is_a_fault(text, level, told):
    assert told in binding_of(SCHEME).faults(text, level, "tasks" if level == "row" else None)


def test_a_fault_of_a_name_has_its_place_in_the_file():
    told = SCHEME.model_dump(mode="json")
    told["lists"] = [{"id": "l", "title": "名单", "rule": "DQ-1", "of": "units", "when": "above(nothing, 1)",
                      "reasons": [{"rule": "DQ-1", "text": "{other}分"}]}]
    found = list(faults(Scheme.model_validate(told)))
    assert (("lists", 0, "when"), "nothing is called 'nothing' here") in found
    assert (("lists", 0, "reasons", 0, "text"), "nothing is called 'other' here") in found


def test_a_formula_is_bound_once_however_often_it_is_asked():
    formula = SCHEME.unit_figures[0].formula
    assert binding_of(SCHEME).node(formula, "unit") is binding_of(SCHEME).node(formula, "unit")
    assert binding_of(SCHEME).node(formula, "unit") is not binding_of(SCHEME).node(formula, "official")


def test_a_scheme_that_was_changed_has_names_of_its_own():
    binding_of(SCHEME)
    renamed = [SCHEME.unit_figures[0].model_copy(update={"label": "合计"}), *SCHEME.unit_figures[1:]]
    changed = SCHEME.model_copy(update={"unit_figures": renamed})
    assert [binding_of(s).node("total", "unit").phrase("unit") for s in (SCHEME, changed)] == ["总分", "合计"]
    assert binding_of(copy.deepcopy(changed)).node("total", "unit").phrase("unit") == "合计"


def test_a_scheme_travels_to_another_process_without_what_was_made_of_it():
    binding_of(SCHEME)
    there = pickle.loads(pickle.dumps(SCHEME))
    assert there == SCHEME and binding_of(there) is not binding_of(SCHEME)
