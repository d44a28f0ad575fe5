"""A filled sample of a unit's workbook: what the staff look at before they fill in theirs. It is from `sample.yaml` in the scheme's folder; of
a scheme that has none, made up as the demo's workbooks are."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from shijibu.demo.blank import Blank
from shijibu.demo.fill import Filler, cell_changes
from shijibu.demo.people import PER_KIND, made_up_roster
from shijibu.demo.run import YEAR
from shijibu.errors import ShijibuError
from shijibu.figures.evaluation import PastRound, Row
from shijibu.issuing.issued import RoundWorkbooks
from shijibu.issuing.patch import Master
from shijibu.issuing.prefill import completed
from shijibu.returns.reader import read
from shijibu.returns.returned import Returned, read_back
from shijibu.scheme.kept import Kept
from shijibu.scheme.load import UnknownScheme, scheme_file
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Official, Roster, Unit
from shijibu.scheme.sheets import Table
from shijibu.scheme.yaml_text import YamlText

FILE = "sample.yaml"
_KEY = b"sample"  # a ledger's own key signs what is issued: a sample that is handed in as a return is recognised
_SEED, _PACE = 1, 1.0


class SampleFault(ShijibuError):
    """The sample cannot be made; the text says where the file is wrong."""


class Before(BaseModel):
    """What was decided in the round before: figures by unit and by official, for rows that follow from them."""

    model_config = ConfigDict(extra="forbid")

    units: dict[str, dict[str, Any]] = {}
    officials: dict[str, dict[str, Any]] = {}


class Sample(BaseModel):
    """One unit's entries in one round. `others` are the units that the entries name; a row of a prefilled table names the row it completes."""

    model_config = ConfigDict(extra="forbid")

    period: str
    unit: dict[str, str]
    others: list[dict[str, str]] = []
    officials: list[dict[str, str]]
    before: Before = Before()
    rows: dict[str, list[dict[str, Any]]]


def filled_sample(scheme: Scheme) -> bytes:
    """The unit workbook of `scheme`, filled in as its sample.yaml says, or with made-up entries; live figures computed. Raises SampleFault."""
    try:
        file = scheme_file(scheme.id).with_name(FILE)
    except UnknownScheme:  # a scheme workbook's
        return _made_up(scheme)
    if not file.exists():
        return _made_up(scheme)
    try:
        sample = Sample.model_validate(YamlText(file.read_text(encoding="utf-8")).values)
        return _filled(scheme, sample)
    except (ValidationError, KeyError, ValueError) as error:
        raise SampleFault(f"{_told(file)}：{error}") from None


def _iso(values: dict[str, Any]) -> dict[str, Any]:
    """Dates as ISO texts."""
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in values.items()}


def _told(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"


def _made_up(scheme: Scheme) -> bytes:
    period = Period(YEAR, 1, scheme.cadence)
    roster = made_up_roster(scheme, len(scheme.roster.kinds) * PER_KIND, Random(_SEED))
    unit = roster.units[0]
    data, _ = RoundWorkbooks(scheme, period, roster, deadline=scheme.due(period), past=[]).workbook(unit, 1, _KEY)
    book = read_back(read(data), kept=Kept.alone(scheme))
    blank = Blank.of(book)
    rows = Filler(scheme, period, roster, Random(_SEED), _PACE).rows(blank)
    return Master(data).fill(cell_changes(blank, rows, roster))


def _filled(scheme: Scheme, sample: Sample) -> bytes:
    period = Period.parse(sample.period, scheme.cadence)
    roster = _roster(sample)
    units, officials = ({id: _iso(figures) for id, figures in told.items()} for told in (sample.before.units, sample.before.officials))
    past = PastRound(period.previous, units, officials, {})
    workbooks = RoundWorkbooks(scheme, period, roster, deadline=scheme.due(period), past=[past])
    unit = roster.unit(sample.unit["code"])
    assert unit is not None
    data, _ = workbooks.workbook(unit, 1, _KEY)
    book = read_back(read(data), kept=Kept.alone(scheme))
    if unknown := sample.rows.keys() - book.places.keys():
        raise ValueError(f"rows：本期工作簿没有表 {'、'.join(sorted(unknown))}；现有：{'、'.join(book.places)}")
    rows = {id: _rows(book, place.table, sample.rows.get(id, [])) for id, place in book.places.items()}
    return Master(data).fill(cell_changes(Blank.of(book), rows, roster))


def _roster(sample: Sample) -> Roster:
    units = [_unit(told) for told in (sample.unit, *sample.others)]
    return Roster.of(units, [_official(told, sample.unit["code"]) for told in sample.officials])


def _unit(told: dict[str, str]) -> Unit:
    extra = {k: v for k, v in told.items() if k not in Unit.model_fields}
    return Unit(code=told["code"], name=told["name"], kind=told["kind"], extra=extra)


def _official(told: dict[str, str], unit: str) -> Official:
    extra = {k: v for k, v in told.items() if k not in Official.model_fields}
    return Official(id=told["id"], name=told["name"], unit=told.get("unit", unit), post=told["post"], team=told["team"] == "是", extra=extra)


def _rows(book: Returned, table: Table, told: list[dict[str, Any]]) -> list[Row]:
    columns = {c.id for c in table.columns}
    entries = [_iso(values) for values in told]
    for values in entries:
        if unknown := values.keys() - columns:
            raise ValueError(f"rows.{table.id}：没有列 {'、'.join(sorted(unknown))}；现有：{'、'.join(c.id for c in table.columns)}")
    rows, nowhere = completed(table, book.facts.prefilled.get(table.id, []), entries)
    if nowhere:
        raise ValueError(f"rows.{table.id}：没有与 {entries[nowhere[0]]} 相符的预填行")
    return rows
