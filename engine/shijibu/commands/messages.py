"""Why a command could not run, in the person's language."""

from __future__ import annotations

import re
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from shijibu.errors import ShijibuError

# typer carries its command-line core in one of two modules, by version; its exceptions are reached through what it exports.
_WrongCommand: type[Exception] = typer.BadParameter.__mro__[2]
_LONGEST_ERROR = 200


def why(error: Exception) -> list[str]:
    """What a person is told of a command that ended so, each sentence on its line."""
    from shijibu.files import reason

    match error:
        case _WrongCommand():
            return [_wrong_command(error)]
        case typer.Abort():
            return ["已中断"]
        case ShijibuError():
            return error.sentences
        case OSError():
            return [reason(error)]
        case _:  # our own fault, or a ledger that somebody changed by hand: neither is a traceback for whoever sits there
            return [_unforeseen(error)]


def _wrong_command(error: Any) -> str:
    """What is wrong with the command line."""
    parameter = getattr(error, "param", None)
    name = "" if parameter is None else parameter.opts[-1] if parameter.param_type_name == "option" else parameter.metavar or parameter.name
    match type(error).__name__:
        case "MissingParameter":
            return f"缺少参数 {name}；用 --help 查看写法"
        case "NoSuchOption":
            options = [o for p in error.ctx.command.params for o in (*p.opts, *p.secondary_opts)] if error.ctx else []
            return f"没有 {error.option_name} 这个选项{did_you_mean(error.option_name, options)}用 --help 查看写法"
        case "BadParameter":
            return f"{name} 的值不对：{_expected(error)}"
        case "BadOptionUsage":
            return f"{error.option_name} 后面没有写值；用 --help 查看写法"
        case "NoArgsIsHelpError":
            return f"没有写要做什么；用 {error.ctx.command_path} --help 查看命令"
        case _ if extra := re.search(r"unexpected extra argument\S* \((.*)\)", error.format_message()):
            return f"多写了“{extra[1]}”；名字里有空格的要加引号，用 --help 查看写法"
        case _ if unknown := re.search("command '([^']*)'", error.format_message()):
            known = error.ctx.command.list_commands(error.ctx) if error.ctx else []
            return f"没有“{unknown[1]}”这个命令{did_you_mean(unknown[1], known)}用 --help 查看命令"
        case _:
            return f"命令写得不对（{error.format_message()}）；用 --help 查看写法"


def did_you_mean(typed: str, known: Sequence[str]) -> str:
    """Which of the known words may be meant, as a question that ends the clause."""
    from shijibu.spreadsheet.names import near_word

    near = near_word(typed, known)
    return f"，是不是 {near}？" if near else "；"


def _expected(error: Any) -> str:
    """What a value on the command line should have been, after pydantic's kinds of fault."""
    faults: list[dict[str, Any]] = getattr(error.__cause__, "errors", list)()
    match faults[0] if faults else {}:
        case {"type": "int_parsing" | "int_from_float" | "int_type"}:
            return "应为整数"
        case {"type": "greater_than_equal", "ctx": {"ge": least}}:
            return f"应不小于 {least}"
        case {"type": "less_than_equal", "ctx": {"le": most}}:
            return f"应不大于 {most}"
        case _:
            return str(error.message)


def _unforeseen(error: Exception) -> str:
    """What nobody thought of, in one sentence from which it can be looked for."""
    at = traceback.extract_tb(error.__traceback__)[-1]
    told = " ".join(f"{type(error).__name__} {error}".split())[:_LONGEST_ERROR]
    return (f"没有做完：程序遇到意外（{told}，{Path(at.filename).name} 第 {at.lineno} 行）。台账或方案文件可能被改动过，请用 shijibu audit 核验；"
            "仍不行，请把这一句发给维护程序的人")
