"""A function's call from Excel: arguments as Office.js sends them, the rule, and what a cell can take back.

Only #VALUE! can carry a message in Excel: wrong input is a refusal with a Chinese sentence, and every other error is an error cell.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import sys
from collections.abc import Mapping
from itertools import chain
from typing import Any

from shijibu.errors import ShijibuError
from shijibu.rules import CellError, RuleError, WrongInput
from shijibu.scheme import catalogue
from shijibu.spreadsheet.days import serial
from shijibu.spreadsheet.limits import Limits

LOG = logging.getLogger("shijibu.server")
OUR_FAULT = "没有完成：程序内部出错，已记入服务器日志"
HALF_A_CHARACTER = re.compile("[\ud800-\udfff]")
"""What is left of a character that was cut in two: no text that can be sent or kept has it."""
NOT_A_CALL = "这不是一次函数调用：应有函数名和参数"
# What the packaged client puts in place of a data type that is no handle of its own.
_NO_HANDLE = "__xlwings_not_an_object_handle__"
_TYPES = {"#DIV/0!": "Div0", "#N/A": "NotAvailable", "#NAME?": "Name", "#NULL!": "Null", "#NUM!": "Num", "#REF!": "Ref", "#VALUE!": "Value"}
_NUMBERS = {int, float}
# Beyond it a cell holds no number; JSON and Python's integers go on.
_LARGEST = int(sys.float_info.max)
_CELL = Limits().cell_characters
_SHOWN = 40  # characters of a value in a message
_KINDS = {told: kind for kind, told in _TYPES.items()}


class Refusal(ShijibuError):
    """The call has no value; the text says why in Chinese."""


def answer(call: Any) -> list[list[Any]]:
    """The rows that a call gives. Raises Refusal, and nothing else."""
    name, given = _parts(call)
    try:
        return _rows(catalogue.call(name, given))
    except WrongInput as error:
        raise Refusal(str(error)) from None
    except RuleError as error:
        return [[_error(error.kind)]]
    except catalogue.UnknownFunction as error:
        raise Refusal(str(error)) from None
    except Exception:
        LOG.exception("%r", name)
        raise Refusal(OUR_FAULT) from None


def _parts(call: Any) -> tuple[str, list[Any]]:
    if not isinstance(call, Mapping) or not isinstance(call.get("func_name"), str) or not isinstance(call.get("args"), list):
        raise Refusal(NOT_A_CALL)
    given = [_arrived(a) for a in call["args"]]
    while given and given[-1] is None:
        given.pop()
    return call["func_name"], given


def _arrived(argument: Any) -> Any:
    """An argument as the rules take it: one cell, or rows of a range."""
    if not isinstance(argument, list):
        return _cell(argument)
    rows = [row if isinstance(row, list) else [row] for row in argument]
    if not any(rows):  # a range without a cell
        return None
    if len(rows) == 1 and len(rows[0]) == 1:
        return _cell(rows[0][0])
    if set(map(type, chain.from_iterable(rows))) <= _NUMBERS:  # the common case of a large range, looked at without a step a cell
        return rows
    return [[_cell(v) for v in row] for row in rows]


def _cell(value: Any) -> Any:
    if value is None or value == "":
        return None
    if value == _NO_HANDLE or isinstance(value, list):
        return CellError("#VALUE!")
    if isinstance(value, str) and HALF_A_CHARACTER.search(value):
        raise Refusal(f"参数里的文字有残缺的字符，请重新输入：{HALF_A_CHARACTER.sub('�', value[:_SHOWN])}")
    if isinstance(value, str) and len(value) > _CELL:
        raise Refusal(f"参数里的文字太长，一个单元格至多 {_CELL} 个字符")
    if not isinstance(value, Mapping):
        return value
    if value.get("type") == "Error" or value.get("basicType") == "Error":
        kind = value.get("basicValue")
        return CellError(kind if kind in _TYPES else _KINDS.get(str(value.get("errorType")), "#VALUE!"))
    basic = value.get("basicValue")
    return CellError("#VALUE!") if isinstance(basic, (Mapping, list)) else _cell(basic)


def _rows(value: Any) -> list[list[Any]]:
    return [[v if type(v) is int and -_LARGEST <= v <= _LARGEST else _leaving(v)] for v in value] if isinstance(value, list) else [[_leaving(value)]]


def _leaving(value: Any) -> Any:
    """A value that JSON and a cell can carry; a blank is an empty text."""
    if value is None:
        return ""
    if isinstance(value, CellError):
        return _error(value.kind)
    if isinstance(value, dt.date):
        return serial(value)
    if isinstance(value, (int, float)) and not -_LARGEST <= value <= _LARGEST:  # nor is NaN
        return _error("#NUM!")
    return value if isinstance(value, (bool, int, float)) else str(value)


def _error(kind: str) -> dict[str, str]:
    return {"type": "Error", "errorType": _TYPES.get(kind, "Value")}
