"""`shijibu export`: a round's tables as files, for people who work with data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from shijibu.commands.ledgers import LedgerUrl, OneScheme, needed_ledger
from shijibu.commands.loading import loaded_for_good
from shijibu.commands.options import Force, Json, PeriodText, Stop
from shijibu.terminal import err, print_json, say

if TYPE_CHECKING:
    from shijibu.ledger import Ledger
    from shijibu.tables.export import ExportFormat
    from shijibu.tables.heading import Language


def export(
    period: PeriodText,
    out: Annotated[Path, typer.Option("--out", help="写到这个文件夹：一个表一个文件，另有说明.txt和 manifest.json")],
    format_: Annotated[str, typer.Option("--format", help="parquet、csv 或 xlsx")] = "parquet",
    headings: Annotated[str | None, typer.Option("--headings", help="列名：zh 中文，en 英文；缺省 csv、xlsx 用中文，parquet 用英文")] = None,
    exact: Annotated[bool, typer.Option("--exact", help="结果取四位小数，同后面各期计算所用；缺省两位，同公布的")] = False,
    scheme: OneScheme = None,
    ledger: LedgerUrl = None,
    json_: Json = False,
    force: Force = False,
) -> None:
    with loaded_for_good():
        from shijibu.files import together
        from shijibu.files.kept import written_before
        from shijibu.scheme.period import Period
        from shijibu.spreadsheet.wording import JOINT
        from shijibu.tables.export import FORMATS, LANGUAGES, exported
        from shijibu.tables.round import INPUTS, RoundTables

    if format_ not in FORMATS:
        raise Stop(f"--format 应为 {JOINT.join(FORMATS)} 之一，现为“{format_}”")
    if headings not in (None, "zh", "en"):
        raise Stop(f"--headings 应为 zh 或 en，现为“{headings}”")
    format = cast("ExportFormat", format_)
    when = str(Period.parse(period))
    with needed_ledger(ledger) as book:
        language = cast("Language | None", headings) or LANGUAGES[format]
        round_ = RoundTables(book, scheme or _scheme_of(book, when), when, headings=language, exact=exact)
        with together(out, force=force) as batch:
            for name, data in exported(round_, format):
                batch.write(name, data)
            manifest = json.loads(data)  # the last one
            batch.without(n for n in written_before(out) if n.startswith(INPUTS) and n.endswith(f".{format}"))  # of a round that had other tables
    if json_:
        print_json(manifest)
    else:
        say(*(f"{t['title']}　{t['rows']} 行 {len(t['columns'])} 列　{t['file']}" for t in manifest["tables"]))
    err.print(f"已写出 {len(manifest['tables'])} 个表：{out}")


def _scheme_of(book: Ledger, period: str) -> str:
    """The only scheme that has decided the period. Raises NotDecided."""
    from shijibu.rounds.decided import NotDecided
    from shijibu.scheme.period import Period
    from shijibu.spreadsheet.wording import JOINT

    schemes = sorted({id for id, _ in book.versions()})
    having = [id for id in schemes if any(d.period == period for d in book.decided(id))]
    if not having:
        raise NotDecided(f"台账中没有{Period.parse(period).label}的汇总结果")
    if len(having) > 1:
        raise NotDecided(f"{Period.parse(period).label}有 {len(having)} 个考评方案的汇总结果（{JOINT.join(having)}），请用 --scheme 指明")
    return having[0]
