"""A round in a few sentences with names: who returned, who got which card, what a person has to decide, what is otherwise than last time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from shijibu.report.compared import Compared, compared
from shijibu.report.proposals import counted, counter, measures_of, subject_name
from shijibu.report.reported_round import LATE, ReportedRound
from shijibu.report.round_book.similar import left_out, similar_pairs
from shijibu.rounds.proposals import Considered
from shijibu.scheme.model import UnitKind
from shijibu.scheme.outcomes import Figure
from shijibu.scheme.posting import posting
from shijibu.scheme.roster import Unit
from shijibu.spreadsheet.wording import JOINT, MISSING, NO_CARD, figure_said, first_of, joined, month_day, moved

_NAMED, _FIRST = 6, 3
"""So many are named where they are the sentence, and where they stand among others; the rest is in the count beside them."""


def headlines(reported: ReportedRound) -> list[str]:
    """The sentences, each to stand alone."""
    last = compared(reported)
    told = [returns_said(reported), results_said(reported), _decisions(reported), changes_said(reported, last) if last else ""]
    return [text for text in told if text]


def results_said(reported: ReportedRound, most: int = _NAMED) -> str:
    """Who got which card; where a county has none, who leads. most: names of a card that are listed."""
    return _cards(reported, most) if reported.card_figure else _leaders(reported)


def _names(reported: ReportedRound, codes: Iterable[str], most: int = _NAMED) -> str:
    return first_of([reported.unit_name(code) or code for code in codes], most)


def returns_said(reported: ReportedRound, most: int = _NAMED, *, own: bool = True) -> str:
    """Which units returned and which did not. most: names that are listed; own: what the county's own workbook lacks is said too."""
    results, units = reported.results, {code for code in reported.issued if not reported.scheme.county_name(code)}
    counts, own_book = [f"应报 {len(units)} 家，接收 {len(reported.accepted_units & units)} 家"], []
    for what, given in (("退回", sorted(reported.rejected_units)), (MISSING, results.missing), (LATE, results.late)):
        if codes := [code for code in given if code in units]:
            counts.append(f"{what} {len(codes)} 家（{_names(reported, codes, most)}）")
        own_book += [f"{reported.unit_name(code)}{what}" for code in given if own and reported.scheme.county_name(code)]
    return joined(["，".join(counts), *own_book]) + "。"


def _cards(reported: ReportedRound, most: int) -> str:
    card, units = reported.card_figure, reported.figures.units
    assert card is not None
    told = []
    if not any(own.get(card.id) for own in units.values()):
        return "本期没有亮牌。"
    for label in card.colours:
        codes = [code for code, own in units.items() if own.get(card.id) == label]
        told.append(f"{label} {len(codes)} 家" + (f"（{_names(reported, codes, most)}）" if codes else ""))
    none = sum(not own[card.id] for own in units.values() if card.id in own)
    return f"亮牌情况：{'，'.join(told)}，{NO_CARD} {none} 家。"


def _leaders(reported: ReportedRound) -> str:
    """The first of each kind that has others beside it."""
    firsts = []
    for kind, figure, scored in ranked_kinds(reported, 1):
        best = reported.of_unit(scored[0].code, figure.id)
        level = [u.name for u in scored if reported.of_unit(u.code, figure.id) == best]
        firsts.append(f"{kind.label}的{first_of(level, _FIRST)}（{figure_said(best, figure.type)}）")
    return f"{figure.label}居首的：{'；'.join(firsts)}。" if firsts else ""


def ranked_kinds(reported: ReportedRound, most: int) -> Iterator[tuple[UnitKind, Figure, list[Unit]]]:
    """Each kind of which more than `most` units have a score: by which figure they rank, and the units, best first."""
    figure = reported.scheme.unit_figure(reported.scheme.report.rank_by or "")
    for kind in reported.scheme.roster.kinds if figure is not None else ():
        scored = scored_of(reported, kind)
        if figure is not None and len(scored) > most:
            yield kind, figure, scored


