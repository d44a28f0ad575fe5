"""`shijibu audit`: whether the ledger is whole."""

from __future__ import annotations

from typing import Annotated

import typer

from shijibu.commands.ledgers import LedgerUrl, existing_ledger, ledger_place
from shijibu.commands.loading import loaded_for_good
from shijibu.commands.options import Json, Stop
from shijibu.terminal import print_json, say


def audit(
    head: Annotated[str | None, typer.Option("--head", help="报告或公示上印的台账核对码；核对台账是否仍含有它")] = None,
    ledger: LedgerUrl = None,
    json_: Json = False,
) -> None:
    with loaded_for_good():
        from shijibu.ledger import Head, NotAHead
        from shijibu.report.seal import audit_of

    try:
        paper = None if head is None else Head.parse(head)
    except NotAHead:
        raise Stop(f"--head 应为报告或公示上印的台账核对码，如 128-0a1b-2c3d-4e5f-6071，现为“{head}”") from None
    book = existing_ledger(ledger, adopting=False)  # what is examined is not written to
    if book is None:
        raise Stop(f"没有台账（{ledger_place(ledger)}）")
    with book:
        examined = audit_of(book, paper)
    if json_:
        print_json(examined.to_json())
    else:
        say(*examined.lines())
    if not examined.clean:
        raise typer.Exit(1)
