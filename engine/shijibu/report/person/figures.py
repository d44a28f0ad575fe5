"""Every figure of an official and the chief ones of the unit, a year to a list: a line a figure, a column a round."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from shijibu.report.listed import Column, Figured
from shijibu.report.objections import changed_figures
from shijibu.report.person.ranks import is_rank, place_in_group
from shijibu.report.reported_round import ReportedRound
from shijibu.scheme.outcomes import Figure

OWN = "本人"
PERIOD = Column("期次", middle=True, most=18)


def own_value(reported: ReportedRound, id: str, figure: Figure) -> Any:
    """A figure of an official as the file shows it; of a round that went by another version of the scheme, as that one has it."""
    own = reported.scheme.official_figure(figure.id)
    return place_in_group(reported, own, id) if own and is_rank(own) else reported.of_official(id, figure.id)


def unit_value(reported: ReportedRound, code: str, figure: Figure) -> Any:
    own = reported.scheme.unit_figure(figure.id)
    return place_in_group(reported, own, code) if own and is_rank(own) else reported.unit_cell(code, own or figure)


def figure_lists(rounds: Sequence[ReportedRound], id: str) -> Iterator[tuple[str, str, list[Column], list[list[Any]]]]:
    """Title, note, columns and rows, a year each; a figure that no rule speaks of, such as a number of the roster, is left out."""
    for year in dict.fromkeys(m.period.year for m in rounds):
        mine = [m for m in rounds if m.period.year == year]
        rows: dict[tuple[str, str, str], list[Any]] = {}
        order: dict[tuple[str, str, str], int] = {}  # the latest round's, whose scheme may have other figures than an earlier one's
        for i, m in enumerate(mine):
            for n, (kind, whose, figure, value) in enumerate(_figures(m, id)):
                if value not in (None, "") and not _is_key(value, id, m):
                    at = kind, whose, figure.id
                    rows.setdefault(at, [whose, figure.label, figure.rule, *[None] * len(mine)])[3 + i] = _figured(value, figure)
                    order[at] = n
        ordered = [rows[at] for at in sorted(rows, key=lambda at: order[at])]
        columns = [Column("对象", most=24), Column("项目", most=30), Column("规则", middle=True),
                   *(Column(m.period.label.removeprefix(f"{year}年"), middle=True, most=14) for m in mine)]
        yield f"{year}年各期数字", "本人的全部数字和所在单位的主要数字；名次写作“名次/参加排名的数量”；没有数据的不列", columns, ordered


def _is_key(value: Any, id: str, reported: ReportedRound) -> bool:
    """Whether a figure only says who it is, for other figures to count by: it tells the official nothing."""
    texts = value if isinstance(value, (list, tuple)) else [value]
    official = reported.roster.official(id)
    codes = (id, official.unit if official else id)
    return bool(texts) and all(isinstance(t, str) and (t in codes or t.startswith(f"{id}-")) for t in texts)


def _figured(value: Any, figure: Figure) -> Any:
    return Figured(value, figure.type) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def _figures(reported: ReportedRound, id: str) -> Iterable[tuple[str, str, Figure, Any]]:
    official = reported.roster.official(id)
    assert official is not None
    unit = official.unit
    scheme, name = reported.scheme, reported.unit_name(unit)
    yield from (("official", OWN, f, own_value(reported, id, f)) for f in scheme.official_figures if f.rule)
    yield from (("unit", name, f, unit_value(reported, unit, f)) for f in scheme.unit_figures if f.rule and (f.result or f.show))


def changed_list(rounds: Sequence[ReportedRound], id: str) -> tuple[str, str, list[Column], list[list[Any]]]:
    """What upheld objections, whoever made them, changed in the official's figures and those of the unit."""
    rows: list[list[Any]] = []
    for m in rounds:
        official = m.roster.official(id)
        assert official is not None
        numbers, changed = changed_figures(m.results, (id, official.unit))
        names = {id: OWN, official.unit: m.unit_name(official.unit)}
        rows += [[m.period.label, names[who], label, before, after, "、".join(map(str, numbers))] for who, label, before, after in changed]
    values = [Column(label, middle=True, most=24) for label in ("更正前", "更正后")]
    columns = [PERIOD, Column("对象", most=24), Column("项目", most=30), *values, Column("异议", middle=True)]
    return "异议影响", "成立的异议更正填报后变化的数字；更正前按交回的填报计算", columns, rows
