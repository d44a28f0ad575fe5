"""What is wrong with worked examples before they are computed: names that nothing stands behind, values that no cell could hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any

from shijibu.scheme.model import Scheme
from shijibu.scheme.period import NotAPeriod, Period
from shijibu.scheme.sheets import Column, Table
from shijibu.scheme.worked import Expected, Given, Subject, WorkedExample
from shijibu.spreadsheet.names import may_be
from shijibu.spreadsheet.wording import said

Fault = tuple[tuple[Any, ...], str]


def worked_faults(scheme: Scheme) -> Iterator[Fault]:
    """Every fault, with the place in the file."""
    for i, example in enumerate(scheme.examples):
        if example.title in [e.title for e in scheme.examples[:i]]:
            yield ("examples", i, "title"), f"有两个算例都叫“{example.title}”"
        yield from ((("examples", i, *loc), what) for loc, what in _Example(scheme, example).faults())


class _Example:
    def __init__(self, scheme: Scheme, example: WorkedExample) -> None:
        self.scheme, self.example = scheme, example
        self.units, self.officials = [u.name for u in example.units], [o.name for o in example.officials]
        self.figures = {
            "unit": {f.id: f.label for f in scheme.unit_figures if not f.problems}, "official": {f.id: f.label for f in scheme.official_figures}}
        self.tables = {t.id: t.title for w in scheme.workbooks for s in w.sheets for t in s.tables}
        self.lists = {r.id: r.title for r in scheme.lists}

    def faults(self) -> Iterator[Fault]:
        yield from self._roster()
        try:
            period = Period.parse(self.example.period, self.scheme.cadence)
        except NotAPeriod as error:
            yield ("period",), str(error)
            return
        for i, earlier in enumerate(self.example.before):
            yield from self._whose(("before", i), earlier.of, [*self.units, *self.officials])
            known = self.figures["official" if earlier.of in self.officials else "unit"]
            if earlier.figure not in known:
                yield ("before", i, "figure"), f"没有名为 {earlier.figure} 的指标{_near(earlier.figure, known)}"
            try:
                if Period.parse(earlier.period, self.scheme.cadence) >= period:
                    yield ("before", i, "period"), f"{earlier.period} 不早于算例的 {period}"
            except NotAPeriod as error:
                yield ("before", i, "period"), str(error)
        for i, given in enumerate(self.example.given):
            yield from ((("given", i, *loc), what) for loc, what in self._given(given, period))
        for i, expected in enumerate(self.example.expects):
            yield from self._whose(("expects", i), expected.of, [*self.units, *self.officials])
            if what := self._unknown(expected):
                yield ("expects", i, "figure"), what

    def _whose(self, loc: tuple[Any, ...], of: str | None, known: Collection[str]) -> Iterator[Fault]:
        if of is not None and of not in known:
            yield (*loc, "of"), f"算例的名册里没有“{of}”{may_be(of, known)}"

    def _roster(self) -> Iterator[Fault]:
        kinds = {k.id: k.label for k in self.scheme.roster.kinds}
        if self.example.kind is not None and self.example.kind not in kinds:
            yield ("kind",), f"没有名为 {self.example.kind} 的单位类别{_near(self.example.kind, kinds)}"
        if not self.units:
            yield ("kind",), "没有写是哪类单位；写单位类别，或在算例的名册里写一个单位"
        names = [s.name for s in (*self.example.units, *self.example.officials)]
        for i, subject in enumerate(self.example.roster):
            loc = ("roster", i)
            if names.count(subject.name) > 1:
                yield (*loc, "name"), f"“{subject.name}”在名册里不止一个"
            if subject.kind is not None and subject.kind not in kinds:
                yield (*loc, "kind"), f"没有名为 {subject.kind} 的单位类别{_near(subject.kind, kinds)}"
            yield from (((*loc, "links", j), f"名册里没有单位“{name}”{may_be(name, self.units)}")
                        for j, name in enumerate(subject.links) if name not in self.units)
            if subject.unit is not None and subject.unit not in self.units:
                yield (*loc, "unit"), f"名册里没有单位“{subject.unit}”{may_be(subject.unit, self.units)}"
            if wrong := [label for label, there in (("单位", subject.unit), ("职务", subject.post)) if subject.kind is not None and there]:
                yield (*loc, "unit" if subject.unit else "post"), f"“{subject.name}”写了单位类别，就是单位，不写{'、'.join(wrong)}"
            yield from self._extra(loc, subject)

    def _extra(self, loc: tuple[Any, ...], subject: Subject) -> Iterator[Fault]:
        own = {c.id: c for c in self.scheme.roster.columns if c.of == ("units" if subject.kind is not None else "officials")}
        for id, value in subject.extra.items():
            column = own.get(id)
            if column is None:
                yield (*loc, "extra", id), f"名册没有栏目 {id}{_near(id, {c.id: c.heading for c in own.values()})}"
            elif column.choices and value not in column.choices:
                yield (*loc, "extra", id), f"“{value}”不在可选项中；可填：{'、'.join(column.choices)}"

    def _given(self, given: Given, period: Period) -> Iterator[Fault]:
        county = self.scheme.county_workbook(period.round)
        now = {t.id: t for w in (self.scheme.unit_workbook, *([county] if county else [])) for t in w.tables_of(period.round)}
        table = now.get(given.table)
        if table is None:
            unknown = f"没有名为 {given.table} 的表{_near(given.table, self.tables)}"
            yield ("table",), f"{period.label}没有这张表" if given.table in self.tables else unknown
            return
        yield from self._whose((), given.of, self.units)
        columns = [table.column(id) for id in given.columns]
        for j, (id, column) in enumerate(zip(given.columns, columns, strict=True)):
            if what := _wrong_column(table, id, column, given.columns[:j]):
                yield ("columns", j), what
        for r, row in enumerate(given.rows):
            if (beyond := next((j for j, v in enumerate(row) if j >= len(columns) and v is not None), None)) is not None:
                yield ("rows", r, beyond), f"这一格上面没有栏目：只写了 {len(columns)} 个栏目"
            for j, (value, column) in enumerate(zip(row, columns, strict=False)):
                if column is not None and value is not None and (what := self._wrong_value(column, value)):
                    yield ("rows", r, j), f"“{column.label}”：{what}"

    def _wrong_value(self, column: Column, value: Any) -> str:
        """What is wrong with a value; empty where nothing is."""
        if column.type in ("number", "integer", "percent"):
            return _wrong_number(column, value)
        if not isinstance(value, str):
            return f"{said(value)}是数字，不是文字"
        match column.type:
            case "date":
                return "" if _is_day(value) else f"“{value}”不是日期；写作 2026-03-05"
            case "choice" if value not in (column.choices or ()):
                return f"“{value}”不在可选项中；可填：{'、'.join(column.choices or ())}"
            case "official" if value not in self.officials:
                return f"算例的名册里没有干部“{value}”{may_be(value, self.officials)}"
            case "units":
                missing = next((name for name in value.split(";") if name not in self.units), None)
                return "" if missing is None else f"算例的名册里没有单位“{missing}”{may_be(missing, self.units)}"
        return ""

    def _unknown(self, expected: Expected) -> str:
        """What is said of a figure that is none; empty where it is one."""
        known = self.figures["official" if expected.of in self.officials else "unit"] | self.lists
        head, dot, last = expected.figure.partition(".")
        if not dot:
            return "" if head in known else f"没有名为 {head} 的指标或名单{_near(head, known)}"
        table = self.scheme.table(head)
        if table is None:
            return f"没有名为 {head} 的表{_near(head, self.tables)}"
        columns = {c.id: c.label for c in table.columns}
        return "" if last in columns else f"表“{table.title}”没有栏目 {last}{_near(last, columns)}"


def _wrong_column(table: Table, id: str, column: Column | None, before: Iterable[str]) -> str:
    if column is None:
        return f"表“{table.title}”没有栏目 {id}{_near(id, {c.id: c.label for c in table.columns if c.live is None})}"
    if column.live is not None:
        return f"“{column.label}”是自动计算的栏目，不能填"
    return f"“{column.label}”写了两次" if id in before else ""


def _wrong_number(column: Column, value: Any) -> str:
    if not isinstance(value, (int, float)):
        return f"“{value}”是文字，不是数字"
    if column.type == "integer" and value != int(value):
        return f"{said(value)}不是整数"
    percent = column.type == "percent"
    least = 0 if percent and column.min is None else column.min
    most = 1 if percent and column.max is None else column.max
    if (least is not None and value < least) or (most is not None and value > most) or (column.above is not None and value <= column.above):
        return f"{said(value, percent=percent)}超出范围"
    return ""


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _near(typed: str, known: dict[str, str]) -> str:
    """Which may be meant, by the scheme's own word or by the one that people read."""
    return may_be(typed, [*known, *known.values()])
