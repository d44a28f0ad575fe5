"""What the sheet says and allows while a cell is being filled in: prompt, dropdown, limits with a message in the person's language."""

from __future__ import annotations

from typing import Any

from shijibu.scheme.sheets import Column
from shijibu.workbook.names import UNITS_SHEET, span, units_list

_TITLE, _MESSAGE = 32, 255  # the longest that Excel takes
_NO_NOISE = 1e-9
_PROMPTS = {
    "percent": "填 0%～100%，如 45%", "date": "如 2026-03-05", "official": "从下拉单中选择", "choice": "从下拉单中选择",
    "integer": "填整数", "number": "填数字", "units": f"填单位名称，几个的用“；”隔开，名称见“{UNITS_SHEET}”表",
}
_SINGLE_UNIT = f"从下拉单中选择，名称见“{UNITS_SHEET}”表"


def validation(column: Column, choices: list[str] | str) -> dict[str, Any]:
    """The data validation of an input column; `choices`: its list, or the range that holds it."""
    rule = {"error_title": "请改正", "error_type": "stop", "ignore_blank": True, **_allowed(column, choices)}
    prompt = column.prompt or (_SINGLE_UNIT if column.single else _PROMPTS.get(column.type, ""))
    if prompt or column.required:
        rule |= {"input_title": column.label[:_TITLE], "input_message": (prompt + ("（必填）" if column.required else ""))[:_MESSAGE]}
    rule["error_message"] = rule["error_message"][:_MESSAGE]
    return rule


def not_yours(column: Column) -> dict[str, Any]:
    """What a cell says that is not for the unit to fill in."""
    otherwise = "上次上报的，供对照，不用填" if column.last else "本单位不填"
    told = f"由{column.filled_by}填写，本单位不填" if column.filled_by else column.prompt or otherwise
    return {"validate": "any", "input_title": column.label[:_TITLE], "input_message": told[:_MESSAGE]}


def _allowed(column: Column, choices: list[str] | str) -> dict[str, Any]:
    label = column.label
    match column.type:
        case "percent":
            between = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1}
            return between | {"error_message": f"{label}应为 0%～100% 的百分数，如 45%。"}
        case "integer" | "number":
            kind = "整数" if column.type == "integer" else "数字"
            bounded = any(v is not None for v in (column.min, column.max, column.above))
            told = f"{label}应为{kind}" + (f"，{span(column)}。" if bounded else "。")
            return {"validate": "integer" if column.type == "integer" else "decimal", **_bounds(column), "error_message": told}
        case "date":
            return {"validate": "date", "criteria": ">=", "value": "=DATE(1990,1,1)", "error_message": f"{label}应为日期，如 2026-03-05。"}
        case "choice":
            return {"validate": "list", "source": choices, "error_message": f"请从下拉单中选择{label}。"}
        case "official":
            # Names and ids are both accepted, the list offers one form of them: a warning, not a wall.
            told = "下拉单里没有这个人。填的是干部编号就可以继续。"
            return {"validate": "list", "source": "=officials_list", "error_type": "warning", "error_message": told}
        case "units" if column.single:
            told = f"“{UNITS_SHEET}”表里没有这个名称。填的是单位编码就可以继续。"
            return {"validate": "list", "source": "=" + units_list(column), "error_type": "warning", "error_message": told}
    limit, weight = (column.max_length, "warning") if column.max_length else (column.longest, "stop")
    return {"validate": "length", "criteria": "<=", "value": limit, "error_type": weight, "error_message": f"{label}请控制在 {limit} 字以内。"}


def _bounds(column: Column) -> dict[str, Any]:
    """Always from one number to another: what the scheme leaves open ends at the limit of all numbers."""
    least = -column.limit if column.min is None else column.min
    if column.above is not None:  # the least number above it that is no noise
        least = column.above + (1 if column.type == "integer" else _NO_NOISE)
    return {"criteria": "between", "minimum": least, "maximum": column.limit if column.max is None else column.max}
