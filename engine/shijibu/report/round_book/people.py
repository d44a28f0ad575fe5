"""Sheets with one row a unit or an official: everything that the scheme shows, and the selections that it asks for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from shijibu.figures.evaluation import Scope
from shijibu.report.listed import Column, Whose
from shijibu.report.page import Listing, column_of
from shijibu.report.reported_round import ACCEPTED, CORRECTED, KEPT, LATE, REJECTED, UNCORRECTED, WITHDRAWN, ReportedRound
from shijibu.report.round_book.links import OFFICIALS, UNITS, Links
from shijibu.scheme.outcomes import Figure
from shijibu.scheme.reports import ReportSheet
from shijibu.scheme.roster import Official, Unit
from shijibu.spreadsheet.wording import MISSING, NO, YES, several

STATE_COLOURS = {
    **dict.fromkeys((MISSING, WITHDRAWN, UNCORRECTED, REJECTED, f"{REJECTED}、{LATE}"), "red"),
    **{f"{ACCEPTED}、{label}{kept}": "yellow" for label in (LATE, CORRECTED) for kept in ("", f"、{KEPT}")},
}
_UNIT = [Column("编码", middle=True, names="unit"), Column("单位", most=24), Column("类别", middle=True)]
_OFFICIAL = [Column("编号", middle=True, most=16, names="official"),
             Column("姓名", middle=True, most=14), Column("单位", most=24), Column("职务", middle=True)]


def _unit(names: Links, unit: Unit) -> list[Any]:
    return [unit.code, names.unit(unit.code), names.reported.kind_label(unit.code)]


def _official(names: Links, official: Official) -> list[Any]:
    return [official.id, names.official(official), names.unit(official.unit), official.post]


def units_list(reported: ReportedRound) -> Listing:
    """Every unit with its figures; one without an accepted return has none."""
    figures, empty = _with_data(reported.scheme.unit_figures, reported.figures.units.values())
    names = Links(reported)
    columns = [*_UNIT, Column("报送情况", middle=True, colours=STATE_COLOURS), *map(column_of, figures)]
    rows = [
        [u.code, names.people(u), reported.kind_label(u.code), reported.state_of(u.code), *(reported.unit_cell(u.code, f) for f in figures)]
        for u in reported.roster.units
    ]
    return Listing(UNITS, f"{reported.period.label}各单位考评结果", columns, rows, note=_counted(rows, empty), frozen=2)


def officials_list(reported: ReportedRound) -> Listing:
    """Every official with figures, and the lists that he or she is on."""
    figures, empty = _with_data(reported.scheme.official_figures, reported.figures.officials.values())
    columns = [*_OFFICIAL, Column("班子成员", middle=True), *map(column_of, figures), Column("列入名单", most=34)]
    names = Links(reported)
    on: dict[str, list[str]] = {}
    for rule, listed in reported.listed():
        for one in listed:
            if isinstance(one, Official):
                on.setdefault(one.id, []).append(rule.title)
    rows = [
        [o.id, Whose.of(o.name, "official", o.id), names.unit(o.unit), o.post, YES if o.team else NO,
         *(reported.official_cell(o.id, f) for f in figures), several(on.get(o.id, []))]
        for o in reported.roster.officials
    ]
    return Listing(OFFICIALS, f"{reported.period.label}干部考评结果", columns, rows, note=_counted(rows, empty), frozen=2)


def _with_data(figures: Iterable[Figure], given: Collection[Mapping[str, Any]]) -> tuple[list[Figure], list[Figure]]:
    """The figures that are shown, and those of them left out because nobody has any this round, such as a year's in its first month."""
    asked = [f for f in figures if f.show]
    filled = {f.id for f in asked for values in given if values.get(f.id) not in (None, "")}
    return [f for f in asked if f.id in filled], [f for f in asked if f.id not in filled]


def _counted(rows: Sequence[Any], empty: Sequence[Figure]) -> str:
    left_out = f"；本期没有数据的栏目不列：{several(f.label for f in empty)}" if empty else ""
    return f"共 {len(rows)} 条{left_out}"


def scheme_list(reported: ReportedRound, sheet: ReportSheet) -> Listing:
    """A selection that the scheme asks for, such as the units with a proposed measure."""
    names = Links(reported)
    note = f"依据 {sheet.rule}" if sheet.rule else ""
    if sheet.of == "units":
        figures = _figures(reported.scheme.unit_figures, sheet)
        units = [u for u in reported.roster.units if _chosen(reported, sheet, figures, Scope(u.code))]
        rows = [[*_unit(names, u), *(reported.unit_cell(u.code, f) for f in figures)] for u in units]
        columns = [*_UNIT, *map(column_of, figures)]
    else:
        figures = _figures(reported.scheme.official_figures, sheet)
        officials = [o for o in reported.roster.officials if _chosen(reported, sheet, figures, Scope(o.unit, official=o.id))]
        rows = [[*_official(names, o), *(reported.official_cell(o.id, f) for f in figures)] for o in officials]
        columns = [*_OFFICIAL, *map(column_of, figures)]
    count = f"共 {len(rows)} 条"
    return Listing(sheet.title, f"{reported.period.label}{sheet.title}", columns, rows, note=f"{count}；{note}" if note else count, frozen=2)


def _figures(known: list[Figure], sheet: ReportSheet) -> list[Figure]:
    return [f for id in sheet.figures for f in known if f.id == id]


def _chosen(reported: ReportedRound, sheet: ReportSheet, figures: Sequence[Figure], scope: Scope) -> bool:
    """Those with an accepted return stand on a selection, and all where its figures do not depend on one."""
    stands = scope.unit in reported.evaluation.books or all(f.always for f in figures)
    return stands and (sheet.where is None or reported.evaluation.true(sheet.where, scope))
