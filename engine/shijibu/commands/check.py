"""`shijibu fields`, `shijibu check`: what came back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shijibu.commands.inbox import no_files, say_other_ledger
from shijibu.commands.ledgers import LedgerUrl, asked_ledger, load_ledgers, whole_ledger
from shijibu.commands.loading import loaded_for_good
from shijibu.commands.options import Force, Json, Stop, Workers, existing_path, say_next
from shijibu.terminal import err, print_json, say


def fields(workbook: Annotated[Path, typer.Argument(metavar="工作簿", help="工作簿")], ledger: LedgerUrl = None, json_: Json = False) -> None:
    with loaded_for_good():
        from shijibu.checks.fields import fields_in
        from shijibu.problems.problem import problem_of_refusal
        from shijibu.problems.refused import Refused
        from shijibu.rounds.rules import kept_by
        from shijibu.scheme.kept import Kept

    file, kept, book = existing_path(workbook), Kept(), asked_ledger(ledger)
    if book is not None:
        with book:
            kept = kept_by(book)
    try:
        listed = fields_in(file, kept=kept)
    except Refused as refused:
        problem = problem_of_refusal(refused)
        raise Stop(f"{workbook}：{problem.message}；{problem.fix}") from None
    if json_:
        print_json(listed)
        return
    for f in listed["fields"]:
        say(f"{f['id']}  {f['sheet']}!{f['cell']}  {f['label']}  {f['type']}  {'填写' if f['input'] else '自动'}")


def check(
    paths: Annotated[list[Path], typer.Argument(metavar="文件", help="文件或文件夹")],
    json_: Json = False,
    annotate: Annotated[Path | None, typer.Option("--annotate", help="把问题标在各单位工作簿的副本里，写到这个文件夹")] = None,
    ledger: LedgerUrl = None,
    workers: Workers = 1,
    force: Force = False,
) -> None:
    with loaded_for_good():
        from shijibu.checks.inbox import check_all, gather
        from shijibu.problems.grouped import grouped
        from shijibu.report.progress import checking
        from shijibu.report.verdicts import verdict, verdicts_said
        from shijibu.rounds.prospect import expected_by, prospect
        from shijibu.rounds.rules import kept_by
        from shijibu.scheme.kept import Kept
        from shijibu.spreadsheet.severity import SEVERITY_LABELS

    files = gather(paths)
    if annotate is not None:
        from shijibu.checks.clean_copy import annotate_all, refuse_edited_copies  # they need what draws workbooks and papers
        from shijibu.report.papers.slips_beside import Slips

        refuse_edited_copies([file for file, _ in files], annotate, force=force, beside=Slips(None, Kept()))
    asked = asked_ledger(ledger)
    load = load_ledgers if asked is not None and annotate is not None else None  # the slips ask what SQLAlchemy loads for, while files are read
    with checking(err, len(files)) as step:
        checked = check_all(paths, expected_by(asked), workers=workers, progress=step, started=load)
    outlook = prospect(checked, asked)
    if annotate is not None:
        book = whole_ledger(asked, ledger)
        kept = kept_by(book) if book else Kept()
        copies = annotate_all(checked, annotate, kept=kept, force=force, beside=Slips(book, kept))
        err.print(f"标好问题的副本 {len(copies)} 本：{annotate}")
        if any(c.unit and not c.ignored and any(p.severity != "notice" for p in c.problems) for c in checked):
            err.print("有问题的各附一页退回回执或核对单，同在这个文件夹")
        if book:
            book.close()
    elif asked:
        asked.close()
    if outlook.unrecorded:
        err.print(f"检查照常，但台账写不进去，没有记下今天已见到这些文件，汇总时可能因此算作迟报：{outlook.unrecorded}")
    say_other_ledger(checked, ledger)
    if json_:
        print_json({"files": [c.to_json() | {"counts": outlook.counts(c)} for c in checked]})
    else:
        for c in checked:
            say(f"{c.path}：{verdict(c)}")
            for group in grouped(c.problems):
                say(f"  [{SEVERITY_LABELS[group.first.severity]}] {group.said}")
        for line in outlook.lines():
            say(line)
        say(verdicts_said(checked))
    if not files:
        err.print(no_files(paths))
    rounds = {(c.scheme, c.period) for c in checked if c.accepted and c.scheme and c.period}
    if any(not c.accepted and not c.ignored for c in checked) and annotate is None:
        say_next("给退回的单位一份标好问题的副本", "check", *paths, "--annotate", "退回", ledger=ledger)
    if len(rounds) == 1:
        (of, when), = rounds
        say_next("汇总", "consolidate", *paths, "--scheme", of, "--period", when, "--out", "结果", ledger=ledger)
    if outlook.clock:
        err.print(str(outlook.clock), style="yellow")
    if not outlook.clean:
        raise typer.Exit(1)
