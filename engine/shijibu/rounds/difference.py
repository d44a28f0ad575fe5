"""What became different between two computations of one round: every figure, list and tie, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shijibu.scheme.model import Figure, Scheme
from shijibu.scheme.roster import Roster

ON, OFF = "列入", "不在"


@dataclass(frozen=True, slots=True)
class Change:
    """A figure of a unit, or of an official where one is named; `figure` is its id, lists.<id> for a list and ties.<rule> for an open tie."""

    unit: str
    official: str | None
    figure: str
    label: str
    before: Any
    after: Any


def difference(scheme: Scheme, roster: Roster, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Every change, figures at 4 decimals. before, after: {"figures", "results"} as the ledger keeps them."""
    old, new = before["figures"], after["figures"]
    out = [c for u in roster.units for c in _figures(scheme.unit_figures, u.code, None, old["units"].get(u.code), new["units"].get(u.code))]
    out += [c for o in roster.officials
            for c in _figures(scheme.official_figures, o.unit, o.id, old["officials"].get(o.id), new["officials"].get(o.id))]
    out += _lists(scheme, roster, before["results"]["lists"], after["results"]["lists"])
    return out + list(_ties(before["results"]["ties"], after["results"]["ties"]))


def told(changes: Iterable[Change], roster: Roster) -> list[dict[str, Any]]:
    """Each change with names, as results.json tells it: by unit, its own figures first, then by official."""
    out = []
    for c in sorted(changes, key=lambda c: (c.unit, c.official or "")):
        unit, official = roster.unit(c.unit), roster.official(c.official or "")
        out.append({"unit": c.unit, "unit_name": unit.name if unit else c.unit, "official": c.official,
                    "official_name": official.name if official else None, "figure": c.figure, "label": c.label, "before": c.before, "after": c.after})
    return out


def _figures(
    figures: Sequence[Figure], unit: str, official: str | None, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None,
) -> Iterator[Change]:
    for f in figures:
        was, is_now = (old or {}).get(f.id), (new or {}).get(f.id)
        if was != is_now:
            yield Change(unit, official, f.id, f.label, was, is_now)


def _lists(scheme: Scheme, roster: Roster, old: Mapping[str, list[str]], new: Mapping[str, list[str]]) -> list[Change]:
    out = []
    for rule in scheme.lists:
        was, is_now = set(old.get(rule.id, [])), set(new.get(rule.id, []))
        for id in sorted(was ^ is_now):
            official = roster.official(id) if rule.of == "officials" else None
            told = (ON, OFF) if id in was else (OFF, ON)
            out.append(Change(official.unit if official else id, official.id if official else None, f"lists.{rule.id}", rule.title, *told))
    return out


def _ties(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> Iterator[Change]:
    was, is_now = ({(t["unit"], t["rule"]): "、".join(t["officials"]) for t in ties} for ties in (old, new))
    for unit, rule in sorted(was.keys() | is_now.keys()):
        if was.get((unit, rule)) != is_now.get((unit, rule)):
            yield Change(unit, None, f"ties.{rule}", "并列待定", was.get((unit, rule)), is_now.get((unit, rule)))
