"""The command `shijibu`: thin commands over the library.

Exit code 0: done and clean (notices allowed). 1: done, and there is something to settle. 2: could not run, with one sentence on
stderr. JSON goes to stdout and nothing else there; progress goes to stderr.
"""

from __future__ import annotations

import json
import re
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import typer

from shijibu import __version__
from shijibu.commands.files import file
from shijibu.commands.objections import objection_app
from shijibu.commands.options import Force, Json, Out, SchemeId, Stop, say_next, there
from shijibu.commands.rounds import audit, check, consolidate, explain, fields, filled, issue, roster, withdraw
from shijibu.commands.scheme import scheme_app
from shijibu.errors import ShijibuError
from shijibu.files import reason, write_once
from shijibu.rules import RuleError
from shijibu.scheme import catalogue
from shijibu.scheme.load import json_schema, load, scheme_ids
from shijibu.scheme.lookup import scheme_named
from shijibu.terminal import complain, err, print_json, say

app = typer.Typer(name="shijibu", help="实绩簿：下发、填报、检查、汇总干部实绩考评工作簿。", no_args_is_help=True, add_completion=True,
                  pretty_exceptions_enable=False, rich_markup_mode=None)


@app.command()
def schemes(json_: Json = False) -> None:
    """列出考评方案。"""
    found = [load(id) for id in scheme_ids()]
    told = [{"id": s.id, "name": s.name, "cadence": s.cadence, "rules": s.cited} for s in found]
    if json_:
        print_json({"schemes": told})
        return
    for s in told:
        say(f"{s['id']}  {s['name']}  {s['cadence']}  {', '.join(s['rules'])}")


@app.command()
def schema(out: Annotated[Path | None, typer.Option("--out", help="写到文件；缺省输出到屏幕")] = None, force: Force = False) -> None:
    """输出方案文件的 JSON Schema，供编辑器使用。"""
    if out is None:
        print_json(json_schema())
    else:
        write_once(out, (json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n").encode(), force=force)


for _command in (roster, filled, issue, fields, check, consolidate, withdraw, explain, audit):
    app.command()(_command)


@app.command()
def sample(
    file: Annotated[Path, typer.Argument(help="名单：.xlsx 或 .csv")],
    strata: Annotated[str, typer.Option("--strata", help="按哪一列分层")],
    size: Annotated[int, typer.Option("--size", help="抽取几行", min=1)],
    seed: Annotated[str, typer.Option("--seed", help="种子，相同种子抽取结果相同")],
    out: Out,
    id_column: Annotated[str | None, typer.Option("--id", help="编号列；缺省为第一个不空不重的列")] = None,
    json_: Json = False,
    force: Force = False,
) -> None:
    """分层随机抽样，可重现，附抽样记录。"""
    from shijibu.commands.sampling import draw

    record = draw(there(file), strata, size, seed, out, id_column, force=force)
    if json_:
        print_json(record)
    for notice in record["notices"]:
        err.print(f"提醒：{notice}", markup=False)
    err.print(f"从 {record['rows']} 行中抽取 {size} 行，写到 {out}", markup=False)


@app.command()
def functions(
    json_: Json = False,
    workbook: Annotated[Path | None, typer.Option("--workbook", help="写一本函数示例工作簿，如 函数示例.xlsx；每个函数都有可复制的活公式")] = None,
    force: Force = False,
) -> None:
    """列出电子表格函数，或写成函数示例工作簿。"""
    if workbook is not None:
        from shijibu.report.function_examples import function_examples

        write_once(workbook, function_examples(), force=force)
        err.print(f"已写出函数示例：{workbook}")
        if not json_:
            return
    told = [catalogue.entry(r) for r in catalogue.functions()]
    if json_:
        print_json({"functions": told})
        return
    for f in told:
        parameters = ", ".join(f"[{p['name']}]" if p["optional"] else p["name"] for p in f["parameters"])
        say(f"SHIJI.{f['name']}({parameters})", f"  {f['zh']}  〔{'、'.join(f['rules'])}〕")


def _whole(digits: str) -> float:
    """A whole number of JSON; one of more digits than any number in a cell has is infinite."""
    return int(digits) if len(digits) < 400 else float(digits)


@app.command(context_settings={"ignore_unknown_options": True})
def call(
    name: Annotated[str, typer.Argument(help="函数名，如 STARLIMIT")],
    arguments: Annotated[list[str] | None, typer.Argument(help="每个参数一个 JSON 值；区域写成行的列表")] = None,
) -> None:
    """计算一个函数，输出 JSON。"""
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


addin_app = typer.Typer(name="addin", help="各表格软件的加载项：生成、装入、取出。", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(addin_app)
# Target: the modules that build its files and that put them into this computer's program; "" where that is done by hand.
_HOSTS = {
    "libreoffice": ("shijibu_addin.libreoffice.extension", "shijibu_addin.libreoffice.install"),
    "server": ("shijibu_addin.server.manifest", ""),
    "excel": ("shijibu_addin.excel.build", "shijibu_addin.excel.install"),
}
Target = Annotated[str, typer.Argument(help=f"目标：{'、'.join(_HOSTS)}")]


def _host(target: str) -> Any:
    """The modules of a spreadsheet host, by name."""
    if target not in _HOSTS:
        raise Stop(f"没有“{target}”这个目标{_meant(target, list(_HOSTS))}现有：{'、'.join(_HOSTS)}")
    build, install = _HOSTS[target]
    return import_module(build), import_module(install) if install else None


@addin_app.command("build")
def addin_build(
    target: Target,
    out: Annotated[Path, typer.Option("--out", help="写到哪个文件夹")] = Path("."),
    address: Annotated[str | None, typer.Option("--address", help="server：Excel 访问服务器的地址；缺省 https://localhost:8000")] = None,
    force: Force = False,
) -> None:
    """生成加载项文件。"""
    if address is not None and target != "server":
        raise Stop("--address 只用于 server")
    builder, _ = _host(target)
    try:
        err.print(f"已生成 {builder.build(out, force=force) if address is None else builder.build(out, address, force=force)}")
    except ValueError as error:
        raise Stop(str(error)) from None


@addin_app.command("install")
def addin_install(target: Target) -> None:
    """装入本机的表格软件。"""
    _addin(target, "install")


@addin_app.command("uninstall")
def addin_uninstall(target: Target) -> None:
    """从本机的表格软件取出。"""
    _addin(target, "uninstall")


def _addin(target: str, what: str) -> None:
    _, install = _host(target)
    if install is None:
        raise Stop(f"{target} 不用这个命令装入：先 shijibu addin build {target}，再按 docs/{target}.md 加到 Excel 里")
    err.print(getattr(install, what)())


@app.command()
def serve(
    host: Annotated[str, typer.Option("--host", help="监听的地址；缺省只供本机使用，别的地址须设登录口令")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="端口", min=0, max=65535)] = 8000,
    certificate: Annotated[Path | None, typer.Option("--certificate", help="TLS 证书文件（PEM）；Excel 只接受 https")] = None,
    key: Annotated[Path | None, typer.Option("--key", help="证书的私钥文件（PEM）")] = None,
    token_file: Annotated[Path | None, typer.Option("--token-file", help="登录口令所在的文件；缺省取环境变量 SHIJIBU_TOKEN")] = None,
    names: Annotated[list[str] | None, typer.Option("--name", help="服务器的别名，证书里没有写的；代理之后写 https://名称；可给多次")] = None,
) -> None:
    """启动 Excel 加载项的服务器（另装 '.[server]'），按 Ctrl+C 停止。"""
    from shijibu_addin.server.serve import serve as run
    from shijibu_addin.server.serve import token_from

    run(host, port, certificate, key, token_from(token_file), names or (), err.print)


app.add_typer(objection_app)
app.add_typer(scheme_app)
app.command()(file)


@app.command()
def demo(
    scheme: SchemeId = "deqing",
    units: Annotated[int | None, typer.Option("--units", help="单位总数；缺省按方案", min=1, max=20_000)] = None,
    periods: Annotated[int | None, typer.Option("--periods", help="只演示前几期", min=1)] = None,
    seed: Annotated[int, typer.Option("--seed", help="种子")] = 2026,
    out: Out = Path("demo"),
    force: Force = False,
) -> None:
    """用虚构的单位和人员走完全程：名册、下发、填报、交回、检查、汇总。"""
    from shijibu.demo.folder import LEDGER
    from shijibu.demo.run import run_demo

    unit = run_demo(scheme_named(scheme), out, units=units, periods=periods, seed=seed, console=err, force=force)
    say_next("问一个结果是怎么来的", "explain", unit, ledger=str(out / LEDGER))


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="显示版本")] = False) -> None:
    if version:
        say(f"shijibu {__version__}")
        raise typer.Exit()


