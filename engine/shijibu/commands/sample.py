"""`shijibu sample`: a stratified random sample."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shijibu.commands.loading import loaded_for_good
from shijibu.commands.options import Force, Json, Out, existing_path
from shijibu.terminal import err, print_json


def sample(
    file: Annotated[Path, typer.Argument(metavar="名单", help="名单：.xlsx 或 .csv")],
    strata: Annotated[str, typer.Option("--strata", help="按哪一列分层")],
    size: Annotated[int, typer.Option("--size", help="抽取几行", min=1)],
    seed: Annotated[str, typer.Option("--seed", help="种子，相同种子抽取结果相同")],
    out: Out,
    id_column: Annotated[str | None, typer.Option("--id", help="编号列；缺省为第一个不空不重的列")] = None,
    json_: Json = False,
    force: Force = False,
) -> None:
    with loaded_for_good():
        from shijibu.sampling import draw

    record = draw(existing_path(file), strata, size, seed, out, id_column, force=force)
    if json_:
        print_json(record)
    for notice in record["notices"]:
        err.print(f"提醒：{notice}", markup=False)
    err.print(f"从 {record['rows']} 行中抽取 {size} 行，写到 {out}", markup=False)
