"""Faults in what the deadline, the public notice, similar texts and printed forms name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shijibu.scheme.model import Scheme
from shijibu.scheme.outcomes import Similar
from shijibu.scheme.sheets import PersonalSheet, Table

Fault = tuple[tuple[Any, ...], str]


def named_faults(scheme: Scheme, tables: Mapping[str, Table]) -> Iterator[Fault]:
    """Every such fault, with the place in the file."""
    if (scheme.deadline_days is None) == (scheme.deadline_day is None):
        yield ("deadline_day" if scheme.deadline_day else "deadline_days",), "a scheme has exactly one of deadline_days, deadline_day"
    yield from _notice_faults(scheme)
    for i, similar in enumerate(scheme.similar):
        yield from ((("similar", i, *at), what) for at, what in _similar_faults(scheme, similar, tables))
    for w, workbook in enumerate(scheme.workbooks):
        for s, sheet in enumerate(workbook.sheets):
            if sheet.personal:
                loc = ("workbooks", w, "sheets", s, "personal")
                yield from (((*loc, *at), what) for at, what in _form_faults(sheet.personal, tables))


def _notice_faults(scheme: Scheme) -> Iterator[Fault]:
    if (scheme.notice_days is None) != (scheme.notice_start is None):
        yield ("notice_days" if scheme.notice_days else "notice_start",), "notice_days and notice_start go together"
    for part in ("notice_days", "notice_start"):
        path = getattr(scheme, part)
        if path is not None and not scheme.has(path):
            yield (part,), f"no such parameter: {path}"


def _similar_faults(scheme: Scheme, similar: Similar, tables: Mapping[str, Table]) -> Iterator[Fault]:
    table = tables.get(similar.table)
    column = table.column(similar.column) if table else None
    if column is None:
        yield ("column",) if table else ("table",), f"no column {similar.table}.{similar.column}"
    elif not column.is_input or column.type != "text" or column.carry:
        # What is carried over is the same in every round by itself.
        yield ("column",), f"{similar.table}.{similar.column}: only a text that is filled in afresh each round can be compared"
    for part in ("at_least", "least_length", "rounds"):
        if (path := getattr(similar, part)) is not None and not scheme.has(path):
            yield (part,), f"no such parameter: {path}"


def _form_faults(personal: PersonalSheet, tables: Mapping[str, Table]) -> Iterator[Fault]:
    if personal.of in tables:
        for i, id in enumerate(personal.columns):
            if not tables[personal.of].column(id):
                yield ("columns", i), f"no column {personal.of}.{id}"
    for i, fact in enumerate(personal.facts):
        table, column = fact.path
        if table not in tables or not tables[table].column(column):
            yield ("facts", i, "from"), f"no column {fact.source}"
        elif tables[table].owner is None:
            yield ("facts", i, "from"), f"table {table} has no owner column, so no row of it is one official's"
    if len(set(personal.copies)) < len(personal.copies):
        yield ("copies",), "two copies of one name"
