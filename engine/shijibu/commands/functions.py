"""`shijibu functions`, `shijibu call`: the functions of the spreadsheet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from shijibu.commands.loading import loaded_for_good
from shijibu.commands.options import Force, Json, Stop
from shijibu.terminal import err, print_json, say


def functions(
    json_: Json = False,
    workbook: Annotated[Path | None, typer.Option("--workbook", help="写一本函数示例工作簿，如 函数示例.xlsx；每个函数都有可复制的活公式")] = None,
    force: Force = False,
) -> None:
    with loaded_for_good():
        from shijibu.files import write_once
        from shijibu.scheme import catalogue

    if workbook is not None:
        from shijibu.report.function_examples import function_examples  # it draws; who calls a function does not wait for that

        write_once(workbook, function_examples(), force=force)
        err.print(f"已写出函数示例：{workbook}")
        if not json_:
            return
    listed = [catalogue.entry(r) for r in catalogue.functions()]
    if json_:
        print_json({"functions": listed})
        return
    for f in listed:
        parameters = ", ".join(f"[{p['name']}]" if p["optional"] else p["name"] for p in f["parameters"])
        say(f"SHIJI.{f['name']}({parameters})", f"  {f['zh']}  〔{'、'.join(f['rules'])}〕")


def _whole(digits: str) -> float:
    """A whole number of JSON; one of more digits than any number in a cell has is infinite."""
    return int(digits) if len(digits) < 400 else float(digits)


def call(
    name: Annotated[str, typer.Argument(metavar="函数名", help="函数名，如 STARLIMIT")],
    arguments: Annotated[list[str] | None, typer.Argument(metavar="参数", help="每个参数一个 JSON 值；区域写成行的列表")] = None,
) -> None:
    with loaded_for_good():
        from shijibu.rules import RuleError
        from shijibu.scheme import catalogue

    values = []
    for text in arguments or []:
        try:
            values.append(json.loads(text, parse_int=_whole))
        except (ValueError, RecursionError):
            raise Stop(f"参数“{text}”不是 JSON 值；文字要带双引号") from None
    try:
        result = catalogue.call(name, values)
    except RuleError as error:
        print_json(error.kind)
        err.print(f"{error.kind}：{error}")
        raise typer.Exit(1) from None
    print_json(catalogue.plain(result))
