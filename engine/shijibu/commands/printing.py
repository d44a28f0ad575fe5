"""`shijibu print`: the workbooks and papers of a folder on paper, each official's forms among them, in one go."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated

import typer

from shijibu.commands.ledgers import LedgerUrl, existing_ledger
from shijibu.commands.loading import loaded_for_good
from shijibu.commands.office_printer import PDF, office_printer
from shijibu.commands.options import Force, Stop
from shijibu.terminal import err, say

if TYPE_CHECKING:
    from shijibu.scheme.kept import Kept
    from shijibu_addin.libreoffice.printing import Pages


def print_(
    paths: Annotated[list[Path], typer.Argument(metavar="文件", help="文件或文件夹，打印其中的工作簿和 .docx")],
    out: Annotated[Path, typer.Option("--out", help="写到哪里：以 .pdf 结尾的，全部合成一个文件；不然是文件夹，一本一个 PDF")],
    forms: Annotated[bool, typer.Option("--forms", help="只打印每人一份的表，如档案表、登记表")] = False,
    ledger: LedgerUrl = None,
    force: Force = False,
) -> None:
    with loaded_for_good():
        from shijibu.checks.inbox import gather, looks_temporary
        from shijibu.checks.printable import is_printed
        from shijibu.files import distinct_names, refuse_changed, takes_files, together, writable, write_once
        from shijibu.rounds.rules import kept_by
        from shijibu.scheme.kept import Kept

    files = [(path, name) for path, name in gather(paths) if is_printed(path) and not looks_temporary(path)]
    if not files:
        raise Stop(f"没有可以打印的工作簿或 .docx：{'、'.join(map(str, paths))}")
    names = distinct_names({f"{i:06}": PurePosixPath(name).stem for i, (_, name) in enumerate(files)}, PDF)
    if one := out.suffix.lower() == PDF and not out.is_dir():
        takes_files(out.parent)
        writable(out)
    else:
        refuse_changed(out, names.values(), force=force)
    kept, book = Kept(), existing_ledger(ledger)
    if book is not None:
        with book:
            kept = kept_by(book)
    printed, refused = _printed(files, kept, forms_only=forms)
    pages = [(PurePosixPath(files[i][1]).stem, pdf) for i, pdf in printed.items()]
    if one and pages:
        from shijibu_addin.libreoffice.printing import merged

        write_once(out, merged(pages), force=force)
    elif pages:
        with together(out, force=force) as batch:
            for i, pdf in printed.items():
                batch.write(names[f"{i:06}"], pdf)
    err.print(f"共 {len(files)} 个文件：打印 {len(printed)}，没有打印 {refused}" + (f"；写到 {out}" if pages else ""))
    if refused:
        raise typer.Exit(1)


def _printed(files: list[tuple[Path, str]], kept: Kept, *, forms_only: bool) -> tuple[dict[int, bytes], int]:
    """The pages of each file that has any, by its place among them, and how many were refused; each is said as it comes."""
    from shijibu.checks.printable import printable
    from shijibu.problems.problem import problem_of_refusal
    from shijibu.problems.refused import Refused
    from shijibu.report.progress import checking
    from shijibu.returns.worker import run
    from shijibu.spreadsheet.limits import Limits
    from shijibu_addin.libreoffice.printing import NotPrinted

    printed: dict[int, bytes] = {}
    refused = 0
    with office_printer("打印") as printer, checking(err, len(files), "打印") as step:
        for i, looked in run(printable, [(i, (path, Limits(), kept)) for i, (path, _) in enumerate(files)]):
            name = files[i][1]
            try:
                if isinstance(looked, Refused):
                    problem = problem_of_refusal(looked)
                    raise NotPrinted(f"{problem.place + ' ' if problem.place else ''}{problem.message}；{problem.fix}")
                pages = printer.print(looked, forms_only=forms_only)
            except NotPrinted as error:
                refused += 1
                say(f"{name}：没有打印：{error}")
            else:
                if pages.count:
                    printed[i] = pages.pdf
                say(f"{name}：{_counted(pages)}")
            step(name)
    return printed, refused


def _counted(pages: Pages) -> str:
    of_forms = f"，其中每人一份的表 {pages.of_forms} 页" if pages.of_forms else ""
    left_out = f"；{pages.left_out} 人没有可列的，没有打印他们的表" if pages.left_out else ""
    return f"{pages.count} 页{of_forms}{left_out}" + (f"；没有填写的表没有打印：{'、'.join(pages.blank)}" if pages.blank else "")
