"""The command `shijibu`: thin commands over the library.

Exit code 0: done and clean (notices allowed). 1: done, and there is something to settle. 2: could not run, with one sentence on
stderr. JSON goes to stdout and nothing else there; progress goes to stderr.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from shijibu import __version__
from shijibu.cli_files import file
from shijibu.cli_objections import objection_app
from shijibu.command import (
    Json,
    LedgerUrl,
    OneScheme,
    Out,
    PeriodText,
    SchemeId,
    Stop,
    day,
    err,
    existing_ledger,
    ledger_url,
    print_json,
    scheme_and_period,
    there,
)
from shijibu.ledger import Ledger, LedgerUnavailable
from shijibu.rules import RuleError
from shijibu.scheme import catalogue
from shijibu.scheme.load import SchemeFault, UnknownScheme, json_schema, load, scheme_ids
from shijibu.scheme.period import NotAPeriod
from shijibu.workbook.refused import Refused

app = typer.Typer(name="shijibu", help="实绩簿：下发、填报、检查、汇总干部实绩考评工作簿。", no_args_is_help=True, add_completion=True,
                  pretty_exceptions_enable=False, rich_markup_mode=None)
WEIGHTS = {"error": "错误", "warning": "警告", "notice": "提示"}


@app.command()
def schemes(json_: Json = False) -> None:
    """列出考评方案。"""
    found = [load(id) for id in scheme_ids()]
    told = [{"id": s.id, "name": s.name, "cadence": s.cadence, "rules": s.cited} for s in found]
    if json_:
        print_json({"schemes": told})
        return
    for s in told:
        typer.echo(f"{s['id']}\t{s['name']}\t{s['cadence']}\t{', '.join(s['rules'])}")


@app.command()
def schema(out: Annotated[Path | None, typer.Option("--out", help="写到文件；缺省输出到屏幕")] = None) -> None:
    """输出方案文件的 JSON Schema，供编辑器使用。"""
    if out is None:
        print_json(json_schema())
    else:
        out.write_text(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


@app.command()
def roster(scheme: SchemeId, out: Out) -> None:
    """写一份空白名册工作簿，填写单位、干部和联系关系。"""
    from shijibu.workbook.roster_file import write_empty_roster

    out.parent.mkdir(parents=True, exist_ok=True)
    write_empty_roster(load(scheme), out)
    err.print(f"已写出空白名册：{out}")


@app.command()
def filled(scheme: SchemeId, out: Out) -> None:
    """写一份填好的示例工作簿，供单位填报时参照。"""
    from shijibu.demo.filled import SampleFault, filled_sample
    from shijibu.issue import write_atomically

    try:
        data = filled_sample(load(scheme))
    except SampleFault as error:
        raise Stop(str(error)) from None
    out.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(out, data)
    err.print(f"已写出填写示例：{out}")


@app.command()
def issue(
    roster: Annotated[Path, typer.Argument(help="名册：工作簿，或含 units.csv、officials.csv 的文件夹")],
    scheme: SchemeId,
    period: PeriodText,
    out: Out,
    deadline: Annotated[str | None, typer.Option("--deadline", help="截止日，如 2026-04-10")] = None,
    ledger: LedgerUrl = None,
    live: Annotated[str, typer.Option("--live", help="hybrid：加载项与普通公式并用；native：只用普通公式")] = "hybrid",
) -> None:
    """给每个单位下发一本工作簿，并记入台账。"""
    from shijibu.issue import issue_round
    from shijibu.workbook.roster_file import read_roster

    if live not in ("hybrid", "native"):
        raise Stop(f"--live 应为 hybrid 或 native，现为“{live}”")
    found, when = scheme_and_period(scheme, period)
    people = read_roster(there(roster), found)
    with Ledger.open(ledger_url(ledger)) as book:
        issued = issue_round(found, when, people, book, out, deadline=day(deadline, "--deadline"), live=live)  # type: ignore[arg-type]
    err.print(f"{when.label}：已下发 {len(issued)} 本工作簿到 {out}")


@app.command()
def fields(workbook: Annotated[Path, typer.Argument(help="工作簿")], json_: Json = False) -> None:
    """列出一本工作簿里每个栏目的位置。"""
    from shijibu.workbook.fields import fields_of
    from shijibu.workbook.grid import read
    from shijibu.workbook.returned import read_back

    try:
        found = fields_of(read_back(read(there(workbook).read_bytes())))
    except Refused as refused:
        from shijibu.checks.problem import problem_of_refusal

        problem = problem_of_refusal(refused)
        raise Stop(f"{workbook}：{problem.message}；{problem.fix}") from None
    if json_:
        print_json(found)
        return
    for f in found["fields"]:
        typer.echo(f"{f['id']}\t{f['sheet']}!{f['cell']}\t{f['label']}\t{f['type']}\t{'填写' if f['input'] else '自动'}")


@app.command()
def check(
    paths: Annotated[list[Path], typer.Argument(help="文件或文件夹")],
    json_: Json = False,
    annotate: Annotated[Path | None, typer.Option("--annotate", help="把问题标在各单位工作簿的副本里，写到这个文件夹")] = None,
    ledger: LedgerUrl = None,
    workers: Annotated[int, typer.Option("--workers", help="同时读取几个文件", min=1)] = 1,
) -> None:
    """检查交回的工作簿，一次说清全部问题。"""
    from shijibu.checks.check import Expected
    from shijibu.checks.inbox import check_all, gather
    from shijibu.report.progress import checking

    book = existing_ledger(ledger)
    key = book.key() if book else None
    with checking(err, len(gather(paths))) as step:
        checked = check_all(paths, Expected(key=key), workers=workers, progress=step)
    if book:
        book.sight_all([{"sha256": c.sha256, "scheme": c.scheme, "period": c.period, "unit": c.unit, "path": c.path} for c in checked if c.sha256])
        book.close()
    if annotate is not None:
        from shijibu.checks.annotate import annotate_all

        annotate_all(paths, checked, annotate)
    if json_:
        print_json({"files": [c.to_json() for c in checked]})
    else:
        for c in checked:
            status = "跳过" if c.ignored else "可以接收" if c.accepted else "退回"
            typer.echo(f"{c.path}：{status}")
            for p in c.problems:
                typer.echo(f"  [{WEIGHTS[p.severity]}] {p.place} {p.message}{'；' + p.fix if p.fix else ''}")
    if any(p.severity in ("error", "warning") for c in checked for p in c.problems):
        raise typer.Exit(1)


@app.command()
def consolidate(
    paths: Annotated[list[Path], typer.Argument(help="交回的文件或文件夹")],
    scheme: SchemeId,
    period: PeriodText,
    out: Out,
    json_: Json = False,
    received: Annotated[str | None, typer.Option("--received", help="收到日期，如 2026-04-12；缺省为首次见到的日期")] = None,
    ledger: LedgerUrl = None,
    workers: Annotated[int, typer.Option("--workers", help="同时读取几个文件", min=1)] = 1,
    scheduler: Annotated[str | None, typer.Option("--scheduler", help="dask 调度器地址，多台机器时使用")] = None,
) -> None:
    """读取、检查、计算，写出报告工作簿、公示和 results.json。"""
    from shijibu.checks.inbox import gather
    from shijibu.consolidate.consolidate import consolidate as run
    from shijibu.report.progress import checking
    from shijibu.report.summary import print_summary
    from shijibu.report.write import write_result

    found, when = scheme_and_period(scheme, period)
    received_on = day(received, "--received")
    existing = existing_ledger(ledger)
    if existing is None:
        raise Stop(f"没有台账（{ledger_url(ledger)}），请先下发（shijibu issue），或用 --ledger 指明台账")
    with existing as book, checking(err, len(gather(paths))) as step:
        done = run(paths, found, when, book, received=received_on, workers=workers, scheduler=scheduler, progress=step)
    written = write_result(done, out)
    if json_:
        print_json(done.results)
    print_summary(err, done, written)
    if not done.clean:
        raise typer.Exit(1)


@app.command()
def explain(
    subject: Annotated[str, typer.Argument(help="干部编号、姓名、单位编码或单位名称")],
    period: Annotated[str | None, typer.Option("--period", help="期次；缺省为最近一期")] = None,
    scheme: OneScheme = None,
    ledger: LedgerUrl = None,
    json_: Json = False,
) -> None:
    """说明一个结果是怎么来的：从填报的单元格到结果的每一步，附规则编号。"""
    from shijibu.consolidate.retrace import CannotExplain, retrace
    from shijibu.report.explanation import UnknownSubject, find_subject, to_json, to_text
    from shijibu.report.explanation import explain as explained

    book = existing_ledger(ledger)
    if book is None:
        raise Stop(f"没有台账（{ledger_url(ledger)}），无从说明")
    try:
        with book:
            past = retrace(book, scheme=scheme, period=period)
        kind, id = find_subject(past.evaluation, subject)
    except (CannotExplain, UnknownSubject) as error:
        raise Stop(str(error)) from None
    told = explained(past.evaluation, kind, id, sheets=past.sheets, results=past.results)
    if json_:
        print_json(to_json(told))
    else:
        typer.echo(to_text(told))


@app.command()
def audit(ledger: LedgerUrl = None, json_: Json = False) -> None:
    """核验台账：审计记录是否首尾相接，决定是否被改动。"""
    book = existing_ledger(ledger)
    if book is None:
        raise Stop(f"没有台账（{ledger_url(ledger)}）")
    with book:
        faults = book.verify()
    if json_:
        print_json({"whole": not faults, "faults": faults})
    else:
        typer.echo("\n".join(faults) or "台账完整，没有被改动")
    if faults:
        raise typer.Exit(1)


@app.command()
def sample(
    file: Annotated[Path, typer.Argument(help="名单：.xlsx 或 .csv")],
    strata: Annotated[str, typer.Option("--strata", help="按哪一列分层")],
    size: Annotated[int, typer.Option("--size", help="抽取几行")],
    seed: Annotated[str, typer.Option("--seed", help="种子，相同种子抽取结果相同")],
    out: Out,
    id_column: Annotated[str | None, typer.Option("--id", help="编号列；缺省为第一个不空不重的列")] = None,
    json_: Json = False,
) -> None:
    """分层随机抽样，可重现，附抽样记录。"""
    from shijibu.sampling import CannotSample, draw

    try:
        record = draw(there(file), strata, size, seed, out, id_column)
    except CannotSample as error:
        raise Stop(str(error)) from None
    if json_:
        print_json(record)
    err.print(f"从 {record['rows']} 行中抽取 {size} 行，写到 {out}")


@app.command()
def functions(
    json_: Json = False,
    workbook: Annotated[Path | None, typer.Option("--workbook", help="写一本函数示例工作簿，如 函数示例.xlsx；每个函数都有可复制的活公式")] = None,
) -> None:
    """列出电子表格函数，或写成函数示例工作簿。"""
    if workbook is not None:
        from shijibu.report.function_examples import write_function_examples

        workbook.parent.mkdir(parents=True, exist_ok=True)
        write_function_examples(workbook)
        err.print(f"已写出函数示例：{workbook}")
        if not json_:
            return
    told = [catalogue.entry(r) for r in catalogue.functions()]
    if json_:
        print_json({"functions": told})
        return
    for f in told:
        parameters = ", ".join(f"[{p['name']}]" if p["optional"] else p["name"] for p in f["parameters"])
        typer.echo(f"SHIJI.{f['name']}({parameters})\n  {f['zh']}  〔{'、'.join(f['rules'])}〕")


@app.command(context_settings={"ignore_unknown_options": True})
def call(
    name: Annotated[str, typer.Argument(help="函数名，如 STARLIMIT")],
    arguments: Annotated[list[str] | None, typer.Argument(help="每个参数一个 JSON 值；区域写成行的列表")] = None,
) -> None:
    """计算一个函数，输出 JSON。"""
    values = []
    for text in arguments or []:
        try:
            values.append(json.loads(text))
        except ValueError:
            raise Stop(f"参数“{text}”不是 JSON 值；文字要带双引号") from None
    try:
        result = catalogue.call(name, values)
    except catalogue.UnknownFunction as error:
        raise Stop(str(error)) from None
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
        raise Stop(f"没有“{target}”这个目标；现有：{'、'.join(_HOSTS)}")
    build, install = _HOSTS[target]
    return import_module(build), import_module(install) if install else None


@addin_app.command("build")
def addin_build(
    target: Target,
    out: Annotated[Path, typer.Option("--out", help="写到哪个文件夹")] = Path("."),
    address: Annotated[str | None, typer.Option("--address", help="server：Excel 访问服务器的地址；缺省 https://localhost:8000")] = None,
) -> None:
    """生成加载项文件。"""
    if address is not None and target != "server":
        raise Stop("--address 只用于 server")
    builder, _ = _host(target)
    try:
        err.print(f"已生成 {builder.build(out) if address is None else builder.build(out, address)}")
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
    from shijibu_addin.libreoffice.uno_path import OfficeMissing

    try:
        err.print(getattr(install, what)())
    except (install.CannotInstall, OfficeMissing, PermissionError) as error:
        raise Stop(str(error)) from None


@app.command()
def serve(
    host: Annotated[str, typer.Option("--host", help="监听的地址；缺省只供本机使用，别的地址须设登录口令")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="端口", min=0, max=65535)] = 8000,
    certificate: Annotated[Path | None, typer.Option("--certificate", help="TLS 证书文件（PEM）；Excel 只接受 https")] = None,
    key: Annotated[Path | None, typer.Option("--key", help="证书的私钥文件（PEM）")] = None,
    token_file: Annotated[Path | None, typer.Option("--token-file", help="登录口令所在的文件；缺省取环境变量 SHIJIBU_TOKEN")] = None,
    names: Annotated[list[str] | None, typer.Option("--name", help="服务器的别名，证书里没有写的；可给多次")] = None,
) -> None:
    """启动 Excel 加载项的服务器（另装 shijibu[server]），按 Ctrl+C 停止。"""
    from shijibu_addin.server.serve import serve as run
    from shijibu_addin.server.serve import token_from
    from shijibu_addin.server.settings import ServerFault

    try:
        run(host, port, certificate, key, token_from(token_file), names or (), err.print)
    except ServerFault as error:
        raise Stop(str(error)) from None


app.add_typer(objection_app)
app.command()(file)


@app.command()
def demo(
    scheme: SchemeId = "deqing",
    units: Annotated[int | None, typer.Option("--units", help="单位总数；缺省按方案", min=1)] = None,
    periods: Annotated[int | None, typer.Option("--periods", help="只演示前几期", min=1)] = None,
    seed: Annotated[int, typer.Option("--seed", help="种子")] = 2026,
    out: Out = Path("demo"),
) -> None:
    """用虚构的单位和人员走完全程：名册、下发、填报、交回、检查、汇总。"""
    from shijibu.demo.run import NotEmpty, run_demo

    try:
        run_demo(load(scheme), out, units=units, periods=periods, seed=seed, console=err)
    except NotEmpty as error:
        raise Stop(str(error)) from None


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="显示版本")] = False) -> None:
    if version:
        typer.echo(f"shijibu {__version__}")
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
            return f"没有 {error.option_name} 这个选项；用 --help 查看写法"
        case "BadParameter":
            return f"{name} 的值不对：{error.message}"
        case _:
            return f"命令写得不对：{error.format_message()}"


def main() -> None:
    """The entry point of the command."""
    from shijibu.checks.cluster import NoCluster
    from shijibu.consolidate.consolidate import NothingIssued
    from shijibu.workbook.roster_file import RosterFault

    command = typer.main.get_command(app)
    try:
        code = command.main(prog_name="shijibu", standalone_mode=False)
        raise SystemExit(code if isinstance(code, int) else 0)
    except typer.Exit as leave:
        raise SystemExit(leave.exit_code) from None
    except _WrongCommand as error:
        sentence = _sentence(error)
    except typer.Abort:
        sentence = "已中断"
    except (Stop, UnknownScheme, NotAPeriod, NothingIssued) as error:
        sentence = str(error)
    except SchemeFault as error:
        sentence = f"方案文件有误：\n{error}"
    except RosterFault as error:
        sentence = "名册有误：\n" + "\n".join(error.problems)
    except NoCluster as error:
        sentence = str(error)
    except LedgerUnavailable as error:
        sentence = f"台账打不开：{error}"
    except FileNotFoundError as error:
        sentence = f"没有这个文件：{error.filename or error}"
    except PermissionError as error:
        sentence = f"没有权限：{error.filename or error}"
    except KeyboardInterrupt:
        sentence = "已中断"
    sys.stderr.write(sentence + "\n")
    raise SystemExit(2)
