"""Worked examples: computed by the engine, with what is said where one does not come out, and of one that cannot be computed."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from shijibu.scheme.load import load, scheme_ids, scheme_or_faults, version
from shijibu.scheme.model import Scheme
from shijibu.scheme_book.worked import failures

SAID = load("deqing").model_dump(mode="json", by_alias=True)
RED: dict[str, Any] = {
    "title": "亮红牌", "period": "2026-Q2", "kind": "township",
    "roster": [{"name": "沈知远", "post": "正职"}, {"name": "水利局", "kind": "department", "links": ["本单位"]}],
    "before": [{"period": "2026-Q1", "figure": "card", "value": "黄牌"}],
    "given": [{"table": "tasks", "columns": ["title", "weight", "owner", "planned", "actual"], "rows": [["河道", 20, "沈知远", 0.6, 0.42]]}],
    "expects": [{"figure": "card", "value": "红牌"}],
}


def scheme(*examples: dict[str, Any]) -> Scheme | list[tuple[Any, str]]:
    return scheme_or_faults(SAID | {"examples": list(examples)})


def failing(*examples: dict[str, Any]) -> list[str]:
    made = scheme(*examples)
    assert isinstance(made, Scheme), made
    return [f.sentence for f in failures(made)]


def expecting(**expected: Any) -> dict[str, Any]:
    return RED | {"expects": [{"figure": "card", "value": None} | expected]}


def test_every_county_has_examples_and_each_comes_out():
    for id in scheme_ids():
        county = load(id)
        assert len(county.examples) >= 4 and list(failures(county)) == [], id
        assert version(county.model_copy(update={"examples": []})) == version(county), "an example changes no result, so no version"


@pytest.mark.parametrize(("id", "path", "value", "example", "said"), [
    ("deqing", "DQ-2.red_below", 86, "进度指数 82，亮黄牌", "应为 黄牌，算出 红牌；本轮亮牌 = 考核亮牌（进度指数 82"),
    ("quzhou", "QZ-2.low", 0.84, "试点单位的系数，满分 60 封顶", "所用的数待改正"),  # a coefficient that is out of bounds now
    ("deqing", "DQ-2.red_below", 86, "进度指数 82，亮黄牌", "用到进度指数低于此值亮红牌 86"),
    ("deqing", "DQ-5.red_points", 2.0, "乡镇亮红牌，联系部门和责任部门扣分", "水利局的“联动扣分”应为 1.00，算出 2.00"),
    ("leishan", "LS-5.fairly_good_value", 80, "季度评议三个方面加权", "杨再兴的“季评议得分”应为 83.50，算出 82.00"),
    ("yuhang", "YH-1.span", 50, "两个镇街排名赋分", "周亦舟的“实绩考核”应为 92.00，算出 90.00"),
    ("tongxiang", "TX-4.times", 3, "两个月一般，取消评优", "沈一鸣的“评优资格”应为 取消，算出 无"),
    ("yuhuan", "YA-1.points", 4, "进度滞后和成效不实的界线", "履职清单.核验问题"),
    ("quzhou", "QZ-5.percent", 20, "正好 85 分，三人一个好等次", "姜以宁的“本季等次”应为 好，算出 较好"),
])
def test_a_changed_number_is_noticed_by_the_county_s_own_examples(id, path, value, example, said):
    values = load(id).model_dump(mode="json", by_alias=True)
    rule, _, name = path.partition(".")
    values["parameters"][rule][name]["value"] = value
    changed = scheme_or_faults(values)
    assert isinstance(changed, Scheme), changed
    assert any(f.example == example and said in f.sentence for f in failures(changed)), [f.sentence for f in failures(changed)]


@pytest.mark.parametrize("expected", [
    {"figure": "index", "value": 70}, {"figure": "measure", "value": "向常委会说明情况"}, {"figure": "measure_new", "value": True},
    {"figure": "tasks.ratio", "value": [0.7]}, {"figure": "tasks.owner", "value": "沈知远"}, {"of": "水利局", "figure": "deducted", "value": 1},
    {"of": "水利局", "figure": "card", "value": "无"}, {"of": "沈知远", "figure": "talk", "value": False}, {"figure": "talk", "value": "否"},
])
def test_figures_lists_and_columns_may_be_expected(expected):
    assert failing(expecting(**expected)) == []
    wrong = expected | {"value": "别的"}
    assert len(failing(expecting(**wrong))) == 1


def test_what_became_of_a_return_counts():
    late = deepcopy(RED) | {"title": "迟报", "expects": [{"of": "水利局", "figure": "index", "value": 100}]}
    late["given"].append({"table": "tasks", "of": "水利局", "columns": ["title", "weight", "planned", "actual"], "rows": [["水库", 1, 0.5, 0.5]]})
    missing = deepcopy(late) | {"title": "未报"}
    late["roster"][1]["returned"], missing["roster"][1]["returned"] = "late", "missing"
    assert failing(late, missing) == [
        "算例“未报”：水利局的“进度指数”应为 100，算出 无；本轮没有接收到该单位的工作簿（未报或退回），没有数据"]


def test_a_row_that_the_office_did_not_lay_out_is_told():
    made = deepcopy(RED)
    rows = [["本单位", "企业", 1], ["本单位", "服务对象", 1]]
    made["given"].append({"table": "reviews", "columns": ["subject", "rater_group", "good"], "rows": rows})
    told = failing(made)
    assert len(told) == 1 and "“评议票数”没有与这一行相符的行" in told[0] and "企业" in told[0]


def test_what_no_rule_can_take_is_told_with_the_rule_s_own_reason():
    made = deepcopy(RED) | {"expects": [{"figure": "index", "value": 90}, {"of": "沈知远", "figure": "stars", "value": 5}]}
    made["given"][0]["rows"].append(["农田", 20, "沈知远", 0.6])
    made["given"].append({"table": "stars", "columns": ["id", "leader", "talk", "good", "fairly_good", "average", "poor", "proposed"],
                          "rows": [["沈知远", 90, 90, 20, 0, 0, 0, 4]]})
    index, stars = failing(made)
    assert "应为 90，算出 无；没有数据：" in index and "实际进度" in index
    assert "应为 5，算出 4" in stars
    values = SAID | {"examples": [RED | {"given": made["given"][-1:], "expects": [{"of": "沈知远", "figure": "stars", "value": 5}]}]}
    values = deepcopy(values)
    values["parameters"]["DQ-11"]["five_from"]["value"] = 112  # out of order: a rule that objects inside a cell
    broken = scheme_or_faults(values, known=True)
    assert isinstance(broken, Scheme) and all(f.sentence for f in failures(broken))


@pytest.mark.parametrize(("change", "loc", "said"), [
    ({"period": "2026-13"}, ("period",), "“2026-13”不是季度"),
    ({"kind": "乡"}, ("kind",), "没有名为 乡 的单位类别"),
    ({"kind": None, "roster": []}, ("kind",), "没有写是哪类单位"),
    ({"roster": [{"name": "甲", "post": "正职"}, {"name": "甲"}]}, ("roster", 1, "name"), "“甲”在名册里不止一个"),
    ({"roster": [{"name": "甲；乙"}]}, ("roster", 0, "name"), "名称里不能有逗号"),
    ({"roster": [{"name": "甲", "unit": "青溪"}]}, ("roster", 0, "unit"), "没有单位“青溪”"),
    ({"roster": [{"name": "水利局", "kind": "department", "links": ["本单位甲"]}]}, ("roster", 0, "links", 0), "没有单位“本单位甲”，是不是 本单位？"),
    ({"roster": [{"name": "水利局", "kind": "department", "post": "正职"}]}, ("roster", 0, "post"), "就是单位，不写职务"),
    ({"roster": [{"name": "甲", "extra": {"重点岗位": "是"}}]}, ("roster", 0, "extra", "重点岗位"), "是不是 重点中层岗位？"),
    ({"roster": [{"name": "甲", "extra": {"middle_post": "有"}}]}, ("roster", 0, "extra", "middle_post"), "可填：是、否"),
    ({"before": [{"period": "2026-Q2", "figure": "card", "value": 1}]}, ("before", 0, "period"), "不早于算例的 2026-Q2"),
    ({"before": [{"period": "2026-Q1", "figure": "cards", "value": 1}]}, ("before", 0, "figure"), "是不是 card？"),
    ({"before": [{"period": "2026-Q1", "of": "丙", "figure": "card", "value": 1}]}, ("before", 0, "of"), "名册里没有“丙”"),
    ({"given": [{"table": "任务", "columns": ["title"], "rows": [["甲"]]}]}, ("given", 0, "table"), "没有名为 任务 的表"),
    ({"given": [{"table": "statement", "columns": ["text"], "rows": [["甲"]]}]}, ("given", 0, "table"), "2026年第二季度没有这张表"),
    ({"given": [{"table": "tasks", "of": "甲局", "columns": ["title"], "rows": [["甲"]]}]}, ("given", 0, "of"), "名册里没有“甲局”"),
    ({"given": [{"table": "tasks", "columns": ["计划近度"], "rows": [["甲"]]}]}, ("given", 0, "columns", 0), "是不是 计划进度？"),
    ({"given": [{"table": "tasks", "columns": ["ratio"], "rows": [[1]]}]}, ("given", 0, "columns", 0), "是自动计算的栏目"),
    ({"given": [{"table": "tasks", "columns": ["title", "title"], "rows": [["甲"]]}]}, ("given", 0, "columns", 1), "写了两次"),
    ({"given": [{"table": "tasks", "columns": ["title"], "rows": [["甲", 1]]}]}, ("given", 0, "rows", 0, 1), "这一格上面没有栏目"),
    ({"given": [{"table": "tasks", "columns": ["weight"], "rows": [["二十"]]}]}, ("given", 0, "rows", 0, 0), "是文字，不是数字"),
    ({"given": [{"table": "tasks", "columns": ["weight"], "rows": [[0]]}]}, ("given", 0, "rows", 0, 0), "0超出范围"),
    ({"given": [{"table": "tasks", "columns": ["planned"], "rows": [[60]]}]}, ("given", 0, "rows", 0, 0), "6000%超出范围"),
    ({"given": [{"table": "tasks", "columns": ["title"], "rows": [[1]]}]}, ("given", 0, "rows", 0, 0), "1是数字，不是文字"),
    ({"given": [{"table": "tasks", "columns": ["deadline"], "rows": [["年底"]]}]}, ("given", 0, "rows", 0, 0), "不是日期"),
    ({"given": [{"table": "tasks", "columns": ["category"], "rows": [["共性"]]}]}, ("given", 0, "rows", 0, 0), "不在可选项中"),
    ({"given": [{"table": "tasks", "columns": ["owner"], "rows": [["沈知"]]}]}, ("given", 0, "rows", 0, 0), "没有干部“沈知”，是不是 沈知远？"),
    ({"given": [{"table": "tasks", "columns": ["responsible"], "rows": [["水利局;林业局"]]}]}, ("given", 0, "rows", 0, 0), "没有单位“林业局”"),
    ({"given": [{"table": "tasks", "columns": ["title"], "rows": [[True]]}]}, ("given", 0, "rows", 0, 0), "应为文字、数或日期"),
    ({"expects": []}, ("expects",), "不能空着"),
    ({"expects": [{"figure": "进度指树", "value": 1}]}, ("expects", 0, "figure"), "是不是 进度指数？"),
    ({"expects": [{"figure": "tasks.rato", "value": 1}]}, ("expects", 0, "figure"), "是不是 ratio？"),
    ({"expects": [{"of": "丙", "figure": "card", "value": 1}]}, ("expects", 0, "of"), "名册里没有“丙”"),
    ({"expects": [{"figure": "card", "value": {"a": 1}}]}, ("expects", 0, "value"), "应为文字、数或日期"),
], ids=str)
def test_what_is_wrong_with_an_example_is_told_at_its_place(change, loc, said):
    faults = scheme(RED | change)
    assert isinstance(faults, list), "taken"
    assert [what for at, what in faults if at == ("examples", 0, *loc)] and any(said in what for _, what in faults), faults


def test_two_examples_have_two_names():
    faults = scheme(RED, RED)
    assert isinstance(faults, list) and faults == [(("examples", 1, "title"), "有两个算例都叫“亮红牌”")]
