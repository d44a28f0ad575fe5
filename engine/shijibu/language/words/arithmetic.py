"""Sums on the spot."""

from __future__ import annotations

from shijibu.language.kinds import AMOUNT, NUMBER, PERCENT
from shijibu.language.values import Value, is_number
from shijibu.language.word import Sum, Word
from shijibu.rules.quota import places

_TWO = (NUMBER, NUMBER)


def _quota(size: Value, percent: Value) -> Value:
    return places(size, percent) if is_number(size) and is_number(percent) else None


def _plus(a: Value, b: Value) -> Value:
    return a + b if is_number(a) and is_number(b) else None


def _minus(a: Value, b: Value) -> Value:
    return a - b if is_number(a) and is_number(b) else None


def _product(a: Value, b: Value) -> Value:
    return a * b if is_number(a) and is_number(b) else None


def _ratio(a: Value, b: Value) -> Value:
    return a / b if is_number(a) and is_number(b) and b else None


def _percent(part: Value, whole: Value) -> Value:
    return part / whole * 100 if is_number(part) and is_number(whole) and whole else None


plus = Sum("plus", _plus, "a plus b", lambda a, b: f"{a}加{b}", ("plus(1, 2)", 3), _TWO)
minus = Sum("minus", _minus, "a minus b", lambda a, b: f"{a}减{b}", ("minus(0.3, 0.1)", 0.2), _TWO)
product = Sum("product", _product, "a times b", lambda a, b: f"{a}乘{b}", ("product(0.5, 100)", 50), _TWO)
ratio = Sum("ratio", _ratio, "a divided by b; blank where b is 0", lambda a, b: f"{a}除以{b}", ("ratio(1, 3)", 0.3333), _TWO)
percent = Sum("percent", _percent, "100 times the part divided by the whole; blank where the whole is 0",
              lambda part, whole: f"{part}占{whole}的百分比", ("percent(45, 50)", 90), _TWO)
quota = Word("quota", _quota, "the whole places that so many percent of a number give", lambda size, percent: f"{size}的{percent}，只取整数部分",
             ("quota(5, 60)", 3), (AMOUNT, PERCENT))
