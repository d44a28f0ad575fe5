"""Schemes at the desk: which one the next round of each goes out under, and one that somebody tries. Both lie in the desk's folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shijibu.errors import ShijibuError
from shijibu.files import write_whole
from shijibu.ledger import OtherRules
from shijibu.report.objections import before_and_after
from shijibu.rounds.rules import change_rules
from shijibu.scheme.differing import differences, value_said
from shijibu.scheme.load import FILE, read, scheme_file, scheme_ids, text_of, version
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme_book.worked import failures
from shijibu.simulation.outcome import RoundFares
from shijibu_desk.ledgers import enter, ledger, options

_MOST = 300  # of whom a page says how they would fare; the workbook has them all


class ChangedMeanwhile(OtherRules):
    """Somebody else changed the rules, or uploaded another workbook, while the page was open."""


class ExamplesWrong(ShijibuError):
    """The worked examples of a scheme do not come to what they say: it may be tried, and not be put in force."""

    def __init__(self, wrong: list[str]) -> None:
        super().__init__("\n".join(wrong))
        self.wrong = wrong

    @property
    def sentences(self) -> list[str]:
        return ["算例算出来与应为的不一样，没有施行；请改参数、算式，或者按新的规则改算例，再上传：", *self.wrong]


@dataclass(frozen=True, slots=True)
class SchemeFolder:
    """A scheme's files in the desk's folder. scheme: its id."""

    scheme: str

    @property
    def _home(self) -> Path:
        return Path(options().folder) / "schemes" / self.scheme

    @property
    def in_force(self) -> Path:
        """The scheme that the office put in force; the scheme's own file counts where there is none."""
        return self._home / FILE

    @property
    def tried(self) -> Path:
        """The last sound workbook that was uploaded, as a scheme."""
        return self._home / "tried.yaml"

    @property
    def marked(self) -> Path:
        """The last workbook with faults, these marked."""
        return self._home / "marked.xlsx"

    @property
    def simulation(self) -> Path:
        """What the last simulation came to."""
        return self._home / "simulation.xlsx"


def scheme_path(id: str) -> Path:
    """The file of the scheme that the next round goes out under. Raises UnknownScheme."""
    own = SchemeFolder(id).in_force
    return own if own.is_file() else scheme_file(id)


def scheme_in_force(id: str) -> Scheme:
    """That scheme. Raises UnknownScheme, SchemeFault."""
    return read(scheme_path(id))


def known_schemes() -> list[Scheme]:
    """Every scheme that a round may go out under."""
    return [scheme_in_force(id) for id in scheme_ids()]


def tried_scheme(id: str) -> Scheme | None:
    """The scheme that somebody tries; None where nobody does."""
    file = SchemeFolder(id).tried
    return read(file) if file.is_file() else None


def differing(before: Scheme, after: Scheme) -> list[dict[str, str]]:
    """What differs, a line each: title, before, after."""
    return [{"title": d.title, "before": value_said(d.before), "after": value_said(d.after)} for d in differences(before, after)]


def put_in_force(tried: Scheme, seen: str, period: str, reason: str, by: str) -> bool:
    """From the next round on, or for a round that is out (`period`), the tried scheme counts. seen: the version that was on the page. Gives
    whether anything differs. Raises ChangedMeanwhile, ExamplesWrong, LookupError where that round is not out."""
    if version(tried) != seen:
        raise ChangedMeanwhile("方案工作簿刚刚又上传过，没有施行；请看过新的再定")
    if wrong := [one.sentence for one in failures(tried)]:
        raise ExamplesWrong(wrong)
    if period:
        try:
            done = change_rules(ledger(), tried, Period.parse(period), reason)
        except OtherRules:
            raise ChangedMeanwhile("这一期的方案刚刚被别人更改，没有再更改；请看过再定") from None
        if done is not None:
            enter(by, "scheme.round-changed", scheme=tried.id, period=period, version=done.after, reason=reason)
        return done is not None
    listed = [d.to_json() for d in differences(scheme_in_force(tried.id), tried)]
    if listed:
        write_whole(SchemeFolder(tried.id).in_force, text_of(tried).encode())
        enter(by, "scheme.in-force", scheme=tried.id, version=seen, reason=reason, differences=listed)
    return bool(listed)


def rounds_by_version(scheme: str, in_force: str) -> list[dict[str, Any]]:
    """The versions that rounds of a scheme go by, the latest first: version, periods, whether it is in force."""
    held: dict[str, list[str]] = {}
    for (id, period), goes_by in sorted(ledger().versions().items(), reverse=True):
        if id == scheme:
            held.setdefault(goes_by, []).append(Period.parse(period).label)
    return [{"version": v[:8], "rounds": periods, "in_force": v == in_force} for v, periods in held.items()]


def fares_rows(fares: RoundFares, scheme: Scheme) -> list[list[str]]:
    """Who would fare otherwise, and in what: unit or official, then each figure before and after, by its label."""
    figures = {"unit": {f.id: f.label for f in scheme.unit_figures}, "official": {f.id: f.label for f in scheme.official_figures}}
    everybody = [("unit", u.name, u) for u in fares.units] + [("official", f"{o.name}（{o.unit}）", o) for o in fares.officials]
    out = []
    for kind, name, one in everybody[:_MOST]:
        said = []
        for id, after in one.after.items():
            before, now = before_and_after(one.before.get(id), after)
            said.append(f"{figures[kind].get(id, id)} {before} → {now}")
        out.append([name, "；".join(said)])
    return out