# typer carries its command-line core in one of two modules, by version; its exceptions are reached through what it exports.
_WrongCommand: type[Exception] = typer.BadParameter.__mro__[2]


def _sentence(error: Any) -> str:
    """A wrong command line, in the person's language."""
    parameter = getattr(error, "param", None)
    name = "" if parameter is None else parameter.opts[-1]
    match type(error).__name__:
        case "MissingParameter":
            return f"缺少参数 {name}；用 --help 查看写法"
        case "NoSuchOption":
            options = [o for p in error.ctx.command.params for o in (*p.opts, *p.secondary_opts)] if error.ctx else []
            return f"没有 {error.option_name} 这个选项{_meant(error.option_name, options)}用 --help 查看写法"
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
            return f"没有“{unknown[1]}”这个命令{_meant(unknown[1], known)}用 --help 查看命令"
        case _:
            return f"命令写得不对（{error.format_message()}）；用 --help 查看写法"


def _meant(typed: str, known: Sequence[str]) -> str:
    """Which of the known words may be meant, as a question that ends the clause."""
    from rapidfuzz import process

    near = process.extractOne(typed, known, score_cutoff=60)
    return f"，是不是 {near[0]}？" if near else "；"


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


_LONGEST_ERROR = 200


def _unforeseen(error: Exception) -> str:
    """What nobody thought of, in one sentence from which it can be looked for."""
    at = traceback.extract_tb(error.__traceback__)[-1]
    told = " ".join(f"{type(error).__name__} {error}".split())[:_LONGEST_ERROR]
    return (f"没有做完：程序遇到意外（{told}，{Path(at.filename).name} 第 {at.lineno} 行）。台账或方案文件可能被改动过，请用 shijibu audit 核验；"
            "仍不行，请把这一句发给维护程序的人")


def main() -> None:
    """The entry point of the command."""
    for stream in (sys.stdout, sys.stderr):  # a terminal that has no Chinese shows question marks, and that is all
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    command = typer.main.get_command(app)
    try:
        code = command.main(prog_name="shijibu", standalone_mode=False)
        raise SystemExit(code if isinstance(code, int) else 0)
    except typer.Exit as leave:
        raise SystemExit(leave.exit_code) from None
    except _WrongCommand as error:
        sentences = [_sentence(error)]
    except typer.Abort:
        sentences = ["已中断"]
    except ShijibuError as error:
        sentences = error.sentences
    except OSError as error:
        sentences = [reason(error)]
    except Exception as error:  # our own fault, or a ledger that somebody changed by hand: neither is a traceback for whoever sits there
        sentences = [_unforeseen(error)]
    complain(*sentences)
    raise SystemExit(2)
