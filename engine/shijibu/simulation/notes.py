"""What is to be known before one relies on a round computed again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shijibu.ledger import Ledger
from shijibu.rounds.decided import DecidedRound
from shijibu.simulation.again import Again, Course
from shijibu.spreadsheet.wording import JOINT

_NAMED = 5  # that a note names


def notes(one: Again, before: Sequence[Course], ledger: Ledger) -> Iterator[str]:
    """Sentences; none where nothing is to be known. before: the rounds before it that were computed again as well."""
    if one.was.notice:
        yield one.was.notice
    decided = {d.period: d.at for d in ledger.decided(one.was.scheme.id)}
    own = decided[str(one.was.period)]
    later = [p for p, at in decided.items() if p < str(one.was.period) and at > own and (not before or p >= str(before[0].period))]
    if later:
        yield f"{_joined(later)}在该期汇总以后又重新汇总过，该期还没有：前后差异里也含有由此带来的"
    new = [f"{sheet.title}“{column.label}”" for workbook in one.scheme.workbooks for sheet in workbook.sheets for table in sheet.tables
           for column in table.columns if column.is_input and column.filled_by is None and not _asked(one.was, table.id, column.id)]
    if new and one.scheme is not one.was.scheme:
        yield f"当时没有填报 {_joined(new)}，按空白计算"


def uncomputed(one: Again) -> list[str]:
    """The figures that could not be computed because of an error."""
    out = []
    for entry in one.now.evaluation.uncomputed:
        official, unit = (one.was.roster.official(entry.official or ""), one.was.roster.unit(entry.unit or ""))
        who = f"{unit.name if unit else '全县'}{' ' + official.name if official else ''}"
        out.append(f"{who}“{entry.what}”{f'第 {entry.row} 行' if entry.row is not None else ''}：{entry.reason}")
    return out


def _asked(round_: DecidedRound, table: str, column: str) -> bool:
    found = round_.scheme.table(table)
    return found is not None and found.column(column) is not None


def _joined(named: Sequence[str]) -> str:
    return JOINT.join(named[:_NAMED]) + (f" 等 {len(named)} 项" if len(named) > _NAMED else "")
