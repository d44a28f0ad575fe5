"""A decided round as every report tells of it: the files and what became of them, and the questions that all reports ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal

from shijibu.checks.checked import Checked
from shijibu.figures.evaluation import Evaluation
from shijibu.problems.problem import Problem
from shijibu.rounds.decided import DecidedRound
from shijibu.rounds.kept import issued_units
from shijibu.rounds.proposals import Considered, listed
from shijibu.rounds.sorting import Sorted
from shijibu.rules.values import shown
from shijibu.scheme.model import UnitKind
from shijibu.scheme.outcomes import Figure, ListRule
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Official, Unit
from shijibu.spreadsheet.number import settle
from shijibu.spreadsheet.wording import MISSING, NO, NO_CARD, YES, in_sentence, joined

FileState = Literal["accepted", "kept", "rejected", "rejected before", "superseded", "ignored"]
FILE_STATES: dict[FileState, str] = {"accepted": "已接收", "kept": "沿用以前接收的", "rejected": "已退回", "rejected before": "以前退回",
                                     "superseded": "已有更新", "ignored": "临时文件"}
GIVEN: tuple[FileState, ...] = ("accepted", "rejected", "superseded", "ignored")  # this time; the others come from the ledger
COUNTING: tuple[FileState, ...] = ("accepted", "kept", "rejected", "rejected before")
ACCEPTED, REJECTED, LATE, CORRECTED, KEPT = "已接收", "已退回", "迟报", "逾期更正", "沿用"
WITHDRAWN, UNCORRECTED = f"{MISSING}（已撤回）", f"{MISSING}（退回未改）"


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A file of the inbox, or of an earlier one, and what became of it."""

    path: str
    state: FileState
    unit: str | None = None
    problems: tuple[Problem, ...] = ()