def scored_of(reported: ReportedRound, kind: UnitKind) -> list[Unit]:
    """The units of a kind that have a score, best first."""
    rank_by = reported.scheme.report.rank_by
    return [u for u in reported.ranking(kind) if isinstance(reported.of_unit(u.code, rank_by), (int, float))]


def _decisions(reported: ReportedRound) -> str:
    items, counts = list(decisions(reported)), counted(reported)
    how = f"建议共 {counts.all} 项，{counts.said}。" if counts.all else ""
    if not items:
        return f"{how}没有别的需要研究决定的事项。" if how else "没有需要研究决定的事项。"
    stands = posting(reported.scheme, reported.period)
    by = f"请在{month_day(stands.first)}公示开始前研究决定" if stands else "请在公示前研究决定"
    return f"{by}：{'；'.join(items)}。{how}"


def decisions(reported: ReportedRound) -> Iterator[str]:
    """What a person has still to settle or confirm, with names."""
    ties = [c.proposal.subject for c in reported.open_proposals.values() if c.proposal.kind == "tie" and c.state == "waiting"]
    if ties:
        yield f"末位并列 {len(ties)} 处（{_names(reported, dict.fromkeys(ties), _FIRST)}）"
    for title, those in measures_of(reported, waiting=True):
        yield f"{title} {len(those)} {counter(those[0].proposal)}（{_proposed(reported, those)}）"
    for rule, listed in reported.listed():
        open_ = [one for one in listed if reported.on_list(rule, one).state == "waiting"]
        if open_:
            yield f"{rule.title} {len(open_)} {'人' if rule.of == 'officials' else '家'}（{first_of([one.name for one in open_], _FIRST)}）"
    for similar in reported.scheme.similar:
        pairs = len(similar_pairs(reported, similar)) + left_out(reported, similar)
        if pairs:
            yield f"{similar.title} {pairs} 对待认定"
    if reported.evaluation.uncomputed:
        yield f"{len(reported.evaluation.uncomputed)} 个数因出错而空着"


def _proposed(reported: ReportedRound, those: list[Considered]) -> str:
    """青溪镇诫勉谈话、白石镇表态发言; of many how many of each: 诫勉谈话 3 家、表态发言 9 家."""
    if len(those) <= _FIRST:
        return JOINT.join(f"{subject_name(reported, c.proposal)}{JOINT.join(c.proposal.value)}" for c in those)
    values = Counter(JOINT.join(c.proposal.value) for c in those)
    return JOINT.join(f"{value} {n} {counter(those[0].proposal)}" for value, n in values.items())


def changes_said(reported: ReportedRound, last: Compared) -> str:
    """What is otherwise than last time; empty where nothing is."""
    against = f"（与{last.cards[0].label}相比）" if last.cards and last.cards[0] != last.period else ""
    told = [f"新亮{label}的是{first_of([u.name for u in units], _NAMED)}{against}" for label, units in last.new_cards().items()]
    figure = reported.trend_figure or reported.scheme.unit_figure(reported.scheme.report.rank_by or "")
    if figure is not None:
        changes = [c for u in reported.roster.units if (c := last.change(u.code, figure)) is not None]
        up, down = sum(c > 0 for c in changes), sum(c < 0 for c in changes)
        if changes:
            told.append(f"{figure.label}上升 {up} 家、下降 {down} 家")
        for word, unit in zip(("升得最多的是", "降得最多的是"), last.ends(figure), strict=True):
            if unit is not None:
                now, decimals = figure_said(reported.of_unit(unit.code, figure.id), figure.type), 0 if figure.type == "integer" else 2
                told.append(f"{word}{unit.name}（{moved(last.change(unit.code, figure), decimals)}，现为 {now}）")
    return f"与{last.period.label}相比：{joined(told, '，')}。" if told else ""
