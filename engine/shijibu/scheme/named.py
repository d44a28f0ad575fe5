"""Faults in what the deadline, the public notice, similar texts and printed forms name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from shijibu.scheme.model import PersonalSheet, Scheme, Similar, Table

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
    for part, least in (("notice_days", 1), ("notice_start", 0)):
        path = getattr(scheme, part)
        if path is not None and (what := _not_a_number(scheme, path, least, whole=True)):
            yield (part,), what


def _similar_faults(scheme: Scheme, similar: Similar, tables: Mapping[str, Table]) -> Iterator[Fault]:
    table = tables.get(similar.table)
    column = table.column(similar.column) if table else None
    if column is None:
        yield ("column",) if table else ("table",), f"no column {similar.table}.{similar.column}"
    elif not column.is_input or column.type != "text" or column.carry:
        # What is carried over is the same in every round by itself.
        yield ("column",), f"{similar.table}.{similar.column}: only a text that is filled in afresh each round can be compared"
    if what := _not_a_number(scheme, similar.at_least, 0, most=1):
        yield ("at_least",), what
    if what := _not_a_number(scheme, similar.least_length, 1, whole=True):
        yield ("least_length",), what


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


def _not_a_number(scheme: Scheme, path: str, least: float, *, most: float | None = None, whole: bool = False) -> str | None:
    """What is wrong with a parameter that must be a number from `least` to `most`."""
    try:
        value = scheme.parameter(path)
    except KeyError:
        return f"no such parameter: {path}"
    fits = isinstance(value, (int, float)) and value >= least and (most is None or value <= most) and (not whole or float(value).is_integer())
    if fits:
        return None
    return f"{path} must be a {'whole ' if whole else ''}number, {least} or more{f', {most} at most' if most is not None else ''}; it is {value!r}"
