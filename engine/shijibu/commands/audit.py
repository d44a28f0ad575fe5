"""`shijibu audit`: whether the ledger is whole."""

from __future__ import annotations

from typing import Annotated

import typer

from shijibu.commands.ledgers import LedgerUrl, existing_ledger, ledger_place
from shijibu.commands.options import Json, Stop
from shijibu.ledger import Head, NotAHead
from shijibu.report.seal import audited, head_said
from shijibu.terminal import print_json, say


def audit(
    head: Annotated[str | None, typer.Option("--head", help="报告或公示上印的台账核对码；核对台账是否仍含有它")] = None,
    ledger: LedgerUrl = None,
    json_: Json = False,
) -> None:
    try:
        paper = None if head is None else Head.parse(head)
    except NotAHead:
        raise Stop(f"--head 应为报告或公示上印的台账核对码，如 128-0a1b-2c3d-4e5f-6071，现为“{head}”") from None
    book = existing_ledger(ledger, adopting=False)  # what is examined is not written to
    if book is None:
        raise Stop(f"没有台账（{ledger_place(ledger)}）")
    with book:
        faults, last = book.verify(), book.head()
        found = None if paper is None else book.head(paper.sequence)
    matches = None if paper is None else found == paper
    if json_:
        print_json({"whole": not faults, "faults": faults, "head": str(last) if last else None, "matches": matches})
    else:
        say(*(faults or ["台账完整，没有被改动"]), head_said(last))
        if paper is not None:
            say(audited(paper, found, last))
    if faults or matches is False:
        raise typer.Exit(1)
