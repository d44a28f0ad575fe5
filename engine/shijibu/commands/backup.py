"""`shijibu backup` and `restore`: the ledger and the desk's folder, as one file and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shijibu.commands.ledgers import LedgerUrl, ledger_url, needed_ledger
from shijibu.commands.loading import loaded_for_good
from shijibu.commands.options import existing_path
from shijibu.terminal import err, say

if TYPE_CHECKING:
    from shijibu.backup import Backup

Folder = Annotated[Path | None, typer.Option("--folder", help="考评台的文件夹；缺省在台账旁边")]


def backup(
    file: Annotated[Path, typer.Argument(metavar="备份文件", help="写到哪里：.zip 连同考评台的文件夹，.db 只有台账")],
    ledger: LedgerUrl = None,
    folder: Folder = None,
    force: Annotated[bool, typer.Option("--force", help="已有这个文件时替换它")] = False,
) -> None:
    with loaded_for_good():
        from shijibu.backup import back_up, desk_folder

    desk = folder or desk_folder(ledger_url(ledger))
    with needed_ledger(ledger) as book:
        made = back_up(book, file, desk if desk.is_dir() else None, by="shijibu backup", force=force)
    said = f"，连同考评台的 {made.files} 个文件" if made.files is not None else ""
    err.print(f"已备份台账{said}：{file}", markup=False)
    if made.files is None and desk.is_dir():
        err.print(f"考评台的文件夹（{desk}）没有备进去；写成 .zip 就一起备", markup=False)
    _end(made)


def restore(
    file: Annotated[Path, typer.Argument(metavar="备份文件", help="shijibu backup 写成的文件")],
    ledger: LedgerUrl = None,
    folder: Folder = None,
    force: Annotated[bool, typer.Option("--force", help="已有台账时把它改名留着，再恢复")] = False,
) -> None:
    with loaded_for_good():
        from shijibu.backup import desk_folder, place_said
        from shijibu.backup import restore as put_back

    url = ledger_url(ledger)
    desk = folder or desk_folder(url)
    made, aside = put_back(existing_path(file), url, desk, force=force)
    err.print(f"已恢复到 {place_said(url, desk if made.files is not None else None)}", markup=False)
    for kept in aside:
        err.print(f"原来的留在 {kept}", markup=False)
    _end(made)


def _end(made: Backup) -> None:
    """The examined copy, in a word that can be held against paper."""
    if made.head is not None:
        say(f"台账核对码 {made.head}")
    if made.faults:
        err.print(f"台账核验有 {len(made.faults)} 处不符，用 shijibu audit 查看：{made.faults[0]}", markup=False)
        raise typer.Exit(1)
    err.print("核验无误")
