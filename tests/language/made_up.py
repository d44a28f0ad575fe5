"""A made-up scheme in which every kind of name stands for something."""

from __future__ import annotations

from shijibu.figures.evaluation import Book, Evaluation, PastRound, Row
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Official, Roster, Unit

TASKS = {
    "id": "tasks", "title": "工作任务", "rows": 5, "owner": "owner", "columns": [
        {"id": "title", "label": "事项"}, {"id": "owner", "label": "责任人", "type": "official"},
        {"id": "unit", "label": "责任单位", "type": "units"},
        {"id": "planned", "label": "计划", "type": "number"}, {"id": "actual", "label": "实际", "type": "number"},
        {"id": "points", "label": "分值", "type": "number"},
    ],
}
SCHEME = Scheme.model_validate({
    "id": "made_up", "name": "九", "county": "九县", "office": "办", "source": "无", "cadence": "month", "deadline_days": 3,
    "roster": {"kinds": [{"id": "office", "label": "科室"}], "columns": [
        {"id": "field", "heading": "领域", "of": "units"}, {"id": "field", "heading": "专长", "of": "officials"}]},
    "parameters": {"DQ-9": {"main": {"value": 4, "title": "主要工作", "unit": "件"}}, "DQ-2": {"cap": {"value": 1.2, "title": "上限"}}},
    "workbooks": [
        {"id": "unit", "title": "填报簿", "file": "{code}.xlsx", "sheets": [{"title": "任务", "heading": "任务", "tables": [TASKS]}]},
        {"id": "county", "title": "汇总簿", "file": "{code}.xlsx", "county": True, "unit_code": "COUNTY", "sheets": []},
    ],
    "unit_figures": [
        {"id": "total", "label": "总分", "formula": "TOTAL(tasks.points)"},
        {"id": "card", "label": "本轮牌", "formula": "when(above(total, 5), '黄牌')"},
        {"id": "grade", "label": "等次", "formula": "when(above(total, 1), '优秀')"},
    ],
    "official_figures": [
        {"id": "score", "label": "得分", "formula": "TOTAL(tasks.points)"},
        {"id": "seen_fields", "label": "见过的领域", "formula": "distinct(rows(field))"},
    ],
    "penalties": [{"id": "linkage", "title": "联动扣分", "rule": "DQ-5", "source": "above(total, 100)", "points": "1", "payer": "present(code)",
                   "to": [{"links": True}], "because": "{name}"}],
})
ROSTER = Roster.of(
    [Unit(code="A", name="甲局", kind="office", extra={"field": "工业"}), Unit(code="B", name="乙局", kind="office")],
    [Official(id="A-1", name="张一", unit="A", post="正职", team=True, extra={"field": "水利"}),
     Official(id="A-2", name="张二", unit="A", post="副职")],
)
MARCH = Period.parse("2026-03")


def evaluation() -> Evaluation:
    """March of the made-up county: unit A returned two tasks; February was decided."""
    tasks = [
        Row(1, {"title": "修路", "owner": "A-1", "unit": "B", "planned": 3.0, "actual": 1.0, "points": 4.0}),
        Row(2, {"title": "架桥", "owner": "A-2", "unit": "A", "planned": 1.0, "actual": 1.0, "points": 3.0}),
    ]
    past = PastRound(Period.parse("2026-02"), {"A": {"total": 9.0, "card": "黄牌", "grade": "称职"}},
                     {"A-1": {"score": 5.0, "seen_fields": ["教育"]}},
                     {"A": [{"penalty": "linkage", "period": "2026-02", "because": "乙局", "points": 0.5, "rule": "DQ-5"}]})
    return Evaluation(SCHEME, MARCH, ROSTER, {"A": Book("A", {"tasks": tasks})}, [past], late=["A"], home="B")
