"""What works in a workbook that goes out, in a line each: on its cover, after what the scheme says of filling it in."""

from __future__ import annotations

from collections.abc import Iterable

from shijibu.scheme.sheets import Table

DELETING = "删除：选中黄色格按 Delete 清空。整行、整列删不掉，空行留着就行。"
SORTING = "排序：只选全是黄色格的几行，不要带上提示和蓝色格。"
NOT_SORTED = "有灰色格的行不要排序，填的内容会和已列好的姓名、任务错位。"
INSERTING = "插行：有空行请填空行；插入的行会标出颜色，照样读取、计入，缺什么、错在哪里见“上报前自检”。"
PASTING = "粘贴：用“选择性粘贴”只贴数值。直接粘贴会盖掉下拉单，格子还可能锁住改不了。"
PROTECTION = "保护：没有密码，填表不用撤销（在“审阅”或“工具”里）；撤销了也不要改灰色和蓝色格。"
SAVING = "WPS：存成 .xlsx，不要存成 .et 或 .xls，那样有的内容读不到。"


def how_to(tables: Iterable[Table]) -> list[str]:
    """The lines for a workbook with these tables."""
    listed = [t for t in tables if any(c.is_input for c in t.columns)]
    free = any(not t.is_fixed for t in listed)
    given = any(t.is_fixed or any(c.carry for c in t.columns) for t in listed)
    sorting = "".join([*([SORTING] if free else ["排序："]), *([NOT_SORTED] if given else [])])
    return [DELETING, sorting, *([INSERTING] if free else []), PASTING, PROTECTION, SAVING]
