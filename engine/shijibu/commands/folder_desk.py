"""`shijibu desk` where the desk is not installed: a folder of returns is chosen in a window, consolidated as the command line does, and the report
opened."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from shijibu.commands import folder_chooser
from shijibu.commands.consolidate import consolidate
from shijibu.commands.ledgers import existing_ledger, ledger_place
from shijibu.commands.loading import loaded_for_good
from shijibu.commands.options import Stop
from shijibu.terminal import err

_ABOVE = 3  # folders above the chosen one in which the ledger may lie


def desk_of_a_folder(ledger: str | None) -> None:
    """One folder, one round: the result lies beside the folder. ledger: as given; else that of SHIJIBU_LEDGER, one that lies in the folder or above
    it, the one that was chosen last at this computer, or one in the current folder. Raises Stop, WouldReplace and as `consolidate` does.
    """
    with loaded_for_good():
        from shijibu.files.own_folder import CHOSEN_LEDGER, own_folder, remembered
        from shijibu.report.write import result_folder
        from shijibu.returns.worker import WORKERS
        from shijibu.rounds.rules import round_and_period

    inbox = folder_chooser.chosen_folder("选交回的文件所在的文件夹")
    if inbox is None:
        err.print("没有选文件夹，什么也没有做")
        return
    place = ledger or os.environ.get("SHIJIBU_LEDGER") or _beside(inbox) or remembered(own_folder() / CHOSEN_LEDGER).get("ledger")
    book = existing_ledger(place)
    if book is None:
        raise Stop(f"没有台账（{ledger_place(place)}）；把收件的文件夹放在下发时的台账旁边，或用 --ledger 指明台账")
    with book:
        scheme, period = _round_of(inbox)
        rules, when = round_and_period(book, scheme, period)
    out = inbox.parent / result_folder(rules, when)
    err.print(f"{rules.in_county(rules.name)}　{when.label}：汇总 {inbox}，台账 {ledger_place(place)}")
    try:
        consolidate([inbox], scheme, str(when), out, ledger=place, workers=WORKERS)
    except typer.Exit:
        _show(out / "report.xlsx")
        raise
    _show(out / "report.xlsx")


def _beside(inbox: Path) -> str | None:
    """The ledger in the folder or one of those above it."""
    from shijibu.ledger.address import LEDGER

    here = inbox.resolve()
    return next((str(folder / LEDGER) for folder in (here, *here.parents[:_ABOVE]) if (folder / LEDGER).is_file()), None)


def _round_of(inbox: Path) -> tuple[str, str]:
    """The round that most of the files belong to."""
    from shijibu.checks.rounds_in import rounds_in
    from shijibu.returns.worker import WORKERS
    from shijibu.scheme.period import Period
    from shijibu.spreadsheet.wording import JOINT

    found = rounds_in([inbox], workers=WORKERS).most_common()
    if not found:
        raise Stop(f"{inbox} 里没有实绩簿发出的工作簿；请核对是不是收件的文件夹")
    (first, count), *others = found
    if others and others[0][1] == count:
        listed = JOINT.join(f"{scheme} {Period.parse(period).label}" for (scheme, period), many in found if many == count)
        raise Stop(f"{inbox} 里几期的文件一样多（{listed}），不知道汇总哪一期；请分开放，或用 shijibu consolidate 写明")
    return first


def _show(report: Path) -> None:
    if report.is_file() and not folder_chooser.opened(report):
        err.print(f"报告在 {report}")
