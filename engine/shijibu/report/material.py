"""What every report tells of: a decided round as plain data, and the questions that all reports ask of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal

from shijibu.figures.evaluation import Evaluation
from shijibu.language.values import in_sentence
from shijibu.ledger import Head, RuleChange
from shijibu.problems.problem import Problem
from shijibu.rules.values import shown
from shijibu.scheme.model import Figure, ListRule, Scheme, UnitKind
from shijibu.scheme.period import Period
from shijibu.scheme.roster import Official, Roster, Unit

FileState = Literal["accepted", "kept", "rejected", "rejected before", "superseded", "ignored"]
FILE_STATES: dict[FileState, str] = {"accepted": "已接收", "kept": "沿用以前接收的", "rejected": "已退回", "rejected before": "以前退回",
                                     "superseded": "已有更新", "ignored": "临时文件"}
GIVEN: tuple[FileState, ...] = ("accepted", "rejected", "superseded", "ignored")  # this time; the others come from the ledger
COUNTING: tuple[FileState, ...] = ("accepted", "kept", "rejected", "rejected before")
ACCEPTED, REJECTED, MISSING, LATE, CORRECTED, KEPT = "已接收", "已退回", "未报", "迟报", "逾期更正", "沿用"
WITHDRAWN, UNCORRECTED = f"{MISSING}（已撤回）", f"{MISSING}（退回未改）"


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A file of the inbox, or of an earlier one, and what became of it."""

    path: str
    state: FileState
    unit: str | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Material:
    """A decided round. `results` as in results.json; `figures` at 4 decimals, by unit and by official; `issued` the codes that got a workbook."""

    evaluation: Evaluation
    results: dict[str, Any]
    figures: dict[str, Any]
    files: tuple[ReportFile, ...] = ()
    issued: frozenset[str] = field(default_factory=frozenset)
    deadline: date | None = None
    rule_changes: tuple[RuleChange, ...] = ()
    notice: str = ""
    """That the rules which the round went out under were not kept; empty where they were."""
    head: Head | None = None
    """The head of the ledger's audit trail as of the decision."""

    @property
    def scheme(self) -> Scheme:
        return self.evaluation.scheme

    @property
    def period(self) -> Period:
        return self.evaluation.period

    @property
    def roster(self) -> Roster:
        return self.evaluation.roster

    # counts

    @cached_property
    def accepted_units(self) -> set[str]:
        return set(self.evaluation.books) & set(self.issued)

    @cached_property
    def rejected_units(self) -> set[str]:
        """Units whose only returns were rejected."""
        return set(self.issued) - self.accepted_units - set(self.results["missing"])

    def files_that_are(self, state: FileState) -> list[ReportFile]:
        return [f for f in self.files if f.state == state]

    def state_of(self, code: str) -> str:
        """已接收, 已退回, 未报; with 迟报 or 逾期更正 where that is so, and 沿用 where it was taken before."""
        if code in self.results["missing"]:
            return WITHDRAWN if code in self.told("withdrawn") else UNCORRECTED if code in self.uncorrected else MISSING
        state = ACCEPTED if code in self.evaluation.books else REJECTED
        more = [label for label, name in ((LATE, "late"), (CORRECTED, "corrected"), (KEPT, "kept")) if code in self.told(name)]
        return "、".join([state, *more])

    def told(self, name: str) -> list[str]:
        """A list of unit codes in the results; empty in those of an earlier version that had none."""
        return self.results.get(name, [])

    @cached_property
    def uncorrected(self) -> set[str]:
        """Missing units of which an earlier run rejected a return."""
        return {r["unit"] for r in self.results.get("rejected_before", [])}

    # people and units

    def unit_name(self, code: str | None) -> str:
        """A unit's name; the county's own workbook has one by the scheme."""
        unit = self.roster.unit(code or "")
        if unit is not None:
            return unit.name
        return next((w.unit_name or w.title for w in self.scheme.workbooks if w.county and w.unit_code == code), "")

    def kind_label(self, code: str) -> str:
        unit = self.roster.unit(code)
        kind = self.scheme.kind(unit.kind) if unit else None
        return kind.label if kind else ""

    def listed(self) -> Iterator[tuple[ListRule, list[Official | Unit]]]:
        """Each list of the scheme with those on it."""
        for rule in self.scheme.lists:
            found = [self.roster.official(i) if rule.of == "officials" else self.roster.unit(i) for i in self.results["lists"].get(rule.id, [])]
            yield rule, [f for f in found if f is not None]

    # figures

    def of_unit(self, code: str, figure: str | None) -> Any:
        """A unit's figure as it is shown; None where there is none."""
        return as_shown(self.figures["units"].get(code, {}).get(figure), self.scheme.unit_figure(figure or ""))

    def of_official(self, id: str, figure: str | None) -> Any:
        return as_shown(self.figures["officials"].get(id, {}).get(figure), self.scheme.official_figure(figure or ""))

    @cached_property
    def rounds(self) -> list[tuple[Period, Mapping[str, Mapping[str, Any]]]]:
        """The decided rounds of the year so far with the units' figures, this one last."""
        past = [(p.period, p.units) for p in self.evaluation.past if p.period.year == self.period.year and p.period < self.period]
        return [*past, (self.period, self.figures["units"])]

    @property
    def card_figure(self) -> Figure | None:
        return self.scheme.unit_figure(self.scheme.report.cards or "")

    @property
    def trend_figure(self) -> Figure | None:
        return self.scheme.unit_figure(self.scheme.report.trend or "")

    def card_counts(self, units: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
        """How many of each card there are, in the scheme's order."""
        figure = self.card_figure
        if figure is None:
            return {}
        there = [own.get(figure.id) for own in units.values()]
        return {label: there.count(label) for label in figure.colours}

    def ranking(self, kind: UnitKind) -> list[Unit]:
        """The units of a kind, best first; those without a score come last, by code."""
        rank_by = self.scheme.report.rank_by
        units = [u for u in self.roster.units if u.kind == kind.id]

        def place(unit: Unit) -> tuple[bool, float, str]:
            value = self.of_unit(unit.code, rank_by)
            there = isinstance(value, (int, float))
            return (not there, -value if there else 0, unit.code)

        return sorted(units, key=place)


def as_shown(value: Any, figure: Figure | None = None) -> Any:
    """A figure at 2 decimals; a truth as 是 or 否, a whole number as one, a list as one text."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (int, float)):
        return int(value) if figure is not None and figure.type == "integer" else shown(float(value))
    if isinstance(value, list):
        return "、".join(in_sentence(as_shown(v)) for v in value if v is not None)
    return value
