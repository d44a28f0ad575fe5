"""What a report says of its own figures, in defined names: which round it is of, whose each row of a list is, and what each column shows.

A defined name moves with its cells when somebody inserts columns, sorts rows or renames the sheet, and stays when another program saves the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from shijibu.figures.steps import SubjectKind

if TYPE_CHECKING:
    from shijibu.ledger import Head

_NONE = "-"
Shows = Literal["figure", "change"]
REPORT = "shiji.report"
"""The name that stands for no cells, but says the scheme, the period and the ledger's head as of the decision."""
_SAID = re.compile(r'="(?P<scheme>[a-z][a-z0-9_]{0,40}) (?P<period>[0-9A-Z-]{4,10}) (?P<head>-|[0-9]{1,12}(?:-[0-9a-f]{4}){4})"')
_COLUMN = re.compile(r"shiji\.(?P<shows>figure|change)\.(?P<kind>unit|official)\.(?P<figure>[a-z][a-z0-9_.]*?)(?:\.(?P<period>[0-9][0-9A-Z_]*))?")
_WHOSE = re.compile(r"shiji\.whose\.(?P<kind>unit|official)")


@dataclass(frozen=True, slots=True)
class ReportSaid:
    """Of which round a report is; head: of the trail as of its decision, None where there was none."""

    scheme: str
    period: str
    head: Head | None

    @property
    def formula(self) -> str:
        """What the name REPORT stands for."""
        return f'="{self.scheme} {self.period} {self.head or _NONE}"'

    @classmethod
    def parse(cls, formula: str) -> ReportSaid | None:
        """None for what no report of ours says."""
        from shijibu.ledger import Head

        found = _SAID.fullmatch(formula)
        return cls(found["scheme"], found["period"], None if found["head"] == _NONE else Head.parse(found["head"])) if found else None


@dataclass(frozen=True, slots=True)
class ColumnSaid:
    """What a column shows: a figure of whoever the row is, or its change against the round before. figure: as `explain --figure` takes it;
    period: of which other round, empty for the report's own."""

    kind: SubjectKind
    figure: str
    period: str = ""
    shows: Shows = "figure"

    @property
    def name(self) -> str:
        """The defined name of the column's cells."""
        return ".".join(("shiji", self.shows, self.kind, self.figure, *([self.period.replace("-", "_")] if self.period else [])))

    @classmethod
    def parse(cls, name: str) -> ColumnSaid | None:
        """None for a name that says nothing of the kind."""
        found = _COLUMN.fullmatch(name)
        if found is None:
            return None
        kind: SubjectKind = "unit" if found["kind"] == "unit" else "official"
        shows: Shows = "change" if found["shows"] == "change" else "figure"
        return cls(kind, found["figure"], (found["period"] or "").replace("_", "-"), shows)


def whose_name(kind: str) -> str:
    """The defined name of the cells that say by code or id whose each row is."""
    return f"shiji.whose.{kind}"


def whose_kind(name: str) -> SubjectKind | None:
    """Whether such a name says that rows are units' or officials'."""
    found = _WHOSE.fullmatch(name)
    return None if found is None else "unit" if found["kind"] == "unit" else "official"


def column_names(columns: Iterable[tuple[str, str, str, bool]]) -> Iterator[tuple[int, str]]:
    """The names of a list's columns by their place from 0; none where no column says whose the rows are.

    columns: of each whose it names (unit, official or empty), the figure and the other period that it shows, and whether it is a change.
    """
    those = list(columns)
    whose = next(((i, names) for i, (names, *_) in enumerate(those) if names), None)
    if whose is None:
        return
    kind: SubjectKind = "unit" if whose[1] == "unit" else "official"
    used = {whose_name(kind)}
    yield whose[0], whose_name(kind)
    for i, (_, figure, period, change) in enumerate(those):
        name = ColumnSaid(kind, figure, period, "change" if change else "figure").name
        if figure and name not in used:
            used.add(name)
            yield i, name
