"""A round's tables as files: Parquet, CSV or workbooks, a file a table, with what every column means beside them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any, Literal

from shijibu import __version__
from shijibu.outside_text import clean, csv_cell, one_line
from shijibu.spreadsheet.wording import NO, YES
from shijibu.tables.frame import frame_of
from shijibu.tables.heading import FRACTION, KIND_LABELS, Heading, Language
from shijibu.tables.look import WORDS_OF_TRUTH
from shijibu.tables.round import INPUTS, Listed, RoundTables
from shijibu.tables.values import value_of
from shijibu.tables.workbook import Sheet, workbook

if TYPE_CHECKING:
    import pandas as pd

ExportFormat = Literal["parquet", "csv", "xlsx"]
FORMATS: tuple[ExportFormat, ...] = ("parquet", "csv", "xlsx")
LANGUAGES: dict[ExportFormat, Language] = {"parquet": "en", "csv": "zh", "xlsx": "zh"}
"""How columns are named where nobody says: for programs by ids, for people as the workbooks have them."""
MANIFEST, COLUMNS, ALL = "manifest.json", "说明.txt", "全部表.xlsx"
"""The files beside the tables: what they are for programs, the same for people, and, of workbooks, all tables in one."""


def exported(round_: RoundTables, format: ExportFormat) -> Iterator[tuple[str, bytes]]:
    """Each file by name and content: `units.parquet`, `inputs_tasks.parquet` …, the manifest last. The columns are named as `round_` names
    them. The same round gives the same bytes. Raises as the tables of RoundTables."""
    listed = {name: round_.listed(name) for name in round_.names}
    made = datetime.combine(round_.period.end, datetime.min.time())
    title = f"{round_.scheme.in_county(round_.scheme.name)}　{round_.period.label}"
    sheets: list[Sheet] = []
    for name, table in listed.items():
        if format == "parquet":
            yield f"{name}.parquet", _parquet(frame_of(table.headings, table.rows, round_.language, title=table.title))
            continue
        rows = [[value_of(h, row.get(h.id), round_.language) for h in table.headings] for row in table.rows]
        if format == "csv":
            yield f"{name}.csv", _csv([h.name(round_.language) for h in table.headings], rows)
        else:
            sheet = _sheet_title(table.title, [s[0] for s in sheets]), table.headings, rows
            sheets.append(sheet)
            yield f"{name}.xlsx", workbook([sheet], round_.language, title=f"{title}　{table.title}", made=made)
    if format == "xlsx":
        yield ALL, workbook([_columns_sheet(listed, round_), *sheets], round_.language, title=title, made=made)
    yield COLUMNS, ("\ufeff" + "\n".join(_columns_said(listed, round_, title, format)) + "\n").replace("\n", "\r\n").encode()
    yield MANIFEST, (json.dumps(_manifest(listed, round_, format), ensure_ascii=False, indent=1) + "\n").encode()


def _parquet(frame: pd.DataFrame) -> bytes:
    out = BytesIO()
    frame.to_parquet(out, index=False)
    return out.getvalue()


def _csv(names: list[str], rows: list[list[Any]]) -> bytes:
    """With the mark by which Excel knows UTF-8, lines as Windows ends them, and no text that would be computed."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([csv_cell(name) for name in names])
    writer.writerows([[_in_csv(v) for v in row] for row in rows])
    return ("\ufeff" + text.getvalue()).encode()


def _in_csv(value: Any) -> Any:
    if isinstance(value, bool):
        return WORDS_OF_TRUTH[value]
    return value.isoformat() if isinstance(value, date) else "" if value is None else csv_cell(value)


def _sheet_title(title: str, taken: list[str]) -> str:
    """A sheet's title as programs take it, used by no other."""
    bare = "".join(" " if c in "[]:*?/\\" else c for c in clean(title)).strip("' ")[:28] or "表"
    named, n = bare, 2
    while named.casefold() in (t.casefold() for t in taken):
        named, n = f"{bare}{n}", n + 1
    return named


def _columns_sheet(listed: dict[str, Listed], round_: RoundTables) -> Sheet:
    """What every column means, as the first sheet."""
    headings = [Heading("table", "表"), Heading("file", "文件"), Heading("name", "列"), Heading("id", "英文名"), Heading("kind", "类型"),
                Heading("rule", "规则", "category"), Heading("about", "说明")]
    rows = [[table.title, f"{name}.xlsx", h.name(round_.language), h.id, KIND_LABELS[h.kind], h.rule, _about(h) or None]
            for name, table in listed.items() for h in table.headings]
    return "说明", headings, rows


def _about(heading: Heading) -> str:
    """What a heading does not say itself: the words of a category, the least first where they have an order."""
    words = "、".join(label if id == label else f"{label}（{id}）" for id, label in heading.words)
    told = f"{'依次为：' if heading.ordered else '可为：'}{words}" if words else ""
    return one_line("；".join(t for t in (heading.about, told) if t))


def _columns_said(listed: dict[str, Listed], round_: RoundTables, title: str, format: ExportFormat) -> Iterator[str]:
    """The same as lines of text."""
    decimals = "结果取四位小数，同后面各期计算所用" if round_.exact else "结果取两位小数，与公布的一致"
    yield from (title, f"按第 {round_.revision} 次汇总（{round_.decided_at[:10]}）导出。{decimals}。", "",
                f"百分数一律为小数：0.45 即 45%。空格为没有数据，不是零。“是否”列写{YES}或{NO}；“依次为”的，排在前面的低。",
                "文本以 = + - @ 开头的，CSV 中前加撇号，以免表格软件当成公式；Parquet 和 xlsx 为原文。")
    if format == "csv" and round_.scheme.cadence == "month":  # 2026年3月 would be taken for a date as well, and sorts wrongly as text
        yield f"期次写作 {round_.period}：Excel 直接打开时会当成日期来显示，可从“数据”里导入并把这一列设为文本，或改用 --format xlsx。"
    yield ""
    for name, table in listed.items():
        yield f"【{table.title}】 {name}　{len(table.rows)} 行"
        for h in table.headings:
            more = "；".join(t for t in (f"规则 {h.rule}" if h.rule else "", _about(h)) if t)
            yield f"  {h.label}　{h.id}　{KIND_LABELS[h.kind]}" + (f"　{more}" if more else "")
        yield ""


def _manifest(listed: dict[str, Listed], round_: RoundTables, format: ExportFormat) -> dict[str, Any]:
    return {
        "scheme": round_.scheme.id, "period": str(round_.period), "revision": round_.revision, "decided_at": round_.decided_at,
        "engine": __version__, "format": format, "headings": round_.language, "decimals": 4 if round_.exact else 2,
        "tables": [{
            "name": name, "title": table.title, "file": f"{name}.{format}", "inputs": name.startswith(INPUTS), "rows": len(table.rows),
            "columns": [_column_said(h, round_) for h in table.headings],
        } for name, table in listed.items()],
    }


def _column_said(heading: Heading, round_: RoundTables) -> dict[str, Any]:
    told: dict[str, Any] = {"name": heading.name(round_.language), "id": heading.id, "label": heading.label, "kind": heading.kind,
                            "unit": heading.unit or (FRACTION if heading.kind == "percent" else None), "rule": heading.rule}
    if heading.words:
        told |= {"categories": heading.categories(round_.language), "ordered": heading.ordered}
    return told
