"""What pydantic finds wrong with a part of a scheme, in Chinese, with what would be right."""

from __future__ import annotations

from typing import Any

from pydantic_core import ErrorDetails

from shijibu.language.kinds import NUMBER, WHOLE, plain
from shijibu.scheme.worked import NAME_PATTERN
from shijibu.spreadsheet.names import may_be

_SHOWN = 40
_PATTERNS = {
    r"^[a-z][a-z0-9_]*$": "应为小写英文字母、数字和下划线，以字母开头，如 tasks",
    r"^[A-Z]{2}-\d+$": "应为规则编号，如 DQ-2",
    r"^[A-Z]{2}-\d+\.[a-z][a-z0-9_]*$": "应为参数，写作 规则编号.代号，如 DQ-2.red_below",
    r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$": "应写作 表.栏目，如 tasks.planned",
    NAME_PATTERN: "名称里不能有逗号、分号、顿号，前后不能有空格",
    r"^[a-z][a-z0-9.-]*$": "应为小写英文字母、数字、点和短横，如 report.none",
}
_KINDS = {
    "string_type": "应为文字", "bool_type": "应为 true（是）或 false（否）",
    **dict.fromkeys(("list_type", "tuple_type"), "应为几项，一行一项（YAML 里写作 [甲, 乙]）"),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), "应为几项“名称: 内容”"),
}


def said(error: ErrorDetails) -> str:
    """What is wrong with the type of a part; of a number, with what would be right, as of a parameter."""
    kind = {"float_type": NUMBER, "int_type": WHOLE, "finite_number": NUMBER}.get(error["type"])
    of_number = next((what for _, what in kind.faults(error["input"])), None) if kind else None
    if of_number:
        return of_number
    given, limits = error["input"], error.get("ctx", {})
    match error["type"]:
        case "model_type" if not error["loc"]:
            return "不是方案文件：应为 YAML 写的各项；请用 shijibu schemes 查看现有的方案"
        case "missing":
            return "这一项没有填"
        case "extra_forbidden":
            return "没有这一项；请核对名称"
        case "literal_error":
            words = [w.strip("'") for w in str(limits["expected"]).replace(" or ", ", ").split(", ")]
            return f"{_shown(given)}不在可选项中{may_be(given, words) if isinstance(given, str) else ''}；应为{'、'.join(words)}之一"
        case "string_pattern_mismatch":
            return f"{_shown(given)}不合写法；{_PATTERNS.get(str(limits['pattern']), '请核对')}"
        case "greater_than_equal" | "greater_than" | "less_than_equal" | "less_than" as bound:
            side, number = _BOUNDS[bound]
            return f"{_shown(given)}超出范围；应{side} {plain(limits[number])}"
        case "string_too_short" | "too_short":
            return "不能空着"
        case "too_long":
            return f"最多 {limits['max_length']} 项，现有 {limits['actual_length']} 项"
        case "value_error":
            return str(limits.get("error", error["msg"]))
        case "int_from_float":
            return f"{_shown(given)}不是整数；应为整数"
    wanted = _KINDS.get(error["type"])
    return f"{_shown(given)}不合；{wanted}" if wanted else error["msg"]


_BOUNDS = {
    "greater_than_equal": ("不小于", "ge"), "greater_than": ("大于", "gt"), "less_than_equal": ("不大于", "le"), "less_than": ("小于", "lt"),
}


def _shown(value: Any) -> str:
    """What is there, as the person wrote it."""
    if value is None:
        return "空着"
    told = "true" if value is True else "false" if value is False else f"“{value}”" if isinstance(value, str) else str(value)
    return told if len(told) <= _SHOWN else f"{told[:_SHOWN]}…"
