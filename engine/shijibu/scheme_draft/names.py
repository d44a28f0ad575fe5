"""What formulas call the columns of a form: an English word where the heading is a usual one, else a letter and a number."""

from __future__ import annotations

from collections.abc import Collection, Sequence

_USUAL = (
    ("姓名", "name"), ("责任人", "owner"), ("负责人", "owner"), ("领办人", "owner"), ("责任单位", "responsible"),
    ("牵头单位", "lead_unit"), ("配合单位", "support_units"), ("任务", "task"), ("项目", "project"), ("指标", "indicator"),
    ("事项", "matter"), ("工作内容", "content"), ("内容", "content"), ("目标", "target"), ("计划", "planned"), ("实际", "actual"),
    ("完成率", "rate"), ("完成比", "ratio"), ("完成情况", "progress"), ("进度", "progress"), ("完成时限", "deadline"),
    ("时限", "deadline"), ("完成时间", "done_on"), ("日期", "date"), ("时间", "date"), ("权重", "weight"), ("得分", "score"),
    ("评分", "score"), ("分值", "points"), ("加分", "bonus"), ("扣分", "deduction"), ("自评", "own_grade"), ("等次", "grade"),
    ("类别", "category"), ("类型", "kind"), ("金额", "amount"), ("数量", "quantity"), ("人数", "people"), ("地点", "place"),
    ("措施", "measures"), ("存在问题", "problems"), ("问题", "problem"), ("佐证", "evidence"), ("依据", "evidence"),
    ("证明", "evidence"), ("备注", "remarks"), ("说明", "remarks"), ("意见", "opinion"), ("职务", "post"), ("单位", "unit_name"),
    ("电话", "phone"), ("性别", "sex"), ("出生", "born"), ("学历", "education"), ("政治面貌", "party"), ("好", "good"),
    ("差", "poor"),
)


def table_id(number: int) -> str:
    """A table's id, by its number in the form."""
    return "items" if number == 1 else f"items_{number}"


def column_id(said: Sequence[str], number: int, taken: Collection[str]) -> str:
    """A column's id that no other has. said: its headings from top to bottom, of which the last tells most."""
    for heading in reversed(said):
        word = next((word for fits in (str.__eq__, str.endswith, str.__contains__) for usual, word in _USUAL
                     if fits(heading, usual) and (len(usual) > 1 or heading == usual)), None)
        if word is not None:
            return next(id for id in (word, *(f"{word}_{n}" for n in range(2, len(taken) + 3))) if id not in taken)
    return f"c{number}"
