"""What a number format makes of a number."""

from __future__ import annotations

import pytest

from shijibu.workbook.formats import DATE, PERCENT, PLAIN, TIME, kind_of


@pytest.mark.parametrize(("code", "kind"), [
    ("General", PLAIN), ("G/通用格式", PLAIN), ("0.00", PLAIN), ("@", PLAIN), ("#,##0_);[Red](#,##0)", PLAIN), ("0.00E+00", PLAIN), ('0" 行"', PLAIN),
    ('0"days"', PLAIN), ("0\\d", PLAIN), ("[Red]0", PLAIN), ('"未关闭', PLAIN), ("", PLAIN),
    ("yyyy-mm-dd", DATE), ('yyyy"年"m"月"d"日"', DATE), ("yyyy年m月d日", DATE), ("[$-804]yyyy/m/d;@", DATE), ("m/d", DATE), ("[DBNum1]m月", DATE),
    ("yyyy-mm-dd hh:mm", DATE), ("h:mm AM/PM", TIME), ("[h]:mm", TIME),
    ("上午/下午h时mm分", TIME), ("mm:ss", TIME), ("0%", PERCENT), ("0.00%;[Red]-0.00%", PERCENT),
])
def test_a_format_is_told_by_its_letters(code, kind):
    assert kind_of(code) == kind
