"""Where a scheme uses a rule: the columns, figures, checks, lists and other parts that cite it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shijibu.scheme.model import Scheme
from shijibu.scheme.outcomes import Figure


@dataclass(frozen=True, slots=True)
class Use:
    """A part of a scheme that cites a rule. kind: what it is; id: its place in the scheme; says: its formula, condition or sentence."""

    kind: str
    id: str
    title: str
    says: str = ""


def uses(scheme: Scheme, rule: str) -> list[Use]:
    """Every part that cites `rule`, in the order of the scheme."""
    return [use for cited, use in _cited(scheme) if cited == rule]


def computes(scheme: Scheme, rule: str) -> bool:
    """Whether anything but a sentence stands for the rule: a number, a column, a formula; or a reference that says how it is met."""
    return bool(scheme.parameters.get(rule)) or any(u.kind != "reason" for u in uses(scheme, rule))


def _cited(scheme: Scheme) -> Iterator[tuple[str | None, Use]]:
    for workbook in scheme.workbooks:
        for sheet in workbook.sheets:
            for table in sheet.tables:
                for c in table.columns:
                    yield c.rule, Use("column", f"{table.id}.{c.id}", f"{sheet.title}·{c.label}", c.live or c.prefill or "")
    yield from _figures("unit", scheme.unit_figures)
    yield from _figures("official", scheme.official_figures)
    for p in scheme.penalties:
        yield p.rule, Use("penalty", p.id, p.title, f"{p.source} → {p.points}")
    for check in scheme.checks:
        yield check.rule, Use("check", check.code, check.message, check.when)
    for listed in scheme.lists:
        yield listed.rule, Use("list", listed.id, listed.title, listed.when)
        for reason in listed.reasons:
            yield reason.rule, Use("reason", listed.id, reason.text, reason.when or "")
    for reason in scheme.reasons:
        yield reason.rule, Use("reason", "reasons", reason.text, reason.when or "")
    for tie in scheme.ties:
        yield tie.rule, Use("tie", tie.table, tie.settled_by, tie.mark)
    for similar in scheme.similar:
        yield similar.rule, Use("similar", f"{similar.table}.{similar.column}", similar.title, f"{similar.at_least}, {similar.least_length}")
    for report in scheme.report.sheets:
        yield report.rule, Use("report sheet", report.title, report.title, report.where or "")
    for reference in scheme.references:
        yield reference.rule, Use("reference", "", reference.met_by)


def _figures(of: str, figures: list[Figure]) -> Iterator[tuple[str | None, Use]]:
    for f in figures:
        yield f.rule, Use("figure", f"{of}.{f.id}", f.label, f.formula or "")
