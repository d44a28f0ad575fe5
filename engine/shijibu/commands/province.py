"""`shijibu province`: every county's round at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shijibu.commands.loading import loaded_for_good
from shijibu.commands.options import Force, Json, Scheduler, Stop, Workers, at_once
from shijibu.terminal import err, print_json

if TYPE_CHECKING:
    from shijibu.province.consolidating import CountyDone


def province(
    where: Annotated[Path, typer.Argument(metavar="各县", help="文件夹，一县一个文件夹；或各县的清单（CSV：县,台账,期次,收件）")],
    out: Annotated[str, typer.Option("--out", help="结果写到这个文件夹，或对象存储的地址，如 s3://桶/实绩簿")],
    period: Annotated[list[str] | None, typer.Option("--period", help="只汇总这几期；缺省为全部")] = None,
    json_: Json = False,
    workers: Workers = 1,
    scheduler: Scheduler = None,
    force: Force = False,
) -> None:
    with loaded_for_good():
        from shijibu.province.consolidating import CountyDone, consolidate_counties
        from shijibu.province.places import places
        from shijibu.province.storage import store_at
        from shijibu.scheme.period import Period

    asked = {Period.parse(text) for text in period or ()}
    if not where.exists():
        raise Stop(f"没有这个文件或文件夹：{where}")
    done, said = list[CountyDone](), 0
    listed = places(where, lambda one: not asked or one in asked)
    for one in consolidate_counties(listed, store_at(out), workers=at_once(workers, scheduler), scheduler=scheduler, force=force):
        done.append(one)
        if not all(county.fault for county in done):  # where every one fails, one sentence says so
            err.print(*(f"{county.county}　{Period.parse(county.period).label}：{_said(county)}" for county in done[said:]), sep="\n")
            said = len(done)
    if not done:
        raise Stop(f"{where} 里没有各县的台账和收件：一县一个文件夹，里面有 shijibu.db 和 期次/returned")
    failed = [one for one in done if one.fault]
    if len(failed) == len(done):
        raise Stop(failed[0].fault if len(done) == 1 else f"没有一个县汇总成；{failed[0].county}：{failed[0].fault}")
    if json_:
        print_json({"counties": [one.to_json() for one in done]})
    err.print(f"汇总了 {len(done) - len(failed)} 个，没有汇总成的 {len(failed)} 个；写到 {out}")
    if not all(one.clean for one in done):
        raise typer.Exit(1)


def _said(one: CountyDone) -> str:
    if one.fault:
        return f"没有汇总：{one.fault}"
    told = [f"接收 {one.returned}", *(f"{word} {n}" for word, n in (("退回", one.rejected), ("未报", one.missing), ("迟报", one.late)) if n)]
    return "，".join(told)
