"""Faults in what the deadline, the public notice, results, similar texts and printed forms name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shijibu.scheme.model import Scheme
from shijibu.scheme.outcomes import OFFICIAL_FACTS, UNIT_FACTS, Similar
from shijibu.scheme.sheets import PersonalSheet, Table
from shijibu.spreadsheet.names import may_be

Fault = tuple[tuple[Any, ...], str]


def named_faults(scheme: Scheme, tables: Mapping[str, Table]) -> Iterator[Fault]:
    """Every such fault, with the place in the file."""
    if (scheme.deadline_days is None) == (scheme.deadline_day is None):
        yield ("deadline_day" if scheme.deadline_day else "deadline_days",), "截止日期写 deadline_days（期末后几天）或 deadline_day（几日），只写一个"
    yield from _notice_faults(scheme)
    for part, figures, facts in (("unit_figures", scheme.unit_figures, UNIT_FACTS), ("official_figures", scheme.official_figures, OFFICIAL_FACTS)):
        for i, figure in enumerate(figures):
            if figure.result and figure.id in facts:
                yield (part, i, "id"), f"汇总结果中 {figure.id} 已有别的意思，写入结果（result）的指标请换一个编号"
    for i, similar in enumerate(scheme.similar):
        yield from ((("similar", i, *at), what) for at, what in _similar_faults(scheme, similar, tables))
    for w, workbook in enumerate(scheme.workbooks):
        for s, sheet in enumerate(workbook.sheets):
            if sheet.personal:
                loc = ("workbooks", w, "sheets", s, "personal")
                yield from (((*loc, *at), what) for at, what in _form_faults(sheet.personal, tables))


def _notice_faults(scheme: Scheme) -> Iterator[Fault]:
    if (scheme.notice_days is None) != (scheme.notice_start is None):
        yield ("notice_days" if scheme.notice_days else "notice_start",), "notice_days（公示几个工作日）和 notice_start（期末后第几天起）要写就都写"
    for part in ("notice_days", "notice_start"):
        path = getattr(scheme, part)
        if path is not None and not scheme.has(path):
            yield (part,), f"没有参数 {path}{may_be(path, scheme.parameter_paths)}"


def _similar_faults(scheme: Scheme, similar: Similar, tables: Mapping[str, Table]) -> Iterator[Fault]:
    table = tables.get(similar.table)
    column = table.column(similar.column) if table else None
    if column is None:
        yield ("column",) if table else ("table",), f"没有栏目 {similar.table}.{similar.column}"
    elif not column.is_input or column.type != "text" or column.carry:
        # What is carried over is the same in every round by itself.
        yield ("column",), f"{similar.table}.{similar.column}：只有每期新填的文字可以比较"
    for part in ("at_least", "least_length", "rounds"):
        if (path := getattr(similar, part)) is not None and not scheme.has(path):
            yield (part,), f"没有参数 {path}{may_be(path, scheme.parameter_paths)}"


def _form_faults(personal: PersonalSheet, tables: Mapping[str, Table]) -> Iterator[Fault]:
    if personal.of in tables:
        for i, id in enumerate(personal.columns):
            if not tables[personal.of].column(id):
                yield ("columns", i), f"表 {personal.of} 没有栏目 {id}{may_be(id, (c.id for c in tables[personal.of].columns))}"
    for i, fact in enumerate(personal.facts):
        table, column = fact.path
        if table not in tables or not tables[table].column(column):
            yield ("facts", i, "from"), f"没有栏目 {fact.source}"
        elif tables[table].owner is None:
            yield ("facts", i, "from"), f"表 {table} 没有说明一行属于谁（owner），取不出某一名干部的行"
    if len(set(personal.copies)) < len(personal.copies):
        yield ("copies",), "两份的名称一样"
