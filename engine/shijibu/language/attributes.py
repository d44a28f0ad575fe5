"""What a scheme may ask of the roster, of the period and of a return without defining it, and what people call it."""

from __future__ import annotations

UNIT = {
    "code": "单位编码", "name": "单位名称", "kind": "单位类别", "kind_label": "单位类别", "team_size": "班子人数",
    "late": "迟报", "returned": "已报", "rejected": "退回",
}
OFFICIAL = {"id": "干部编号", "name": "姓名", "post": "职务", "unit": "所在单位", "team": "班子成员"}
PERIOD = {
    "first": "本期第一天", "last": "本期最后一天", "round": "本年第几轮", "year": "年份", "label": "期次", "year_first": "本年第一天",
}
OF_RETURN = ("late", "returned", "rejected")
"""What the engine says of a unit, by what became of its return."""
COUNTY = ("late", "returned")
"""What may be asked of the county's own workbook."""
