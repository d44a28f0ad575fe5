"""An explanation as the rows of a sheet: a step a row, with its value, its rules, how it came about, and the cells that it comes from."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

from shijibu.figures.steps import Step, StepLines, asides, row_given, row_made, step_lines, value_said, without_others
from shijibu.report.explanation import Explanation
from shijibu.report.figure_at import Asked
from shijibu.report.why import why
from shijibu.rounds.decided import DecidedRound
from shijibu.scheme.model import Scheme

HEADINGS, FILE, PLACE = ("步骤", "数值", "规则", "怎么来的"), "文件", "出处"
OTHERS_FILE = "另一本工作簿"
_INDENT = "　"


@dataclass(frozen=True, slots=True)
class CellPlace:
    """A cell that was filled in. unit: in whose workbook; file: its name, empty where the cell lies in the workbook at hand."""

    unit: str
    sheet: str
    cell: str
    file: str = ""

    @property
    def said(self) -> str:
        """As a person looks it up."""
        return f"{self.sheet}!{self.cell}"


@dataclass(frozen=True, slots=True)
class ExplainedRow:
    """A step. step: what it is, moved in by its depth; rules: each with its name; how: rule and parameters in words, and what is to be said
    of it; places: where it was filled in."""

    kind: str
    step: str
    value: str
    rules: str
    how: str
    places: tuple[CellPlace, ...] = ()

    @property
    def file(self) -> str:
        """The workbook of the places, where that is not the one at hand."""
        return next((place.file for place in self.places), "")


@dataclass(frozen=True, slots=True)
class ExplainedSheet:
    """title: the figure, whose it is, of which period; first: it in one line, empty where it has no value; notices: about the round."""

    title: str
    first: str
    notices: list[str]
    rows: list[ExplainedRow]


def explained_sheet(explanation: Explanation, scheme: Scheme, files: Mapping[str, str]) -> ExplainedSheet:
    """The same words and numbers as the explanation's text. files: the names of the workbooks by unit; of the one at hand empty."""
    notices = [s.label for s in explanation.steps if s.kind == "note"]
    head, *sections = [s for s in explanation.steps if s.kind != "note"] or [Step("section", "")]
    lines = [p.label for p in head.parts]
    rows = [_row(told, scheme, files) for told in step_lines(sections)]
    whose = f"{head.label}{head.note}"
    return ExplainedSheet(explanation.title or whose, "".join(lines[:1]), [whose, *lines[1:], *notices], rows)


def explained_figure(
    decided: DecidedRound, asked: Asked, *, only: Collection[str] | None = None, files_of: Collection[str] | None = None,
) -> ExplainedSheet:
    """What a sheet says of a figure of a report; the ledger must still be open. only: the officials whose rows may be seen, None for all;
    files_of: the units whose files are named. Raises UnknownSubject, UnknownFigure."""
    found = why(decided, asked.whose, asked.column.figure, change=asked.column.shows == "change")
    if only is not None:
        found = replace(found, steps=[kept for s in found.steps if (kept := without_others(s, only)) is not None])
    files = {unit: PurePath(file.path).name if files_of is None or unit in files_of else OTHERS_FILE for unit, file in decided.files.accepted.items()}
    return explained_sheet(found, decided.scheme, files)


def _row(told: StepLines, scheme: Scheme, files: Mapping[str, str]) -> ExplainedRow:
    step = told.step
    is_row = step.kind == "row"
    said = [f"{heading}：{text}" for heading, text in asides(step)]
    known = [row_given(step)] if is_row else [step.origin] if step.origin and step.at is None else []
    note = "" if step.kind == "section" else step.note
    places = tuple(CellPlace(p.holder, *p.at, files.get(p.holder, "")) for p in (step.parts if is_row else [step]) if p.at)
    label = f"{step.label}{step.note}" if step.kind == "section" else step.label
    return ExplainedRow(
        step.kind, _INDENT * told.depth + label, row_made(step) if is_row else value_said(step),
        "、".join(rule_said(scheme, rule) for rule in step.rules), "\n".join(t for t in (*known, *said, note) if t), places)


def rule_said(scheme: Scheme, rule: str) -> str:
    """DQ-2 考核亮牌"""
    clause = scheme.clauses.get(rule)
    return f"{rule} {clause.title}" if clause is not None and clause.title else rule