class ReportedRound:
    """A decided round, and what reports ask of it."""

    def __init__(self, decided: DecidedRound) -> None:
        self.decided, self.scheme, self.period, self.roster = decided, decided.scheme, decided.period, decided.roster
        self.results, self.figures = decided.results, decided.figures

    @property
    def evaluation(self) -> Evaluation:
        return self.decided.evaluation

    @cached_property
    def files(self) -> list[ReportFile]:
        """Every file with what became of it, by path."""
        return files_of(self.decided.files)

    @cached_property
    def issued(self) -> set[str]:
        """The units whose return is expected."""
        return issued_units(self.decided.round, self.scheme)

    @cached_property
    def considered(self) -> list[Considered]:
        """What the round proposes, with what was decided of it; then what it proposes no more."""
        return self.decided.considered()

    @cached_property
    def open_proposals(self) -> dict[str, Considered]:
        """What the round proposes now, by name."""
        return {c.proposal.name: c for c in self.considered if not c.lapsed}

    def on_list(self, rule: ListRule, one: Official | Unit) -> Considered:
        """What was decided of somebody on a list."""
        return self.open_proposals[listed(rule, one.id if isinstance(one, Official) else one.code).name]

    @property
    def deadline(self) -> date | None:
        return self.decided.round.deadline

    # counts

    @cached_property
    def accepted_units(self) -> set[str]:
        return set(self.evaluation.books) & self.issued

    @cached_property
    def rejected_units(self) -> set[str]:
        """Units whose only returns were rejected."""
        return self.issued - self.accepted_units - set(self.results.missing)

    @cached_property
    def files_of_unit(self) -> dict[str, list[ReportFile]]:
        """The files of each unit, by path."""
        out: dict[str, list[ReportFile]] = {}
        for file in self.files:
            if file.unit is not None:
                out.setdefault(file.unit, []).append(file)
        return out

    def files_that_are(self, state: FileState) -> list[ReportFile]:
        return [f for f in self.files if f.state == state]

    def state_of(self, code: str) -> str:
        """已接收, 已退回, 未报; with 迟报 or 逾期更正 where that is so, and 沿用 where it was taken before."""
        if code in self._missing:
            return WITHDRAWN if code in self.results.withdrawn else UNCORRECTED if code in self.uncorrected else MISSING
        state = ACCEPTED if code in self.evaluation.books else REJECTED
        return "、".join([state, *(label for label, units in self._beside if code in units)])

    @cached_property
    def _missing(self) -> frozenset[str]:
        return frozenset(self.results.missing)

    @cached_property
    def _beside(self) -> list[tuple[str, frozenset[str]]]:
        """What is said beside the state of a return, and of which units."""
        results = self.results
        return [(label, frozenset(units)) for label, units in ((LATE, results.late), (CORRECTED, results.corrected), (KEPT, results.kept))]

    @cached_property
    def uncorrected(self) -> set[str]:
        """Missing units of which an earlier run rejected a return."""
        return {r.unit for r in self.results.rejected_before if r.unit is not None}

    # people and units

    def unit_name(self, code: str | None) -> str:
        """A unit's name; the county's own workbook has one by the scheme."""
        unit = self.roster.unit(code or "")
        if unit is not None:
            return unit.name
        return self.scheme.county_name(code) or ""

    def code_cell(self, code: str | None) -> str:
        """A unit's code as a list has it; none for the county's own workbook, which people know by its name."""
        return "" if self.scheme.county_name(code) else code or ""

    def coded_name(self, code: str) -> str:
        """D01 发展改革局; the county's own workbook by its name alone."""
        return joined((self.code_cell(code), self.unit_name(code)), " ")

    def kind_label(self, code: str) -> str:
        unit = self.roster.unit(code)
        kind = self.scheme.kind(unit.kind) if unit else None
        return kind.label if kind else ""

    def listed(self) -> Iterator[tuple[ListRule, list[Official | Unit]]]:
        """Each list of the scheme with those on it."""
        for rule in self.scheme.lists:
            ids = self.results.lists.get(rule.id, [])
            listed = [self.roster.official(i) if rule.of == "officials" else self.roster.unit(i) for i in ids]
            yield rule, [one for one in listed if one is not None]

    # figures

    def of_unit(self, code: str, figure: str | None) -> Any:
        """A unit's figure as it is shown; None where there is none."""
        return as_shown(self.figures.units.get(code, {}).get(figure or ""), self.scheme.unit_figure(figure or ""))

    def unit_cell(self, code: str, figure: Figure) -> Any:
        """The same as a list has it: that there is no card is a word, where the unit's workbook was accepted."""
        value = as_shown(self.figures.units.get(code, {}).get(figure.id), figure)
        if value not in (None, "") or not self.scheme.is_card(figure):
            return value
        return NO_CARD if figure.id in self.figures.units.get(code, {}) and code in self.evaluation.books else value

    def of_official(self, id: str, figure: str | None) -> Any:
        return as_shown(self.figures.officials.get(id, {}).get(figure or ""), self.scheme.official_figure(figure or ""))

    def official_cell(self, id: str, figure: Figure) -> Any:
        """The same as a list has it."""
        return as_shown(self.figures.officials.get(id, {}).get(figure.id), figure)

    @cached_property
    def rounds(self) -> list[tuple[Period, Mapping[str, Mapping[str, Any]]]]:
        """The decided rounds of the year so far with the units' figures, this one last."""
        past = [(p.period, p.units) for p in self.evaluation.past if p.period.year == self.period.year and p.period < self.period]
        return [*past, (self.period, self.figures.units)]

    @property
    def card_figure(self) -> Figure | None:
        """The figure that is the unit's card; None where the scheme has none, or gives none in this round."""
        return self.scheme.card_in(self.period.round)

    @cached_property
    def card_rounds(self) -> list[tuple[Period, Mapping[str, Mapping[str, Any]]]]:
        """Those of the year's rounds in which cards are given: in others no unit is without one."""
        return [(period, units) for period, units in self.rounds if self.scheme.card_in(period.round)]

    @property
    def trend_figure(self) -> Figure | None:
        return self.scheme.unit_figure(self.scheme.report.trend or "")

    def card_counts(self, units: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
        """How many of each card there are in a round in which they are given, in the scheme's order."""
        figure = self.scheme.card
        if figure is None:
            return {}
        given = [own.get(figure.id) for own in units.values()]
        return {label: given.count(label) for label in figure.colours}

    def ranking(self, kind: UnitKind) -> list[Unit]:
        """The units of a kind, best first; those without a score come last, by code."""
        rank_by = self.scheme.report.rank_by
        units = [u for u in self.roster.units if u.kind == kind.id]

        def place(unit: Unit) -> tuple[bool, float, str]:
            value = self.of_unit(unit.code, rank_by)
            scored = isinstance(value, (int, float))
            return (not scored, -value if scored else 0, unit.code)

        return sorted(units, key=place)


def files_of(files: Sorted) -> list[ReportFile]:
    """Every file with what became of it, by path; what is to be said of a unit's returns together stands at the one that counts."""
    states: dict[FileState, Iterable[Checked]] = {
        "accepted": (f for unit, f in files.accepted.items() if unit not in files.kept),
        "kept": (f for unit, f in files.accepted.items() if unit in files.kept),
        "rejected": files.rejected, "rejected before": files.rejected_before, "superseded": files.superseded, "ignored": files.ignored,
    }
    counting = {id(f): files.remarks.get(unit, []) for unit, f in files.accepted.items()}
    listed = [ReportFile(f.path, state, f.unit, (*counting.get(id(f), ()), *f.problems)) for state, those in states.items() for f in those]
    return sorted(listed, key=lambda f: f.path)


def as_shown(value: Any, figure: Figure | None = None) -> Any:
    """A figure at 2 decimals, a share at those of its percents; a truth as 是 or 否, a whole number as one, a list as one text."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, (int, float)):
        if figure is not None and figure.type in ("integer", "percent"):
            return int(value) if figure.type == "integer" else settle(float(value))  # 32.66%
        return shown(float(value))
    if isinstance(value, list):
        return "、".join(in_sentence(as_shown(v)) for v in value if v is not None)
    return value
