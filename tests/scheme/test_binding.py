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
    ("nothing", "unit", "这里没有名为 nothing 的指标"),
    ("score", "unit", "这里没有名为 score 的指标"),
    ("total", "official", "这里没有名为 total 的指标"),
    ("total", "row", "这里没有名为 total 的栏目"),
    ("a.b.c", "unit", "没有 a.b.c 这样的名称"),
    ("unit.score", "official", "没有名为 score 的单位指标"),
    ("period.end", "unit", "period 没有 end；有 first、last、round、year、label、year_first"),
    ("county.code", "unit", "county 没有 code；有 late、returned"),
    ("owner.nothing", "row", "这里没有 owner.nothing：干部和单位都没有这项指标"),
    ("owner.score", "unit", "这里没有 owner.score：这张表没有说明一行属于谁"),
    ("tasks.nothing", "unit", "表 tasks 没有栏目 nothing"),
    ("nothing.points", "unit", "没有 nothing.points：没有名为 nothing 的表"),
    ("count(where(tasks.title, present(total)))", "unit", "这里没有名为 total 的栏目"),
    ("count(everywhere(tasks.title, tasks.unit, present(score)))", "official", "这里没有名为 score 的栏目"),
    ("owners(tasks.nothing)", "unit", "这里没有 owner.nothing：干部和单位都没有这项指标"),
    ("staff(total)", "unit", "这里没有名为 total 的指标"),
    ("nothing(total)", "unit", "没有名为 nothing 的函数或词语"),
    ("param('DQ-9.other')", "unit", "没有参数 DQ-9.other"),
    ("TOTAL(tasks.points, sum=1)", "unit", "TOTAL 没有名为 sum 的参数"),
    ("CARD(total, 1)", "unit", "CARD 要用参数 DQ-2.red_below，方案里没有"),
    ("RANKIN(planned)", "row", "RANKIN 要整列：planned 写作 tasks.planned"),
])
def test_what_nothing_stands_behind_is_a_fault(text, level, told):
    assert told in binding_of(SCHEME).faults(text, level, "tasks" if level == "row" else None)


def test_a_fault_of_a_name_has_its_place_in_the_file():
    told = SCHEME.model_dump(mode="json")
    told["lists"] = [{"id": "l", "title": "名单", "rule": "DQ-1", "of": "units", "when": "above(nothing, 1)",
                      "reasons": [{"rule": "DQ-1", "text": "{other}分"}]}]
    found = list(faults(Scheme.model_validate(told)))
    assert (("lists", 0, "when"), "这里没有名为 nothing 的指标") in found
    assert (("lists", 0, "reasons", 0, "text"), "这里没有名为 other 的指标") in found


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
