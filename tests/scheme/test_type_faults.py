"""What is wrong with the type of a part of a scheme is said in Chinese, with what would be right."""

from __future__ import annotations

import re

import pytest

from shijibu.scheme.load import SchemeFault, parsed
from tests.scheme.test_load import SEVENTH


@pytest.mark.parametrize(("old", "new", "said"), [
    ("cadence: month", "cadence: monthly", "“monthly”不在可选项中，是不是 month？；应为year、quarter、month、week之一"),
    ("county: 七县\n", "", "county: 这一项没有填"),
    ("id: praise", "id: Praise", "“Praise”不合写法；应为小写英文字母、数字和下划线，以字母开头，如 tasks"),
    ("rule: DQ-2, formula: \"MEAN(jobs.ratio)\", live", "rule: DQ2, formula: \"MEAN(jobs.ratio)\", live", "“DQ2”不合写法；应为规则编号，如 DQ-2"),
    ("required: true, min: 0", "required: 要, min: 0", "“要”不合；应为 true（是）或 false（否）"),
    ("deadline_days: 5", "deadline_days: 400", "400超出范围；应不大于 366"),
    ("posts: [正职, 副职]", "posts: 正职", "“正职”不合；应为几项，一行一项"),
    ("title: 表扬名单", "titel: 表扬名单", "没有这一项；请核对名称"),
    ("rows: 6", "rows: 6.5", "6.5 不是整数"),
    ("fix: 核对件数", "fix: [核对]", "应为文字"),
    ("\"MEAN(year(handled))\"", "\"MEAN（year(handled)）\"", "有全角的括号、逗号或引号，应用半角的"),
    ("\"MEAN(year(handled))\"", "\"MEAN(year(handled)\"", "括号没有合上"),
    ("\"MEAN(year(handled))\"", "\"MEEN(year(handled))\"", "没有名为 MEEN 的函数或词语，是不是 MEAN？"),
    ("\"MEAN(year(handled))\"", "\"MEAN(year(handed))\"", "这里没有名为 handed 的指标，是不是 handled？"),
])
def test_a_wrong_type_is_said_in_chinese(old, new, said):
    assert SEVENTH.count(old) >= 1
    with pytest.raises(SchemeFault) as told:
        parsed(SEVENTH.replace(old, new), "scheme.yaml")
    assert said in str(told.value), told.value
    assert not re.search(r"[a-z]+ [a-z]+ [a-z]+", str(told.value)), told.value
