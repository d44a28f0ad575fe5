"""What a change of the rules would have meant: decided rounds under a scheme that somebody wants to try. The ledger is only read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shijibu.errors import ShijibuError
from shijibu.ledger import Ledger
from shijibu.rounds.decided import DecidedRound
from shijibu.scheme.differing import Difference, differences
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.simulation.again import Course, again, rounds_of
from shijibu.simulation.causes import Causes
from shijibu.simulation.compare import fares
from shijibu.simulation.notes import notes, uncomputed
from shijibu.simulation.outcome import PlaceDiffers, RoundFares, SettingDiffers, Simulation
from shijibu.simulation.similar import similar_pairs
from shijibu.simulation.sweep import Range, swept
from shijibu.simulation.untouched import NOWHERE


class OtherReview(ShijibuError):
    """The ledger has decided rounds, but none of the review that the scheme to be tried is of."""


def simulate(
    ledger: Ledger, rules: Scheme | str, *, periods: Sequence[Period] = (), since: Period | None = None, sweep: Range | None = None,
) -> Simulation:
    """Decided rounds computed again under `rules`: those of `periods`, those from `since` on, or all. What lies between the rounds that were
    asked for keeps its own rules, and is computed on what the earlier ones would have become.

    rules: a scheme; or the id of one, where each round keeps its own rules and only `sweep` changes them.
    Raises NotDecided, OtherReview, DecisionUnreadable, UnknownScheme, SchemeFault, CannotSweep.
    """
    id = rules if isinstance(rules, str) else rules.id
    known = sorted({scheme for scheme, _ in ledger.versions()})
    if id not in known and known:
        raise OtherReview(f"台账里是 {'、'.join(known)} 的考评，没有“{id}”的；试算用的方案，编号要与台账里的一致")
    those = rounds_of(ledger, id, None if isinstance(rules, str) else rules.cadence, periods, since)
    tried = those.latest_rules if isinstance(rules, str) else rules

    def under(round_: DecidedRound) -> Scheme:
        return tried if not isinstance(rules, str) and str(round_.period) in those.chosen else round_.scheme

    out: list[RoundFares] = []
    before: list[Course] = []
    latest = tried
    differ: dict[str, Difference] = {}
    for one in again(those, under):
        other = {d.path: d for d in (differences(one.was.scheme, one.scheme) if one.scheme is not one.was.scheme else [])
                 if d.path != NOWHERE}
        differ |= other
        changed = sorted(path for path in other if _parameter(path, one.scheme, one.was.scheme))
        out.append(fares(
            one, Causes(one, changed, before), own_rules=one.scheme is one.was.scheme, parameters=changed, similar=similar_pairs(one, ledger),
            uncomputed=uncomputed(one), notes=list(notes(one, before, ledger))))
        before.append(one.course)
        latest = one.was.scheme if str(one.was.period) in those.chosen else latest
        del one  # before the next is computed
    return Simulation(
        scheme=tried.id, name=tried.name, parameters=list(_settings(differ, tried, latest)),
        places=[PlaceDiffers(path=d.path, title=d.title, before=d.before, after=d.after) for d in differ.values()
                if not _parameter(d.path, tried, latest) and not _same_number(d)],
        periods=out, sweep=swept(sweep, those, under, tried, ledger) if sweep is not None else None)


def _parameter(path: str, *schemes: Scheme) -> bool:
    return any(scheme.has(path) for scheme in schemes)


def _same_number(place: Difference) -> bool:
    """A workbook gives 1 back where 1.0 was written: nothing is computed otherwise."""
    numbers = [v for v in (place.before, place.after) if isinstance(v, int | float) and not isinstance(v, bool)]
    return len(numbers) == 2 and numbers[0] == numbers[1]


def _settings(differ: dict[str, Difference], tried: Scheme, latest: Scheme) -> Iterator[SettingDiffers]:
    """Parameters that differ from those of any of the rounds."""
    for path in sorted(differ):
        rule, _, name = path.partition(".")
        old, new = (scheme.parameters.get(rule, {}).get(name) for scheme in (latest, tried))
        said = new or old
        if said is None:
            continue
        clause = tried.clauses.get(rule) or latest.clauses.get(rule)
        yield SettingDiffers(
            path=path, rule=rule, title=said.title, unit=said.unit, default=said.default, clause=clause.text if clause else [],
            before=old.value if old else differ[path].before, after=new.value if new else None)
